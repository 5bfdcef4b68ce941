"""Rules as text: conditions in words, 80 columns, nothing a terminal obeys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tocsin.hunting.watch import RuleCheck, RuleList, on_catalogue, watch
from tocsin.showing.rules import MOST_VALUES, WIDTH, card_text, check_text, condition_lines, list_text

from tests.hunting.rulebook import load_text, text_of

NASTY = "\x1b[31mred\u202e\nnext"


@pytest.mark.parametrize(
    ("detection", "words"),
    [
        ({"s": {"A": "x"}}, ['A is "x"']),
        ({"s": {"A|contains": "x"}}, ['A contains "x"']),
        ({"s": {"A|startswith|cased": "x"}}, ['A begins with (upper and lower case as written) "x"']),
        ({"s": {"A": "x*y?z"}}, ['A reads like "x*y?z"']),
        ({"s": {"A": ["x", "y", 3]}}, ['A is "x" or "y" or 3']),
        ({"s": {"A": None}}, ["A is missing"]),
        ({"s": {"A|exists": True}}, ["A is there"]),
        ({"s": {"A|re|i": "^x"}}, ["A matches /^x/i"]),
        ({"s": {"A|cidr": "192.0.2.0/24"}}, ["A is in the network 192.0.2.0/24"]),
        ({"s": {"A|gte": 5}}, ["A is at least 5"]),
        ({"s": {"A|hour|lt": 5}}, ["the hour of A is less than 5"]),
        ({"s": {"A|hour": 5}}, ["the hour of A is 5"]),
        ({"s": {"A|fieldref": "B"}}, ["A equals the field B"]),
        ({"s": {"A|fieldref|endswith": "B"}}, ["A ends with the field B"]),
        ({"s": ["word"]}, ['any field contains "word"']),
        (
            {"s": {"A": "x", "B": "y"}, "f": {"C": "z"}, "condition": "s and not f"},
            ["all of", 'A is "x"', 'B is "y"', "not", 'C is "z"'],
        ),
        ({"s": [{"A": "x"}, {"B": "y"}]}, ["at least one of", 'A is "x"', 'B is "y"']),
    ],
)
def test_a_condition_is_said_in_words(detection: Any, words: list[str], tmp_path: Path) -> None:
    (rule,) = load_text(tmp_path, text_of(detection)).rules
    lines = [line.strip() for line in condition_lines(rule.condition)]

    assert [line for line in lines if line != "all of" or "all of" in words][: len(words)] == words


def test_many_values_are_counted(tmp_path: Path) -> None:
    (rule,) = load_text(tmp_path, text_of({"s": {"A": [f"v{number}" for number in range(MOST_VALUES + 5)]}})).rules

    assert "or 5 more" in " ".join(condition_lines(rule.condition))


def test_nothing_a_terminal_obeys_is_shown(tmp_path: Path) -> None:
    rules = load_text(
        tmp_path,
        text_of({"s": {f"F{NASTY}": NASTY * 20}}, title=f"T {NASTY}", author=NASTY, description=NASTY * 10),
    )
    rule = rules.rules[0]
    listed = list_text(RuleList(rules=rules.cards, unusable=rules.unusable))
    checked = check_text(RuleCheck(rules=watch(rules, {}), unusable=rules.unusable), whole=True, of_evidence=True)

    for shown in (listed, card_text(rule, on_catalogue(rule)), checked):
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert max(map(len, shown.splitlines())) <= WIDTH


def test_reasons_are_counted_and_named_on_demand(tmp_path: Path) -> None:
    rules = load_text(tmp_path, text_of({"s": {"A": "x"}}, {"product": "solaris"}, title="A rule for Solaris"))
    result = RuleCheck(rules=watch(rules, None), unusable=())

    assert "1: no log of the catalogue is solaris" in check_text(result, whole=False, of_evidence=False)
    assert "A rule for Solaris" in check_text(result, whole=True, of_evidence=False)
