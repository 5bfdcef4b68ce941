"""Values of each kind are written as the reference decoder writes them; wrong sizes are shown, not guessed."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.formats.evtx_frames import PADDING
from tocsin.collecting.formats.evtx_values import RENDER, STRING, Ranges, distinct, strings_of, texts


@pytest.mark.parametrize(
    ("kind", "raw", "text"),
    [
        (0x01, "C:\\Wïndows\0".encode("utf-16-le"), "C:\\Wïndows"),
        (0x04, b"\xff", "255"),
        (0x03, b"\xff", "-1"),
        (0x08, struct.pack("<I", 4_000_000_000), "4000000000"),
        (0x0A, struct.pack("<Q", 2**63), "9223372036854775808"),
        (0x0D, b"\1\0\0\0", "true"),
        (0x0E, b"\xde\xad", "DEAD"),
        (0x0F, bytes(range(16)), "03020100-0504-0706-0809-0A0B0C0D0E0F"),
        (0x11, struct.pack("<Q", 132591420000000000), "2021-03-02T07:00:00.000000Z"),
        (0x11, b"\xff" * 8, "FFFFFFFFFFFFFFFF"),
        (0x13, bytes.fromhex("010100000000000512000000"), "S-1-5-18"),
        (0x13, b"\1\5", "0105"),
        (0x14, struct.pack("<I", 0x17DAD), "0x17dad"),
        (0x08, b"\1", "01"),
    ],
)
def test_a_value_of_each_kind(kind: int, raw: bytes, text: str) -> None:
    assert RENDER[kind](raw) == text


def test_an_array_of_strings_ends_each_with_a_nul() -> None:
    assert strings_of("a\0b\0".encode("utf-16-le")) == ("a", "b")
    assert strings_of("a\0\0b".encode("utf-16-le")) == ("a", "", "b")


@given(st.lists(st.binary(max_size=40), max_size=60))
@settings(derandomize=True, max_examples=100, deadline=None)
def test_distinct_values_lead_back_to_the_bytes(values: list[bytes]) -> None:
    block = np.concatenate([np.frombuffer(b"".join(values), np.uint8), np.zeros(PADDING, np.uint8)])
    size = np.array([len(value) for value in values], np.int64)

    numbers, found = distinct(block, np.cumsum(size) - size, size)

    each = found.tolist()
    assert [each[number] for number in numbers] == values
    assert len(set(each)) == len(each) == len(found)


@given(st.sampled_from(sorted(RENDER)), st.lists(st.binary(max_size=20), max_size=30))
@settings(derandomize=True, max_examples=300, deadline=None)
def test_many_values_are_written_as_each_of_them(kind: int, values: list[bytes]) -> None:
    offsets = np.cumsum([0, *map(len, values)])
    data = np.frombuffer(b"".join(values), np.uint8)

    assert texts(kind, Ranges(offsets, data)).to_pylist() == [RENDER[kind](value) for value in values]


@given(st.lists(st.text("aZ\0\r é\ud800𐍈", max_size=8), max_size=30), st.integers(0, 40))
@settings(derandomize=True, max_examples=300, deadline=None)
def test_strings_of_letters_of_any_kind(values: list[str], plain: int) -> None:
    raw = [value.encode("utf-16-le", "surrogatepass") for value in [*values, *["plain"] * plain]]
    offsets = np.cumsum([0, *map(len, raw)])

    found = texts(STRING, Ranges(offsets, np.frombuffer(b"".join(raw), np.uint8))).to_pylist()

    assert found == [RENDER[STRING](value) for value in raw]
