"""Lines of JSON by columns, Windows events and others: the same events as one by one, whatever the lines are."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Wanted
from tocsin.collecting.format import Format, Source
from tocsin.collecting.formats import json_lines, windows_json
from tocsin.collecting.formats.json_columns import Tables

from tests.collecting.reading import events_and_rejections

FEW = Wanted(frozenset())
SOME = Wanted(frozenset({"Image", "Level", "Opcode_Name", "user", "ok"}))
KINDS = Wanted(frozenset({"Image", "User"}), lambda channel, provider, number: frozenset({"User"}))
SOURCE = Source("folder/events.json", host="given", timezone="Europe/Berlin")

SYSMON = {
    "SourceName": "Microsoft-Windows-Sysmon", "Channel": "Microsoft-Windows-Sysmon/Operational", "EventID": 1,
    "Level": "4", "Keywords": "0x8000000000000000", "Hostname": "ws1", "TimeCreated": "2021-03-02T07:00:00.500Z",
    "RecordNumber": 7, "UtcTime": "2021-03-02 12:00:00.500", "Image": "C:\\a.exe", "User": "Ü\u2028", "Elevated": True,
    "Message": "Process Create:\r\nUtcTime: 2021-03-02 12:00:00.500\r\nImage: C:\\a.exe",
}  # fmt: skip
NXLOG = {
    "EventTime": "2021-03-02 02:00:00", "EventReceivedTime": "2021-03-02 02:00:03", "ThreadID": 5,
    "@timestamp": "2021-03-02T07:00:03.500Z", "Hostname": "ws2", "Channel": "Security", "EventID": 4688,
    "SourceName": "Microsoft-Windows-Security-Auditing", "Opcode": "Info", "OpcodeValue": 0, "Level": "Information",
    "Keywords": -9214364837600034816, "RecordNumber": "8", "CommandLine": "cmd /c x", "SourceModuleName": "in",
}  # fmt: skip
MESSAGE = {
    "EventID": 7036,
    "Channel": "System",
    "Message": "param1: x\r\nparam2: y",
    "TimeCreated": "2021-03-02T07:00:00Z",
}
PLAIN = {"timestamp": "2021-03-02 07:00:00", "user": "a", "n": 5, "ok": False, "_id": "q", "hostname": "h"}

VALUES: list[Any] = [None, 1, -5, 2**70, 1.5, True, "", "x", 'a"b\\', "null", "\ud83d\ude00", [], ["a"], {"b": 1}, {}]
NAMES = [
    "EventID", "Id", "Channel", "Computer", "Hostname", "HostName", "Provider", "ProviderName", "SourceName", "LogName",
    "Level", "Opcode", "TimeCreated", "@timestamp", "timestamp", "ts", "host", "host.name", "agent", "Message",
    "EventData", "RecordNumber", "EventRecordID", "RuleTitle", "_raw", "sourcetype", "_x", "Keywords", "new", "UserId",
]  # fmt: skip
ODD_LINES = [
    "",
    " ",
    "{",
    "[1]",
    "5",
    '{"a":1} ',
    '{"a":1}{"b":2}',
    '{"a":1,"a":2}',
    '{"EventID":1,"Event\\u0049D":2}',
    "{}",
]


@pytest.fixture(scope="module", params=["windows-json", "json"])
def form(request: pytest.FixtureRequest) -> Format:
    return windows_json.FORMAT if request.param == "windows-json" else json_lines.FORMAT


def both_ways(form: Format, data: bytes, wanted: Wanted) -> tuple[Any, Any]:
    """What comes out by columns as far as that is possible, and line by line."""
    by_columns = events_and_rejections(form, data, SOURCE, wanted)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Tables, "take", lambda self, block: None)
        return by_columns, events_and_rejections(form, data, SOURCE, wanted)


@st.composite
def _lines(draw: st.DrawFn) -> list[str]:
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 8))):
        value = dict(draw(st.sampled_from([SYSMON, SYSMON, NXLOG, MESSAGE, PLAIN, PLAIN, {}])))
        for name in draw(st.lists(st.sampled_from([*value, *NAMES]), max_size=2)):
            value[name] = draw(st.sampled_from(VALUES))
        for name in draw(st.lists(st.sampled_from([*value, ""]), max_size=1)):
            value.pop(name, None)
        line = json.dumps(value, ensure_ascii=draw(st.booleans()))
        lines += [line] * draw(st.integers(1, 3))
    lines += draw(st.lists(st.sampled_from(ODD_LINES), max_size=2))
    return draw(st.permutations(lines))


@settings(derandomize=True, max_examples=200, deadline=None)
@given(lines=_lines(), wanted=st.sampled_from([ALL_FIELDS, FEW, SOME, KINDS]), broken=st.booleans())
def test_by_columns_comes_out_what_comes_out_line_by_line(
    form: Format, lines: list[str], wanted: Wanted, broken: bool
) -> None:
    data = "\r\n".join(lines).encode("utf-8", "surrogatepass") + (b'\r\n{"a": "\xff"}\n' if broken else b"\n")
    by_columns, one_by_one = both_ways(form, data, wanted)
    assert by_columns == one_by_one


def test_a_number_is_no_name_of_a_host(form: Format) -> None:
    line = (
        rb'{"EventID": 7036, "Channel": "System", "Message": "param1: x\r\nparam2: y", '
        rb'"TimeCreated": "2021-03-02T07:00:00Z", "Computer": 1, "@timestamp": 1}' + b"\n"
    )
    by_columns, one_by_one = both_ways(form, line, ALL_FIELDS)
    assert by_columns == one_by_one


def test_all_fields_of_some_events_can_be_had_later() -> None:
    data = (json.dumps(SYSMON) + "\n" + json.dumps(SYSMON | {"Image": "b", "EventID": 5}) + "\n").encode() * 3
    batches = [part for part in windows_json.read(io.BytesIO(data), SOURCE, FEW) if isinstance(part, EventBatch)]
    assert [batch.events.num_rows for batch in batches][-1] > 1  # by columns: no batch a kind
    details = [row for batch in batches[-1:] for row in _details(batch)]
    whole, _ = events_and_rejections(windows_json.FORMAT, data, SOURCE)
    assert {(row["_offset"], row["Image"]) for row in details} <= {(row["_offset"], row["Image"]) for row in whole}
    assert {row["Image"] for row in details} == {"C:\\a.exe", "b"}


def _details(batch: EventBatch) -> Iterator[dict[str, Any]]:
    import numpy as np

    yield from batch.details(np.arange(batch.events.num_rows)).to_pylist()
