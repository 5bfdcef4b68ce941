"""Whom a claim names, as exactly as its sentence does: the ministry and not its state, the territory and not the state.

In: a claim and the report it stands in. Out: its parties, each with the key by which it is counted. A group, a
bureau, a ministry, "state-backed actors", a government and a territory are different accused: one never follows from
another (facts of the statements of July 2021, section 1.3). Nothing is merged by alias.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tocsin import knowledge
from tocsin.model.noun import Noun
from tocsin.model.report import Act, Claim, Mention, MentionKind

SORTS = {
    MentionKind.INTRUSION_SET: "group",
    MentionKind.THREAT_ACTOR: "group",
    MentionKind.GOVERNMENT_BODY: "body",
    MentionKind.COUNTRY: "country",
    MentionKind.PERSON: "person",
    MentionKind.ORGANISATION: "organisation",
}
"""What sort of party a mention is; `territory`, `state-backed` and `unnamed` are told from the words around it."""

NAMED = (MentionKind.INTRUSION_SET, MentionKind.THREAT_ACTOR, MentionKind.GOVERNMENT_BODY, MentionKind.PERSON)

_STATE_BACKED = re.compile(
    r"\b(?:state|government)[-\s](?:\w+[-\s])?(?:sponsored|backed|linked|affiliated|supported|aligned)\b", re.I
)
_TIE = re.compile(
    r"\s+(?:(?:who|that|which)\s+(?:is|are|was|were)\s+)?"
    r"(?:affiliated|associated|connected|linked|working)\s+(?:with|to|for)\s+(?:(?:the|China['’]s|Russia['’]s)\s+)?",
    re.I,
)
_TERRITORY = re.compile(r"\bterritory\s+of\s+(?:the\s+)?$", re.I)


class Party(Noun, frozen=True, kw_only=True):
    """Somebody who speaks, is accused, passes on, or is named beside."""

    role: str  # speaker, accused, via, named
    name: str
    entity: str | None  # the knowledge base's id of exactly this
    wider: str | None  # the country or actor that it belongs to
    sort: str
    key: str


def parties_of(claim: Claim, mentions: Sequence[Mention]) -> Iterator[Party]:
    """Yield the parties of a claim; `mentions` are the report's, those of the claim's sentence count most."""
    near = [one for one in mentions if claim.start <= one.start < claim.end]
    taken: set[str] = set()
    for role, names, ids in (
        ("speaker", claim.speakers, claim.speaker_ids),
        ("accused", claim.accused, claim.accused_ids),
        ("via", claim.via, ()),
    ):
        for place, name in enumerate(names):
            found = _party(role, name, ids[place] if place < len(ids) else None, claim, near, mentions)
            taken.add(found.key)
            yield found
    named: dict[str, Party] = {}
    # whose statements are welcomed is part of what is said
    kinds = (*NAMED, MentionKind.COUNTRY) if claim.act in (Act.SUPPORT, Act.ACKNOWLEDGE) else NAMED
    for one in near:
        if one.kind in kinds and one.id is not None and one.id not in taken:
            named.setdefault(one.id, _of(one, "named", None))
    yield from named.values()


def _party(
    role: str, name: str, wider: str | None, claim: Claim, near: Sequence[Mention], mentions: Sequence[Mention]
) -> Party:
    exact = next((one for one in (*near, *mentions) if one.kind in SORTS and name in (one.text, one.name)), None)
    if exact is not None and exact.id is not None:
        found = _of(exact, role, wider, name)
        if role == "accused" and found.sort == "country" and _of_territory(exact, claim):
            return _made(role, f"territory of {name}", None, exact.id, "territory", f"{exact.id}: territory")
        return found
    if role == "accused":
        tied = _tied(name, claim, near)
        if tied is not None:
            whole, one = tied
            return _made(role, whole, one.id, wider or one.id, SORTS[one.kind], one.id or whole.casefold())
        if wider is not None and _STATE_BACKED.search(name):
            return _made(role, name, None, wider, "state-backed", f"{wider}: state-backed")
    sort = SORTS[exact.kind] if exact is not None else "unnamed"
    if wider is not None and knowledge.base().country(wider) is None:
        return _made(role, name, wider, None, sort, wider)
    folded = " ".join(name.casefold().split())
    # a name that means many ("actors", "hackers") is somebody else's in the next report
    key = f"{wider}: {folded}" if wider is not None and sort == "unnamed" else folded
    return _made(role, name, None, wider, sort, key)


def _of(one: Mention, role: str, wider: str | None, name: str | None = None) -> Party:
    shown = name or one.text
    folded = " ".join(shown.casefold().split())
    sort = "government" if one.id is not None and one.id.endswith("-GOV") else SORTS[one.kind]
    # a state has one entry for all its embassies and missions, each of which speaks for itself
    key = f"{one.id}: {folded}" if one.id is not None and one.id.endswith("-EMBASSY") else one.id or folded
    return _made(role, shown, one.id, wider, sort, key)


def _made(role: str, name: str, entity: str | None, wider: str | None, sort: str, key: str) -> Party:
    return Party(role=role, name=name, entity=entity, wider=wider, sort=sort, key=key)


def _of_territory(one: Mention, claim: Claim) -> bool:
    at = one.start - claim.start
    return 0 < at <= len(claim.quote) and _TERRITORY.search(claim.quote[max(0, at - 40) : at]) is not None


def _tied(name: str, claim: Claim, near: Sequence[Mention]) -> tuple[str, Mention] | None:
    """Return the whole phrase and the mention that "actors affiliated with the ministry" are tied to.

    The name may hold the tie already, or end before it.
    """
    at = claim.quote.find(name)
    if at < 0:
        return None
    tie = _TIE.search(claim.quote, at, at + len(name)) or _TIE.match(claim.quote, at + len(name))
    if tie is None:
        return None
    for one in near:
        if one.kind in NAMED and 0 <= one.start - claim.start - tie.end() <= 4 and one.id is not None:
            return f"{claim.quote[at : tie.start()]} affiliated with {one.text}", one
    return None
