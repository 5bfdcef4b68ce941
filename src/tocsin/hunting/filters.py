"""Sigma filters: conditions that are added to rules of others, to leave out what is normal in one's own network.

In: filters and rules. Out: rules with the conditions of the filters that mean them. Source: Sigma 2.1, "Sigma Filters".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tocsin.hunting.conditions import And, Condition
from tocsin.hunting.correlations import references
from tocsin.hunting.rules import Rule
from tocsin.model.logs import LogSource
from tocsin.model.rules import RuleCard, UnusableRule


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition for the rules of these ids or names; None: for all of its logsource."""

    card: RuleCard
    rules: tuple[str, ...] | None
    condition: Condition
    line: int = 1
    lines: dict[str, int] = field(default_factory=dict[str, int])


def filtered(rules: Sequence[Rule], filters: Iterable[Filter]) -> tuple[tuple[Rule, ...], tuple[UnusableRule, ...]]:
    """Return the rules with the filters' conditions, and the filters that name what is not there."""
    known = references(rule.card for rule in rules)
    by_id = {rule.card.info.id: rule for rule in rules}
    refused: list[UnusableRule] = []
    added: dict[str, list[Condition]] = {}
    for one in filters:
        why, name = _why_not(one, known, by_id)
        if why is not None:
            line = one.lines.get(name, one.line)
            refused.append(UnusableRule(path=one.card.path, why=why, line=line, id=one.card.info.id))
            continue
        meant = by_id if one.rules is None else [known[name] for name in one.rules]
        for rule in dict.fromkeys(meant):
            if _means(one.card.logsource, by_id[rule].card.logsource):
                added.setdefault(rule, []).append(one.condition)
    return tuple(_with(rule, added.get(rule.card.info.id)) for rule in rules), tuple(refused)


def _why_not(one: Filter, known: dict[str, str], by_id: dict[str, Rule]) -> tuple[str | None, str]:
    for name in one.rules or ():
        if name not in known:
            return f"it is for '{name}', and no rule that can be used has this id or name", name
        if not _means(one.card.logsource, by_id[known[name]].card.logsource):
            return f"it is for '{name}', whose logsource is another", name
    return None, ""


def _means(asked: LogSource, has: LogSource) -> bool:
    """Say whether a rule's logsource has all that a filter's says."""
    return (
        asked.product in (None, has.product)
        and asked.category in (None, has.category)
        and asked.service in (None, has.service)
    )


def _with(rule: Rule, conditions: list[Condition] | None) -> Rule:
    return rule if not conditions else Rule(rule.card, And((rule.condition, *conditions)))
