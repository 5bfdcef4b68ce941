"""Files with the events of many hosts: one note, and no alarm over record numbers that are the hosts' own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import tocsin
from tocsin.collecting.coverage import Survey
from tocsin.collecting.forwarded import forwarded
from tocsin.model.evidence import Coverage

from benchmarks.evtx_writer import Event, write_evtx

START = datetime(2021, 3, 2, 7, tzinfo=UTC)


def covered(tmp_path: Path, hosts: int, channels: int) -> tuple[Coverage, ...]:
    """Coverage of one file with events of so many hosts and channels."""
    written = [
        Event(f"log {number % channels}", "P", 1, START + timedelta(seconds=number), computer=f"ws{number % hosts}")
        for number in range(200)
    ]
    (tmp_path / "ForwardedEvents.evtx").write_bytes(write_evtx(written, first_record=50))
    return tocsin.collect([tmp_path]).coverage()


def test_many_hosts_and_channels_give_one_note(tmp_path: Path) -> None:
    found = covered(tmp_path, 5, 2)
    notes = [note for one in found for note in one.notes]

    assert len(found) == 10
    assert [note[:34] for note in notes] == ["events of 5 hosts and 2 channels i"]
    assert not any(one.tampering or one.start for one in found)


def test_a_log_of_one_host_is_judged_as_ever(tmp_path: Path) -> None:
    found = covered(tmp_path, 1, 1)

    assert found[0].start is not None
    assert "first record is number 50" in found[0].start
    assert forwarded(Survey()) == {}


def test_a_host_that_was_renamed_is_no_collector(tmp_path: Path) -> None:
    assert all(one.start is not None for one in covered(tmp_path, 2, 1))
