"""Correlations read from pySigma's parsed rules.

In: a correlation rule as pySigma parsed it. Out: a `Correlation` whose references are as the author wrote them.
"""

from __future__ import annotations

from math import isfinite
from typing import Any
from uuid import UUID

from sigma.correlations import (
    CorrelationConditionAND,
    CorrelationConditionNOT,
    CorrelationConditionOR,
    SigmaCorrelationRule,
    SigmaExtendedCorrelationCondition,
    SigmaRuleReference,
)

from tocsin.hunting.correlations import Absent, Correlation, Either, Every, Expression, Fired, Kind, Threshold, size
from tocsin.model.errors import RuleError
from tocsin.model.rules import RuleCard

MAX_SECONDS = 100 * 365 * 86_400
MAX_RULES = 1_000  # that a correlation refers to, or names in its condition
MAX_DEPTH = 50  # of an extended condition
OPERATORS = ("gt", "gte", "lt", "lte", "eq", "neq")
NUMBERS = frozenset({Kind.VALUE_SUM, Kind.VALUE_AVG, Kind.VALUE_PERCENTILE, Kind.VALUE_MEDIAN})


def split_range(document: dict[Any, Any]) -> tuple[dict[Any, Any], tuple[Threshold, ...]]:
    """Return a correlation's document with one end of its range, as pySigma takes it, and the other ends.

    Raises `RuleError` for what is no number.
    """
    correlation = document["correlation"]
    condition = correlation.get("condition") if isinstance(correlation, dict) else None
    if not isinstance(condition, dict):
        return document, ()
    ends = [name for name in OPERATORS if name in condition]
    if len(ends) < 2:
        return document, ()
    also: list[Threshold] = []
    for name in ends[1:]:
        number = condition[name]
        if isinstance(number, bool) or not isinstance(number, (int, float)) or not isfinite(number):
            raise RuleError(f"'{number}' is no number that a correlation's condition can ask for")
        also.append(Threshold(name, number))
    kept = {name: value for name, value in condition.items() if name not in ends[1:]}
    return {**document, "correlation": {**correlation, "condition": kept}}, tuple(also)


def read_correlation(
    parsed: SigmaCorrelationRule,
    card: RuleCard,
    line: int,
    lines: dict[str, int],
    also: tuple[Threshold, ...] = (),
) -> Correlation:
    """Return the correlation; `also` are the other ends of a range.

    Raises `RuleError` for what cannot be asked.
    """
    kind = Kind(parsed.type.name.lower())
    if parsed.timespan.seconds > MAX_SECONDS:
        raise RuleError(f"its timespan '{parsed.timespan.spec}' is longer than 100 years")
    rules, expression, threshold = _asked(parsed, kind, is_range=bool(also))
    if not rules:
        raise RuleError("it refers to no rule")
    if len(rules) > MAX_RULES or (expression is not None and size(expression) > 2 * MAX_RULES):
        raise RuleError(f"it refers to more than {MAX_RULES:,} rules")
    fieldref = getattr(parsed.condition, "fieldref", None)
    fields = () if fieldref is None else tuple(map(str, fieldref if isinstance(fieldref, list) else [fieldref]))
    if kind in NUMBERS and len(fields) != 1:
        raise RuleError(f"{kind} is of one field")
    percentile = getattr(parsed.condition, "percentile", None)
    if kind is Kind.VALUE_PERCENTILE and (percentile is None or not 0 <= percentile <= 100):
        raise RuleError("value_percentile needs a percentile from 0 to 100")
    return Correlation(
        card=card,
        kind=kind,
        rules=tuple(dict.fromkeys(rules)) if kind is not Kind.TEMPORAL_ORDERED else rules,
        seconds=parsed.timespan.seconds,
        group_by=tuple(parsed.group_by or ()),
        aliases={
            alias.alias: {reference(one.reference): str(name) for one, name in alias.mapping.items()}
            for alias in parsed.aliases
        },
        fields=fields if kind is Kind.VALUE_COUNT or kind in NUMBERS else (),
        threshold=threshold,
        also=also,
        expression=expression,
        percentile=50 if percentile is None else percentile,
        generate=bool(parsed.generate),
        line=line,
        lines=lines,
    )


def reference(text: object) -> str:
    """Return a reference as rules have it: an id in small letters, a name as it is written.

    >>> reference("0A4C1C0E-6C7F-4B49-9A0E-0A3A9F1F2B3C"), reference("Failed_logon")
    ('0a4c1c0e-6c7f-4b49-9a0e-0a3a9f1f2b3c', 'Failed_logon')
    """
    try:
        return str(UUID(str(text)))
    except ValueError:
        return str(text)


def _asked(
    parsed: SigmaCorrelationRule, kind: Kind, *, is_range: bool
) -> tuple[tuple[str, ...], Expression | None, Threshold | None]:
    """Return the references, and what is asked of them: an expression or a number."""
    rules = tuple(reference(one.reference) for one in parsed.rules or ())
    condition = parsed.condition
    if isinstance(condition, SigmaExtendedCorrelationCondition):
        return rules or tuple(map(reference, condition.get_referenced_rules())), _expression(condition.parsed, 0), None
    threshold = Threshold(condition.op.name.lower(), condition.count)
    if kind not in (Kind.TEMPORAL, Kind.TEMPORAL_ORDERED):
        return rules, None, threshold
    if threshold == Threshold("gte", len(rules)) and not is_range:  # also what pySigma gives where nothing is said
        return rules, Every(tuple(map(Fired, rules))), None
    if kind is Kind.TEMPORAL_ORDERED:
        raise RuleError("temporal_ordered asks for all of its rules: a condition on their number has no meaning")
    return rules, None, threshold


def _expression(node: Any, depth: int) -> Expression:
    if depth > MAX_DEPTH:
        raise RuleError(f"a condition nested deeper than {MAX_DEPTH}")
    if isinstance(node, SigmaRuleReference):
        return Fired(reference(node.reference))
    parts = tuple(_expression(part, depth + 1) for part in node.args)
    if isinstance(node, CorrelationConditionNOT):
        return Absent(parts[0])
    if isinstance(node, CorrelationConditionAND):
        return Every(parts)
    if isinstance(node, CorrelationConditionOR):
        return Either(parts)
    raise RuleError(f"a condition of an unknown kind: {type(node).__name__}")
