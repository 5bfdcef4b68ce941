"""Events as JSON straight from their records: all of them, or said to be left to whoever asks."""

from __future__ import annotations

import numpy as np
import orjson
import pytest

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


LISTS = [
    Event("Application", "P", 1, START, data=((None, ("a", "ä\n", "")), ("Image", "x"))),
    Event("Application", "P", 2, START, data=((None, ()),)),
    Event("Application", "P", 2, START, data=((None, ("x" * 40, 'q"')),)),
    Event("Security", "P", 3, START, data=(("Image", "b"),)),
]
SINGLE = Event("Application", "P", 2, START, data=((None, "one"),))
TWO = Event("Application", "P", 4, START, data=((None, "b"), (None, "c")))


@pytest.mark.parametrize("others", [[], [SINGLE], [TWO], [SINGLE, TWO]], ids=["lists", "one", "two", "all"])
@pytest.mark.parametrize("lists", [LISTS, LISTS[3:]], ids=["some", "none"])
def test_a_list_is_told_by_all_events_that_may_have_one(others: list[Event], lists: list[Event]) -> None:
    coded, columns = both_ways(write_evtx([*lists, *others]), asked("Image"))
    assert coded.written is not None
    assert columns.fetch is not None
    rows = np.arange(len(lists) + len(others))
    texts, left = coded.written(rows)
    listed = ~np.isin(rows, [len(lists) - 1])  # all that have `Data`

    assert left.tolist() == (listed if others else np.zeros(len(rows), bool)).tolist()
    due = event_texts(columns.fetch(rows[listed])).to_pylist() if listed.any() else []
    assert [text for text, one in zip(texts.to_pylist(), left, strict=True) if not one] == [
        *([] if others else due),
        *event_texts(columns.fetch(rows[~listed])).to_pylist(),
    ]


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
