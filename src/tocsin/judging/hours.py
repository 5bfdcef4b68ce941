"""Sets of hours as sorted, disjoint, half-open runs of integers (hours since 1970-01-01T00 UTC).

In: runs, single hours, times in RFC 3339. Out: `Hours`, with union, intersection, difference and counting.
Everything about visibility is arithmetic on these sets, so nothing here depends on how many events there were.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR = timedelta(hours=1)
Run = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours as sorted, disjoint, non-adjacent runs `[begin, end)`."""

    runs: tuple[Run, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any hour."""
        return bool(self.runs)

    def __len__(self) -> int:
        """How many hours there are."""
        return sum(end - begin for begin, end in self.runs)

    @property
    def begin(self) -> int:
        """First hour; of an empty set there is none (`IndexError`)."""
        return self.runs[0][0]

    @property
    def end(self) -> int:
        """Hour after the last."""
        return self.runs[-1][1]

    def __or__(self, other: Hours) -> Hours:
        """Hours in either.

        >>> Hours(((0, 2),)) | Hours(((2, 3), (5, 6)))
        Hours(runs=((0, 3), (5, 6)))
        """
        if not other.runs or self.runs == other.runs:
            return self
        return other if not self.runs else joined((*self.runs, *other.runs))

    def __and__(self, other: Hours) -> Hours:
        """Hours in both.

        >>> Hours(((0, 4), (6, 9))) & Hours(((3, 7),))
        Hours(runs=((3, 4), (6, 7)))
        """
        found: list[Run] = []
        mine, theirs = 0, 0
        while mine < len(self.runs) and theirs < len(other.runs):
            begin = max(self.runs[mine][0], other.runs[theirs][0])
            end = min(self.runs[mine][1], other.runs[theirs][1])
            if begin < end:
                found.append((begin, end))
            if self.runs[mine][1] < other.runs[theirs][1]:
                mine += 1
            else:
                theirs += 1
        return Hours(tuple(found))

    def __sub__(self, other: Hours) -> Hours:
        """Hours in the first and not in the second.

        >>> Hours(((0, 9),)) - Hours(((2, 3), (8, 12)))
        Hours(runs=((0, 2), (3, 8)))
        """
        if not self.runs or not other.runs:
            return self
        edges = (self.runs[0][0], *(edge for run in other.runs for edge in run), self.runs[-1][1])
        outside = tuple((edges[at], edges[at + 1]) for at in range(0, len(edges), 2) if edges[at] < edges[at + 1])
        return self & Hours(outside)


NONE = Hours()


def between(begin: int, end: int) -> Hours:
    """Return the hours `[begin, end)`; none if reversed."""
    return Hours(((begin, end),)) if begin < end else NONE


def joined(runs: Iterable[Run], *, bridge: int = 0) -> Hours:
    """Join runs; a silence of at most `bridge` hours between two of them is counted in.

    >>> joined([(5, 6), (0, 2), (3, 4)], bridge=1)
    Hours(runs=((0, 6),))
    """
    found: list[Run] = []
    for begin, end in sorted(run for run in runs if run[0] < run[1]):
        if found and begin <= found[-1][1] + bridge:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return Hours(tuple(found))


@lru_cache(maxsize=65_536)
def moment(text: str | None) -> datetime | None:
    """Return an RFC 3339 time or date (also a month or a year: its first moment) in UTC; None if it is none.

    >>> moment("2021-03")
    datetime.datetime(2021, 3, 1, 0, 0, tzinfo=datetime.timezone.utc)
    """
    if not text:
        return None
    padded = f"{text}-01-01" if len(text) == 4 else f"{text}-01" if len(text) == 7 else text
    try:
        time = datetime.fromisoformat(padded)
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def hour_of(text: str | None) -> int | None:
    """Return the hour in which a time falls."""
    time = moment(text)
    return None if time is None else (time - _EPOCH) // _HOUR


def hour_after(text: str | None) -> int | None:
    """Return the first hour after a period's end: a bare date counts whole, so that its own day is inside.

    >>> hour_after("2021-03-10") - hour_of("2021-03-10")
    24
    >>> hour_after("2021-03-10T05:30:00Z") - hour_of("2021-03-10")
    6
    """
    time = moment(text)
    if time is None or text is None:
        return None
    if len(text) <= 10:
        return (_end_of(time, len(text)) - _EPOCH) // _HOUR
    return -((_EPOCH - time) // _HOUR)


def _end_of(time: datetime, length: int) -> datetime:
    try:
        if length == 4:
            return time.replace(year=time.year + 1)
        if length == 7:
            return time.replace(year=time.year + time.month // 12, month=time.month % 12 + 1)
        return time + timedelta(days=1)
    except (ValueError, OverflowError):
        return time


@lru_cache(maxsize=65_536)
def stamp(hour: int) -> str:
    """Return the first moment of an hour, RFC 3339 UTC; beyond the calendar its nearest end.

    >>> stamp(448_633)
    '2021-03-07T01:00:00Z'
    """
    try:
        time = _EPOCH + hour * _HOUR
    except OverflowError:
        time = datetime(1, 1, 1, tzinfo=UTC) if hour < 0 else datetime(9999, 12, 31, 23, tzinfo=UTC)
    return time.replace(tzinfo=None, microsecond=0).isoformat() + "Z"
