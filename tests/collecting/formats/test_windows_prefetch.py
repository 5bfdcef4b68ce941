"""Prefetch of every version: each run that is remembered, and damage that is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats.windows_prefetch import FORMAT, recognise

from tests.collecting.artefact_files import START, packed, prefetch
from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_artefacts import PREFETCH

FILES = ["\\DEVICE\\HARDDISKVOLUME2\\WINDOWS\\SYSTEM32\\CMD.EXE", "\\DEVICE\\HARDDISKVOLUME2\\X.BAT"]


@pytest.mark.parametrize(("version", "runs"), [(17, 1), (23, 1), (26, 8), (30, 8)])
def test_every_run_that_is_remembered(version: int, runs: int) -> None:
    times = [START - timedelta(hours=number) for number in range(9)]
    data = prefetch("CMD.EXE", FILES, times, version=version, count=42)
    events, rejected = events_and_rejections(FORMAT, data, Source("CMD.EXE-0BD30981.pf"))

    assert rejected == []
    assert [event["_time"] for event in events] == times[:runs]
    assert {event["RunCount"] for event in events} == {"42"}
    assert events[0]["Image"] == FILES[0]
    assert events[0]["Files"] == FILES
    assert all("Files" not in event for event in events[1:])
    assert events[0]["Volumes"][0].endswith("serial 5C2F1A2B, made 2018-09-14T07:00:00Z")


def test_packed_ones_say_the_same() -> None:
    assert events_and_rejections(FORMAT, packed(PREFETCH)) == events_and_rejections(FORMAT, PREFETCH)
    assert recognise(packed(PREFETCH), "x.bin") is Certainty.LIKELY
    assert recognise(packed(PREFETCH), "a/CMD.EXE-1.pf") is Certainty.SURE


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (packed(PREFETCH)[:280], "ends early"),
        (b"MAM\x04" + (1 << 31).to_bytes(4, "little") + bytes(300), "bytes unpacked"),
        (PREFETCH[:100], "do not fit together"),
        (b"\x63" + PREFETCH[1:], "version that is not known"),
    ],
)
def test_damage_is_told(data: bytes, says: str) -> None:
    events, (lost,) = events_and_rejections(FORMAT, data)
    assert events == []
    assert says in lost.reason


def test_what_was_cut_off_is_said() -> None:
    (event, _), _ = events_and_rejections(FORMAT, PREFETCH[:-10])
    assert event["Cut"] == "10 bytes are missing"
