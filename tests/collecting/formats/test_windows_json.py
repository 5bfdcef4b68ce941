"""Windows events in every JSON shape come out under the same names; lines in = events + rejections."""

from __future__ import annotations

import io
import json
import zipfile

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Wanted
from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats import windows_json

from tests.collecting.formats.windows_shapes import PLASO, PROCESS_CREATIONS, SPLUNK_XML
from tests.collecting.reading import events_and_rejections
from tests.collecting.samples import DUMPED, NXLOG, RECORDING, WINLOGBEAT
from tests.material import DATA, needs_data

DUMP = json.dumps(DUMPED).encode()
ZIPS = sorted((DATA / "recordings").rglob("*.zip"), key=lambda path: path.stat().st_size)[:-25]
"""Recordings but the largest quarter, which would take most of the time."""


@needs_data
def test_shared_recordings_line_by_line() -> None:
    files = 0
    for path in ZIPS:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.startswith("__MACOSX") or not name.endswith(".json"):
                    continue
                data = archive.read(name)
                lines = sum(1 for line in data.split(b"\n") if line.strip())
                parts = list(windows_json.read(io.BytesIO(data), Source(name), Wanted(frozenset())))
                events = sum(part.events.num_rows for part in parts if isinstance(part, EventBatch))
                rejected = sum(1 for part in parts if not isinstance(part, EventBatch))
                assert events + rejected == lines, name
                files += 1
    assert files > 30


@pytest.mark.parametrize("line", [RECORDING, WINLOGBEAT, DUMP], ids=["recording", "winlogbeat", "dump"])
def test_one_event_in_three_shapes(line: bytes) -> None:
    events, rejected = events_and_rejections(windows_json.FORMAT, line + b"\n")

    assert rejected == []
    event = events[0]
    assert event["EventID"] == 1
    assert event["_log"] == event["Channel"] == "Microsoft-Windows-Sysmon/Operational"
    assert event["_host"] == event["Computer"] == "ws1.example"
    assert event["Provider_Name"] == "Microsoft-Windows-Sysmon"
    assert (event["Image"], event["ProcessId"]) == ("C:\\x.exe", "12")
    assert event["_time"].isoformat() in ("2021-03-02T07:00:00.609000+00:00", "2021-03-02T07:00:00.609123+00:00") or (
        line is RECORDING and event["_time"].hour == 2
    )


def test_nxlog_times_are_local_and_their_zone_is_found() -> None:
    events, _ = events_and_rejections(windows_json.FORMAT, NXLOG)

    assert events[0]["_time"].isoformat() == "2021-03-02T07:00:00+00:00"
    assert events[0]["Keywords"] == "0x8020000000000000"
    assert (events[0]["Opcode"], events[0]["Opcode_Name"], events[0]["Task"]) == (0, "Info", 13312)
    assert (events[0]["_record"], events[0]["Execution_ThreadID"]) == (120871, "1064")


def test_unnamed_data_is_a_list() -> None:
    events, _ = events_and_rejections(windows_json.FORMAT, DUMP + b"\n" + WINLOGBEAT)
    assert [event["Data"] for event in events] == [["a", "b"], ["unnamed"]]


def test_an_array_and_objects_spread_over_lines() -> None:
    pretty = json.dumps(DUMPED, indent=2).encode()
    array = json.dumps([DUMPED, json.loads(RECORDING)], indent=1).encode()
    for data, count in ((pretty, 1), (pretty + b"\n" + pretty, 2), (array, 2), (b"[" + DUMP + b"," + DUMP + b"]", 2)):
        assert windows_json.recognise(data[:8192], "x.json") is Certainty.SURE
        events, rejected = events_and_rejections(windows_json.FORMAT, data)
        assert (len(events), rejected) == (count, [])
        assert all(data[event["_offset"] : event["_offset"] + 1] == b"{" for event in events)


