"""Numbers and beginnings that reports give for an incident, and whose word they are: what can differ between speakers.

In: a report. Out: `Stated`: the incident, what is stated (`begin`, or `count:servers`), the value as a number or a
date as exact as it was printed, the speaker and the sentence. Only sentences count that name one incident, or follow
such a one in its paragraph, or stand in a report about one alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from tocsin.model.noun import Noun
from tocsin.model.report import Mention, MentionKind, Report
from tocsin.reading.dates import DATE, day
from tocsin.reading.sentences import split

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_MOMENT = rf"(?:{DATE}|(?:early\s|mid-?\s?|late\s)?(?:{_MONTH}\s)?(?:19|20)\d{{2}}\b)"
_BEGIN = re.compile(
    r"\b(?:beg[au]n(?:ning)?|begins?|start(?:ed|s|ing)?|dates?\sback\sto|as\searly\sas|since)\b(?:\s\w+){0,4}?\s"
    rf"(?P<when>{_MOMENT})",
    re.I,
)
_COUNT = re.compile(
    r"(?P<number>\d{1,3}(?:[,.\u00a0 ]\d{3})+|\d{3,9}|\d+(?:\.\d+)?\s(?:thousand|million))\s+(?:\w+\s){0,3}?"
    r"(?P<what>servers|organi[sz]ations|entities|victims|systems|computers|networks|customers|mailboxes|hosts)\b",
    re.I,
)
_SPEAKS = (MentionKind.GOVERNMENT_BODY, MentionKind.ORGANISATION, MentionKind.PERSON, MentionKind.COUNTRY)
_SCALE = {"thousand": 1_000, "million": 1_000_000}
_MOST = 200
"""Statements of one report that are kept."""


class Stated(Noun, frozen=True, kw_only=True):
    """A number, or a beginning, that somebody gives for an incident."""

    incident: str
    kind: str  # begin, count:servers, ...
    value: str
    speaker: str | None
    quote: str


def stated(report: Report) -> Iterator[Stated]:
    """Yield what a report states of the incidents it is about, in the order of its text."""
    if not report.incidents:
        return
    given = 0
    known = {one.id for one in report.incidents}
    mentions = sorted(report.mentions, key=lambda one: one.start)
    starts = [one.start for one in mentions]
    before: dict[int, str] = {}  # paragraph -> the incident it named last
    for sentence in split(report.document.text):
        text = report.document.text[sentence.start : sentence.end]
        inside = mentions[bisect_right(starts, sentence.start - 1) : bisect_right(starts, sentence.end - 1)]
        values = [*_values(text)]
        incident = _incident(inside, known)
        if incident is None and not any(one.kind is MentionKind.INCIDENT for one in inside):
            incident = before.get(sentence.paragraph)
        if incident is not None:
            before[sentence.paragraph] = incident
        for kind, value in values if incident is not None else ():
            given += 1
            if given > _MOST:
                return
            yield Stated(
                incident=incident or "",
                kind=kind,
                value=value,
                speaker=_speaker(report, inside, sentence.start),
                quote=" ".join(text.split()),
            )


def _values(text: str) -> Iterator[tuple[str, str]]:
    for found in _BEGIN.finditer(text):
        when = moment(found["when"])
        if when is not None:
            yield "begin", when
    for found in _COUNT.finditer(text):
        what = found["what"].lower().replace("organisations", "organizations")
        yield f"count:{what}", str(number(found["number"]))


def moment(printed: str) -> str | None:
    """Return a date as exact as it is printed.

    >>> moment("3 January 2021"), moment("late 2020"), moment("March 2021")
    ('2021-01-03', '2020', '2021-03')
    """
    exact = day(printed)
    if exact is not None:
        return exact[:10]
    year = re.search(r"(?:19|20)\d{2}", printed)
    if year is None:
        return None
    words = re.findall(r"[a-z]{3,}", printed.lower())
    month = next((word[:3] for word in words if word[:3] in _MONTHS), None)
    return year.group() if month is None else f"{year.group()}-{_MONTHS.index(month) + 1:02}"


def number(printed: str) -> int:
    """Return a printed number.

    >>> number("250,000"), number("400 000"), number("1.5 million")
    (250000, 400000, 1500000)
    """
    amount, _, scale = printed.rpartition(" ")
    if scale.lower() in _SCALE:
        return round(float(amount) * _SCALE[scale.lower()])
    return int(re.sub(r"\D", "", printed))


def _incident(inside: list[Mention], known: set[str]) -> str | None:
    named = {one.id for one in inside if one.kind is MentionKind.INCIDENT and one.id in known}
    if len(named) == 1:
        return named.pop()
    return next(iter(known)) if not named and len(known) == 1 else None


def _speaker(report: Report, inside: list[Mention], at: int) -> str | None:
    said = next((claim for claim in report.claims if claim.start <= at < claim.end and claim.speakers), None)
    if said is not None:
        return said.speakers[0]
    first = next((one for one in inside if one.kind in _SPEAKS), None)
    # whoever the sentence begins with says it; named further on, it may be a victim
    if first is not None and first.start - at <= 25 and first.kind is not MentionKind.COUNTRY:
        return first.name if first.id else first.text
    return report.document.publisher
