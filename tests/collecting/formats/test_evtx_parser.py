"""The parser's edge: whatever it does, each record has a result, and one bad record costs no other."""

from __future__ import annotations

import orjson

from tocsin.collecting.formats.evtx_chunks import CHUNK, walk
from tocsin.collecting.formats.evtx_parser import parse

from tests.collecting.samples import EVTX

FIRST = EVTX[4096 : 4096 + CHUNK]


def test_results_stand_in_the_order_of_records() -> None:
    chunk = walk(4096, FIRST)
    (results,) = parse([chunk])

    ids = [orjson.loads(result)["Event"]["System"]["EventRecordID"] for result in results if isinstance(result, str)]
    assert ids == [place.number for place in chunk.records]


def test_a_record_at_which_the_parser_gives_up_costs_no_other() -> None:
    chunk = walk(4096, FIRST)
    at = chunk.records[7].at
    chunk.data[at + 16 : at + 24] = b"\xff" * 8  # a time that cannot be: the parser ends there
    (results,) = parse([chunk])

    assert [position for position, result in enumerate(results) if isinstance(result, Exception)] == [7]


def test_a_bad_chunk_costs_no_other() -> None:
    good, bad = walk(4096, FIRST), walk(4096, FIRST)
    bad.data[:8] = b"XXXXXXXX"
    first, second, third = parse([good, bad, walk(4096, FIRST)])

    assert all(isinstance(result, str) for result in [*first, *third])
    assert all(isinstance(result, Exception) for result in second)
    assert len(second) == len(bad.records)
