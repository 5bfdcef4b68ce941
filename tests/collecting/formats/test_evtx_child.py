"""The parser as a program: what it answers is what it gives here."""

from __future__ import annotations

import io
import struct

from tocsin.collecting.formats.evtx_child import RESULT, SIZES, results, serve

from tests.collecting.samples import EVTX

NUMBERS = list(range(1, 11))


def test_results_are_the_expected_records_as_far_as_they_come() -> None:
    found = results(EVTX, NUMBERS)
    assert [good for good, _ in found] == [True] * 10
    assert '"EventRecordID": 1' in found[0][1] or '"EventRecordID":1' in found[0][1]
    assert len(results(EVTX, [1, 2, 77])) == 2
    assert results(b"no file at all", NUMBERS) == []


def test_requests_are_answered_one_after_the_other() -> None:
    request = SIZES.pack(len(EVTX), 2) + EVTX + struct.pack("<2Q", 1, 2)
    answers = io.BytesIO()
    serve(io.BytesIO(request + request + b"cut"), answers)

    answers.seek(0)
    for _ in range(2):
        size, count = SIZES.unpack(answers.read(SIZES.size))
        body = answers.read(size)
        assert (count, RESULT.unpack_from(body)[0]) == (2, 1)
    assert answers.read() == b""
