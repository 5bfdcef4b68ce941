"""`tocsin lake`: what it says, and one line for what cannot be done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tocsin.cli.main import run

from tests.lake.evidence import WEB, write_evidence


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


def test_rules_that_were_hunted_with_when_it_was_made_are_looked_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path / "cache"))
    evidence, lake, rule = write_evidence(tmp_path / "evidence", count=10), tmp_path / "lake", tmp_path / "rule.yml"
    assert run(["lake", "--out", str(lake), "--rules", str(rule), str(evidence)]) == 2
    assert not lake.exists()
    rule.write_text(WEB.replace("'/'", "'nowhere'"), encoding="utf-8")
    assert run(["lake", "--out", str(lake), "--rules", str(rule), str(evidence), "-q"]) == 0
    assert run(["lake", "--out", str(lake), "--rules", str(rule), "-q"]) == 0
    monkeypatch.setattr("tocsin.isolation.pool.available", lambda: False)
    monkeypatch.setattr("pyarrow.parquet.ParquetFile.read_row_group", lambda *_, **__: pytest.fail("it is read"))
    capsys.readouterr()
    assert run(["hunt", str(lake), "--rules", str(rule), "-q"]) == 0


def test_what_of_hunting_ahead_came_to_nothing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    evidence, rules = write_evidence(tmp_path / "evidence", count=10), tmp_path / "rules"
    rules.mkdir()
    (rules / "good.yml").write_text(WEB, encoding="utf-8")
    (rules / "bad.yml").write_text(WEB.replace("condition:", "condition: nothing and"), encoding="utf-8")
    (tmp_path / "file").touch()
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path / "file" / "no folder"))
    call = ["lake", "--out", str(tmp_path / "lake"), "--rules", str(rules), str(evidence)]
    assert run(call) == 0
    first, second = capsys.readouterr().err.splitlines()[-2:]

    assert first == "1 rule cannot be used: tocsin rules check says why"
    assert second.startswith("not all that the rules found is kept: ")
