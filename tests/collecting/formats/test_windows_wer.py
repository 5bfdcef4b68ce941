"""Error reports: which program, with which modules; lines that say nothing."""

from __future__ import annotations

from tocsin.collecting.formats.windows_wer import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_artefacts import WER


def test_which_program_crashed_with_which_modules() -> None:
    (event,), rejected = events_and_rejections(FORMAT, WER)
    assert rejected == []
    assert event["Signature"] == ["Application Name: w3wp.exe", "Fault Module Name: clr.dll"]
    assert event["LoadedModule"][1] == "C:\\Windows\\Temp\\x.dll"
    assert event["_time"].isoformat() == "2021-03-01T14:00:00+00:00"


def test_lines_without_a_value_are_rejected() -> None:
    (event,), (lost,) = events_and_rejections(FORMAT, WER + b"nothing here\r\n")
    assert event["EventType"] == "APPCRASH"
    assert (lost.offset, lost.reason) == (len(WER), "a line without a value")
