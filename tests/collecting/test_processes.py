"""Work spread over processes: the same results in the same order, however many there are."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tocsin.collecting import collect, processes
from tocsin.collecting.batches import Unit
from tocsin.collecting.processes import spread
from tocsin.model.errors import EvidenceError

from tests.collecting.samples import IIS, NXLOG


def name_of(unit: Unit) -> str:
    return unit.path


def evidence(folder: Path) -> tuple[Unit, ...]:
    for number in range(5):
        (folder / f"{number}.log").write_bytes(IIS)
    (folder / "x.json").write_bytes(NXLOG + b"\n")
    return collect([folder]).units


@pytest.mark.parametrize("workers", [None, 1, 2, 3])
def test_results_come_in_the_order_of_the_units(workers: int | None, tmp_path: Path) -> None:
    units = evidence(tmp_path)

    assert list(spread(name_of, units, workers)) == [unit.path for unit in units]


def test_little_evidence_needs_no_further_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "ProcessPoolExecutor", None)

    assert len(list(spread(name_of, evidence(tmp_path)))) == 6


def test_coverage_is_the_same_from_several_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evidence(tmp_path)
    one = collect([tmp_path]).inventory()
    monkeypatch.setattr(processes, "PARALLEL_BYTES", 0)

    assert collect([tmp_path]).inventory() == one


def dies(unit: Unit) -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return unit.path


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="SKIPPED, this system has no such signal")
def test_a_process_that_is_ended_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="was ended"):
        list(spread(dies, evidence(tmp_path), 2))


def test_no_units_are_no_error() -> None:
    assert list(spread(name_of, ())) == []
