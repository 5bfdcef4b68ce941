"""Values written straight from bytes are what the reference rendering and a JSON writer make of them."""

from __future__ import annotations

import itertools
import struct
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.columns import strings
from tocsin.collecting.compiled import kernel
from tocsin.collecting.formats.evtx_values import RENDER, strings_of
from tocsin.collecting.formats.evtx_walk import COUNT, FRAME
from tocsin.collecting.formats.evtx_writing import (
    LIST,
    NOT_EMPTY,
    PER_BYTE,
    STEP,
    put_list,
    put_name,
    put_value,
    write,
)

from tests.collecting.formats.coded_files import needs_kernels

SIZED = {0x03: 1, 0x04: 1, 0x05: 2, 0x06: 2, 0x07: 4, 0x08: 4, 0x09: 8, 0x0A: 8, 0x0F: 16, 0x11: 8, 0x14: 4, 0x15: 8}


def written(kind: int, raw: bytes) -> bytes | None:
    text = np.zeros(PER_BYTE * len(raw) + 64, np.uint8)
    with np.errstate(over="ignore"):
        end = int(put_value(np.frombuffer(raw + bytes(8), np.uint8), kind, 0, len(raw), text, 0))
    return None if end < 0 else text[:end].tobytes()


def due(kind: int, raw: bytes) -> bytes:
    return orjson.dumps(strings([RENDER[kind](raw)])[0].as_py())[1:-1]


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.text(max_size=12) | st.text('"\\\x00\n\x1b\x7f\x80߿\ud800\udc00', max_size=6))
def test_text_is_written_as_json(text: str) -> None:
    raw = text.encode("utf-16-le", "surrogatepass")

    assert written(0x01, raw) == due(0x01, raw)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.text('ab"\x00é\ud800\udc00', max_size=24), st.binary(max_size=1))
def test_arrays_of_strings_are_written_as_lists(text: str, more: bytes) -> None:
    raw = text.encode("utf-16-le", "surrogatepass") + more
    out = np.zeros(PER_BYTE * len(raw) + 64, np.uint8)
    end = int(put_list(np.frombuffer(raw + bytes(8), np.uint8), 0, len(raw), out, 0))

    assert out[:end].tobytes() == orjson.dumps(strings(list(strings_of(raw))).to_pylist())


@kernel("uint8[::1]; int64; int64; uint8[::1]; uint8[::1]")
def both_compiled(block: Any, kind: Any, size: Any, names: Any, text: Any) -> Any:
    """Write a name and a value behind it."""
    return put_value(block, kind, 0, size, text, put_name(names, 0, len(names) - STEP, text, 0))


@needs_kernels
@settings(derandomize=True, deadline=None, max_examples=120)
@given(
    st.lists(st.text("ab", max_size=40) | st.text('"\\\x00\n\x1b\x7f\x80߿\ud800\udc00', max_size=2), max_size=5),
    st.binary(max_size=40),
    st.integers(0, 40),
)
def test_text_is_written_by_machine_code_as_by_its_function(text: list[str], name: bytes, more: int) -> None:
    raw = "".join(text).encode("utf-16-le", "surrogatepass")
    out = np.zeros(len(name) + PER_BYTE * len(raw) + 64, np.uint8)
    names = np.frombuffer(name + bytes(STEP), np.uint8)
    end = both_compiled(np.frombuffer(raw + bytes(more), np.uint8), 0x01, len(raw), names, out)

    assert out[:end].tobytes() == name + due(0x01, raw)


@pytest.mark.parametrize("raw", [b"a\x00b", b"\x00\xd8", b"\x00\xd8a\x00", b"\x00\xdc\x00\xd8", b"\x00\xd8a"])
def test_half_letters_become_the_replacement_character(raw: bytes) -> None:
    assert written(0x01, raw) == due(0x01, raw)


@settings(derandomize=True, deadline=None, max_examples=400)
@given(st.sampled_from(sorted(SIZED)), st.binary(min_size=16, max_size=16))
def test_values_of_usual_sizes_are_written(kind: int, raw: bytes) -> None:
    raw = raw[: SIZED[kind]]
    text = written(kind, raw)

    if kind == 0x11 and text is None:
        assert int.from_bytes(raw, "little") >= 2_650_467_744_000_000_000
    else:
        assert text == due(kind, raw)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.sampled_from([0x02, 0x04, 0x0A, 0x0D, 0x0E, 0x0F, 0x13, 0x14]), st.binary(max_size=40))
def test_values_of_any_size_are_written_or_refused(kind: int, raw: bytes) -> None:
    assert written(kind, raw) in (None, due(kind, raw))


@settings(derandomize=True, deadline=None, max_examples=100)
@given(
    values=st.lists(
        st.tuples(st.sampled_from([0x01, 0x02, 0x04, 0x0D, 0x0E, 0x81]), st.binary(max_size=20)), min_size=1
    ),
    fields=st.lists(st.tuples(st.integers(0, 99), st.sampled_from([0, NOT_EMPTY, LIST])), min_size=1, max_size=6),
    worst=st.booleans(),
)
def test_nothing_is_written_where_there_is_no_room(
    values: list[tuple[int, bytes]], fields: list[tuple[int, int]], worst: bool
) -> None:
    values = [(0x02, b"\x01" * 20)] * len(values) if worst else values
    head = b"".join(struct.pack("<HBB", len(raw), kind, 0) for kind, raw in values)
    block = np.frombuffer(head + b"".join(raw for _, raw in values) + bytes(8), np.uint8)
    frames = np.zeros((1, FRAME), np.int64)
    frames[0, COUNT] = len(values)
    items = np.array([(0, which % len(values), 0, 3, mode) for which, mode in fields], np.int64)
    names = np.frombuffer(b'"n":' + bytes(STEP), np.uint8)
    for room in itertools.count(1, 7):
        text, ends, state = np.zeros(room, np.uint8), np.zeros(1, np.int64), np.zeros(2, np.int64)
        firsts, shapes, starts = np.zeros(1, np.int64), np.zeros(1, np.int64), np.array([0, len(items)])
        arguments = (block, firsts, shapes, frames, starts, items, names, state, text, ends, np.zeros(1, np.uint8))
        with np.errstate(over="ignore"):
            if write.function(*arguments):  # beyond the room it would raise
                break
    assert ends[0] <= room


def test_a_security_identifier_is_written() -> None:
    raw = bytes([1, 2, 0, 0, 0, 0, 0, 5]) + (21).to_bytes(4, "little") + (1000).to_bytes(4, "little")

    assert written(0x13, raw) == b"S-1-5-21-1000"
