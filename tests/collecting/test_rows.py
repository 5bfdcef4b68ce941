"""Rows to batches: by log and kind, with lists where some event has several values, nothing lost."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pyarrow as pa
import pytest

from tocsin.collecting import rows as module
from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Wanted
from tocsin.collecting.format import Source, rejected
from tocsin.collecting.rows import Row, Rows, column_of, read_lines, times
from tocsin.model.evidence import Rejected


def row(log: str, number: int, **fields: str | list[str] | None) -> Row:
    return Row(number, number * 10, 1_614_668_400_000_000, None, log, fields)


def test_a_batch_is_one_log() -> None:
    waiting = Rows(Source("p", host="h"), "f", ALL_FIELDS, ("note",))
    for one in (row("a", 1, x="1"), row("b", 2, x="2"), row("a", 3, x=["3", "4"], _y="z", _log="no")):
        waiting.add(one)
    first, second = waiting.flush()

    assert first.events.column("x").to_pylist() == [["1"], ["3", "4"]]
    assert first.events.column("log._y").to_pylist() == [None, "z"]
    assert first.events.column("_log").to_pylist() == ["a", "a"]
    assert (second.events.column("_host").to_pylist(), second.notes) == (["h"], ("note",))
    assert list(waiting.flush()) == []


def test_unlike_events_do_not_fill_each_other_with_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MANY_FIELDS", 3)
    waiting = Rows(Source("p"), "f", ALL_FIELDS)
    for number in range(4):
        waiting.add(row("a", number, **{f"x{number}": "1"}))
    assert [batch.events.num_rows for batch in waiting.flush()] == [1, 1, 1, 1]


def test_what_nobody_asks_for_is_left_out() -> None:
    waiting = Rows(Source("p"), "f", Wanted(frozenset({"x"})))
    waiting.add(row("a", 1, x="1", y="2"))
    (batch,) = waiting.flush()
    assert batch.events.schema.names[5:] == ["x"]


def test_numbers_of_damaged_records_are_none() -> None:
    waiting = Rows(Source("p"), "f", ALL_FIELDS)
    waiting.add(Row(2**64 - 1, 0, 2**62, None, "a", {"x": "1"}))
    waiting.add(Row(1, 0, "2021-03-02T07:00:00Z", None, "a", {"x": "1"}))
    (batch,) = waiting.flush()
    assert batch.events.column("_record").to_pylist() == [None, 1]
    assert [time is None for time in batch.events.column("_time").to_pylist()] == [True, False]


def test_columns_and_times() -> None:
    assert column_of([None, None]) is None
    assert times([None], None).to_pylist() == [None]
    assert times(["2021-03-02 08:00:00"], "Europe/Berlin").cast(pa.string()).to_pylist() == [
        "2021-03-02 07:00:00.000000Z"
    ]


def test_lines_are_given_one_by_one_and_what_is_rejected_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_ROWS", 2)
    waiting = Rows(Source("p"), "f", ALL_FIELDS)

    def take(text: str, offset: int, number: int) -> Iterator[Rejected]:
        if text == "no":
            yield rejected(Source("p"), offset, f"line {number}: no")
        else:
            waiting.add(Row(number, offset, None, None, "a", {"x": text}))

    lost, batch = read_lines(io.BytesIO(b"one\nno\ntwo"), waiting, take)

    assert isinstance(lost, Rejected)
    assert (lost.offset, lost.reason) == (4, "line 2: no")
    assert isinstance(batch, EventBatch)
    assert batch.events.column("_offset").to_pylist() == [0, 7]
    assert batch.events.column("x").to_pylist() == ["one", "two"]
