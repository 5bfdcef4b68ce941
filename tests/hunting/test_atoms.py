"""Atoms: one test of one value, and the bounds on what a hostile value or expression can cost."""

from __future__ import annotations

import fnmatch
import re
import time

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.hunting.atoms import (
    AnyOne,
    AnyRun,
    FieldReference,
    Literal,
    Number,
    Part,
    Regex,
    Text,
    compiled,
    fold,
    holds,
    in_network,
    number_of,
    text_holds,
    time_part,
)

letters = st.text(alphabet="aAbß\n", max_size=8)
parts_of = st.lists(
    st.one_of(st.just(AnyRun()), st.just(AnyOne()), st.builds(Literal, letters.filter(bool))), max_size=6
).map(tuple)


def as_pattern(parts: tuple[Part, ...]) -> str:
    return "".join(
        re.escape(part.text) if isinstance(part, Literal) else ".*" if isinstance(part, AnyRun) else "."
        for part in parts
    )


@settings(derandomize=True, max_examples=300, deadline=None)
@given(parts_of, letters)
def test_wildcards_mean_what_a_backtracking_expression_means(parts: tuple[Part, ...], value: str) -> None:
    expected = re.fullmatch(as_pattern(parts), value, re.DOTALL) is not None

    assert text_holds(parts, value, cased=True) == expected


@settings(derandomize=True, max_examples=300, deadline=None)
@given(parts_of, letters.filter(lambda text: "ß" not in text))
def test_caseless_wildcards_are_wildcards_over_folded_text(parts: tuple[Part, ...], value: str) -> None:
    folded = tuple(Literal(fold(part.text)) if isinstance(part, Literal) else part for part in parts)

    assert text_holds(parts, value, cased=False) == text_holds(folded, fold(value), cased=True)


@settings(derandomize=True, max_examples=200)
@given(letters)
def test_a_question_mark_takes_one_letter_though_it_folds_to_two(value: str) -> None:
    assert text_holds((AnyOne(),) * len(value), value, cased=False)
    assert fnmatch.fnmatchcase(value, "?" * len(value))
    assert not text_holds((AnyOne(),) * (len(value) + 1), value, cased=False)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        (" -7 ", -7),
        ("+7.50", 7.5),
        ("007", 7),
        ("1" * 300, int("1" * 300)),
        ("", None),
        ("0x10", None),
        ("1e5", None),
        ("1_000", None),
        ("inf", None),
        ("nan", None),
        ("1" * 5000, None),
    ],
)
def test_a_number_is_what_is_written_in_decimal_notation(text: str, number: float | None) -> None:
    assert number_of(text) == number


def test_a_number_too_large_for_an_integer_is_no_error() -> None:
    assert holds(Number("F", 4688), "9" * 100_000) is False


@pytest.mark.parametrize(
    ("value", "inside"),
    [
        ("10.0.0.1", True),
        ("::ffff:10.0.0.1", True),
        ("10.0.0.256", False),
        ("10.0.0.1:80", False),
        ("a" * 10_000, False),
    ],
)
def test_an_address_is_an_address_and_nothing_that_holds_one(value: str, inside: bool) -> None:
    assert in_network("10.0.0.0/8", value) is inside


def test_a_time_with_an_offset_is_not_taken_as_local() -> None:
    assert time_part("2021-03-02T23:30:00-02:00", "hour") == 1
    assert time_part("2021-03-02T23:30:00-02:00", "day") == 3
    assert time_part("not a time", "hour") is None


@pytest.mark.parametrize("pattern", [r"(a+)+\1$", "(?=a)b", "(?!a)b", "(?<=a)b", "(?<!a)b", "(", "a{1001}", "(?>a)"])
def test_an_expression_that_needs_backtracking_is_refused(pattern: str) -> None:
    with pytest.raises(re2.error):
        compiled(pattern, ignore_case=False, multiline=False, dotall=False)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*$", "(.*)*x", "^(([a-z])+.)+[A-Z]([a-z])+$"])
def test_an_expression_that_explodes_elsewhere_takes_time_linear_in_the_value(pattern: str) -> None:
    began = time.process_time()

    holds(Regex("F", pattern), "a" * 1_000_000 + "!")

    assert time.process_time() - began < 5


def test_many_wildcards_take_time_linear_in_the_value() -> None:
    began = time.process_time()

    assert not holds(Text("F", (AnyRun(), *[Literal("a"), AnyOne()] * 400, Literal("b"))), "a" * 300_000)
    assert not holds(Text("F", (Literal("a"), AnyRun()) * 400 + (Literal("b"),)), "a" * 300_000)

    assert time.process_time() - began < 5


def test_a_lone_surrogate_is_no_error() -> None:
    assert holds(Text("F", (AnyOne(), Literal("a"))), "\ud800a")
    assert holds(Regex("F", "a$"), "\ud800a")


def test_an_atom_about_two_fields_is_not_asked_of_one_value() -> None:
    with pytest.raises(TypeError, match="whole event"):
        holds(FieldReference("F", "G", "equals"), "a")


@pytest.mark.parametrize("blank", ["\x1c", "\x1d", "\x1f", " ", "\u2003"])
def test_blanks_of_every_kind_may_stand_around_a_number(blank: str) -> None:
    assert number_of(f"{blank}3{blank}") == 3
    assert number_of(f"{blank}3.5") == 3.5


@pytest.mark.parametrize("value", ["0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00", "2021-02-30"])
def test_times_of_no_year_that_there_is_have_no_parts(value: str) -> None:
    assert time_part(value, "hour") is None
