"""Zeek as JSON: which log a record is of, by its own word, the file's name or its fields."""

from __future__ import annotations

import pytest

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats.zeek_json import FORMAT, path_of, recognise, time_of

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_text import EVE, ZEEK_JSON


def test_records_are_like_those_of_zeeks_own_form() -> None:
    (first, second), rejected = events_and_rejections(FORMAT, ZEEK_JSON)

    assert rejected == []
    assert (first["_log"], first["_host"], first["method"], first["status_code"]) == ("http", "sensor1", "PUT", "201")
    assert first["resp_mime_types"] == ["text/plain"]
    assert first["log._path"] == "http"
    assert (second["_log"], second["operation"]) == ("dce_rpc", "CreateServiceW")
    assert second["_time"].isoformat() == "2021-03-02T07:00:01.500000+00:00"


def test_the_files_name_says_which_log_it_is() -> None:
    events, _ = events_and_rejections(FORMAT, b'{"ts":1.5,"uid":"C","id.orig_h":"h"}\n', Source("a/conn.1.log"))
    assert events[0]["_log"] == "conn"
    assert recognise(b'{"ts":1.5,"host":"192.0.2.7","software_type":"x"}', "software.log") is Certainty.SURE
    assert recognise(b'{"ts":1.5,"host":"192.0.2.7"}', "other.log") is Certainty.NO
    assert recognise(EVE, "x") is Certainty.NO


def test_other_objects_come_out_as_plain_json() -> None:
    events, rejected = events_and_rejections(FORMAT, ZEEK_JSON + b'{"a": 1}\n{"ts": true}\n')
    assert (len(events), rejected) == (4, [])


@pytest.mark.parametrize(
    ("said", "time"), [("1614668400.5", 1_614_668_400_500_000), (1e15, None), (True, None), ([], None)]
)
def test_times(said: object, time: int | None) -> None:
    assert time_of(said) == time
    assert path_of({"x": 1}, "") == "zeek"
