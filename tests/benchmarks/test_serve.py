"""The load on the server: everything that is asked for is answered, and what callers saw is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.model.json_form import to_json

from tests.showing.verdicts import VERDICT

pytest.importorskip("starlette", reason="SKIPPED, tocsin[serve] is not installed")


def test_fifty_at_a_time_are_answered_without_an_error(tmp_path: Path) -> None:
    from benchmarks.serve import lines, measure

    (tmp_path / "demo" / "result").mkdir(parents=True)
    (tmp_path / "demo" / "result" / "verdict.json").write_bytes(to_json(VERDICT))
    seen = measure(tmp_path, reports=20, seconds=2, at_once=50, seed=7)

    assert seen.errors == []
    assert {"first page", "search", "report", "incident", "verdict", "JSON: report", "TAXII"} <= seen.seconds.keys()
    # how quick it is depends on what else this machine does: `python -m benchmarks.serve` says it on a quiet one
    assert sum(map(len, seen.seconds.values())) >= 50
    told = list(lines(seen))
    assert told[-1] == "errors: 0"
    assert "p95" in told[-2]
