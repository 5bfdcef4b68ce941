"""PowerShell transcripts: heads, commands with what they answered, ends; every line in one event."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats import powershell_transcript

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_windows import TRANSCRIPT

FORM = powershell_transcript.FORMAT


def test_a_session() -> None:
    events, rejected = events_and_rejections(FORM, TRANSCRIPT, Source("x", timezone="Europe/Berlin"))

    assert rejected == []
    assert [event["Kind"] for event in events] == ["start", "command", "command", "end"]
    assert (events[0]["Host Application"], events[0]["PSVersion"]) == ("powershell.exe -NoProfile", "5.1.17763.1")
    assert events[0]["Output"].endswith("Transcript started, output file is C:\\t.txt")
    assert (events[1]["Command"], events[1]["Output"], events[1]["Location"]) == ("whoami", "corp\\eve", "C:\\")
    assert events[2]["Command"] == "Get-Process |\nOut-File x.txt"
    assert [event["_time"].isoformat()[11:19] for event in events] == ["07:00:00", "07:00:00", "07:00:10", "07:01:00"]
    assert {event["_host"] for event in events} == {"WS1"}
    assert {event["Username"] for event in events} == {"CORP\\eve"}
    assert sum(event.get("lines", 1) for event in events) == len(TRANSCRIPT.splitlines())


def test_several_sessions_in_one_file_have_their_own_heads() -> None:
    other = TRANSCRIPT.replace(b"WS1", b"WS2").replace(b"eve", b"bob")
    events, _ = events_and_rejections(FORM, TRANSCRIPT + other)
    assert [(event["_host"], event["Username"]) for event in events[3:5]] == [
        ("WS1", "CORP\\eve"),
        ("WS2", "CORP\\bob"),
    ]


def test_other_prompts_and_invocation_lines() -> None:
    log = TRANSCRIPT + b'PS>CommandInvocation(Out-File): "Out-File"\r\n[srv1]: PS C:\\> hostname\r\nsrv1\r\n'
    events, _ = events_and_rejections(FORM, log)
    assert [event.get("Command") for event in events[4:]] == ['CommandInvocation(Out-File): "Out-File"', "hostname"]


def test_another_language_keeps_its_head_and_times() -> None:
    log = TRANSCRIPT.replace(b"Windows PowerShell transcript start", b"Start der Windows PowerShell-Aufzeichnung")
    log = (
        log.replace(b"Start time", b"Startzeit").replace(b"Username", b"Benutzername").replace(b"End time", b"Endzeit")
    )
    assert powershell_transcript.recognise(log, "x") is Certainty.SURE
    events, _ = events_and_rejections(FORM, log)
    assert events[0]["Benutzername"] == "CORP\\eve"
    assert events[0]["_time"].isoformat() == "2021-03-02T08:00:00+00:00"


def test_a_very_long_answer_goes_on_in_another_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(powershell_transcript, "MOST_LINES", 15)
    events, _ = events_and_rejections(FORM, TRANSCRIPT + b"PS C:\\> dir\r\n" + b"x\r\n" * 40)
    assert [event.get("lines", 1) for event in events[4:]] == [16, 15, 10]
    assert {event["_host"] for event in events[4:]} == {"WS1"}


@settings(derandomize=True, max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from([*TRANSCRIPT.splitlines(), b"\xff\xfe", b"PS> x", b">> y", b" ", b"**********************"]),
        max_size=40,
    )
)
def test_every_line_is_in_one_event(lines: list[bytes]) -> None:
    events, rejected = events_and_rejections(FORM, b"\r\n".join(lines))
    assert rejected == []
    assert sum(event.get("lines", 1) for event in events) == len(lines)
    offsets = [event["_offset"] for event in events]
    assert len(set(offsets)) == len(offsets)


def test_recognition() -> None:
    assert powershell_transcript.recognise(TRANSCRIPT, "x") is Certainty.SURE
    assert powershell_transcript.recognise(b"text\r\n" + TRANSCRIPT, "x") is Certainty.LIKELY
    assert (
        powershell_transcript.recognise(b"**********************\r\nhello\r\n", "PowerShell_transcript.txt")
        is Certainty.NO
    )
