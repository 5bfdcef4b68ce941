"""Chunks that are gone are told with their place; chunks that never were are not."""

from __future__ import annotations

import io
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from tocsin.collecting import collect
from tocsin.collecting.batches import ALL_FIELDS
from tocsin.collecting.format import Source
from tocsin.collecting.formats import evtx
from tocsin.collecting.formats.evtx_extent import Extent, end_by_header, zeros_before
from tocsin.model.evidence import Rejected

from benchmarks.evtx_writer import Event, write_evtx

CHUNK, HEADER = 65536, 4096
START = datetime(2021, 3, 2, tzinfo=UTC)
FILE = write_evtx(
    [
        Event("Security", "Microsoft-Windows-Security-Auditing", 4624, START + timedelta(minutes=number), data=())
        for number in range(2500)
    ]
)
CHUNKS = (len(FILE) - HEADER) // CHUNK


def without(*chunks: int) -> bytes:
    """The file with chunks zeroed."""
    data = bytearray(FILE)
    for chunk in chunks:
        data[HEADER + chunk * CHUNK : HEADER + (chunk + 1) * CHUNK] = bytes(CHUNK)
    return bytes(data)


def losses(data: bytes) -> list[tuple[int, int | None, str]]:
    found = [part for part in evtx.read(io.BytesIO(data), Source("x"), ALL_FIELDS) if isinstance(part, Rejected)]
    return [(one.offset, one.size, one.reason) for one in found]


def test_a_whole_file_with_room_to_grow_lost_nothing() -> None:
    assert CHUNKS >= 6
    assert losses(FILE) == []
    assert losses(FILE + bytes(20 * CHUNK)) == []


def test_zeros_between_chunks_are_a_loss() -> None:
    ((offset, size, reason),) = losses(without(2, 3))
    assert (offset, size) == (HEADER + 2 * CHUNK, 2 * CHUNK)
    assert reason == "2 chunks of zeros stand between others: what they held is lost"


def test_zeros_at_the_end_are_a_loss_where_the_header_counts_chunks() -> None:
    last = CHUNKS - 1
    assert [one[:2] for one in losses(without(last))] == [(HEADER + last * CHUNK, CHUNK)]
    dirty = bytearray(without(last))
    struct.pack_into("<I", dirty, 120, 1)
    assert losses(bytes(dirty)) == []


def test_a_file_cut_between_chunks_is_told() -> None:
    ((offset, _, reason),) = losses(FILE[: HEADER + 3 * CHUNK])
    assert offset == HEADER + 3 * CHUNK
    assert f"after 3 of the {CHUNKS} chunks" in reason


def test_counts_that_are_impossible_tell_nothing() -> None:
    assert end_by_header(FILE[:HEADER]) == len(FILE)
    assert end_by_header(b"ElfFile\0") is None
    assert end_by_header(bytes(HEADER)) is None
    odd = bytearray(FILE[:HEADER])
    struct.pack_into("<H", odd, 42, 0)
    assert end_by_header(bytes(odd)) is None


@pytest.mark.parametrize("gone", [(0,), (1, 2), (2, 3, 4), (CHUNKS - 1,), (0, 1, 3)])
def test_slices_tell_the_same_losses_as_the_whole(
    gone: tuple[int, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.evtx").write_bytes(without(*gone))
    (whole,) = collect([tmp_path]).units
    monkeypatch.setattr("tocsin.collecting.slices.SLICE_BYTES", 2 * CHUNK)
    slices = whole.slices()
    assert len(slices) > 2

    def lost(parts: tuple[object, ...]) -> list[tuple[int, int | None]]:
        found = [part for unit in parts for part in unit.read() if isinstance(part, Rejected)]  # type: ignore[attr-defined]
        return sorted((one.offset, one.size) for one in found)

    assert lost(slices) == lost((whole,)) != []


def test_blocks_of_any_size_tell_the_same() -> None:
    body = np.frombuffer(without(1, 2, 4)[HEADER:], np.uint8)
    told = []
    for chunks in (1, 2, 3, CHUNKS):
        extent = Extent(HEADER)
        told.append(
            [
                gone
                for at in range(0, len(body), chunks * CHUNK)
                for gone in extent.pass_by(body[at : at + chunks * CHUNK])
            ]
        )
    assert told[1:] == told[:-1]


def test_zeros_before_a_place() -> None:
    assert zeros_before(iter([bytes(4), bytes(4), b"a"]), 100) == 92
    assert zeros_before(iter([b"a", bytes(4)]), 100) is None
