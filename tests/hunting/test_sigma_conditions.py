"""What Sigma's conditions, modifiers, wildcards and values mean, each said by the engine and by the reference."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from tocsin.hunting.conditions import size

from tests.hunting.rulebook import load_text, said_of, text_of

WIDE = base64.b64encode("cmd.exe".encode("utf-16le")).decode()

MODIFIERS: list[tuple[str, Any, list[Any], list[Any]]] = [
    # field with modifiers, value of the rule, values that meet it, values that do not
    ("F", "cmd.exe", ["cmd.exe", "CMD.EXE"], ["cmd.exe ", "xcmd.exe", "", None]),
    ("F|contains", "cmd", ["cmd", "a CMD b", "a\ncmd"], ["cm d", "", None]),
    ("F|startswith", "cmd", ["cmd.exe", "Cmd"], [" cmd", "a\ncmd", None]),
    ("F|endswith", "cmd", ["a cmd", "CMD"], ["cmd ", "cmd\n", "cmd\na", None]),
    ("F|contains|all", ["a", "b"], ["ab", "B A"], ["a", "b", None]),
    ("F|cased", "cmd", ["cmd"], ["Cmd"]),
    ("F|contains|cased", "Straße", ["die Straße"], ["die straße", "STRASSE"]),
    ("F|re", "^a.c$", ["abc"], ["aBC", "xabc", "a\nc", None]),
    ("F|re", "b.d", ["abcde"], ["bd"]),
    ("F|re|i", "^a.c$", ["ABC", "abc"], ["ab"]),
    ("F|re|m", "^b$", ["a\nb\nc", "b"], ["ab"]),
    ("F|re|s", "^a.c$", ["a\nc", "abc"], ["ac"]),
    ("F|re|i|m|s", "^B.C$", ["x\nb\nc"], ["xb\ncx"]),
    ("F|re", "a\\*b", ["a*b"], ["ab", "aab"]),
    ("F|base64", "cmd.exe", ["Y21kLmV4ZQ==", "y21KlMv4zq=="], ["cmd.exe"]),
    (
        "F|base64offset|contains",
        "cmd.exe",
        [base64.b64encode(b"x" * n + b"cmd.exe" + b"y" * n).decode() for n in range(4)],
        ["cmd.exe"],
    ),
    (
        "F|wide|base64offset|contains",
        "cmd.exe",
        [WIDE, base64.b64encode(b"x" + "cmd.exe".encode("utf-16le")).decode()],
        [""],
    ),
    ("F|utf16le|base64offset|contains", "cmd.exe", [WIDE], ["Y21kLmV4ZQ=="]),
    ("F|utf16be|base64", "ab", [base64.b64encode("ab".encode("utf-16be")).decode()], ["YQBiAA=="]),
    ("F|utf16|base64", "ab", [base64.b64encode(b"\xff\xfe" + "ab".encode("utf-16le")).decode()], ["YQBiAA=="]),
    ("F|windash|contains", " -enc", ["x -enc y", "x /enc", "x –enc", "x —enc", "x ―enc"], ["xenc", "x +enc"]),
    ("F|windash|contains|all", [" -a", " -b"], ["x /a -b"], ["x -a"]),
    (
        "F|cidr",
        "192.0.2.0/24",
        ["192.0.2.9", " 192.0.2.9 ", "::ffff:192.0.2.9"],
        ["192.0.3.1", "x", "", None, "192.0.2"],
    ),
    ("F|cidr", "2001:db8::/32", ["2001:DB8::1"], ["192.0.2.9", "2001:db9::1"]),
    ("F|exists", True, ["", "a"], [None]),
    ("F|exists", False, [None], ["", "a"]),
    ("F|lt", 10, ["9", "-1", "9.99"], ["10", "x", "", None]),
    ("F|lte", 10, ["10", "10.0"], ["10.01", None]),
    ("F|gt", 10, ["11", "1000000000000000000000"], ["10", "9", "1e5", None]),
    ("F|gte", 10.5, ["10.5", "11"], ["10", None]),
    ("F|neq", "a", ["b", "", None], ["a", "A"]),
    ("F|contains|neq", "a", ["b", None], ["xax"]),
    ("F|minute", 30, ["2021-03-02T07:30:00Z", "2021-03-02 07:30:59.123"], ["2021-03-02T07:31:00Z", "x", None]),
    ("F|hour", 7, ["2021-03-02T07:30:00Z", "2021-03-02T09:30:00+02:00"], ["2021-03-02T09:30:00Z"]),
    ("F|hour|gte", 20, ["2021-03-02T23:30:00Z"], ["2021-03-02T07:30:00Z", "21", None]),
    ("F|day", 2, ["2021-03-02T07:30:00Z"], ["2021-03-03T07:30:00Z"]),
    ("F|week", 9, ["2021-03-02T07:30:00Z"], ["2021-03-09T07:30:00Z"]),
    ("F|month", 3, ["2021-03-02"], ["2021-04-02"]),
    ("F|year", 2021, ["2021-03-02T07:30:00Z"], ["2022-03-02T07:30:00Z", "2021"]),
    ("F", None, [None], ["", "a"]),
    ("F", "", [""], [None, "a", " "]),
    ("F", [None, ""], [None, ""], ["a"]),
    ("F|contains", "", ["", "a"], [None]),
    ("F", "*", ["", "a"], [None]),
    ("F", 4688, ["4688", "04688", "4688.0", " 4688 "], ["46880", "0x1250", "", None]),
    ("F", "4688", ["4688"], ["04688"]),
    ("F", 1.5, ["1.5", "1.50"], ["1", "15"]),
    ("F", -1, ["-1"], ["1"]),
    ("F", True, ["true", "True", "TRUE"], ["1", "false", None]),
    ("F", ["a", "b", 3], ["A", "b", "3"], ["ab", None]),
    ("F", "a*c", ["ac", "abc", "a\nc", "AXC"], ["abcd", "a"]),
    ("F", "a?c", ["abc", "a\nc", "aßc", "a𐍈c"], ["ac", "abbc"]),
    ("F", "?", ["ß", "İ", "é", "𐍈"], ["", "ss", "ab"]),
    ("F|contains", "a?c*e", ["xabcdex"], ["xacdex"]),
    ("F", r"a\*c", ["a*c"], ["abc"]),
    ("F", r"a\?c", ["a?c"], ["abc"]),
    ("F", r"C:\a", ["c:\\A"], ["C:a"]),
    ("F", r"C:\\a", ["C:\\a"], ["C:\\\\a"]),
    ("F", r"C:\\*", ["C:\\", "C:\\x"], ["C:*", "C:"]),
    ("F", r"C:\\\*", ["C:\\*"], ["C:\\x"]),
    ("F|contains", "strasse", ["STRASSE", "straße"], ["strase"]),
    ("F|contains", "straße", ["STRASSE", "Straße"], ["strabe"]),
    ("F", "ΌΣΟΣ", ["όσος", "ΌΣΟΣ"], ["όσο"]),
    ("F", "K", ["k", "\u212a"], ["q"]),
    ("F|endswith", "é", ["CAFÉ"], ["cafe", "cafe\u0301"]),
]


@pytest.mark.parametrize(("field", "asked", "yes", "no"), MODIFIERS, ids=[f"{f}={v!r}" for f, v, _, _ in MODIFIERS])
def test_a_modifier_means_what_sigma_says(
    field: str, asked: Any, yes: list[Any], no: list[Any], tmp_path: Path
) -> None:
    events = [{"F": value, "G": "x"} for value in [*yes, *no]]

    said = said_of(tmp_path, {"selection": {field: asked}}, events)

    assert {repr(event["F"]): one for event, one in zip(events, said, strict=True)} == {
        repr(value): value in yes for value in [*yes, *no]
    }


@pytest.mark.parametrize(
    ("modifiers", "mine", "theirs", "expected"),
    [
        ("fieldref", "Abc", "aBC", True),
        ("fieldref", "abc", "ab", False),
        ("fieldref|startswith", "abc", "AB", True),
        ("fieldref|endswith", "abc", "BC", True),
        ("fieldref|contains", "abc", "b", True),
        ("fieldref", "abc", None, False),
        ("fieldref", None, None, False),
    ],
)
def test_a_field_is_compared_with_another_of_the_event(
    modifiers: str, mine: str | None, theirs: str | None, expected: bool, tmp_path: Path
) -> None:
    events = [{"F": mine, "G": theirs, "H": "x"}]

    assert said_of(tmp_path, {"selection": {f"F|{modifiers}": "G"}}, events) == [expected]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("sel_a", [True, False, True]),
        ("sel_a and sel_b", [False, False, True]),
        ("sel_a or sel_b", [True, True, True]),
        ("sel_a and not sel_b", [True, False, False]),
        ("not sel_a", [False, True, False]),
        ("not (sel_a and sel_b)", [True, True, False]),
        ("sel_a or sel_b and filter", [True, False, True]),
        ("1 of sel_*", [True, True, True]),
        ("any of sel_*", [True, True, True]),
        ("all of sel_*", [False, False, True]),
        ("1 of them", [True, True, True]),
        ("all of them", [False, False, False]),
        ("not 1 of sel_*", [False, False, False]),
        ("1 of sel_* and not filter", [True, True, True]),
        (["sel_a and sel_b", "filter"], [False, False, True]),
    ],
)
def test_conditions_join_selections(condition: Any, expected: list[bool], tmp_path: Path) -> None:
    detection = {"sel_a": {"A": "1"}, "sel_b": {"B": "1"}, "filter": {"C": "1"}, "condition": condition}
    events = [{"A": "1", "D": "x"}, {"B": "1"}, {"A": "1", "B": "1"}]

    assert said_of(tmp_path, detection, events) == expected


def test_a_selection_whose_name_begins_with_an_underscore_is_not_one_of_them(tmp_path: Path) -> None:
    detection = {"a": {"A": "1"}, "_b": {"B": "1"}, "condition": "1 of them"}

    assert said_of(tmp_path, detection, [{"A": "1"}, {"B": "1"}]) == [True, False]


def test_maps_of_a_list_are_alternatives_and_keys_of_a_map_belong_together(tmp_path: Path) -> None:
    detection = {"selection": [{"A": "1", "B": "1"}, {"C": "1"}]}

    said = said_of(tmp_path, detection, [{"A": "1"}, {"A": "1", "B": "1"}, {"C": "1"}, {"B": "1"}])

    assert said == [False, True, True, False]


def test_not_over_a_missing_field_is_true(tmp_path: Path) -> None:
    detection = {"a": {"A": "1"}, "b": {"B|contains": "x"}, "condition": "a and not b"}

    assert said_of(tmp_path, detection, [{"A": "1"}, {"A": "1", "B": "x"}, {"A": "1", "B": None}]) == [
        True,
        False,
        True,
    ]
    assert said_of(tmp_path, detection, [{"A": "1"}]) == [True]


def test_one_of_several_values_of_a_field_is_enough(tmp_path: Path) -> None:
    events = [
        {"Data": ["a", "x"]},
        {"Data": ["b"]},
        {"Data": []},
        {"Data": [None]},
        {"Data": None},
        {"Data": ["a", "b"]},
    ]

    assert said_of(tmp_path, {"s": {"Data": "a"}}, events) == [True, False, False, False, False, True]
    assert said_of(tmp_path, {"s": {"Data|contains|all": ["a", "b"]}}, events)[-1]
    assert said_of(tmp_path, {"s": {"Data": None}}, events) == [False, False, True, True, True, False]
    assert said_of(tmp_path, {"s": {"Data": "a"}, "condition": "not s"}, events) == [
        False,
        True,
        True,
        True,
        True,
        False,
    ]


def test_repeated_values_of_an_event_are_not_collapsed(tmp_path: Path) -> None:
    events = [{"Data": ["a", "a", "b"]}]

    assert said_of(tmp_path, {"s": {"Data": "b"}}, events) == [True]


@pytest.mark.parametrize("value", [7, 7.0, "7", "07"])
def test_numbers_are_compared_as_numbers_whatever_the_column_is(value: Any, tmp_path: Path) -> None:
    assert said_of(tmp_path, {"s": {"F": 7}}, [{"F": value}]) == [True]
    assert said_of(tmp_path, {"s": {"F|gte": 7}}, [{"F": value}]) == [True]
    assert said_of(tmp_path, {"s": {"F|lt": 7}}, [{"F": value}]) == [False]


@pytest.mark.parametrize(
    ("keywords", "expected"),
    [
        (["Evil"], [True, True, False]),
        (["evil", "absent"], [True, True, False]),
        ({"|all": ["evil", "other"]}, [False, True, False]),
        (["ev*l"], [True, True, False]),
        ([4688], [False, False, True]),
        ({"|re": ["^x ev.l"]}, [True, False, False]),
    ],
)
def test_keywords_are_looked_for_anywhere_in_every_field(keywords: Any, expected: list[bool], tmp_path: Path) -> None:
    events = [{"A": "x evil y"}, {"B": "EVIL", "C": "other"}, {"A": "an event 4688"}]

    assert said_of(tmp_path, {"keywords": keywords, "condition": "keywords"}, events) == expected


def test_a_keyword_does_not_look_at_what_tocsin_added(tmp_path: Path) -> None:
    assert said_of(tmp_path, {"k": ["Security"]}, [{"A": "x", "_log": "Security"}]) == [False]


def test_field_names_may_be_written_with_or_without_blanks(tmp_path: Path) -> None:
    events = [{"Threat Name": "x"}, {"Threat Name": "y"}]

    assert said_of(tmp_path, {"s": {"ThreatName": "x"}}, events) == [True, False]


def test_a_value_with_too_many_wildcards_makes_the_rule_unusable(tmp_path: Path) -> None:
    rules = load_text(tmp_path, text_of({"s": {"F": "*a" * 50_000}}))

    assert "wildcards" in rules.unusable[0].why


@pytest.mark.parametrize("condition", ["not " * 150 + "s", "(" * 2000 + "s" + ")" * 2000, "not " * 5000 + "s"])
def test_a_condition_nested_without_end_makes_the_rule_unusable(condition: str, tmp_path: Path) -> None:
    rules = load_text(tmp_path, text_of({"s": {"F": "a"}, "condition": condition}))

    assert rules.rules == () or size(rules.rules[0].condition) < 10
    assert rules.rules or "nested" in rules.unusable[0].why
