"""Selections: which rules are left, and that none left is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.hunting.rule_sets import select
from tocsin.hunting.rules import RuleSet, load_rules
from tocsin.model.errors import RuleError

RULE = """title: {name}
id: 00000000-0000-4000-8000-{number:012d}
status: {status}
level: {level}
tags: [{tags}]
logsource: {{product: windows, service: security}}
detection: {{a: {{EventID: {number}}}, condition: a}}
"""
RULES = [
    ("a", "stable", "high", "attack.execution, attack.t1059.001"),
    ("b", "test", "medium", "attack.t1059"),
    ("c", "experimental", "critical", "attack.t10591"),
    ("d", "stable", "low", "detection.threat-hunting"),
    ("e", "test", "low", "detection.emerging-threats"),
]


@pytest.fixture
def rules(tmp_path: Path) -> RuleSet:
    for number, (name, status, level, tags) in enumerate(RULES):
        text = RULE.format(name=name, number=number, status=status, level=level, tags=tags)
        folder = tmp_path / ("rules-threat-hunting" if name == "b" else "rules")
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.yml").write_text(text)
    return load_rules([tmp_path], packs=False)


def titles(rules: RuleSet) -> str:
    return "".join(sorted(card.info.title for card in rules.cards))


@pytest.mark.parametrize(
    ("named", "left"),
    [("core", "a"), ("core+", "ab"), ("core++", "abc"), ("threat-hunting", "bd"), ("emerging-threats", "e")],
)
def test_a_name_stands_for_status_and_level_or_for_a_kind(rules: RuleSet, named: str, left: str) -> None:
    assert titles(select(rules, named=[named])) == left


@pytest.mark.parametrize(
    ("tag", "left"), [("T1059", "ab"), ("attack.t1059.001", "a"), ("attack", "abc"), ("execution", "a")]
)
def test_a_tag_stands_for_those_below_it_and_for_no_other(rules: RuleSet, tag: str, left: str) -> None:
    assert titles(select(rules, tags=[tag])) == left


def test_what_is_asked_is_asked_together(rules: RuleSet) -> None:
    chosen = select(rules, named=["core+"], tags=["t1059"], statuses=["test"])

    assert titles(chosen) == "b"
    assert chosen.digest != rules.digest
    assert select(rules) is rules


def test_nothing_left_is_an_error_that_says_what_to_do(rules: RuleSet) -> None:
    with pytest.raises(RuleError, match=r"none of 5 rules is left by --tag t9999"):
        select(rules, tags=["t9999"])
