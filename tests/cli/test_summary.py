"""`tocsin summary`: of raw evidence and of a lake the same, in every form."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tocsin.cli.main import run

from tests.lake.evidence import write_evidence


def test_raw_evidence_and_a_lake_say_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evidence = write_evidence(tmp_path / "evidence", count=200)
    assert run(["lake", str(evidence), "-o", str(tmp_path / "lake"), "-q"]) == 0
    told: list[str] = []
    for where in (evidence, tmp_path / "lake"):
        assert run(["summary", str(where), "--format", "jsonl"]) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]
    assert {json.loads(line)["summary"] for line in told[0].splitlines()} >= {"hosts", "events", "processes"}
    assert run(["summary", str(tmp_path / "lake")]) == 0
    text = capsys.readouterr().out
    assert "Programs, the rarest first" in text
    assert max(map(len, text.splitlines())) <= 80
    assert run(["summary", str(tmp_path / "lake"), "--of", "events", "--format", "csv"]) == 0
    assert len(list(csv.DictReader(io.StringIO(capsys.readouterr().out)))) > 3


@pytest.mark.parametrize("options", [["--format", "csv"], ["--of", "nothing"]], ids=str)
def test_an_error_is_one_line(tmp_path: Path, options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.json").write_text("{}\n")
    assert run(["summary", str(tmp_path), *options]) == 2
    assert capsys.readouterr().err.count("\n") == 1
