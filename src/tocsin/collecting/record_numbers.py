"""Record numbers of one log in one file: holes in them, and times that go backwards from one number to the next.

Kept as runs of consecutive numbers, so that a file of any size takes little memory; numbers that are scattered (a
filtered export) are given up on, and said to be. What is found does not depend on the parts that records come in, nor
on their order: so where a number comes twice, nobody can say which time follows which, and times are not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

WAITING = 1 << 19
MOST_RUNS = 100_000
_MOST_OTHERS = 64
BACKWARDS_US = 60_000_000
MOST_REVERSALS = 20

Numbers = NDArray[np.int64]


def _empty() -> Numbers:
    return np.empty((0, 4), np.int64)


@dataclass(frozen=True, slots=True)
class Hole:
    """Numbers `first` to `last` are missing; the record before them has `time` (microseconds)."""

    first: int
    last: int
    time: int


@dataclass(slots=True)
class RecordNumbers:
    """Runs of record numbers with the times at both their ends: rows of (first, last, time of first, time of last)."""

    runs: Numbers = field(default_factory=_empty)
    reversals: list[tuple[int, int, int]] = field(default_factory=list[tuple[int, int, int]])  # number, before, after
    scattered: bool = False
    repeated: bool = False  # some number came twice
    _waiting: list[tuple[Numbers, Numbers]] = field(default_factory=list[tuple[Numbers, Numbers]])
    _held: int = 0
    _others: list[Numbers] = field(default_factory=list[Numbers])  # runs of other passes, not joined yet

    def add(self, numbers: Numbers, times: Numbers) -> None:
        """Take records in, in any order; `times` in microseconds."""
        if self.scattered or not len(numbers):
            return
        self._waiting.append((numbers, times))
        self._held += len(numbers)
        if self._held >= WAITING:
            self.settle()

    def settle(self) -> None:
        """Turn what waits into runs."""
        more = self._others
        self._others = []
        if self._waiting:
            more = [*more, self._runs()]
        if more and not self.scattered:
            self._join(more)

    def _runs(self) -> Numbers:
        """Return the runs of the records that wait."""
        numbers = np.concatenate([part for part, _ in self._waiting])
        times = np.concatenate([part for _, part in self._waiting])
        self._waiting.clear()
        self._held = 0
        order = np.lexsort((times, numbers))
        numbers, times = numbers[order], times[order]
        fresh = np.diff(numbers, prepend=numbers[0] - 1) > 0
        self.repeated |= not fresh.all()
        numbers, times = numbers[fresh], times[fresh]
        follows = np.diff(numbers) == 1
        self._note(numbers[1:], times[:-1], times[1:], follows)
        begins = np.concatenate([[0], np.flatnonzero(~follows) + 1])
        ends = np.concatenate([begins[1:] - 1, [len(numbers) - 1]])
        return np.stack([numbers[begins], numbers[ends], times[begins], times[ends]], axis=1)

    def _note(self, numbers: Numbers, before: Numbers, after: Numbers, follows: NDArray[np.bool_]) -> None:
        """Keep the first numbers whose time is before that of the number they follow."""
        back = np.flatnonzero(follows & (after - before < -BACKWARDS_US))[:MOST_REVERSALS]
        if len(back):
            found = zip(numbers[back].tolist(), before[back].tolist(), after[back].tolist(), strict=True)
            self.reversals = sorted({*self.reversals, *found})[:MOST_REVERSALS]
        if self.repeated:
            self.reversals = []

    def _join(self, more: list[Numbers]) -> None:
        runs = np.concatenate([self.runs, *more])
        runs = runs[np.lexsort((runs[:, 2], runs[:, 0]))]
        reach = np.maximum.accumulate(runs[:, 1])
        self.repeated |= bool((runs[1:, 0] <= reach[:-1]).any())
        self._note(runs[1:, 0], runs[:-1, 3], runs[1:, 2], runs[1:, 0] == reach[:-1] + 1)
        begins = np.concatenate([[0], np.flatnonzero(runs[1:, 0] > reach[:-1] + 1) + 1])
        ends = np.concatenate([begins[1:] - 1, [len(runs) - 1]])
        group = np.repeat(np.arange(len(begins)), ends - begins + 1)
        latest = np.lexsort((-runs[:, 3], runs[:, 1], group))[ends]  # of those that end last, the one that ends first
        self.runs = np.stack([runs[begins, 0], reach[ends], runs[begins, 2], runs[latest, 3]], axis=1)
        if len(self.runs) > MOST_RUNS:
            self.runs, self.scattered = _empty(), True

    def merge(self, other: RecordNumbers) -> None:
        """Take in what another pass over other records of the same log saw."""
        other.settle()
        self.scattered = self.scattered or other.scattered
        self.repeated = self.repeated or other.repeated
        if self.reversals or other.reversals:
            self.reversals = [] if self.repeated else sorted({*self.reversals, *other.reversals})[:MOST_REVERSALS]
        if self.scattered:
            self.runs, self._others = _empty(), []
        elif len(other.runs):
            self._others.append(other.runs)  # joined once, not once a pass
            if len(self._others) >= _MOST_OTHERS:
                self.settle()

    def first(self) -> int | None:
        """Return the lowest number; None: there is none, or the numbers are scattered."""
        self.settle()
        return int(self.runs[0, 0]) if len(self.runs) else None

    def holes(self) -> list[Hole]:
        """Return the missing ranges between the first and the last number."""
        self.settle()
        rows: list[list[Any]] = self.runs.tolist()
        return [Hole(before[1] + 1, after[0] - 1, before[3]) for before, after in pairwise(rows)]
