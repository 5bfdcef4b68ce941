"""Why a rule is true of an event: the atoms that held, with the values that met them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tocsin.hunting.atoms import (
    AnyOne,
    AnyRun,
    Atom,
    Cidr,
    Compare,
    Exists,
    FieldReference,
    Literal,
    Null,
    Number,
    Regex,
    Text,
    TimePart,
)
from tocsin.hunting.explain import SHOWN, matched, modifier
from tocsin.model.hits import Matched

from tests.hunting.rulebook import load_text, text_of

T = Literal("x")


def said(folder: Path, detection: Any, event: dict[str, Any], **more: Any) -> list[tuple[str, str, str]]:
    (rule,) = load_text(folder, text_of(detection, **more)).rules
    return [(one.field, one.modifier, one.value) for one in matched(rule, more.get("family", "windows"), event)]


def test_what_held_is_told_in_the_rules_order_and_once(tmp_path: Path) -> None:
    detection = {"s": {"A|contains": "a", "B": ["b", "c"]}, "f": {"C": "z"}, "condition": "s and not f"}

    assert said(tmp_path, detection, {"A": "xax", "B": "C", "C": "y"}) == [
        ("A", "contains", "xax"),
        ("B", "equals", "C"),
    ]


def test_a_rule_that_is_not_true_tells_nothing(tmp_path: Path) -> None:
    assert said(tmp_path, {"s": {"A": "a"}}, {"A": "b"}) == []


def test_of_several_values_the_one_that_met_the_test_is_told(tmp_path: Path) -> None:
    assert said(tmp_path, {"s": {"Data|contains": "b"}}, {"Data": ("a", "xbx")}) == [("Data", "contains", "xbx")]


def test_a_keyword_tells_the_value_that_holds_it(tmp_path: Path) -> None:
    assert said(tmp_path, {"k": ["evil"]}, {"A": "x", "B": "an evil one"}) == [("", "contains", "an evil one")]


def test_a_missing_field_is_told_with_no_value(tmp_path: Path) -> None:
    assert said(tmp_path, {"s": {"A": None, "B": "b"}}, {"B": "b"}) == [("A", "null", ""), ("B", "equals", "b")]


def test_a_field_is_told_under_the_logs_own_name(tmp_path: Path) -> None:
    (rule,) = load_text(
        tmp_path, text_of({"s": {"Image|endswith": "cmd.exe"}}, {"product": "windows", "category": "process_creation"})
    ).rules

    assert matched(rule, "windows", {"NewProcessName": "cmd.exe", "EventID": 4688}) == (
        Matched(field="NewProcessName", modifier="endswith", value="cmd.exe"),
    )


def test_a_long_value_is_cut(tmp_path: Path) -> None:
    assert len(said(tmp_path, {"s": {"A|contains": "a"}}, {"A": "a" * 10_000})[0][2]) == SHOWN


@pytest.mark.parametrize(
    ("atom", "name"),
    [
        (Text("F", (T,)), "equals"),
        (Text("F", ()), "equals"),
        (Text("F", (T, AnyRun())), "startswith"),
        (Text("F", (AnyRun(), T)), "endswith"),
        (Text("F", (AnyRun(), T, AnyRun())), "contains"),
        (Text("F", (AnyRun(), T, AnyRun()), cased=True), "contains|cased"),
        (Text("F", (T, AnyRun(), T)), "like"),
        (Text("F", (AnyOne(),)), "like"),
        (Text("F", (T, AnyOne())), "like"),
        (Number("F", 1), "equals"),
        (Regex("F", "x"), "re"),
        (Cidr("F", "::/0"), "cidr"),
        (Compare("F", "gte", 1), "gte"),
        (FieldReference("F", "G", "equals"), "fieldref"),
        (Exists("F", True), "exists"),
        (Null("F"), "null"),
        (TimePart("F", "hour", 1), "hour"),
    ],
)
def test_an_atom_is_named_by_its_modifier(atom: Atom, name: str) -> None:
    assert modifier(atom) == name
