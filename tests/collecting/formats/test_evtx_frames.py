"""Records are found where they are, in whole chunks only, and nothing else is taken for one."""

from __future__ import annotations

import struct

import numpy as np

from tocsin.collecting.formats.evtx_frames import find_frames, find_records, u16, u32, u64

from tests.collecting.formats.evtx_blocks import block_of, many


def test_every_record_of_a_healthy_file_is_found() -> None:
    block, chunks = block_of(many(1000))

    found = find_records(block, chunks)

    assert found.identifier.tolist() == list(range(1, 1001))
    assert found.unhealthy.tolist() == []
    assert all(bytes(block[at : at + 4]) == b"**\0\0" for at in found.at)
    assert find_frames(block, found.at + 24, found.at + found.size - 4).taken.all()


def test_the_magic_number_inside_a_record_is_no_record() -> None:
    block, chunks = block_of(many(10))
    found = find_records(block, chunks)
    at = int(found.at[3] + 32)
    block[at : at + 8] = np.frombuffer(struct.pack("<II", 0x2A2A, 64), np.uint8)

    assert find_records(block, chunks).identifier.tolist() == list(range(1, 11))


def test_a_chunk_whose_header_lies_about_its_free_space_is_left_out() -> None:
    for lie in (0, 100, 512, 65536, 0xFFFFFFFF):
        block, chunks = block_of(many(10))
        block[48:52] = np.frombuffer(struct.pack("<I", lie), np.uint8)

        found = find_records(block, chunks)

        assert (len(found.at), found.unhealthy.tolist()) == (0, [0])


def test_an_empty_chunk_is_healthy_and_a_foreign_one_is_not() -> None:
    block, chunks = block_of(many(10) + bytes(65536))

    assert chunks == 2
    assert find_records(block, chunks).unhealthy.tolist() == [1]


def test_numbers_are_read_at_odd_places() -> None:
    block = np.frombuffer(bytes(range(16)), np.uint8).copy()
    at = np.array([1, 3])

    assert u16(block, at).tolist() == [0x0201, 0x0403]
    assert u32(block, at).tolist() == [0x04030201, 0x06050403]
    assert u64(block, at).tolist() == [0x0807060504030201, 0x0A09080706050403]
