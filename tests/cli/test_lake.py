"""`tocsin lake`: what it says, and one line for what cannot be done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tocsin.cli.main import run

from tests.lake.evidence import write_evidence


def test_it_says_what_was_kept_and_how_to_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evidence = write_evidence(tmp_path / "evidence", count=100)
    assert run(["lake", str(evidence), "--out", str(tmp_path / "lake")]) == 0
    shown = capsys.readouterr().out
    assert "4 files added" in shown
    assert "not read: notes.bin" in shown
    assert f"tocsin hunt {tmp_path / 'lake'}" in shown
    assert run(["lake", str(evidence), "--out", str(tmp_path / "lake"), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["kept"]["files"], told["kept"]["known"]) == (0, 4)


@pytest.mark.parametrize("options", [["--out", "."], []], ids=["a full folder", "no folder"])
def test_an_error_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    evidence = write_evidence(tmp_path / "evidence", count=10)
    assert run(["lake", str(evidence), *options]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_lake_is_checked_like_raw_evidence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evidence = write_evidence(tmp_path / "evidence", count=300)
    report = tmp_path / "report.txt"
    report.write_text("On 2 March 2021 Microsoft said that HAFNIUM exploited CVE-2021-26855 in Exchange servers.\n")
    assert run(["lake", str(evidence), "--out", str(tmp_path / "lake"), "-q"]) == 0
    verdicts: list[dict[str, object]] = []
    for where in (evidence, tmp_path / "lake"):
        capsys.readouterr()
        run(["check", str(report), str(where), "--json"])
        verdicts.append(json.loads(capsys.readouterr().out))
    assert verdicts[0] == verdicts[1]
