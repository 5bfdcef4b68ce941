"""Windows of time over events in groups, and what holds in each, worked out for all windows at once.

In: time, group and rule of each event, in the order of group and time. A window begins with an event (or with all that
stand at its time) and holds what follows in its group within the timespan, the last moment included. Out: for each
window one number, or a mark. Nothing here walks over events one by one but for medians between two values.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from tocsin.hunting.correlations import Absent, Every, Expression, Fired, Threshold
from tocsin.hunting.table import Mask, Rows

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
    "eq": operator.eq,
    "neq": operator.ne,
}


@dataclass
class Windows:
    """The windows of a correlation."""

    times: Rows  # microseconds
    groups: Rows
    members: Rows  # which of the correlation's rules
    span: int  # microseconds

    @cached_property
    def count(self) -> int:
        """How many events there are."""
        return len(self.times)

    @cached_property
    def _keys(self) -> tuple[Rows, Rows, int]:
        moments, ranks = np.unique(self.times, return_inverse=True)
        return self.groups * (len(moments) + 1) + ranks, moments, len(moments) + 1

    @cached_property
    def starts(self) -> Rows:
        """Where windows begin."""
        keys, _, _ = self._keys
        return np.flatnonzero(np.diff(keys, prepend=-1))

    @cached_property
    def ends(self) -> Rows:
        """Behind the last event of each window."""
        keys, moments, base = self._keys
        limit = np.searchsorted(moments, self.times[self.starts] + self.span, "right")
        return np.searchsorted(keys, self.groups[self.starts] * base + limit)

    @cached_property
    def begins(self) -> Rows:
        """Where the first window begins that holds an event."""
        keys, moments, base = self._keys
        limit = np.searchsorted(moments, self.times - self.span, "left")
        return np.searchsorted(keys, self.groups * base + limit)

    @cached_property
    def whole(self) -> Mask:
        """Windows that are not inside the one before them."""
        inside = np.zeros(len(self.starts), bool)
        inside[1:] = self.ends[1:] == self.ends[:-1]  # of another group, it would end later
        return ~inside

    @cached_property
    def first_of_moment(self) -> Rows:
        """For each event the first that stands at the same time in its group."""
        return self.starts[np.searchsorted(self.starts, np.arange(self.count), "right") - 1]

    def sums(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the sum over each window."""
        total = np.concatenate([np.zeros(1, values.dtype), np.cumsum(values)])
        return total[self.ends] - total[self.starts]

    def previous(self, values: Rows) -> Rows:
        """Return for each event the one before it in its group with the same value; -1: none."""
        order = np.lexsort((np.arange(self.count), values, self.groups))
        same = (np.diff(values[order]) == 0) & (np.diff(self.groups[order]) == 0)
        before = np.full(self.count, -1, np.int64)
        before[order[1:][same]] = order[:-1][same]
        return before

    def distinct(self, values: Rows) -> Rows:
        """Return how many values stand in each window; below 0: no value."""
        has = np.flatnonzero(values >= 0)
        lower = np.maximum(self.previous(values)[has] + 1, self.begins[has])
        # an event is the first of its value in the windows that begin in [lower, event]
        change = np.bincount(lower, minlength=self.count + 1) - np.bincount(has + 1, minlength=self.count + 1)
        return np.cumsum(change)[self.starts]

    def completed(self, node: Expression, *, ordered: bool) -> Rows:
        """Return for each window the event with which an expression has become true; `count`: it is not true in it."""
        found = self._after(node, self.starts, ordered=ordered)
        return np.where(found < self.ends, found, self.count)

    def _after(self, node: Expression, places: Rows, *, ordered: bool) -> Rows:
        """Return where a node is first true of events from each place on."""
        if isinstance(node, Fired):
            return self._next(node, places)
        if isinstance(node, Absent):
            inner = self._after(node.of, self.starts, ordered=ordered)
            return np.where(inner < self.ends, self.count, places)
        if isinstance(node, Every):
            return self._in_turn(node, places) if ordered else self._all(node, places)
        return reduce(np.minimum, (self._after(part, places, ordered=ordered) for part in node.of))

    def _all(self, node: Every, places: Rows) -> Rows:
        return reduce(np.maximum, (self._after(part, places, ordered=False) for part in node.of))

    def _in_turn(self, node: Every, places: Rows) -> Rows:
        """Each after the other, or at the same time; a rule that is named again needs another event."""
        now = places
        used: dict[int, Rows] = {}
        for part in node.of:
            moment = self._from_moment(now)
            if isinstance(part, Fired):
                rule = int(part.rule)
                moment = np.maximum(moment, used[rule] + 1) if rule in used else moment
            at = self._after(part, moment, ordered=True)
            if isinstance(part, Fired):
                used[int(part.rule)] = at
            now = np.maximum(now, at)
        return now

    def _from_moment(self, places: Rows) -> Rows:
        return np.append(self.first_of_moment, self.count)[np.minimum(places, self.count)]

    def _next(self, node: Fired, places: Rows) -> Rows:
        where = np.append(np.flatnonzero(self.members == int(node.rule)), self.count)
        return where[np.minimum(np.searchsorted(where, places), len(where) - 1)]


