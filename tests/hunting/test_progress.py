"""Progress: everything that is read is counted once, in whatever process, and the results do not change."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tocsin.collecting import collect
from tocsin.hunting import hunt, load_rules
from tocsin.hunting.progress import Phase, Progress, Reader, State
from tocsin.model.evidence import Rejected

from tests.hunting.recordings import case
from tests.hunting.rulebook import batch_of


def unit(size: int, begin: int = 0) -> Any:
    return SimpleNamespace(size=size, begin=begin)


def test_bytes_are_counted_by_where_records_stand_and_never_more_than_there_are() -> None:
    progress = Progress()
    progress.begin(Phase.HUNTING, 1000)
    reader = Reader(progress, unit(1000, 50))

    reader.read(batch_of([{"A": "x"}] * 3))  # the last record begins at byte 200
    assert progress.state() == State(Phase.HUNTING, 150, 1000, 3)
    reader.read(Rejected(path="a", offset=100, reason="behind what was read already"))
    reader.read(Rejected(path="a", offset=90_000, reason="beyond what the file was said to hold"))
    assert progress.state().done == 1000
    reader.end()
    assert progress.state() == State(Phase.HUNTING, 1000, 1000, 3)


def test_a_phase_begins_with_nothing_done_and_events_go_on_counting() -> None:
    progress = Progress()
    progress.begin(Phase.PARSING, 2)
    progress.add()
    progress.add(0, 7)
    progress.begin(Phase.COMPILING)

    assert progress.state() == State(Phase.COMPILING, 0, 0, 7)


def test_where_nothing_can_be_shared_it_is_counted_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    import multiprocessing

    def refuse(_method: str) -> None:
        raise OSError("no semaphores here")

    monkeypatch.setattr(multiprocessing, "get_context", refuse)
    progress = Progress()
    progress.begin(Phase.PARSING, 2)
    progress.add()

    assert progress.state() == State(Phase.PARSING, 1, 2, 0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="SKIPPED, this system does not fork")
def test_a_worker_that_is_ended_while_it_counts_makes_nobody_wait() -> None:
    progress = Progress()
    progress.begin(Phase.HUNTING, 1000)
    for number in range(5):
        child = os.fork()
        if not child:
            while True:
                progress.add(0, 1)
        while progress.state().events <= number:
            pass
        os.kill(child, 9)
        os.waitpid(child, 0)

    progress.add(7)
    assert progress.state()[:3] == (Phase.HUNTING, 7, 1000)


def test_files_are_counted_while_they_are_looked_for(tmp_path: Path) -> None:
    for name in ("a.log", "b.log"):
        (tmp_path / name).write_bytes(b"x")
    progress = Progress()
    progress.begin(Phase.FINDING)
    collect([tmp_path], met=progress.add)

    assert progress.state() == State(Phase.FINDING, 2, 0, 0)


def test_nobody_need_watch() -> None:
    reader = Reader(None, unit(10))
    reader.read(batch_of([{"A": "x"}]))
    reader.end()


def test_the_events_of_all_workers_are_counted(tmp_path: Path) -> None:
    evidence, rules = case(tmp_path)
    told: list[State] = []
    lines: list[list[bytes]] = []
    for workers in (1, 2):
        progress = Progress()
        found = hunt(collect([evidence]), load_rules([rules], packs=False), workers=workers, progress=progress)
        told.append(progress.state())
        lines.append(list(found.json_lines()))

    assert [state.events for state in told] == [22, 22]
    assert {state.phase for state in told} == {Phase.JUDGING}
    assert lines[0] == lines[1]


def test_rules_are_counted_while_they_are_parsed(tmp_path: Path) -> None:
    _, rules = case(tmp_path)
    progress = Progress()

    load_rules([rules], packs=False, progress=progress)

    state = progress.state()
    assert state.phase is Phase.PARSING
    assert state.done == state.total > 0
