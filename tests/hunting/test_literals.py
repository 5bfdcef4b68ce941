"""Literals in Arrow's own memory: slices, nulls, borders between texts, letters outside ASCII, without Hyperscan."""

from __future__ import annotations

import pickle

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.hunting.literals import Literals, Texts
from tocsin.hunting.strings import Strings


def pairs(literals: list[str], values: pa.Array, engine: str = "auto") -> list[tuple[int, int]]:
    literal, text = Literals(Strings.of(literals), engine=engine).pairs(Texts(values))
    return list(zip(literal.tolist(), text.tolist(), strict=True))


@pytest.mark.parametrize("engine", ["auto", "re2"])
def test_a_find_over_the_border_of_two_texts_does_not_count(engine: str) -> None:
    values = pa.array(["xab", "cx", "ABC", "", None, "xabcx"])

    assert pairs(["abc"], values, engine) == [(0, 2), (0, 5)]
    assert pairs(["abc"], values.slice(3), engine) == [(0, 2)]


@pytest.mark.parametrize("engine", ["auto", "re2"])
def test_a_text_behind_a_null_is_not_looked_at(engine: str) -> None:
    whole = pa.array(["abc", "abc"])
    validity, offsets, data = whole.buffers()
    hidden = pa.Array.from_buffers(pa.string(), 2, [pa.py_buffer(b"\x02"), offsets, data])
    assert validity is None

    assert pairs(["abc"], hidden, engine) == [(0, 1)]


@pytest.mark.parametrize("engine", ["auto", "re2"])
def test_letters_outside_ascii_fold_as_everywhere(engine: str) -> None:
    values = pa.array(["STRASSE", "straße", "Straẞe", "КИЇВ", "plain"], pa.large_string())

    assert pairs(["strasse", "київ"], values, engine) == [(0, 0), (0, 1), (0, 2), (1, 3)]


def test_no_literals_and_no_texts() -> None:
    assert pairs([], pa.array(["a"])) == []
    assert pairs(["a"], pa.array([], pa.string())) == []
    assert pairs(["a"], pa.array([None, ""], pa.string())) == []


def test_another_process_can_be_handed_them() -> None:
    literal, text = pickle.loads(pickle.dumps(Literals(Strings.of("abcde")))).pairs(Texts(pa.array(["xe"])))  # noqa: S301

    assert (literal.tolist(), text.tolist()) == ([4], [0])


ALPHABET = "aAbß\n ſİ.é"


@settings(derandomize=True, max_examples=150, deadline=None)
@given(
    st.lists(st.text(alphabet="ab.ési̇\n", min_size=1, max_size=3), min_size=1, max_size=5, unique=True),
    st.lists(st.none() | st.text(alphabet=ALPHABET, max_size=6), max_size=6),
    st.integers(0, 6),
)
def test_pairs_are_those_of_a_plain_search(literals: list[str], values: list[str | None], start: int) -> None:
    folded = sorted({literal.casefold() for literal in literals})
    kept = values[start:]
    expected = [
        (number, at)
        for number, literal in enumerate(folded)
        for at, value in enumerate(kept)
        if value is not None and literal in value.casefold()
    ]
    array = pa.array(values, pa.string()).slice(min(start, len(values)))

    assert pairs(folded, array) == expected
    assert pairs(folded, array, "re2") == expected
