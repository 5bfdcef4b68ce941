"""What is said of a form and of its values by themselves is together what holds for each value."""

from __future__ import annotations

import re
from functools import partial

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.hunting.atoms import AnyOne, AnyRun, Atom, Cidr, Compare, Literal, Number, Regex, Text, TimePart, holds
from tocsin.hunting.field_tests import sort_tests
from tocsin.hunting.form_tests import FormTests
from tocsin.hunting.matchers import FieldMatcher, Pairs
from tocsin.hunting.texts import Texts

from tests.collecting.formats.coded_files import needs_kernels

pytestmark = needs_kernels

atoms = st.one_of(
    st.builds(
        lambda parts: Text("F", tuple(parts)),
        st.lists(st.one_of(st.just(AnyRun()), st.just(AnyOne()), st.builds(Literal, st.text("01aB", min_size=1)))),
    ),
    st.builds(Regex, st.just("F"), st.sampled_from(["a+", "[0-9]{2}", "^1", "b[1-3]", "[^0]$", r"\x31a", "a|7", "é1"])),
    st.builds(Number, st.just("F"), st.integers(0, 12)),
    st.builds(Compare, st.just("F"), st.just("gte"), st.integers(0, 12)),
    st.builds(Cidr, st.just("F"), st.sampled_from(["10.0.0.0/8", "10.1.0.0/16", "::1/128"])),
)
values = st.one_of(
    st.text("019aB", min_size=1, max_size=6), st.sampled_from(["10.1.2.3", " 10.2.0.0 ", "::1", "11", "-3"])
)


def form_of(value: str) -> str:
    return re.sub("[0-9]", "0", value)


def together(tests: FormTests, held: list[str]) -> set[tuple[int, int]]:
    """Return (atom, value) by forms, without the literals with digits."""
    shapes = list(dict.fromkeys(map(form_of, held)))
    first = [next(value for value in held if form_of(value) == shape) for shape in shapes]
    texts = Texts.of(first)
    by_form = pairs(tests.of_forms(texts))
    maybe = {shapes[form] for form in tests.maybe_found(texts).tolist()}
    alone = np.broadcast_to(tests.alone(partial(pa.array, shapes, pa.string())), len(shapes))
    found = {(atom, at) for at, value in enumerate(held) for atom, form in by_form if shapes[form] == form_of(value)}
    for at, value in enumerate(held):
        one = Texts.of([value])
        if form_of(value) in maybe:
            found |= {(atom, at) for atom, _ in pairs(tests.expressions(one))}
        if alone[shapes.index(form_of(value))]:
            found |= {(atom, at) for atom, _ in pairs(tests.of_values(one))}
    return found


def pairs(found: list[Pairs]) -> set[tuple[int, int]]:
    return {pair for atom, value in found for pair in zip(atom.tolist(), value.tolist(), strict=True)}


@settings(derandomize=True, max_examples=120, deadline=None)
@given(st.lists(atoms, max_size=6), st.lists(values, unique=True, min_size=1, max_size=7))
def test_forms_and_values_say_what_holds(wanted: list[Atom], held: list[str]) -> None:
    matcher = FieldMatcher(wanted, sort_tests(dict(enumerate(wanted))))
    if FormTests.without_forms(matcher):
        return
    tests = FormTests([matcher])
    apart = {atom for one in tests.literals for atom in one.atoms.tolist()}

    due = {
        (n, at) for n, atom in enumerate(wanted) if n not in apart for at, one in enumerate(held) if holds(atom, one)
    }
    assert together(tests, held) == due


def test_times_are_looked_at_in_each_value() -> None:
    atom = TimePart("F", "hour", 7)
    tests = FormTests([FieldMatcher([atom], sort_tests({0: atom}))])

    assert together(tests, ["2021-03-02 07:00:00", "2021-03-02 08:00:00"]) == {(0, 0)}


def test_a_long_literal_with_digits_is_told_only_value_by_value() -> None:
    atom = Text("F", (AnyRun(), Literal("1" * 600), AnyRun()))

    assert FormTests.without_forms(FieldMatcher([atom], sort_tests({0: atom})))
    assert not FormTests.without_forms(FieldMatcher([atom], sort_tests({0: Text("F", (Literal("x" * 600),))})))
