"""Timelines of plaso."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats import recognise as known
from tocsin.collecting.formats.plaso_storage import FORMAT, OLDER, recognise

from tests.collecting.artefact_files import START, database
from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_stores import PLASO, timeline


def test_events_with_what_they_were_read_from() -> None:
    events, rejected = events_and_rejections(FORMAT, PLASO)
    first, second = sorted(events, key=lambda event: event["_record"])
    assert rejected == []
    assert (first["_time"], first["_host"], first["_log"]) == (START, "web1", "plaso")
    assert (first["data_type"], first["parser"], first["filename"]) == ("fs:stat", "filestat", "/var/www/s.php")
    assert first["timestamp_desc"] == "Content Modification Time"
    assert (second["body"], second["pid"], second["labels"]) == ("Accepted", "812", ["a", "b"])


def test_what_is_not_packed_is_read_too() -> None:
    (event,), _ = events_and_rejections(FORMAT, timeline([(1, "x", {"data_type": "a"})], packed=False))
    assert event["data_type"] == "a"


def test_older_storage_is_named_with_what_to_do() -> None:
    old = database("CREATE TABLE metadata (key TEXT, value TEXT); CREATE TABLE event (_identifier INTEGER, _data BLOB);"
                   "CREATE TABLE event_data (_identifier INTEGER, _data BLOB);")  # fmt: skip
    assert recognise(old[:8192], "x.plaso") is Certainty.SURE
    assert [one.reason for one in events_and_rejections(FORMAT, old)[1]] == [OLDER]
    assert recognise(database("CREATE TABLE x (a)")[:8192], "x.db") is Certainty.NO


def test_a_damaged_row_costs_no_other() -> None:
    place = PLASO.rfind(b"x\x9c")
    events, rejected = events_and_rejections(FORMAT, PLASO[: place + 8] + b"\xff" * 8 + PLASO[place + 16 :])
    assert len(events) == 1
    assert "cannot be unpacked" in rejected[0].reason


@pytest.mark.parametrize("data", ["5", "'[1]'", "'nothing'"])
def test_a_row_whose_data_is_no_object_costs_no_other(data: str, tmp_path: Path) -> None:
    file = tmp_path / "x.plaso"
    file.write_bytes(timeline([(1, "x", {"data_type": "a"}), (2, "y", {"data_type": "b"})], packed=False))
    with closing(sqlite3.connect(file)) as base:
        base.executescript(f"UPDATE event_data SET _data = {data} WHERE _identifier = 1")
    events, (lost,) = events_and_rejections(FORMAT, file.read_bytes())

    assert [one["data_type"] for one in events] == ["b"]
    assert lost.reason.startswith("row 1 of plaso: ")


def test_what_psort_writes_is_read_as_json() -> None:
    line = {"__container_type__": "event", "data_type": "syslog:line", "timestamp": 1_614_668_400_000_000,
            "timestamp_desc": "Recorded", "message": "x"}  # fmt: skip
    data = json.dumps(line).encode() + b"\n"
    found = known(data, "timeline.jsonl")
    assert found is not None
    (event,), _ = events_and_rejections(found[0], data)
    assert event["_time"] == START
