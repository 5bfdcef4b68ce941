"""A lake gives what the raw evidence gives: hits, coverage, books; each content once; all of a write or nothing."""

from __future__ import annotations

import json
import os
import signal
from multiprocessing import get_context
from pathlib import Path

import pytest

from tocsin.cli.main import run
from tocsin.collecting import collect
from tocsin.collecting.lake_index import LAKE_FILE
from tocsin.lake import keep, writing
from tocsin.model.errors import EvidenceError, UsageError
from tocsin.model.json_form import to_json

from tests.lake.evidence import write_evidence, write_rule_set


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """Evidence, rules, and a lake of the evidence."""
    folder = tmp_path_factory.mktemp("case")
    evidence = write_evidence(folder / "evidence")
    keep(collect([evidence]), folder / "lake")
    return evidence, write_rule_set(folder / "rules"), folder / "lake"


def hits(evidence: Path, rules: Path, *more: str) -> list[dict[str, object]]:
    out = rules.parent / "hits.jsonl"
    assert run(
        ["hunt", str(evidence), "-r", str(rules), "--format", "jsonl", "-o", str(out), "--force", "-q", *more]
    ) in (0, 1)
    return [json.loads(line) for line in out.read_bytes().splitlines()]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock"
    }


def test_hits_are_those_of_the_raw_evidence(case: tuple[Path, Path, Path]) -> None:
    evidence, rules, lake = case
    raw = hits(evidence, rules)
    assert len({hit["rule"]["id"] for hit in raw}) > 5  # type: ignore[index]
    assert hits(lake, rules) == raw
    assert hits(lake, rules, "--workers", "2") == raw


@pytest.mark.parametrize("option", [("--until", "2021-01-05"), ("--host", "ws1"), ("--min-level", "high")], ids=str)
def test_a_selection_leaves_the_same(case: tuple[Path, Path, Path], option: tuple[str, str]) -> None:
    evidence, rules, lake = case
    assert hits(lake, rules, *option) == hits(evidence, rules, *option)


def test_coverage_and_books_are_those_of_the_raw_evidence(case: tuple[Path, Path, Path]) -> None:
    evidence, _, lake = case
    raw, kept = (collect([folder]).inventory() for folder in (evidence, lake))
    assert sum(file.rejected for file in raw.files) > 1
    assert to_json(kept) == to_json(raw)


def test_the_same_evidence_again_changes_nothing(tmp_path: Path) -> None:
    evidence = write_evidence(tmp_path / "evidence", count=50)
    first = keep(collect([evidence]), tmp_path / "lake")
    before = contents(tmp_path / "lake")
    again = keep(collect([evidence]), tmp_path / "lake")
    assert (again.files, again.known) == (0, first.files)
    assert contents(tmp_path / "lake") == before


def test_two_lakes_of_one_evidence_are_the_same_bytes(tmp_path: Path) -> None:
    evidence = write_evidence(tmp_path / "evidence", count=50)
    for name in ("one", "two"):
        keep(collect([evidence]), tmp_path / name, workers=2 if name == "two" else 1)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_evidence_is_added(tmp_path: Path) -> None:
    evidence, rules = write_evidence(tmp_path / "evidence", count=300), write_rule_set(tmp_path / "rules")
    for name in ("days.evtx", "W3SVC1", "HttpProxy_2021030207-1.LOG", "export.zip"):
        keep(collect([evidence / name]), tmp_path / "lake")
    assert {hit["source"]["record"] for hit in hits(tmp_path / "lake", rules)} == {  # type: ignore[index]
        hit["source"]["record"]
        for hit in hits(evidence, rules)  # type: ignore[index]
    }
    assert sum(file.events for file in collect([tmp_path / "lake"]).files()) == sum(
        file.events for file in collect([evidence]).files()
    )


def _killed(evidence: Path, lake: Path) -> None:
    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    writing.index_path = die  # type: ignore[assignment] - the files are in their places, nothing says that they hold
    keep(collect([evidence]), lake)


def test_a_write_that_is_killed_leaves_the_old_state(tmp_path: Path) -> None:
    evidence = write_evidence(tmp_path / "evidence", count=50)
    keep(collect([evidence / "W3SVC1"]), tmp_path / "lake")
    before = contents(tmp_path / "lake")
    process = get_context("fork").Process(target=_killed, args=(evidence, tmp_path / "lake"))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    left = contents(tmp_path / "lake")
    assert {name: left[name] for name in before} == before
    assert len(collect([tmp_path / "lake"]).units) == 1
    kept = keep(collect([evidence / "days.evtx"]), tmp_path / "lake")  # the next write clears up
    assert kept.files == 1
    named = {group.file for unit in collect([tmp_path / "lake"]).units for group in unit.kept.groups}  # type: ignore[attr-defined]
    assert {name for name in contents(tmp_path / "lake") if name.endswith(".parquet")} == named


def test_two_writers_do_not_meet(tmp_path: Path) -> None:
    evidence = collect([write_evidence(tmp_path / "evidence", count=10)])
    keep(evidence, tmp_path / "lake")
    with writing.alone(tmp_path / "lake"), pytest.raises(EvidenceError, match="another run writes"):
        keep(evidence, tmp_path / "lake")


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    evidence = collect([write_evidence(tmp_path / "evidence", count=10)])
    with pytest.raises(UsageError, match="not empty"):
        keep(evidence, tmp_path)
    assert not (tmp_path / LAKE_FILE).exists()


def test_no_lake_is_made_of_a_lake(case: tuple[Path, Path, Path], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="raw evidence"):
        keep(collect([case[2]]), tmp_path / "other")
