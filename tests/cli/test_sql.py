"""`tocsin sql`: every form of answer, safely; hits of rules; one line for what cannot be done."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tocsin.cli.main import run
from tocsin.collecting import collect
from tocsin.lake import keep

from tests.lake.evidence import write_evidence, write_rule_set


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("case")
    keep(collect([write_evidence(folder / "evidence")]), folder / "lake")
    return folder / "lake", write_rule_set(folder / "rules")


def test_every_form(case: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    query = "SELECT logsource, events, first FROM logs ORDER BY ALL"
    told: dict[str, str] = {}
    for form in ("text", "csv", "jsonl"):
        assert run(["sql", query, "--lake", str(case[0]), "--format", form]) == 0
        told[form] = capsys.readouterr().out
    rows = [json.loads(line) for line in told["jsonl"].splitlines()]
    assert [row["logsource"] for row in rows] == [row["logsource"] for row in csv.DictReader(io.StringIO(told["csv"]))]
    assert all(len(line) <= 80 for line in told["text"].splitlines())
    assert told["text"].splitlines()[0].split() == ["logsource", "events", "first"]
    out = tmp_path / "x.parquet"
    assert run(["sql", query, "--lake", str(case[0]), "--format", "parquet", "--out", str(out)]) == 0
    assert pq.read_table(out).num_rows == len(rows)
    assert run(["sql", query, "--lake", str(case[0]), "--format", "parquet"]) == 2


def test_hits_can_be_asked_for(case: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    query = "SELECT title, level, count(*) AS n FROM hits() GROUP BY ALL ORDER BY n DESC, title"
    assert run(["sql", query, "--lake", str(case[0]), "--rules", str(case[1]), "--format", "jsonl"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) > 5
    assert rows[0]["n"] > 1


def test_the_lake_may_be_the_current_folder(
    case: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(case[0])
    monkeypatch.setattr("sys.stdin", io.StringIO("SELECT 7 AS seven"))
    assert run(["sql", "-"]) == 0
    assert "7" in capsys.readouterr().out


@pytest.mark.parametrize("query", ["SELEC", "DROP VIEW logs", "SELECT * FROM read_csv('/etc/passwd')"])
def test_an_error_is_one_line(case: tuple[Path, Path], query: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sql", query, "--lake", str(case[0])]) == 2
    assert capsys.readouterr().err.count("\n") == 1
