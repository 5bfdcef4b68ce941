"""Explanations as text: the answer, why not, each part with the record's value; escaped, and as wide as asked."""

from __future__ import annotations

import re

import pytest

from tocsin.model.explanation import Explanation, Part, ScopeAnswer
from tocsin.model.hits import Place
from tocsin.model.logs import LogSource
from tocsin.model.rules import RuleInfo
from tocsin.showing.columns import width
from tocsin.showing.explanation_text import explanation_text
from tocsin.showing.terminal import Style

NASTY = "C:\\a long path\x1b[31m\\" + "x" * 200 + "\\cmd.exe"


def one_test(field: str, wanted: str, *values: str, holds: bool = False, modifier: str = "endswith") -> Part:
    return Part(kind="test", holds=holds, field=field, modifier=modifier, wanted=wanted, values=values)


HELD = Part(
    kind="or",
    holds=True,
    of=(one_test("Image", "\\cmd.exe", NASTY, holds=True), *(one_test("Image", f"\\{n}.exe", NASTY) for n in range(9))),
)
NONE_HELD = Part(kind="or", holds=False, of=tuple(one_test("User", f"u{n}", "ann") for n in range(9)))
MIXED = Part(kind="or", holds=False, of=(one_test("A", "a"), one_test("A", "b", modifier="contains")))
TREE = Part(
    kind="and",
    holds=False,
    of=(
        Part(kind="selection", name="sel", holds=True, of=(HELD,)),
        Part(kind="not", holds=True, of=(Part(kind="selection", name="filter", holds=False, of=(NONE_HELD,)),)),
        Part(kind="filter", holds=False, of=(Part(kind="and", holds=False, of=(MIXED, one_test("", "evil"))),)),
    ),
)


def explanation(**more: object) -> Explanation:
    given: dict[str, object] = {
        "rule": RuleInfo(id="1", title="A title\x1b", level="high"),
        "path": "rules/a.yml",
        "logsource": LogSource(product="windows"),
        "source": Place(path="a.evtx", record=7, offset=512),
        "time": None,
        "host": None,
        "log": "Security",
        "holds": False,
        "in_scope": True,
        "condition_holds": False,
        "scopes": (ScopeAnswer(log="Security"), ScopeAnswer(log="Sysmon", why_not=("the channel is Security",))),
        "conditions": ("sel and not filter",),
        "tree": TREE,
        "missing": ("Nowhere",),
    }
    return Explanation(**(given | more))  # type: ignore[arg-type]


def shown(one: Explanation, columns: int = 80, *, colour: bool = False, verbose: bool = False) -> str:
    return "\n".join(explanation_text(one, Style(columns, colour, verbose)))


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_it_fits_and_is_escaped(columns: int) -> None:
    plain = shown(explanation(), columns)
    coloured = shown(explanation(), columns, colour=True)

    assert max(map(width, plain.splitlines())) <= columns
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).replace("«", "").count("yes") == plain.count("yes")


def test_every_part_says_yes_or_no_with_the_records_values() -> None:
    text = " ".join(shown(explanation()).split())

    assert 'yes sel: yes Image endswith "\\cmd.exe"' in text
    assert "«\\cmd.exe»" in text
    assert "(9 more alternatives)" in text
    assert 'no User endswith one of "u0", "u1", "u2", "u3", "u4", "u5" and 3 more = ann' in text
    assert 'no A endswith "a", contains "b" the record has no such field' in text
    assert "no a filter of yours: all of" in text
    assert 'no (any field) endswith "evil"' in text
    assert "the record does not have: Nowhere" in text
    assert "yes Security" in text
    assert "no Sysmon: the channel is Security" in text


@pytest.mark.parametrize(
    ("more", "answer"),
    [
        ({"holds": True, "condition_holds": True}, "HIT: the rule is true"),
        (
            {"holds": True, "condition_holds": True, "excluded_by": ("ours [t.yml:1]",)},
            "NO HIT: the rule is true of this record, but your tuning leaves it out: ours",
        ),
        ({}, "NO HIT: the record is one that the rule is about, but its condition is not true"),
        ({"in_scope": False}, "none that the rule is about; its condition is not true either"),
        ({"in_scope": False, "condition_holds": True}, "none that the rule is about; its condition would be true"),
        ({"in_scope": False, "scopes": ()}, "no log of the catalogue is windows"),
        ({"notes": ("3 records have this number",)}, "3 records have this number"),
    ],
)
def test_the_answer_comes_in_words(more: dict[str, object], answer: str) -> None:
    assert answer in " ".join(shown(explanation(**more)).split())


def test_many_kinds_of_record_are_counted_and_shown_on_demand() -> None:
    many = tuple(ScopeAnswer(log=f"log {number}", why_not=("another",)) for number in range(20))

    assert "and 14 more kinds of record" in shown(explanation(scopes=many))
    assert "log 19" in shown(explanation(scopes=many), verbose=True)
