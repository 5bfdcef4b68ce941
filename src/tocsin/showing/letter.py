"""A letter for whoever has to decide: what was checked, what was found, what could not be seen and why, what to do.

In: a verdict. Out: Markdown that also reads well as it stands, written for somebody without the trade's words. What is
said of the logs is the verdict's own statement and explanations; this module adds headings, counts and advice that
hold for an outcome as such. It never says more than the verdict, and never who did it.
"""

from __future__ import annotations

from tocsin.model.hits import Hit
from tocsin.model.verdict import Finding, Outcome, Verdict
from tocsin.showing.advice import Term, steps
from tocsin.showing.arrange import by_outcome, counted, host_name, hosts, label, missing_logs
from tocsin.showing.escape import markdown, markdown_code
from tocsin.showing.outcomes import LOOKS, NO_ACTOR, STAGES
from tocsin.showing.times import day, short

LISTED = 12
"""Entries of one list; how many more there are is said below it."""

SENTENCE = 600
NAME = 150


def render(verdict: Verdict) -> str:
    """Return the letter."""
    parts = (
        _head(verdict),
        _checked(verdict),
        _found(verdict),
        _not_visible(verdict),
        _report(verdict),
        _actions(verdict),
        _terms(verdict),
    )
    return "\n".join(line for part in parts for line in (*part, ""))


def _head(verdict: Verdict) -> list[str]:
    document = verdict.report.document
    look = LOOKS[verdict.outcome]
    return [
        f"# Were we hit? {look.symbol} {verdict.outcome.value.capitalize()}",
        "",
        f"About the report: {_title(verdict)}"
        + (f", {markdown(document.publisher, NAME)}" if document.publisher else "")
        + (f", {markdown(day(document.published), NAME)}" if document.published else ""),
        "",
        f"**{markdown(verdict.statement, SENTENCE * 3)}**",
        *(
            []
            if verdict.stage is None
            else ["", f"“{verdict.stage.value.capitalize()}” means: {STAGES[verdict.stage]}."]
        ),
        *[f"\n{markdown(note, SENTENCE)}" for note in verdict.notes[:LISTED]],
    ]


def _title(verdict: Verdict) -> str:
    title = verdict.report.document.title
    return f"“{markdown(title, NAME)}”" if title else "(without a title)"


def _checked(verdict: Verdict) -> list[str]:
    books = verdict.books
    begins = sorted(filter(None, (source.begin for source in verdict.coverage)))
    ends = sorted(filter(None, (source.end for source in verdict.coverage)))
    lines = [
        "## What was checked",
        "",
        f"{_count(books.files, 'file')} with {_count(books.records, 'record')} "
        f"from {_count(len(verdict.hosts), 'system')}, kept in {_count(len(verdict.coverage), 'log')}"
        + (f" from {markdown(day(begins[0]), NAME)} to {markdown(day(ends[-1]), NAME)}." if begins and ends else "."),
    ]
    incidents = [markdown(incident.name, NAME) for incident in verdict.report.incidents[:LISTED]]
    if incidents:
        lines += ["", f"The report is about: {'; '.join(incidents)}."]
    windows = sorted(
        {(finding.window.begin, finding.window.end) for finding in verdict.findings if finding.window}, key=str
    )
    if len(windows) == 1 and str(windows[0][0]) <= str(windows[0][1]):
        begin, end = (markdown(day(time), NAME) or "an unknown day" for time in windows[0])
        lines += ["", f"The time in question is {begin} to {end}."]
    lost = []
    if books.rejected:
        lost.append(f"{_count(books.rejected, 'record')} could not be read (each is listed with its place)")
    if books.not_read:
        lost.append(f"{_count(books.not_read, 'file')} could not be read at all")
    if lost:
        lines += ["", f"Of the material, {' and '.join(lost)}."]
    return lines


def _found(verdict: Verdict) -> list[str]:
    lines = ["## What was found", ""]
    for host in hosts(verdict)[:LISTED]:
        stage = f": {STAGES[host.stage]}" if host.stage else ""
        since = f", first on {markdown(short(host.first), NAME)} UTC" if host.first else ""
        lines.append(f"- {markdown(host_name(host.name), NAME)}: **{host.outcome.value}**{stage}{since}")
    lines += _more(len(verdict.hosts) - LISTED, "system")
    grouped = by_outcome(verdict)
    shown = [*grouped[Outcome.SEEN], *grouped[Outcome.ATTEMPTED]]
    if not shown:
        lines += ["", "No record shows what the report describes. What that is worth depends on the next section."]
    for finding in shown[:LISTED]:
        lines += ["", *_finding(finding)]
    return lines + _more(len(shown) - LISTED, "finding")


