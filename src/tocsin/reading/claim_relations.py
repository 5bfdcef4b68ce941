"""How the claims of a document stand to each other: who repeats, supports, denies, narrows or takes back what.

In: the claims of a document, in order. Out: `Relation`s, each from the claim that stands in it to the one it is about.
`repeats`: a relay of what the same speakers say themselves. `supports`: an endorsement, or another speaker who blames
the same of the same incident. `conflicts`: a denial of it, or somebody who finds the contrary. `narrows`: the same
speaker names an office or a group where he had named its state. `supersedes`: the same speaker at a later date names
somebody else, or somebody at all, for the same incident. Two speakers in agreement are still two origins.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
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
    """Yield how claims stand to those that blame somebody; claims are in the order of the text, so are relations."""
    blaming = _Blaming(claim for claim in claims if claim.act in BLAMING and claim.accused and not claim.negated)
    of_speakers: dict[tuple[tuple[str, ...], str | None], list[Claim]] = {}
    for claim in claims:
        if claim.speakers and claim.incident is not None:
            of_speakers.setdefault((claim.speakers, claim.incident), []).append(claim)
    for claim in claims:
        before = blaming.before(claim)
        yield from _denials(claim, blaming)
        if claim.act in (Act.SUPPORT, Act.ACKNOWLEDGE) and before:
            yield Relation(source=claim.id, target=blaming.claims[before - 1].id, kind="supports")
        if claim.act in BLAMING and claim.accused and not claim.negated:
            yield from _of_blame(claim, blaming)
            yield from _later_word(claim, of_speakers.get((claim.speakers, claim.incident), ()))


class _Blaming:
    """Claims that blame somebody, in order, and their places by what two of them must share to stand in a relation.

    Nothing is compared pair by pair: a text of thousands of accusations has millions of pairs.
    """

    def __init__(self, claims: Iterable[Claim]) -> None:
        self.claims = list(claims)
        self._starts = [claim.start for claim in self.claims]
        self._places: dict[tuple[object, ...], list[int]] = defaultdict(list)
        self._others: dict[tuple[object, ...], list[int]] = defaultdict(list)  # beside `_places`: who spoke before
        for place, claim in enumerate(self.claims):
            self._places["said", claim.speakers, claim.accused_ids, claim.act].append(place)
            for state in _named_states(claim) if claim.act in _NAMING and claim.speakers else ():
                self._places["wide", claim.speakers, state].append(place)
                self._places["wide", claim.speakers, state, claim.incident].append(place)
            for ident in _ids(claim):
                self._places["blamed", ident].append(place)
                if claim.incident:
                    self._add_of_incident(("case", claim.incident, ident), place)

    def _add_of_incident(self, key: tuple[object, ...], place: int) -> None:
        """Note a place, and where in its row the last one before it of other speakers stands, -1 for nowhere."""
        row, others = self._places[key], self._others[key]
        last = self.claims[row[-1]] if row else None
        claim = self.claims[place]
        same = last is not None and (last.speakers, last.speaker_ids) == (claim.speakers, claim.speaker_ids)
        others.append(others[-1] if same else len(row) - 1)
        row.append(place)

    def before(self, claim: Claim) -> int:
        """Return how many begin no later than a claim, itself perhaps among them."""
        return bisect_right(self._starts, claim.start)

    def of(self, *ids: str) -> list[Claim]:
        """Return those that blame one of these, in order."""
        return [self.claims[place] for place in sorted({each for one in ids for each in self._row("blamed", one)})]

    def said(self, claim: Claim) -> list[Claim]:
        """Return the earlier ones by the same speakers, of the same accused, in the same act."""
        row = self._row("said", claim.speakers, claim.accused_ids, claim.act)
        found = [self.claims[place] for place in row[: bisect_left(row, self.before(claim))]]
        return [other for other in found if other is not claim]

    def wider(self, claim: Claim) -> Claim | None:
        """Return the last earlier one by the same speakers that names a state of which this names an office."""
        if claim.act not in _NAMING or not claim.speakers or not _names_within(claim):
            return None
        cases = [(claim.incident,), (None,)] if claim.incident is not None else [()]
        end = self.before(claim)
        found = [self._last(self._row("wide", claim.speakers, state, *case), end, claim)
                 for state in _states(claim) for case in cases]  # fmt: skip
        place = max(found, default=-1)
        return self.claims[place] if place >= 0 else None

    def agreeing(self, claim: Claim) -> Claim | None:
        """Return the last earlier one in which others blame the same of the same incident."""
        if not claim.incident:
            return None
        end, found = self.before(claim), -1
        for ident in _ids(claim):
            row, others = self._row("case", claim.incident, ident), self._others["case", claim.incident, ident]
            at = bisect_left(row, end) - 1
            while at >= 0 and row[at] > found:
                other = self.claims[row[at]]
                if other is claim:
                    at -= 1
                elif _agrees(claim, other):
                    found = row[at]
                else:
                    at = others[at]
        return self.claims[found] if found >= 0 else None

    def _row(self, *key: object) -> Sequence[int]:
        return self._places.get(key, ())

    def _last(self, row: Sequence[int], end: int, claim: Claim) -> int:
        """Return the last place of a row before an end that is not the claim's own, -1 for none."""
        at = bisect_left(row, end) - 1
        if at >= 0 and self.claims[row[at]] is claim:
            at -= 1
        return row[at] if at >= 0 else -1


