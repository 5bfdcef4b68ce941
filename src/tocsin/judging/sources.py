"""What the evidence recorded, host by host: for each log, in which hours, and for each kind of event, since when.

In: coverage (one entry for each log of a host in each file) and the catalogue of logs. Out: `HostLogs` for each host.
What surprises: a silence inside a log is taken as recording unless coverage calls it a gap, or it is longer than
`BRIDGE_HOURS`; an hour of which more than `DAMAGE_SHARE` may be lost is none; a kind of event that needs switching on
counts from its first event, never before.
What a log recorded never grows when other logs are taken away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tocsin.collecting.windows import PROCESS_CREATED
from tocsin.judging.hosts import HostNames
from tocsin.judging.hours import NONE, Hours, between, hour_of, joined
from tocsin.judging.watching import Need
from tocsin.model.evidence import Coverage
from tocsin.model.logs import Log

BRIDGE_HOURS = 14 * 24
"""Longest silence of a log that can count as recorded, however sparse its rhythm."""

FEW_HOURS, FEW_BRIDGE_HOURS = 12, 96
"""A log with events in fewer than `FEW_HOURS` hours has no rhythm to tell: then silences count up to a long weekend."""

DAMAGE_SHARE = 0.01
"""An hour of which more than this share of records may be lost was not recorded: what is sought may be in them."""

TAIL_HOURS = 6
"""A log whose last event is at most this much older than the last of all evidence was recording until then."""


PROCESS_CREATION = "Process Creation"
WITH_COMMAND = "4688 with a command line"
"""A kind of event of its own: the command line is there only if another policy is on, and many rules need it."""


@dataclass(frozen=True, slots=True)
class Source:
    """One log of one host over all its files."""

    log: str
    log_id: str | None
    recorded: Hours
    kinds: Mapping[str, int]  # kind of event, or who wrote it -> hour of its first event
    last: int | None  # hour after its last event
    events: int
    rejected: int
    gaps: Hours
    damaged: Hours  # hours that do not count, because too many of their records could not be read
    signs: tuple[str, ...]  # of tampering


@dataclass(slots=True)
class HostLogs:
    """All logs of one host, by catalogue id, with the hours in which a need was met (computed once each)."""

    host: str
    sources: tuple[Source, ...]
    logs: Mapping[str, Log]
    by_id: dict[str, tuple[Source, ...]] = field(init=False)
    _met: dict[Need, Hours] = field(init=False, default_factory=dict[Need, Hours])

    def __post_init__(self) -> None:
        found: dict[str, list[Source]] = {}
        for source in self.sources:
            if source.log_id:
                found.setdefault(source.log_id, []).append(source)
        self.by_id = {log_id: tuple(sources) for log_id, sources in found.items()}

    def met(self, need: Need) -> Hours:
        """Return the hours in which the need was met on this host."""
        if need not in self._met:
            hours = NONE
            for source in self.by_id.get(need.log, ()):
                hours = hours | recorded_for(source, need, self.logs.get(need.log))
            self._met[need] = hours
        return self._met[need]

    def has(self, need: Need) -> bool:
        """Whether the log is there at all, whatever it recorded."""
        return need.log in self.by_id


def recorded_for(source: Source, need: Need, log: Log | None) -> Hours:
    """Return the hours of a source that meet a need.

    A kind that is on with the log itself needs no event to prove it; any other counts from its first event.
    A kind that is no event id names one of several logs of this catalogue entry (`exchange-httpproxy#Ecp`), or who
    writes into it (`windows-application#MSExchange Unified Messaging`): an Application log says nothing of a product
    that never wrote into it.
    """
    if not need.kinds:
        return source.recorded
    if any(_is_named(source.log, kind) for kind in need.kinds):
        return source.recorded
    if any(on_with_the_log(kind, log) for kind in need.kinds):
        return source.recorded
    first = min((source.kinds[kind] for kind in need.kinds if kind in source.kinds), default=None)
    if first is None or not source.recorded:
        return NONE
    return source.recorded & between(first, source.recorded.end)


def _is_named(log: str, kind: str) -> bool:
    return not kind.isdigit() and kind.casefold() in (log.casefold(), log.rpartition("/")[2].casefold())


def on_with_the_log(kind: str, log: Log | None) -> bool:
    """Whether the catalogue says that this kind of event needs no switching on beyond the log itself."""
    if log is None or not kind.isdigit():
        return False
    entries = [records for records in log.records if int(kind) in records.event_ids]
    return bool(entries) and all(records.remedy is None for records in entries)


def remedy_for(need: Need, log: Log | None) -> str | None:
    """Return how to switch on what a need asks for."""
    if log is None:
        return None
    for records in log.records:
        numbers = (kind.partition(" ")[0] for kind in need.kinds)
        if records.remedy and any(kind.isdigit() and int(kind) in records.event_ids for kind in numbers):
            return records.remedy
    return log.remedy


def survey_hosts(coverage: Sequence[Coverage], names: HostNames, logs: Mapping[str, Log]) -> dict[str, HostLogs]:
    """Return the logs of every host; a log that stops shortly before the last event of all is taken on to that."""
    entries: dict[tuple[str, str, str | None], list[Coverage]] = {}
    for entry in coverage:
        entries.setdefault((names.of(entry.host), entry.log, entry.log_id), []).append(entry)
    last = last_hour(coverage)
    hosts: dict[str, list[Source]] = {name: [] for name in names.all}
    for (host, log, log_id), parts in entries.items():
        hosts.setdefault(host, []).append(_source(log, log_id, parts, last))
    return {
        host: HostLogs(host, tuple(sorted(sources, key=lambda source: (source.log, source.log_id or ""))), logs)
        for host, sources in hosts.items()
    }


def last_hour(coverage: Iterable[Coverage]) -> int | None:
    """Return the hour after the last event of all evidence: when it was collected, as far as it can tell."""
    ends = [hour for entry in coverage if (hour := hour_of(entry.end)) is not None]
    return max(ends) + 1 if ends else None


def _source(log: str, log_id: str | None, parts: Sequence[Coverage], last: int | None) -> Source:
    active: list[tuple[int, int]] = []
    silent: list[tuple[int, int]] = []
    kinds: dict[str, int] = {}
    for part in parts:
        active.extend(_active(part))
        silent.extend(_gap(gap.begin, gap.end) for gap in part.gaps)
        for kind in part.kinds:
            first = min((count.hour for count in kind.hours if count.events > 0), default=hour_of(part.begin))
            if kind.events > 0 and first is not None:
                kinds[kind.key] = min(first, kinds.get(kind.key, first))
        if not any(setting.name == PROCESS_CREATION and setting.state == "incomplete" for setting in part.settings):
            kinds.update({WITH_COMMAND: kinds[PROCESS_CREATED]} if PROCESS_CREATED in kinds else {})
        for provider in part.providers:
            first = hour_of(provider.begin)
            if first is not None:
                kinds[provider.name] = min(first, kinds.get(provider.name, first))
    few = sum(end - begin for begin, end in active) < FEW_HOURS
    gaps = joined(silent)
    damaged = joined([span for part in parts for span in _damaged(part)])
    recorded = joined(active, bridge=FEW_BRIDGE_HOURS if few else BRIDGE_HOURS) - gaps - damaged
    own_last = max((end for _, end in active), default=None)
    if own_last is not None and last is not None and recorded and 0 < last - own_last <= TAIL_HOURS:
        recorded = recorded | between(own_last, last)
    return Source(
        log=log,
        log_id=log_id,
        recorded=recorded,
        kinds=kinds,
        last=own_last,
        events=sum(part.events for part in parts),
        rejected=sum(part.rejected for part in parts),
        gaps=gaps,
        damaged=damaged,
        signs=tuple(f"{sign.kind}: {sign.detail}" for part in parts for sign in part.tampering),
    )


def _active(part: Coverage) -> list[tuple[int, int]]:
    """Return the hours with events, one by one; where they are not listed, all from the first event to the last."""
    if part.hours:
        return [(count.hour, count.hour + 1) for count in part.hours if count.events > 0]
    begin, end = hour_of(part.begin), hour_of(part.end)
    return [] if begin is None or end is None else [(begin, end + 1)]


def _damaged(part: Coverage) -> list[tuple[int, int]]:
    """Return the hours of a file from which too many records may be lost."""
    events = {count.hour: count.events for count in part.hours}
    return [
        (lost.hour, lost.hour + 1)
        for lost in part.damaged
        if lost.events > DAMAGE_SHARE * (lost.events + events.get(lost.hour, 0))
    ]


def _gap(begin: str, end: str) -> tuple[int, int]:
    """Return the hours that lie wholly or partly in a gap `[begin, end)`."""
    first, last = hour_of(begin), hour_of(end)
    if first is None or last is None:
        return (0, 0)
    return (first, last if end[13:] in (":00:00Z", ":00:00.000000Z") else last + 1)
