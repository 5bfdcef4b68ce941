"""Events as JSON straight from their records: all of them, or said to be left to whoever asks."""

from __future__ import annotations

import numpy as np
import orjson

from tocsin.hunting.hits import event_texts

from benchmarks.evtx_writer import Event, write_evtx
from tests.collecting.formats.coded_files import asked, both_ways, needs_kernels
from tests.collecting.formats.evtx_blocks import START, many

pytestmark = needs_kernels


def test_texts_are_those_made_of_columns_whatever_rows_are_asked_for() -> None:
    coded, columns = both_ways(many(400), asked("Image"))
    assert coded.written is not None
    assert columns.fetch is not None
    rows = np.array([399, 3, 3, 0, 128])
    texts, left = coded.written(rows)

    assert not left.any()
    assert texts.to_pylist() == event_texts(columns.fetch(rows)).to_pylist()


def test_events_with_lists_are_left() -> None:
    events = [
        Event("Security", "P", 1, START, data=(("Image", "a"), (None, "b"), (None, "c"))),
        Event("Security", "P", 2, START, data=(("Image", "ä\n"),)),
    ]
    coded, _ = both_ways(write_evtx(events), asked("Image"))
    assert coded.written is not None
    texts, left = coded.written(np.arange(2))

    assert left.tolist() == [True, False]
    assert orjson.loads(texts[1].as_py())["Image"] == "ä\n"
