"""`tocsin check --interactive`: asks, proposes, looks at the answers, and goes on only when told to."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tocsin.cli.main import run

REPORT = "On 19 July 2021 the United States accused China of the Microsoft Exchange hack (CVE-2021-26855).\n"
LOG = (
    "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time cs-method cs-uri-stem c-ip sc-status\n"
    "2021-03-02 07:00:00 GET / 192.0.2.9 200\n"
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "article.txt").write_text(REPORT)
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "u_ex210302.log").write_text(LOG)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answer(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("".join(f"{line}\n" for line in lines).encode())))


def test_a_newcomer_only_has_to_say_yes(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(monkeypatch, "", "", "", "y")

    assert run(["check", "--interactive", "--workers", "1"]) == 3
    said = capsys.readouterr()
    assert (here / "result" / "verdict.html").exists()
    assert said.out.startswith("░ PARTLY BLIND")
    for words in ("1  article.txt", "Microsoft Exchange hack", "1  logs/", "1 log file (1 iis)"):
        assert words in said.err
    assert "tocsin check article.txt logs --out result" in said.err


def test_an_answer_that_cannot_be_used_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("empty.txt").write_text("Nothing happened today.\n")
    answer(monkeypatch, "missing.pdf", "empty.txt", "article.txt", "nowhere", "logs", "-", "n")

    assert run(["check", "--interactive"]) == 130
    said = capsys.readouterr()
    assert "missing.pdf: " in said.err
    assert "names no technique" in said.err
    assert "nowhere: " in said.err
    assert said.out == ""


def test_what_is_given_is_not_asked_for(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    Path("result").mkdir()
    answer(monkeypatch, "", "n")

    assert run(["check", "article.txt", "logs", "--interactive"]) == 130
    error = capsys.readouterr().err
    assert "as a number" not in error
    assert "--out result-2" in error


def test_nobody_there_to_answer_is_no_hanging(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch)

    assert run(["check", "--interactive"]) == 130


def test_without_the_option_nothing_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check"]) == 2
    assert "--interactive asks for it" in capsys.readouterr().err