def test_half_a_line_is_rejected_with_its_place() -> None:
    events, rejected = events_and_rejections(windows_json.FORMAT, RECORDING + b"\n" + RECORDING[:80] + b"\n" + NXLOG)

    assert len(events) == 2
    assert [one.offset for one in rejected] == [len(RECORDING) + 1]
    assert "line 2" in rejected[0].reason
    assert "cut off" in rejected[0].reason


def test_half_an_object_that_is_spread_over_lines_is_rejected() -> None:
    data = json.dumps(DUMPED, indent=2).encode()
    events, rejected = events_and_rejections(windows_json.FORMAT, data + b"\n" + data[:300])

    assert len(events) == 1
    assert [one.offset for one in rejected] == [len(data)] or [one.offset for one in rejected] == [len(data) + 1]


def test_bytes_and_surrogates_that_are_no_text_do_not_cost_the_line() -> None:
    odd = RECORDING.replace(b"x.exe", b"caf\xe9.exe")
    lone = RECORDING.replace(b"x.exe", b"\\ud800.exe")
    events, rejected = events_and_rejections(windows_json.FORMAT, odd + b"\r\n" + lone + b"\r\n")

    assert rejected == []
    assert [event["Image"] for event in events] == ["C:\\caf\ufffd.exe", "C:\\\ufffd.exe"]


def test_objects_of_another_kind_in_the_file_are_kept() -> None:
    parts = list(windows_json.read(io.BytesIO(RECORDING + b'\n{"a": 1}\n[1]\n"x"\n'), Source("x"), ALL_FIELDS))
    families = [part.family if isinstance(part, EventBatch) else part.reason for part in parts]

    assert sorted(families) == [
        "json",
        "line 3: a JSON value that is no object",
        "line 4: a JSON value that is no object",
        "windows",
    ]


def test_a_field_of_the_data_never_takes_the_place_of_the_head() -> None:
    event = {"Event": {"System": DUMPED["Event"]["System"], "EventData": {"Channel": "other", "EventID": "9"}}}
    events, _ = events_and_rejections(windows_json.FORMAT, json.dumps(event).encode())

    assert events[0]["EventID"] == 1
    assert (events[0]["EventData_Channel"], events[0]["EventData_EventID"]) == ("other", "9")


def test_a_line_of_ten_megabytes() -> None:
    long = orjson.dumps(json.loads(RECORDING) | {"CommandLine": "x" * 10_000_000})
    events, rejected = events_and_rejections(windows_json.FORMAT, RECORDING + b"\n" + long + b"\n" + RECORDING)

    assert rejected == []
    assert [len(event.get("CommandLine", "")) for event in events] == [0, 10_000_000, 0]


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)),
    max_leaves=8,
)
EVENT = st.fixed_dictionaries(
    {"EventID": JSON, "Channel": JSON},
    optional=dict.fromkeys(("Event", "winlog", "System", "EventData", "TimeCreated", "Keywords", "_host"), JSON),
)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.lists(st.one_of(EVENT.map(json.dumps), JSON.map(json.dumps), st.text(max_size=20)), max_size=8))
def test_every_line_ends_as_an_event_or_a_rejection(lines: list[str]) -> None:
    data = "\n".join(['{"a": 0}', *(line.replace("\n", " ").replace("\r", " ") for line in lines)]).encode(
        "utf-8", "replace"
    )
    events, rejected = events_and_rejections(windows_json.FORMAT, data)

    assert len(events) + len(rejected) == sum(1 for line in data.split(b"\n") if line.strip())


