"""Packed streams: what went in comes out, a little at a time, and all that lies before damage."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable

import inflate64
import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.packed import DECOMPRESSORS, PACKING_ERRORS, Unpacked

LINE = b"2021-03-02 07:00:00 203.0.113.%d GET /owa/ 200\r\n"
TEXT = b"".join(LINE % (number % 250) for number in range(4000))


def deflate64(data: bytes) -> bytes:
    packer = inflate64.Deflater()
    return packer.deflate(data) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": lambda data: gzip.compress(data, mtime=0),
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstd.compress,
    "deflate": lambda data: gzip.compress(data, mtime=0)[10:-8],
    "deflate64": deflate64,
    "stored": bytes,
}


def read(data: bytes, kind: str, size: int = 1000, *, joined: bool = True) -> tuple[bytes, Exception | None]:
    """All that comes out, and what ended it."""
    stream, parts = Unpacked(io.BytesIO(data), kind, joined=joined), []
    try:
        while part := stream.read1(size):
            assert len(part) <= size
            parts.append(part)
    except PACKING_ERRORS as error:
        return b"".join(parts), error
    return b"".join(parts), None


def test_every_kind_is_tested() -> None:
    assert sorted(PACKERS) == sorted(DECOMPRESSORS)


@pytest.mark.parametrize("kind", PACKERS)
def test_what_went_in_comes_out(kind: str) -> None:
    packed = PACKERS[kind](TEXT)
    assert read(packed, kind) == (TEXT, None)
    assert Unpacked(io.BytesIO(packed), kind).read() == TEXT


@pytest.mark.parametrize("kind", ["gz", "bz2", "xz", "zst"])
def test_streams_behind_one_another_are_one_and_zeros_are_padding(kind: str) -> None:
    packed = PACKERS[kind](TEXT)
    assert read(packed + packed + bytes(512), kind) == (TEXT + TEXT, None)
    assert read(packed + packed, kind, joined=False) == (TEXT, None)


@pytest.mark.parametrize("kind", ["gz", "bz2", "xz", "zst", "deflate"])
def test_a_cut_stream_gives_all_it_has_and_says_that_it_is_cut(kind: str) -> None:
    found, error = read(PACKERS[kind](TEXT)[:-30], kind)
    assert isinstance(error, EOFError)
    assert TEXT.startswith(found)


@pytest.mark.parametrize("kind", ["gz", "bz2", "xz", "zst"])
def test_what_stands_behind_a_stream_is_told(kind: str) -> None:
    found, error = read(PACKERS[kind](TEXT) + b"something else", kind)
    assert found == TEXT
    assert error is not None


def test_damage_costs_nothing_before_it() -> None:
    import random

    noise = random.Random(1).randbytes(300_000)  # does not pack: so many bytes in, so many out
    packed = bytearray(gzip.compress(noise, mtime=0))
    packed[200_000:] = b"\xff" * (len(packed) - 200_000)
    found, error = read(bytes(packed), "gz", 1 << 20)

    assert error is not None
    assert len(found) >= 150_000
    assert noise[:150_000] == found[:150_000]


def test_a_bomb_comes_out_a_little_at_a_time() -> None:
    for kind in ("gz", "bz2", "xz", "zst"):
        stream = Unpacked(io.BytesIO(PACKERS[kind](bytes(20_000_000))), kind)
        assert len(stream.read1(100)) <= 100


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.sampled_from(["gz", "bz2", "xz", "zst", "deflate", "deflate64"]), st.data())
def test_damage_anywhere_raises_nothing_else(kind: str, data: st.DataObject) -> None:
    packed = bytearray(PACKERS[kind](TEXT[:2000]))
    for _ in range(data.draw(st.integers(1, 5))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    read(bytes(packed), kind)
