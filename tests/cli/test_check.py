"""`tocsin check` on the command line: what is shown, what is written, and which exit code (the rooms stood in for)."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from tocsin.cli.check import exit_code
from tocsin.cli.main import run
from tocsin.collecting.evidence import Evidence
from tocsin.judging import check as judging_check
from tocsin.model.hits import Hit
from tocsin.model.verdict import Outcome, Verdict

from tests.showing.verdicts import ALL_HITS, EMPTY, FINDINGS, VERDICT


class Found(tuple[Hit, ...]):
    """Hits of a hunt that kept no progress."""

    __slots__ = ()

    def release(self) -> None:
        pass


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict:
    calls: dict = {}

    def check(report, evidence, **options) -> SimpleNamespace:
        calls.update(options, report=report, evidence=evidence)
        return SimpleNamespace(verdict=VERDICT, hits=Found(ALL_HITS), evidence=Evidence((), ()))

    monkeypatch.setattr(judging_check, "check", check)
    return calls


def with_outcomes(*outcomes: Outcome) -> Verdict:
    findings = tuple(msgspec.structs.replace(FINDINGS[0], outcome=outcome) for outcome in outcomes)
    return msgspec.structs.replace(EMPTY, outcome=outcomes[0], findings=findings)


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ((Outcome.SEEN, Outcome.BLIND), 1),
        ((Outcome.ATTEMPTED, Outcome.BLIND), 4),
        ((Outcome.PARTLY_BLIND, Outcome.NOT_SEEN), 3),
        ((Outcome.NOT_SEEN, Outcome.BLIND), 3),
        ((Outcome.NOT_SEEN, Outcome.NOT_CHECKABLE), 0),
    ],
)
def test_the_exit_code_is_the_first_that_holds(outcomes: tuple[Outcome, ...], code: int) -> None:
    assert exit_code(with_outcomes(*outcomes)) == code


def test_the_summary_goes_to_standard_output(asked: dict, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "report.txt", "logs", "--since", "2021-01-01", "--host", "MXS01"]) == 1

    assert capsys.readouterr().out.startswith("■ SEEN")
    assert asked["host"] == "MXS01"
    assert asked["since"].year == 2021


def test_json_is_the_verdict_and_nothing_else(asked: dict, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "report.txt", "logs", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["outcome"] == "seen"


def test_out_is_written_and_not_overwritten(asked: dict, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["check", "report.txt", "logs", "--out", str(tmp_path / "out"), "--quiet"]

    assert run(arguments) == 1
    assert capsys.readouterr().out == ""
    asked.clear()
    assert run(arguments) == 2
    assert asked == {}, "nothing is read or hunted when the results could not be written"
    assert "--force" in capsys.readouterr().err
    assert run([*arguments, "--force"]) == 1


def test_exit_zero_and_strict(asked: dict, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "report.txt", "logs", "--exit-zero", "-q"]) == 0
    assert run(["check", "report.txt", "logs", "--strict", "-q"]) == 2

    shown = capsys.readouterr().err
    assert "1 rules that cannot be used, 7 rejected records, 1 files not read" in shown
    assert shown.count("\n") == 1
