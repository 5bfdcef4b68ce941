"""Defender Antivirus' protection log: detections, command lines, files; blocks without a time; every line kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tocsin
from tocsin.collecting.batches import EventBatch
from tocsin.collecting.format import Certainty
from tocsin.collecting.formats import windows_mplog

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_windows import MPLOG

Z = "2021-03-02T07:00:00.854Z "


def fields(line: str) -> dict[str, object]:
    """What is known of one line."""
    events, rejected = events_and_rejections(windows_mplog.FORMAT, (Z + line).encode())
    assert rejected == []
    assert events[0]["_time"].isoformat() == "2021-03-02T07:00:00.854000+00:00"
    assert events[0]["Message"] == line
    return events[0]


def test_a_detection_names_threat_and_file() -> None:
    for line in (
        "DETECTIONEVENT MPSOURCE_REALTIME HackTool:Win32/Inert file:C:\\Users\\e f\\x.exe;",
        "DETECTION_ADD#1 HackTool:Win32/Inert file:C:\\Users\\e f\\x.exe PropBag [length: 0, data: (null)]",
        "DETECTION_CLEANEVENT MPSOURCE_REALTIME MP_THREAT_ACTION_QUARANTINE 0x1 HackTool:Win32/Inert"
        " file:C:\\Users\\e f\\x.exe;",
    ):
        found = fields(line)
        assert (found["ThreatName"], found["Path"]) == ("HackTool:Win32/Inert", "C:\\Users\\e f\\x.exe")


def test_command_lines_names_hashes_and_scans() -> None:
    found = fields("Engine:command line reported as lowfi: C:\\Windows\\reg.exe(reg add HKLM\\X (a) /d 1)")
    assert (found["Image"], found["CommandLine"]) == ("C:\\Windows\\reg.exe", "reg add HKLM\\X (a) /d 1")
    found = fields('Engine:Setting original file name "psexec.c" for "c:\\x.exe", hr=0x0')
    assert (found["OriginalFileName"], found["Path"]) == ("psexec.c", "c:\\x.exe")
    found = fields("SDN:Issuing SDN query for \\Device\\a.asp (\\Device\\a.asp) (sha1=aa, sha2=bb)")
    assert (found["Path"], found["SHA1"], found["SHA256"]) == ("\\Device\\a.asp", "aa", "bb")
    found = fields(
        "ProcessImageName: svchost.exe, Pid: 7836, TotalTime: 6070, Count: 24, MaxTime: 828, MaxTimeFile:"
        " \\Device\\a, b.exe, EstimatedImpact: 100%"
    )
    assert (found["Image"], found["ProcessId"], found["Path"]) == ("svchost.exe", "7836", "\\Device\\a, b.exe")
    found = fields(
        "[RTP] [Mini-filter] Blocked file(#74): \\Device\\b.exe. Process: \\Device\\explorer.exe, Status: 0x0"
    )
    assert (found["Path"], found["Image"]) == ("\\Device\\b.exe", "\\Device\\explorer.exe")
    assert fields("something else happened: 1")["Kind"] == "something else happened"


def test_blocks_have_the_time_of_the_line_before_them() -> None:
    events, _ = events_and_rejections(windows_mplog.FORMAT, MPLOG)
    block = events[1]
    assert (block["Kind"], block["Image"], block["ProcessId"]) == ("BEGIN BM telemetry", "C:\\Windows\\x.exe", "7968")
    assert block["_time"] == events[0]["_time"]
    assert block["lines"] == 5


LINES = MPLOG.splitlines()


@settings(derandomize=True, max_examples=80, deadline=None)
@given(st.lists(st.sampled_from([*LINES, b"\xff\xfe", b"*****X", b"key: value", b"End Scan"]), max_size=30))
def test_every_line_is_in_one_event(lines: list[bytes]) -> None:
    events, rejected = events_and_rejections(windows_mplog.FORMAT, b"\r\n".join(lines))
    assert rejected == []
    assert sum(event.get("lines", 1) for event in events) == len(lines)


def test_utf_16_as_it_lies_on_disk(tmp_path: Path) -> None:
    (tmp_path / "MPLog-20210302-070000.log").write_bytes(MPLOG.decode().encode("utf-16"))
    evidence = tocsin.collect([tmp_path])
    assert [unit.format for unit in evidence.units] == ["windows-mplog"]
    assert sum(part.events.num_rows for part in evidence.scan() if isinstance(part, EventBatch)) == 4


@pytest.mark.parametrize(
    "text",
    [
        "(" * 200_000,
        "DETECTION_ADD#1 x " + "file:" * 50_000,
        "ProcessImageName: " * 20_000,
        "[RTP] [Mini-filter] Blocked file: " + ". Process: " * 50_000,
        "SDN:Issuing SDN query for " + " (sha1=" * 50_000,
    ],
)
def test_time_grows_with_the_line_whatever_it_holds(text: str) -> None:
    fields(f"Engine:command line reported as lowfi: {text}")
    fields(text)


def test_recognition() -> None:
    assert windows_mplog.recognise(MPLOG, "x") is Certainty.SURE
    assert windows_mplog.recognise(f"{Z}hello\n".encode(), "MPLog-1.log") is Certainty.LIKELY
    assert windows_mplog.recognise(f"{Z}hello\n{Z}hello\n".encode(), "x") is Certainty.NO
