"""The whole benchmark at a few hundred events: every part measures, compares hits first, and says what it left out.

Hunts run inside the test's own process here, or starting them would take all the time; that they run as processes of
their own is tested with `engines` and `measuring`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tocsin.cli import main as cli

from benchmarks import engines, hunt, measuring, sections
from benchmarks.measuring import Command, CommandError, Run
from benchmarks.results import HUNT, has_marks, marks
from benchmarks.sections import PARTS
from benchmarks.workshop import ids

BEGIN, END = marks(HUNT)


def inside(command: Command, done: dict[tuple[str, ...], Run]) -> Run:
    """Run a command, once: what comes out is the same each time, and is tested elsewhere."""
    if command.arguments not in done:
        done[command.arguments] = _inside(command)
    return done[command.arguments]


def _inside(command: Command) -> Run:
    began = time.perf_counter()
    words = list(command.arguments)
    if words[1:3] == ["-m", "tocsin"]:
        code = cli.run(words[3:]) if words[3] != "--help" else 0
        if code not in command.good:
            raise CommandError(f"ended with {code}")
    else:
        subprocess.run(words, check=True, capture_output=True)
    return Run(time.perf_counter() - began, 0.1, 50_000_000)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path / "cache"))  # put back after the benchmark set its own
    done: dict[tuple[str, ...], Run] = {}
    monkeypatch.setattr(measuring, "run", lambda command: inside(command, done))
    monkeypatch.setattr(sections, "run", lambda command: inside(command, done))
    monkeypatch.setattr(measuring, "peak_memory", lambda command: 60_000_000)
    monkeypatch.setattr(sections, "peak_memory", lambda command: 60_000_000)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_every_part_has_figures_or_says_why_not(quick: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = quick / "speed.md"
    page.write_text(f"# Speed\n\n{BEGIN}\n{END}\n\nEnd.\n", encoding="utf-8")
    words = ["--size", "smoke", "--work", str(quick), "--out", str(quick / "out"), "--page", str(page)]

    assert hunt.main(words) == 0
    said = capsys.readouterr().err
    report = json.loads((quick / "out" / "hunt.json").read_text("utf-8"))
    text = page.read_text("utf-8")

    assert len(report["sections"]) == len(PARTS)
    assert (
        report["command"]
        == "python -m benchmarks.hunt --size smoke --work " + quick.name + " --out out --page speed.md"
    )
    assert all(section["rows"] or section["notes"] for section in report["sections"])
    assert all(section["wrong"] == [] for section in report["sections"])
    for name in ("zargunlite", "Zircolite", "rsigma", "Hayabusa", "Chainsaw"):
        assert f"SKIPPED {name}" in said
        assert f"Skipped: {name}" in text
    assert {file.suffix for file in (quick / "speed").iterdir()} == {".svg"}
    assert str(quick) not in text
    assert text.endswith("End.\n")


def test_other_hits_than_are_due_make_the_run_fail(
    quick: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = engines.tocsin()

    def inventive(task: engines.Task) -> engines.Hits:
        assert real.hits is not None
        (invented,) = ids([(task.rules / "00000.yml").read_text("utf-8")])
        return real.hits(task) | ({(invented, 10**9)} if task.out.name == "hits-few.jsonl" else set())

    monkeypatch.setattr(engines, "tocsin", lambda: replace(real, hits=inventive))

    assert hunt.main(["--size", "smoke", "--work", str(quick), "--only", "headline"]) == 1
    shown, said = capsys.readouterr()
    assert "rules find other hits alone than among all" in said
    assert "**Wrong:**" in shown


def test_a_command_that_fails_makes_the_run_fail_and_is_named(
    quick: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = engines.tocsin()
    broken = Command((sys.executable, "-m", "tocsin", "hunt", str(quick / "nothing"), "--quiet"), (0, 1))
    monkeypatch.setattr(engines, "tocsin", lambda: replace(real, command=lambda task: broken))

    assert hunt.main(["--size", "smoke", "--work", str(quick), "--only", "workers"]) == 1
    assert "FAILED workers" in capsys.readouterr().err


def test_parts_for_which_there_is_no_time_are_named(quick: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert hunt.main(["--size", "smoke", "--work", str(quick), "--only", "rules", "--minutes", "0"]) == 0
    shown, said = capsys.readouterr()

    assert "SKIPPED rules: no time left" in said
    assert "Not measured: 0 minutes were over" in shown


def test_what_cannot_work_is_said_before_anything_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "page.md").write_text("no marks", encoding="utf-8")
    for words in (["--rules", str(tmp_path / "none")], ["--page", str(tmp_path / "page.md")]):
        with pytest.raises(SystemExit) as ended:
            hunt.main(words)
        assert ended.value.code == 2
    said = capsys.readouterr().err

    assert "none does not exist" in said
    assert "page.md is no page with the marks" in said


def test_the_page_of_the_documentation_takes_figures() -> None:
    assert has_marks(Path(__file__).parents[2] / "docs" / "benchmarks.md")
