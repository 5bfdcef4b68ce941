"""All wording about outcomes: a sentence, a paragraph, an explanation for each finding, a reason for each blindness.

In: what was judged, as values. Out: English. Nothing outside this module says what an outcome means.
It never says more than the logs could show, and never who did it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tocsin.judging.hours import stamp
from tocsin.judging.subjects import is_cloud
from tocsin.judging.visibility import Lack, remedy_of
from tocsin.judging.windows import Period
from tocsin.judging.wording import day, days, listed, many, minute, of_window, percent
from tocsin.model.logs import Log
from tocsin.model.packs import SaidUse, Stage
from tocsin.model.report import Behaviour
from tocsin.model.tuning import Tuned
from tocsin.model.verdict import Improvement, Outcome, Sensitivity, Strength

STAGES = {
    Stage.SCANNED: "somebody looked whether it would work",
    Stage.ATTEMPTED: "somebody tried it",
    Stage.EXPLOITED: "it worked",
    Stage.FOOTHOLD: "something was left behind to come back by",
    Stage.POST_EXPLOITATION: "somebody acted on the machine",
}
"""What each stage means, for readers who do not know the words."""

NO_ATTRIBUTION = "Evidence in logs does not tell who did it: the same means are used by many groups."


@dataclass(frozen=True, slots=True)
class Account:
    """Everything the explanation of a finding needs."""

    behaviour: Behaviour
    host: str
    outcome: Outcome
    period: Period
    stage: Stage | None = None
    strength: Strength | None = None
    proving: int = 0
    explained: int = 0
    weak: int = 0
    weak_why: tuple[str, ...] = ()
    outside: bool = False
    guard: str | None = None
    trusted: bool = True  # whether the end at which the window was cut is known to be that of the collection
    share: float | None = None
    whole: bool = False
    aspects: tuple[str, ...] = ()  # names of the sides that all have to be watched, if there are several
    rules_able: int = 0
    rules_unable: int = 0
    sweeping: bool = False  # an indicator: no rule watches, every text field is searched
    logs: tuple[str, ...] = ()
    rejected: int = 0
    remark: str = ""
    sensitive: bool = False
    sensitivity: Sensitivity | None = None
    first: str | None = None
    reason: str = ""  # of blindness, the first


@dataclass(frozen=True, slots=True)
class HostCount:
    """A host's part in the verdict."""

    name: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything the statement over all findings needs."""

    outcome: Outcome
    stage: Stage | None
    specific: bool  # whether what was seen or attempted is specific to the report
    hosts: tuple[HostCount, ...]
    findings: Mapping[Outcome, int]
    first: str | None
    late: tuple[str, int, int] | None = None  # log that begins after the window does: title, its begin, the window's
    cut_at: int | None = None  # end of the evidence, where windows go on after it
    assumed: bool = False
    improvements: Sequence[Improvement] = ()
    said: Sequence[SaidUse] = ()


# one finding


def explain(account: Account) -> str:
    """Return what is to be said of one finding."""
    parts = [_FIRST[account.outcome](account)]
    if account.outcome in (Outcome.SEEN, Outcome.ATTEMPTED):
        if account.outside:
            parts.append(f"Some of it lies outside the window {_window(account)}; what was found counts all the same.")
        if account.guard:
            parts.append(f"A hit on this alone proves little: {account.guard.rstrip('.')}.")
    if account.explained:
        hits = many(account.explained, "further hit" if account.proving else "hit")
        parts.append(f"{hits} explained by a harmless look-alike in the same event: kept, not counted.")
    if account.weak:
        why = f" ({listed(account.weak_why)})" if account.weak_why else ""
        parts.append(f"{many(account.weak, 'hit')} that by themselves prove nothing{why}: kept, not counted.")
    if account.outcome in (Outcome.NOT_SEEN, Outcome.PARTLY_BLIND):
        if account.rejected:
            parts.append(f"{many(account.rejected, 'record')} of these logs could not be read.")
        if account.rules_unable:
            parts.append(f"{many(account.rules_unable, 'more rule')} for it cannot fire on any log that is known.")
        if account.remark:
            parts.append(f"{account.remark[0].upper()}{account.remark[1:]}.")
    return " ".join(parts)


def _hits(account: Account) -> str:
    first = f", the first on {minute(account.first)}" if account.first else ""
    return f"{many(account.proving, 'hit')}{first}"


def _seen(account: Account) -> str:
    stage = f"{account.stage}: {STAGES[account.stage]}" if account.stage else ""
    if account.strength is Strength.CONSISTENT:
        return f"Seen ({stage}), by {_hits(account)}; consistent with the report, not specific to it."
    return f"Seen ({stage}), by {_hits(account)}."


def _attempted(account: Account) -> str:
    what = STAGES[account.stage] if account.stage else "somebody tried"
    more = "" if account.whole or not account.share else f"; {_how_much(account)} could have shown it"
    do = "does" if account.proving == 1 else "do"
    return f"Attempted: {what}, by {_hits(account)}, which {do} not show that it worked{more}."


def _not_seen(account: Account) -> str:
    window = f"{_window(account)}{_end_of_evidence(account)}"
    logs = listed(account.logs)
    if account.sweeping:
        return f"Not seen: the value stands nowhere in {logs}, recorded through the whole window {window}."
    watched = f"{many(account.rules_able, 'rule')} that can fire watched {logs} through the whole window {window}"
    if account.sensitivity and account.sensitive:
        rate = f"they saw {account.sensitivity.seen} of {account.sensitivity.of} recorded runs of it"
        return f"Not seen: {watched}; {rate}, so none of the ways they know was used."
    return f"Not seen: {watched}; this trace is absent."


def _partly_blind(account: Account) -> str:
    if account.period.hours is None:
        return (
            "No hit, but it is not known when it is said to have been done, so the silence cannot be weighed "
            "(give --since and --until)."
        )
    if not account.whole:
        return f"No hit, but {_how_much(account)} could have shown it{_end_of_evidence(account)}."
    watched = f"No hit in {listed(account.logs)} through the whole window {_window(account)}"
    if not account.trusted:
        return (
            f"{watched}; but only one log reaches the end of the evidence, before the end of what is said, and one log "
            "alone does not tell whether it was collected then or stopped (give --until if it was collected then)."
        )
    if account.sensitivity and account.sensitivity.of:
        rate = f"saw only {account.sensitivity.seen} of {account.sensitivity.of} recorded runs of it"
    else:
        rate = "have not been measured on recorded runs of it"
    return f"{watched}; but {many(account.rules_able, 'rule')} watched that {rate}."


def _blind(account: Account) -> str:
    return f"It could not have been seen: {account.reason or 'no log that would show it was there'}."


def _not_checkable(account: Account) -> str:
    return f"Not checkable: {account.remark or 'it leaves nothing at your side'}."


_FIRST = {
    Outcome.SEEN: _seen,
    Outcome.ATTEMPTED: _attempted,
    Outcome.NOT_SEEN: _not_seen,
    Outcome.PARTLY_BLIND: _partly_blind,
    Outcome.BLIND: _blind,
    Outcome.NOT_CHECKABLE: _not_checkable,
}


def _window(account: Account) -> str:
    said = days(account.period.begin, account.period.end)
    return f"{said} (assumed: the year before the document)" if account.period.basis == "assumed" else said


def _how_much(account: Account) -> str:
    if account.share is None or account.period.hours is None:
        return "an unknown part of the time"
    begin, end = account.period.hours
    if not account.share:
        return f"nothing of the window {_window(account)}"
    if len(account.aspects) > 1:
        over = f", averaged over {listed(account.aspects)},"
        return f"only {percent(account.share)}{over} of the window {_window(account)}".replace("only less", "less")
    part = of_window(account.share, end - begin)
    return f"{part if part.startswith('less') else f'only {part}'} of the window {_window(account)}"


def _end_of_evidence(account: Account) -> str:
    if account.period.cut_from is None:
        return ""
    return f", up to the end of the evidence (what is said goes on to {day(stamp(account.period.cut_from - 1))})"


# why something could not be seen, and what helps


def why_lacking(lack: Lack, logs: Mapping[str, Log]) -> str:
    """Return why a log could not have shown a behaviour."""
    title, events = _title(lack, logs), _events(lack, logs)
    kinds = " or ".join(lack.need.kinds) if lack.need else ""
    begin, end = stamp(lack.begin or 0), stamp(lack.end or 0)
    if lack.why == "no such event" and lack.need and not any(kind[:1].isdigit() for kind in lack.need.kinds):
        if _is_of_windows(lack, logs):
            return f"the {title} holds not a single event of {kinds}: it is not installed here, or was filtered out"
        return f"of the {title} the part that is kept for {kinds} is not in the evidence"
    if lack.why == "no rule":
        return "no rule that is loaded watches for it"
    if lack.why == "no holder":
        return "no log that is known holds such a value; every text field was searched all the same"
    return {
        "no log": f"there is no {title} {'in the evidence' if _is_of_a_service(lack, logs) else 'from this host'}",
        "no such event": f"the {title} shows not a single event {kinds}: not switched on, or filtered out",
        "no time": f"the events of the {title} carry no time",
        "outside": f"the {events} recorded nothing within the window",
        "begins later": f"the {events} begins only on {day(end)}; what happened before cannot be seen",
        "ends earlier": f"the {events} ends on {minute(begin)}; what happened after cannot be seen",
        "damaged": f"too many records of the {events} from {minute(begin)} to {minute(end)} could not be read",
        "gap": f"the {events} recorded nothing from {minute(begin)} to {minute(end)}",
        "cannot fire": f"no rule for it can fire on the {title}: {lack.rule}",
    }[lack.why]


def _is_of_windows(lack: Lack, logs: Mapping[str, Log]) -> bool:
    log = logs.get(lack.need.log) if lack.need else None
    return log is not None and log.family == "windows"


def _is_of_a_service(lack: Lack, logs: Mapping[str, Log]) -> bool:
    return lack.need is not None and is_cloud(logs.get(lack.need.log))


def _events(lack: Lack, logs: Mapping[str, Log]) -> str:
    """Return the log, or the kinds of its events, that are needed."""
    if lack.need and lack.need.kinds:
        return f"{_title(lack, logs)}, event {' or '.join(lack.need.kinds)},"
    return _title(lack, logs)


def remedy(lack: Lack, logs: Mapping[str, Log]) -> str | None:
    """Return what to do so that it can be seen, next time or in copies that still exist."""
    if lack.why == "no rule":
        return "load rules that name it, with --rules"
    if lack.why == "no holder":
        return None
    log = logs.get(lack.need.log) if lack.need else None
    if lack.why == "damaged":
        return "look for an undamaged copy of this log, in backups or a central store"
    if lack.why in ("begins later", "ends earlier", "gap"):
        kept = f" (usually kept: {log.retention})" if log and log.retention else ""
        return f"look for older or other copies of this log, in backups or a central store, and keep it longer{kept}"
    return remedy_of(lack, logs)


def missing(lack: Lack, logs: Mapping[str, Log]) -> str:
    """Return what would have to be there, as the list of improvements names it."""
    events = _events(lack, logs).rstrip(",")
    if lack.why in ("begins later", "ends earlier", "gap", "damaged") and lack.begin is not None:
        return f"{events}, from {days(lack.begin, lack.end)}"
    return events


def _title(lack: Lack, logs: Mapping[str, Log]) -> str:
    if lack.need is None:
        return "log"
    log = logs.get(lack.need.log)
    title = log.title if log else lack.need.log
    return title if "log" in title.lower() else f"{title} log"


# everything


def sentence(summary: Summary) -> str:
    """Return the answer in one sentence."""
    return _SENTENCE[summary.outcome](summary)


def _where(summary: Summary, outcome: Outcome) -> str:
    """Return on which hosts: by name if few, and of how many."""
    those = [host.name for host in summary.hosts if host.outcome is outcome]
    if len(summary.hosts) == 1:
        return listed(those)
    return f"{len(those):,} of {many(len(summary.hosts), 'host')} ({listed(those)})"


def _say_seen(summary: Summary) -> str:
    stage = f" as far as '{summary.stage}' ({STAGES[summary.stage]})" if summary.stage else ""
    when = f", the first on {minute(summary.first)}" if summary.first else ""
    where = _where(summary, Outcome.SEEN)
    if summary.specific:
        return f"Seen: what the report describes left traces on {where},{stage}{when}."
    return f"Seen: traces on {where} are consistent with the report, though not specific to it,{stage}{when}."


def _say_attempted(summary: Summary) -> str:
    what = STAGES[summary.stage] if summary.stage else "somebody tried"
    when = f", first on {minute(summary.first)}" if summary.first else ""
    where = _where(summary, Outcome.ATTEMPTED)
    return f"Attempted: {what} on {where}{when}, and nothing in these logs shows that it worked{_unless(summary)}."


def _unless(summary: Summary) -> str:
    dark = summary.findings.get(Outcome.BLIND, 0) + summary.findings.get(Outcome.PARTLY_BLIND, 0)
    return f"; {dark:,} of {_checks(summary)} could not have shown it, or only in part" if dark else ""


def _say_partly(summary: Summary) -> str:
    blind, part = summary.findings.get(Outcome.BLIND, 0), summary.findings.get(Outcome.PARTLY_BLIND, 0)
    return (
        f"No trace was found, and that is no all-clear: of {_checks(summary)}, {part:,} could be made only in part and "
        f"{blind:,} not at all with these logs."
    )


def _say_blind(summary: Summary) -> str:
    if not summary.hosts:
        return "It could not have been seen: there is no event in the evidence that could be read."
    if not summary.findings.get(Outcome.BLIND, 0):
        return "Nothing the report describes leaves a trace at your side, so these logs can say nothing about it."
    hosts = listed([host.name for host in summary.hosts])
    return f"It could not have been seen: none of {_checks(summary)} could be made with the logs of {hosts}."


def _say_not_seen(summary: Summary) -> str:
    hosts = listed([host.name for host in summary.hosts])
    return (
        f"Not seen: none of {_checks(summary)} found a trace on {hosts}, and each could have shown it through its "
        "whole window."
    )


_SENTENCE = {
    Outcome.SEEN: _say_seen,
    Outcome.ATTEMPTED: _say_attempted,
    Outcome.PARTLY_BLIND: _say_partly,
    Outcome.BLIND: _say_blind,
    Outcome.NOT_SEEN: _say_not_seen,
    Outcome.NOT_CHECKABLE: _say_blind,
}


def _checks(summary: Summary) -> str:
    number = sum(number for outcome, number in summary.findings.items() if outcome is not Outcome.NOT_CHECKABLE)
    return many(number, "check")


def paragraph(summary: Summary) -> str:
    """Return the answer in a paragraph: what could not be seen first, then what was found, and what to do next."""
    parts: list[str] = []
    if summary.late:
        parts.append(f"{late_note(*summary.late)}.")
    if summary.cut_at is not None:
        parts.append(
            f"The evidence ends on {day(stamp(summary.cut_at - 1))}; what is described is said to have gone on after "
            "that, and was looked for up to there."
        )
    if summary.assumed:
        parts.append("The report does not say when it was done; the year before its date is assumed.")
    parts.append(sentence(summary))
    parts += _fleet(summary)
    parts.append(f"Checks and their outcomes: {_counts(summary)}.")
    if summary.improvements:
        first = summary.improvements[0]
        where = f" on {first.host}" if first.host else ""
        parts.append(f"What would change this most: {first.what}{where} (settles {many(first.findings, 'finding')}).")
    if summary.said:
        names = list(dict.fromkeys(use.actor for use in summary.said))
        parts.append(f"Said to have used these means, by those named with it: {listed(names, 6)}.")
    parts.append(NO_ATTRIBUTION)
    return " ".join(parts)


def _fleet(summary: Summary) -> list[str]:
    """Say which hosts came out otherwise than the whole, so that one blind host among forty is not lost."""
    if len(summary.hosts) < 2:
        return []
    said: list[str] = []
    for outcome in (Outcome.ATTEMPTED, Outcome.PARTLY_BLIND, Outcome.BLIND, Outcome.NOT_SEEN):
        those = [host.name for host in summary.hosts if host.outcome is outcome]
        if those and outcome is not summary.outcome:
            said.append(f"{listed(those, 5)}: {outcome}")
    return [f"Other hosts: {'; '.join(said)}."] if said else []


def _counts(summary: Summary) -> str:
    shown = [f"{summary.findings[outcome]:,} {outcome}" for outcome in Outcome if summary.findings.get(outcome)]
    return ", ".join(shown) if shown else "none"


def late_note(title: str, begin: int, said: int) -> str:
    """Return the note that a log begins (an hour) only after what is described is said to have begun."""
    name = title if "log" in title.lower() else f"{title} log"
    return (
        f"{name} begins only on {day(stamp(begin))}, though what is described is said to have begun on "
        f"{day(stamp(said))}: what lies between cannot be seen in it"
    )


def assumed_note() -> str:
    """Return the note that windows are assumed."""
    return "the report does not say when it was done: the year before its date is assumed"


def tuning_notes(tuned: Iterable[Tuned]) -> tuple[str, ...]:
    """Return notes on what the user's tuning left out: it counts as not there."""
    entries = tuple(tuned)
    notes: list[str] = []
    excluding = [one for one in entries if one.hits]
    if excluding:
        hits, which = sum(one.hits or 0 for one in excluding), listed([f"'{one.name}'" for one in excluding])
        notes.append(f"at the user's wish {many(hits, 'hit')} ({which}) were left out: they count as not there")
    off = sum(one.rules for one in entries if one.kind == "disabled")
    if off:
        notes.append(f"at the user's wish {many(off, 'rule')} did not watch")
    return tuple(notes)


