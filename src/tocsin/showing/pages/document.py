"""What a page says of the document itself: objections to it, who claims what, and its text with highlights."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from tocsin.model.report import Claim, Problem, Report
from tocsin.showing.escape import html as safe
from tocsin.showing.pages.markup import NAME, SENTENCE, bullets, count, facts, isolated, more, period
from tocsin.showing.times import short

CLAIMS, PROBLEMS = 300, 200
AROUND = 80
"""Characters of the text shown before and after the words that a problem is about."""


class Highlight(NamedTuple):
    """A place in the text to mark, and where on the page it is explained."""

    start: int
    end: int
    target: str
    objection: bool


def problems(report: Report) -> str:
    """Return the objections to the document, each with its words in their sentence."""
    found = report.problems
    body = "".join(_problem(report, number, problem) for number, problem in enumerate(found[:PROBLEMS], 1))
    notes = bullets(safe(note, SENTENCE) for note in report.document.notes[:PROBLEMS])
    unread = f"<p>What could not be read of it:</p>\n{notes}" if notes else ""
    return body + more(len(found) - PROBLEMS, "problem") + unread


def _problem(report: Report, number: int, problem: Problem) -> str:
    hint = f"<p>{safe(problem.suggestion, SENTENCE)}</p>" if problem.suggestion else ""
    kind = problem.kind.value.replace("-", " ")
    return (
        f'<div class="problem" id="p{number}"><p><strong>{safe(problem.message, SENTENCE)}</strong> '
        f'<span class="soft">({kind})</span></p>{hint}{_excerpt(report.document.text, problem.start, problem.end)}'
        "</div>\n"
    )


def _excerpt(text: str, start: int, end: int) -> str:
    if not 0 <= start < end <= len(text):
        return ""
    before, words, after = text[max(start - AROUND, 0) : start], text[start:end], text[end : end + AROUND]
    return f"<blockquote>…{safe(before)}<mark>{safe(words, SENTENCE)}</mark>{safe(after)}…</blockquote>"


def claims(report: Report, *, beside: int = 0) -> str:
    """Return the claims, each with its sentence; what somebody said, never a fact.

    `beside`: so many characters of the text are on the page too, and claims within them lead to their place there.
    """
    found = report.claims
    if not found:
        return "<p>No claim about anybody was found in the report.</p>"
    length = min(beside, len(report.document.text))
    relations: dict[str, list[str]] = {}
    numbers = {claim.id: number for number, claim in enumerate(found, 1)}
    for relation in report.relations:
        if relation.target in numbers:
            other = numbers[relation.target]
            words = f'{safe(relation.kind, NAME)} <a href="#c{other}">claim {other}</a>'
            relations.setdefault(relation.source, []).append(words)
    body = "".join(
        _claim(number, claim, relations.get(claim.id, []), linked=0 <= claim.start < claim.end <= length)
        for number, claim in enumerate(found[:CLAIMS], 1)
    )
    return f"<p>What somebody said, and never a fact. The words are the report’s.</p>\n{body}" + more(
        len(found) - CLAIMS, "claim"
    )


def _claim(number: int, claim: Claim, relations: list[str], *, linked: bool) -> str:
    who = ", ".join(isolated(name) for name in claim.speakers) or "nobody named"
    whom = ", ".join(isolated(name) for name in claim.accused)
    refusal = {"declined": "declined to ", "no-evidence": "found no evidence to "}.get(claim.negation or "", "did not ")
    act = f"{refusal if claim.negated else ''}{claim.act.value}"
    certainty = claim.certainty
    words = f"“{safe(certainty.words, NAME)}” ({safe(certainty.scale, NAME)})" if certainty.words else ""
    also = f", and said again {count(len(claim.also), 'time')}" if claim.also else ""
    place = f"characters {claim.start} to {claim.end}"
    told = facts(
        (
            ("What", isolated(claim.deed, SENTENCE) if claim.deed else ""),
            ("How sure", f"{certainty.level.value}{f', {words}' if words else ''}"),
            ("When said", safe(short(claim.date), NAME)),
            ("Time of the deed", period(claim.window)),
            ("Incident", safe(claim.incident or "", NAME)),
            ("Basis", safe(claim.basis or "", NAME)),
            ("Passed on by", ", ".join(isolated(name) for name in claim.via)),
            ("Beside others", "; ".join(relations)),
            ("Place", f'<a href="#t-c{number}">{place}</a>{also}' if linked else f"{place}{also}"),
        )
    )
    return (
        f'<article class="claim" id="c{number}"><h3>{number}. {who}: <em>{act}</em> {whom}</h3>\n'
        f"<blockquote>{isolated(claim.quote, SENTENCE)}</blockquote>\n{told}</article>\n"
    )


def marked_text(report: Report, limit: int) -> str:
    """Return the document's text, at most `limit` characters, with claims and problems highlighted and linked."""
    text = report.document.text
    highlights = sorted(
        [
            *(Highlight(claim.start, claim.end, f"c{number}", False) for number, claim in enumerate(report.claims, 1)),
            *(Highlight(found.start, found.end, f"p{n}", True) for n, found in enumerate(report.problems, 1)),
        ]
    )
    shown = text[:limit]
    parts: list[str] = []
    for start, end, inside in _pieces(highlights, len(shown)):
        piece = safe(shown[start:end])
        if not inside:
            parts.append(piece)
            continue
        objection = any(highlight.objection for highlight in inside)
        target = next((item.target for item in inside if item.objection == objection), inside[0].target)
        begun = [item.target for item in inside if item.start == start]
        places = "".join(f'<span id="t-{name}"></span>' for name in begun)
        numbers = "".join(f"<sup>{name[1:]}</sup>" for name in begun if name.startswith("c"))
        kind = ' class="objection"' if objection else ""
        parts.append(f'{places}<mark{kind}><a href="#{target}">{numbers}{piece}</a></mark>')
    left = len(text) - len(shown)
    return f'<div class="document">{"".join(parts)}</div>\n' + more(left, "character", "the JSON form")


def _pieces(highlights: list[Highlight], length: int) -> list[tuple[int, int, list[Highlight]]]:
    # highlights overlap: the text is cut wherever one begins or ends, and each piece knows what covers it
    valid = [item for item in highlights if 0 <= item.start < item.end <= length]
    cuts = sorted({0, length, *(item.start for item in valid), *(item.end for item in valid)})
    pieces: list[tuple[int, int, list[Highlight]]] = []
    open_now: list[Highlight] = []
    waiting = valid[::-1]
    for start, end in pairwise(cuts):
        open_now = [item for item in open_now if item.end > start]
        while waiting and waiting[-1].start <= start:
            open_now.append(waiting.pop())
        pieces.append((start, end, list(open_now)))
    return pieces
