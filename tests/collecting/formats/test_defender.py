"""Defender's tables in every way they are handed out: the same rows, under their table's name."""

from __future__ import annotations

import json

import pytest

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats import defender, recognise

from tests.collecting.formats.test_windows_csv import csv_of
from tests.collecting.reading import events_and_rejections

PROCESS = {
    "Timestamp": "2021-03-02T07:00:00.6091234Z",
    "DeviceId": "0a1b",
    "DeviceName": "ws1.example",
    "ActionType": "ProcessCreated",
    "FileName": "cmd.exe",
    "FolderPath": "C:\\Windows\\System32\\cmd.exe",
    "ProcessCommandLine": 'cmd.exe /c "whoami"',
    "AccountDomain": "corp",
    "AccountName": "eve",
    "InitiatingProcessFolderPath": "c:\\windows\\system32\\inetsrv\\w3wp.exe",
    "ReportId": "12",
}
STREAMED = {
    "time": "2021-03-02T07:00:05Z",
    "tenantId": "t",
    "operationName": "Publish",
    "category": "AdvancedHunting-DeviceProcessEvents",
    "properties": PROCESS,
}
SENTINEL = {name: said for name, said in PROCESS.items() if name != "Timestamp"} | {
    "TimeGenerated": PROCESS["Timestamp"],
    "Type": "DeviceProcessEvents",
}
COLUMNS = [{"name": name, "type": "string"} for name in SENTINEL]
TIMELINE = {  # of one device, as the portal exports it
    "Event Time": "2021-03-02T07:00:00.609",
    "Machine Id": "0a1b",
    "Computer Name": "ws1.example",
    "Action Type": "ProcessCreated",
    "File Name": "cmd.exe",
    "Folder Path": "C:\\Windows\\System32",
    "Sha1": "aa",
    "Process Command Line": 'cmd.exe /c "whoami"',
    "Account Domain": "corp",
    "Account Name": "eve",
}
FORMS = {
    "timeline": csv_of(TIMELINE, 2),
    "portal": csv_of(PROCESS, 2, Timestamp="Mar 2, 2021 7:00:00.609 AM"),
    "sentinel-csv": csv_of(
        {("TimeGenerated [UTC]" if n == "TimeGenerated" else n): v for n, v in SENTINEL.items()},
        2,
        **{"TimeGenerated [UTC]": "3/2/2021, 7:00:00.609 AM"},
    ),
    "lines": b"\n".join([json.dumps(PROCESS).encode()] * 2),
    "security-center": json.dumps({"Stats": {}, "Schema": [{"Name": "x"}], "Results": [PROCESS, PROCESS]}).encode(),
    "graph": json.dumps({"@odata.context": "x", "schema": [], "results": [PROCESS, PROCESS]}, indent=1).encode(),
    "log-analytics": json.dumps(
        {"tables": [{"name": "PrimaryResult", "columns": COLUMNS, "rows": [list(SENTINEL.values())] * 2}]}
    ).encode(),
    "event-hub": json.dumps({"records": [STREAMED, STREAMED]}).encode(),
    "storage": b"\n".join([json.dumps(STREAMED).encode()] * 2),
}


@pytest.mark.parametrize("form", FORMS)
def test_rows_in_every_form(form: str) -> None:
    data = FORMS[form]
    known = recognise(data[:8192], "x")
    assert known is not None
    assert (known[0].name, known[1]) == ("defender", Certainty.SURE)
    events, rejected = events_and_rejections(defender.FORMAT, data)

    assert rejected == []
    assert len(events) == 2
    for event in events:
        assert (event["_log"], event["_host"]) == ("DeviceProcessEvents", "ws1.example")
        assert event["_time"].isoformat()[:23] == "2021-03-02T07:00:00.609"
        assert event["ProcessCommandLine"] == 'cmd.exe /c "whoami"'
        assert event["User"] == "corp\\eve"


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({"ActionType": "FileRenamed"}, "DeviceFileEvents"),
        ({"ActionType": "ConnectionSuccess"}, "DeviceNetworkEvents"),
        ({"ActionType": "RegistryValueSet"}, "DeviceRegistryEvents"),
        ({"ActionType": "LogonFailed"}, "DeviceLogonEvents"),
        ({"ActionType": "ImageLoaded"}, "DeviceImageLoadEvents"),
        ({"ActionType": "AntivirusDetection"}, "DeviceEvents"),
        ({"OSPlatform": "Windows10", "PublicIP": "203.0.113.9"}, "DeviceInfo"),
    ],
)
def test_the_table_of_a_row(row: dict[str, str], name: str) -> None:
    assert defender.name_of({"Timestamp": "x", "DeviceId": "1"} | row) == name


def test_mail_and_alerts_have_tables_too() -> None:
    assert defender.name_of({"Timestamp": "", "NetworkMessageId": "", "AttachmentCount": 0}) == "EmailEvents"
    assert defender.name_of({"Timestamp": "", "AlertId": "", "EntityType": ""}) == "AlertEvidence"
    assert defender.name_of({"TimeGenerated": "", "Type": "IdentityLogonEvents"}) == "IdentityLogonEvents"
    assert defender.name_of({"TimeGenerated": "", "Type": "SecurityEvent"}) is None
    assert defender.name_of({"Timestamp": "", "a": 1}) is None


def test_damaged_rows_are_rejected_and_others_kept() -> None:
    data = FORMS["lines"] + b'\n{"Timestamp": "2021\n{"a": 1}\n'
    events, rejected = events_and_rejections(defender.FORMAT, data)
    assert len(events) == 3
    assert len(rejected) == 1
    events, rejected = events_and_rejections(defender.FORMAT, FORMS["portal"] + b"1,2,3\r\n")
    assert (len(events), len(rejected)) == (2, 1)


def test_a_mix_of_tables_in_one_file() -> None:
    other = PROCESS | {"ActionType": "FileCreated"}
    events, _ = events_and_rejections(
        defender.FORMAT, csv_of(PROCESS, 1) + csv_of(other, 1).splitlines(keepends=True)[1]
    )
    assert [event["_log"] for event in events] == ["DeviceProcessEvents", "DeviceFileEvents"]
