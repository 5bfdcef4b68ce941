"""Winlogbeat events, nested and dotted."""

from __future__ import annotations

import json

from tocsin.collecting.formats import windows_json, windows_winlogbeat
from tocsin.collecting.formats.windows_winlogbeat import is_winlogbeat, take

from tests.collecting.formats.windows_shapes import WINLOGBEAT_6
from tests.collecting.reading import events_and_rejections
from tests.collecting.samples import WINLOGBEAT

EVENT = json.loads(WINLOGBEAT)


def test_head_data_and_what_stands_beside() -> None:
    record, time, fields = take(EVENT)

    assert (record, time) == (77, "2021-03-02T07:00:00.609Z")
    assert fields["EventID"] == 1
    assert fields["Task_Name"] == "Process Create (rule: ProcessCreate)"
    assert fields["Message"] == "Process Create"
    assert fields["host.name"] == "ws1"


def test_dotted_names() -> None:
    dotted = {"@timestamp": "2021-03-02T07:00:00Z", "winlog.event_id": "1", "winlog.event_data.Image": "a"}

    assert is_winlogbeat(dotted)
    assert take(dotted)[2]["Image"] == "a"
    assert take(dotted)[2]["EventID"] == 1


def test_a_search_hit_of_elasticsearch() -> None:
    events, _ = events_and_rejections(windows_json.FORMAT, json.dumps({"_index": "x", "_source": EVENT}).encode())
    assert events[0]["Image"] == "C:\\x.exe"


def test_the_event_id_may_stand_elsewhere() -> None:
    fields = take({"winlog": {"channel": "Security"}, "event": {"code": 4625}, "host": {"name": "ws1"}})[2]
    assert (fields["EventID"], fields["Computer"]) == (4625, "ws1")


MODULE = {
    "@timestamp": "2021-03-02T07:00:00Z",
    "winlog": {
        "channel": "Microsoft-Windows-Sysmon/Operational",
        "provider_name": "Microsoft-Windows-Sysmon",
        "event_id": 1,
        "computer_name": "ws1.example.org",
    },
    "process": {
        "executable": "C:\\Windows\\System32\\cmd.exe",
        "command_line": "cmd /c whoami",
        "pid": 4711,
        "parent": {"executable": "C:\\Windows\\explorer.exe"},
        "hash": {"md5": "aa", "sha256": "bb"},
    },
    "user": {"domain": "CORP", "name": "alice"},
}


def test_what_a_module_renamed_has_the_logs_own_name_too() -> None:
    fields = take(MODULE)[2]

    assert fields["Image"] == fields["process.executable"] == "C:\\Windows\\System32\\cmd.exe"
    assert fields["ParentImage"] == "C:\\Windows\\explorer.exe"
    assert fields["ProcessId"] == "4711"
    assert fields["User"] == "CORP\\alice"
    assert fields["Hashes"] == "MD5=aa,SHA256=bb"
    assert "OriginalFileName" not in fields


def test_what_the_event_says_itself_is_left_as_it_is() -> None:
    event = json.loads(json.dumps(MODULE))
    event["winlog"]["event_data"] = {"Image": "C:\\own.exe"}

    assert take(event)[2]["Image"] == "C:\\own.exe"


def test_an_event_of_an_unknown_channel_gets_no_names() -> None:
    event = MODULE | {"winlog": {"channel": "Acme/Operational", "event_id": 1}}

    assert "Image" not in take(event)[2]


def test_versions_5_and_6_have_their_names_at_the_top() -> None:
    assert windows_winlogbeat.is_old(WINLOGBEAT_6)
    record, time, fields = windows_winlogbeat.take_old(WINLOGBEAT_6)

    assert (record, time) == ("120871", "2021-03-02T07:00:00.609123Z")
    assert (fields["EventID"], fields["Channel"], fields["Execution_ProcessID"]) == (4688, "Security", "4")
    assert (fields["NewProcessName"], fields["beat.hostname"]) == ("C:\\Windows\\System32\\cmd.exe", "ws1")
