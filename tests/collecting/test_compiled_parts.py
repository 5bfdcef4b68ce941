"""What compiled loops are made of, tested as the plain functions that they are, too."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.compiled_parts import (
    AHEAD,
    alike,
    copy,
    differing,
    differing_from,
    hash_of,
    is_word,
    load16,
    load32,
    load64,
    number_of_word,
    u16,
    u32,
)
from tocsin.collecting.formats.evtx_coding import STATE, STORED, WORDS, add_word

from tests.collecting.formats.coded_files import needs_kernels


@given(st.binary(min_size=12, max_size=12), st.integers(0, 4))
@settings(derandomize=True, deadline=None, max_examples=50)
def test_numbers_are_read_at_any_byte(raw: bytes, at: int) -> None:
    block = np.frombuffer(raw, np.uint8)

    for load, size in ((load16, 2), (load32, 4), (load64, 8), (u16, 2), (u32, 4)):
        assert int(load(block, at)) == int.from_bytes(raw[at : at + size], "little")


class Table:
    """Words with room for some; `add` is `add_word` compiled, or the function that it is."""

    def __init__(self, add: Callable[..., int]) -> None:
        self._add = add
        self.slots, self.words = np.zeros(128, np.uint64), np.zeros((64, 4), np.int32)
        self.store, self.state = np.zeros(64 * 200 + AHEAD, np.uint8), np.zeros(STATE, np.int64)

    def number(self, raw: bytes, key: int) -> int:
        value = np.frombuffer(raw + bytes(AHEAD), np.uint8)
        with np.errstate(over="ignore"):
            return int(self._add(value, key, np.uint64(7), self.slots, self.words, self.store, self.state))


VALUES = st.lists(st.tuples(st.one_of(st.binary(max_size=20), st.binary(max_size=200)), st.integers(0, 2)), max_size=60)


@given(VALUES)
@settings(derandomize=True, deadline=None, max_examples=60)
def test_equal_values_of_one_key_have_one_number(values: list[tuple[bytes, int]]) -> None:
    table, due = Table(add_word.function), {}
    for raw, key in values:
        assert table.number(raw, key) == due.setdefault((raw, key), len(due))
    assert table.state[WORDS] == len(due)
    for (raw, key), number in due.items():
        begin, size = table.words[number, 2:].tolist()
        assert (table.store[begin : begin + size].tobytes(), table.words[number, 1]) == (raw, key)


@needs_kernels
@given(VALUES)
@settings(derandomize=True, deadline=None, max_examples=100)
def test_compiled_they_give_the_same_numbers_hashes_and_bytes(values: list[tuple[bytes, int]]) -> None:
    plain, compiled = Table(add_word.function), Table(add_word)
    for raw, key in values:
        assert compiled.number(raw, key) == plain.number(raw, key)

    assert compiled.state[STORED] == plain.state[STORED]
    assert (compiled.words == plain.words).all()
    assert (compiled.slots == plain.slots).all()
    assert (compiled.store == plain.store).all()


@pytest.mark.parametrize("form", [pytest.param("compiled", marks=needs_kernels), "plain"])
@pytest.mark.parametrize("size", [1, 2, 7, 8, 9, 15, 16, 17, 63, 64, 65, 130])
def test_words_are_told_apart_by_any_byte_and_by_none_behind_them(size: int, form: str) -> None:
    table = Table(add_word if form == "compiled" else add_word.function)
    raw = bytes(range(1, size + 1))
    others = [raw[:place] + bytes([raw[place] ^ 0x80]) + raw[place + 1 :] for place in range(min(size, 60))]
    others += [raw[:-1] + bytes([raw[-1] ^ 1])]

    assert table.number(raw, 1) == 0
    assert [table.number(other, 1) for other in others] == list(range(1, len(others) + 1))
    table.store[int(table.state[STORED]) :] = 0xFF
    assert [table.number(other, 1) for other in (raw, *others)] == list(range(len(others) + 1))


def test_values_of_one_hash_are_told_apart() -> None:
    slots, words, store, state = np.zeros(8, np.uint64), np.zeros((4, 4), np.int32), np.zeros(300, np.uint8), [0, 0]
    block = np.frombuffer(b"onetwo" + bytes(AHEAD), np.uint8)

    def number(at: int, key: int) -> int:
        return number_of_word(block, at, 3, key, np.uint64(5), slots, words, store, state, 0)

    assert [number(0, 1), number(3, 1), number(0, 2), number(3, 1), number(0, 1)] == [0, 1, 2, 1, 0]
    assert is_word(block, 3, 3, 1, 1, words, store)
    assert not is_word(block, 3, 3, 1, 0, words, store)


@pytest.mark.parametrize("size", [12, 16, 24, 32, 40])
def test_changes_that_undo_one_another_whatever_the_seed_change_the_hash(size: int) -> None:
    """The upper bit of a factor goes through any multiplication by an odd number as it is."""
    one = np.arange(size + AHEAD, dtype=np.uint8)
    for first in range(0, size - 11):
        other = one.copy()
        other[[first + 7, first + 11]] ^= 0x80
        if first + 16 <= size:
            other[first + 15] ^= 0x80
        with np.errstate(over="ignore"):
            pairs = [[hash_of(some, 0, size, 1, np.uint64(seed)) for some in (one, other)] for seed in range(9)]
        assert all(left != right for left, right in pairs)


def test_bytes_are_compared_and_copied_by_place() -> None:
    one, other = np.arange(80, dtype=np.uint8), np.arange(1, 81, dtype=np.uint8)
    assert differing(one, 1, other, 0) == 0
    other[[3, 63]] = 0
    assert differing(one, 1, other, 0) == 1 << 3 | 1 << 63
    fixed = np.full(80, 0xFF, np.uint8)
    assert differing_from(one, 1, other, 0, fixed) == 1 << 3 | 1 << 63
    fixed[63], other[63] = 0x0F, one[64] & 0x0F
    assert differing_from(one, 1, other, 0, fixed) == 1 << 3
    copy(other, 2, one, 40, 3)
    assert other[:6].tolist() == [1, 2, 40, 41, 42, 6]


def test_stretches_differ_at_any_byte() -> None:
    one = np.arange(19, dtype=np.uint8)
    for place in range(19):
        other = one.copy()
        other[place] ^= 1
        assert alike(one, 0, one.copy(), 0, 19)
        assert not alike(one, 0, other, 0, 19)
