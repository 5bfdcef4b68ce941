"""Small files put together: the same hits and coverage in fewer files; all or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.lake import compact, compacting, keep
from tocsin.model.errors import EvidenceError
from tocsin.model.json_form import to_json

from tests.lake.evidence import write_evidence, write_rule_set
from tests.lake.test_keeping import contents, hits


@pytest.fixture
def appended(tmp_path: Path) -> tuple[Path, Path]:
    """Evidence, and a lake to which it was added file by file."""
    evidence = write_evidence(tmp_path / "evidence", count=200)
    for number in range(3):
        (evidence / f"host-{number}.evtx").write_bytes((evidence / "days.evtx").read_bytes()[: -(1 + number) * 65536])
    for file in sorted(evidence.iterdir()):
        keep(collect([file]), tmp_path / "lake")
    return evidence, tmp_path / "lake"


def test_hits_and_coverage_are_the_same_in_fewer_files(appended: tuple[Path, Path]) -> None:
    evidence, lake = appended
    rules = write_rule_set(evidence.parent / "rules")
    before, told = hits(lake, rules), to_json(collect([lake]).inventory())
    assert before
    done = compact(lake, workers=1)
    assert done.files < done.files_before
    assert done.bytes < done.bytes_before
    assert done.files == len(list(lake.glob("events/*/*/*.parquet")))
    assert len(list(lake.glob("index/*.json"))) == 1
    assert hits(lake, rules) == before
    assert to_json(collect([lake]).inventory()) == told
    kept = contents(lake)
    again = compact(lake)
    assert (again.files_before, again.bytes_before) == (again.files, again.bytes)
    assert contents(lake) == kept
    assert keep(collect([evidence / "days.evtx"]), lake).files == 0


def test_a_damaged_file_leaves_the_lake_as_it_was(appended: tuple[Path, Path]) -> None:
    lake = appended[1]
    max(lake.glob("events/*/*/*.parquet"), key=lambda path: path.stat().st_size).write_bytes(b"PAR1 and no more")
    before = contents(lake)
    with pytest.raises(EvidenceError, match="stays as it is"):
        compact(lake, workers=1)
    assert contents(lake) == before


def test_a_run_that_is_ended_leaves_the_lake_as_it_was(
    appended: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(*_: object) -> None:
        raise KeyboardInterrupt

    lake = appended[1]
    before = contents(lake)
    monkeypatch.setattr(compacting, "commit", ended)
    with pytest.raises(KeyboardInterrupt):
        compact(lake, workers=1)
    assert contents(lake) == before


def test_content_that_came_twice_under_one_path_stays_apart(tmp_path: Path) -> None:
    evidence = write_evidence(tmp_path / "evidence", count=50)
    for size in (None, -65536):
        file = tmp_path / "grown" / "days.evtx"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes((evidence / "days.evtx").read_bytes()[:size])
        keep(collect([file]), tmp_path / "lake")
    before = contents(tmp_path / "lake")
    compact(tmp_path / "lake")
    assert contents(tmp_path / "lake") == before
