"""A lake of copies: so many times the events, each copy a file of its own at another time, hunted in like any lake."""

from __future__ import annotations

from pathlib import Path

from tocsin.collecting import collect
from tocsin.collecting.batches import EventBatch
from tocsin.lake import keep

from benchmarks.lake_copies import STEP_US, copies
from tests.lake.evidence import write_evidence


def test_copies_are_events_of_other_files_at_other_times(tmp_path: Path) -> None:
    keep(collect([write_evidence(tmp_path / "evidence", count=40)]), tmp_path / "lake")
    one = {unit.path: unit for unit in collect([tmp_path / "lake"]).units}
    assert copies(tmp_path / "lake", tmp_path / "many", 3) == 3 * sum(
        batch.events.num_rows for unit in one.values() for batch in unit.read() if isinstance(batch, EventBatch)
    )
    many = {unit.path: unit for unit in collect([tmp_path / "many"]).units}
    assert len(many) == 3 * len(one)
    (first, third) = (
        sorted(
            time.value
            for batch in unit.read()
            if isinstance(batch, EventBatch)
            for time in batch.events.column("_time")
            if time.is_valid
        )
        for unit in (one["days.evtx"], many["copy-002/days.evtx"])
    )
    assert third == [time + 2 * STEP_US for time in first]
