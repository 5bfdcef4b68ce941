"""A verdict put in order for showing: findings by outcome, hosts worst first, missing logs with what they would settle.

In: a verdict. Out: plain tuples of its own nouns, in an order that depends on nothing else. No text is escaped here.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from tocsin.model.hits import Hit
from tocsin.model.logs import LogSource
from tocsin.model.report import Behaviour, BehaviourKind
from tocsin.model.verdict import Blind, Finding, HostVerdict, Outcome, Strength, Verdict
from tocsin.showing.outcomes import LOOKS, rank
from tocsin.showing.times import moment

UNKNOWN_HOST = "(host not known)"


class Missing(NamedTuple):
    """A log or setting whose absence matters: what it is, on which hosts, how to switch it on, what it would settle.

    Hosts that `what` names already are not among `hosts`.
    """

    what: str
    hosts: tuple[str | None, ...]
    remedy: str | None
    findings: int
    log_id: str | None = None  # of the catalogue


class Row(NamedTuple):
    """A behaviour with its finding on each host that has one."""

    behaviour: Behaviour
    by_host: dict[str | None, Finding]


def host_name(name: str | None) -> str:
    """Return a host's name, or words for a host that is not known."""
    return UNKNOWN_HOST if name is None else name


def label(behaviour: Behaviour) -> str:
    """Return what a behaviour is called, with the number of a technique, tool or vulnerability before its name."""
    if behaviour.kind in (BehaviourKind.STEP, BehaviourKind.INDICATOR) or behaviour.ref in behaviour.name:
        return behaviour.name
    return f"{behaviour.ref} {behaviour.name}"


def log_name(source: Blind | LogSource, log_id: str | None = None) -> str:
    """Return what a log is called: its catalogue id, or else Sigma's triple.

    >>> log_name(LogSource(product="windows", service="sysmon")), log_name(LogSource(), "iis")
    ('windows/sysmon', 'iis')
    """
    if isinstance(source, Blind):
        return log_name(source.logsource, source.log_id)
    return log_id or str(source) or "any log"


def hosts(verdict: Verdict) -> tuple[HostVerdict, ...]:
    """Return the hosts, worst first; equal ones by name."""
    return tuple(sorted(verdict.hosts, key=lambda host: (*_badness(host), host_name(host.name))))


def by_outcome(verdict: Verdict) -> dict[Outcome, tuple[Finding, ...]]:
    """Return the findings of each outcome, in the order in which people want to know; furthest stage first."""
    return {
        outcome: tuple(sorted((found for found in verdict.findings if found.outcome is outcome), key=_urgency))
        for outcome in LOOKS
    }


def counted(verdict: Verdict) -> dict[Outcome, int]:
    """Return how many findings there are of each outcome that occurs."""
    counts = Counter(finding.outcome for finding in verdict.findings)
    return {outcome: counts[outcome] for outcome in LOOKS if counts[outcome]}


def rows(verdict: Verdict) -> tuple[Row, ...]:
    """Return the behaviours with their findings by host, those with the worst outcome first."""
    table: dict[str, Row] = {}
    for finding in verdict.findings:
        row = table.setdefault(finding.behaviour.id, Row(finding.behaviour, {}))
        row.by_host.setdefault(finding.host, finding)
    return tuple(sorted(table.values(), key=lambda row: min(rank(finding.outcome) for finding in row.by_host.values())))


def missing_logs(verdict: Verdict) -> tuple[Missing, ...]:
    """Return what is missing, most worth having first: the verdict's improvements, equal remedies of many hosts joined.

    Without improvements, the same is gathered from what the findings that are open say they were blind to.
    """
    gathered: dict[tuple[str | None, str | None], list[Missing]] = {}
    if verdict.improvements:
        for wanted in verdict.improvements:
            # without a remedy there is nothing to do in common: each stays for itself
            key = (wanted.log_id, wanted.remedy) if wanted.remedy else (wanted.what, wanted.host)
            entry = Missing(wanted.what, (wanted.host,), wanted.remedy, wanted.findings, wanted.log_id)
            gathered.setdefault(key, []).append(entry)
    else:
        open_ones = [one for one in verdict.findings if one.outcome in (Outcome.BLIND, Outcome.PARTLY_BLIND)]
        for finding in open_ones:
            for blind in finding.blind:
                name = log_name(blind)
                entry = Missing(f"{name}: {blind.why}", (finding.host,), blind.remedy, 1, blind.log_id)
                gathered.setdefault((name, blind.remedy), []).append(entry)
    return tuple(sorted(map(_joined, gathered.values()), key=lambda wanted: -wanted.findings))


def blind_spots(findings: tuple[Finding, ...]) -> tuple[tuple[Behaviour, tuple[Finding, ...]], ...]:
    """Return findings grouped by behaviour, in their order: what forty hosts share is said once."""
    grouped: dict[str, list[Finding]] = {}
    for finding in findings:
        grouped.setdefault(finding.behaviour.id, []).append(finding)
    return tuple((group[0].behaviour, tuple(group)) for group in grouped.values())


def carried_hits(verdict: Verdict) -> tuple[Hit, ...]:
    """Return the hits that the findings carry, each once, in the order of time."""
    hits = {
        (hit.time or "~", hit.host or "", hit.rule.id, _places(hit)): hit
        for finding in verdict.findings
        for hit in finding.hits
    }
    return tuple(hits[key] for key in sorted(hits))


def _places(hit: Hit) -> tuple[tuple[str, int, int], ...]:
    places = (hit.source,) if hit.source else hit.events
    return tuple((place.path, -1 if place.record is None else place.record, place.offset) for place in places)


def newest_time(verdict: Verdict) -> datetime | None:
    """Return the newest time that the material itself knows, for forms that want one: no clock is asked.

    Clocks before the year 1601 or after 8999 do not count.
    """
    texts = [*(source.end for source in verdict.coverage), *(finding.last for finding in verdict.findings)]
    times = [moment(text) for text in (*texts, verdict.report.document.published)]
    return max((time for time in times if time is not None and 1601 <= time.year < 9000), default=None)


def findings_of_hits(verdict: Verdict) -> dict[tuple[str, str | None], Finding]:
    """Return by rule and host the finding its hits count for: that which got furthest, the most specific first.

    Hits that are kept without counting (look-alikes, rules that prove nothing by themselves) belong to none.
    """
    best: dict[tuple[str, str | None], Finding] = {}
    for finding in verdict.findings:
        for hit in finding.hits if finding.outcome in (Outcome.SEEN, Outcome.ATTEMPTED) else ():
            key = (hit.rule.id, hit.host)
            if key not in best or _reach(finding) > _reach(best[key]):
                best[key] = finding
    return best


def _reach(finding: Finding) -> tuple[int, str]:
    return (finding.stage.rank if finding.stage else -1), finding.strength or ""


def _joined(parts: list[Missing]) -> Missing:
    what = parts[0].what
    named = dict.fromkeys(host for part in parts for host in part.hosts)
    hosts = tuple(host for host in named if host is None or host not in what)
    return Missing(what, hosts, parts[0].remedy, sum(part.findings for part in parts), parts[0].log_id)


def _badness(host: HostVerdict) -> tuple[int, int]:
    return rank(host.outcome), -(host.stage.rank if host.stage else -1)


def _urgency(finding: Finding) -> tuple[int, bool, str, str]:
    stage = finding.stage.rank if finding.stage else -1
    return -stage, finding.strength is not Strength.SPECIFIC, finding.first or "~", host_name(finding.host)
