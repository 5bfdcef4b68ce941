"""Joins: a hit that agrees with a hit of another step, on the same host and in time, proves more than it does alone.

In: hits, and the steps of packs with their joins. Out: for each hit (rule and place) the stage that it reaches in a
step. A hit is never joined with itself, nor with one that a look-alike explains or that proves nothing.
The order of time allows for `SLACK` seconds: logs of one host write the same moment at the beginning, or at the end,
of a request, and some of them in whole seconds.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from graphlib import TopologicalSorter

from tocsin.hunting.derived import PARTS
from tocsin.hunting.hits import Hits
from tocsin.judging.hosts import HostNames
from tocsin.judging.stages import higher
from tocsin.model.hits import Hit, Place, Value
from tocsin.model.packs import Join, Pack, Stage, Step

SLACK = 2.0
"""Seconds by which what came first may be written later."""

Raised = Mapping[tuple[str, Place], tuple[tuple[str, Stage], ...]]
"""(Rule, place of the event) -> steps as `pack/step`, with the stage that a joined hit proves there."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What of a hit can be joined."""

    rule: str
    place: Place
    time: float  # seconds since 1970
    event: Mapping[str, str | None]  # the fields that some key asks for


def raised(hits: Iterable[Hit], packs: Sequence[Pack], names: HostNames) -> Raised:
    """Return which hits are joined, and what they prove; goes through `hits` once, or not at all without joins."""
    found: dict[tuple[str, Place], dict[str, Stage]] = {}
    joined = [pack for pack in packs if any(step.joins for step in pack.steps)]
    if not joined:
        return {}
    for by_rule in _by_host(hits, joined, names).values():
        for pack in joined:
            for step, one, stage in _of_pack(pack, by_rule):
                stages = found.setdefault((one.rule, one.place), {})
                stages[step] = higher(stages.get(step), stage) or stage
    return {key: tuple(sorted(stages.items())) for key, stages in found.items()}


def _by_host(hits: Iterable[Hit], packs: Sequence[Pack], names: HostNames) -> dict[str, dict[str, list[_Seen]]]:
    """Return host -> rule -> what of its hits can be joined; only of rules that joins are about."""
    rules: set[str] = set()
    fields: set[str] = set()
    for pack in packs:
        joins = [join for step in pack.steps for join in step.joins]
        others = {join.step for join in joins}
        for step in pack.steps:
            if step.joins or step.id in others:
                rules |= {one for rule in step.rules for one in (rule.rule, *rule.lookalikes)}
        fields |= {one for join in joins for key in join.by for one in (*key.this, *key.that)}
    found: dict[str, dict[str, list[_Seen]]] = {}
    for hit in hits.bare(rules) if isinstance(hits, Hits) else hits:
        if hit.rule.id not in rules or hit.indicator or hit.source is None or hit.event is None or hit.time is None:
            continue
        values = {field: _value(field, hit.event) for field in fields}
        seen = _Seen(hit.rule.id, hit.source, datetime.fromisoformat(hit.time).timestamp(), values)
        found.setdefault(names.of(hit.host), {}).setdefault(hit.rule.id, []).append(seen)
    return found


def _of_pack(pack: Pack, by_rule: Mapping[str, list[_Seen]]) -> Iterable[tuple[str, _Seen, Stage]]:
    """Yield the hits of one host that are joined, step by step: what is joined can be joined with in its turn."""
    steps = {step.id: step for step in pack.steps}
    before = {step.id: {join.step for join in step.joins} - {step.id} for step in pack.steps}
    anchors: dict[str, list[_Seen]] = {}
    for name in TopologicalSorter(before).static_order():
        step = steps[name]
        anchors[name] = _proving(step, by_rule)
        for join in step.joins:
            for one in _joined(step, join, by_rule, anchors[join.step]):
                yield f"{pack.id}/{name}", one, join.proves
                anchors[name].append(one)


def _proving(step: Step, by_rule: Mapping[str, list[_Seen]]) -> list[_Seen]:
    """Return the hits of a step that prove something by themselves."""
    found: list[_Seen] = []
    for rule in step.rules:
        if rule.stage is not None:
            found += _unexplained(by_rule.get(rule.rule, ()), rule.lookalikes, by_rule)
    return found


def _unexplained(
    seen: Iterable[_Seen], lookalikes: tuple[str, ...], by_rule: Mapping[str, list[_Seen]]
) -> Iterable[_Seen]:
    harmless = {one.place for rule in lookalikes for one in by_rule.get(rule, ())}
    return (one for one in seen if one.place not in harmless)


def _joined(step: Step, join: Join, by_rule: Mapping[str, list[_Seen]], anchors: Sequence[_Seen]) -> Iterable[_Seen]:
    """Return the hits of a step for which a join holds."""
    index: dict[tuple[str, ...], list[_Seen]] = {}
    for one in sorted(anchors, key=lambda one: one.time):
        values = _values([key.that for key in join.by], one)
        if values is not None:
            index.setdefault(values, []).append(one)
    times = {values: [one.time for one in ones] for values, ones in index.items()}
    earlier = SLACK if join.order == "before" else float(join.within)
    later = SLACK if join.order == "after" else float(join.within)
    for rule in step.rules:
        if rule.rule not in join.rules:
            continue
        for one in _unexplained(list(by_rule.get(rule.rule, ())), rule.lookalikes, by_rule):
            values = _values([key.this for key in join.by], one)
            if values is None or values not in index:
                continue
            first = bisect_left(times[values], one.time - earlier)
            last = bisect_right(times[values], one.time + later)
            if any(other.place != one.place for other in index[values][first:last]):
                yield one


def _values(keys: Sequence[tuple[str, ...]], seen: _Seen) -> tuple[str, ...] | None:
    """Return the values of an event for keys; None if it lacks one of them."""
    found: list[str] = []
    for fields in keys:
        value = next((value for field in fields if (value := seen.event.get(field))), None)
        if value is None:
            return None
        found.append(value)
    return tuple(found)


def _value(field: str, event: Mapping[str, Value]) -> str | None:
    """Return what a key's field is in an event, without regard to case; None if there is nothing."""
    function, bracket, rest = field.partition("(")
    if bracket and function == "name" and field not in event:
        text = _text(event, rest[:-1])
        value = PARTS["name"](text) if text else None
    elif bracket and function == "part" and field not in event:
        inner, _, name = rest[:-1].rpartition(",")
        text = _text(event, inner.strip())
        found = _behind(name.strip()).search(text) if text else None
        value = found[1] if found else None
    else:
        value = _text(event, field)
    return value.casefold() if value and value != "-" else None


def _text(event: Mapping[str, Value], field: str) -> str | None:
    value = event.get(field)
    return value if isinstance(value, str) else None if value is None or isinstance(value, tuple) else str(value)


@lru_cache(maxsize=256)
def _behind(name: str) -> re.Pattern[str]:
    """Return what finds the text behind `NAME=`, up to what ends a part of an address or of a list."""
    return re.compile(rf"(?<![\w]){re.escape(name)}=([^&;#\s,'\"~<>]+)", re.IGNORECASE)
