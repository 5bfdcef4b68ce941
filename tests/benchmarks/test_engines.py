"""Engines: those that are here run as whole processes; of the others, output as their documentation has it is read."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from benchmarks.engines import Engine, Settings, Skipped, Task, others, reading_alone, tocsin, zargunlite
from benchmarks.evtx_writer import write_evtx
from benchmarks.measuring import run
from benchmarks.rule_sets import made_rules, write_rules
from benchmarks.windows_days import events


@pytest.fixture
def task(tmp_path: Path) -> Task:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    (evidence / "day.evtx").write_bytes(write_evtx(events(300)))
    return Task(evidence, write_rules(tmp_path / "rules", made_rules(60)), tmp_path / "hits", workers=1)


def installed(folder: Path, name: str, script: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_tocsin_hunts_as_a_whole_process_and_its_hits_are_read(task: Task) -> None:
    engine = tocsin()
    assert engine.hits is not None
    run(engine.command(task))
    hits = engine.hits(task)

    assert hits
    assert all(0 < record <= 300 for _, record in hits)


def test_reading_alone_reads_and_finds_nothing(task: Task) -> None:
    engine = reading_alone()

    assert run(engine.command(task)).cpu > 0
    assert engine.hits is None


def test_engines_that_are_not_there_are_named_with_the_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    there, skipped = others(Settings())

    assert there == []
    assert {one.name for one in skipped} == {"zargunlite", "Zircolite", "rsigma", "Hayabusa", "Chainsaw"}
    assert all(one.why for one in skipped)


def test_a_python_without_zargunlite_is_no_engine() -> None:
    import sys

    found = zargunlite(Settings(zargunlite=Path(sys.executable)))

    assert isinstance(found, Skipped)
    assert "zargunlite" in found.why or "sqlite" in found.why


OUTPUTS = {
    "hayabusa": '{"RuleTitle": "A", "RuleID": "r1", "RecordID": 7}\n'
    '{"RuleTitle": "B", "RuleID": "r2", "RecordID": "8"}\n',
    "chainsaw": '{"id": "r1", "name": "A", "document": {"data": {"Event": {"System": {"EventRecordID": 7}}}}}\n'
    '{"id": "r2", "name": "B", "documents": [{"data": {"Event": {"System": {"EventRecordID": 8}}}}]}\n',
    "rsigma": '{"rule_id": "r1", "event": {"Event": {"System": {"EventRecordID": 7}}}}\n'
    '{"rule_id": "r2", "event": {"Event": {"System": {"EventRecordID": "8"}}}}\n',
    "zircolite": json.dumps(
        [{"id": "r1", "matches": [{"EventRecordID": 7}]}, {"id": "r2", "matches": [{"EventRecordID": "8"}]}]
    ),
}


@pytest.mark.skipif(os.name == "nt", reason="SKIPPED, stand-ins are shell scripts")
@pytest.mark.parametrize("name", sorted(OUTPUTS))
def test_a_stand_in_on_path_is_started_and_its_output_read(
    name: str, task: Task, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # not the engines themselves: what is checked is that they are found, started, and that such output is understood
    programs = tmp_path / "bin"
    programs.mkdir()
    (tmp_path / "shown").write_text(OUTPUTS[name], encoding="utf-8")
    if name == "rsigma":
        installed(programs, name, f'/bin/cat "{tmp_path}/shown"\n')
    else:
        installed(programs, name, f'[ -n "$3" ] && /bin/cp "{tmp_path}/shown" "{task.out}"\necho "{name} v4.0.0"\n')
    monkeypatch.setenv("PATH", str(programs))
    there, _ = others(Settings(chainsaw_mapping=tmp_path / "mapping.yml"))
    (engine,) = there

    assert isinstance(engine, Engine)
    assert engine.hits is not None
    run(engine.command(task))
    assert engine.hits(task) == {("r1", 7), ("r2", 8)}
