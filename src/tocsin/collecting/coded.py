"""Events as numbers: what a reader hands out beside columns when it can tell which values it has seen before.

For each event a stretch of `stream`: first -2 - 2 * its kind, then its values, each group of them behind -3 - 2 * the
mark that says whose they are; -1 is a value that is not there, the others are words. Two events with the same stretch
agree in every field that was asked for.
`extra` holds, the same way, words of other fields in which something may be searched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.words import Numbers, Words

Codes = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Kind:
    """Log, provider and event id of events, as written; None where they have none."""

    channel: str | None
    provider: str | None
    event_id: str | None


@dataclass(frozen=True, slots=True)
class Coded:
    """Events of a batch, row by row; valid until the next batch.

    `begins` and `ends` are the stretches of `stream` of each row, `more` and `more_ends` those of `extra`. `file` is
    an object that stays the same as long as the numbers mean the same.
    """

    file: object
    words: Words
    count: int  # words there are by now
    kinds: list[Kind]
    marked: list[Numbers]
    """By mark, the fields (numbers in `words.fields`) of the words that follow."""
    every: frozenset[str]
    """Fields of events of which every field was asked for."""
    stream: Codes
    begins: Numbers
    ends: Numbers
    extra: Codes
    more: Numbers
    more_ends: Numbers
    kind_of: Numbers

    def members(self, rows: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Return (field, place among the rows, word) of every value of some rows, row by row."""
        from tocsin.collecting.coding import values_of

        sizes = self.ends[rows] - self.begins[rows]
        found = np.empty((int(sizes.sum()), 3), np.int64)
        starts = np.cumsum([0, *map(len, self.marked)])
        flat = np.concatenate([np.empty(0, np.int64), *self.marked])
        count = values_of(self.stream, self.begins[rows], self.ends[rows], flat, starts, found)
        return found[:count, 0], found[:count, 1], found[:count, 2]

    def values(self, rows: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Return what `members` does, ordered by field, then by row."""
        field, row, word = self.members(rows)
        order = np.argsort(field, kind="stable")
        return field[order], row[order], word[order]

    table: Callable[[Numbers], pa.RecordBatch]
    """Some rows (given once, in order) with the fields that were asked for."""
