"""Everything a verdict rests on beside the report, as plain values: made from evidence and hits by `material_of`.

Only this module asks the other rooms: hunting for cards and the gate, knowledge for logs, packs and techniques.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tocsin.judging.behaviours import Techniques
from tocsin.judging.hosts import host_names
from tocsin.judging.visibility import Gate
from tocsin.judging.wording import listed
from tocsin.model.errors import UsageError
from tocsin.model.evidence import Coverage, EvidenceFile, NotRead
from tocsin.model.hits import Hit
from tocsin.model.logs import Log
from tocsin.model.packs import Pack, SaidUse
from tocsin.model.rules import RuleCard, UnusableRule
from tocsin.model.tuning import Tuned
from tocsin.model.verdict import Sensitivity

if TYPE_CHECKING:
    from tocsin.collecting import Evidence
    from tocsin.hunting import Hits


def _nothing_said(_incident: str) -> tuple[SaidUse, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Material:
    """What is known of the evidence, what was hit in it, and what could have been."""

    coverage: tuple[Coverage, ...]
    hits: Iterable[Hit]  # can be gone through more than once
    cards: Mapping[str, RuleCard]
    packs: tuple[Pack, ...]
    logs: Mapping[str, Log]  # the catalogue, by id
    gate: Gate
    technique: Techniques
    files: tuple[EvidenceFile, ...] = ()
    not_read: tuple[NotRead, ...] = ()
    unusable: tuple[UnusableRule, ...] = ()
    tuned: tuple[Tuned, ...] = ()
    digest: str = ""
    sensitivities: Mapping[str, Sensitivity] = field(default_factory=dict[str, Sensitivity])
    said: Callable[[str], tuple[SaidUse, ...]] = _nothing_said  # who is said to be behind an incident, by whom
    collections: Mapping[str, str] = field(default_factory=dict[str, str])  # installed rules: name -> version
    version: str = ""
    knowledge: str = ""

    def only(self, host: str) -> Material:
        """Return what concerns one host, under any of its names; `UsageError` if the evidence has none of them."""
        names = host_names([*(entry.host for entry in self.coverage), host])
        wanted = names.of(host)
        coverage = tuple(entry for entry in self.coverage if names.of(entry.host) == wanted)
        if not coverage:
            has = listed(host_names(entry.host for entry in self.coverage if entry.log or entry.events).all, 5)
            raise UsageError(f"the evidence has no host {host!r}", hint=f"it has {has or 'none'}")
        return replace(
            self,
            coverage=coverage,
            hits=[hit for hit in self.hits if names.of(hit.host) == wanted],
        )


def material_of(evidence: Evidence, hits: Hits) -> Material:
    """Ask evidence, hits, rules and knowledge for everything that judging needs."""
    from tocsin import __version__
    from tocsin.hunting.gate import can_fire
    from tocsin.knowledge import base
    from tocsin.knowledge.installed import installed
    from tocsin.knowledge.logs import logs
    from tocsin.knowledge.packs import packs
    from tocsin.knowledge.sensitivity import sensitivities
    from tocsin.model.rules import GateResult

    rules = hits.rules
    known = base()

    def gate(rule: str, log: Log) -> GateResult:
        return can_fire(rule, rules, log, None)

    return Material(
        coverage=tuple(hits.coverage) or evidence.coverage(),
        hits=hits,
        cards={card.info.id: card for card in rules.cards},
        packs=packs(),
        logs={log.id: log for log in logs()},
        gate=gate,
        technique=known.technique,
        files=tuple(hits.files) or evidence.files(),
        not_read=tuple(hits.not_read) or evidence.not_read,
        unusable=tuple(rules.unusable),
        tuned=tuple(hits.tuned),
        digest=rules.digest,
        sensitivities=sensitivities(),
        said=_said,
        collections={
            one.name: one.version for one in installed() if f"{one.name} {one.version} (installed)" in rules.sets
        },
        version=__version__,
        knowledge=known.version,
    )


def _said(incident: str) -> tuple[SaidUse, ...]:
    """Return which groups are on record as said to be behind an incident; states and offices use no means."""
    from tocsin.knowledge import base

    known = base().incident(incident)
    if known is None:
        return ()
    return tuple(
        SaidUse(
            actor=actor,
            actor_id=claim.accused_ids[position],
            said_by=claim.speaker,
            date=claim.date,
            source=claim.source,
        )
        for claim in known.said_by
        if claim.act in _ACCUSING and not claim.negated
        for position, actor in enumerate(claim.accused)
        if position < len(claim.accused_ids) and claim.accused_ids[position].startswith(_GROUPS)
    )


_GROUPS = ("G", "misp:")
_ACCUSING = frozenset(("accuse", "attribute", "assess", "determine", "link", "confirm", "charge", "sanction", "expose"))
