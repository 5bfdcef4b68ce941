"""What is on record of somebody: what sort of organisation it is, which ministry a bureau belongs to.

In: a `Party`. Out: what the knowledge base says of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from tocsin import knowledge
from tocsin.model.report import MentionKind
from tocsin.reading.parties import Party


def sort_of(party: Party) -> str | None:
    """Return what sort of organisation it is on record as: "company", "media", "security-company"."""
    return sort_on_record(party.entity)


def sort_on_record(organisation: str | None) -> str | None:
    """Return what sort of organisation has an id; None where it has none, or is none."""
    return _sorts().get(organisation or "")


@cache
def _sorts() -> dict[str, str]:
    return {one.id: one.kind for one in knowledge.base().organisations()}


def looks_into(party: Party) -> bool:
    """Say whether an organisation is one that looks into attacks, as far as is known: no carmaker, no paper."""
    return party.kind is MentionKind.ORGANISATION and sort_of(party) not in ("company", "media")


def last_firm(named: Sequence[tuple[Party, str]]) -> Party | None:
    """Return the last organisation that was named and is no newspaper or station."""
    firms = (one for one, _ in reversed(named) if one.kind is MentionKind.ORGANISATION)
    return next((one for one in firms if sort_of(one) != "media"), None)


def is_ministry(party: Party) -> bool:
    """Say whether a body is a ministry by its name, as written or in full."""
    body = knowledge.base().body(party.entity) if party.entity else None
    return any("minist" in name.lower() for name in (party.name, body.name if body else ""))


def above(named: Party, noun: str) -> Party:
    """Return the ministry of a bureau where "the ministry" is meant, and the name only says it in passing."""
    known = knowledge.base()
    body = known.body(named.entity) if named.entity else None
    while body is not None and noun not in body.name.lower() and body.parent:
        body = known.body(body.parent)
        if body is not None and noun in body.name.lower():
            return Party(body.name, body.country, body.country, named.kind, entity=body.id)
    return named
