"""Pieces lie where their texts do, and what lies at an address is read and copied."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from tocsin.hunting.joining import Pieces, at8, at32, at64, put


@pytest.mark.parametrize("cut", [0, 2])
def test_pieces_of_texts_are_copied_from_where_they_lie(cut: int) -> None:
    texts = pa.array(["before"] * cut + ["aé", "", "\U0001f600\x00b"], pa.string()).slice(cut)
    pieces = Pieces.of(texts, np.array([2, 0, 1, 2]))
    out, at = np.zeros(int(pieces.sizes.sum()), np.uint8), 0
    for address, size in zip(pieces.addresses, pieces.sizes, strict=True):
        put(out, at, address, size)
        at += size

    assert bytes(out).decode() == "\U0001f600\x00baé\U0001f600\x00b"


def test_numbers_are_read_at_addresses() -> None:
    held = np.array([-2, 3], np.int64)

    assert (at64(held.ctypes.data), at64(held.ctypes.data + 8)) == (-2, 3)
    assert (at32(held.ctypes.data), at32(held.ctypes.data + 8)) == (-2, 3)
    assert (at8(held.ctypes.data), at8(held.ctypes.data + 8)) == (-2, 3)
