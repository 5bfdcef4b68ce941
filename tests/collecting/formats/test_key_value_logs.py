"""Records of pairs: what is one, what a device wrote beside them, details on demand, cells bounded."""

from __future__ import annotations

import io

import numpy as np
import pytest

from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Wanted
from tocsin.collecting.format import Source
from tocsin.collecting.formats import key_value_logs
from tocsin.collecting.formats.key_value_logs import Product, no_times, read_pairs
from tocsin.model.evidence import Rejected

PRODUCT = Product("family", "log", ("id",), "no id", no_times, hosts=("dev",), logs=("kind",))
LOG = (
    b"<13>2021-03-02T07:00:00Z h1 id=1 dev=d kind=k a=1 _x=2\n"
    b"2021-03-02T07:00:01Z h1 id=2 a=3\n"
    b"2021-03-02T07:00:02Z h1 prog: restarted\n"
    b"no header, no id\n"
)


def parts(log: bytes, wanted: Wanted = ALL_FIELDS) -> tuple[list[EventBatch], list[Rejected]]:
    """Batches and rejections of a log."""
    found = list(read_pairs(io.BytesIO(log), Source("x", host="given"), wanted, PRODUCT))
    return [one for one in found if isinstance(one, EventBatch)], [one for one in found if isinstance(one, Rejected)]


def test_records_messages_and_rejections() -> None:
    (records, messages), rejected = parts(LOG)
    rows = records.events.to_pylist()
    assert [(row["_host"], row["_log"], row["id"], row["a"]) for row in rows] == [
        ("d", "k", "1", "1"),
        ("h1", "log", "2", "3"),
    ]
    assert rows[0]["log._x"] == "2"
    assert str(rows[1]["_time"]) == "2021-03-02 07:00:01+00:00"
    assert [(row["_log"], row["message"]) for row in messages.events.to_pylist()] == [("syslog", "prog: restarted")]
    assert [(one.offset, one.reason) for one in rejected] == [(LOG.index(b"no header"), "line 4: no id")]


def test_other_keys_are_fetched_on_demand() -> None:
    (records, _), _ = parts(LOG, Wanted(frozenset({"a"})))
    assert records.events.schema.names[5:] == ["a"]
    assert records.details(np.array([0])).to_pylist()[0]["kind"] == "k"


def test_odd_keys_make_smaller_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_value_logs, "MOST_CELLS", 64)
    log = b"".join(b"id=%d k%d=x\n" % (number, number) for number in range(100))
    batches, rejected = parts(log)
    assert sum(batch.events.num_rows for batch in batches) == 100
    assert rejected == []
    assert max(batch.events.num_rows * batch.events.num_columns for batch in batches) < 200
    assert [row["_record"] for batch in batches for row in batch.events.to_pylist()] == list(range(1, 101))