@dataclass(frozen=True, slots=True)
class Numbers:
    """A number of each event: `codes` says which of `known` it has; below 0: none."""

    codes: Rows
    known: tuple[int | Fraction, ...]

    def marks(self, test: Callable[[int | Fraction], bool]) -> Rows:
        """Return 1 for each event whose number meets a test, else 0."""
        return np.array([*map(test, self.known), False], np.int64)[self.codes]

    @property
    def values(self) -> npt.NDArray[Any]:
        """The numbers, 0 for none; as machine numbers where their sum cannot be too large for that."""
        largest = max(map(abs, self.known), default=0) * (len(self.codes) + 1)
        small = largest < 2**62 and all(isinstance(number, int) for number in self.known)
        table = np.empty(len(self.known) + 1, np.int64 if small else object)
        table[:] = [*self.known, 0]
        return table[self.codes]


def ranked(windows: Windows, numbers: Numbers, percent: int | None, threshold: Threshold) -> Mask:
    """Say of which windows the percentile (the value of its rank; None: the median) meets a threshold.

    Values are compared with the threshold and counted: the value of rank r is below it when r values are.
    """
    wanted = exact(threshold.number)
    count = windows.sums(numbers.marks(lambda _: True))
    below = windows.sums(numbers.marks(lambda number: number < wanted))
    not_above = windows.sums(numbers.marks(lambda number: number <= wanted))
    if percent is None:
        low, high = (count + 1) // 2, count // 2 + 1
    else:
        low = high = np.maximum(-(-count * percent // 100), 1)
    side = np.where(not_above < low, 1, np.where(below >= high, -1, 0))
    between = (count > 0) & (side == 0) & ~((below < low) & (not_above >= high))
    for place in np.flatnonzero(between).tolist():  # medians of two values, one on each side
        inside = numbers.codes[windows.starts[place] : windows.ends[place]]
        known = sorted(numbers.known[code] for code in inside.tolist() if code >= 0)
        middle = Fraction(known[low[place] - 1] + known[high[place] - 1]) / 2
        side[place] = (middle > wanted) - (middle < wanted)
    return np.asarray(OPERATORS[threshold.operator](side, 0)) & (count > 0)


def summed(windows: Windows, numbers: Numbers, threshold: Threshold, *, mean: bool) -> Mask:
    """Say of which windows the sum, or the mean, meets a threshold; exactly, whatever the size of the numbers."""
    count = windows.sums(numbers.marks(lambda _: True))
    total = windows.sums(numbers.values)
    limit = np.full(len(count), exact(threshold.number), object)
    return np.asarray(OPERATORS[threshold.operator](total, limit * count if mean else limit), bool) & (count > 0)


def exact(number: int | float) -> Fraction:
    """Return a rule's number as it was written.

    >>> exact(0.1)
    Fraction(1, 10)
    """
    return Fraction(str(number))
