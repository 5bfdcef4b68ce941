"""`tocsin read`: every form of a Report, to standard output or a file; errors are one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tocsin.cli.main import run
from tocsin.model.json_form import from_json
from tocsin.model.report import Report

TEXT = "Title\n\nThe actors used T1190 and CVE-2021-26855; C2 was evil-c2[.]com.\n"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_json_is_the_contracts(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read", str(report), "--format", "json"]) == 0
    shown = capsys.readouterr().out
    assert json.loads(shown)["document"]["text"] == TEXT
    read = from_json(shown.encode(), Report)
    assert {"technique:T1190", "vulnerability:CVE-2021-26855", "indicator:domain-name:evil-c2.com"} <= {
        behaviour.id for behaviour in read.behaviours
    }


@pytest.mark.parametrize("form", ["text", "json", "stix", "html"])
def test_every_form_is_written_to_a_file_and_the_same_twice(report: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out"
    assert run(["read", str(report), "--format", form, "-o", str(out)]) == 0
    first = out.read_bytes()
    assert b"T1190" in first
    assert run(["read", str(report), "--format", form, "-o", str(out)]) == 2
    assert run(["read", str(report), "--format", form, "-o", str(out), "--force"]) == 0
    assert out.read_bytes() == first


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["read", "nothing.txt"], "no such file"),
        (["read", "-", "--limit", "cats=3"], "there is no limit"),
        (["read", ".", "--format", "json"], "folder"),
    ],
)
def test_errors_are_one_line(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_limits_can_be_set(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read", str(report), "--limit", "characters=10"]) == 2
    assert "--limit characters=N" in capsys.readouterr().err
