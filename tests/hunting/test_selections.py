"""A rule's condition under the names that the rule gives its parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tocsin.hunting.given import Given
from tocsin.hunting.rules import Rule, RuleSet, load_rules, rule_sources
from tocsin.hunting.selections import Named, Outline, outline

from tests.hunting.rulebook import load_text, text_of


def told(node: Named) -> Any:
    """Return a tree as nested tuples of words."""
    if node.asks is not None:
        return node.name or node.kind
    return (f"{node.kind} {node.name}".strip(), *map(told, node.of))


def read(folder: Path, detection: Any, **more: Any) -> tuple[Rule, Outline]:
    (rule,) = load_text(folder, text_of(detection, **more)).rules
    found = outline(rule, rule_sources([folder / "rule.yml"], packs=False))
    assert found is not None
    return rule, found


def test_selections_stand_under_their_names(tmp_path: Path) -> None:
    detection = {
        "sel_a": {"A": "a"},
        "sel_b": {"B|contains": ["b", "c"]},
        "filter": {"C|utf16le|base64": "z"},
        "condition": "(1 of sel_* or all of them) and not filter",
    }
    _, found = read(tmp_path, detection)

    assert found.conditions == ("(1 of sel_* or all of them) and not filter",)
    assert told(found.tree) == (
        "and",
        ("or", ("or 1 of sel_*", "sel_a", "sel_b"), ("and all of them", "filter", "sel_a", "sel_b")),
        ("not", "filter"),
    )


def test_several_conditions_are_alternatives(tmp_path: Path) -> None:
    _, found = read(tmp_path, {"a": {"A": "a"}, "b": {"B": "b"}, "condition": ["a", "b"]})

    assert told(found.tree) == ("or", "a", "b")


def test_placeholders_are_spelled_out(tmp_path: Path) -> None:
    path = tmp_path / "rule.yml"
    path.write_text(text_of({"s": {"A|expand": "%Names%"}}), encoding="utf-8")
    values = {"Names": ("ann", "bob")}
    (rule,) = load_rules([path], packs=False, values=values).rules
    found = outline(rule, rule_sources([path], packs=False), Given(values))

    assert found is not None
    assert found.tree.of[0].asks == rule.condition


def test_what_a_filter_of_the_user_adds_is_told(tmp_path: Path) -> None:
    (tmp_path / "rule.yml").write_text(text_of({"s": {"A": "a"}}, id="11111111-1111-4111-8111-111111111111"))
    (tmp_path / "filter.yml").write_text(
        "title: ours\nlogsource: {product: windows}\n"
        "filter: {rules: [11111111-1111-4111-8111-111111111111], ours: {B: b}, condition: not ours}\n"
    )
    rules: RuleSet = load_rules([tmp_path], packs=False)
    found = outline(rules.rules[0], rule_sources([tmp_path], packs=False))

    assert found is not None
    assert told(found.tree) == ("and", ("and all of them", "s"), "filter")


def test_a_rule_of_no_such_file_has_none(tmp_path: Path) -> None:
    rule, _ = read(tmp_path, {"s": {"A": "a"}})

    assert outline(rule, []) is None
    assert outline(rule, [(rule.card.path, b"title: other\n")]) is None
