"""Behaviours: of all that a report says, what can leave a trace on a computer or in a log.

In: what was read. Out: one behaviour for each thing, with every place where the report says it; the most telling
kinds first: steps of a known incident, vulnerabilities, indicators, tools, techniques. Nothing is left out because it
is hard to see: what cannot be checked is said by the verdict, not here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tocsin import knowledge
from tocsin.model.noun import Span
from tocsin.model.packs import Pack
from tocsin.model.report import (
    Behaviour,
    BehaviourKind,
    IncidentMention,
    Indicator,
    Mention,
    MentionKind,
    TechniqueMention,
    Vulnerability,
)

_Said = tuple[BehaviourKind, str, str, tuple[Span, ...]]  # kind, ref, name, places
_ORDER = (
    BehaviourKind.STEP,
    BehaviourKind.VULNERABILITY,
    BehaviourKind.INDICATOR,
    BehaviourKind.TOOL,
    BehaviourKind.TECHNIQUE,
)
_SOFTWARE = (MentionKind.MALWARE, MentionKind.TOOL)


def find_behaviours(
    techniques: Sequence[TechniqueMention],
    vulnerabilities: Sequence[Vulnerability],
    indicators: Sequence[Indicator],
    mentions: Sequence[Mention],
    incidents: Sequence[IncidentMention],
    packs: Sequence[Pack],
) -> tuple[Behaviour, ...]:
    """Return the behaviours of a report, each once, in a fixed order."""
    said: dict[BehaviourKind, dict[str, tuple[str, list[Span]]]] = {kind: {} for kind in _ORDER}
    for source in (
        _steps(packs, incidents, mentions, vulnerabilities),
        _exploited(vulnerabilities),
        _observed(indicators),
        _tools(mentions),
        _techniques(techniques),
    ):
        for kind, ref, name, spans in source:
            said[kind].setdefault(ref, (name, []))[1].extend(spans)
    return tuple(
        Behaviour(id=f"{kind}:{ref}", kind=kind, ref=ref, name=name, spans=tuple(sorted(set(spans))))
        for kind in _ORDER
        for ref, (name, spans) in said[kind].items()
    )


def _named(incident: str, mentions: Iterable[Mention]) -> tuple[Span, ...]:
    """Return where the text names an incident; nothing when something else tied the text to it."""
    return tuple(Span(m.start, m.end) for m in mentions if m.kind is MentionKind.INCIDENT and m.id == incident)


def _steps(
    packs: Sequence[Pack],
    incidents: Sequence[IncidentMention],
    mentions: Sequence[Mention],
    vulnerabilities: Sequence[Vulnerability],
) -> Iterator[_Said]:
    """Bring in the steps of every pack whose incident or vulnerability the report speaks of."""
    known = {incident.id for incident in incidents}
    for pack in packs:
        named = _named(pack.incident, mentions) if pack.incident else ()
        exploited = tuple(Span(v.start, v.end) for v in vulnerabilities if v.id in pack.vulnerabilities)
        if pack.incident not in known and not exploited:
            continue
        for step in pack.steps:
            yield BehaviourKind.STEP, f"{pack.id}/{step.id}", step.name, named or exploited


def _exploited(vulnerabilities: Iterable[Vulnerability]) -> Iterator[_Said]:
    for vulnerability in vulnerabilities:
        known = knowledge.base().vulnerability(vulnerability.id)
        name = known.name if known and known.name else vulnerability.id
        yield BehaviourKind.VULNERABILITY, vulnerability.id, name, (Span(vulnerability.start, vulnerability.end),)


def _observed(indicators: Iterable[Indicator]) -> Iterator[_Said]:
    for indicator in indicators:
        ref = f"{indicator.type}:{indicator.value}"
        yield BehaviourKind.INDICATOR, ref, indicator.value, (Span(indicator.start, indicator.end),)


def _tools(mentions: Iterable[Mention]) -> Iterator[_Said]:
    for mention in mentions:
        # ATT&CK's ids only: rules are tagged with those; a name of two programs stays unresolved
        if mention.kind in _SOFTWARE and mention.id and mention.id.startswith("S") and not mention.also:
            yield BehaviourKind.TOOL, mention.id, mention.name, (Span(mention.start, mention.end),)


def _techniques(techniques: Iterable[TechniqueMention]) -> Iterator[_Said]:
    for mention in techniques:
        technique = knowledge.base().technique(mention.id)
        if technique is not None and technique.status == "revoked" and technique.replaced_by:
            # the problem says so; what the report means is the successor
            technique = knowledge.base().technique(technique.replaced_by)
        if technique is not None and technique.status == "current":
            yield BehaviourKind.TECHNIQUE, technique.id, technique.name, (Span(mention.start, mention.end),)