def joined_notes(joined: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return the note that names are taken for one host; `joined` are pairs of a short and a full name."""
    if len(joined) == 1:
        return (f"{joined[0][0]} and {joined[0][1]} are taken to be one host",)
    pairs = listed([f"{short} with {full}" for short, full in joined], 4)
    return (f"names taken to be one host each: {pairs}",) if joined else ()


def collection_note(last: int, *, shown: bool) -> str:
    """Return the note on where the evidence ends."""
    ends = f"the evidence ends on {day(stamp(last - 1))}; what is said to have gone on after that is judged up to there"
    return (
        ends
        if shown
        else f"{ends}, but only one log reaches so far: whether it was collected then, or stopped, is not known"
    )


def on_hosts(what: str, hosts: Sequence[str]) -> str:
    """Return what is missing on several hosts."""
    return f"{what}, on {many(len(hosts), 'host')} ({listed(hosts)})"


def instead(what: str, others: Sequence[str]) -> str:
    """Return what is missing, with the logs that would do as well."""
    return f"{what}; or instead {listed(list(dict.fromkeys(others)))}" if others else what


def rules_missing(behaviours: int) -> str:
    """Return what is missing where no rule watches."""
    return f"rules for {many(behaviours, 'behaviour')} that nothing loaded watches for"
