"""What compiled loops are made of, tested as the plain functions that they are, too."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.compiled_parts import alike, load16, load32, load64, number_of_word, u16, u32


@given(st.binary(min_size=12, max_size=12), st.integers(0, 4))
@settings(derandomize=True, deadline=None, max_examples=50)
def test_numbers_are_read_at_any_byte(raw: bytes, at: int) -> None:
    block = np.frombuffer(raw, np.uint8)

    for load, size in ((load16, 2), (load32, 4), (load64, 8), (u16, 2), (u32, 4)):
        assert int(load(block, at)) == int.from_bytes(raw[at : at + size], "little")


@given(st.lists(st.tuples(st.binary(max_size=20), st.integers(0, 2)), max_size=60))
@settings(derandomize=True, deadline=None, max_examples=60)
def test_equal_values_of_one_key_have_one_number(values: list[tuple[bytes, int]]) -> None:
    slots, words = np.zeros(128, np.int32), np.zeros((64, 4), np.int64)
    store, state = np.zeros(2000, np.uint8), np.zeros(2, np.int64)
    due: dict[tuple[bytes, int], int] = {}
    for raw, key in values:
        block = np.frombuffer(raw + bytes(8), np.uint8)
        with np.errstate(over="ignore"):
            number = number_of_word(block, 0, len(raw), key, np.uint64(7), slots, words, store, state, 0)
        assert number == due.setdefault((raw, key), len(due))
    assert state[0] == len(due)
    for (raw, key), number in due.items():
        begin, size = words[number, 2:].tolist()
        assert (store[begin : begin + size].tobytes(), words[number, 1]) == (raw, key)


def test_stretches_differ_at_any_byte() -> None:
    one = np.arange(19, dtype=np.uint8)
    for place in range(19):
        other = one.copy()
        other[place] ^= 1
        assert alike(one, 0, one.copy(), 0, 19)
        assert not alike(one, 0, other, 0, 19)
