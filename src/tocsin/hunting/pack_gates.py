"""What the gate says of a pack: whether each rule can fire where its steps name it, and whether joins can hold.

In: a pack, one of its rules, the rule set. Out: sentences on what is wrong. Asked for each log that a step names for
the rule: can it fire there, and with no more than the fields that `logs.yaml` says are needed; and for each join of
the rule: does a log of the rule have a field of every key.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import structs

from tocsin.hunting.gate import on_log, written_fields
from tocsin.hunting.rules import Rule, RuleSet
from tocsin.hunting.scopes import scopes
from tocsin.hunting.watch import on_catalogue
from tocsin.knowledge.logs import log
from tocsin.model.logs import Log
from tocsin.model.packs import Pack


def gates(pack: Pack, identifier: str, rules: RuleSet) -> tuple[str, ...]:
    """Say what the rule of this id can never do in a pack that says it does."""
    rule = rules.rule(identifier)
    if rule is None:  # a correlation: what it refers to is asked instead
        return ()
    return (*_logs(pack, rule), *_joins(pack, rule, rules))


def _logs(pack: Pack, rule: Rule) -> Iterable[str]:
    own = rule.card.info.id
    ways = sorted({way.logs for step in pack.steps for way in step.visible_in if own in way.rules})
    fields = _fields(pack)
    for way in ways:
        entries = [(name, entry) for name in way if (entry := log(name)) is not None]
        gates = [(name, entry, on_log(rule, entry)) for name, entry in entries]
        able = [(name, entry) for name, entry, gate in gates if gate.can_fire]
        if not able:  # of logs that are needed together, the rule is for one
            yield f"can never fire on {' and '.join(way)}: {gates[0][2].why if gates else 'no such log'}"
        for name, entry in able:
            if entry.id in fields and not on_log(rule, _with_only(entry, fields[entry.id])).can_fire:
                named = ", ".join(fields[entry.id])
                yield f"cannot fire on {name} with no more than the fields that logs.yaml names: {named}"
    if not ways and not any(answer.can_fire for answer in on_catalogue(rule)) and scopes(rule.card.logsource):
        yield "can never fire on any log of the catalogue"


def _fields(pack: Pack) -> dict[str, tuple[str, ...]]:
    """Return for each log the fields that its entries name, whatever kind of its events they are for."""
    found: dict[str, tuple[str, ...]] = {}
    for one in pack.logs:
        if one.fields:
            name = one.log.partition("#")[0]
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *one.fields)))
    return found


def _with_only(entry: Log, fields: tuple[str, ...]) -> Log:
    """Return the log as if it had no other fields."""
    records = tuple(
        structs.replace(kind, fields=tuple(name for name in kind.fields if name in fields)) for kind in entry.records
    )
    return structs.replace(entry, records=records)


def _joins(pack: Pack, rule: Rule, rules: RuleSet) -> Iterable[str]:
    own = rule.card.info.id
    for step in pack.steps:
        for join in step.joins:
            if own in join.rules:
                for key in join.by:
                    if not _has_one(rule, key.this):
                        yield f"no log of it has {' or '.join(key.this)}, by which {step.id} is joined with {join.step}"
    steps = {step.id: step for step in pack.steps}
    for step in pack.steps:
        for join in step.joins:
            others = [found for one in steps[join.step].rules if (found := rules.rule(one.rule)) is not None]
            for key in join.by if own in join.rules else ():
                if not any(_has_one(other, key.that) for other in others):
                    fields = " or ".join(key.that)
                    yield f"no rule of {join.step} is for a log with {fields}, by which {step.id} is joined"


def _has_one(rule: Rule, fields: Iterable[str]) -> bool:
    """Say whether a log that the rule is for can have one of the fields that a key asks for."""
    names = written_fields(rule.card.logsource)
    return names is None or any(_plain(one) in names for one in fields)


def _plain(field: str) -> str:
    """Return the field that a key takes a part of.

    >>> _plain("part(cs-uri-query, cafeReqId)"), _plain("name(Image)"), _plain("cs(User-Agent)")
    ('cs-uri-query', 'Image', 'cs(User-Agent)')
    """
    for function in ("part(", "name("):
        if field.startswith(function):
            return field.removeprefix(function).rstrip(")").partition(",")[0].strip()
    return field
