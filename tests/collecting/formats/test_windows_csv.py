"""Windows events as CSV, whoever exported them: the same names as ever, rows in = events + rejections."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats import windows_csv

from tests.collecting.formats.windows_shapes import (
    AUDITING,
    DATA,
    EVENT_TABLE,
    EVTXECMD,
    GET_WINEVENT,
    MESSAGE,
    SECURITY_EVENT,
    SPLUNK_CLASSIC,
    SPLUNK_XML,
    TIME,
    WINDOWS_EVENT,
    WINLOGBEAT_6,
)
from tests.collecting.reading import events_and_rejections


def csv_of(value: dict[str, Any], rows: int = 2, delimiter: str = ",", first: str = "", **other: Any) -> bytes:
    """A CSV file with one event several times."""
    out = io.StringIO()
    out.write(first)
    value = value | other
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(value)
    for _ in range(rows):
        writer.writerow("" if said is None else said for said in value.values())
    return out.getvalue().encode()


KIBANA = {
    "@timestamp": "Mar 2, 2021 @ 07:00:00.609",
    "winlog.channel": "Security",
    "winlog.event_id": "4688",
    "winlog.record_id": "120871",
    "winlog.computer_name": "ws1.example",
    "winlog.provider_name": AUDITING,
    **{f"winlog.event_data.{name}": value for name, value in DATA.items()},
}
SENTINEL = {f"{name} [UTC]" if name == "TimeGenerated" else name: value for name, value in SECURITY_EVENT.items()}
EXPORTS = {
    "sentinel-securityevent": csv_of(SENTINEL | {"TimeGenerated [UTC]": "3/2/2021, 7:00:00.609 AM"}),
    "sentinel-event": csv_of(EVENT_TABLE),
    "sentinel-windowsevent": csv_of(
        WINDOWS_EVENT,
        EventData='{"SubjectUserName":"WS1$","NewProcessName":"C:\\\\Windows\\\\System32\\\\cmd.exe","CommandLine":'
        '"cmd.exe /c \\"whoami & hostname\\""}',
    ),
    "splunk-classic": csv_of(SPLUNK_CLASSIC["result"]),
    "evtxecmd": csv_of(EVTXECMD),
    "evtxecmd-without-a-map": csv_of(EVTXECMD | {"PayloadData1": ""}),
    "get-winevent": csv_of(GET_WINEVENT, first="#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\r\n").replace(
        b"/Date(1614668400609)/", b"3/2/2021 7:00:00 AM"
    ),
    "kibana": csv_of(KIBANA),
    "kibana-semicolons": csv_of(KIBANA, delimiter=";"),
    "tabs": csv_of(KIBANA, delimiter="\t"),
}


@pytest.mark.parametrize("writer", EXPORTS)
def test_one_process_creation_whoever_exported_it(writer: str) -> None:
    data = EXPORTS[writer]
    assert windows_csv.recognise(data[:8192], "x") is Certainty.SURE
    events, rejected = events_and_rejections(windows_csv.FORMAT, data)

    assert rejected == []
    assert len(events) == 2
    for event in events:
        assert (event["EventID"], event["Channel"], event["Provider_Name"]) == (4688, "Security", AUDITING)
        assert (event["_host"], event["_record"]) == ("ws1.example", 120871)
        assert event["NewProcessName"] == "C:\\Windows\\System32\\cmd.exe"
        assert event["CommandLine"] == 'cmd.exe /c "whoami & hostname"'
        assert event["SubjectUserName"] == "WS1$"
        assert event["_time"].isoformat()[:19] == "2021-03-02T07:00:00"
    assert events[0]["_offset"] < events[1]["_offset"]


def test_event_viewer_names_neither_host_nor_channel_nor_the_column_of_the_message() -> None:
    row = ["Information", "3/2/2021 8:00:00 AM", AUDITING, "4688", "Process Creation", MESSAGE]
    out = io.StringIO()
    out.write("Level,Date and Time,Source,Event ID,Task Category\r\n")
    csv.writer(out).writerow(row)
    data = b"\xef\xbb\xbf" + out.getvalue().encode()

    assert windows_csv.recognise(data, "x") is Certainty.SURE
    events, rejected = events_and_rejections(
        windows_csv.FORMAT, data, Source("Security.csv", host="WS1", timezone="Europe/Berlin")
    )
    assert rejected == []
    assert (events[0]["EventID"], events[0]["Channel"], events[0]["_host"]) == (4688, "Security", "WS1")
    assert events[0]["Message"] == MESSAGE.replace("\r\n", "\n")
    assert events[0]["CommandLine"] == DATA["CommandLine"]
    assert events[0]["_time"].isoformat() == "2021-03-02T07:00:00+00:00"


def test_get_eventlog() -> None:
    value = {
        "EventID": 7045,
        "MachineName": "ws1.example",
        "Index": 12,
        "EntryType": "Information",
        "Source": "Service Control Manager",
    }
    value |= {
        "InstanceId": 1073748869,
        "TimeGenerated": "3/2/2021 7:00:00 AM",
        "Message": "A service was installed in the system.\r\n\r\nService Name:  Upd\r\nService File Name:  C:\\x.exe",
    }
    events, _ = events_and_rejections(windows_csv.FORMAT, csv_of(value, 1))
    assert (events[0]["ImagePath"], events[0]["_record"], events[0]["_log"]) == ("C:\\x.exe", 12, "System")


def test_an_event_as_xml_in_a_cell() -> None:
    events, _ = events_and_rejections(windows_csv.FORMAT, csv_of(SPLUNK_XML["result"], 1))
    assert (events[0]["EventID"], events[0]["Image"]) == (1, "C:\\x & y.exe")


def test_damaged_rows_cost_only_themselves() -> None:
    data = EXPORTS["kibana"]
    good = data.splitlines(keepends=True)[1]
    log = data + b'"cut off\r\n' + good + b"1,2,3\r\n" + good
    events, rejected = events_and_rejections(windows_csv.FORMAT, log)
    assert len(events) + len(rejected) == 6
    assert len(events) >= 3


def test_rows_that_are_no_event_are_kept() -> None:
    data = csv_of({"EventID": "4688", "Channel": "Security", "other": "x"}, 1) + b",,alone\r\n"
    events, rejected = events_and_rejections(windows_csv.FORMAT, data)
    assert rejected == []
    assert [event["other"] for event in events] == ["x", "alone"]


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"a,b,c\n1,2,3\n",
        b"date,time,EventID\n",
        b'{"EventID":1,"Channel":"x"}\n',
        b"Timestamp,DeviceName,ActionType\n",
    ],
)
def test_other_files_are_none(head: bytes) -> None:
    assert windows_csv.recognise(head, "Security.csv") is Certainty.NO


def test_old_winlogbeat_columns() -> None:
    flat = {name: said for name, said in WINLOGBEAT_6.items() if isinstance(said, (str, int))}
    events, _ = events_and_rejections(windows_csv.FORMAT, csv_of(flat | {"event_data.CommandLine": "x", "t": TIME}, 1))
    assert (events[0]["EventID"], events[0]["Channel"]) == (4688, "Security")
