"""Hits, gathered by host and rule in one pass: how many, when, the first of them, and which are explained as harmless.

In: hits in any number, and for each rule its look-alikes. Out: `Gathered`, small whatever the number of hits.
A hit is explained when a look-alike rule hit the very same event (same file, record and byte). It is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tocsin.hunting.hits import Hits, bare
from tocsin.judging.hosts import HostNames
from tocsin.judging.joins import Raised
from tocsin.model.hits import Hit, Place
from tocsin.model.packs import Stage

HITS_SHOWN = 20
"""How many hits a finding carries; it says how many there are."""


@dataclass(slots=True)
class Pile:
    """Hits of one rule (or indicator, in one log) on one host that count alike."""

    rule: str
    log_id: str | None
    kind: str | None  # event id, of a Windows event
    explained_by: str | None  # the look-alike rule that hit the same events
    joined: tuple[tuple[str, Stage], ...] = ()  # steps as `pack/step`, with the stage that these hits prove, joined
    # the first HITS_SHOWN, each with its number among all
    numbered: list[tuple[int, Hit]] = field(default_factory=list[tuple[int, Hit]], compare=False)
    count: int = 0
    untimed: int = 0
    first: str | None = None
    last: str | None = None

    @property
    def hits(self) -> list[Hit]:
        """The earliest hits, in order."""
        return [hit for _, hit in self.numbered]

    def add(self, number: int, hit: Hit) -> None:
        """Count a hit, which is the one of this number; the earliest are kept, whatever order they come in."""
        self.count += 1
        if hit.time is None:
            self.untimed += 1
        else:
            self.first = hit.time if self.first is None else min(self.first, hit.time)
            self.last = hit.time if self.last is None else max(self.last, hit.time)
        self.numbered.append((number, hit))
        if len(self.numbered) >= 4 * HITS_SHOWN:
            self.keep_first()

    def keep_first(self) -> None:
        """Drop all but the earliest hits."""
        self.numbered.sort(key=lambda one: order(one[1]))
        del self.numbered[HITS_SHOWN:]


Gathered = Mapping[str, Mapping[str, tuple[Pile, ...]]]
"""Host → rule id, or `indicator:<type>:<value>` → piles."""


def order(hit: Hit) -> tuple[bool, str, str, str, int, int]:
    """Sort key: by time, hits without one last; then by rule and place."""
    place = hit.source or (hit.events[0] if hit.events else None)
    return (
        hit.time is None,
        hit.time or "",
        hit.rule.id,
        place.path if place else "",
        place.record or 0 if place else 0,
        place.offset if place else 0,
    )


_Own = tuple[str | None, str | None, str | None, tuple[tuple[str, Stage], ...]]
"""What hits of a rule on a host that count alike have in common: log, kind of event, look-alike, joins."""


def gather(
    hits: Iterable[Hit], names: HostNames, lookalikes: Mapping[str, tuple[str, ...]], raised: Raised | None = None
) -> Gathered:
    """Sort hits into piles. `hits` is gone through twice if any rule has look-alikes; `raised` is what joins prove."""
    harmless = _harmless(bare(hits), {rule for rules in lookalikes.values() for rule in rules})
    found: dict[str, dict[str, dict[_Own, Pile]]] = {}
    for number, hit in enumerate(bare(hits)):
        key = f"indicator:{hit.indicator}" if hit.indicator else hit.rule.id
        explained = _explained_by(hit, lookalikes.get(key, ()), harmless)
        kind = str(hit.event["EventID"]) if hit.event and hit.event.get("EventID") is not None else None
        joined = raised.get((key, hit.source), ()) if raised and hit.source is not None and not explained else ()
        own = (hit.log_id, kind if hit.indicator else None, explained, joined)
        piles = found.setdefault(names.of(hit.host), {}).setdefault(key, {})
        pile = piles.get(own)
        if pile is None:
            pile = piles[own] = Pile(key, hit.log_id, own[1], explained, joined)
        pile.add(number, hit)
    every = [pile for rules in found.values() for piles in rules.values() for pile in piles.values()]
    for pile in every:
        pile.keep_first()
    if isinstance(hits, Hits):  # what made the rules true is worked out of those that are shown
        numbers = sorted({number for pile in every for number, _ in pile.numbered})
        whole = dict(zip(numbers, hits.take(numbers), strict=True))
        for pile in every:
            pile.numbered = [(number, whole[number]) for number, _ in pile.numbered]
    return {
        host: {rule: tuple(piles[own] for own in sorted(piles, key=_place_of)) for rule, piles in rules.items()}
        for host, rules in found.items()
    }


def _place_of(own: _Own) -> tuple[str, str, str, tuple[tuple[str, Stage], ...]]:
    """Sort key of piles."""
    return (own[0] or "", own[1] or "", own[2] or "", own[3])


def _harmless(hits: Iterable[Hit], rules: set[str]) -> dict[Place, set[str]]:
    """Return the events that look-alike rules hit."""
    found: dict[Place, set[str]] = {}
    if rules:
        for hit in hits:
            if hit.rule.id in rules and hit.source is not None:
                found.setdefault(hit.source, set()).add(hit.rule.id)
    return found


def _explained_by(hit: Hit, rules: tuple[str, ...], harmless: Mapping[Place, set[str]]) -> str | None:
    """Return the look-alike that explains a hit; one of several events explains it only if all are explained."""
    places = (hit.source,) if hit.source is not None else hit.events
    if not rules or not places:
        return None
    for rule in rules:
        if all(rule in harmless.get(place, ()) for place in places):
            return rule
    return None
