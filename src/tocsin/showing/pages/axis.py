"""A time axis: where a time lies in a drawing, and round times to write along it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

MOST = 8
"""Labels along an axis, at most."""

_STEPS = (
    *(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15, 30)),
    *(timedelta(hours=hours) for hours in (1, 2, 3, 6, 12, 24, 48, 96, 168)),
)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)


class Axis(NamedTuple):
    """From `begin` to `end` (half-open), drawn from `left` to `right`."""

    begin: datetime
    end: datetime
    left: float
    right: float

    def x(self, time: datetime) -> float:
        """Return where a time lies; one outside the axis lies outside the drawing."""
        return self.left + (time - self.begin) / (self.end - self.begin) * (self.right - self.left)


def ticks(axis: Axis) -> list[tuple[float, str]]:
    """Return where to write what along the axis: at most `MOST` round times.

    >>> axis = Axis(datetime(2021, 1, 1, tzinfo=UTC), datetime(2021, 4, 15, tzinfo=UTC), 0, 104)
    >>> ticks(axis)
    [(0.0, '2021-01'), (31.0, '2021-02'), (59.0, '2021-03'), (90.0, '2021-04')]
    """
    span = axis.end - axis.begin
    step = next((step for step in _STEPS if span / step <= MOST), None)
    if step is None:
        months = next((months for months in _MONTHS if span / timedelta(days=30.4 * months) <= MOST), _MONTHS[-1])
        return [(axis.x(time), f"{time.year:04d}-{time:%m}") for time in _month_starts(axis, months)]
    return [(axis.x(time), _words(time, step)) for time in _round_times(axis, step)]


def _words(time: datetime, step: timedelta) -> str:
    midnight = time.hour == 0 and time.minute == 0
    return f"{time:%m-%d}" if midnight or step >= timedelta(hours=24) else f"{time:%H:%M}"


def _round_times(axis: Axis, step: timedelta) -> Iterator[datetime]:
    midnight = axis.begin.replace(hour=0, minute=0, second=0, microsecond=0)
    time = midnight + (axis.begin - midnight) // step * step
    while time < axis.end:
        if time >= axis.begin:
            yield time
        time += step


def _month_starts(axis: Axis, months: int) -> Iterator[datetime]:
    number = axis.begin.year * 12 + axis.begin.month - 1
    number -= number % months
    while number < 9999 * 12:
        time = datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)
        if time >= axis.end:
            return
        if time >= axis.begin:
            yield time
        number += months
