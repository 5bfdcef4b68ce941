"""Compiled, the same records and frames are found as by columns."""

from __future__ import annotations

import numpy as np
import pytest

from tocsin.collecting.formats.evtx_frames import RECORD_HEADER, find_frames, find_records
from tocsin.collecting.formats.evtx_walk import AT, BASE, COUNT, FIRST, FRAME, RECORD, REFUSED, WHOLE, walk

from tests.collecting.formats.coded_files import needs_kernels
from tests.collecting.formats.evtx_blocks import block_of, many

pytestmark = needs_kernels


@pytest.mark.parametrize("damage", [None, 512, 516, 700, 65536 + 48])
def test_records_and_first_frames_are_those_of_the_columnar_path(damage: int | None) -> None:
    block, chunks = block_of(many(700))
    if damage is not None:
        block[damage : damage + 3] ^= 0xFF
    records, frames = np.zeros((9000, RECORD), np.int64), np.zeros((9000, FRAME), np.int64)
    healthy, counts = np.zeros(chunks, np.uint8), np.zeros(3, np.int64)
    scratch = np.zeros(65536, np.int32)
    walk(block, chunks, np.ones(256, np.uint8), records, frames, np.zeros(9000, np.int64), healthy, scratch, counts)
    due = find_records(block, chunks)
    records = records[: counts[0]]

    assert records[:, AT].tolist() == due.at.tolist()
    assert records[:, WHOLE].tolist() == due.size.tolist()
    assert np.flatnonzero(healthy == 0).tolist() == due.unhealthy.tolist()
    found = find_frames(block, due.at + RECORD_HEADER, due.at + due.size - 4)
    first = frames[records[:, FIRST]]
    assert (first[:, COUNT] >= 0).tolist() == found.taken.tolist()
    assert first[found.taken, BASE].tolist() == (found.values[found.taken] + 4).tolist()
    assert not records[found.taken, REFUSED].any()
    assert not scratch.any()


def test_a_chunk_for_which_there_is_no_room_is_not_taken() -> None:
    block, chunks = block_of(many(700))
    records, frames = np.zeros((9000, RECORD), np.int64), np.zeros((40, FRAME), np.int64)
    healthy, counts = np.zeros(chunks, np.uint8), np.zeros(3, np.int64)
    walk(
        block, chunks, np.ones(256, np.uint8), records, frames, np.zeros(40, np.int64), healthy,
        np.zeros(65536, np.int32), counts,
    )  # fmt: skip

    assert not healthy.any()
    assert counts.tolist() == [0, 0, 0]
