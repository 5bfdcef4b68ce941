"""The verdict: every behaviour of a report on every host of the evidence, and the answer over all of them.

In: a report and `Material`, all that is known of evidence, hits, rules, packs and logs. Out: `Verdict`.
The overall outcome is the first that holds: seen, attempted, partly blind or blind, not seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from tocsin.judging.behaviours import Watches
from tocsin.judging.findings import Bench, Judged
from tocsin.judging.gathering import Gathered, gather
from tocsin.judging.hosts import UNKNOWN_HOST, HostNames, host_names
from tocsin.judging.improvements import improvements
from tocsin.judging.joins import raised
from tocsin.judging.material import Material
from tocsin.judging.sources import TAIL_HOURS, HostLogs, last_hour, survey_hosts
from tocsin.judging.stages import higher
from tocsin.judging.statement import (
    HostCount,
    Summary,
    assumed_note,
    collection_note,
    joined_notes,
    late_note,
    paragraph,
    sentence,
    tuning_notes,
)
from tocsin.judging.subjects import Subjects
from tocsin.judging.visibility import Lookout
from tocsin.judging.watching import Watch
from tocsin.judging.windows import Windows
from tocsin.model.packs import Pack, SaidUse, Stage
from tocsin.model.report import Report
from tocsin.model.verdict import (
    Books,
    Finding,
    HostVerdict,
    Outcome,
    RulesUsed,
    Strength,
    Verdict,
    Versions,
)


def verdict_of(
    report: Report,
    material: Material,
    *,
    since: int | None = None,
    until: int | None = None,
    host: str | None = None,
) -> Verdict:
    """Judge a report by the material. `since` and `until` are hours; `host` leaves only that host."""
    if host is not None:
        material = material.only(host)
    names = _names(material)
    hosts = survey_hosts(material.coverage, names, material.logs)
    last = last_hour(material.coverage)
    watches = Watches(report, material.cards, material.packs, material.logs, material.technique, material.sensitivities)
    windows = Windows(report, material.packs, since, until, last)
    watched = [(behaviour, watches.of(behaviour), windows.of(behaviour)) for behaviour in report.behaviours]
    joined = raised(material.hits, material.packs, names)
    gathered = gather(material.hits, names, _lookalikes(watch for _, watch, _ in watched), joined)
    hosts = _with_hosts_of_hits(hosts, gathered, material)
    lookout = Lookout(hosts, material.logs, material.gate)
    collected = shows_collection(hosts.values(), last)
    bench = Bench(lookout, gathered, material.logs, Subjects(hosts, material.logs), collected)
    judged = [bench.judge(behaviour, watch, name, period) for behaviour, watch, period in watched for name in hosts]
    findings = tuple(one.finding for one in judged)
    verdicts = _hosts(judged, hosts, material.packs)
    outcome = overall(finding.outcome for finding in findings)
    wishes = improvements(judged, material.logs)
    said = _said(watches.tied_packs, report, material)
    summary = Summary(
        outcome=outcome,
        stage=_stage(findings, outcome),
        specific=any(one.outcome is outcome and one.strength is Strength.SPECIFIC for one in findings),
        hosts=tuple(HostCount(one.name or UNKNOWN_HOST, one.outcome) for one in verdicts),
        findings=Counter(finding.outcome for finding in findings),
        first=min((one.first for one in findings if one.outcome is outcome and one.first), default=None),
        late=_late(judged, material),
        cut_at=last if any(period.cut_from is not None for _, _, period in watched) else None,
        assumed=any(period.basis == "assumed" for _, _, period in watched),
        improvements=wishes,
        said=said,
    )
    return Verdict(
        outcome=outcome,
        stage=summary.stage,
        statement=sentence(summary),
        paragraph=paragraph(summary),
        report=report,
        hosts=verdicts,
        findings=findings,
        coverage=material.coverage,
        files=material.files,
        not_read=material.not_read,
        books=_books(material),
        rules=_rules(material, hosts, lookout, watches),
        versions=Versions(
            tocsin=material.version,
            knowledge=material.knowledge,
            packs={pack.id: pack.version for pack in material.packs} | dict(material.collections),
            rules=material.digest,
        ),
        improvements=wishes,
        said_to_be_used_by=said,
        notes=(*tuning_notes(material.tuned), *_notes(names, summary, last, collected=collected)),
    )


def _names(material: Material) -> HostNames:
    """Name the hosts of all logs; a file without a single event stands for no host."""
    return host_names([entry.host for entry in material.coverage if entry.events or entry.log])


def _with_hosts_of_hits(hosts: dict[str, HostLogs], gathered: Gathered, material: Material) -> dict[str, HostLogs]:
    """Add hosts that only hits name; without any host at all, the unknown one stands for what is missing."""
    more = sorted(set(gathered) - set(hosts)) or ([] if hosts else [UNKNOWN_HOST])
    return {**hosts, **{name: HostLogs(name, (), material.logs) for name in more}}


def _lookalikes(watches: Iterable[Watch]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for watch in watches:
        for rule, shown in watch.shows.items():
            if shown.lookalikes:
                found[rule] = tuple(dict.fromkeys((*found.get(rule, ()), *shown.lookalikes)))
    return found


def shows_collection(hosts: Iterable[HostLogs], last: int | None) -> bool:
    """Whether the end of the evidence is that of its collection: at least two logs reach it, not one that stopped."""
    if last is None:
        return False
    reaching = [source for logs in hosts for source in logs.sources if source.last is not None]
    return sum(last - (source.last or 0) <= TAIL_HOURS for source in reaching) >= 2


def overall(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the answer over findings: the first that holds, in the order of the exit codes.

    >>> overall([Outcome.NOT_SEEN, Outcome.BLIND, Outcome.NOT_CHECKABLE])
    <Outcome.PARTLY_BLIND: 'partly blind'>
    """
    found = set(outcomes) - {Outcome.NOT_CHECKABLE}
    for outcome in (Outcome.SEEN, Outcome.ATTEMPTED):
        if outcome in found:
            return outcome
    if not found or found == {Outcome.BLIND}:
        return Outcome.BLIND
    return Outcome.NOT_SEEN if found == {Outcome.NOT_SEEN} else Outcome.PARTLY_BLIND


