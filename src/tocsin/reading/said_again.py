"""Said again: a claim that the text makes a second time is the same claim with another span.

In: claims in the making, in order. Out: those that differ, each with the spans of its repetitions; what a headline says
shortly gives way to the sentence that says it in full. Only claims that share what two alike must share are compared.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tocsin.model.noun import Span, Window
from tocsin.model.report import Act, Certainty, MentionKind
from tocsin.reading.claim_relations import BLAMING, FAMILIES
from tocsin.reading.draft import Draft
from tocsin.reading.parties import Party
from tocsin.reading.sentences import Sentence


@dataclass
class Made:
    """A claim in the making."""

    draft: Draft
    sentence: Sentence
    certainty: Certainty
    date: str | None
    incident: str | None
    deed: str | None
    window: Window | None
    also: list[Span] = field(default_factory=list[Span])

    @cached_property
    def speakers(self) -> frozenset[str]:
        """Return what makes its speakers the same as others."""
        return _keys(self.draft.speakers)

    @cached_property
    def accused(self) -> frozenset[str]:
        """Return what makes its accused the same as others."""
        return _keys(self.draft.accused)


class Gathered:
    """Claims of a text so far, in the order in which they were first made."""

    def __init__(self) -> None:
        self.made: list[Made] = []
        self._places: dict[tuple[object, ...], list[int]] = defaultdict(list)

    def add(self, one: Made) -> None:
        """Add a claim, or its span to the first that says the same."""
        places = sorted({place for key in _sought(one) for place in self._places.get(key, ())})
        place = next((place for place in places if is_same(self.made[place], one)), None)
        if place is None:
            place = len(self.made)
            self.made.append(one)
        elif self.made[place].sentence.heading and not one.sentence.heading:
            head = self.made[place]
            one.also = [*head.also, Span(head.sentence.start, head.sentence.end)]
            self.made[place] = one
        else:
            self.made[place].also.append(Span(one.sentence.start, one.sentence.end))
            return
        for key in _found_by(one):
            self._places[key].append(place)


def _sought(one: Made) -> Iterator[tuple[object, ...]]:
    """Yield the keys of which an earlier claim must have one, to be the same."""
    yield "sentence", id(one.sentence)
    date = (one.date,) if one.date else ()  # a claim without a date is said again at any
    yield "said", one.draft.act, one.speakers, one.accused, *date
    yield from _by_side(one, heading=not one.sentence.heading)


def _found_by(one: Made) -> Iterator[tuple[object, ...]]:
    """Yield the keys of a claim by which later ones find it."""
    yield "sentence", id(one.sentence)
    yield "said", one.draft.act, one.speakers, one.accused
    yield "said", one.draft.act, one.speakers, one.accused, one.date
    yield from _by_side(one, heading=one.sentence.heading)


def _by_side(one: Made, *, heading: bool) -> Iterator[tuple[object, ...]]:
    """Yield the keys that headlines share with the text below them, and advice with advice."""
    if one.draft.act in BLAMING:
        for state in _states(one.draft.accused):
            yield "headed", heading, state
    if one.draft.act is Act.ADVISE:
        yield "advised", one.speakers


def is_same(one: Made, other: Made) -> bool:
    """Say whether two claims of a text are one, said twice."""
    a, b = one.draft, other.draft
    if a.negation != b.negation:
        return False
    alike = a.act == b.act or any(a.act in family and b.act in family for family in FAMILIES)
    headed = one.sentence.heading != other.sentence.heading and {a.act, b.act} <= BLAMING
    if not alike and not headed:
        return False
    if one.sentence is other.sentence:
        # "Canberra blamed X: it left the window open, its minister said" is one claim of Australia's
        together = a.act is b.act and a.act in BLAMING and bool(_states(a.speakers) & _states(b.speakers))
        if a.act is b.act is Act.CONDEMN and one.speakers == other.speakers and not b.accused:
            return True  # "summoned the ambassador of X to protest against the attack"
        return a.at == b.at or ((one.speakers == other.speakers or together) and one.accused == other.accused)
    if headed:
        # a headline says shortly what the text says in full
        head = a if one.sentence.heading else b
        alike = _states(a.speakers) & _states(b.speakers) or not _states(head.speakers)
        person = next((party.name for party in head.speakers if party.kind is MentionKind.PERSON), None)
        if person is not None and not any(
            person.rpartition(" ")[2] in party.name for party in (b if head is a else a).speakers
        ):
            return False  # "Rousseff accuses Canada" is not what somebody else says of Canada
        both = alike and _states(a.accused) & _states(b.accused)
        return (
            bool(both)
            and (a.act is Act.CHARGE) == (b.act is Act.CHARGE)
            and (a.act is Act.SANCTION) == (b.act is Act.SANCTION)
        )
    if a.act is Act.ADVISE and b.act is Act.ADVISE:
        return one.speakers == other.speakers
    if a.act != b.act or one.accused != other.accused or not a.accused:
        return False
    if one.incident and other.incident and one.incident != other.incident:
        return False
    if a.act is Act.ADMIT and _is_of_others(one, other):
        return False
    return one.speakers == other.speakers and (one.date == other.date or not other.date)


def _is_of_others(one: Made, other: Made) -> bool:
    """Say whether a deed that somebody owns up to was done to others than the first: "took credit for attacks on Y"."""
    itself = _capitals(" ".join(party.name for party in other.draft.accused))
    hit = _capitals(other.deed or "") - itself
    return bool(hit) and hit.isdisjoint(_capitals(one.sentence.text))


def _capitals(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text) if word[0].isupper()}


def _keys(parties: Sequence[Party]) -> frozenset[str]:
    """Return what makes parties the same: the id where there is one of their own, else the name."""
    named = (MentionKind.PERSON, MentionKind.ORGANISATION, MentionKind.GOVERNMENT_BODY)
    return frozenset(
        party.name.casefold()
        if party.kind in named and not _is_government(party)
        else f"{party.id} {party.noun}".strip()
        if party.id  # an embassy is not the ministry
        else party.name.casefold()
        for party in parties
    )


def _is_government(party: Party) -> bool:
    """Say whether a body is a state's government as such, so that it and the state are one."""
    return (party.entity or "").endswith("-GOV")


def _states(parties: Sequence[Party]) -> frozenset[str]:
    return frozenset(party.country for party in parties if party.country)
