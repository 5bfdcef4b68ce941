"""The report: what was left out stays in it, what is wrong makes it wrong, a page keeps what stands around it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.results import HUNT, Report, Section, marks, megabytes, seconds

BEGIN, END = marks(HUNT)


@pytest.fixture
def report() -> Report:
    good = Section("Good", "A table.", ("what", "wall s"), [("tocsin", "1.0")], plots={"good.svg": "<svg/>\n"})
    bad = Section("Bad", "Hits differ.", wrong=["2 workers find less"], notes=["Skipped: x: not on PATH."])
    return Report("python -m benchmarks.hunt", "2021-03-02", "smoke", {"cores": "2"}, {"tocsin": "1"}, {}, [good, bad])


def test_skipped_and_wrong_stand_in_the_tables(report: Report) -> None:
    text = report.as_markdown()

    assert report.wrong == ["2 workers find less"]
    assert "| tocsin | 1.0 |" in text
    assert "- Skipped: x: not on PATH." in text
    assert "**Wrong:** 2 workers find less" in text


def test_a_folder_has_figures_tables_and_curves(report: Report, tmp_path: Path) -> None:
    report.write(tmp_path)

    assert {file.name for file in tmp_path.iterdir()} == {"hunt.json", "hunt.md", "good.svg"}
    assert json.loads((tmp_path / "hunt.json").read_text("utf-8"))["sections"][0]["plots"] == ["good.svg"]


def test_a_page_keeps_what_stands_around_the_figures(report: Report, tmp_path: Path) -> None:
    page = tmp_path / "speed.md"
    page.write_text(f"before\n{BEGIN}\nold figures\n{END}\nafter\n", encoding="utf-8")
    report.into_page(page)
    report.into_page(page)
    text = page.read_text("utf-8")

    assert text.startswith(f"before\n{BEGIN}\n")
    assert text.endswith(f"{END}\nafter\n")
    assert "old figures" not in text
    assert text.count("### Good") == 1
    assert "![Good](speed/good.svg)" in text
    assert (tmp_path / "speed" / "good.svg").exists()


def test_a_page_without_marks_is_not_touched(report: Report, tmp_path: Path) -> None:
    page = tmp_path / "speed.md"
    page.write_text("no marks\n", encoding="utf-8")

    with pytest.raises(ValueError, match="has no"):
        report.into_page(page)
    assert page.read_text("utf-8") == "no marks\n"


def test_numbers_are_as_long_as_they_are_meant() -> None:
    assert [seconds(value) for value in (0.0123, 1.234, 123.4)] == ["0.012", "1.23", "123.4"]
    assert [megabytes(None), megabytes(1_234_000_000)] == ["–", "1,234"]
