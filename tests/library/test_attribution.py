"""Positions across reports: origins are counted, repetitions are not; only the newest version speaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.library import Library
from tocsin.library.attribution import Position, origins, positions

from tests.library.reports import claim, report

NOW = "2021-07-20T08:00:00Z"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "x.sqlite")
    statement = report("Statement", claim(1, "us", "attribute", "mss", basis="political-official"))
    papers = [
        report(
            f"Paper {n}",
            claim(1, "us", "attribute", "mss", origin="relay", via=(f"Paper {n}",), date=f"2021-07-{20 + n}"),
        )
        for n in range(3)
    ]
    others = report(
        "Others", claim(1, "eu", "condemn", "cn"), claim(2, "cn", "deny", "cn"), claim(3, None, "accuse", "cn")
    )
    elsewhere = report("Elsewhere", claim(1, "us", "attribute", "gru", incident="incident:notpetya"))
    for one in (statement, *papers, others, elsewhere):
        library.add(one, one.document.title or "", now=NOW)
    return library


def by(found: list[Position], speaker: str | None) -> Position:
    (one,) = [position for position in found if position.speaker == speaker]
    return one


def test_repetitions_are_no_origins(library: Library) -> None:
    found = positions(library, incident="incident:exchange-2021")
    us = by(found, "us")
    assert (us.own, us.relayed, us.first) == (1, 3, "2021-07-19")
    assert us.bases == ("political-official",)
    assert {via for standing in us.standings for via in standing.via} == {"Paper 0", "Paper 1", "Paper 2"}
    assert [(one.speaker, one.act) for one in found if one.speaker != "us"] == [
        (None, "accuse"),
        ("cn", "deny"),
        ("eu", "condemn"),
    ]
    assert origins(found) == 3


def test_questions(library: Library) -> None:
    assert [one.speaker for one in positions(library, accused="MSS")] == ["us"]
    assert {one.act for one in positions(library, speaker="us")} == {"attribute"}
    assert len(positions(library, speaker="US")) == 2  # of two incidents
    assert [one.speaker for one in positions(library, act="deny")] == ["cn"]


def test_only_the_newest_version_speaks(library: Library) -> None:
    library.add(report("Statement", claim(1, "us", "deny", "mss"), text="revised"), "later", now=NOW)
    us = by(positions(library, incident="incident:exchange-2021", act="attribute"), "us")
    assert (us.own, us.relayed) == (0, 3)
