"""Windows events behind syslog headers, beside the messages of other programs in the same file."""

from __future__ import annotations

import json

from tocsin.collecting.format import Source
from tocsin.collecting.formats import recognise, syslog

from tests.collecting.formats.windows_shapes import AUDITING, DATA, WINLOGBEAT_6
from tests.collecting.reading import events_and_rejections
from tests.collecting.samples import NXLOG
from tests.collecting.samples_windows import xml_event

SNARE = (
    "MSWinEventLog\t1\tSecurity\t123\tTue Mar 02 08:00:00 2021\t4688\t" + AUDITING + "\tCORP\\eve\tN/A\tSuccess Audit\t"
    "ws1.example\tProcess Creation\t\tA new process has been created.    Creator Subject:   Security ID:  S-1-5-18   "
    "Account Name:  WS1$   Process Information:   New Process Name:  C:\\Windows\\System32\\cmd.exe   Process Command"
    ' Line:  cmd.exe /c "whoami & hostname"   \t99'
)
LINUX = b"Mar  2 07:00:05 web1 sshd[812]: Accepted password for root from 203.0.113.9 port 50112 ssh2\n"


def test_json_of_nxlog_beside_other_messages() -> None:
    log = b"<14>Mar  2 07:00:00 ws1 " + NXLOG + b"\n" + LINUX
    log += b"<14>1 2021-03-02T07:00:00Z ws1 Security 4 - - " + json.dumps(WINLOGBEAT_6).encode() + b"\n"
    known = recognise(log, "x")
    assert known is not None
    assert known[0].name == "syslog"
    events, rejected = events_and_rejections(syslog.FORMAT, log, Source("messages"))

    assert rejected == []
    assert [event.get("EventID") for event in events] == [4688, None, 4688]
    assert [event["_host"] for event in events] == ["ws1.example", "web1", "ws1.example"]
    assert [event["_log"] for event in events] == ["Security", "auth", "Security"]
    assert events[1]["program"] == "sshd"
    assert all(log[event["_offset"] :].startswith((b"<14>", b"Mar  2")) for event in events)


def test_xml_behind_a_header() -> None:
    log = b"<14>Mar  2 07:00:00 ws1 Microsoft-Windows-Sysmon: " + xml_event(1).encode() + b"\n"
    events, _ = events_and_rejections(syslog.FORMAT, log)
    assert (events[0]["Image"], events[0]["_record"], events[0]["_host"]) == ("C:\\x & y.exe", 79, "ws1.example")


def test_lines_of_snare_with_tabs_or_what_rsyslog_makes_of_them() -> None:
    for text in (SNARE, SNARE.replace("\t", "#011")):
        log = f"<14>2021-03-02T07:00:00+00:00 ws1 {text}\n".encode() + f"<14>Mar  2 07:00:00 ws1 {text}\n".encode()
        events, rejected = events_and_rejections(syslog.FORMAT, log, Source("x", timezone="Europe/Berlin"))
        assert rejected == []
        for event in events:
            assert (event["EventID"], event["Channel"], event["_host"]) == (4688, "Security", "ws1.example")
            assert event["NewProcessName"] == DATA["NewProcessName"]
            assert event["CommandLine"] == DATA["CommandLine"]
            assert event["SubjectUserName"] == "WS1$"
            assert event["_time"].isoformat() == "2021-03-02T07:00:00+00:00"


def test_what_only_looks_like_an_event_stays_a_message() -> None:
    lines = (
        b'Mar  2 07:00:00 h app: {"EventID": 1, "Channel": broken\n',
        b"Mar  2 07:00:00 h app: MSWinEventLog\t1\tx\n",
        b"Mar  2 07:00:00 h app: <Event><System>\n",
        b'Mar  2 07:00:00 h app: {"EventID": 1}\n',
    )
    events, rejected = events_and_rejections(syslog.FORMAT, b"".join(lines))
    assert rejected == []
    assert [event["program"] for event in events] == ["app"] * 4


def test_time_grows_with_the_line_whatever_it_holds() -> None:
    for text in (b"{" * 300_000 + b'"EventID"', b"MSWinEventLog" + b"\t7" * 20 + b" " * 300_000, b"<Event " * 50_000):
        events, rejected = events_and_rejections(syslog.FORMAT, b"Mar  2 07:00:00 h app: " + text + b"\n")
        assert (len(events), rejected) == (1, [])
