"""Columns take any string there is."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.columns import constant, encoded, integers, string_lists, strings, whole


@settings(derandomize=True, max_examples=100)
@given(st.lists(st.one_of(st.none(), st.text(max_size=5), st.just("a\ud800b"))))
def test_no_value_is_refused_and_sound_ones_stay(values: list[str | None]) -> None:
    expected = [None if value is None else whole(value) for value in values]

    assert strings(values).to_pylist() == expected
    assert encoded(values).to_pylist() == expected
    assert string_lists([[value] for value in values if value is not None]).to_pylist() == [
        [value] for value in expected if value is not None
    ]


def test_surrogates_in_pairs_are_joined() -> None:
    assert whole("\ud83d\ude00") == "😀"
    assert whole("\ude00\ud83d") == "\ufffd\ufffd"


def test_constants_and_numbers() -> None:
    assert constant("x", 3).to_pylist() == ["x"] * 3
    assert constant(None, 2).to_pylist() == [None, None]
    assert constant("x", 0).to_pylist() == []
    assert integers([1, None, 2**63, -(2**63)]).to_pylist() == [1, None, None, -(2**63)]
