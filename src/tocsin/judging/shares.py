"""What share of a period each log recorded, log by log, before any report or rule is asked.

In: coverage, and hours `[begin, end)`. Out: a `Share` for each log of each host, by the same arithmetic as the
verdict's: a silence within a log's rhythm counts as recorded, a gap does not, nor an hour of which too much is lost.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from tocsin.judging.hosts import UNKNOWN_HOST, HostNames, host_names
from tocsin.judging.hours import Hours, between, hour_after, hour_of, stamp
from tocsin.judging.sources import Source, survey_hosts
from tocsin.knowledge.logs import logs
from tocsin.model.errors import UsageError
from tocsin.model.evidence import Coverage, Gap, Inventory, Share
from tocsin.model.noun import Window

LONGEST_HOURS = 100 * 366 * 24


def hours_of(begin: str, end: str) -> tuple[int, int] | None:
    """Return the hours `[begin, end)` of a period; a bare date at its end counts whole; None: there is no such period.

    >>> hours_of("2021-03-01", "2021-03-02")
    (448488, 448536)
    """
    first, after = hour_of(begin), hour_after(end)
    if first is None or after is None or not 0 < after - first <= LONGEST_HOURS:
        return None
    return first, after


def with_window(inventory: Inventory, text: str) -> Inventory:
    """Return an inventory with the shares of a period `FROM..TO`; raises `UsageError` if there is no such period."""
    begin, dots, end = text.partition("..")
    hours = hours_of(begin.strip(), end.strip()) if dots else None
    if hours is None:
        raise UsageError(f"{text!r} is no period", hint="FROM..TO, for example 2021-02-26..2021-03-10")
    window = Window(begin=stamp(hours[0]), end=stamp(hours[1]))
    return structs.replace(inventory, window=window, shares=shares(inventory.coverage, hours))


def shares(coverage: Sequence[Coverage], window: tuple[int, int]) -> tuple[Share, ...]:
    """Return the share of a period that each log recorded, by host and log."""
    names = host_names(one.host for one in coverage)
    frame = between(*window)
    return tuple(
        _share(None if host == UNKNOWN_HOST else host, source, frame, _parts(coverage, names, host, source))
        for host, found in survey_hosts(coverage, names, {log.id: log for log in logs()}).items()
        for source in found.sources
        if source.log or source.events
    )


def _parts(coverage: Sequence[Coverage], names: HostNames, host: str, source: Source) -> list[Coverage]:
    return [
        one for one in coverage if names.of(one.host) == host and (one.log, one.log_id) == (source.log, source.log_id)
    ]


def _share(host: str | None, source: Source, frame: Hours, parts: list[Coverage]) -> Share:
    recorded = source.recorded & frame
    damaged = {count.hour for part in parts for count in part.damaged if frame.begin <= count.hour < frame.end}
    return Share(
        host=host,
        log=source.log,
        log_id=source.log_id,
        share=round(len(recorded) / len(frame), 4),
        recorded=len(recorded),
        hours=len(frame),
        missing=tuple(sorted([*_damaged(source, frame), *_missing(source, frame, parts)], key=lambda gap: gap.begin)),
        damaged=len(damaged),
    )


def _damaged(source: Source, frame: Hours) -> list[Gap]:
    why = "too many of its records could not be read"
    hours = (frame - source.recorded) & source.damaged
    return [Gap(begin=stamp(begin), end=stamp(end), why=why) for begin, end in hours.runs]


def _missing(source: Source, frame: Hours, parts: list[Coverage]) -> list[Gap]:
    hours = frame - source.recorded - source.damaged
    return [Gap(begin=stamp(begin), end=stamp(end), why=_why(begin, end, source, parts)) for begin, end in hours.runs]


def _why(begin: int, end: int, source: Source, parts: list[Coverage]) -> str:
    if not source.recorded:
        return "its events carry no time"
    if end <= source.recorded.begin:
        starts = [part.start for part in sorted(parts, key=lambda part: part.begin or "~") if part.start]
        return f"it begins later: {starts[0]}" if starts else "it begins later"
    if begin >= source.recorded.end:
        return "it ends earlier"
    for part in parts:
        for gap in part.gaps:
            first, after = hour_of(gap.begin), hour_after(gap.end)
            if first is not None and after is not None and first < end and begin < after:
                return gap.why
    return "a silence too long to be counted as recorded"
