"""Exclusions: events that a user does not want to see of certain rules, left out of their hits and counted.

In: a rule set with exclusions. Out: for the plan, a rule for each exclusion and each logsource of its rules, so that
exclusions are tested by columns as rules are; for a batch, the hits without the excluded, and how many those were. An
event that several exclusions leave out counts for the first of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from msgspec.structs import replace as update

from tocsin.hunting.conditions import Condition
from tocsin.hunting.field_names import in_sigma_names, taxonomies_of
from tocsin.hunting.reference import evaluate
from tocsin.hunting.rules import Exclusion, Rule, RuleSet
from tocsin.hunting.table import Mask, Rows
from tocsin.model.logs import LogSource
from tocsin.model.rules import RuleCard, RuleInfo
from tocsin.model.tuning import Tuned

Counts = Counter[tuple[int, str]]
"""(Number of the exclusion, id of the rule) -> hits that were left out."""


@dataclass(frozen=True, slots=True)
class Excluding:
    """Which rules of a plan have exclusions: a rule's number -> (number of an exclusion, number of its rule)."""

    by_rule: dict[int, tuple[tuple[int, int], ...]]
    ids: dict[int, str]  # of the rules with exclusions
    silent: frozenset[int]  # rules whose hits are not shown, and not counted
    end: int  # from this number on, rules of the plan are exclusions

    def apply(self, matches: Iterable[tuple[int, Rows]], chosen: Mask | None, counts: Counts) -> list[tuple[int, Rows]]:
        """Return the matches of the rules without the excluded rows; `counts` grows by those that are chosen."""
        found = dict(matches)
        kept: list[tuple[int, Rows]] = []
        for number, rows in found.items():
            if number >= self.end:
                continue
            for exclusion, its_rule in self.by_rule.get(number, ()):
                excluded = np.isin(rows, found.get(its_rule, ()), assume_unique=True)
                if excluded.any():
                    gone = rows[excluded] if chosen is None else rows[excluded & chosen[rows]]
                    if number not in self.silent and len(gone):
                        counts[exclusion, self.ids[number]] += len(gone)
                    rows = rows[~excluded]
            if len(rows):
                kept.append((number, rows))
        return kept


def with_exclusions(rules: RuleSet) -> tuple[RuleSet, Excluding | None]:
    """Return the rule set whose plan also tests the exclusions, and how to apply them; None where there are none."""
    by_rule: dict[int, list[tuple[int, int]]] = {}
    added: dict[tuple[int, LogSource], Rule] = {}
    places: dict[tuple[int, LogSource], int] = {}
    for exclusion, one in enumerate(rules.exclusions):
        for number, rule in enumerate(rules.rules):
            if rule.id in one.rules:
                key = (exclusion, rule.card.logsource)
                if key not in added:
                    places[key] = len(rules.rules) + len(added)
                    added[key] = _as_rule(one, exclusion, rule.card.logsource)
                by_rule.setdefault(number, []).append((exclusion, places[key]))
    if not added:
        return rules, None
    excluding = Excluding(
        {number: tuple(found) for number, found in by_rule.items()},
        {number: rules.rules[number].card.info.id for number in by_rule},
        frozenset(number for number in by_rule if rules.rules[number].card.info.id in rules.hidden),
        len(rules.rules),
    )
    return replace(rules, rules=(*rules.rules, *added.values()), digest=f"{rules.digest}:excluding"), excluding


def _as_rule(one: Exclusion, number: int, source: LogSource) -> Rule:
    info = RuleInfo(id=f"exclusion:{number}:{source}", title=one.name, level="informational")
    return Rule(RuleCard(info=info, logsource=source, path=one.place), in_names_of(one.condition, source))


def in_names_of(condition: Condition, source: LogSource) -> Condition:
    """Return an exclusion's condition as it is asked of events of a logsource."""
    return in_sigma_names(condition, taxonomies_of(None), source)


def excluded_by(rules: RuleSet, correlation: str, group: Mapping[str, object], counts: Counts) -> bool:
    """Say whether a hit of a correlation is excluded by the fields it is grouped by; `counts` grows by it."""
    for number, one in enumerate(rules.exclusions):
        if correlation in one.rules and evaluate(one.condition, group):
            counts[number, correlation] += 1
            return True
    return False


def with_hits(rules: RuleSet, excluded: Counts) -> tuple[Tuned, ...]:
    """Return what tuning did, with the hits that each exclusion left out."""
    told: list[Tuned] = []
    number = 0
    for one in rules.tuned:
        if one.kind == "exclusion":
            by_rule = {rule: count for (which, rule), count in sorted(excluded.items()) if which == number}
            one = update(one, hits=sum(by_rule.values()), by_rule=by_rule)
            number += 1
        told.append(one)
    return tuple(told)
