"""What every check is given, and small look-ups that several need.

In: a document as read. Out: `Reading`, the whole of it in one value, with sentences and incident places at hand.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tocsin import knowledge
from tocsin.knowledge.entries import Incident, KnownClaim
from tocsin.model.report import Claim, Document, IncidentMention, Mention, MentionKind, Problem, ProblemKind, Victims
from tocsin.reading import sentences as sentences_of
from tocsin.reading.incidents import IncidentSpan, incident_spans
from tocsin.reading.sentences import Sentence


@dataclass(frozen=True)
class Reading:
    """Everything that was read in a document before problems are looked for."""

    document: Document
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    incidents: tuple[IncidentMention, ...]
    victims: Victims

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Return the sentences of the text."""
        return sentences_of.split(self.document.text)

    @cached_property
    def spans(self) -> tuple[IncidentSpan, ...]:
        """Return the places where incidents are named."""
        return incident_spans(self.document, self.mentions)

    def within(self, start: int, end: int) -> tuple[Mention, ...]:
        """Return the mentions inside a range."""
        first = bisect_left(self.mentions, start, key=lambda mention: mention.start)
        last = bisect_left(self.mentions, end, key=lambda mention: mention.start)
        return tuple(mention for mention in self.mentions[first:last] if mention.end <= end)


def problem(
    kind: ProblemKind,
    message: str,
    start: int,
    end: int,
    *,
    claims: Sequence[Claim] = (),
    suggestion: str | None = None,
) -> Problem:
    """Return a Problem."""
    return Problem(
        kind=kind,
        message=message,
        claims=tuple(claim.id for claim in claims),
        start=start,
        end=end,
        suggestion=suggestion,
    )


def state_of(entity: str | None) -> str | None:
    """Return the ISO code of the state that an id of the knowledge base belongs to.

    >>> state_of("body:GB-NCSC"), state_of("GB"), state_of("body:EU")
    ('GB', 'GB', 'EU')
    """
    if not entity:
        return None
    known = knowledge.base()
    if entity.startswith("body:"):
        body = known.body(entity)
        if body is not None and body.country is None and entity.split(":")[1].split("-")[0] in ("EU", "NATO", "UN"):
            return entity.split(":")[1].split("-")[0]
        return body.country if body else None
    if entity.startswith("person:"):
        person = known.person(entity)
        offices = person.offices if person else ()
        states = {office.country or state_of(office.body) for office in offices}
        return next(iter(states)) if len(states) == 1 else None
    return entity if known.country(entity) else None


def state_name(code: str) -> str:
    """Return how to call a state in a message."""
    names = {
        "EU": "the European Union",
        "NATO": "NATO",
        "UN": "the United Nations",
        "GB": "the United Kingdom",
        "US": "the United States",
    }
    country = knowledge.base().country(code)
    return names.get(code) or (country.name if country else code)


def is_accused_of(claim: KnownClaim, entity: str) -> bool:
    """Say whether a claim on record accuses an entity, by id or by one of its names."""
    return entity in claim.accused_ids or bool(names_of(entity) & {name.casefold() for name in claim.accused})


def did_not_name(claim: KnownClaim, entity: str) -> bool:
    """Say whether the record of a claim says that it does not name an entity."""
    return bool(names_of(entity) & {name.casefold() for name in claim.not_named})


def names_of(entity: str) -> frozenset[str]:
    """Return every name of an actor, a body or a state, in small letters."""
    known = knowledge.base()
    group, body = known.group(entity), known.body(entity)
    found = [entity]
    if group is not None:
        found += [group.name, *(alias.name for alias in group.aliases)]
    if body is not None:
        found += [body.name, *body.names, *body.acronyms]
    return frozenset(name.casefold() for name in found)


def incident(entity: str | None) -> Incident | None:
    """Return an incident of the knowledge base."""
    return knowledge.base().incident(entity) if entity else None


def entities(reading: Reading, claim: Claim, side: str) -> tuple[str, ...]:
    """Return the ids in the knowledge base of a claim's speakers or accused, as the claim's sentence names them."""
    names = {name.casefold() for name in (claim.speakers if side == "speakers" else claim.accused)}
    found = [
        mention.id
        for mention in reading.within(claim.start, claim.end)
        if mention.id and mention.kind is not MentionKind.SECTOR and {_flat(mention.name), _flat(mention.text)} & names
    ]
    return tuple(dict.fromkeys(found))


def _flat(name: str) -> str:
    return " ".join(name.split()).casefold()
