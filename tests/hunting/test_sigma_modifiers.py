"""Modifiers of ours: encodings of any text, every dash, references with regard to case."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from sigma.modifiers import modifier_mapping

from tocsin.hunting.sigma_modifiers import OWN_NAMES, register, said_name

from tests.hunting.rulebook import load_text, said_of, text_of

TEXT = "é–𐍈 cmd"
LITTLE, BIG = (TEXT.encode(f"utf-16-{order}") for order in ("le", "be"))


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    ("modifiers", "values"),
    [
        ("base64", [b64(TEXT.encode())]),
        ("wide|base64", [b64(LITTLE)]),
        ("utf16le|base64", [b64(LITTLE)]),
        ("utf16be|base64", [b64(BIG)]),
        ("utf16|base64", [b64(b"\xff\xfe" + LITTLE)]),
        ("base64offset|contains", [b64(b"x" * n + TEXT.encode() + b"yy") for n in range(4)]),
        ("wide|base64offset|contains", [b64(b"x" * n + LITTLE + b"yy") for n in range(4)]),
        ("utf16be|base64offset|contains", [b64(b"x" * n + BIG + b"yy") for n in range(4)]),
        ("utf16|base64offset|contains", [b64(b"x" * n + b"\xff\xfe" + LITTLE + b"yy") for n in range(4)]),
        ("wide|contains", ["x" + LITTLE.decode("latin-1") + "y"]),
        ("utf16be", [BIG.decode("latin-1")]),
    ],
)
def test_any_text_can_be_encoded(modifiers: str, values: list[str], tmp_path: Path) -> None:
    others = [TEXT, b64(b"other"), b64(TEXT.encode("utf-32-le"))]

    said = said_of(tmp_path, {"s": {f"F|{modifiers}": TEXT}}, [{"F": value} for value in [*values, *others]])

    assert said == [True] * len(values) + [False] * len(others)


def test_all_of_several_encoded_values_asks_for_some_form_of_each(tmp_path: Path) -> None:
    both = b64(b"x" + "one".encode("utf-16-le") + "two".encode("utf-16-le"))
    events = [{"F": both}, {"F": b64("one".encode("utf-16-le"))}]

    assert said_of(tmp_path, {"s": {"F|wide|base64offset|contains|all": ["one", "two"]}}, events) == [True, False]


@pytest.mark.parametrize("dash", "-/–—―")
def test_every_dash_of_a_rule_stands_for_every_dash(dash: str, tmp_path: Path) -> None:
    events = [{"F": f"x {one}enc {other}a-b"} for one in "-/–—―+" for other in "-―_"]

    said = said_of(tmp_path, {"s": {"F|windash|endswith": f" {dash}enc {dash}a-b"}}, events)

    assert said == [not {"+", "_"} & set(event["F"]) for event in events]


def test_a_value_of_five_dashes_is_as_good_as_one(tmp_path: Path) -> None:
    events = [{"F": "/a -b –c —d ―e"}, {"F": "/a -b –c —d +e"}]

    assert said_of(tmp_path, {"s": {"F|windash": "-a -b -c -d -e"}}, events) == [True, False]


@pytest.mark.parametrize(
    ("key", "event", "true"),
    [
        ("F|fieldref|cased", {"F": "Ab", "G": "Ab"}, True),
        ("F|fieldref|cased", {"F": "Ab", "G": "aB"}, False),
        ("F|cased|fieldref|endswith", {"F": "xAb", "G": "Ab"}, True),
        ("F|cased|fieldref|endswith", {"F": "xAb", "G": "ab"}, False),
        ("F|contains|fieldref", {"F": "xABx", "G": "ab"}, True),
        ("F|startswith|fieldref", {"F": "abx", "G": "AB"}, True),
        ("F|startswith|fieldref", {"F": "xab", "G": "AB"}, False),
        ("F|fieldref|neq", {"F": "a", "G": "b"}, True),
        ("F|neq|fieldref", {"F": "a", "G": "A"}, False),
        ("F|fieldref|neq", {"F": "a"}, True),
    ],
)
def test_references_to_other_fields_combine(key: str, event: dict[str, Any], true: bool, tmp_path: Path) -> None:
    assert said_of(tmp_path, {"s": {key: "G"}}, [event]) == [true]


def test_several_references_are_alternatives_unless_all_are_asked_for(tmp_path: Path) -> None:
    events = [{"F": "a", "G": "a", "H": "b"}, {"F": "a", "G": "A", "H": "a"}]

    assert said_of(tmp_path, {"s": {"F|fieldref": ["G", "H"]}}, events) == [True, True]
    assert said_of(tmp_path, {"s": {"F|fieldref|all": ["G", "H"]}}, events) == [False, True]


def test_modifiers_of_pysigma_itself_stay_as_they_are() -> None:
    register()

    assert all(modifier_mapping[name].__module__ == "sigma.modifiers" for name in OWN_NAMES if name != "utf16le")
    assert said_name("SigmaRegularExpressionModifier") == "re"
    assert said_name("Other") == "Other"


def test_what_cannot_be_encoded_is_said(tmp_path: Path) -> None:
    (unusable,) = load_text(tmp_path, text_of({"s": {"F|base64offset": "a?b"}})).unusable

    assert unusable.why == "a value with wildcards cannot be encoded: 'a?b'"
