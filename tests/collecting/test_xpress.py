"""Xpress Huffman: what was packed comes out, never more than was said, and damage is an error that is told."""

from __future__ import annotations

import random

import pytest

from tocsin.collecting.xpress import unpacked

from tests.collecting.artefact_files import packed

TEXT = b"".join(b"%d:" % number + bytes([number % 251]) * (number % 290) for number in range(900))


@pytest.mark.parametrize("data", [b"a", b"abc" * 40, bytes(1000), TEXT[:65536], TEXT])
def test_what_was_packed_comes_out(data: bytes) -> None:
    assert unpacked(packed(data)[8:], len(data)) == data


def test_never_more_than_was_said() -> None:
    assert unpacked(packed(bytes(60_000))[8:], 100) == bytes(100)


def test_codes_that_fill_no_table_are_an_error() -> None:
    with pytest.raises(ValueError, match="codes"):
        unpacked(bytes(300), 10)


def test_damage_ends_it() -> None:
    chance = random.Random(1)
    whole = packed(TEXT[:3000])[8:]
    for _ in range(60):
        hurt = bytearray(whole[: chance.randrange(260, len(whole))])
        hurt[chance.randrange(256, len(hurt))] = chance.randrange(256)
        try:
            assert len(unpacked(bytes(hurt), 3000)) <= 3000
        except (ValueError, IndexError):
            continue