@pytest.mark.parametrize("writer", PROCESS_CREATIONS)
def test_one_process_creation_whoever_wrote_it(writer: str) -> None:
    data = json.dumps(PROCESS_CREATIONS[writer]).encode()
    for written in (data + b"\n", json.dumps([PROCESS_CREATIONS[writer]] * 2, indent=1).encode()):
        assert windows_json.recognise(written[:8192], "x") is Certainty.SURE
        events, rejected = events_and_rejections(windows_json.FORMAT, written)

        assert rejected == []
        for event in events:
            assert (event["EventID"], event["Provider_Name"]) == (4688, "Microsoft-Windows-Security-Auditing")
            assert event["_log"] == event["Channel"] == "Security"
            assert event["_host"] == event["Computer"] == "ws1.example"
            assert event["_record"] == 120871
            assert event["NewProcessName"] == "C:\\Windows\\System32\\cmd.exe"
            assert event["CommandLine"] == 'cmd.exe /c "whoami & hostname"'
            assert event["SubjectUserName"] == "WS1$"
            assert event["_time"].isoformat()[:23] == "2021-03-02T07:00:00.609"


def test_keywords_are_written_as_windows_does() -> None:
    lines = b"\n".join(json.dumps(PROCESS_CREATIONS[name]).encode() for name in ("velociraptor", "get-winevent"))
    events, _ = events_and_rejections(windows_json.FORMAT, lines)
    assert [event["Keywords"] for event in events] == ["0x8020000000000000"] * 2


@pytest.mark.parametrize("value", [SPLUNK_XML, PLASO], ids=["splunk", "plaso"])
def test_an_event_as_xml_inside_json(value: dict[str, object]) -> None:
    events, rejected = events_and_rejections(windows_json.FORMAT, json.dumps(value).encode())

    assert rejected == []
    assert (events[0]["EventID"], events[0]["Image"]) == (1, "C:\\x & y.exe")
    assert (events[0]["_host"], events[0]["_record"]) == ("ws1.example", 78)
    assert events[0]["_time"].isoformat() == "2021-03-02T07:00:00.609123+00:00"


@pytest.mark.parametrize("indent", [None, 2])
def test_a_whole_answer_gives_its_events(indent: int | None) -> None:
    hits = [{"_index": "w", "_id": str(number), "_source": json.loads(WINLOGBEAT)} for number in range(3)]
    elastic = {"took": 3, "timed_out": False, "_shards": {"total": 1}, "hits": {"total": {"value": 3}, "hits": hits}}
    splunk = {"init_offset": 0, "results": [SPLUNK_XML["result"]] * 3}
    names = ["TimeGenerated", "Computer", "EventSourceName", "Channel", "EventID", "CommandLine"]
    row = ["2021-03-02T07:00:00Z", "ws1.example", "P", "Security", 4688, "x"]
    tables = {"tables": [{"name": "PrimaryResult", "columns": [{"name": n} for n in names], "rows": [row] * 3}]}
    for answer in (elastic, splunk, tables):
        data = json.dumps(answer, indent=indent).encode()
        assert windows_json.recognise(data[:8192], "x.json") is Certainty.SURE
        events, rejected = events_and_rejections(windows_json.FORMAT, data)
        assert rejected == []
        assert len(events) == 3
        assert {event["EventID"] for event in events} <= {1, 4688}
        assert all(event["_host"].startswith("ws1") for event in events)


def test_record_lines_of_evtx_dump_are_no_events() -> None:
    pretty = json.dumps(DUMPED, indent=2).encode()
    for data in (
        b"Record 1\n" + pretty + b"\nRecord 2\n" + pretty + b"\n",
        b"Record 1\n" + DUMP + b"\nRecord 2\n" + DUMP,
    ):
        assert windows_json.recognise(data[:8192], "x") is Certainty.SURE
        events, rejected = events_and_rejections(windows_json.FORMAT, data)
        assert rejected == []
        assert len(events) == 2
        assert all(data[event["_offset"] :].startswith(b"{") for event in events)


def test_an_event_longer_than_the_beginning_of_a_file() -> None:
    long = json.loads(RECORDING) | {"ScriptBlockText": "x" * 20_000}
    assert windows_json.recognise(json.dumps(long).encode()[:8192], "x") is Certainty.SURE
