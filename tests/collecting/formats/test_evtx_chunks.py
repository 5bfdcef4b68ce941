"""Chunks: what stands in them is found without trusting their headers, and bytes are told once."""

from __future__ import annotations

import struct
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.formats.evtx_chunks import CHUNK, CHUNK_HEADER, GAP, walk

from tests.collecting.samples import EVTX

FIRST = EVTX[4096 : 4096 + CHUNK]


def test_a_sound_chunk_is_left_as_it_is() -> None:
    chunk = walk(4096, FIRST)

    assert bytes(chunk.data) == FIRST
    assert not chunk.damages
    assert [place.number for place in chunk.records] == list(range(1, len(chunk.records) + 1))


def test_an_unused_chunk_has_neither_records_nor_damage() -> None:
    chunk = walk(0, bytes(CHUNK))
    assert not chunk.records
    assert not chunk.damages


def test_damage_becomes_a_record_of_its_own_for_the_parser() -> None:
    place = walk(0, FIRST).records[3]
    data = bytearray(FIRST)
    data[place.at : place.at + 4] = b"XXXX"
    chunk = walk(0, bytes(data))

    assert [gap.at for gap in chunk.gaps] == [place.at]
    assert chunk.walk_order()[3].number >= GAP
    assert [damage.at for damage in chunk.damages] == [place.at]
    assert all(record.recovered for record in chunk.records[3:])


@settings(derandomize=True, max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, CHUNK - 1), st.integers(0, 255)), max_size=60), st.integers(0, CHUNK))
def test_records_and_damage_never_overlap_and_sizes_add_up(flips: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(FIRST)
    for at, value in flips:
        data[at] = value
    chunk = walk(0, bytes(data[: max(cut, 1)]))
    ranges = sorted([(place.at, place.size) for place in chunk.records] + [(one.at, one.size) for one in chunk.damages])

    assert all(at + size <= following for (at, size), (following, _) in pairwise(ranges))
    if chunk.records:
        assert struct.unpack_from("<I", chunk.data, 48)[0] >= chunk.records[-1].at
        at = CHUNK_HEADER
        for place in chunk.walk_order():  # a parser that goes from record to record meets them all
            assert place.at == at
            at += place.size


def test_a_few_bytes_too_many_before_the_records_cost_what_they_cost_and_no_more() -> None:
    """Found by fuzzing: no room for a record's header between the chunk's header and the first record."""
    chunk = EVTX[4096 : 4096 + CHUNK]
    whole = len(walk(4096, chunk).records)

    found = walk(4096, chunk[:CHUNK_HEADER] + bytes(8) + chunk[CHUNK_HEADER:-8])

    assert len(found.records) + sum(damage.records for damage in found.damages) >= whole
