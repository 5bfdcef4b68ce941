"""Definitions that say the same are recognised from chunk to chunk; those that only claim to are told apart."""

from __future__ import annotations

import numpy as np

from tocsin.collecting.formats.evtx_exemplars import Exemplars
from tocsin.collecting.formats.evtx_frames import find_frames, find_records

from tests.collecting.formats.evtx_blocks import block_of, many


def definitions() -> tuple[np.ndarray, np.ndarray]:
    """Return a block of several chunks and the places of its System definitions."""
    block, chunks = block_of(many(2000))
    records = find_records(block, chunks)
    frames = find_frames(block, records.at + 24, records.at + records.size - 4)
    return block, np.unique(frames.definition)


def test_one_template_serves_all_chunks() -> None:
    block, places = definitions()
    assert len(places) > 2
    known = Exemplars()

    templates, numbers = known.recognise(block, places)

    assert len(templates) == 1
    assert set(numbers.tolist()) == {0}
    assert known.recognise(block, places)[1].tolist() == numbers.tolist()


def test_the_same_guid_with_another_body_is_another_template() -> None:
    block, places = definitions()
    at = int(places[1])
    body = block[at + 24 : at + 600].tobytes()
    literal = body.index("schemas".encode("utf-16-le")) + at + 24
    block[literal] = ord("S")

    templates, numbers = Exemplars().recognise(block, places)

    assert len(templates) == 2
    assert numbers[1] != numbers[0]
    assert numbers[2] == numbers[0]


def test_the_same_guid_with_another_name_behind_a_reference_is_another_template() -> None:
    block, places = definitions()
    at = int(places[1])
    name = block[at : at + 2000].tobytes().index("EventID".encode("utf-16-le")) + at
    block[name] = ord("X")

    templates, numbers = Exemplars().recognise(block, places)

    assert len(templates) == 2
    assert numbers[1] != numbers[0]


def test_nonsense_is_refused() -> None:
    block, places = definitions()
    at = int(places[0])
    block[at + 24 : at + 40] = 0xEE

    _, numbers = Exemplars().recognise(block, places[:1])

    assert numbers.tolist() == [-1]
