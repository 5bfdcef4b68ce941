"""Descriptions that take somebody up by his state: "the Slovak firm", "the Japanese newspaper", "the Chinese group".

In: a party without a name, its word, and the names before it. Out: which of these it is: the last of its sort that is
of that state, or of which no state is known.
"""

from __future__ import annotations

from collections.abc import Sequence

from tocsin import knowledge
from tocsin.model.report import MentionKind
from tocsin.reading.parties import ACTORS, Party, Scene, party_words
from tocsin.reading.trees import Word

_FAR = 24  # names back
_COMPANIES = frozenset(["company", "firm", "vendor", "maker", "giant", "provider", "exchange", "business",
                        "manufacturer", "operator", "carrier", "bank", "airline", "utility", "supplier", "retailer",
                        "chipmaker", "carmaker", "group"])  # fmt: skip
_PRESS = frozenset(["newspaper", "daily", "weekly", "magazine", "broadcaster", "paper", "outlet", "network", "station",
                    "channel", "tabloid"])  # fmt: skip
_BODIES = frozenset(["agency", "service", "bureau", "directorate", "watchdog", "regulator", "centre", "center", "body",
                     "unit"])  # fmt: skip


def taken_up(scene: Scene, party: Party, word: Word, named: Sequence[Party], *, accused: bool = False) -> Party | None:
    """Return who before is meant by an article, the adjective of a state and a noun; None if nobody fits."""
    before = [kid for kid in scene.tree.kids(word.i, "amod", "compound") if kid.i < word.i and kid.i in scene.mentions]
    of_state = any(scene.mentions[kid.i].kind is MentionKind.COUNTRY for kid in before)
    the = any(kid.word in ("the", "this", "that", "same") for kid in scene.tree.kids(word.i, "det"))
    plain = word.tag == "NN" and word.dep != "appos"
    if party.is_named or party.country is None or not (plain and of_state and the):
        return None
    kinds = _kinds(party.noun, accused=accused)
    for one in reversed(named[-_FAR:]):
        if one.kind in kinds and _state(one) in (party.country, None if one.kind in _UNPLACED else party.country):
            return one
    return None


_UNPLACED = (MentionKind.ORGANISATION, *ACTORS)  # whose state is often not known


def _kinds(noun: str, *, accused: bool) -> tuple[MentionKind, ...]:
    if noun in _BODIES:
        return (MentionKind.GOVERNMENT_BODY,)
    if noun in party_words().same["actor"] and (accused or noun not in _COMPANIES):
        return ACTORS
    return (MentionKind.ORGANISATION,) if noun in _COMPANIES | _PRESS else ()


def _state(party: Party) -> str | None:
    return party.country or knowledge.base().country_of(party.entity)