def _stage(findings: Iterable[Finding], outcome: Outcome) -> Stage | None:
    stage: Stage | None = None
    for finding in findings:
        if finding.outcome is outcome:
            stage = higher(stage, finding.stage)
    return stage


def _hosts(judged: Sequence[Judged], hosts: Iterable[str], packs: Sequence[Pack]) -> tuple[HostVerdict, ...]:
    order = [f"{pack.id}/{step.id}" for pack in packs for step in pack.steps]
    by_host: dict[str, list[Judged]] = {name: [] for name in hosts}
    for one in judged:
        by_host[one.finding.host or UNKNOWN_HOST].append(one)
    found: list[HostVerdict] = []
    for name, ones in by_host.items():
        hit = [one for one in ones if one.counted.stage is not None]
        steps = {step for one in hit for step in one.counted.steps}
        stage: Stage | None = None
        for one in hit:
            stage = higher(stage, one.counted.stage)
        found.append(
            HostVerdict(
                name=name,
                outcome=overall(one.finding.outcome for one in ones),
                stage=stage,
                steps=tuple(step for step in order if step in steps),
                first=min((one.counted.first for one in hit if one.counted.first), default=None),
                last=max((one.counted.last for one in hit if one.counted.last), default=None),
            )
        )
    return tuple(found)


def _late(judged: Iterable[Judged], material: Material) -> tuple[str, int, int] | None:
    """Return the log whose late beginning darkens the most findings, with its begin and that of the window."""
    counted: Counter[tuple[str, int, int]] = Counter()
    for one in judged:
        for lack in one.lacks:
            if lack.why == "begins later" and lack.need and lack.begin is not None and lack.end is not None:
                counted[lack.need.log, lack.end, lack.begin] += 1
    if not counted:
        return None
    (log_id, begin, said), _ = min(counted.items(), key=lambda item: (-item[1], item[0]))
    log = material.logs.get(log_id)
    return (log.title if log else log_id, begin, said)


def _said(packs: Iterable[Pack], report: Report, material: Material) -> tuple[SaidUse, ...]:
    """Return who is said to have used this; what a pack and the incident's record both say counts once."""
    found = [use for pack in packs for use in pack.said_to_be_used_by]
    found += [use for incident in report.incidents for use in material.said(incident.id)]
    once: dict[tuple[str, str, str | None], SaidUse] = {}
    for use in found:
        once.setdefault((use.actor_id or use.actor, use.said_by, use.date), use)
    return tuple(once.values())


def _books(material: Material) -> Books:
    events = sum(file.events for file in material.files)
    rejected = sum(file.rejected for file in material.files)
    return Books(
        files=len(material.files),
        records=events + rejected,
        events=events,
        rejected=rejected,
        not_read=len(material.not_read),
    )


def _rules(material: Material, hosts: dict[str, HostLogs], lookout: Lookout, watches: Watches) -> RulesUsed:
    present = {log for logs in hosts.values() for log in logs.by_id}
    used = sum(
        any(need.log in present and lookout.ask(rule, need.log).can_fire for need in watches.needs_of(card.logsource))
        for rule, card in material.cards.items()
    )
    return RulesUsed(loaded=len(material.cards), used=used, unusable=material.unusable)


def _notes(names: HostNames, summary: Summary, last: int | None, *, collected: bool) -> tuple[str, ...]:
    notes = [late_note(*summary.late)] if summary.late else []
    notes += joined_notes(names.joined)
    if summary.cut_at is not None and last is not None:
        notes.append(collection_note(last, shown=collected))
    if summary.assumed:
        notes.append(assumed_note())
    return tuple(notes)
