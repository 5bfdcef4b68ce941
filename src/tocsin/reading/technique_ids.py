"""Ids of ATT&CK techniques, the right and the wrong ones.

In: a text. Out: every occurrence with its status, and one problem for each wrong id, with what was probably meant.
A word that only looks like an id (a model name, a page) is left alone unless it stands in brackets.
Source: MITRE ATT&CK; the ways in which advisories get ids wrong are those of published ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tocsin import knowledge
from tocsin.model.report import Problem, ProblemKind, TechniqueMention
from tocsin.reading.data import table
from tocsin.reading.linear import pattern, spans

_ID = re.compile(
    r"(?<![A-Za-z0-9_])(?P<prefix>TA|T|t)(?P<gap>[ -]?)(?P<number>\d{4})"
    r"(?:(?P<mark>\.|,|/|:|-|_| \.)(?P<part>\d{1,4}))?(?![0-9A-Za-z_])"
)
_BARE = re.compile(r"(?<=[\[(])(?P<number>1\d{3})\.(?P<part>\d{3})(?=[\])])")
_LIKE_ID = r"\b(?:TA|T|t)[ -]?\d\d\d\d"
_LIKE_BARE = r"[\[(]1\d\d\d\.\d\d\d"
_MORE = re.compile(r"(?:\s?[/,&]\s?|\sand\s|,\sand\s)(\.\d{3})(?![0-9A-Za-z_])")
_LINK = re.compile(r"/techniques/$", re.IGNORECASE)
_TAG = re.compile(r"attack\.$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one occurrence comes to: the id as kept, its status, and what is wrong with it."""

    id: str
    status: str
    kind: ProblemKind | None = None
    message: str = ""
    suggestion: str | None = None


def find_technique_ids(text: str) -> tuple[tuple[TechniqueMention, ...], tuple[Problem, ...]]:
    """Return all occurrences in order, and the problems, one for each wrong id."""
    mentions: list[TechniqueMention] = []
    problems: dict[str, Problem] = {}
    for start, end, reading in sorted(_occurrences(text), key=lambda found: found[0]):
        technique = knowledge.base().technique(reading.id)
        mentions.append(
            TechniqueMention(
                id=reading.id,
                name=technique.name if technique else None,
                basis="identifier",
                score=None,
                status=reading.status,
                start=start,
                end=end,
            )
        )
        if reading.kind is not None and reading.id not in problems:
            problems[reading.id] = Problem(
                kind=reading.kind,
                message=reading.message,
                claims=(),
                start=start,
                end=end,
                suggestion=reading.suggestion,
            )
    return tuple(mentions), tuple(problems.values())


def _occurrences(text: str) -> Iterator[tuple[int, int, _Reading]]:
    for place, _ in spans(pattern(_LIKE_ID), text):
        found = _ID.match(text, place)
        reading = _read(found, text) if found else None
        if found is None or reading is None:
            continue
        yield found.start(), found.start() + _length(found, reading), reading
        yield from _shorthand(text, found, reading)
    for place, _ in spans(pattern(_LIKE_BARE), text):
        found = _BARE.match(text, place + 1)
        if found is None:
            continue
        meant = f"T{found.group('number')}.{found.group('part')}"
        if knowledge.base().technique(meant):
            yield found.start(), found.end(), _malformed(found.group(), meant, "the T is missing")


def _length(found: re.Match[str], reading: _Reading) -> int:
    # a mark and digits that turned out not to belong to the id
    whole = found.end() - found.start()
    return (
        whole
        if found.group("part") is None or "." in reading.id or reading.id == found.group()
        else 5 + len(found.group("gap"))
    )


def _shorthand(text: str, found: re.Match[str], reading: _Reading) -> Iterator[tuple[int, int, _Reading]]:
    """Read on behind an id: `T1566.001/.002` names two."""
    end = found.end()
    while reading.status == "current" and "." in reading.id and (more := _MORE.match(text, end)):
        meant = reading.id[:5] + more.group(1)
        if knowledge.base().technique(meant) is None:
            return
        yield more.start(1), more.end(1), _known(meant)
        end = more.end()


