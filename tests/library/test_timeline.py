"""Positions in the order in which they were said; a speaker's later word supersedes its own, and nobody else's."""

from __future__ import annotations

from pathlib import Path

from tocsin.library import Library
from tocsin.library.attribution import positions
from tocsin.library.timeline import timeline

from tests.library.reports import claim, report


def test_it_moves(tmp_path: Path) -> None:
    said = [
        claim(1, "vendor", "attribute", "group", date="2021-03-02"),
        claim(2, "us", "attribute", "mss", date="2021-07-19"),
        claim(3, "gb", "attribute", "mss", date="2021-07-19"),
        claim(4, "us", "charge", "xu", date="2025-07-08"),
        claim(5, "cn", "deny", "cn", date="2021-07-20"),
    ]
    with Library(tmp_path / "x.sqlite") as library:
        library.add(report("All", *said), "x", now="")
        found = timeline(positions(library))
    assert [(one.date, one.speaker) for one in found] == [
        ("2021-03-02", "vendor"),
        ("2021-07-19", "gb"),
        ("2021-07-19", "us"),
        ("2021-07-20", "cn"),
        ("2025-07-08", "us"),
    ]
    assert [one.first_to_name for one in found] == [("group",), ("mss",), (), (), ("xu",)]
    assert [one.supersedes for one in found] == [None, None, None, None, 2]
