"""Lakes read back: what is wrong with one is a line, or a loss that is told."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tocsin.collecting import collect
from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.lakes import LAKE_FILE, LakeUnit
from tocsin.lake import keep
from tocsin.model.errors import EvidenceError

from tests.lake.evidence import write_evidence


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    keep(collect([write_evidence(tmp_path / "evidence", count=200)]), tmp_path / "lake")
    return tmp_path / "lake"


def test_a_newer_layout_is_said_so(lake: Path) -> None:
    content = json.loads((lake / LAKE_FILE).read_bytes())
    (lake / LAKE_FILE).write_text(json.dumps(content | {"schema": 99}))
    with pytest.raises(EvidenceError, match="newer layout"):
        collect([lake])


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"schema": "x"}', b'{"schema": 1, "writes": ["../x"]}'])
def test_a_damaged_own_file_is_one_line(lake: Path, content: bytes) -> None:
    (lake / LAKE_FILE).write_bytes(content)
    with pytest.raises(EvidenceError) as caught:
        collect([lake])
    assert "\n" not in str(caught.value)


def test_an_index_that_leads_out_of_the_lake_is_refused(lake: Path) -> None:
    (index,) = (lake / "index").iterdir()
    index.write_bytes(index.read_bytes().replace(b'"events/', b'"../etc/'))
    with pytest.raises(EvidenceError, match="none of a lake"):
        collect([lake])


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


def test_slices_give_what_the_unit_gives(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.collecting.lakes.SLICE_ROWS", 50)
    unit = max((u for u in collect([lake]).units if isinstance(u, LakeUnit)), key=lambda unit: len(unit.kept.groups))
    parts = unit.slices()
    assert len(parts) > 1
    assert sum(part.events.num_rows for s in parts for part in s.read() if isinstance(part, EventBatch)) == sum(
        group.rows for group in unit.kept.groups
    )
    assert [bool(part.survey().books) for part in parts] == [True, *[False] * (len(parts) - 1)]
    assert sum(part.size for part in parts) <= unit.size
