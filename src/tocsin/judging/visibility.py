"""What could have been seen: window × hours × logs × gate → the share of the window, and what was missing.

In: a watch, the logs of a host, a window in hours, and the gate. Out: a `Sight`, which says nothing about hits.
Logs of a way are needed together (intersection of their hours); ways of an aspect are alternatives (union); the share
is that of all aspects together, each weighing the same. A way whose rules cannot fire on its logs counts for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from msgspec import structs

from tocsin.collecting.windows import PROCESS_CREATED
from tocsin.judging.hours import NONE, Hours, between, stamp
from tocsin.judging.sources import WITH_COMMAND, HostLogs, remedy_for
from tocsin.judging.watching import SWEEP, Aspect, Need, Watch, Way
from tocsin.model.logs import Log, LogSource
from tocsin.model.rules import GateResult
from tocsin.model.verdict import Blind, Visible

Gate = Callable[[str, Log], GateResult]
"""Answers whether a rule (by id) can fire on a log of the catalogue."""

GATES_SHOWN = 24
"""How many answers of the gate a finding carries, those that say no first; its explanation has the counts."""

SECURITY, COMMAND = "windows-security", "CommandLine"

Why = Literal[
    "no log",
    "no such event",
    "begins later",
    "ends earlier",
    "gap",
    "damaged",
    "no time",
    "outside",
    "cannot fire",
    "no rule",
    "no holder",
]


@dataclass(frozen=True, slots=True)
class Lack:
    """Why a need was not met, or not for the whole window: the reason as a word, and the hours it concerns."""

    need: Need | None
    why: Why
    begin: int | None = None
    end: int | None = None
    rule: str | None = None  # of "cannot fire": the gate's own words
    settles: int = 0  # aspects that would be whole if this alone were mended


@dataclass(frozen=True, slots=True)
class Sight:
    """How much of a window a host's logs could have shown."""

    share: float | None  # None: the window is not known
    hours: Hours  # in which at least one aspect was visible
    whole: bool  # every aspect, in every hour of a known window
    visible: tuple[Visible, ...]
    lacks: tuple[Lack, ...]
    logs: tuple[str, ...]  # catalogue ids that watched
    rejected: int  # records of those logs that could not be read

    @property
    def any(self) -> bool:
        """Whether anything could have been seen at all."""
        return bool(self.visible)


@dataclass(frozen=True, slots=True)
class Manned:
    """A watch after the gate: ways with at least one rule that can fire, and what the gate answered."""

    aspects: tuple[Aspect, ...]  # only ways that are manned; an aspect without any keeps its place, empty
    pattern: int  # watches with the same aspects have the same number
    gate: tuple[GateResult, ...]
    able: tuple[str, ...]  # rules that can fire somewhere
    unable: tuple[Lack, ...]


