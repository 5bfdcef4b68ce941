"""Work spread over processes: the same results in the same order, and a file that ends its process costs itself."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tocsin.collecting import collect, processes
from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Unit, Wanted
from tocsin.collecting.processes import spread
from tocsin.collecting.units import FileUnit
from tocsin.isolation import landlock
from tocsin.isolation.sandbox import Bounds
from tocsin.model.evidence import Rejected

from tests.collecting.samples import IIS, NXLOG

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="SKIPPED, this system does not fork")


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


def test_coverage_is_the_same_from_several_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evidence(tmp_path)
    one = collect([tmp_path]).inventory()
    monkeypatch.setattr(processes, "PARALLEL_BYTES", 0)

    assert collect([tmp_path]).inventory() == one


@dataclass(frozen=True, slots=True)
class Trap(FileUnit):
    """A file that does something to whoever reads it, after its events."""

    does: str = ""

    def read(self, wanted: Wanted = ALL_FIELDS) -> Iterator[EventBatch | Rejected]:
        yield from FileUnit.read(self, wanted)
        match self.does:
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            case "crash":
                os.kill(os.getpid(), signal.SIGTRAP)
            case "sleep":
                time.sleep(600)
            case "burn":
                while True:
                    pass
            case "eat":
                bytearray(1 << 30)
            case _:
                raise ValueError("no such thing")

    def slices(self) -> tuple[Unit, ...]:
        return (self,)


def told(unit: Unit) -> tuple[str, int, list[str]]:
    parts = list(unit.read())
    events = sum(part.events.num_rows for part in parts if isinstance(part, EventBatch))
    return unit.path, events, [part.reason for part in parts if isinstance(part, Rejected)]


def with_trap(folder: Path, does: str) -> list[Any]:
    units = list(evidence(folder))
    fields = {name: getattr(units[2], name) for name in FileUnit.__dataclass_fields__}
    return [*units[:2], Trap(**fields, does=does), *units[3:]]


@forks
@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("kill", "the process that read it was ended by SIGKILL (by lack of memory?): given up"),
        ("crash", "the process that read it was ended by SIGTRAP (by lack of memory?): given up"),
        ("sleep", "nothing came of it for 3 s: given up"),
        ("burn", "nothing came of it for"),
        ("eat", "it takes more than 256 MB of memory: given up"),
    ],
)
@pytest.mark.parametrize("workers", [1, 2])
def test_a_file_that_ends_its_process_costs_itself(does: str, said: str, workers: int, tmp_path: Path) -> None:
    if does in ("eat", "burn") and sys.platform != "linux":
        pytest.skip("SKIPPED, only Linux limits what a process takes")
    # a busy machine may let the others wait: only where time is what ends the process is there little of it
    seconds = 3 if does in ("sleep", "burn") else 120
    found = list(spread(told, with_trap(tmp_path, does), workers, bounds=Bounds(256 << 20, seconds)))

    assert [(path, events) for path, events, _ in found] == [
        *((f"{number}.log", 0 if number == 2 else 3) for number in range(5)),
        ("x.json", 1),
    ]
    assert [reason.startswith(said) for _, _, reasons in found for reason in reasons] == [True]


def test_a_reader_that_fails_keeps_what_it_gave_and_costs_the_rest_of_its_file(tmp_path: Path) -> None:
    found = list(spread(told, with_trap(tmp_path, "raise"), 1))

    reason = "the reader failed, which is a fault of tocsin's: ValueError: no such thing"
    assert found[2] == ("2.log", 3, [reason])
    assert all(not reasons for place, (_, _, reasons) in enumerate(found) if place != 2)


def broken(unit: Unit) -> str:
    raise ZeroDivisionError(unit.path)


def test_an_error_of_the_task_itself_is_loud(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError, match=r"[01]\.log"):
        list(spread(broken, evidence(tmp_path), 2))


def test_a_file_that_ends_its_process_is_in_the_books(tmp_path: Path) -> None:
    evidence(tmp_path)
    found = collect([tmp_path])
    fields = {name: getattr(found.units[0], name) for name in FileUnit.__dataclass_fields__}
    found.units = (replace(Trap(**fields), does="crash"), *found.units[1:])

    books = {file.path: (file.events, file.rejected) for file in found.files()}

    assert books["0.log"] == (0, 1)
    assert sum(events for events, _ in books.values()) == 13


def test_no_units_are_no_error() -> None:
    assert list(spread(name_of, ())) == []


@dataclass(frozen=True, slots=True)
class Curious(FileUnit):
    """A file whose reader was taken over, and looks at others."""

    other: str = ""

    def read(self, wanted: Wanted = ALL_FIELDS) -> Iterator[EventBatch | Rejected]:
        Path(self.other).read_bytes()
        yield from FileUnit.read(self, wanted)

    def slices(self) -> tuple[Unit, ...]:
        return (self,)


@forks
@pytest.mark.skipif(not landlock.version(), reason="SKIPPED, this kernel has no Landlock")
def test_a_reader_cannot_look_at_files_that_are_no_evidence(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (unit, *_) = evidence(tmp_path)
    fields = {name: getattr(unit, name) for name in FileUnit.__dataclass_fields__}
    other = tmp_path_factory.mktemp("home") / "private"
    other.write_bytes(b"x")
    found = list(spread(told, [Curious(**fields, other=str(path)) for path in (other, tmp_path / "0.log")], 1))

    assert [events for _, events, _ in found] == [0, 3]
    assert "PermissionError" in found[0][2][0]


@pytest.mark.parametrize("count", [3, 200])
def test_readers_may_read_the_evidence_or_its_folders(count: int, tmp_path: Path) -> None:
    for number in range(count):
        (tmp_path / f"{number}.log").write_bytes(IIS)
    places = processes._readable(collect([tmp_path]).units)

    assert places is not None
    assert (str(tmp_path / "0.log") in places) == (count == 3)
    assert (str(tmp_path) in places) == (count == 200)