def _finding(finding: Finding) -> list[str]:
    lines = [
        f"**{markdown(label(finding.behaviour), NAME)}** on {markdown(host_name(finding.host), NAME)}: "
        f"{markdown(finding.explanation, SENTENCE)}"
    ]
    if finding.hits:
        hit = finding.hits[0]
        time = f"on {markdown(short(hit.time), NAME)} UTC" if hit.time else "at a time that the record does not tell"
        more = f" The first of {finding.hit_count:,}:" if finding.hit_count > 1 else " The record:"
        lines[0] += f"{more} {time}, {_place(hit)}."
    return lines


def _place(hit: Hit) -> str:
    places = (hit.source,) if hit.source else hit.events
    if not places:
        return "in no file"
    place = places[0]
    record = "" if place.record is None else f" record {place.record},"
    return f"in {markdown_code(place.path, NAME)},{record} byte {place.offset}"


def _not_visible(verdict: Verdict) -> list[str]:
    counts = counted(verdict)
    blind, partly = counts.get(Outcome.BLIND, 0), counts.get(Outcome.PARTLY_BLIND, 0)
    lines = ["## What could not be seen, and why", ""]
    if not blind and not partly and verdict.findings:
        return [
            *lines,
            "Nothing: for everything that can be checked, the logs recorded through the whole time in question.",
        ]
    lines.append(
        f"Of {_count(len(verdict.findings), 'point')} to check, {blind} could not have been seen at all and "
        f"{partly} only in part. Silence about them means nothing either way."
    )
    wanted = missing_logs(verdict)
    if wanted:
        lines.append("")
    for missing in wanted[:LISTED]:
        where = ", ".join(markdown(host_name(host), NAME) for host in missing.hosts[:5] if host is not None)
        rest = f" and {len(missing.hosts) - 5} more" if len(missing.hosts) > 5 else ""
        lines.append(
            f"- {markdown(missing.what, SENTENCE)}"
            + (f" (systems: {where}{rest})" if where else "")
            + f". It would answer {_count(missing.findings, 'point')}."
        )
        if missing.remedy:
            lines.append(f"  What to do: {markdown(' '.join(missing.remedy.split()), SENTENCE)}")
    return lines + _more(len(wanted) - LISTED, "missing log")


def _report(verdict: Verdict) -> list[str]:
    lines: list[str] = []
    problems = verdict.report.problems
    if problems:
        lines += ["## What to be careful about in the report itself", ""]
        for problem in problems[:LISTED]:
            hint = f" ({markdown(problem.suggestion, SENTENCE)})" if problem.suggestion else ""
            lines.append(f"- {markdown(problem.message, SENTENCE)}{hint}")
        lines += [*_more(len(problems) - LISTED, "point"), ""]
    lines += ["## Who did it", "", f"This letter does not say. {NO_ACTOR}"]
    if verdict.said_to_be_used_by:
        said = [
            f"{markdown(use.actor, NAME)} (according to {markdown(use.said_by, NAME)}"
            f"{', ' + markdown(day(use.date), NAME) if use.date else ''})"
            for use in verdict.said_to_be_used_by[:LISTED]
        ]
        lines += ["", f"Said to have used it: {'; '.join(said)}."]
    return lines


def _actions(verdict: Verdict) -> list[str]:
    lines = ["## What to do now"]
    for when, actions in steps(verdict):
        lines += ["", f"**{when}**", "", *(f"- {action}" for action in actions)]
    return lines


def _terms(verdict: Verdict) -> list[str]:
    versions = verdict.versions
    packs = ", ".join(f"{markdown(name, NAME)} {markdown(version, NAME)}" for name, version in versions.packs.items())
    return [
        "## The words, and what made this letter",
        "",
        *(f"- **{term.word}**: {term.meaning}" for term in Term.used(verdict)),
        "",
        f"tocsin {markdown(versions.tocsin, NAME)}, knowledge of {markdown(versions.knowledge, NAME)}"
        + (f", packs {packs}" if packs else "")
        + f"; {_count(verdict.rules.loaded, 'search rule')}, of which {verdict.rules.used} could find something "
        f"in these logs. Fingerprint of the report (SHA-256): {markdown_code(verdict.report.document.sha256, 64)}. "
        "The same report and the same logs give the same letter. Every finding with its records is in verdict.html.",
    ]


def _more(count: int, word: str) -> list[str]:
    return ["", f"… and {_count(count, f'more {word}')}; all are in verdict.html."] if count > 0 else []


def _count(number: int, one: str) -> str:
    return f"{number:,} {one if number == 1 else one + 's'}"
