"""Template definitions: what they say, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.formats.evtx_frames import find_frames, find_records, u32
from tocsin.collecting.formats.evtx_template import Unsupported, parse_template

from tests.collecting.formats.evtx_blocks import block_of, many


def definition() -> tuple[bytes, int, int]:
    """Return a chunk with the place and size of its System template's body."""
    block, chunks = block_of(many(3))
    records = find_records(block, chunks)
    frames = find_frames(block, records.at + 24, records.at + records.size - 4)
    place = int(frames.definition[0])
    return block[:65536].tobytes(), place + 24, int(u32(block, np.array([place + 20]))[0])


def test_the_system_template_names_the_place_of_each_value() -> None:
    template = parse_template(*definition())

    by_path = {(slot.path[-1], slot.attribute): slot for slot in template.slots}
    assert by_path["EventID", None].substitution == 3
    assert by_path["TimeCreated", "SystemTime"].substitution == 6
    assert by_path["Event", "xmlns"].literal == "http://schemas.microsoft.com/win/2004/08/events/event"
    assert by_path["Event", None].fragment
    assert template.substitutions == 18


@pytest.mark.parametrize("cut", range(0, 200, 7))
def test_a_definition_cut_short_is_refused(cut: int) -> None:
    chunk, at, size = definition()
    with pytest.raises(Unsupported):
        parse_template(chunk, at, min(cut, size - 1))


@given(st.integers(0, 400), st.integers(0, 255))
@settings(derandomize=True, max_examples=200, deadline=None)
def test_a_changed_byte_is_refused_or_read_but_never_an_error(position: int, value: int) -> None:
    chunk, at, size = definition()
    changed = bytearray(chunk)
    changed[at + position % size] = value
    try:
        template = parse_template(bytes(changed), at, size)
    except Unsupported:
        return
    assert len(template.slots) <= 1024
