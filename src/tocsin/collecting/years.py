"""Times of syslog and its kin to moments, the year filled in where the log leaves it out.

In: times as written (`Mar  2 07:00:00`, with or without a year, or ISO), in the order of the file. Out: moments.
A log without years is read with the last day it can hold: the date in its name (`auth.log-20210307`), else the earlier
of the file's own date and one in a folder's name; else the year of neighbours that say theirs. From December to January
the year goes up, from January back to December (lines out of order) down. What was inferred is told in `notes`; where
nothing tells the year, there is no time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.columns import pc
from tocsin.collecting.format import Source
from tocsin.collecting.patterned import MONTHS
from tocsin.collecting.times import moments

_TIME = (
    r"^(?:(?:[A-Z][a-z]{2} )?(?P<month>[A-Z][a-z]{2}) +(?P<day>\d{1,2})(?:,? (?P<year>\d{4}))?"
    r" (?P<clock>\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?: (?P<late>\d{4}))?|(?P<iso>\d{4}-\d\d-\d\d.*))$"
)
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)")
_MONTH_NUMBERS = {name.title(): int(number) for name, number in MONTHS.items()}
_SLACK = timedelta(days=2)


@dataclass(slots=True)
class Calendar:
    """What is known of a log's years while it is read."""

    last: date | None  # no record is of a later day
    how: str  # where that is known from
    timezone: str | None = None
    _year: int | None = field(default=None, init=False)  # of the last record seen
    _month: int = field(default=0, init=False)
    _inferred: str | None = field(default=None, init=False)
    _beyond: bool = field(default=False, init=False)
    _unknown: bool = field(default=False, init=False)

    @property
    def notes(self) -> tuple[str, ...]:
        """Say what was inferred so far."""
        said: list[str] = []
        if self._inferred is not None:
            said.append(f"the log writes no years: they are inferred from {self._inferred}")
        if self._beyond:
            said.append("the log reaches over more than a year: which year its records are of is not certain")
        if self._unknown:
            said.append("the log writes no years and nothing tells them: copy logs with their dates (cp -p, tar)")
        return tuple(said)

    def moments(self, times: pa.Array) -> pa.Array:
        """Return the moments of some records, which follow those asked for before."""
        distinct = times.dictionary_encode()
        parts = pc.extract_regex(distinct.dictionary, _TIME)
        rows = distinct.indices
        iso = _said(parts, "iso")
        if iso.null_count == 0:
            return moments(iso, self.timezone).take(rows)
        years = self._years(parts, rows)
        days = _days(parts)
        full = pc.binary_join_element_wise(pa.array(years, mask=years <= 0).cast(pa.string()), days.take(rows), "-")
        return moments(pc.coalesce(iso.take(rows), full), self.timezone)

    def _years(self, parts: pa.Array, rows: pa.Array) -> npt.NDArray[np.int64]:
        """Return the year of each record; 0: not known."""
        months, days, said = (_numbers(column).take(rows) for column in _dates(parts))
        month = np.asarray(pc.fill_null(months, 0)).astype(np.int64)
        own = np.asarray(pc.fill_null(said, 0)).astype(np.int64)
        day = np.asarray(pc.fill_null(days, 1)).astype(np.int64)
        known = np.flatnonzero(month > 0)
        turns = np.zeros(len(month), np.int64)
        if len(known):
            steps = np.diff(month[known], prepend=self._month or month[known[0]])
            turns[known] = (steps < -6).astype(np.int64) - (steps > 6).astype(np.int64)
        turns = np.cumsum(turns)
        base = self._base(month, day, own, turns)
        if base is None:
            self._unknown = self._unknown or bool((month > 0).any() and not (own > 0).all())
            return own
        years = np.where(own > 0, own, base + turns)
        if len(known):
            self._month, self._year = int(month[known[-1]]), int(years[known[-1]])
        self._look_ahead(years, month, day, own)
        leap = (years % 4 == 0) & ((years % 100 != 0) | (years % 400 == 0))
        return np.where((month == 2) & (day == 29) & ~leap, 0, years)  # no such day: the year is another one

    def _base(
        self,
        month: npt.NDArray[np.int64],
        day: npt.NDArray[np.int64],
        own: npt.NDArray[np.int64],
        turns: npt.NDArray[np.int64],
    ) -> int | None:
        """Return the year of records before any turn of the year among these."""
        silent = np.flatnonzero((month > 0) & (own == 0))
        if not len(silent):
            spoken = np.flatnonzero(own > 0)
            return int(own[spoken[0]] - turns[spoken[0]]) if len(spoken) else self._year
        if self._year is not None:
            return self._year
        spoken = np.flatnonzero(own > 0)
        if len(spoken):
            self._inferred = self._inferred or "records beside them that have theirs"
            return int(own[spoken[0]] - turns[spoken[0]])
        if self.last is None:
            return None
        self._inferred = self.how
        first = silent[0]
        latest = self.last + timedelta(days=1)
        late = (int(month[first]), int(day[first])) > (latest.month, latest.day)
        return (latest.year - 1 if late else latest.year) - int(turns[first])

    def _look_ahead(
        self,
        years: npt.NDArray[np.int64],
        month: npt.NDArray[np.int64],
        day: npt.NDArray[np.int64],
        own: npt.NDArray[np.int64],
    ) -> None:
        if self.last is None:
            return
        limit = self.last + _SLACK
        stamps = (years * 100 + month) * 100 + day
        end = (limit.year * 100 + limit.month) * 100 + limit.day
        self._beyond = self._beyond or bool(((stamps > end) & (own == 0) & (month > 0)).any())


