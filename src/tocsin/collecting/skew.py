"""Clocks of two logs compared by what stands in both: a request in IIS and in HttpProxy, a record in two files.

In: batches as they go by, then what was kept of all of them. Out: sentences for logs whose times differ from another's.
Of each log only some marks are kept, those whose hash is least: two logs of the same things keep the same ones, however
they are divided into files. IIS writes the `cafeReqId` of a request of Exchange, HttpProxy its `RequestId`; a Windows
event has its record number in the log file as well as in every export of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.collecting.batches import EventBatch
from tocsin.collecting.columns import pc
from tocsin.collecting.signs import HALF_HOUR_US, NEAR_US

MOST = 64
"""How many marks are kept of a log in a file."""

FEWEST = 5
"""How many marks two logs must share before their clocks are compared."""

_AGREE = 0.9  # of the marks, before it is a difference of clocks
_DRIFT_US = 60_000_000
_STEADY_US = 5_000_000
_QUERY, _REQUEST = "cs-uri-query", "RequestId"
_LOOKED_AT = 8  # logs with the same thing, at most
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # odd: no two numbers get the same mark

Marks = dict[str, int]
"""Mark of an event → its time in microseconds."""

Log = tuple[str, str | None, str | None]
"""Path, host, log."""

Name = TypeVar("Name", bound=Hashable)


def requests(batch: EventBatch) -> tuple[NDArray[np.int64], list[str]]:
    """Return rows of requests that another log has too, and their marks; at most `MOST`."""
    names = batch.events.schema.names
    if batch.family == "iis" and _QUERY in names:
        query = batch.events.column(_QUERY)
        query = query.cast(pa.string()) if pa.types.is_dictionary(query.type) else query
        rows = np.flatnonzero(np.asarray(pc.fill_null(pc.match_substring(query, "cafeReqId="), False)))
        found = pc.extract_regex(query.take(pa.array(rows)), r"cafeReqId=(?P<id>[0-9A-Fa-f-]{36})")
        marks = pc.utf8_lower(pc.struct_field(found, "id"))
    elif batch.family == "exchange-httpproxy" and _REQUEST in names:
        given = batch.events.column(_REQUEST)
        given = given.cast(pa.string()) if pa.types.is_dictionary(given.type) else given
        rows, marks = np.arange(len(given)), pc.utf8_lower(given)
    else:
        return np.empty(0, np.int64), []
    sound = np.flatnonzero(np.asarray(pc.fill_null(pc.equal(pc.binary_length(marks), 36), False)))
    rows, marks = rows[sound], marks.take(pa.array(sound))
    least = pc.select_k_unstable(marks, MOST, [("", "ascending")])  # identifiers are random: these are as good as any
    return rows[np.asarray(least)], marks.take(least).to_pylist()


def records(numbers: NDArray[np.int64], kept: Marks) -> tuple[NDArray[np.int64], list[str]]:
    """Return rows of numbered records that may be `kept` beside others, and their marks; at most `MOST`."""
    marks = numbers.astype(np.uint64) * _SPREAD
    rows = np.argpartition(marks, MOST)[:MOST] if len(marks) > MOST else np.arange(len(marks))
    if len(kept) >= MOST:  # written down are only those that are not too many
        rows = rows[marks[rows] <= np.uint64(int(max(kept), 16))]
    return rows, [f"{mark:016x}" for mark in marks[rows].tolist()]


def keep(marks: Marks, more: Iterable[tuple[str, int]]) -> None:
    """Take marks in, and keep the least; of the same one the first time."""
    beyond = max(marks) if len(marks) >= MOST else None
    for mark, time in more:
        if beyond is not None and mark > beyond:
            continue
        marks[mark] = min(time, marks.get(mark, time))
    if len(marks) > MOST:
        least = sorted(marks)[:MOST]
        kept = {mark: marks[mark] for mark in least}
        marks.clear()
        marks.update(kept)


@dataclass(frozen=True, slots=True)
class Difference:
    """By how much one log's times are behind another's, in how many of the things that both have."""

    behind_us: int
    agreeing: int
    shared: int

    def words(self) -> str:
        """Return the difference in words.

        >>> Difference(18_000_000_000, 9, 9).words(), Difference(-420_000_000, 9, 9).words()
        ('5 h behind', '7 min ahead of')
        """
        amount = abs(self.behind_us)
        shown = f"{amount / 3.6e9:g} h" if amount % HALF_HOUR_US == 0 else f"{amount / 6e7:.2g} min"
        return f"{shown} {'behind' if self.behind_us > 0 else 'ahead of'}"


def difference(own: Marks, other: Marks) -> Difference | None:
    """Compare the times of what stands in both; None: too little does, or the clocks agree, or nothing is steady."""
    shared = sorted(own.keys() & other.keys())
    if len(shared) < FEWEST:
        return None
    behind = np.array([other[mark] - own[mark] for mark in shared], np.int64)
    middle = round(median(behind.tolist()))
    halves = round(middle / HALF_HOUR_US) * HALF_HOUR_US
    for amount, near in ((halves, NEAR_US), (middle, _STEADY_US)):
        agreeing = int((np.abs(behind - amount) <= near).sum())
        if agreeing >= _AGREE * len(shared):
            return Difference(amount, agreeing, len(shared)) if abs(amount) > _DRIFT_US else None
    return None


def sentences(logs: Mapping[Log, tuple[str, Marks]]) -> dict[Log, list[str]]:
    """Return what must be said of logs (family and marks of each) whose times differ from another's with the same.

    Records are compared between files of one log of one host, requests between all logs of requests, whose files count
    together; a log of several files is told of once, at its first.
    """
    found: dict[Log, list[str]] = defaultdict(list)
    files: dict[tuple[str | None, str | None], dict[Log, Marks]] = defaultdict(dict)
    requested: dict[tuple[str, str | None, str | None], Marks] = defaultdict(dict)
    first: dict[tuple[str, str | None, str | None], Log] = {}
    for log, (family, marks) in sorted(logs.items(), key=lambda item: _order(item[0])):
        if family == "windows" and marks:
            files[log[1:]][log] = marks
        elif marks:
            requested[family, *log[1:]].update(marks)
            first.setdefault((family, *log[1:]), log)
    for alike in files.values():
        for own, other in _pairs(alike):
            told = difference(alike[own], alike[other])
            if told is not None:
                found[own].append(
                    f"its times are {told.words()} those of {other[0]} in {told.agreeing} of {told.shared} records"
                    " that both have: one of the two was written with another clock or time zone"
                )
    for own, other in _pairs(requested):
        told = difference(requested[own], requested[other])
        if told is not None:
            found[first[own]].append(
                f"the times of this log are {told.words()} those of {other[2]} in {told.agreeing} of {told.shared}"
                " requests that both have: one of the two clocks or time zones is wrong"
            )
    return dict(found)


def _pairs(logs: Mapping[Name, Marks]) -> Iterator[tuple[Name, Name]]:
    """Yield each log with the first other that shares enough with it."""
    if len(logs) < 2:
        return
    where: dict[str, list[Name]] = defaultdict(list)
    for log, marks in logs.items():
        for mark in marks:
            where[mark].append(log)
    place = {log: number for number, log in enumerate(logs)}
    for log, marks in logs.items():
        counts = Counter(other for mark in marks for other in where[mark][:_LOOKED_AT] if other != log)
        enough = [other for other, count in counts.items() if count >= FEWEST]
        if enough:
            yield log, min(enough, key=place.__getitem__)


def _order(log: Log) -> tuple[str, str, str]:
    return log[0], log[1] or "", log[2] or ""
