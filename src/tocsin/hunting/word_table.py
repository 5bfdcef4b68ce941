"""Coded events as the engine sees a batch, with tests done: each field as words, what they meet known by profiles.

In: some rows of coded events. Out: fields as `table.Table` gives them. Fields that are not simply one value of one
field of the log (lists, parts of values, names that differ by blanks) are taken from columns.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from tocsin.collecting.coded import Coded
from tocsin.collecting.windows import NUMBERS
from tocsin.collecting.words import LISTS, distinct_of
from tocsin.hunting.event_rules import INTEGERS
from tocsin.hunting.matchers import Numbers, Pairs
from tocsin.hunting.profiles import Profiles
from tocsin.hunting.table import Field, Rows, Table
from tocsin.hunting.word_texts import WordTexts


class WordTable:
    """Fields of some rows of coded events."""

    def __init__(self, coded: Coded, rows: Rows, profiles: Profiles) -> None:
        """Take rows (each once, in order)."""
        self._coded, self._chosen, self._profiles = coded, rows, profiles
        self.rows = len(rows)
        field, self._row, self._word = coded.values(rows)
        bounds = np.flatnonzero(np.diff(field, prepend=-1))
        ends = [*bounds[1:].tolist(), len(field)]
        self._by_name: dict[str, list[tuple[int, int]]] = {}
        for number, begin, end in zip(field[bounds].tolist(), bounds.tolist(), ends, strict=True):
            self._by_name.setdefault(coded.words.fields[number].replace(" ", ""), []).append((begin, end))
        self._fields: dict[str, Field | None] = {}
        self._simple: dict[str, Numbers] = {}  # the words of a field, by the numbers of its values

    def field(self, name: str) -> Field | None:
        """Return a field, or None when no event has it."""
        if name not in self._fields:
            self._fields[name] = self._make(name)
        return self._fields[name]

    def names(self) -> list[str]:
        """Return the names of all fields."""
        return self._whole.names()

    def pairs(self, name: str) -> Pairs | None:
        """Return (atom, value) for every atom of a field that holds for a value; None: that is not known."""
        words = self._simple.get(name)
        return None if words is None else self._profiles.pairs(name, words)

    @cached_property
    def _whole(self) -> Table:
        return Table(self._coded.table(self._chosen), {})

    def _make(self, name: str) -> Field | None:
        places = self._by_name.get(name.replace(" ", ""), [])
        if not places and "(" not in name:
            return None
        if len(places) != 1 or "(" in name:
            return self._whole.field(name)
        begin, end = places[0]
        row, word = self._row[begin:end], self._word[begin:end]
        words, codes = distinct_of(word)
        kinds = np.unique(self._coded.words.table[words, 1] & 0xFF).tolist()
        if LISTS in kinds or (name in NUMBERS and not INTEGERS.issuperset(kinds)) or _repeats(row):
            return self._whole.field(name)
        self._simple[name] = words
        of_row = np.full(self.rows, -1, np.int32)
        of_row[row] = codes
        return Field(WordTexts(self._coded.words, words), of_row)


def _repeats(rows: Rows) -> bool:
    """Say whether a row comes twice."""
    return bool((np.diff(rows) == 0).any())
