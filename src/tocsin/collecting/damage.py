"""Which hours a loss concerns: a record that cannot be read has no time, but its neighbours in the file do.

In: for each file, the bytes at which events begin with their hours, and the bytes at which something was lost. Out:
hours, each with the most records that may have been lost in it. Only bytes at which the hour changes are kept, so that
a file of any size takes little memory; a file in no order of time is given up on.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

MOST_MARKS = 20_000
MOST_LOSSES = 20_000
LONGEST_HOURS = 31 * 24
"""Where more than this lies between two neighbours, only the hours beside the loss are named."""

Marks = NDArray[np.int64]


def _none() -> Marks:
    return np.empty((0, 2), np.int64)


@dataclass(slots=True)
class Damage:
    """Losses of one file, and the hours around them."""

    marks: Marks = field(default_factory=_none)  # rows of (byte, hour)
    losses: Counter[int] = field(default_factory=Counter[int])  # byte -> records
    disordered: bool = False

    def pass_by(self, offsets: NDArray[np.int64], hours: NDArray[np.int64]) -> None:
        """Note where events stand and when they were."""
        if self.disordered or not len(offsets):
            return
        order = np.argsort(offsets, kind="stable")
        offsets, hours = offsets[order], hours[order]
        turns = np.flatnonzero(np.diff(hours))
        kept = np.unique(np.concatenate([[0, len(hours) - 1], turns, turns + 1]))
        self._take(np.stack([offsets[kept], hours[kept]], axis=1))

    def lose(self, offset: int, records: int) -> None:
        """Note a loss."""
        if len(self.losses) < MOST_LOSSES or offset in self.losses:
            self.losses[offset] += records

    def merge(self, other: Damage) -> None:
        """Add what another pass over the same file saw."""
        self.disordered = self.disordered or other.disordered
        for offset, records in sorted(other.losses.items()):
            self.lose(offset, records)
        if not self.disordered:
            self._take(other.marks)

    def _take(self, marks: Marks) -> None:
        marks = np.concatenate([self.marks, marks])
        marks = marks[np.lexsort((marks[:, 1], marks[:, 0]))]
        if len(marks) > 2:  # inside a run of one hour only its ends are needed
            inner = (marks[1:-1, 1] == marks[:-2, 1]) & (marks[1:-1, 1] == marks[2:, 1])
            marks = marks[np.concatenate([[True], ~inner, [True]])]
        self.marks = marks
        if len(self.marks) > MOST_MARKS:
            self.marks, self.disordered = _none(), True

    def hours(self) -> dict[int, int]:
        """Return the hours that losses may concern, each with the most records that may be missing from it."""
        found: Counter[int] = Counter()
        if self.disordered or not len(self.marks):
            return found
        for offset, records in sorted(self.losses.items()):
            place = int(np.searchsorted(self.marks[:, 0], offset))
            beside = self.marks[max(place - 1, 0) : place + 1, 1].tolist()
            begin, end = min(beside), max(beside)
            for hour in range(begin, end + 1) if end - begin <= LONGEST_HOURS else (begin, end):
                found[hour] += records
        return dict(sorted(found.items()))
