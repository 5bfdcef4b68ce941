"""`tocsin coverage`: the table, the JSON, and one clear line for what cannot be done."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tocsin.cli.main import run
from tocsin.model.evidence import Inventory
from tocsin.model.json_form import schema

from tests.collecting.boxes import zipped
from tests.collecting.samples import IIS


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """An IIS log whose last line is cut."""
    path = tmp_path / "W3SVC1" / "u_ex210302.log"
    path.parent.mkdir()
    path.write_bytes(IIS + b"2021-03-02 07:0")
    return path


def test_the_table_names_log_hours_and_losses(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["coverage", str(log.parent.parent)]) == 0
    shown = capsys.readouterr().out
    assert "W3SVC1" in shown
    assert "4 records = 3 events + 1 rejected" in shown


def test_json_satisfies_its_schema(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["coverage", str(log), "--format", "json"]) == 0
    inventory = json.loads(capsys.readouterr().out)
    jsonschema.validate(inventory, schema(Inventory))
    assert inventory["files"][0]["rejected"] == 1


def test_a_file_is_written_once_and_overwritten_by_force_alone(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "coverage.txt"
    assert run(["coverage", str(log), "-o", str(out)]) == 0
    assert run(["coverage", str(log), "-o", str(out)]) == 2
    assert "--force" in capsys.readouterr().err
    assert run(["coverage", str(log), "-o", str(out), "--force"]) == 0


@pytest.mark.parametrize("arguments", [["/no/such/path"], ["."], ["x", "--timezone", "Mars"], []])
def test_what_cannot_be_done_is_one_line_and_exit_2(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["coverage", *arguments]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.splitlines()) == 1


def test_limits_are_raised_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = IIS
    for _ in range(7):
        data = zipped({"x": data})
    (tmp_path / "deep.zip").write_bytes(data)

    assert run(["coverage", str(tmp_path)]) == 0
    assert "--limit depth=" in " ".join(capsys.readouterr().out.split())
    assert run(["coverage", str(tmp_path), "--limit", "depth=8"]) == 0
    assert "1 files read" in capsys.readouterr().out
    assert run(["coverage", str(tmp_path), "--limit", "height=8"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_host_of_logs_that_name_none(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["coverage", str(log), "--host", "EXCH07"]) == 0
    assert "EXCH07" in capsys.readouterr().out


def test_a_page_and_the_share_of_a_period(log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "coverage.html"
    assert run(["coverage", str(log), "--format", "html", "--out", str(page)]) == 0
    assert page.read_text().startswith("<!doctype html>")
    log.write_bytes(IIS)
    assert run(["coverage", str(log.parent.parent), "--window", "2021-03-02..2021-03-02"]) == 0
    assert "4.2% W3SVC1" in capsys.readouterr().out
    assert run(["coverage", str(log), "--window", "yesterday"]) == 2
    assert "is no period" in capsys.readouterr().err


def test_what_a_mapping_did_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "fw.csv").write_text("when,src\n2021-03-02T07:00:00Z,203.0.113.9\n")
    mapping = tmp_path / "map.yaml"
    mapping.write_text('- files: "*.csv"\n  format: csv\n  time: {column: when}\n  host: FW01\n  name: firewall\n')
    assert run(["coverage", str(tmp_path / "logs"), "--map", str(mapping)]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "fw.csv: entry 1 of the mapping file (*.csv); time from when (iso); host FW01" in shown
    assert "FW01 firewall 2021-03-02 07:00" in shown
    mapping.write_text("- files: x\n  colour: red\n")
    assert run(["coverage", str(tmp_path / "logs"), "--map", str(mapping)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
