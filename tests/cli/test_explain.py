"""`tocsin explain`: from a folder of results, or from what tocsin knows by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.cli.main import run
from tocsin.showing import folder

from tests.showing.verdicts import ALL_HITS, VERDICT


@pytest.fixture
def result(tmp_path: Path) -> Path:
    folder.write(VERDICT, ALL_HITS, tmp_path / "out")
    return tmp_path / "out"


def test_a_finding_of_a_result(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "T1505.003@MXS01", "--in", str(result)]) == 0

    assert capsys.readouterr().out.startswith("■ seen: T1505.003")


def test_all_hits_are_asked_not_only_those_of_the_findings(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "a.evtx:1", "--in", str(result / "verdict.json")]) == 0
    assert "A hit of" in capsys.readouterr().out

    (result / "hits.jsonl").unlink()
    assert run(["explain", "sysmon.evtx:4101", "--in", str(result)]) == 0


def test_of_many_the_first_are_shown_and_the_rest_counted(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "exchange-2021/ssrf", "--in", str(result)]) == 0

    said = capsys.readouterr()
    assert said.out.count(" on ") >= 3
    assert "and 1 more of this name" in said.err


def test_without_a_result_rules_and_knowledge_are_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["explain", "7cea9886-0a29-4375-adf3-9b6bfb9d858b"]) == 0
    assert "Fires on an event of which this is true" in capsys.readouterr().out
    assert run(["explain", "T1505.003"]) == 0
    assert "Web Shell" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "says"), [(None, "there is no verdict.json"), ("{}", "is no verdict"), ("nonsense", "is no verdict")]
)
def test_what_is_no_result_is_one_line(
    content: str | None, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (tmp_path / "verdict.json").write_text(content)

    assert run(["explain", "blind", "--in", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1


def test_a_damaged_line_of_hits_is_named(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (result / "hits.jsonl").write_text('{"no": "hit"}\n')

    assert run(["explain", "#1", "--in", str(result)]) == 2
    assert "hits.jsonl:1" in capsys.readouterr().err


def test_nobody_knows_it(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "nonsense", "--in", str(result)]) == 2
    assert "nor the knowledge base has 'nonsense'" in capsys.readouterr().err
