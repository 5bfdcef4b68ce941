"""Gaps: hours in which a log is silent though its own rhythm lets expect records.

In: the hours (since 1970) in which a log recorded. Out: ranges of silent hours between its first and its last record.
A log that records around the clock has a gap from `LEAST` silent hours on. Any other has one where the silence is four
times as long as its silences usually are (nights, for example); weekends that are regularly silent are no gaps.
With fewer than `KNOWN` hours of records there is no rhythm to tell, and no gap is claimed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

LEAST = 6
KNOWN = 12
_DENSE = 20  # of 24 hours of a day
_THURSDAY = 4  # 1970-01-01 was one: the day's number plus this, modulo seven, counts from Sunday


@dataclass(frozen=True, slots=True)
class Silence:
    """Silent hours `[begin, end)`, and how long this log's silences usually are."""

    begin: int
    end: int
    usual: int

    @property
    def hours(self) -> int:
        """How long it lasts."""
        return self.end - self.begin


def silences(hours: Sequence[int]) -> list[tuple[int, int]]:
    """Return the silent ranges `[begin, end)` between hours with records.

    >>> silences([1, 2, 5])
    [(3, 5)]
    """
    ordered = sorted(set(hours))
    return [(before + 1, after) for before, after in pairwise(ordered) if after > before + 1]


def gaps(hours: Sequence[int]) -> list[Silence]:
    """Return the silences that the log's own rhythm does not explain.

    >>> busy = [*range(0, 48), *range(60, 100)]
    >>> [(gap.begin, gap.end) for gap in gaps(busy)]
    [(48, 60)]
    """
    ordered = sorted(set(hours))
    if len(ordered) < KNOWN:
        return []
    silent = silences(ordered)
    around_the_clock = _dense(ordered)
    found: list[Silence] = []
    for begin, end in silent:
        others = [stop - start for start, stop in silent if (start, stop) != (begin, end)]
        usual = 0 if around_the_clock or not others else round(median(others))
        if end - begin > max(LEAST - 1, 4 * usual) and not _usual_weekend(begin, end, silent):
            found.append(Silence(begin, end, usual))
    return found


def _dense(ordered: list[int]) -> bool:
    """Say whether most days on which the log recorded were recorded around the clock (first and last day aside)."""
    days: dict[int, int] = {}
    for hour in ordered:
        days[hour // 24] = days.get(hour // 24, 0) + 1
    inner = [count for day, count in days.items() if day not in (ordered[0] // 24, ordered[-1] // 24)]
    return median(inner) >= _DENSE if inner else len(ordered) >= 0.8 * (ordered[-1] - ordered[0] + 1)


def _weekend(begin: int, end: int) -> int | None:
    """Return the week (by number) whose Saturday or Sunday a silence of at most four days lies on."""
    if end - begin > 96:
        return None
    for day in range(begin // 24, (end - 1) // 24 + 1):
        if (day + _THURSDAY) % 7 in (0, 6):
            return (day + _THURSDAY - 6) // 7
    return None


def _usual_weekend(begin: int, end: int, silent: list[tuple[int, int]]) -> bool:
    """Say whether a silence is one of at least three silent weekends, half of those in the log's span."""
    week = _weekend(begin, end)
    if week is None:
        return False
    alike = {
        other
        for start, stop in silent
        if (other := _weekend(start, stop)) is not None and stop - start >= 0.7 * (end - begin)
    }
    span = (silent[-1][1] - silent[0][0]) // 168
    return len(alike) >= 3 and 2 * len(alike) >= span
