"""Correlation rules: what several hits must have in common, kept as frozen trees; and how they refer to other rules.

In: correlations as they were read, with references by id or name. Out: those whose every reference is a rule, in an
order in which each stands after those that it refers to; the others with the reason. Source: Sigma 2.1, "Sigma
Correlation Rules".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from tocsin.model.rules import RuleCard, UnusableRule


class Kind(StrEnum):
    """What is looked at in the events of a window."""

    EVENT_COUNT = "event_count"
    VALUE_COUNT = "value_count"
    TEMPORAL = "temporal"
    TEMPORAL_ORDERED = "temporal_ordered"
    VALUE_SUM = "value_sum"
    VALUE_AVG = "value_avg"
    VALUE_PERCENTILE = "value_percentile"
    VALUE_MEDIAN = "value_median"


class Fired(Struct, frozen=True, tag="fired"):
    """A rule is true of some event of the window."""

    rule: str


class Every(Struct, frozen=True, tag="every"):
    """All of these; in an ordered correlation one after the other."""

    of: tuple[Expression, ...]


class Either(Struct, frozen=True, tag="either"):
    """At least one of these."""

    of: tuple[Expression, ...]


class Absent(Struct, frozen=True, tag="absent"):
    """Nowhere in the window is this so."""

    of: Expression


Expression = Fired | Every | Either | Absent


class Threshold(Struct, frozen=True):
    """What a number must be."""

    operator: str  # lt, lte, gt, gte, eq, neq
    number: int | float


class Correlation(Struct, frozen=True):
    """A correlation rule. `rules` are ids once references are resolved; before that, what the author wrote."""

    card: RuleCard
    kind: Kind
    rules: tuple[str, ...]
    seconds: int
    group_by: tuple[str, ...] = ()
    aliases: dict[str, dict[str, str]] = field(default_factory=dict)  # alias -> rule -> the field of its events
    fields: tuple[str, ...] = ()  # whose values are counted, added up, ...
    threshold: Threshold | None = None
    also: tuple[Threshold, ...] = ()  # what the number must be besides, in a range
    expression: Expression | None = None
    percentile: int = 50
    generate: bool = False  # whether hits of the rules are shown too
    line: int = 1
    lines: dict[str, int] = field(default_factory=dict)  # reference -> where it stands in the file

    def field_of(self, name: str, rule: str) -> str:
        """Return under which name the events of a rule have a field."""
        return self.aliases.get(name, {}).get(rule, name)

    @property
    def thresholds(self) -> tuple[Threshold, ...]:
        """What the number must be."""
        return (self.threshold or Threshold("gte", 1), *self.also)

    @property
    def names(self) -> tuple[str, ...]:
        """Fields that its events are asked for, under the correlation's own names."""
        return tuple(dict.fromkeys((*self.group_by, *self.fields)))


def resolve(
    drafts: Iterable[Correlation], cards: Iterable[RuleCard], unusable: Iterable[UnusableRule]
) -> tuple[tuple[Correlation, ...], tuple[UnusableRule, ...]]:
    """Return correlations with ids in place of references, and those that refer to what is not there."""
    waiting, cards = list(drafts), list(cards)
    known = references([*cards, *(draft.card for draft in waiting)])
    bad = {one.id for one in unusable if one.id is not None}
    ready = {card.info.id for card in cards}
    open_ids = {draft.card.info.id for draft in waiting}
    done: list[Correlation] = []
    refused: list[UnusableRule] = []
    while waiting:
        later: list[Correlation] = []
        for draft in waiting:
            named = (*draft.rules, *(rule for fields in draft.aliases.values() for rule in fields))
            gone = next((name for name in named if known.get(name) not in ready | open_ids), None)
            if gone is not None:
                why = (
                    f"the rule '{gone}' that it refers to cannot be used"
                    if gone in known or gone in bad
                    else f"it refers to '{gone}', and no rule has this id or name"
                )
                refused.append(_refused(draft, why, gone))
                open_ids.discard(draft.card.info.id)
            elif all(known[name] in ready for name in named):
                done.append(_with_ids(draft, known))
                ready.add(draft.card.info.id)
            else:
                later.append(draft)
        if len(later) == len(waiting):
            refused += [_refused(draft, "it refers to itself, by way of other correlations", None) for draft in later]
            break
        waiting = later
    return tuple(done), tuple(refused)


def references(cards: Iterable[RuleCard]) -> dict[str, str]:
    """Return what rules can be referred to by, id or name, with the id; of two rules of a name the first has it."""
    found: dict[str, str] = {}
    by_name: dict[str, str] = {}
    for card in cards:
        found[card.info.id] = card.info.id
        if card.name is not None:
            by_name.setdefault(card.name, card.info.id)
    return by_name | found


def needed_fields(correlations: Iterable[Correlation]) -> dict[str, tuple[str, ...]]:
    """Return for each rule that a correlation refers to the fields that its events are asked for."""
    found: dict[str, dict[str, None]] = {}
    for correlation in correlations:
        for rule in correlation.rules:
            names = found.setdefault(rule, {})
            names.update((correlation.field_of(name, rule), None) for name in correlation.names)
    return {rule: tuple(names) for rule, names in found.items()}


def with_bases(chosen: Iterable[Correlation], every: Iterable[Correlation]) -> tuple[Correlation, ...]:
    """Return correlations with those that they refer to, in the order of `every`."""
    by_id = {one.card.info.id: one for one in every}
    waiting = [one.card.info.id for one in chosen]
    kept: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in by_id and name not in kept:
            kept.add(name)
            waiting += by_id[name].rules
    return tuple(one for name, one in by_id.items() if name in kept)


def silent(correlations: Iterable[Correlation]) -> frozenset[str]:
    """Return the ids of rules that show no hits themselves: no correlation that refers to them says `generate`."""
    referred: dict[str, bool] = {}
    for correlation in correlations:
        for rule in correlation.rules:
            referred[rule] = referred.get(rule, False) or correlation.generate
    return frozenset(rule for rule, shown in referred.items() if not shown)


def _refused(draft: Correlation, why: str, missing: str | None) -> UnusableRule:
    line = draft.lines.get(missing or "", draft.line)
    return UnusableRule(path=draft.card.path, why=why, line=line, id=draft.card.info.id)


def _with_ids(draft: Correlation, known: Mapping[str, str]) -> Correlation:
    return replace(
        draft,
        rules=tuple(known[name] for name in draft.rules),
        aliases={
            alias: {known[name]: field for name, field in fields.items()} for alias, fields in draft.aliases.items()
        },
        expression=None if draft.expression is None else renamed(draft.expression, known),
    )


def size(node: Expression) -> int:
    """Return of how many parts an expression is made."""
    if isinstance(node, Fired):
        return 1
    return 1 + (size(node.of) if isinstance(node, Absent) else sum(map(size, node.of)))


def renamed(node: Expression, known: Mapping[str, str]) -> Expression:
    """Return an expression with rules under other names."""
    if isinstance(node, Fired):
        return Fired(known[node.rule])
    if isinstance(node, Absent):
        return Absent(renamed(node.of, known))
    return replace(node, of=tuple(renamed(part, known) for part in node.of))