@dataclass(slots=True)
class Lookout:
    """Answers what could have been seen, and remembers the answers: many behaviours ask for the same logs."""

    hosts: Mapping[str, HostLogs]
    logs: Mapping[str, Log]
    gate: Gate
    _gates: dict[tuple[str, str], GateResult] = field(init=False, default_factory=dict[tuple[str, str], GateResult])
    _manned: dict[int, tuple[Watch, Manned]] = field(init=False, default_factory=dict[int, tuple[Watch, Manned]])
    _patterns: dict[tuple[Aspect, ...], int] = field(init=False, default_factory=dict[tuple[Aspect, ...], int])
    _sights: dict[tuple[str, int, tuple[int, int] | None], Sight] = field(
        init=False, default_factory=dict[tuple[str, int, tuple[int, int] | None], Sight]
    )

    def man(self, watch: Watch) -> Manned:
        """Ask the gate for each rule of a watch on each log it is to watch."""
        known = self._manned.get(id(watch))
        if known is None:
            known = self._manned[id(watch)] = (watch, self._man(watch))
        return known[1]

    def _man(self, watch: Watch) -> Manned:
        answers: dict[tuple[str, str], GateResult] = {}
        lacks: list[Lack] = []
        aspects: list[Aspect] = []
        for aspect in watch.aspects:
            ways: list[Way] = []
            for way in aspect.ways:
                asked = [(rule, need, self.ask(rule, need.log)) for rule in way.rules for need in way.needs]
                answers.update({(rule, need.log): answer for rule, need, answer in asked if rule != SWEEP})
                able = {rule for rule, _, answer in asked if answer.can_fire}
                if able:
                    needs = tuple(self._with_command(need, able) for need in way.needs)
                    ways.append(Way(needs, tuple(sorted(able))))
                else:
                    first = asked[0] if asked else None
                    why = first[2].why if first else "no rule watches there"
                    lacks.extend(Lack(need, "cannot fire", rule=why) for need in way.needs)
            # the rules have done their part; what is left to ask is only which logs recorded
            needs = sorted({way.needs for way in ways})
            aspects.append(Aspect(aspect.name, tuple(Way(need, ()) for need in needs)))
        gate = sorted(answers.values(), key=lambda answer: (answer.can_fire, answer.rule, answer.log_id or ""))
        can = tuple(sorted({answer.rule for answer in gate if answer.can_fire}))
        pattern = self._patterns.setdefault(tuple(aspects), len(self._patterns))
        return Manned(tuple(aspects), pattern, tuple(gate[:GATES_SHOWN]), can, tuple(dict.fromkeys(lacks)))

    def _with_command(self, need: Need, rules: set[str]) -> Need:
        """Return what is needed when no rule can do without the command line that a 4688 may lack."""
        log = self.logs.get(need.log)
        if log is None or PROCESS_CREATED not in need.kinds or log.id != SECURITY:
            return need
        records = tuple(
            structs.replace(kind, fields=tuple(name for name in kind.fields if name != COMMAND)) for kind in log.records
        )
        bare = structs.replace(log, records=records)
        if any(rule == SWEEP or self.gate(rule, bare).can_fire for rule in sorted(rules)):
            return need
        return Need(need.log, tuple(WITH_COMMAND if kind == PROCESS_CREATED else kind for kind in need.kinds))

    def ask(self, rule: str, log_id: str) -> GateResult:
        """Ask the gate once whether a rule can fire on a log; of a log that is not in the catalogue: no."""
        key = (rule, log_id)
        if key not in self._gates:
            log = self.logs.get(log_id)
            if rule == SWEEP:
                answer = GateResult(rule=rule, log_id=log_id, can_fire=True, why="every text field is searched")
            elif log is None:
                answer = GateResult(
                    rule=rule, log_id=log_id, can_fire=False, why=f"no log is known by the name {log_id}"
                )
            else:
                answer = self.gate(rule, log)
            self._gates[key] = answer
        return self._gates[key]

    def sight(self, host: str, watch: Watch, window: tuple[int, int] | None) -> Sight:
        """Return what the logs of a host could have shown of a watch in a window of hours `[begin, end)`."""
        manned = self.man(watch)
        key = (host, manned.pattern, window)
        if key not in self._sights:
            self._sights[key] = _look(self.hosts[host], manned.aspects, window, self.logs)
        return self._sights[key]


def _look(
    host: HostLogs, aspects: tuple[Aspect, ...], window: tuple[int, int] | None, logs: Mapping[str, Log]
) -> Sight:
    frame = between(*window) if window else None
    length = len(frame) if frame else 0
    seen = [_aspect_hours(host, aspect, frame) for aspect in aspects]
    share = sum(len(hours) for hours in seen) / (length * len(seen)) if length and seen else 0.0
    needs = sorted({need for aspect in aspects for way in aspect.ways for need in way.needs})
    anything = any(bool(hours) for hours in seen)
    visible = tuple(one for need in needs if (one := _visible(host, need, frame, logs))) if anything else ()
    lacks = tuple(lack for need in needs for lack in _lacks(host, need, frame))
    return Sight(
        share=share if window else None,
        hours=_all(seen),
        whole=bool(length) and bool(seen) and all(len(hours) == length for hours in seen),
        visible=visible,
        lacks=tuple(_with_settled(lack, host, aspects, frame) for lack in lacks),
        logs=tuple(dict.fromkeys(need.log for need in needs if host.has(need))),
        rejected=sum(source.rejected for log in {need.log for need in needs} for source in host.by_id.get(log, ())),
    )


