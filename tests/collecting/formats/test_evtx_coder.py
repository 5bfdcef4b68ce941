"""A coder takes blocks one after the other, and is given up when it knows too many words."""

from __future__ import annotations

import numpy as np
import pytest

from tocsin.collecting.formats import evtx_coder
from tocsin.collecting.formats.evtx_coder import Coder
from tocsin.collecting.formats.evtx_events import field_name

from benchmarks.evtx_writer import CHUNK_SIZE
from tests.collecting.formats.coded_files import asked, needs_kernels
from tests.collecting.formats.evtx_blocks import block_of, many

pytestmark = needs_kernels


def test_blocks_one_by_one_give_what_they_give_together() -> None:
    block, chunks = block_of(many(900))
    whole, parts = (Coder(asked("Image", "CommandLine"), field_name, 1) for _ in range(2))
    whole.take(block, chunks, 0)
    for chunk in range(chunks):
        piece = np.zeros(CHUNK_SIZE + 256, np.uint8)
        piece[:CHUNK_SIZE] = block[chunk * CHUNK_SIZE : (chunk + 1) * CHUNK_SIZE]
        parts.take(piece, 1, chunk * CHUNK_SIZE)
    one, other = whole.taken(), parts.taken()

    assert one.places.tolist() == other.places.tolist()
    assert one.table.tolist() == other.table.tolist()
    assert one.stream[: one.table[-1, 1]].tolist() == other.stream[: other.table[-1, 1]].tolist()
    assert whole.count == parts.count


def test_a_coder_with_many_words_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    coder = Coder(asked("CommandLine"), field_name, 1)
    assert not coder.full
    monkeypatch.setattr(evtx_coder, "MOST_WORDS", 20)
    block, chunks = block_of(many(400))
    coder.take(block, chunks, 0)

    assert coder.full
