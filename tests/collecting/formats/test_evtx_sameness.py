"""Compiled, definitions that say the same are found as by columns, forged ones too."""

from __future__ import annotations

import numpy as np
import pytest

from tocsin.collecting.formats.evtx_exemplars import Exemplars
from tocsin.collecting.formats.evtx_frames import DEFINITION, RECORD_HEADER, find_frames, find_records
from tocsin.collecting.formats.evtx_sameness import CompiledExemplars

from tests.collecting.formats.coded_files import needs_kernels
from tests.collecting.formats.evtx_blocks import block_of, many

pytestmark = needs_kernels


@pytest.mark.parametrize("forged", [None, *range(0, 900, 60), *range(40, 48)])
def test_templates_are_those_of_the_columnar_path(forged: int | None) -> None:
    block, chunks = block_of(many(900))
    records = find_records(block, chunks)
    frames = find_frames(block, records.at + RECORD_HEADER, records.at + records.size - 4)
    places = np.unique(frames.definition[frames.taken])
    if forged is not None:
        block[places[-1] + DEFINITION + forged] ^= 0x11
    theirs, due = Exemplars().recognise(block, places)
    mine, found = CompiledExemplars().recognise(block, places)

    assert len(places) > 3
    assert [None if number < 0 else mine[number] for number in found.tolist()] == [
        None if number < 0 else theirs[number] for number in due.tolist()
    ]
