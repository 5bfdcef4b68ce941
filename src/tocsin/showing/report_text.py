"""A report as text for a terminal: what does not fit first, then who claims what, and what would leave traces.

In: a report. Out: one string whose lines fit the width. Claims stand as a table: who, act, whom, deed, how sure, when.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from tocsin.model.report import BehaviourKind, Claim, Report
from tocsin.showing.arrange import label
from tocsin.showing.columns import clip, pad, wrap
from tocsin.showing.escape import terminal as safe
from tocsin.showing.technique_basis import only_described, sentence
from tocsin.showing.times import day

NARROWEST = 40
TABLE = 72
"""From so many columns on, claims fit into a table."""

NAME, DEED, SENTENCE = 120, 72, 600
BOLD, DIM = "1", "2"

KINDS = {
    BehaviourKind.STEP: "steps of an incident",
    BehaviourKind.VULNERABILITY: "vulnerabilities",
    BehaviourKind.TECHNIQUE: "techniques",
    BehaviourKind.TOOL: "tools and malware",
    BehaviourKind.INDICATOR: "indicators",
}


def text(report: Report, width: int = 80, colour: bool = False, *, verbose: bool = False) -> str:
    """Return the report for a terminal, ending with a line end; without `verbose`, long lists are cut and say so."""
    columns = max(width, NARROWEST)
    limit = None if verbose else 12
    parts = (
        _document(report, columns),
        _problems(report, columns),
        _claims(report, columns, limit),
        _incidents(report, columns),
        _victims(report, columns),
        _behaviours(report, columns, limit),
        _next(report, columns),
    )
    lines: list[str] = []
    for head, *body in filter(None, parts):
        lines += ["", f"\x1b[{BOLD}m{clip(head, columns)}\x1b[0m" if colour else clip(head, columns), *body]
    return "\n".join(lines[1:]) + "\n"


def html(report: Report) -> str:
    """Return the report as a page; the same as `report_page.render`."""
    from tocsin.showing.report_page import render

    return render(report)


def _document(report: Report, columns: int) -> list[str]:
    document = report.document
    told = [
        safe(document.publisher or "", NAME),
        safe(day(document.published), NAME),
        f"version {safe(document.version, NAME)}" if document.version else "",
        f"language {safe(document.language or 'not recognised', NAME)}",
        f"{document.characters:,} characters",
    ]
    title = safe(document.title or "Document without a title", NAME)
    notes = (wrap(safe(note, SENTENCE), columns, first="  ! ", rest="    ") for note in document.notes)
    return [title, *wrap(", ".join(filter(None, told)), columns, first="  ", rest="  "), *_flat(notes)]


def _problems(report: Report, columns: int) -> list[str]:
    if not report.problems:
        return ["What does not fit in the report: nothing found"]
    lines = [f"What does not fit in the report ({len(report.problems)})"]
    for problem in report.problems:
        hint = f" ({safe(problem.suggestion, SENTENCE)})" if problem.suggestion else ""
        lines += wrap(f"{safe(problem.message, SENTENCE)}{hint}", columns, first="  ! ", rest="    ")
        words = report.document.text[problem.start : problem.end]
        if words.strip():
            quoted = safe(" ".join(words.split()), NAME)
            lines += wrap(f"“{quoted}”, character {problem.start}", columns, first="    ", rest="    ")
    return lines


def _claims(report: Report, columns: int, limit: int | None) -> list[str]:
    if not report.claims:
        return ["Who claims what: no claim about anybody was found"]
    heads = ("", "who", "act", "whom", "deed", "how sure", "when")
    if columns < TABLE:
        return _claim_list(report, columns, limit)
    rest = columns - 3 - 11 - 12 - 10 - 6
    widths = (3, rest * 30 // 100, 11, rest * 32 // 100, rest - rest * 62 // 100, 12, 10)
    lines = [f"Who claims what ({len(report.claims)}): what somebody said, never a fact"]
    lines += _row(heads, widths)
    for number, claim in enumerate(report.claims[:limit], 1):
        lines += _row((str(number), *_cells(claim)), widths)
        if limit is None:
            quote = safe(" ".join(claim.quote.split()), SENTENCE)
            lines += wrap(f"“{quote}”, character {claim.start}", columns, first="    ", rest="    ")
    return lines + _left_out(len(report.claims) - len(report.claims[:limit]), "claims")


def _claim_list(report: Report, columns: int, limit: int | None) -> list[str]:
    lines = wrap(f"Who claims what ({len(report.claims)}): what somebody said, never a fact", columns)
    for number, claim in enumerate(report.claims[:limit], 1):
        who, act, whom, deed, sure, when = _cells(claim)
        lines += wrap(f"{number}. {who}: {act} {whom}: {deed} [{sure}, {when}]", columns, rest="   ")
    return lines + _left_out(len(report.claims) - len(report.claims[:limit]), "claims")


def _cells(claim: Claim) -> tuple[str, ...]:
    refusal = {"declined": "declined to ", "no-evidence": "no evidence to "}.get(claim.negation or "", "not ")
    via = f" (via {', '.join(claim.via)})" if claim.via else ""
    return (
        safe((", ".join(claim.speakers) or "nobody named") + via, NAME),
        f"{refusal if claim.negated else ''}{claim.act.value}",
        safe(", ".join(claim.accused) or "–", NAME),
        safe(claim.deed or "–", DEED),
        safe(claim.certainty.words or claim.certainty.level.value, NAME),
        safe(day(claim.date) or "–", NAME),
    )


def _row(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    wrapped = [wrap(cell, size) for cell, size in zip(cells, widths, strict=True)]
    return [
        " ".join(pad(part, size) for part, size in zip(parts, widths, strict=True)).rstrip()
        for parts in zip_longest(*wrapped, fillvalue="")
    ]


def _incidents(report: Report, columns: int) -> list[str]:
    if not report.incidents:
        return []
    lines = [f"Incidents ({len(report.incidents)})"]
    for incident in report.incidents:
        window = incident.window
        times = f", {safe(day(window.begin) or '…')} to {safe(day(window.end) or '…')}" if window else ""
        known = (
            f"; {', '.join(safe(cve, 40) for cve in incident.vulnerabilities[:8])}" if incident.vulnerabilities else ""
        )
        words = f"{safe(incident.name, NAME)} (by its {safe(incident.basis, NAME)}){times}{known}"
        lines += wrap(words, columns, first="  ", rest="    ")
    return lines


def _victims(report: Report, columns: int) -> list[str]:
    victims = report.victims
    named = dict.fromkeys(
        safe(victim.name, NAME) for victim in (*victims.sectors, *victims.countries, *victims.organisations)
    )
    return ["Said to be hit", *wrap(", ".join(named), columns, first="  ", rest="  ")] if named else []


def _behaviours(report: Report, columns: int, limit: int | None) -> list[str]:
    if not report.behaviours:
        return ["What would leave traces: nothing that can be looked for"]
    guards = {f"{given.type}:{given.value}": given.guard for given in report.indicators}
    described = only_described(report)
    lines = [f"What would leave traces ({len(report.behaviours)})"]
    for kind, name in KINDS.items():
        found = [behaviour for behaviour in report.behaviours if behaviour.kind is kind]
        if not found:
            continue
        lines.append(f"  {name}: {len(found)}")
        for behaviour in found[:limit]:
            guard = guards.get(behaviour.ref) if kind is BehaviourKind.INDICATOR else None
            reserve = f" – {safe(guard, NAME)}" if guard else ""
            evidence = described.get(behaviour.ref) if kind is BehaviourKind.TECHNIQUE else None
            if evidence is not None:
                reserve = f" – described, not named (score {evidence.score})"
            lines += wrap(f"{safe(label(behaviour), NAME)}{reserve}", columns, first="    ", rest="      ")
            if evidence is not None and limit is None:
                quoted = safe(sentence(report, evidence), SENTENCE)
                lines += wrap(f"“{quoted}”, character {evidence.start}", columns, first="      ", rest="      ")
        lines += _left_out(len(found) - len(found[:limit]), name)
    return lines


def _next(report: Report, columns: int) -> list[str]:
    if not report.behaviours:
        return []
    words = (
        "Were you hit? Put your logs beside it: tocsin check REPORT LOGS... (JSON has all of the above: --format json)"
    )
    return ["Next", *wrap(words, columns, first="  ", rest="  ")]


def _left_out(count: int, words: str) -> list[str]:
    return [f"    and {count:,} more {words} (in --format json)"] if count > 0 else []


def _flat(groups: Iterator[list[str]]) -> list[str]:
    return [line for group in groups for line in group]
