"""Windows events as text: what wevtutil and PowerShell show is the same event as ever."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats import windows_text

from tests.collecting.formats.windows_shapes import AUDITING, DATA, MESSAGE
from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_windows import WINDOWS_TEXT

SHOWN = MESSAGE.replace("\r\n", "\r\n               ")
LIST = (
    f"\r\n\r\nTimeCreated  : 3/2/2021 8:00:00 AM\r\nProviderName : {AUDITING}\r\nId           : 4688\r\n"
    f"LogName      : Security\r\nMachineName  : ws1.example\r\nMessage      : {SHOWN}\r\n\r\n"
)
TEXT = (
    "Event[0]:\r\n  Log Name: Security\r\n"
    f"  Source: {AUDITING}\r\n  Date: 2021-03-02T08:00:00.609\r\n  Event ID: 4688\r\n  Task: Process Creation\r\n"
    "  Level: Information\r\n  Opcode: Info\r\n  Keyword: Audit Success\r\n  User: N/A\r\n  User Name: N/A\r\n"
    f"  Computer: ws1.example\r\n  Description: \r\n{MESSAGE}\r\n\r\n"
)


@pytest.mark.parametrize("text", [TEXT + TEXT.replace("Event[0]:", "Event[1]"), LIST + LIST])
def test_one_process_creation(text: str) -> None:
    data = text.encode()
    assert windows_text.recognise(data[:8192], "x") is Certainty.SURE
    events, rejected = events_and_rejections(windows_text.FORMAT, data, Source("x", timezone="Europe/Berlin"))

    assert rejected == []
    assert len(events) == 2
    for event in events:
        assert (event["EventID"], event["Channel"], event["Provider_Name"]) == (4688, "Security", AUDITING)
        assert event["_host"] == "ws1.example"
        assert event["CommandLine"] == DATA["CommandLine"]
        assert event["SubjectUserName"] == "WS1$"
        assert event["Message"].startswith("A new process has been created.\n")
        assert event["_time"].isoformat()[:19] == "2021-03-02T07:00:00"
        assert "Security_UserID" not in event


def test_get_eventlog_as_a_list() -> None:
    text = (
        "Index              : 12\r\nEntryType          : Information\r\nInstanceId         : 1\r\n"
        "EventID            : 7045\r\nSource             : Service Control Manager\r\n"
        "MachineName        : ws1.example\r\n"
        "TimeGenerated      : 3/2/2021 7:00:00 AM\r\nMessage            : A service was installed in the system.\r\n"
        "                     Service Name:  Upd\r\n                     Service File Name:  C:\\x.exe\r\n"
    )
    assert windows_text.recognise(text.encode(), "x") is Certainty.SURE
    events, rejected = events_and_rejections(windows_text.FORMAT, text.encode())
    assert rejected == []
    assert (events[0]["ImagePath"], events[0]["_host"]) == ("C:\\x.exe", "ws1.example")


def test_an_event_without_id_and_lines_in_none_are_rejected() -> None:
    log = b"something before\r\n" + TEXT.encode() + b"Event[1]\r\n  Log Name: Security\r\n"
    events, rejected = events_and_rejections(windows_text.FORMAT, log)
    assert len(events) == 1
    assert [one.records for one in rejected] == [1, 2]


LINES = [line.encode() for line in TEXT.split("\r\n") if line] + [line.encode() for line in LIST.split("\r\n") if line]


@settings(derandomize=True, max_examples=80, deadline=None)
@given(st.lists(st.sampled_from([*LINES, b"x", b"  y: z", b"\xff"]), max_size=30))
def test_nothing_is_lost_and_nothing_raises(lines: list[bytes]) -> None:
    events, rejected = events_and_rejections(windows_text.FORMAT, b"\n".join(lines))
    assert len(events) + sum(one.records for one in rejected) <= len(lines)
    assert bool(events or rejected) or not any(line.strip() for line in lines)


@pytest.mark.parametrize("head", [b"", b"Event[0]\n", b"Name : value\nOther : x\n", b"Id : 1\nTimeCreated : x\n", b"{"])
def test_other_files_are_none(head: bytes) -> None:
    assert windows_text.recognise(head, "Security.txt") is Certainty.NO


def test_the_sample() -> None:
    events, rejected = events_and_rejections(windows_text.FORMAT, WINDOWS_TEXT)
    assert (len(events), rejected) == (2, [])