def _denials(claim: Claim, blaming: _Blaming) -> Iterator[Relation]:
    """Yield the blame that a denial, or a finding to the contrary, conflicts with."""
    contrary = claim.negation in ("not", "no-evidence") and claim.act in _NAMING
    if claim.act is not Act.DENY and not contrary:
        return
    for other in blaming.of(*_ids(claim)):
        if claim.speakers != other.speakers and _same_incident(claim, other):
            yield Relation(source=claim.id, target=other.id, kind="conflicts")


def _of_blame(claim: Claim, blaming: _Blaming) -> Iterator[Relation]:
    """Yield the earlier blame that one repeats, the last that it narrows, the last of another speaker it supports."""
    if claim.origin == "relay":
        for other in blaming.said(claim):
            yield Relation(source=claim.id, target=other.id, kind="repeats")
    wider = blaming.wider(claim)
    if wider is not None:
        yield Relation(source=claim.id, target=wider.id, kind="narrows")
    agreed = blaming.agreeing(claim)
    if agreed is not None:
        yield Relation(source=claim.id, target=agreed.id, kind="supports")


def _later_word(claim: Claim, own: Sequence[Claim]) -> Iterator[Relation]:
    """Yield what the same speaker said of the same incident at an earlier date, if it was another thing."""
    states = _states(claim)
    for other in own:
        if not (other.date and claim.date and other.date[: len(claim.date)] < claim.date[: len(other.date)]):
            continue
        unnamed = other.negated and other.act in _NAMING
        elsewhere = other.act in _NAMING and claim.act in _NAMING and bool(other.accused)
        if unnamed or (elsewhere and not states & _states(other)):
            yield Relation(source=claim.id, target=other.id, kind="supersedes")


def _agrees(claim: Claim, other: Claim) -> bool:
    """Say whether two speakers, of different states if they have any, blame the same of one incident."""
    apart = not set(claim.speakers) & set(other.speakers)
    ours = {one for one in claim.speaker_ids if one}
    return apart and not ours & {one for one in other.speaker_ids if one}


def _named_states(claim: Claim) -> frozenset[str]:
    """Return the states that a claim accuses as such."""
    parties = zip(claim.accused, claim.accused_ids, strict=True)
    return frozenset(ident for name, ident in parties if ident and _is_state(name, ident))


def _names_within(claim: Claim) -> bool:
    """Say whether a claim accuses somebody who is no state: an office, a group."""
    return any(not _is_state(name, ident) for name, ident in zip(claim.accused, claim.accused_ids, strict=True))


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
