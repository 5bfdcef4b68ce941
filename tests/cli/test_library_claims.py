"""`tocsin library incident`, `incidents`, `same` on real sentences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tocsin.cli.main import run

TEXT = """Statement

Published: 19 July 2021
Publisher: FCDO

The United Kingdom attributes the Microsoft Exchange hack to the Ministry of State Security of China.
APT40, also known as Leviathan, was not named. China denied that it was behind the Microsoft Exchange hack.
"""


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.setenv("TOCSIN_LIBRARY", str(tmp_path / "library.sqlite"))
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    assert run(["library", "add", str(tmp_path / "one.txt")]) == 0
    capsys.readouterr()
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *asked: str) -> str:
    assert run(["library", *asked]) == 0
    return capsys.readouterr().out


def test_an_incident(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "incident", "exchange-2021")
    assert "Ministry of State Security: 1 speaker says so" in text
    assert "Who denies" in text
    told = json.loads(said(capsys, "incident", "Microsoft Exchange hack", "--format", "json"))
    assert told["attributed"][0]["key"] == "body:CN-MSS"
    assert said(capsys, "incident", "exchange-2021", "--format", "csv").startswith("row,about,speaker")
    assert "incident:exchange-2021" in said(capsys, "incidents")
    (counted,) = map(json.loads, said(capsys, "incidents", "--format", "jsonl").splitlines())
    assert (counted["reports"], counted["claims"]) == (1, 2)


def test_the_same(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "APT40 is the same as Leviathan, says FCDO" in said(capsys, "same")
    assert "--undo 1" in said(capsys, "same", "China", "United Kingdom")
    assert "holds" in said(capsys, "same")
    said(capsys, "same", "--undo", "1")
    assert "taken back" in said(capsys, "same")


@pytest.mark.parametrize("asked", [["incident", "nothing"], ["same", "one"], ["same", "--undo", "9"]], ids=str)
def test_an_error_is_one_line(shelf: Path, asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["library", *asked]) == 2
    assert capsys.readouterr().err.count("\n") == 1
