"""The SQLite design, where its environment is there (ZARGUNLITE_PYTHON): on made rules it finds what tocsin finds."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.agreement import agreement
from benchmarks.engines import Engine, Settings, Task, tocsin, zargunlite
from benchmarks.evtx_writer import write_evtx
from benchmarks.measuring import run
from benchmarks.rule_sets import made_rules, write_rules
from benchmarks.windows_days import events

PYTHON = os.environ.get("ZARGUNLITE_PYTHON")


@pytest.mark.skipif(not PYTHON, reason="SKIPPED, no environment with zargunlite (set ZARGUNLITE_PYTHON to its Python)")
def test_both_designs_find_the_same_in_made_events(tmp_path: Path) -> None:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    (evidence / "day.evtx").write_bytes(write_evtx(events(1500)))
    task = Task(evidence, write_rules(tmp_path / "rules", made_rules(60)), tmp_path / "ours.jsonl")
    other, ours = zargunlite(Settings(zargunlite=Path(PYTHON or ""))), tocsin()
    assert isinstance(other, Engine)
    assert other.hits is not None
    assert other.prepare is not None
    assert ours.hits is not None

    theirs = replace(task, out=tmp_path / "theirs.jsonl")
    assert other.prepare(theirs) == "60 rules became queries, 0 did not"
    run(other.command(theirs))
    run(ours.command(task))
    compared = agreement(ours.hits(task), other.hits(theirs))

    assert compared.same, compared.examples
    assert compared.both > 20
