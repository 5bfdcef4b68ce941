"""Sides: whom somebody speaks for when he denies a deed.

In: parties. Out: the state they belong to, else themselves.
"""

from __future__ import annotations

from collections.abc import Iterable

from tocsin import knowledge
from tocsin.model.report import MentionKind
from tocsin.reading.parties import Party


def own_side(speakers: Iterable[Party]) -> tuple[Party, ...]:
    """Return whom a denial clears: the speaker's own state, else the speaker."""
    sides: list[Party] = []
    for party in speakers:
        country = knowledge.base().country(party.country) if party.country else None
        sides.append(Party(country.name, country.code, country.code, MentionKind.COUNTRY) if country else party)
    return tuple(dict.fromkeys(sides))
