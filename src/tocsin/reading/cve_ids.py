"""CVE ids: as written, with other dashes, cut by the end of a line, and in short lists (`CVE-2021-26855, -26857`)."""

from __future__ import annotations

import re

from tocsin import knowledge
from tocsin.model.report import Problem, ProblemKind, Vulnerability
from tocsin.reading.linear import pattern, spans

_DASH = r"[-\u2010-\u2015\u2212]"
_CVE = re.compile(
    rf"(?<![A-Za-z0-9])CVE(?:\s?{_DASH}\s?|\s)((?:19|20)\d\d)(?:\s?{_DASH}\s?)(\d{{3,8}})(?!\d)", re.IGNORECASE
)
_MORE = re.compile(rf"(?:\s?,\s?(?:and\s|or\s)?|\s(?:and|or|&)\s|\s?/\s?){_DASH}(\d{{4,8}})(?![\w-])")
_FIRST_YEAR = 1999


def find_cves(text: str) -> tuple[tuple[Vulnerability, ...], tuple[Problem, ...]]:
    """Return all occurrences in order, and problems for numbers that no CVE has."""
    found: list[Vulnerability] = []
    problems: dict[str, Problem] = {}
    for place, _ in spans(pattern("CVE", any_case=True), text):
        match = _CVE.match(text, place)
        if match is None:
            continue
        year, number = match.groups()
        if len(number) < 4 or int(year) < _FIRST_YEAR:
            problems.setdefault(match.group(), _malformed(match, year, number))
            continue
        found.append(_vulnerability(year, number, match.start(), match.end()))
        end = match.end()
        while more := _MORE.match(text, end):
            found.append(_vulnerability(year, more.group(1), more.start(1) - 1, more.end()))
            end = more.end()
    return tuple(found), tuple(problems.values())


def _vulnerability(year: str, number: str, start: int, end: int) -> Vulnerability:
    identifier = f"CVE-{year}-{number}"
    known = knowledge.base().vulnerability(identifier)
    return Vulnerability(id=identifier, known_exploited=bool(known and known.known_exploited), start=start, end=end)


def _malformed(match: re.Match[str], year: str, number: str) -> Problem:
    old = int(year) < _FIRST_YEAR
    why = f"there are none of {year}" if old else "the number has at least four digits"
    return Problem(
        kind=ProblemKind.IDENTIFIER_MALFORMED,
        message=f"{match.group()} is no CVE id: {why}",
        claims=(),
        start=match.start(),
        end=match.end(),
        suggestion=None if old else f"CVE-{year}-{number.zfill(4)}",
    )