def calendar(source: Source) -> Calendar:
    """Return the calendar of a file.

    >>> calendar(Source("web1/auth.log-20210307")).last
    datetime.date(2021, 3, 7)
    """
    folder, _, name = source.path.rpartition("/")
    named = _date_in(name)
    if named is not None:
        return Calendar(named, f"the date in the file's name, {named}", source.timezone)
    above = _date_in(folder)
    told = _day(None if source.modified is None else source.modified())
    if told is not None and (above is None or told <= above):
        return Calendar(told, f"the file's own date, {told}", source.timezone)
    return Calendar(above, f"a date in its path, {above}", source.timezone)


def _day(seconds: float | None) -> date | None:
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC).date()
    except (ValueError, OverflowError, OSError):
        return None


def _date_in(name: str) -> date | None:
    for found in reversed(list(_DATE.finditer(name))):
        try:
            return date(int(found[1]), int(found[3]), int(found[4]))
        except ValueError:
            continue
    return None


def _said(parts: pa.Array, name: str) -> pa.Array:
    column = pc.struct_field(parts, name)
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def _dates(parts: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Return month, day and year as texts."""
    month = pc.struct_field(parts, "month")
    numbers = [_MONTH_NUMBERS.get(name or "") for name in month.to_pylist()]
    year = pc.coalesce(_said(parts, "year"), _said(parts, "late"), pc.utf8_slice_codeunits(_said(parts, "iso"), 0, 4))
    iso = _said(parts, "iso")
    months = pc.coalesce(
        pa.array([None if number is None else str(number) for number in numbers], pa.string()),
        pc.utf8_slice_codeunits(iso, 5, 7),
    )
    return months, pc.coalesce(_said(parts, "day"), pc.utf8_slice_codeunits(iso, 8, 10)), year


def _numbers(texts: pa.Array) -> pa.Array:
    return pc.cast(texts, pa.int64())


def _days(parts: pa.Array) -> pa.Array:
    """Return `03-02 07:00:00` of times in the old form."""
    months = pc.struct_field(parts, "month")
    written = pa.array([MONTHS.get((name or "").lower()) for name in months.to_pylist()], pa.string())
    day = pc.utf8_lpad(_said(parts, "day"), 2, "0")
    return pc.binary_join_element_wise(pc.binary_join_element_wise(written, day, "-"), _said(parts, "clock"), " ")
