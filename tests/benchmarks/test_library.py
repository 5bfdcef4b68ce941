"""The benchmark of the library: its reports are such as can be read, differ, and every figure is measured."""

from __future__ import annotations

from pathlib import Path

from benchmarks.library import Made, measure


def test_made_reports_are_reports() -> None:
    made = Made(7)
    reports = [made.report(number) for number in range(5)]
    assert len({one.document.sha256 for one in reports}) == 5
    for one in reports:
        assert one.document.characters == len(one.document.text)
        assert all(claim.quote == one.document.text[claim.start : claim.end] for claim in one.claims)
        assert all(named.text == one.document.text[named.start : named.end] for named in one.mentions)
    assert Made(7).report(0) == reports[0]


def test_every_figure_is_measured(tmp_path: Path) -> None:
    lines = list(measure(tmp_path / "x.sqlite", 10, None))
    assert [line.partition(":")[0] for line in lines[1:]] == [
        "add",
        "disk",
        "search",
        "incident",
        "positions of a speaker",
    ]
