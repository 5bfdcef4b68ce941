"""Logs for CMTrace: texts over several lines, the minutes to UTC, events without their end."""

from __future__ import annotations

from tocsin.collecting.format import Source
from tocsin.collecting.formats.windows_cmtrace import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_artefacts import CMTRACE


def test_texts_and_times() -> None:
    (first, second), rejected = events_and_rejections(
        FORMAT, CMTRACE, Source("C/Windows/CCM/Logs/execmgr-20210302-070000.log")
    )
    assert rejected == []
    assert (first["_log"], first["message"], first["type"]) == (
        "execmgr",
        'Executing command line "cmd.exe" /c a.bat',
        "info",
    )
    assert second["_time"].isoformat() == "2021-03-02T07:00:01.500000+00:00"
    assert (second["message"], second["lines"]) == ("line one\nline two", 2)


def test_what_has_no_end_is_told() -> None:
    events, rejected = events_and_rejections(FORMAT, b"stray\n<![LOG[a\nb\n" + CMTRACE + b"<![LOG[open")
    assert len(events) == 2
    assert [(lost.reason, lost.records) for lost in rejected] == [
        ("line 1: outside of any event", 1),
        ("line 2: an event without its end", 2), ("line 7: an event without its end", 1),
    ]  # fmt: skip
