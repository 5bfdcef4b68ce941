"""Sigma rules out of YAML: each is read, or listed with file, line and reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.hunting.rule_files import MAX_RULE_BYTES
from tocsin.hunting.rules import load_rules
from tocsin.model.logs import LogSource

from tests.hunting.rulebook import load_text, text_of

GOOD = text_of({"s": {"F": "a"}}, id="11111111-1111-4111-8111-111111111111", level="low", tags=["attack.t1190"])
OTHER = text_of({"s": {"F": "b"}}, id="22222222-2222-4222-8222-222222222222")


def test_a_card_says_what_the_rule_is(tmp_path: Path) -> None:
    (card,) = load_text(tmp_path, GOOD).cards

    assert (card.info.title, card.info.level, card.info.tags) == ("t", "low", ("attack.t1190",))
    assert card.logsource == LogSource(product="windows")
    assert card.fields == ("F",)
    assert card.path == "rule.yml"


def test_a_level_that_is_not_given_is_medium(tmp_path: Path) -> None:
    assert load_text(tmp_path, OTHER).cards[0].info.level == "medium"


UNUSABLE = {
    "broken YAML": ("title: [", "not YAML", 2),
    "not UTF-8": (b"title: \xff\xfe", "not YAML", None),
    "no mapping": ("- a\n- b\n", "no mapping", 1),
    "no detection": ("title: t\nlogsource: {product: windows}\n", "no detection", 1),
    "no condition": ("\n\ntitle: t\nlogsource: {product: windows}\ndetection: {s: {F: a}}\n", "condition", 3),
    "unknown modifier": (
        "title: t\nlogsource: {product: windows}\ndetection:\n  s:\n    F|cidr6: a\n  condition: s\n",
        "Unknown modifier 'cidr6'",
        5,
    ),
    "bad expression": (
        "title: t\nlogsource: {product: windows}\ndetection:\n  s:\n    F|re: 'a('\n  condition: s\n",
        "a(",
        5,
    ),
    "expression that needs backtracking": (
        "title: t\nlogsource: {product: windows}\ndetection:\n  s:\n    F|re: '(a+)+\\1'\n  condition: s\n",
        "invalid",
        5,
    ),
    "bad network": (
        "title: t\nlogsource: {product: windows}\ndetection:\n  s: {F|cidr: 192.0.2.0/99}\n  condition: s\n",
        "192.0.2.0/99",
        None,
    ),
    "unknown selection": (
        "title: t\nlogsource: {product: windows}\ndetection:\n  s: {F: a}\n  condition: other\n",
        "'other' not defined",
        5,
    ),
    "old aggregation that cannot be read": (
        text_of({"s": {"F": "a"}, "condition": "s | count() >> 5"}),
        "count, min",
        2,
    ),
    "near": (text_of({"s": {"F": "a"}, "condition": "s | near s"}), "'near' of Sigma 1", None),
    "a key twice": (
        "title: t\nlogsource: {product: windows}\ndetection:\n  s:\n    F: a\n    F: b\n  condition: s\n",
        "the key 'F' is given twice",
        6,
    ),
    "two words in a condition": (
        text_of({"s": {"F": "a"}, "condition": "s t"}),
        "cannot be read from its character 3",
        None,
    ),
    "a map in place of a value": (text_of({"s": {"F": {"G": "a"}}}), "cannot be a map", None),
    "a modifier that does not fit": (
        text_of({"s": {"F|lt": "a"}}),
        "the modifier 'lt' does not fit the value 'a'",
        None,
    ),
    "windash of many dashes": (text_of({"s": {"F|windash": "-a -b -c -d -e -f"}}), "more than 5 dashes", None),
    "an encoding of wildcards": (text_of({"s": {"F|wide|base64": "a*"}}), "wildcards cannot be encoded", None),
    "no logsource": ("title: t\ndetection: {s: {F: a}, condition: s}\n", "log source", None),
    "placeholder without a value": (text_of({"s": {"F|expand": "%x%"}}), "placeholder '%x%'", None),
    "correlation": ("title: t\ncorrelation: {type: event_count}\n", "correlation rule without rule references", 1),
    "filter": ("title: t\nfilter: {rules: [x], selection: {F: a}}\n", "must contain exactly one condition", 1),
    "many wildcards": (text_of({"s": {"F": "*a" * 50_000}}), "wildcards", None),
    "too large": ("#" * (MAX_RULE_BYTES + 1), "larger than 1 MiB", None),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_rule_that_cannot_be_used_is_listed_and_the_rest_is_read(name: str, tmp_path: Path) -> None:
    text, why, line = UNUSABLE[name]
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "bad.yml").write_bytes(text if isinstance(text, bytes) else text.encode())
    (tmp_path / "rules" / "good.yml").write_text(GOOD)

    rules = load_rules([tmp_path / "rules"], packs=False)

    assert len(rules.rules) == 1
    (unusable,) = rules.unusable
    assert why in unusable.why
    assert unusable.path == "rules/bad.yml"
    assert line is None or unusable.line == line


def test_an_unusable_rule_of_a_collection_leaves_the_others(tmp_path: Path) -> None:
    rules = load_text(tmp_path, f"{GOOD}---\ntitle: x\n---\n{OTHER}")

    assert len(rules.rules) == 2
    assert [(one.line, one.why) for one in rules.unusable] == [(GOOD.count("\n") + 2, "no detection")]
