"""A rule's condition with the names that the rule gives its parts: for people who look at one rule closely.

In: a rule and the files that rules were read from. Out: `Outline`: the condition as it is written, and its tree in
which each selection stands under its name. Each selection is read as a rule of its own, so that pipelines, placeholders
and taxonomies do to it what they did to the rule. Parsed by pySigma; loaded only when somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sigma import conditions as sigma_conditions
from sigma.exceptions import SigmaError
from sigma.rule import SigmaDetections

from tocsin.hunting.conditions import And, Condition
from tocsin.hunting.given import Given
from tocsin.hunting.rule_collections import whole_rules
from tocsin.hunting.rules import Rule
from tocsin.hunting.sigma_aggregations import correlated
from tocsin.hunting.sigma_forms import in_pysigma_form
from tocsin.hunting.sigma_policy import POLICY
from tocsin.hunting.sigma_rules import read_document
from tocsin.hunting.yaml_documents import documents
from tocsin.model.errors import RuleError

Kind = Literal["and", "or", "not", "selection", "filter"]


@dataclass(frozen=True, slots=True)
class Named:
    """A part of a condition: `and`, `or`, `not` over others, or a selection or filter with what it asks."""

    kind: Kind
    name: str = ""
    of: tuple[Named, ...] = ()
    asks: Condition | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """Conditions as the rule writes them, and their tree."""

    conditions: tuple[str, ...]
    tree: Named


def outline(rule: Rule, files: Iterable[tuple[str, bytes]], given: Given | None = None) -> Outline | None:
    """Return the outline of a rule; None where its file is not among these, or reads otherwise by now."""
    given = given or Given()
    for name, content in files:
        if name != rule.card.path:
            continue
        lines = content.decode("utf-8", "replace").splitlines()
        for line, document in whole_rules(documents(content)):
            for read in read_document(name, line, document, lines, given):
                if isinstance(read, Rule) and read.card.info.id == rule.card.info.id:
                    both = correlated(document, f"{name}:{line}")  # an aggregation: its events are the rule
                    return _outline(rule, read, name, line, document if both is None else both[0], lines, given)
    return None


def _outline(
    rule: Rule, read: Rule, name: str, line: int, document: dict[str, Any], lines: list[str], given: Given
) -> Outline | None:
    said: dict[str, Any] = in_pysigma_form(document)["detection"]
    # only names and conditions: what selections ask is read below
    detection = SigmaDetections.from_dict(
        {part: asks if part == "condition" else {"field": 1} for part, asks in said.items()}, policy=POLICY
    )
    named: dict[str, Named] = {}

    def selection(selected: str) -> Named:
        if selected not in named:
            alone = {**document, "detection": {selected: document["detection"][selected], "condition": selected}}
            (one, *_) = read_document(name, line, alone, lines, given)
            if not isinstance(one, Rule):
                raise RuleError(f"the selection {selected!r} cannot be read alone")
            named[selected] = Named("selection", selected, asks=one.condition)
        return named[selected]

    try:
        trees = tuple(_named(one.parse(postprocess=False), detection, selection) for one in detection.parsed_condition)
    except (RuleError, SigmaError):
        return None
    tree = trees[0] if len(trees) == 1 else Named("or", of=trees)
    filters = _filters(rule.condition, read.condition)
    if filters:
        tree = Named("and", of=(tree, *filters))
    return Outline(tuple(one.condition for one in detection.parsed_condition), tree)


def _named(node: Any, detection: SigmaDetections, selection: Any) -> Named:
    if isinstance(node, sigma_conditions.ConditionIdentifier):
        return selection(node.identifier)
    if isinstance(node, sigma_conditions.ConditionSelector):
        parts = tuple(selection(one.identifier) for one in node.resolve_referenced_detections(detection))
        kind: Kind = "and" if node.cond_class is sigma_conditions.ConditionAND else "or"
        return Named(kind, f"{node.args[0]} of {node.pattern}", parts)
    parts = tuple(_named(part, detection, selection) for part in node.args)
    if isinstance(node, sigma_conditions.ConditionNOT):
        return Named("not", of=parts)
    if isinstance(node, sigma_conditions.ConditionAND):
        return Named("and", of=parts)
    return Named("or", of=parts)


def _filters(whole: Condition, own: Condition) -> tuple[Named, ...]:
    """Return what filters of the user's added to a rule's own condition."""
    if isinstance(whole, And) and whole != own and whole.of[:1] == (own,):
        return tuple(Named("filter", asks=part) for part in whole.of[1:])
    return ()
