"""Which events a user wants hits of."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from tocsin.hunting.select import Selection

from tests.hunting.rulebook import START, batch_of

BATCH = batch_of([{"_host": "EXCH01.corp.example"}, {"_host": "exch02"}, {"_host": None}])


@pytest.mark.parametrize(
    ("selection", "rows"),
    [
        (Selection(host="exch01"), [True, False, False]),
        (Selection(host="EXCH01.CORP.EXAMPLE"), [True, False, False]),
        (Selection(host="exch01.other.example"), [False, False, False]),
        (Selection(host="exch"), [False, False, False]),
        (Selection(since=START + timedelta(seconds=1)), [False, True, True]),
        (Selection(until=START + timedelta(seconds=1)), [True, False, False]),
        (Selection(since=START, until=START), [False, False, False]),
        (Selection(host="exch02", since=START), [False, True, False]),
    ],
)
def test_a_period_holds_its_beginning_and_not_its_end(selection: Selection, rows: list[bool]) -> None:
    chosen = selection.rows(BATCH)

    assert chosen is not None
    assert chosen.tolist() == rows
    assert Selection.keep(np.array([0, 2]), chosen).tolist() == [row for row in (0, 2) if rows[row]]


def test_without_a_wish_every_row_is_kept() -> None:
    assert Selection().rows(BATCH) is None
    assert Selection.keep(np.array([1]), None).tolist() == [1]


def test_an_event_without_a_time_is_in_every_period() -> None:
    batch = batch_of([{}])
    at = batch.events.schema.get_field_index("_time")
    empty = batch.events.column(at).take(np.array([0])).to_pylist()
    assert empty == [START]
    import pyarrow as pa

    without = batch.events.set_column(at, "_time", pa.nulls(1, batch.events.schema.field(at).type))
    timeless = type(batch)(batch.path, batch.family, without)

    chosen = Selection(since=START + timedelta(days=1)).rows(timeless)

    assert chosen is not None
    assert chosen.tolist() == [True]