def _read(found: re.Match[str], text: str) -> _Reading | None:
    prefix, gap, number, mark, part = found.group("prefix", "gap", "number", "mark", "part")
    before = text[max(0, found.start() - 24) : found.start()]
    known = knowledge.base().technique
    if prefix == "TA":
        return _tactic(found, number, part)
    if prefix == "t":
        # Sigma's tags write ids small; elsewhere a small t is no id unless it has a part
        tagged = _TAG.search(before) is not None
        if gap or not (tagged or (mark == "." and part and len(part) == 3)) or not known(f"T{number}"):
            return None
    if gap:
        meant = f"T{number}.{part}" if mark == "." and part else f"T{number}"
        bracketed = before[-1:] in ("[", "(") and text[found.end() : found.end() + 1] in ("]", ")")
        return _malformed(found.group(), meant, "there is a mark behind the T") if bracketed and known(meant) else None
    if part is None or mark is None:
        return _whole(f"T{number}", found, text)
    return _with_part(number, mark, part, found, text, linked=_LINK.search(before) is not None)


def _tactic(found: re.Match[str], number: str, part: str | None) -> _Reading | None:
    """Read what begins like a tactic: those are no techniques, but a technique may have been given the prefix."""
    if found.group("gap") or number.startswith("0"):
        return None
    meant = f"T{number}.{part}" if part else f"T{number}"
    if knowledge.base().technique(meant) is None:
        return None
    return _malformed(found.group(), meant, "TA is the prefix of tactics")


def _with_part(number: str, mark: str, part: str, found: re.Match[str], text: str, *, linked: bool) -> _Reading | None:
    known = knowledge.base().technique
    meant = f"T{number}.{part.zfill(3)}"
    if (mark == "." and len(part) == 3) or (linked and mark == "/" and len(part) == 3):
        return _whole(meant, found, text)
    if len(part) <= 3 and known(meant) and (part.startswith("0") or mark == "."):
        return _malformed(
            found.group(), meant, f"{mark!r} stands for '.'" if mark != "." else "the number has three digits"
        )
    return _whole(f"T{number}", found, text)


def _whole(identifier: str, found: re.Match[str], text: str) -> _Reading | None:
    known = knowledge.base().technique
    if known(identifier) is not None:
        return _known(identifier)
    base, _, part = identifier.partition(".")
    if part and known(base) is not None:
        why = f"{base} has no sub-technique {part} in the ATT&CK version known here"
        return _Reading(identifier, "malformed", ProblemKind.IDENTIFIER_MALFORMED, f"{identifier}: {why}", base)
    domain = _other_domain(base)
    bracketed = text[found.start() - 1 : found.start()] in ("[", "(") and found.start() > 0
    if domain is not None and (bracketed or part or base in _mobile()):
        return _of_another_domain(identifier, base, domain)
    if bracketed and text[found.end() : found.end() + 1] in ("]", ")") and base[1] == "1":
        message = f"{identifier} is no technique of the ATT&CK version known here"
        return _Reading(identifier, "malformed", ProblemKind.IDENTIFIER_MALFORMED, message)
    return None


def _known(identifier: str) -> _Reading:
    technique = knowledge.base().technique(identifier)
    if technique is None or technique.status == "current":
        return _Reading(identifier, "current")
    successor = technique.replaced_by
    message = f"{identifier} ({technique.name}) is {technique.status} in ATT&CK"
    message += f"; {successor} took its place" if successor else ""
    return _Reading(identifier, technique.status, ProblemKind.IDENTIFIER_REVOKED, message, successor)


def _malformed(printed: str, meant: str, why: str) -> _Reading:
    message = f"{printed} is no ATT&CK id: {why}; {meant} may be meant"
    return _Reading(printed, "malformed", ProblemKind.IDENTIFIER_MALFORMED, message, meant)


def _of_another_domain(identifier: str, base: str, domain: str) -> _Reading:
    name = _mobile().get(base)
    twin = _named(name) if name else None
    message = f"{identifier}{f' ({name})' if name else ''} belongs to ATT&CK {domain}, not to Enterprise"
    message += f"; {twin} has the same name there" if twin else ""
    return _Reading(identifier, "other-domain", ProblemKind.IDENTIFIER_OF_ANOTHER_DOMAIN, message, twin)


def _other_domain(base: str) -> str | None:
    if base in _mobile():
        return "for Mobile"
    number = int(base[1:])
    if 800 <= number <= 899:
        return "for ICS"
    return "PRE (retired)" if 1226 <= number <= 1397 else None


@cache
def _mobile() -> dict[str, str]:
    return dict(line.split("\t", 1) for line in table("other_domains.tsv"))


@cache
def _named(name: str) -> str | None:
    found = [
        t.id for t in knowledge.base().techniques() if t.name.casefold() == name.casefold() and t.status == "current"
    ]
    return found[0] if len(found) == 1 else None
