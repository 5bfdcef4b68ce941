"""Placeholders: what a rule asks once the user's values stand in their place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tocsin.hunting import RuleSet, load_rules

from tests.hunting.rulebook import batch_of, by_reference, rows_of, text_of

VALUES = {"Admins": ("alice", "svc_*"), "Suffix": ("1", "2"), "Net": ("192.0.2.0/24", "2001:db8::/32"), "Low": ("5",)}


def rules_of(folder: Path, detection: Any, values: dict[str, tuple[str, ...]] | None = None) -> RuleSet:
    path = folder / "rule.yml"
    path.write_text(text_of(detection))
    return load_rules([path], packs=False, values=VALUES if values is None else values)


@pytest.mark.parametrize(
    ("key", "asked", "value", "true"),
    [
        ("User|expand", "%Admins%", "ALICE", True),
        ("User|expand", "%Admins%", "svc_backup", True),
        ("User|expand", "%Admins%", "bob", False),
        ("User|expand", "CORP\\%Admins%%Suffix%", "corp\\alice2", True),
        ("User|expand", "CORP\\%Admins%%Suffix%", "corp\\alice3", False),
        ("User|contains|expand", "%Admins%", "xALICEx", True),
        ("User|contains|all|expand", ["%Admins%", "%Suffix%"], "alice 2", True),
        ("User|contains|all|expand", ["%Admins%", "%Suffix%"], "alice", False),
        ("User|re|expand", "^%Suffix%+$", "222", True),
        ("User|re|expand", "^%Suffix%+$", "212", False),
        ("User|expand|cidr", "%Net%", "192.0.2.77", True),
        ("User|expand|cidr", "%Net%", "2001:db8::1", True),
        ("User|expand|cidr", "%Net%", "198.51.100.1", False),
        ("User", "%Admins%", "%admins%", True),
        ("User", "%Admins%", "alice", False),
    ],
)
def test_values_stand_in_their_place(tmp_path: Path, key: str, asked: Any, value: str, true: bool) -> None:
    rules = rules_of(tmp_path, {"s": {key: asked}})
    batch = batch_of([{"User": value}])

    assert rules.unusable == ()
    assert bool(rows_of(rules, batch)) is true
    assert rows_of(rules, batch) == by_reference(rules, batch)


def test_a_placeholder_without_values_is_named_and_what_to_do(tmp_path: Path) -> None:
    (unusable,) = rules_of(tmp_path, {"s": {"User|expand": "%Nobody%"}}).unusable

    assert unusable.why == (
        "the placeholder '%Nobody%' has no values: give a file that has 'Nobody: [value, ...]' (--values)"
    )
    assert unusable.line is not None
    assert "%Nobody%" in (tmp_path / "rule.yml").read_text().splitlines()[unusable.line - 1]


def test_other_values_are_another_rule_set(tmp_path: Path) -> None:
    one, other = (rules_of(tmp_path, {"s": {"User|expand": "%Admins%"}}, {"Admins": (name,)}) for name in "ab")

    assert one.digest != other.digest
    assert one.rules != other.rules


def test_placeholders_that_multiply_beyond_bounds_are_refused(tmp_path: Path) -> None:
    many = {"A": tuple(map(str, range(200)))}

    assert "10,000" in rules_of(tmp_path, {"s": {"User|expand": "%A%%A%"}}, many).unusable[0].why
    assert "10,000" in rules_of(tmp_path, {"s": {"User|expand|cidr": "%A%.%A%"}}, many).unusable[0].why


def test_all_asks_for_one_value_of_each_placeholder_also_of_networks(tmp_path: Path) -> None:
    rules = rules_of(
        tmp_path, {"s": {"User|expand|cidr|all": ["%Net%", "%Wide%"]}}, VALUES | {"Wide": ("192.0.0.0/16",)}
    )
    batch = batch_of([{"User": "192.0.2.7"}, {"User": "192.0.3.7"}, {"User": "2001:db8::1"}])

    assert rows_of(rules, batch) == by_reference(rules, batch) == {rules.rules[0].card.info.id: [0]}


def test_all_but_all_of_several_values_cannot_be_asked(tmp_path: Path) -> None:
    assert "all of several" in rules_of(tmp_path, {"s": {"User|expand|cidr|all|neq": ["%Net%"]}}).unusable[0].why
