"""A letter for whoever has to decide: what was checked, what was found, what could not be seen and why, what to do.

In: a verdict. Out: blocks of prose: a letter of about a page, for somebody without the trade's words, and annexes in
which every number of it is traced (records with file and byte, what to switch on, words, versions). What is said of the
logs is the verdict's own statement and explanations; this module adds headings, counts and advice that hold for an
outcome as such. It never says more than the verdict, and never who did it.
"""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.judging.wording import day, many, minute
from tocsin.model.hits import Hit
from tocsin.model.report import BehaviourKind
from tocsin.model.verdict import Finding, Outcome, Verdict
from tocsin.showing.advice import Term, steps
from tocsin.showing.arrange import Missing, by_outcome, counted, host_name, hosts, label, missing_logs
from tocsin.showing.lay_logs import lay_words
from tocsin.showing.outcomes import LOOKS, NO_ACTOR, STAGES, rank
from tocsin.showing.prose import SENTENCE, Block, Bullets, Heading, Paragraph, Run, Runs, code, html, runs, said, strong
from tocsin.showing.prose import markdown as as_markdown

TRACED, WANTED = 12, 12
"""Findings and missing logs in the annexes; how many more there are is said below them."""

SHORT = 3
"""Entries of a list in the letter itself."""

HOSTS = 8


def render(verdict: Verdict) -> str:
    """Return the letter as Markdown."""
    return as_markdown(letter(verdict))


def render_html(verdict: Verdict) -> str:
    """Return the letter as one HTML file."""
    return html(_headline(verdict), letter(verdict))


def render_docx(verdict: Verdict) -> bytes:
    """Return the letter as a Word document."""
    from tocsin.showing.letter_docx import to_docx

    return to_docx(_headline(verdict), letter(verdict))


def letter(verdict: Verdict) -> tuple[Block, ...]:
    """Return the letter and its annexes."""
    shown = _shown(verdict)
    wanted = missing_logs(verdict)
    parts = (
        _head(verdict),
        _checked(verdict),
        _found(verdict, shown),
        _not_visible(verdict, wanted),
        _actions(verdict),
        _who(verdict),
        _records(shown),
        _switch_on(wanted),
        _report(verdict),
        _terms(verdict),
    )
    return tuple(block for part in parts for block in part)


def _headline(verdict: Verdict) -> str:
    return f"Were we hit? {LOOKS[verdict.outcome].symbol} {verdict.outcome.value.capitalize()}"


def _shown(verdict: Verdict) -> tuple[Finding, ...]:
    """Return what was found: steps first, since their names are plain words, then what got furthest."""
    grouped = by_outcome(verdict)
    found = [*grouped[Outcome.SEEN], *grouped[Outcome.ATTEMPTED]]
    return tuple(sorted(found, key=lambda one: (rank(one.outcome), one.behaviour.kind is not BehaviourKind.STEP)))


def _head(verdict: Verdict) -> list[Block]:
    document = verdict.report.document
    title = f"“{said(document.title)}”" if document.title else "(without a title)"
    origin = [said(part) for part in (document.publisher, _day(document.published)) if part]
    blocks: list[Block] = [
        Heading(1, _headline(verdict)),
        Paragraph(runs(f"About the report: {', '.join([title, *origin])}.")),
        Paragraph(runs(strong(said(verdict.statement, SENTENCE * 3)))),
    ]
    if verdict.stage is not None and STAGES[verdict.stage] not in verdict.statement:
        blocks.append(Paragraph(runs(f"“{verdict.stage.value.capitalize()}” means: {STAGES[verdict.stage]}.")))
    if verdict.notes:
        notes = [_sentence(note) for note in verdict.notes]
        blocks.append(Bullets(tuple(runs(note) for note in notes[:SHORT])))
        blocks += _more(len(notes) - SHORT, "note")
    return blocks


def _sentence(text: str) -> str:
    shown = said(text, SENTENCE)
    return f"{shown[:1].upper()}{shown[1:].rstrip('.')}."


def _day(text: str | None) -> str:
    return day(text) if text else ""


