"""Distinct values in forms for many tests at once: what is said of all of them is true of each."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.hunting import texts as module
from tocsin.hunting.atoms import fold
from tocsin.hunting.texts import Texts, with_texts

values = st.lists(st.text("aAbB.\\ \nßÉİ𐍈", max_size=6), max_size=8)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(values, st.text("aAb.\\ ßé", min_size=1, max_size=3), st.booleans())
def test_values_that_hold_a_text(given_values: list[str], text: str, cased: bool) -> None:
    found = Texts.of(given_values).joined(cased=cased).holding(text.encode())

    shown = given_values if cased else [fold(value) for value in given_values]
    assert found.tolist() == [at for at, value in enumerate(shown) if text in value]


@settings(derandomize=True, max_examples=100, deadline=None)
@given(values)
def test_folded_and_joined_values_are_those_of_each(given_values: list[str]) -> None:
    texts = Texts.of(given_values)

    assert texts.values == given_values
    assert texts.folded.to_pylist() == [fold(value) for value in given_values]
    assert texts.beyond_ascii.tolist() == [at for at, value in enumerate(given_values) if not value.isascii()]
    for cased in (False, True):
        joined = texts.joined(cased=cased)
        data = bytes(joined.data)
        ranges = zip(joined.begins.tolist(), joined.sizes.tolist(), strict=True)
        assert [data[b : b + s].decode() for b, s in ranges] == texts.column(cased=cased).to_pylist()


def test_values_too_large_for_one_column_are_joined_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LARGE", 4)
    joined = Texts.of(["ab", "", "cd"]).joined(cased=True)

    assert joined.data == b"ab\n\ncd\n\n"
    assert joined.holding(b"d").tolist() == [2]


def test_two_sets_of_values_are_one() -> None:
    both = Texts.of(["a"]) + Texts.of(["b", "a"])

    assert (both.values, len(both)) == (["a", "b", "a"], 3)


def test_texts_can_be_put_in_the_place_of_others() -> None:
    texts = pa.array(["", "ab", "", "é", ""], pa.large_string())
    others = pa.array(["x", "yz", ""], pa.string())

    put = with_texts(texts, np.array([0, 2, 4]), others)

    assert put.to_pylist() == ["x", "ab", "yz", "é", ""]
    assert with_texts(texts[1:4], np.array([1]), pa.array(["left"])).to_pylist() == ["ab", "left", "é"]
