"""Lakes read back: units are the files of the evidence, and what processes read is divided otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.collecting.batches import EventBatch
from tocsin.collecting.coverage import kept_survey
from tocsin.collecting.lakes import LakeUnit, parts_of
from tocsin.lake import keep

from tests.lake.evidence import write_evidence


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    keep(collect([write_evidence(tmp_path / "evidence", count=200)]), tmp_path / "lake")
    return tmp_path / "lake"


def test_slices_give_what_the_unit_gives(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.collecting.lake_slices.SLICE_ROWS", (50, 50))
    unit = max((u for u in collect([lake]).units if isinstance(u, LakeUnit)), key=lambda unit: len(unit.kept.groups))
    parts = unit.slices()
    assert len(parts) > 1
    assert sum(part.events.num_rows for s in parts for part in s.read() if isinstance(part, EventBatch)) == sum(
        group.rows for group in unit.kept.groups
    )
    assert [bool(part.survey().books) for part in parts] == [True, *[False] * (len(parts) - 1)]
    assert sum(part.size for part in parts) <= unit.size


def test_what_several_files_hold_is_read_together_and_each_survey_once(lake: Path) -> None:
    units = collect([lake]).units
    parts = parts_of(units)
    assert sum(len(part.slices()) for part in parts) == len(parts)
    surveys = [survey for part in parts if (survey := kept_survey(part)) is not None]
    assert sorted(path for survey in surveys for path in survey.books) == sorted(unit.path for unit in units)
