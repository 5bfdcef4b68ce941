"""Groups of rows read together: events keep their own file, only what is asked for is read, damage is a loss."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tocsin.collecting import collect
from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.lakes import LakeUnit, parts_of
from tocsin.lake import keep
from tocsin.model.errors import EvidenceError

from tests.lake.evidence import write_evidence


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    keep(collect([write_evidence(tmp_path / "evidence", count=200)]), tmp_path / "lake")
    return tmp_path / "lake"


def test_a_damaged_file_is_a_loss_and_the_rest_is_read(lake: Path) -> None:
    file = max(lake.glob("events/*/*/*.parquet"), key=lambda path: path.stat().st_size)
    before = sum(part.events.num_rows for part in collect([lake]).scan() if isinstance(part, EventBatch))
    file.write_bytes(b"PAR1 and nothing else")
    parts = list(collect([lake]).scan())
    lost = [part for part in parts if not isinstance(part, EventBatch)]
    read = sum(part.events.num_rows for part in parts if isinstance(part, EventBatch))
    assert lost
    assert read + sum(part.records for part in lost) == before
    assert all(file.name in part.reason for part in lost)


def test_damage_met_when_details_are_fetched_is_one_line_that_says_where(lake: Path) -> None:
    unit = next(one for one in collect([lake]).units if isinstance(one, LakeUnit))
    batch = next(part for part in unit.read(Wanted(frozenset())) if isinstance(part, EventBatch))
    for file in lake.glob("events/*/*/*.parquet"):
        file.write_bytes(file.read_bytes()[:64])

    with pytest.raises(EvidenceError, match="a file of the lake is damaged") as told:
        batch.details(np.array([0]))
    assert ".parquet" in str(told.value.where)
    assert "make the lake again" in str(told.value)


@pytest.mark.parametrize(
    "content", [{"x": [1]}, {"_time": [None], "_host": ["a"], "_log": ["b"]}], ids=["nothing", "half"]
)
def test_a_file_without_the_columns_of_a_lake_is_a_loss(lake: Path, content: dict[str, list[object]]) -> None:
    file = max(lake.glob("events/*/*/*.parquet"), key=lambda path: path.stat().st_size)
    pq.write_table(pa.table(content), file)
    lost = [part for part in collect([lake]).scan() if not isinstance(part, EventBatch)]
    assert lost
    assert all(file.name in part.reason for part in lost)


def test_only_what_is_looked_at_is_read(lake: Path) -> None:
    def sysmon(family: str, kinds: object) -> bool:
        return "Sysmon" in str(kinds)

    wanted = Wanted(frozenset({"Image"}), looks_at=sysmon)
    batches = [part for part in collect([lake]).scan(wanted) if isinstance(part, EventBatch)]
    assert batches
    for batch in batches:
        assert set(batch.events.column("_log").to_pylist()) == {"Microsoft-Windows-Sysmon/Operational"}
        assert "TargetFilename" not in batch.events.schema.names


def test_details_have_every_field(lake: Path) -> None:
    few, every = (
        [part for part in collect([lake]).scan(wanted) if isinstance(part, EventBatch)]
        for wanted in (Wanted(frozenset()), Wanted())
    )
    for one, other in zip(few, every, strict=True):
        row = np.array([other.events.num_rows - 1])
        told, all_ = (
            {name: value for name, value in batch.details(row).to_pylist()[0].items() if value is not None}
            for batch in (one, other)
        )
        assert told == all_


def test_events_of_several_files_come_together_each_with_its_own_path(tmp_path: Path) -> None:
    evidence = write_evidence(tmp_path / "evidence", count=60)
    for number in range(4):
        (evidence / f"copy-{number}.evtx").write_bytes((evidence / "days.evtx").read_bytes())
    keep(collect([evidence]), tmp_path / "lake")
    units = collect([tmp_path / "lake"]).units
    batches = [p for part in parts_of(units) for p in part.read(Wanted(frozenset())) if isinstance(p, EventBatch)]
    shared = [batch for batch in batches if batch.paths is not None]
    assert shared
    told = {
        (path, *event)
        for batch in batches
        for path, *event in zip(
            batch.path_of(np.arange(batch.events.num_rows)).to_pylist(),
            batch.events.column("_record").to_pylist(),
            batch.events.column("_offset").to_pylist(),
            batch.events.column("_time").to_pylist(),
            strict=True,
        )
    }
    alone = {
        (batch.path, *event)
        for unit in units
        for batch in unit.read()
        if isinstance(batch, EventBatch)
        for event in zip(
            *(batch.events.column(name).to_pylist() for name in ("_record", "_offset", "_time")), strict=True
        )
    }
    assert told == alone
    rows = np.array([shared[0].events.num_rows - 1, 0])
    details = shared[0].details(rows)
    assert details.column("_record").to_pylist() == shared[0].events.column("_record").take(pa.array(rows)).to_pylist()
