"""Indicators: the observable values that a report gives as traces, refanged, with span, window and guard.

In: a document. Out: every occurrence, in the order of the text. What the report mentions without meaning it as a
trace (its own address, references, ordinary programs) is kept apart: `find_references`.
"""

from __future__ import annotations

import re

from tocsin.model.report import Document, Indicator
from tocsin.reading import particulars
from tocsin.reading.guards import Guards
from tocsin.reading.mutexes import mutexes
from tocsin.reading.observables import Observable, judge
from tocsin.reading.references import Reference, Surroundings, why_reference
from tocsin.reading.scanner import Candidate, scan
from tocsin.reading.sections import Sections
from tocsin.reading.validity import Validity

_NETWORK = frozenset(("domain-name", "url", "email-addr", "ipv4-addr", "ipv6-addr"))
_HOST = re.compile(r"^[\w-]+(?:\.[\w-]+)+$")


def find_indicators(document: Document) -> tuple[Indicator, ...]:
    """Return the indicators of a document."""
    return _parted(document)[0]


def find_references(document: Document) -> tuple[Reference, ...]:
    """Return the values of a document that are no indicators, each with the reason."""
    return _parted(document)[1]


def observables(text: str) -> list[Observable]:
    """Return everything observable in a text, in order and without overlaps, whatever it is meant as."""
    found: list[Observable] = []

    def keep(candidate: Candidate) -> int:
        judged = judge(candidate, text)
        if judged.found is not None:
            found.append(judged.found)
        return judged.used

    scan(text, keep)
    named = mutexes(text)
    if named:
        found = _merged(named, found)
    return found


def _merged(first: list[Observable], second: list[Observable]) -> list[Observable]:
    """Merge two series in order; where they overlap, the first keeps its own."""
    kept: list[Observable] = []
    at = 0
    for observable in second:
        while at < len(first) and first[at].end <= observable.start:
            at += 1
        if at == len(first) or first[at].start >= observable.end:
            kept.append(observable)
    return sorted((*kept, *first), key=lambda observable: observable.start)


def _parted(document: Document) -> tuple[tuple[Indicator, ...], tuple[Reference, ...]]:
    found = observables(document.text)
    if not found:
        return (), ()
    around = Surroundings(
        text=document.text,
        sections=Sections(document.text),
        own=_own_domains(document),
        defangs=any(observable.defanged for observable in found if observable.type in _NETWORK),
    )
    guards, validity = Guards(document.text), Validity(document.text)
    indicators: list[Indicator] = []
    references: list[Reference] = []
    for observable in found:
        why = why_reference(observable, around)
        if why is not None:
            references.append(Reference(observable, why))
            continue
        indicators.append(
            Indicator(
                type=observable.type,
                value=observable.value,
                start=observable.start,
                end=observable.end,
                defanged=observable.defanged,
                window=validity.window(observable.start),
                guard=guards.guard(observable),
            )
        )
    return tuple(indicators), tuple(references)


def _own_domains(document: Document) -> frozenset[str]:
    """Return the hosts that the document names as its own, and the domains of its publisher."""
    own = set(particulars.own_hosts(document.text))
    if document.publisher:
        own |= particulars.domains_of(document.publisher)
        if _HOST.match(document.publisher):
            own.add(document.publisher.lower().removeprefix("www."))
    return frozenset(own)
