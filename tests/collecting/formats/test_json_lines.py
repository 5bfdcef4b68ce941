"""Any JSON is read: nested names with dots, the usual names of time and host, bounded cells."""

from __future__ import annotations

import json

from tocsin.collecting.batches import ALL_FIELDS, Wanted
from tocsin.collecting.format import Source
from tocsin.collecting.formats import json_lines
from tocsin.collecting.formats.json_fields import BEYOND, MOST_FIELDS

from tests.collecting.reading import events_and_rejections


def test_nested_names_lists_and_values() -> None:
    events, _ = events_and_rejections(
        json_lines.FORMAT, b'{"id": {"orig": "192.0.2.1", "port": 5}, "tags": ["a", 1], "ok": true, "_x": 1.5}'
    )
    event = events[0]
    assert (event["id.orig"], event["id.port"], event["ok"], event["json._x"]) == ("192.0.2.1", "5", "true", "1.5")
    assert event["tags"] == ["a", "1"]


def test_times_as_text_and_since_1970() -> None:
    lines = [{"timestamp": "2021-03-02T07:00:00+01:00"}, {"ts": 1614668400.25}, {"time": 1614668400250}, {"a": 1}]
    events, _ = events_and_rejections(json_lines.FORMAT, "\n".join(map(json.dumps, lines)).encode())

    assert [event["_time"].isoformat() if "_time" in event else None for event in events] == [
        "2021-03-02T06:00:00+00:00",
        "2021-03-02T07:00:00.250000+00:00",
        "2021-03-02T07:00:00.250000+00:00",
        None,
    ]


def test_the_log_is_the_files_name() -> None:
    events, _ = events_and_rejections(json_lines.FORMAT, b'{"a":1}', Source("case.zip/zeek/conn.log"))
    assert events[0]["_log"] == "conn.log"


def test_a_thousand_shapes_make_no_table_of_a_million_cells() -> None:
    lines = "\n".join(json.dumps({f"key{number}": 1}) for number in range(1000)).encode()
    events, rejected = events_and_rejections(json_lines.FORMAT, lines)
    assert (len(events), rejected) == (1000, [])


def test_of_an_object_with_very_many_fields_the_rest_is_one_field() -> None:
    whole = {f"f{number}": number for number in range(100_000)}
    (event,), rejected = events_and_rejections(json_lines.FORMAT, json.dumps(whole).encode())

    assert rejected == []
    assert len(event) < MOST_FIELDS + 10
    assert event["f4095"] == "4095"
    assert json.loads(event[BEYOND])["f99999"] == 99_999


def test_a_time_that_is_counted_but_written_as_text() -> None:
    data = b'{"timestamp":"1614668400123","event_simpleName":"ProcessRollup2","ComputerName":"ws1"}\n'
    for wanted in (ALL_FIELDS, Wanted(frozenset({"event_simpleName"}))):
        (event,), _ = events_and_rejections(json_lines.FORMAT, data, wanted=wanted)
        assert event["_time"].isoformat() == "2021-03-02T07:00:00.123000+00:00"
