"""Forms in which authors write rules: each means what they meant, by the engine and by the reference."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tocsin.hunting.sigma_forms import in_pysigma_form, plain
from tocsin.hunting.yaml_documents import documents

from tests.hunting.rulebook import batch_of, by_reference, load_text, rows_of

HEAD = "title: t\nlogsource: {product: windows}\ndetection:\n"


def said(folder: Path, detection: str, events: list[dict[str, Any]]) -> list[bool]:
    rules = load_text(folder, HEAD + detection)
    assert not rules.unusable, rules.unusable
    batch = batch_of(events)
    found = rows_of(rules, batch)
    assert found == by_reference(rules, batch)
    rows = next(iter(found.values()), [])
    return [row in rows for row in range(len(events))]


@pytest.mark.parametrize(
    ("selection", "yes", "no"),
    [
        ("F|contains: 007", "x007y", "x7y"),
        ("F|endswith: 0x1F", "a0x1f", "a31"),
        ("F|contains: [4444, text]", "port 4444", "port 444"),
        ("F|re: 44", "x44x", "4"),
        ("F|cased: 12", "12", "012"),
        ("F|startswith: -1", "-1x", "1x"),
        ("F|lt: '5'", "4", "5"),
        ("F|gte: '1.5'", "1.50", "1.4"),
        ("F|hour: '7'", "2021-03-02T07:00:00Z", "2021-03-02T08:00:00Z"),
        ("F|gt|hour: 7", "2021-03-02T08:00:00Z", "2021-03-02T07:00:00Z"),
        ("F: 0x10", "16", "0x10"),
        ("F|re|startswith: 'b|c'", "cx", "xc"),
        ("F|re|endswith: 'b|c'", "xb", "bx"),
        ("F|startswith|endswith|re: 'b.'", "bx", "bxb"),
        ("F|contains|re: 'b.d'", "abcde", "bd"),
        ("F|re|cased: 'B'", "aB", "ab"),
        ("F|re|startswith|m: 'b'", "bx", "a\nbx"),
        ("F|re|i|contains: 'B'", "ab", "a"),
    ],
)
def test_numbers_texts_and_expressions_as_they_are_written(selection: str, yes: str, no: str, tmp_path: Path) -> None:
    assert said(tmp_path, f"  s:\n    {selection}\n  condition: s\n", [{"F": yes}, {"F": no}]) == [True, False]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("s1 AND NOT s2", [True, False, False]),
        ("ALL OF s*", [False, False, True]),
        ("Any Of Them", [True, True, True]),
        ("s1 Or OR", [True, False, True]),  # a selection may bear the name
    ],
)
def test_words_of_a_condition_in_any_case(condition: str, expected: list[bool], tmp_path: Path) -> None:
    detection = f"  s1: {{A: 1}}\n  s2: {{B: 1}}\n  OR: {{C: 1}}\n  condition: {condition}\n"
    if "OR" not in condition.split()[-1:]:
        detection = detection.replace("  OR: {C: 1}\n", "")

    assert said(tmp_path, detection, [{"A": "1", "C": "2"}, {"B": "1"}, {"A": "1", "B": "1"}]) == expected


def test_two_spellings_of_one_modifier_must_both_hold(tmp_path: Path) -> None:
    detection = "  s: {F|wide|contains: a, F|utf16le|contains: b}\n  condition: s\n"

    assert said(tmp_path, detection, [{"F": "a\0b\0"}, {"F": "a\0"}]) == [True, False]


def test_a_timeframe_is_no_selection(tmp_path: Path) -> None:
    detection = "  s: {F: a}\n  timeframe: 5m\n  condition: 1 of them\n"

    assert said(tmp_path, detection, [{"F": "a"}, {"F": "5m"}]) == [True, False]


def test_what_is_only_told_about_a_rule_does_not_make_it_unusable(tmp_path: Path) -> None:
    odd = "date: yesterday\nstatus: shiny\ntags: [a b]\nreferences: x\nrelated: y\nfields: z\nauthor: [a]"
    text = HEAD.replace("title: t", f"{odd}\nfalsepositives: b\ndescription: 7")

    rules = load_text(tmp_path, text + "  s: {F: a}\n  condition: s\n")

    assert not rules.unusable
    (card,) = rules.cards
    assert (card.status, card.info.title) == (None, "rule.yml")


@pytest.mark.parametrize("key", ["level: extreme", "id: 7", "taxonomy: [a]"])
def test_what_decides_how_a_rule_is_used_does(key: str, tmp_path: Path) -> None:
    rules = load_text(tmp_path, f"{key}\n{HEAD}  s: {{F: a}}\n  condition: s\n")

    assert len(rules.unusable) == 1


def test_other_parts_of_a_document_are_left_alone() -> None:
    ((_, document),) = documents(b"title: 007\nlevel: high\ncustom: {a: [0x1F, {b: 1}]}\ndetection: no map\n")

    assert in_pysigma_form(document) == {
        "title": 7,
        "level": "high",
        "custom": {"a": [31, {"b": 1}]},
        "detection": "no map",
    }
    assert type(plain(document)["title"]) is int
