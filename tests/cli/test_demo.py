"""`tocsin demo`: the case is made, checked and explained, and comes out as it is meant to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tocsin.cli.demo import STAGES
from tocsin.cli.main import run
from tocsin.demo import attack


def test_the_demo_comes_out_as_it_is_meant_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["demo", "--out", str(tmp_path / "d"), "--seed", "2", "--scale", "0.0003", "--days", "14"])
    said = capsys.readouterr()

    assert (code, said.err) == (0, "")
    assert "EX01  attacked, up to the step 'executed'" in said.out
    assert "verdict.html" in said.out
    verdict = json.loads((tmp_path / "d" / "result" / "verdict.json").read_bytes())
    assert verdict["outcome"] == "seen"
    assert [(host["name"].partition(".")[0], host["outcome"], host["stage"]) for host in verdict["hosts"]] == [
        ("EX01", "seen", "post-exploitation"),
        ("EX02", "attempted", "scanned"),
        ("EX03", "blind", None),
    ]
    assert verdict["books"]["records"] == verdict["books"]["events"]


def test_earlier_results_are_not_overwritten_unasked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "evidence").mkdir()

    assert run(["demo", "--out", str(tmp_path)]) == 2
    assert "--force" in capsys.readouterr().err


def test_the_stages_offered_are_those_that_can_be_made() -> None:
    assert STAGES == attack.STAGES
