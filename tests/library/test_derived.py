"""What is looked up is made of the reports alone: made anew, it is the same."""

from __future__ import annotations

from pathlib import Path

from tocsin.library import Library
from tocsin.library.derived import items_of, rebuild
from tocsin.library.schema import DERIVED, _tables

from tests.library.reports import claim, report


def test_rebuilding_changes_nothing(gold: Library) -> None:
    before = {name: gold.connection.execute(f"SELECT * FROM {name}").fetchall() for name in _tables(DERIVED)}
    assert {name for name, rows in before.items() if rows} >= {
        "claims",
        "parties",
        "items",
        "mentions",
        "problems",
        "stated",
    }
    with gold.writing() as connection:
        for name in before:
            connection.execute(f"DELETE FROM {name}")
        rebuild(connection)
    assert {name: gold.connection.execute(f"SELECT * FROM {name}").fetchall() for name in before} == before


def test_claims_and_parties(tmp_path: Path) -> None:
    with Library(tmp_path / "x.sqlite") as library:
        library.add(report("A", claim(1, "us", "accuse", "cn", via=("a", "b"))), "a", now="")
        rows = library.connection.execute("SELECT role, place, name FROM parties ORDER BY role, place").fetchall()
        assert rows == [("accused", 0, "cn"), ("speaker", 0, "us"), ("via", 0, "a"), ("via", 1, "b")]


def test_items_of_a_report() -> None:
    assert ("indicator:ipv4-addr", "192.0.2.1") in set(items_of(report("A", addresses=("192.0.2.1",))))
