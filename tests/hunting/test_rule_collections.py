"""Collections of rules: what documents with an action do to the others."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tocsin.hunting.rule_collections import whole_rules
from tocsin.model.errors import RuleError

from tests.hunting.rulebook import load_text

COMMON = {"action": "global", "title": "t", "logsource": {"product": "windows"}, "level": "high"}
ID = "0a4c1c0e-6c7f-4b49-9a0e-0a3a9f1f2b3c"


def detection(value: str) -> dict[str, object]:
    return {"detection": {"s": {"A": value}, "condition": "s"}}


def test_what_is_global_is_in_every_rule_that_follows_until_it_is_reset(tmp_path: Path) -> None:
    documents = [
        COMMON,
        {"action": "global", "tags": ["attack.t1059"]},
        detection("x"),
        detection("y"),
        {"action": "reset"},
        {"title": "alone", "logsource": {"product": "linux"}, **detection("z")},
    ]

    rules = load_text(tmp_path, yaml.safe_dump_all(documents))

    assert rules.unusable == ()
    said = {(rule.card.info.title, rule.card.info.level, rule.card.info.tags) for rule in rules.rules}
    assert said == {("t", "high", ("attack.t1059",)), ("alone", "medium", ())}
    assert len(rules.rules) == 3


def test_repeat_is_the_rule_before_with_something_else() -> None:
    first = {"title": "t", "detection": {"s": {"A": "x"}, "condition": "s"}}
    again = {"action": "repeat", "detection": {"s": {"B": "y"}}}

    assert [rule for _, rule in whole_rules([(1, first), (9, again)])] == [
        first,
        {"title": "t", "detection": {"s": {"A": "x", "B": "y"}, "condition": "s"}},
    ]


def test_rules_that_share_an_id_get_their_own(tmp_path: Path) -> None:
    documents = [{**COMMON, "id": ID}, detection("x"), detection("y")]

    rules = load_text(tmp_path, yaml.safe_dump_all(documents))
    again = load_text(tmp_path, yaml.safe_dump_all(documents))

    ids = [rule.card.info.id for rule in rules.rules]
    assert ID in ids
    assert len(set(ids)) == 2
    assert again == rules


def test_correlations_and_filters_stand_for_themselves() -> None:
    correlation = {"title": "c", "correlation": {"type": "event_count"}}

    assert list(whole_rules([(1, COMMON), (2, correlation), (3, "text")])) == [(2, correlation), (3, "text")]


def test_an_unknown_action_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="the action 'explode' does not exist"):
        list(whole_rules([(1, {"action": "explode"})]))

    rules = load_text(tmp_path, yaml.safe_dump_all([{"action": "explode"}, {"title": "t", **detection("x")}]))
    assert "'explode'" in rules.unusable[0].why
