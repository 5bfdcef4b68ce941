"""How the claims of a document stand to each other: who repeats, supports, denies, narrows or takes back what.

In: the claims of a document, in order. Out: `Relation`s, each from the claim that stands in it to the one it is about.
`repeats`: a relay of what the same speakers say themselves. `supports`: an endorsement, or another speaker who blames
the same of the same incident. `conflicts`: a denial of it, or somebody who finds the contrary. `narrows`: the same
speaker names an office or a group where he had named its state. `supersedes`: the same speaker at a later date names
somebody else, or somebody at all, for the same incident. Two speakers in agreement are still two origins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from tocsin import knowledge
from tocsin.model.report import Act, Claim, Relation

FAMILIES = (
    frozenset({Act.ACCUSE, Act.CONDEMN, Act.EXPOSE}),
    frozenset({Act.ATTRIBUTE, Act.ASSESS, Act.LINK, Act.DETERMINE}),
    frozenset({Act.CONFIRM, Act.SUPPORT, Act.ACKNOWLEDGE, Act.ADMIT}),
    *(frozenset({act}) for act in (Act.CHARGE, Act.SANCTION, Act.DENY, Act.DEMAND)),
    frozenset({Act.WARN, Act.ADVISE}),
)
"""Acts of one kind: what one of them says, another may say again."""
BLAMING = FAMILIES[0] | FAMILIES[1] | {Act.CONFIRM, Act.CHARGE, Act.SANCTION}
_NAMING = FAMILIES[0] | FAMILIES[1] | {Act.CONFIRM}


def relations(claims: Sequence[Claim]) -> Iterator[Relation]:
    """Yield how claims stand to those that blame somebody, in order."""
    blaming = [claim for claim in claims if claim.act in BLAMING and claim.accused and not claim.negated]
    for claim in claims:
        before = [other for other in blaming if other.start <= claim.start and other is not claim]
        yield from _denials(claim, blaming)
        if claim.act in (Act.SUPPORT, Act.ACKNOWLEDGE) and before:
            yield Relation(source=claim.id, target=before[-1].id, kind="supports")
        if claim in blaming:
            yield from _of_blame(claim, before)
            yield from _later_word(claim, claims)


def _denials(claim: Claim, blaming: Sequence[Claim]) -> Iterator[Relation]:
    """Yield the blame that a denial, or a finding to the contrary, conflicts with."""
    contrary = claim.negation in ("not", "no-evidence") and claim.act in _NAMING
    if claim.act is not Act.DENY and not contrary:
        return
    for other in blaming:
        if claim.speakers != other.speakers and _ids(claim) & _ids(other) and _same_incident(claim, other):
            yield Relation(source=claim.id, target=other.id, kind="conflicts")


def _of_blame(claim: Claim, before: Sequence[Claim]) -> Iterator[Relation]:
    """Yield the earlier blame that one repeats, the last that it narrows, the last of another speaker it supports."""
    for other in before:
        if claim.origin == "relay" and (other.speakers, other.accused_ids, other.act) == (
            claim.speakers, claim.accused_ids, claim.act,
        ):  # fmt: skip
            yield Relation(source=claim.id, target=other.id, kind="repeats")
    wider = [other for other in before if _is_wider(other, claim)]
    if wider:
        yield Relation(source=claim.id, target=wider[-1].id, kind="narrows")
    agreed = [other for other in before if claim.incident and _agrees(claim, other)]
    if agreed:
        yield Relation(source=claim.id, target=agreed[-1].id, kind="supports")


def _later_word(claim: Claim, claims: Sequence[Claim]) -> Iterator[Relation]:
    """Yield what the same speaker said of the same incident at an earlier date, if it was another thing."""
    for other in claims:
        earlier = other.date and claim.date and other.date[: len(claim.date)] < claim.date[: len(other.date)]
        about = claim.incident is not None and other.incident == claim.incident
        if not (earlier and about and claim.speakers and other.speakers == claim.speakers):
            continue
        unnamed = other.negated and other.act in _NAMING
        elsewhere = other.act in _NAMING and claim.act in _NAMING and bool(other.accused)
        if unnamed or (elsewhere and not _states(claim) & _states(other)):
            yield Relation(source=claim.id, target=other.id, kind="supersedes")


def _agrees(claim: Claim, other: Claim) -> bool:
    """Say whether two speakers, of different states if they have any, blame the same of one incident."""
    apart = not set(claim.speakers) & set(other.speakers)
    ours = {one for one in claim.speaker_ids if one}
    foreign = not ours & {one for one in other.speaker_ids if one}
    return apart and foreign and bool(_ids(claim) & _ids(other)) and claim.incident == other.incident


def _is_wider(other: Claim, claim: Claim) -> bool:
    """Say whether a claim of the same speakers names a state of which this one names an office or a group."""
    same = bool(claim.speakers) and other.speakers == claim.speakers and _same_incident(claim, other)
    states = {ident for name, ident in zip(other.accused, other.accused_ids, strict=True) if _is_state(name, ident)}
    within = any(not _is_state(name, ident) for name, ident in zip(claim.accused, claim.accused_ids, strict=True))
    return same and within and other.act in _NAMING and claim.act in _NAMING and bool(states & _states(claim))


def _is_state(name: str, ident: str | None) -> bool:
    """Say whether a party is a state itself rather than somebody of it."""
    country = knowledge.base().country(ident) if ident else None
    plain = name.casefold().removesuffix(" government").removeprefix("the ")
    return country is not None and (name == country.name or plain in _called(country.code))


@cache
def _called(code: str) -> frozenset[str]:
    """Return the names and adjectives of a state, in small letters."""
    return frozenset(name.text.casefold() for name in knowledge.base().gazetteer() if name.id == code)


def _states(claim: Claim) -> frozenset[str]:
    states = (knowledge.base().country_of(one) for one in claim.accused_ids)
    return frozenset(one for one in states if one)


def _ids(claim: Claim) -> frozenset[str]:
    return frozenset(one for one in claim.accused_ids if one)


def _same_incident(claim: Claim, other: Claim) -> bool:
    return claim.incident is None or other.incident is None or claim.incident == other.incident