def _all(seen: list[Hours]) -> Hours:
    found = NONE
    for hours in seen:
        found = found | hours
    return found


def _aspect_hours(host: HostLogs, aspect: Aspect, frame: Hours | None, without: Need | None = None) -> Hours:
    """Return the hours in which some way of an aspect was open; `without` is taken as met throughout."""
    found = NONE
    for way in aspect.ways:
        hours = frame
        for need in way.needs:
            if need != without:
                hours = host.met(need) if hours is None else hours & host.met(need)
        if hours is not None:
            found = found | hours
    return found


def _with_settled(lack: Lack, host: HostLogs, aspects: tuple[Aspect, ...], frame: Hours | None) -> Lack:
    if frame is None or lack.need is None:
        return lack
    whole = all(len(_aspect_hours(host, aspect, frame, without=lack.need)) == len(frame) for aspect in aspects)
    return Lack(lack.need, lack.why, lack.begin, lack.end, lack.rule, settles=int(whole))


def _visible(host: HostLogs, need: Need, frame: Hours | None, logs: Mapping[str, Log]) -> Visible | None:
    met = host.met(need)
    hours = met if frame is None else met & frame
    if not hours:
        return None
    return Visible(
        logsource=_logsource(need, logs),
        log_id=need.log,
        begin=stamp(hours.begin),
        end=stamp(hours.end),
        share=round(len(hours) / len(frame), 4) if frame else 0.0,
    )


def _logsource(need: Need | None, logs: Mapping[str, Log]) -> LogSource:
    log = logs.get(need.log) if need else None
    return log.logsource if log else LogSource()


def _lacks(host: HostLogs, need: Need, frame: Hours | None) -> tuple[Lack, ...]:
    """Say what of a need was missing on a host, in the window."""
    begin, end = (frame.begin, frame.end) if frame else (None, None)
    if not host.has(need):
        return (Lack(need, "no log", begin, end),)
    met = host.met(need)
    if not met:
        timed = any(source.recorded for source in host.by_id[need.log])
        return (Lack(need, "no such event" if timed else "no time", begin, end),)
    if begin is None or end is None or frame is None:
        return ()
    if not met & frame:
        return (Lack(need, "outside", begin, end),)
    damaged = NONE
    for source in host.by_id[need.log]:
        damaged = damaged | source.damaged
    found = [Lack(need, "damaged", first, after) for first, after in ((frame - met) & damaged).runs]
    for first, after in (frame - met - damaged).runs:
        why: Why = "begins later" if after <= met.begin else "ends earlier" if first >= met.end else "gap"
        found.append(Lack(need, why, first, after))
    return tuple(found)


def blind_of(lack: Lack, logs: Mapping[str, Log], why: str, remedy: str | None) -> Blind:
    """Put a lack into the form of a finding; the words come from the statement."""
    return Blind(
        logsource=_logsource(lack.need, logs),
        log_id=lack.need.log if lack.need else None,
        begin=None if lack.begin is None else stamp(lack.begin),
        end=None if lack.end is None else stamp(lack.end),
        why=why,
        remedy=remedy,
    )


def remedy_of(lack: Lack, logs: Mapping[str, Log]) -> str | None:
    """Return the catalogue's remedy for a lack: how to switch the log, or the kind of event, on."""
    if lack.need is None or lack.why not in ("no log", "no such event", "outside"):
        return None
    log = logs.get(lack.need.log)
    kind = remedy_for(lack.need, log)
    if lack.why == "no such event" or log is None or kind in (None, log.remedy):
        return kind
    return f"{log.remedy}; {kind}"
