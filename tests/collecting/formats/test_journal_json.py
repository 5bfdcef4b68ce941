"""The journal as JSON: bytes as lists, several values, frames around objects."""

from __future__ import annotations

import io

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats.journal_json import FORMAT, Unframed, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_text import JOURNAL_JSON, LINUX_SYSMON


def test_entries_are_events_of_syslog() -> None:
    (first, second, third), rejected = events_and_rejections(FORMAT, JOURNAL_JSON)

    assert rejected == []
    assert (first["_log"], first["user"], first["src_ip"], first["result"]) == (
        "auth",
        "root",
        "203.0.113.9",
        "accepted",
    )
    assert (first["facility"], first["severity"], first["pid"]) == ("authpriv", "info", "812")
    assert first["_time"].isoformat() == "2021-03-02T07:00:00.123456+00:00"
    assert (second["program"], second["message"]) == ("app", "hi\0")
    assert third["message"] == ""


def test_frames_around_objects_move_nothing() -> None:
    for frame in (b"data: ", b"\x1e"):
        log = b"".join(frame + line + b"\n\n" for line in JOURNAL_JSON.splitlines())
        events, rejected = events_and_rejections(FORMAT, log)
        assert (len(events), rejected) == (3, [])
        assert recognise(log, "x") is Certainty.SURE
        assert [log[event["_offset"] : event["_offset"] + 40].count(b'{"__CURSOR') for event in events] == [1, 1, 1]


def test_a_frame_may_be_cut_by_a_block() -> None:
    data = b"data: {}\ndata: {}\n"
    for size in range(1, 12):
        stream = Unframed(io.BytesIO(data))
        parts = iter(lambda stream=stream, size=size: stream.read(size), b"")
        read = b"".join(parts)
        assert (len(read), read.split()) == (len(data), [b"{}", b"{}"])


def test_sysmon_in_the_journal() -> None:
    message = LINUX_SYSMON.splitlines()[1].partition(b"sysmon: ")[2].decode().replace('"', '\\"')
    log = b'{"__CURSOR":"x","__REALTIME_TIMESTAMP":"1614668400123456","MESSAGE":"' + message.encode() + b'"}\n{"a":1}\n'
    (event, other), rejected = events_and_rejections(FORMAT, log)
    assert (event["EventID"], event["Image"], other["a"], rejected) == (1, "/usr/bin/dash", "1", [])
