"""The benchmark of reading: all ways read as many records, and its figures go into a page."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from benchmarks import collect, reading_driver
from benchmarks.measuring import Command, Run
from benchmarks.results import marks


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process: that commands are run and watched as they should is tested elsewhere."""

    def run(command: Command) -> Run:
        began = time.perf_counter()
        reading_driver.main(command.arguments[3:])
        return Run(time.perf_counter() - began, 0.1, 1)

    monkeypatch.setattr(collect, "run", run)
    monkeypatch.setattr(collect, "peak_memory", lambda command, every: 60_000_000)


@pytest.mark.usefixtures("inside")
def test_every_part_has_figures_and_they_go_into_the_page(tmp_path: Path) -> None:
    places = "\n".join("\n".join(marks(f"{collect.NAME}, {part}")) for part in collect.PARTS)
    page = tmp_path / "speed.md"
    page.write_text(f"# Speed\n\n{places}\n\nEnd.\n", encoding="utf-8")
    words = ["--size", "smoke", "--work", str(tmp_path), "--page", str(page), "--out", str(tmp_path / "out")]

    assert collect.main(words) == 0
    text = page.read_text("utf-8")
    for said in ("| JSON lines, Windows events | 0 |", "| pyarrow.csv |", "| gz |", "| a zip of all four | 60 | 60 |"):
        assert said in text
    assert "Wrong" not in text
    assert text.count("Measured on") == len(collect.PARTS)
    assert text.endswith("end -->\n\nEnd.\n")
    assert (tmp_path / "out" / "collect.json").exists()


@pytest.mark.usefixtures("inside")
def test_a_way_that_reads_fewer_records_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(reading_driver.WAYS, "iis", lambda log: 1)
    assert collect.main(["--size", "smoke", "--work", str(tmp_path), "--only", "speed"]) == 1


def test_a_page_without_marks_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing", encoding="utf-8")
    with pytest.raises(SystemExit):
        collect.main(["--page", str(page)])
    assert "figures of collect" in capsys.readouterr().err