def _checked(verdict: Verdict) -> list[Block]:
    books = verdict.books
    begins = sorted(filter(None, (source.begin for source in verdict.coverage)))
    ends = sorted(filter(None, (source.end for source in verdict.coverage)))
    logs = len({(source.host, source.log) for source in verdict.coverage})
    period = ""
    if begins and ends:
        first, last = said(day(begins[0])), said(day(ends[-1]))
        period = f" of {first}" if first == last else f" from {first} to {last}"
    sentences = [
        f"{many(books.records, 'record')} in {many(books.files, 'file')} of {many(len(verdict.hosts), 'system')}: "
        f"{many(logs, 'log')}{period}."
    ]
    incidents = [said(incident.name) for incident in verdict.report.incidents[:SHORT]]
    if incidents:
        sentences.append(f"The report is about: {'; '.join(incidents)}.")
    windows = {(finding.window.begin, finding.window.end) for finding in verdict.findings if finding.window}
    if len(windows) == 1:
        ((begin, end),) = windows
        if begin and end and begin <= end:
            sentences.append(f"The time in question is {said(day(begin))} to {said(day(end))}.")
    lost: list[str] = []
    if books.rejected:
        lost.append(f"{many(books.rejected, 'record')} could not be read")
    if books.not_read:
        lost.append(f"{many(books.not_read, 'file')} could not be read at all")
    if lost:
        sentences.append(f"Of the material, {' and '.join(lost)}; verdict.html lists them.")
    return [Heading(2, "What was checked"), Paragraph(runs(" ".join(sentences)))]


def _found(verdict: Verdict, shown: Sequence[Finding]) -> list[Block]:
    items: list[Runs] = []
    for host in hosts(verdict)[:HOSTS]:
        stage = f": {STAGES[host.stage]}" if host.stage else ""
        since = f", first on {said(minute(host.first))}" if host.first else ""
        means = "" if host.stage else f" ({LOOKS[host.outcome].meaning})"
        items.append(runs(f"{said(host_name(host.name))}: ", strong(host.outcome.value), f"{stage}{since}{means}."))
    blocks: list[Block] = [Heading(2, "What was found")]
    blocks += [Bullets(tuple(items))] if items else []
    blocks += _more(len(verdict.hosts) - HOSTS, "system")
    if not shown:
        text = "No record shows what the report describes. What that is worth depends on the next section."
        return [*blocks, Paragraph(runs(text))]
    names = [f"{said(label(finding.behaviour))} (no. {number})" for number, finding in enumerate(shown[:SHORT], 1)]
    text = f"The records behind this, by their number in annex A: {'; '.join(names)}"
    left = len(shown) - SHORT
    return [*blocks, Paragraph(runs(f"{text}{f'; and {left:,} more' if left > 0 else ''}."))]


def _not_visible(verdict: Verdict, wanted: Sequence[Missing]) -> list[Block]:
    counts = counted(verdict)
    blind, partly = counts.get(Outcome.BLIND, 0), counts.get(Outcome.PARTLY_BLIND, 0)
    blocks: list[Block] = [Heading(2, "What could not be seen, and why")]
    if not blind and not partly and verdict.findings:
        text = "Nothing: for everything that can be checked, the logs recorded through the whole time in question."
        return [*blocks, Paragraph(runs(text))]
    text = (
        f"Of {many(len(verdict.findings), 'point')} to check, {blind:,} could not have been seen at all and "
        f"{partly:,} only in part. Silence about them means nothing either way."
    )
    if wanted:
        text += " What is missing most:"
    blocks.append(Paragraph(runs(text)))
    if wanted:
        blocks.append(Bullets(tuple(_wanted(missing) for missing in wanted[:SHORT])))
        left = len(wanted) - SHORT
        more = f", with {many(left, 'more missing log')}" if left > 0 else ""
        blocks.append(Paragraph(runs(f"How to switch each of them on, or where to look for it, is in annex B{more}.")))
    return blocks


def _wanted(missing: Missing) -> Runs:
    words = lay_words(missing.log_id)
    where = [said(host_name(host)) for host in missing.hosts if host is not None]
    on = f" on {', '.join(where[:5])}{f' and {len(where) - 5:,} more' if len(where) > 5 else ''}" if where else ""
    means = f" ({words})" if words else ""
    return runs(f"{said(missing.what, SENTENCE)}{on}{means}: it would answer {many(missing.findings, 'point')}.")


def _who(verdict: Verdict) -> list[Block]:
    more = " Those are listed at the end of annex C." if verdict.said_to_be_used_by else ""
    return [Heading(2, "Who did it"), Paragraph(runs(f"This letter does not say. {NO_ACTOR}{more}"))]


