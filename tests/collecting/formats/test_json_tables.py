"""Records to batches: one a log, cells bounded, details on demand, times in the forms that exports have."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest

from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Wanted
from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats import json_tables
from tocsin.collecting.formats.json_tables import Event, Table, Tables, judge, plain_time, read_tables
from tocsin.model.evidence import Rejected

A = Table("family", "log a", ("when", "later"), ("who.id",), frozenset({"text"}))
B = Table("family", "log b", ("when",))


def sort(value: Event) -> tuple[Table, Event] | None:
    """Objects with `when` are records, of b where they say so."""
    return None if "when" not in value else (B if value.get("b") else A, value)


def batches(data: bytes, wanted: Wanted = ALL_FIELDS) -> list[EventBatch]:
    """The batches of a file in which nothing is rejected."""
    parts = list(read_tables(io.BytesIO(data), Source("x.json", host="given"), wanted, sort, ("items",)))
    assert not any(isinstance(part, Rejected) for part in parts)
    return [part for part in parts if isinstance(part, EventBatch)]


DATA = (
    b'{"when": "2021-03-02T07:00:00Z", "who": {"id": "t1"}, "text": {"a": 1}, "_x": "y"}\n'
    b'{"when": "2021-03-02T07:00:01Z", "b": true}\n'
    b'{"other": 1}\n'
    b'{"later": "2021-03-02T07:00:02Z", "when": null, "list": ["p", "q"]}\n'
)


def test_records_come_as_one_batch_a_log_and_others_as_json() -> None:
    found = batches(DATA)
    assert [batch.family for batch in found] == ["family", "family", "json"]
    assert [batch.events.column("_log").to_pylist() for batch in found[:2]] == [["log a"] * 2, ["log b"]]
    first = found[0].events
    assert first.column("_host").to_pylist() == ["t1", "given"]
    assert first.column("text").to_pylist() == ['{"a":1}', None]
    assert first.column("json._x").to_pylist() == ["y", None]
    assert first.column("list").to_pylist() == [None, ["p", "q"]]
    assert [str(time)[:19] for time in first.column("_time").to_pylist()] == [
        "2021-03-02 07:00:00",
        "2021-03-02 07:00:02",
    ]


def test_fields_that_are_not_looked_at_are_fetched_on_demand() -> None:
    few = batches(DATA, Wanted(frozenset({"text.a"})))[0]
    assert few.events.schema.names[5:] == ["text.a"]
    every = few.details(np.array([1, 0])).to_pylist()
    assert [row["_record"] for row in every] == [4, 1]
    assert (every[0]["list"], every[1]["json._x"], every[1]["_host"]) == (["p", "q"], "y", "t1")


def test_a_batch_has_no_more_cells_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_tables, "BATCH_CELLS", 100)
    data = b"".join(b'{"when": "2021-03-02T07:00:00Z", "k%d": 1}\n' % number for number in range(200))
    found = batches(data)
    assert sum(batch.events.num_rows for batch in found) == 200
    assert max(batch.events.num_rows * batch.events.num_columns for batch in found) < 300


def test_a_first_record_that_is_longer_than_the_beginning_shown_is_recognised() -> None:
    record = b'{"when": "2021-03-02T07:00:00Z", "big": ["' + b'x", "' * 3000 + b'"]}'
    assert judge(record[:8192], sort) is Certainty.SURE
    assert judge(b'{"items": [' + record[:8181], sort, ("items",)) is Certainty.SURE
    assert judge(b'{"other": 1}', sort) is Certainty.NO


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("1614668400123", "2021-03-02T07:00:00.123000Z"),
        ("1614668400.5", "2021-03-02T07:00:00.500000Z"),
        ("/Date(1614668400000+0100)/", "2021-03-02T07:00:00Z"),
        ("12/31/2020 12:05:00 AM", "2020-12-31 00:05:00"),
        ("1/2/2021, 12:05 PM", "2021-01-02 12:05:00"),
        ("02.03.2021 7:00:00", "2021-03-02 07:00:00"),
        ("1614668400123456789", "2021-03-02T07:00:00.123456Z"),
        ("Tue Mar  2 07:00:00 2021", "2021-03-02 07:00:00"),
        ("soon", "soon"),
    ],
)
def test_times_of_exports(said: str, expected: str) -> None:
    assert plain_time(said) == expected


def test_values_of_any_kind_make_a_column() -> None:
    tables = Tables(Source("x"), ALL_FIELDS)
    values: list[Any] = ["a", 1, None, ["b", None, 2], {"c": []}, 1.5]
    for number, value in enumerate(values):
        assert not tables.add(number, number, 1, A, {"when": 0, "v": value})
    (batch,) = tables.flush()
    assert batch.events.column("v").to_pylist() == [["a"], ["1"], None, ["b", "2"], None, ["1.5"]]
