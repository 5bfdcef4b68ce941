"""Words share a form exactly when they differ in digits alone."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.hunting import forms
from tocsin.hunting.atoms import fold
from tocsin.hunting.forms import Forms, Without
from tocsin.hunting.needle_search import LONGEST_VALUE

from tests.collecting.formats.coded_files import both_loops, needs_kernels
from tests.hunting.made_words import words_of

texts = st.lists(st.text("01a9 \\é\0Z", max_size=9), unique=True, max_size=9)


way = both_loops(forms, "formed")


def bare(text: str) -> str:
    return re.sub("[0-9]", "0", text)


def has_form(text: str) -> bool:
    return text.isascii() and "\0" not in text


@settings(derandomize=True, max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=texts, other=texts)
def test_words_of_a_field_have_one_form_where_only_digits_differ(way: str, one: list[str], other: list[str]) -> None:
    known = Forms(words_of(("a", one), ("b", other)), Without.DIGITS)
    every = [("a", text) for text in one] + [("b", text) for text in other]

    half = len(every) // 2
    found = [*known.of(np.arange(half)).tolist(), *known.of(np.arange(half, len(every))).tolist()]

    due = [(name, bare(text)) if has_form(text) else None for name, text in every]
    numbers = {key: number for number, key in enumerate(dict.fromkeys(key for key in due if key is not None))}
    assert found == [-1 if key is None else numbers[key] for key in due]
    assert len(known) == len(numbers)
    data, begins, sizes, _ = known.bare(np.arange(len(known)))
    assert [data[at : at + size].tobytes().decode() for at, size in zip(begins, sizes, strict=True)] == [
        text for _, text in numbers
    ]


@settings(derandomize=True, max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=texts, other=texts)
def test_words_of_all_fields_have_one_form_where_only_case_differs(way: str, one: list[str], other: list[str]) -> None:
    known = Forms(words_of(("a", one), ("b", other)), Without.CASE)
    every = [*one, *other]

    found = known.of(np.arange(len(every))).tolist()

    numbers = {text: number for number, text in enumerate(dict.fromkeys(map(fold, filter(has_form, every))))}
    assert found == [numbers[fold(text)] if has_form(text) else -1 for text in every]
    assert [known.number(text) for text in numbers] == list(numbers.values())
    assert known.number("neither") == len(numbers) == known.number("neither")


@needs_kernels
def test_very_long_words_have_no_form_and_room_is_made_for_many() -> None:
    held = ["x" * LONGEST_VALUE, "x" * (LONGEST_VALUE + 1), *(f"{'x' * n}{n}" for n in range(700))]
    known = Forms(words_of(("a", held)), Without.DIGITS)
    small = known._forms
    small.slots, small.table, small.store = np.zeros(8, np.uint64), np.zeros((2, 4), np.int32), np.zeros(64, np.uint8)

    found = known.of(np.arange(len(held))).tolist()

    assert known.texts(np.array([1, 2])).to_pylist() == ["0", "x0"]
    forms_of = {bare(text): None for text in held if len(text) <= LONGEST_VALUE}
    numbers = {text: number for number, text in enumerate(forms_of)}
    assert found == [numbers.get(bare(text), -1) for text in held]
    assert known.of(np.arange(len(held))).tolist() == found


@needs_kernels
def test_room_is_made_at_the_same_number_of_forms_at_which_it_is_asked_for() -> None:
    known = Forms(words_of(("a", ["x"])), Without.CASE)
    for count in (196_607, 196_608, 229_375, 229_376):  # three quarters, and seven eighths, of so many slots
        known._forms.slots = np.zeros(1 << 18, np.uint64)
        known._forms.table = np.zeros((count + 2, 4), np.int32)
        known._forms.table[:, 0] = np.arange(count + 2)  # their hashes
        known._state[forms.KNOWN] = count

        assert known.of(np.array([0])).tolist() == [count]
