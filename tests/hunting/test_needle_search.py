"""Needles are found in the bytes of values exactly where their atoms hold, as a plain function and compiled."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tocsin.hunting import needle_search
from tocsin.hunting.atoms import AnyOne, AnyRun, Literal, Part, Text, holds
from tocsin.hunting.needle_search import LONGEST_VALUE, NeedleSearch
from tocsin.hunting.needles import needles_of
from tocsin.hunting.texts import Texts

from tests.collecting.formats.coded_files import both_loops

LETTERS = "abAB.\\K -"
words = st.text(LETTERS, max_size=12)
parts = st.lists(
    st.one_of(st.just(AnyRun()), st.just(AnyOne()), st.builds(Literal, st.text(LETTERS, min_size=1, max_size=10))),
    max_size=5,
).map(tuple)


way = both_loops(needle_search, "search")


def found(atoms: list[Text], values: list[str], *, width: int = 1) -> tuple[list[tuple[int, int]], list[int]]:
    search = NeedleSearch(needles_of(dict(enumerate(atoms))), cased=atoms[0].cased)
    raw = Texts.of(values).raw
    if width == 2:
        each = [value.encode("utf-16-le", "surrogatepass") for value in values]
        sizes = np.array([len(one) for one in each], np.int64)
        raw = np.frombuffer(b"".join(each), np.uint8), np.cumsum(sizes) - sizes, sizes, 2
    atom, value, left = search.pairs(*raw)
    return sorted(zip(atom.tolist(), value.tolist(), strict=True)), left.tolist()


def expected(atoms: list[Text], values: list[str]) -> list[tuple[int, int]]:
    return [(n, v) for n, atom in enumerate(atoms) for v, value in enumerate(values) if holds(atom, value)]


@pytest.mark.parametrize("width", [1, 2])
@settings(derandomize=True, max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=st.lists(parts, min_size=1, max_size=8), values=st.lists(words, max_size=9), cased=st.booleans())
@example(wanted=[(Literal("a" * 9), AnyRun())], values=["a" * 8, "a" * 9, "A" * 10], cased=False)
@example(wanted=[(AnyRun(), Literal("ab"))], values=["", "b", "ab", "xab"], cased=True)
def test_pairs_are_those_that_hold(
    way: str, width: int, wanted: list[tuple[Part, ...]], values: list[str], cased: bool
) -> None:
    atoms = [Text("F", one, cased) for one in wanted]
    told = [number for number in range(len(atoms)) if number not in needles_of(dict(enumerate(atoms))).left]
    if not told or not needles_of({number: atoms[number] for number in told}).owners:
        return

    pairs, left = found(atoms, values, width=width)

    assert left == []
    assert pairs == [(atom, value) for atom, value in expected(atoms, values) if atom in told]


def test_every_key_is_tried(way: str) -> None:
    """Literals of every size, at the begin, the end and inside of values of every size around eight letters."""
    literals = ["abcdefghijkl"[:size] for size in range(1, 12)]
    atoms = [Text("F", shape) for one in literals for shape in (
        (Literal(one),), (Literal(one), AnyRun()), (AnyRun(), Literal(one)), (AnyRun(), Literal(one), AnyRun()),
        (Literal(one), AnyRun(), Literal("l")),
    )]  # fmt: skip
    values = [before + one + behind for one in literals for before in ("", "x") for behind in ("", "y", "l")]

    assert found(atoms, values) == (expected(atoms, values), [])


def test_values_beyond_ascii_and_long_ones_are_left(way: str) -> None:
    atoms = [Text("F", (AnyRun(), Literal("ab"), AnyRun()))]
    values = ["ab", "äab", "ab" + "x" * LONGEST_VALUE, "xab"]

    assert found(atoms, values) == ([(0, 0), (0, 3)], [1, 2])
    assert found(atoms, ["ab\0", "ab", "\u0141ab"], width=2) == ([(0, 1)], [0, 2])  # a NUL is taken off by who reads


def test_half_a_letter_at_the_end_is_left(way: str) -> None:
    search = NeedleSearch(needles_of({7: Text("F", (Literal("a"),))}), cased=False)
    data = np.frombuffer(b"a\0a", np.uint8)

    atom, value, left = search.pairs(data, np.array([0, 0]), np.array([2, 3]), 2)

    assert (atom.tolist(), value.tolist(), left.tolist()) == ([7], [0], [1])


def test_more_pairs_than_there_is_room_for(way: str) -> None:
    atoms = [Text("F", (AnyRun(), Literal(letter), AnyRun())) for letter in "abcdefghijkl"]
    values = ["abcdefghijkl"] * 40

    assert found(atoms, values)[0] == expected(atoms, values)


def test_wildcards_do_not_take_long(way: str) -> None:
    atom = Text("F", (AnyRun(), Literal("ab"), *(AnyRun(), Literal("a")) * 100, AnyRun(), Literal("b")))

    assert found([atom], ["ab" + "a" * 400])[0] == []


def test_threads_do_not_share_memory() -> None:
    mine = needle_search._room.found  # pyright: ignore[reportPrivateUsage]
    with ThreadPoolExecutor(1) as pool:
        theirs = pool.submit(lambda: needle_search._room.found).result()  # pyright: ignore[reportPrivateUsage]

    assert theirs is not mine
