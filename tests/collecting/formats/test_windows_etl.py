"""Traces of Windows: records with their times and texts, buffer by buffer, and what damage costs."""

from __future__ import annotations

from datetime import timedelta

from tocsin.collecting.formats.windows_etl import FORMAT

from tests.collecting.artefact_files import START
from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_artefacts import ETL, trace, trace_event


def test_records_with_their_times_and_texts() -> None:
    (head, started, asked, kernel), rejected = events_and_rejections(FORMAT, ETL)
    assert rejected == []
    assert (head["HookId"], head["_time"], head["_log"]) == ("0x0000", START, "Circular")
    assert (started["Provider"], started["EventID"], started["ProcessId"]) == (
        "Microsoft-Windows-Kernel-Process",
        "1",
        "812",
    )
    assert started["Texts"] == ["\\Device\\HarddiskVolume2\\Users\\Public\\x.exe"]
    assert started["_time"] == START + timedelta(seconds=5)
    assert (asked["Texts"], asked["_offset"]) == (["http://198.51.100.7/a"], 4096 + 72)
    assert (kernel["HookId"], kernel["_record"]) == ("0x0F32", 4)


def test_damage_costs_the_rest_of_its_buffer() -> None:
    hurt = trace(trace_event(1, 0, b"") + b"\x01" * 40, trace_event(2, 0, b""))
    events, (lost,) = events_and_rejections(FORMAT, hurt)
    assert [event.get("EventID") for event in events] == [None, "1", "2"]
    assert "no record of a trace" in lost.reason


def test_buffers_that_are_cut_off_or_damaged_are_told() -> None:
    events, (lost,) = events_and_rejections(FORMAT, ETL[: 4096 + 100])
    assert len(events) == 2
    assert "record" in lost.reason or "cut off" in lost.reason
    _, (lost,) = events_and_rejections(FORMAT, ETL[:4096] + b"\xff" * 4096)
    assert "a damaged buffer" in lost.reason
    _, (lost,) = events_and_rejections(FORMAT, ETL[:72] + b"\xff" * 4024)
    assert "head of the trace" in lost.reason
