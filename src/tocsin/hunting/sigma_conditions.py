"""Conditions read from pySigma's parsed rules.

In: a rule as pySigma parsed it. Out: the tree of `conditions`.
"""

from __future__ import annotations

from typing import Any

import re2
from sigma import conditions as sigma_conditions
from sigma import types as sigma_types
from sigma.rule import SigmaRule
from sigma.types import SigmaTimestampPart

from tocsin.hunting.atoms import (
    AnyOne,
    AnyRun,
    Atom,
    Cidr,
    Compare,
    Exists,
    FieldReference,
    Literal,
    Null,
    Number,
    Part,
    Regex,
    Text,
    TimePart,
    compiled,
)
from tocsin.hunting.conditions import And, Condition, Not, Or, Test, size
from tocsin.hunting.placeholders import spelled_out
from tocsin.hunting.sigma_modifiers import CasedReference
from tocsin.hunting.values import Values
from tocsin.model.errors import RuleError

MAX_NODES = 50_000  # of a condition
MAX_DEPTH = 100  # of a condition
MAX_PARTS = 1_000  # of a value


def read_condition(rule: SigmaRule, values: Values) -> Condition:
    """Return what a rule asks; several conditions of one rule are alternatives. `values` are those of placeholders.

    Raises `RuleError` for what cannot be asked of an event.
    """
    if not rule.detection.parsed_condition:
        raise RuleError("the rule has no condition")
    trees = tuple(_tree(condition.parsed, 0, values) for condition in rule.detection.parsed_condition)
    found = _joined(Or, trees)
    if found is None:
        raise RuleError("nothing is left of its condition")
    if size(found) > MAX_NODES:
        raise RuleError(f"a condition of more than {MAX_NODES:,} parts")
    return found


def _tree(node: Any, depth: int, values: Values) -> Condition | None:
    """Return the tree of a node; None for a part that a pipeline dropped, which is then left out."""
    if depth > MAX_DEPTH:
        raise RuleError(f"a condition nested deeper than {MAX_DEPTH}")
    if node is None:
        return None
    if isinstance(node, sigma_conditions.ConditionAND):
        return _joined(And, tuple(_tree(part, depth + 1, values) for part in node.args))
    if isinstance(node, sigma_conditions.ConditionOR):
        return _joined(Or, tuple(_tree(part, depth + 1, values) for part in node.args))
    if isinstance(node, sigma_conditions.ConditionNOT):
        inner = _tree(node.args[0], depth + 1, values)
        return None if inner is None else Not(inner)
    if isinstance(node, sigma_conditions.ConditionFieldEqualsValueExpression):
        return _test(node.field, node.value, values)
    if isinstance(node, sigma_conditions.ConditionValueExpression):
        return _test(None, node.value, values)
    raise RuleError(f"a condition of an unknown kind: {type(node).__name__}")


def _joined(kind: type[And | Or], parts: tuple[Condition | None, ...]) -> Condition | None:
    left = tuple(part for part in parts if part is not None)
    return left[0] if len(left) == 1 else kind(left) if left else None


def _test(field: str | None, value: Any, values: Values) -> Condition:
    if isinstance(value, sigma_types.SigmaExpansion):
        return Or(tuple(_test(field, one, values) for one in value.values))
    tests = tuple(Test(_atom(field, one)) for one in spelled_out(value, values))
    return tests[0] if len(tests) == 1 else Or(tests)


def _atom(field: str | None, value: Any) -> Atom:
    if isinstance(value, sigma_types.SigmaString):
        parts = _parts(value)
        if field is None:  # a keyword stands anywhere in a value
            parts = _merged((AnyRun(), *parts, AnyRun()))
        return Text(field, parts, cased=isinstance(value, sigma_types.SigmaCasedString))
    if isinstance(value, sigma_types.SigmaBool):
        return Text(field, (Literal("true" if value.boolean else "false"),))
    if isinstance(value, sigma_types.SigmaRegularExpression):
        return _regex(field, value)
    if isinstance(value, sigma_types.SigmaCIDRExpression):
        return Cidr(field, str(value.network))
    if field is None and not isinstance(value, sigma_types.SigmaNumber):
        raise RuleError(f"a keyword cannot be {type(value).__name__.removeprefix('Sigma')}")
    return (
        _field_atom(field or "", value) if field is not None else Text(None, (AnyRun(), Literal(str(value)), AnyRun()))
    )


def _field_atom(field: str, value: Any) -> Atom:
    if isinstance(value, sigma_types.SigmaTimestampPart):
        return TimePart(field, value.timestamp_part.name.lower(), int(value.number))
    if isinstance(value, sigma_types.SigmaNumber):
        return Number(field, value.number)
    if isinstance(value, sigma_types.SigmaNull):
        return Null(field)
    if isinstance(value, sigma_types.SigmaExists):
        return Exists(field, value.exists)
    if isinstance(value, sigma_types.SigmaCompareExpression):
        part = value.number.timestamp_part.name.lower() if isinstance(value.number, SigmaTimestampPart) else None
        return Compare(field, value.op.name.lower(), value.number.number, part)
    if isinstance(value, sigma_types.SigmaFieldReference):
        relation = "contains" if value.starts_with and value.ends_with else "equals"
        if value.starts_with != value.ends_with:
            relation = "startswith" if value.starts_with else "endswith"
        return FieldReference(field, value.field, relation, cased=isinstance(value, CasedReference))
    if isinstance(value, sigma_types.SigmaQueryExpression):
        raise RuleError("its pipeline makes a query of a value, and there is no query here: use value_placeholders")
    raise RuleError(f"a value of an unknown kind: {type(value).__name__}")


def _parts(value: sigma_types.SigmaString) -> tuple[Part, ...]:
    parts: list[Part] = []
    for part in value.s:
        if isinstance(part, str):
            parts.append(Literal(part))
        elif part is sigma_types.SpecialChars.WILDCARD_MULTI:
            parts.append(AnyRun())
        elif part is sigma_types.SpecialChars.WILDCARD_SINGLE:
            parts.append(AnyOne())
        else:
            raise RuleError(f"a part of an unknown kind: {type(part).__name__}")
    if len(parts) > MAX_PARTS:
        raise RuleError(f"a value with more than {MAX_PARTS:,} wildcards and texts between them")
    return _merged(tuple(parts))


def _merged(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Return the parts without empty texts, and with one `*` or one text where several stand together."""
    kept: list[Part] = []
    for part in parts:
        if isinstance(part, Literal) and kept and isinstance(kept[-1], Literal):
            kept[-1] = Literal(kept[-1].text + part.text)
        elif part != Literal("") and not (isinstance(part, AnyRun) and kept and isinstance(kept[-1], AnyRun)):
            kept.append(part)
    return tuple(kept)


def _regex(field: str | None, value: sigma_types.SigmaRegularExpression) -> Atom:
    flags = {flag.name for flag in value.flags}
    expression = str(value.regexp)
    found = Regex(field, expression, "IGNORECASE" in flags, "MULTILINE" in flags, "DOTALL" in flags)
    try:
        compiled(found.pattern, found.ignore_case, found.multiline, found.dotall)
    except re2.error as error:
        raise RuleError(f"the regular expression {expression[:80]!r} cannot be used: {error}") from error
    return found
