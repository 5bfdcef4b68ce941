"""Words by field and kind of value; room that grows without losing one."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from tocsin.collecting.compiled_parts import hash_of, number_of_word
from tocsin.collecting.words import Numbers, Words, distinct_of


def render(kind: int, store: np.ndarray, begins: Numbers, sizes: Numbers) -> pa.Array:
    return pa.array(
        [f"{kind}:{store[at : at + size].tobytes().decode()}" for at, size in zip(begins, sizes, strict=True)]
    )


def small() -> Words:
    return Words(render, 1, np.zeros(8, np.uint64), np.zeros((2, 4), np.int32), np.zeros(4, np.uint8))


def put(words: Words, state: np.ndarray, text: str, field: str, kind: int) -> int:
    words.grow(int(state[0]), int(state[1]), 1, len(text))
    block = np.frombuffer(text.encode() + bytes(8), np.uint8)
    key = words.field(field) * 256 + kind
    with np.errstate(over="ignore"):
        hashed = hash_of(block, 0, len(text), key, np.uint64(1))
    return int(number_of_word(block, 0, len(text), key, hashed, words.slots, words.table, words.store, state, 0))


def test_words_are_found_again_after_room_was_made() -> None:
    words, state = small(), np.zeros(2, np.int64)
    numbers = [put(words, state, f"value {n % 40}", "a", 1) for n in range(80)]

    assert numbers == [*range(40), *range(40)]
    assert words.texts(np.array([39, 0])).to_pylist() == ["1:value 39", "1:value 0"]


def test_groups_are_of_one_field_and_kind_and_know_their_places() -> None:
    words, state = small(), np.zeros(2, np.int64)
    for text, field, kind in (("x", "b", 1), ("x", "a", 1), ("y", "b", 2), ("z", "b", 1)):
        put(words, state, text, field, kind)
    groups = [
        (one.field, one.numbers.tolist(), one.places.tolist(), one.texts.to_pylist()) for one in words.groups(0, 4)
    ]

    assert groups == [
        ("b", [0, 3], [0, 3], ["1:x", "1:z"]),
        ("b", [2], [2], ["2:y"]),
        ("a", [1], [1], ["1:x"]),
    ]
    assert list(words.groups(4, 4)) == []


@given(st.lists(st.integers(-1, 30)))
def test_distinct_words_and_their_places(words: list[int]) -> None:
    found, codes = distinct_of(np.array(words, np.int64))

    assert found.tolist() == sorted(set(words) - {-1})
    assert [-1 if code < 0 else found[code] for code in codes.tolist()] == words
