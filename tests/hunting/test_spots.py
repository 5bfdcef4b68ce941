"""Literals with digits are found in a value at the places where its form may hold them, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.hunting import spots
from tocsin.hunting.atoms import AnyOne, AnyRun, Literal, Text, holds
from tocsin.hunting.digit_tests import zeroed
from tocsin.hunting.field_tests import sort_tests
from tocsin.hunting.forms import Forms, Without
from tocsin.hunting.spots import MOST_LITERALS, DigitLiterals, Row, Spots

from tests.collecting.formats.coded_files import both_loops, needs_kernels
from tests.hunting.made_words import words_of

pytestmark = needs_kernels

literals = st.builds(Literal, st.text("0012aB", min_size=1, max_size=4))
atoms = st.builds(
    lambda parts, cased: Text("F", tuple(parts), cased),
    st.lists(st.one_of(st.just(AnyRun()), st.just(AnyOne()), literals), max_size=4),
    st.booleans(),
)
values = st.lists(st.text("0123aAbB", max_size=9), unique=True, min_size=1, max_size=9)


way = both_loops(spots, "stand", "stand_at")


def standing(wanted: list[Text], held: list[str]) -> tuple[set[tuple[int, int]], set[int]]:
    """Return (atom, value) for the literals with digits that stand in values, and the values that are left."""
    tests = sort_tests(dict(enumerate(wanted)))
    found = [
        DigitLiterals(one, cased=cased) for cased, one in zip((False, True), tests.digits, strict=True) if one.text
    ]
    words = words_of(("F", held))
    forms, known = Forms(words, Without.DIGITS), Spots(words)
    form = forms.of(np.arange(len(held))).astype(np.int64)
    known.have(len(forms))
    every = np.arange(len(forms))
    known.find(every, found, forms.bare(every))
    left = np.isin(form, known.settle())
    numbers = np.flatnonzero(~left & known.some(form))
    atom, place = known.atoms(form[numbers], known.standing(numbers, form[numbers]))
    return set(zip(atom.tolist(), numbers[place].tolist(), strict=True)), set(np.flatnonzero(left).tolist())


@settings(
    derandomize=True, max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(wanted=st.lists(atoms, max_size=6), held=values)
def test_what_stands_is_what_holds(way: str, wanted: list[Text], held: list[str]) -> None:
    found, left = standing(wanted, held)

    due = {
        (number, value)
        for number, atom in enumerate(wanted)
        if zeroed(atom) is not None and not any(one.zeroed.left for one in sort_tests({0: atom}).digits)
        for value, text in enumerate(held)
        if value not in left and holds(atom, text)
    }
    assert found == due
    assert left <= {value for value, text in enumerate(held) if any(holds(one, bare(text)) for one in wild(wanted))}


def bare(text: str) -> str:
    return "".join("0" if "0" <= one <= "9" else one for one in text)


def wild(wanted: list[Text]) -> list[Text]:
    """Return the texts that are more than a literal with anything before or behind it, with zeros for digits."""
    plain = ([Literal], [AnyRun, Literal], [Literal, AnyRun], [AnyRun, Literal, AnyRun])
    zeros = [zeroed(one) for one in wanted if list(map(type, one.parts)) not in plain]
    return [one for one in zeros if one is not None]


def test_a_value_in_which_very_many_literals_may_stand_is_left() -> None:
    wanted = [Text("F", (AnyRun(), Literal(f"{number:02}"), AnyRun())) for number in range(MOST_LITERALS + 1)]

    assert standing(wanted, ["x31", "x3"]) == (set(), {0})
    assert standing(wanted[1:], ["x31", "x3", "0102"]) == ({(30, 0), (0, 2), (9, 2), (1, 2)}, set())


def test_a_value_with_very_many_places_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spots, "MOST_SPOTS", 4)
    monkeypatch.setattr(spots, "stand_at", spots.stand_at.function)  # compiled, it has the number in it
    one = Text("F", (AnyRun(), Literal("7"), AnyRun()))

    with np.errstate(over="ignore"):
        assert standing([one], ["1237", "a77b7", "12345"]) == ({(0, 0), (0, 1)}, {2})


def test_many_places_are_found_block_by_block_and_no_more_than_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Text("F", (AnyRun(), Literal("7"), AnyRun()))
    held = [f"{'a' * (n % 13)}7{'b' * (n // 13)}{n % 10}" for n in range(90)]
    whole = standing([one], held)
    monkeypatch.setattr(spots, "_LETTERS", 40)
    monkeypatch.setattr(spots, "_PLACES", 5)

    assert standing([one], held) == whole == ({(0, n) for n in range(90)}, set())
    monkeypatch.setattr(spots, "MOST_OF_ALL", 60)
    found, left = standing([one], held)
    assert found == {(0, n) for n in range(90) if n not in left}
    assert 0 < len(left) < 90


def test_a_row_keeps_its_kind_as_it_grows() -> None:
    row = Row(np.int32, 2)
    begins = [row.add(np.full((700, 2), number, np.int64)) for number in range(4)]

    assert begins == [0, 700, 1400, 2100]
    assert row.room.dtype == np.int32
    assert row.room[: len(row)].tolist() == [[number, number] for number in range(4) for _ in range(700)]