def _actions(verdict: Verdict) -> list[Block]:
    blocks: list[Block] = [Heading(2, "What to do now")]
    for when, actions in steps(verdict):
        blocks += [Paragraph(runs(strong(when))), Bullets(tuple(runs(action) for action in actions))]
    return blocks


def _records(shown: Sequence[Finding]) -> list[Block]:
    if not shown:
        return []
    title = Heading(2, "Annex A: the records", apart=True)
    items = tuple(_finding(finding) for finding in shown[:TRACED])
    return [title, Bullets(items, numbered=True), *_more(len(shown) - TRACED, "finding")]


def _finding(finding: Finding) -> Runs:
    parts: list[str | Run] = [
        strong(said(label(finding.behaviour))),
        f" on {said(host_name(finding.host))}: {said(finding.explanation, SENTENCE)}",
    ]
    if finding.hits:
        hit = finding.hits[0]
        time = f"on {said(minute(hit.time))}" if hit.time else "at a time that the record does not tell"
        more = f" The first of {finding.hit_count:,}:" if finding.hit_count > 1 else " The record:"
        parts += [f"{more} {time}, ", *_place(hit), "."]
    return runs(*parts)


def _place(hit: Hit) -> list[str | Run]:
    places = (hit.source,) if hit.source else hit.events
    if not places:
        return ["in no file"]
    place = places[0]
    record = "" if place.record is None else f" record {place.record},"
    return ["in ", code(said(place.path)), f",{record} byte {place.offset}"]


def _switch_on(wanted: Sequence[Missing]) -> list[Block]:
    if not wanted:
        return []
    items: list[Runs] = []
    for missing in wanted[:WANTED]:
        do = f" What to do: {said(' '.join(missing.remedy.split()), SENTENCE)}" if missing.remedy else ""
        items.append((*_wanted(missing), Run(do)) if do else _wanted(missing))
    title = Heading(2, "Annex B: what to switch on, or to look for", apart=True)
    return [title, Bullets(tuple(items), numbered=True), *_more(len(wanted) - WANTED, "missing log")]


def _report(verdict: Verdict) -> list[Block]:
    """Return what concerns the report: what does not fit in it, and who is said to have used what it describes."""
    problems, uses = verdict.report.problems, verdict.said_to_be_used_by
    if not problems and not uses:
        return []
    blocks: list[Block] = [Heading(2, "Annex C: about the report", apart=True)]
    if problems:
        items = [
            runs(f"{said(one.message, SENTENCE)}{f' ({said(one.suggestion, SENTENCE)})' if one.suggestion else ''}")
            for one in problems[:TRACED]
        ]
        blocks += [Paragraph(runs("What to be careful about in it:")), Bullets(tuple(items))]
        blocks += _more(len(problems) - TRACED, "point")
    if uses:
        told = [
            runs(f"{said(use.actor)}, according to {said(use.said_by)}{f', {said(day(use.date))}' if use.date else ''}")
            for use in uses[:TRACED]
        ]
        words = "Who is said to have used it, and by whom (it does not follow from any log):"
        blocks += [Paragraph(runs(words)), Bullets(tuple(told)), *_more(len(uses) - TRACED, "group")]
    return blocks


def _terms(verdict: Verdict) -> list[Block]:
    versions = verdict.versions
    packs = ", ".join(f"{said(name)} {said(version)}" for name, version in versions.packs.items())
    return [
        Heading(2, "The words, and what made this letter"),
        Bullets(tuple(runs(strong(term.word), f": {term.meaning}") for term in Term.used(verdict))),
        Paragraph(
            runs(
                f"tocsin {said(versions.tocsin)}, knowledge of {said(versions.knowledge)}"
                + (f", packs {packs}" if packs else "")
                + f"; {many(verdict.rules.loaded, 'search rule')}, of which {verdict.rules.used:,} could find "
                "something in these logs. Fingerprint of the report (SHA-256): ",
                code(said(verdict.report.document.sha256, 64)),
                ". The same report and the same logs give the same letter. Every finding with its records is in "
                "verdict.html.",
            )
        ),
    ]


def _more(count: int, word: str) -> list[Block]:
    if count <= 0:
        return []
    return [Paragraph(runs(f"… and {many(count, f'more {word}')}; all are in verdict.html."))]
