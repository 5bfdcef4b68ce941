"""The Report of a document: each step adds what it finds to what the steps before found.

`STEPS` is the whole of reading, in order; a test or a user can run any first part of it to see which step first
made something wrong. No step changes what another found, except that behaviours and problems are gathered last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from tocsin import knowledge
from tocsin.knowledge.packs import packs
from tocsin.model.report import Document, IncidentMention, Mention, Report, Vulnerability
from tocsin.reading.behaviours import find_behaviours
from tocsin.reading.claims import find_claims
from tocsin.reading.described import find_described
from tocsin.reading.document_formats.extracted import Limits
from tocsin.reading.entities import find_entities, find_sectors
from tocsin.reading.identifiers import find_identifiers
from tocsin.reading.incidents import find_incidents, incident_spans
from tocsin.reading.indicators import find_indicators
from tocsin.reading.problems import find_problems
from tocsin.reading.techniques import find_techniques
from tocsin.reading.vendors import find_vendors
from tocsin.reading.victims import find_victims

Step = Callable[[Report], Report]


def add_indicators(report: Report) -> Report:
    """Add the observable values that the report gives as traces."""
    return replace(report, indicators=find_indicators(report.document))


def add_identifiers(report: Report) -> Report:
    """Add techniques, vulnerabilities and other ids, and what is wrong with them."""
    found = find_identifiers(report.document)
    return replace(
        report,
        techniques=found.techniques,
        vulnerabilities=found.vulnerabilities,
        mentions=found.mentions,
        problems=found.problems,
    )


def add_technique_names(report: Report) -> Report:
    """Add the techniques that the report names in words."""
    named = find_techniques(report.document)
    return replace(report, techniques=tuple(sorted((*report.techniques, *named), key=lambda m: (m.start, m.end, m.id))))


def add_described_techniques(report: Report) -> Report:
    """Add the techniques that sentences of the report describe, apart from those it names."""
    found = (*report.techniques, *find_described(report.document))
    return replace(report, techniques=tuple(sorted(found, key=lambda m: (m.start, m.end, m.id, m.basis))))


def add_entities(report: Report) -> Report:
    """Add the mentions of actors, bodies, places, software and the like."""
    return replace(report, mentions=_without_overlaps(find_entities(report.document), report.mentions))


def add_incidents(report: Report) -> Report:
    """Add the known incidents that the report is about, and the vulnerabilities they are known for."""
    found = find_incidents(report.document, report.mentions, report.vulnerabilities)
    return replace(report, incidents=found, vulnerabilities=_with_those_of(found, report))


def add_claims(report: Report) -> Report:
    """Add who says what of whom, and how those claims stand to each other."""
    claims, relations = find_claims(report.document, report.mentions, report.incidents)
    return replace(report, claims=claims, relations=relations)


def add_victims(report: Report) -> Report:
    """Add whom the report says was hit."""
    # a sector can be a victim's though it is no name in its sentence
    named = _without_overlaps(report.mentions, find_sectors(report.document))
    return replace(report, victims=find_victims(report.document, named, report.claims, report.incidents))


def add_problems(report: Report) -> Report:
    """Add what a careful reader objects to."""
    found = find_problems(report.document, report.mentions, report.claims, report.incidents, report.victims)
    return replace(report, problems=tuple(sorted((*report.problems, *found), key=lambda p: (p.start, p.end, p.kind))))


def add_behaviours(report: Report) -> Report:
    """Add what of all this can leave traces."""
    found = find_behaviours(
        report.techniques, report.vulnerabilities, report.indicators, report.mentions, report.incidents, packs()
    )
    return replace(report, behaviours=found)


def add_vendors(report: Report) -> Report:
    """Add the companies that names of products begin with; last, as no claim or problem is about them."""
    found = (*report.mentions, *find_vendors(report.mentions))
    return replace(report, mentions=tuple(sorted(found, key=lambda mention: (mention.start, mention.end))))


STEPS: tuple[Step, ...] = (
    add_indicators,
    add_identifiers,
    add_technique_names,
    add_described_techniques,
    add_entities,
    add_incidents,
    add_claims,
    add_victims,
    add_problems,
    add_behaviours,
    add_vendors,
)


_WHOLE: tuple[Step, ...] = (add_indicators, add_identifiers, add_technique_names, add_behaviours)
"""Steps that read all of a text, however long: patterns, which take a second for each ten million characters."""


def read_document(document: Document, *, steps: Iterable[Step] = STEPS, prose: int = Limits().prose) -> Report:
    """Return what the steps find in a document; of its sentences, in the first `prose` characters only.

    What names, claims and descriptions were not looked for is said in the document's notes.
    """
    if len(document.text) <= prose:
        report = Report(document=document)
        for step in steps:
            report = step(report)
        return report
    note = (
        f"names, claims and described techniques were looked for in the first {prose:,} of"
        f" {len(document.text):,} characters only, indicators and identifiers in all (raise it: --limit prose=N)"
    )
    document = replace(document, notes=(*document.notes, note))
    head = replace(document, text=_cut(document.text, prose))
    report = Report(document=document)
    for step in steps:
        report = step(report) if step in _WHOLE else replace(step(replace(report, document=head)), document=document)
    return report


def _cut(text: str, length: int) -> str:
    """Return so much of a text, without a last line or word that is cut in two where it has any."""
    head = text[:length]
    return head[: head.rfind("\n") + 1] or head[: head.rfind(" ") + 1] or head


def _without_overlaps(first: Iterable[Mention], second: Iterable[Mention]) -> tuple[Mention, ...]:
    """Merge two series of mentions; where they overlap, the first keeps its own."""
    kept = sorted(first, key=lambda mention: mention.start)
    ends = [(mention.start, mention.end) for mention in kept]
    free: list[Mention] = []
    at = 0
    for mention in sorted(second, key=lambda mention: mention.start):
        while at < len(ends) and ends[at][1] <= mention.start:
            at += 1
        if at == len(ends) or ends[at][0] >= mention.end:
            free.append(mention)
    return tuple(sorted((*kept, *free), key=lambda mention: (mention.start, mention.end)))


def _with_those_of(incidents: Iterable[IncidentMention], report: Report) -> tuple[Vulnerability, ...]:
    """Add the vulnerabilities of incidents that the text does not name itself, at the mention of the incident."""
    known = {vulnerability.id for vulnerability in report.vulnerabilities}
    added: dict[str, Vulnerability] = {}
    places = incident_spans(report.document, report.mentions)
    for incident in incidents:
        if incident.basis == "vulnerability":
            # one vulnerability ties the text to the case, it does not say that the others were used
            continue
        start, end = next(((place.start, place.end) for place in places if place.id == incident.id), (0, 0))
        for cve in incident.vulnerabilities:
            entry = knowledge.base().vulnerability(cve)
            exploited = bool(entry and entry.known_exploited)
            if cve not in known:
                added.setdefault(cve, Vulnerability(id=cve, known_exploited=exploited, start=start, end=end))
    return (*report.vulnerabilities, *added.values())
