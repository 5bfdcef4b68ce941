"""Identifiers: ATT&CK, D3FEND and CVE ids as the report writes them, the wrong ones with a suggestion.

In: a document. Out: every occurrence of a technique and vulnerability id; mentions of groups, software and campaigns
by id; problems for ids that are malformed, revoked, deprecated or of another domain (one for each id, at its first
place). What surprises: a malformed id stays as the report writes it; the suggestion stands in the problem only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tocsin import knowledge
from tocsin.model.report import Document, Mention, MentionKind, Problem, ProblemKind, TechniqueMention, Vulnerability
from tocsin.reading import technique_ids
from tocsin.reading.cve_ids import find_cves
from tocsin.reading.d3fend_ids import find_unknown
from tocsin.reading.linear import pattern, spans

_OTHERS = re.compile(r"(?<![A-Za-z0-9_.-])([SGC])(\d{4})(?![A-Za-z0-9_]|-\d)")
_LIKE_OTHERS = r"\b[SGC]\d\d\d\d\b"
_FEW = 3  # a text with so many good ids cites ATT&CK: what looks like an id in brackets is meant as one


@dataclass(frozen=True, slots=True)
class Identifiers:
    """All that a document names by identifier."""

    techniques: tuple[TechniqueMention, ...]
    vulnerabilities: tuple[Vulnerability, ...]
    problems: tuple[Problem, ...]
    mentions: tuple[Mention, ...] = ()


def find_identifiers(document: Document) -> Identifiers:
    """Return the identifiers of a document, each in the order of the text."""
    text = document.text
    techniques, technique_problems = technique_ids.find_technique_ids(text)
    vulnerabilities, cve_problems = find_cves(text)
    good = sum(mention.status == "current" for mention in techniques)
    mentions, other_problems = _others(text, cites_attack=good >= _FEW)
    problems = (*technique_problems, *cve_problems, *other_problems, *find_unknown(text))
    return Identifiers(
        techniques=techniques,
        vulnerabilities=vulnerabilities,
        problems=tuple(sorted(problems, key=lambda problem: (problem.start, problem.end))),
        mentions=mentions,
    )


def _others(text: str, *, cites_attack: bool) -> tuple[tuple[Mention, ...], tuple[Problem, ...]]:
    """Find groups, software and campaigns by id."""
    mentions: list[Mention] = []
    problems: dict[str, Problem] = {}
    for place, _ in spans(pattern(_LIKE_OTHERS), text):
        found = _OTHERS.match(text, place)
        if found is None:
            continue
        identifier, (start, end) = found.group(), found.span()
        known = _entry(identifier)
        if known is not None:
            kind, name, status, successor = known
            mentions.append(Mention(start=start, end=end, text=identifier, kind=kind, id=identifier, name=name))
            if status != "current":
                problems.setdefault(identifier, _dead(identifier, name, status, successor, start, end))
        elif cites_attack and text[start - 1 : start] == "[" and text[end : end + 1] == "]":
            message = f"{identifier} is no id of the ATT&CK version known here"
            problems.setdefault(identifier, _problem(ProblemKind.IDENTIFIER_MALFORMED, message, start, end, None))
    return tuple(mentions), tuple(problems.values())


def _entry(identifier: str) -> tuple[MentionKind, str, str, str | None] | None:
    known = knowledge.base()
    if identifier[0] == "S" and (software := known.software(identifier)) is not None:
        kind = MentionKind.TOOL if software.kind == "tool" else MentionKind.MALWARE
        return kind, software.name, software.status, software.replaced_by
    if identifier[0] == "G" and (group := known.group(identifier)) is not None:
        return MentionKind.INTRUSION_SET, group.name, group.status, group.replaced_by
    if identifier[0] == "C" and (campaign := known.campaign(identifier)) is not None:
        return MentionKind.INCIDENT, campaign.name, "current", None
    return None


def _dead(identifier: str, name: str, status: str, successor: str | None, start: int, end: int) -> Problem:
    message = f"{identifier} ({name}) is {status} in ATT&CK" + (f"; {successor} took its place" if successor else "")
    return _problem(ProblemKind.IDENTIFIER_REVOKED, message, start, end, successor)


def _problem(kind: ProblemKind, message: str, start: int, end: int, suggestion: str | None) -> Problem:
    return Problem(kind=kind, message=message, claims=(), start=start, end=end, suggestion=suggestion)
