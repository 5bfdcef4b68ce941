"""Tables of Iceberg over a lake's files: what a catalogue says is what the lake holds, after every change of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.lake import change, iceberg, keep
from tocsin.lake.iceberg import publish
from tocsin.model.errors import UsageError

from tests.lake.evidence import write_evidence

needs_iceberg = pytest.mark.skipif(
    not all(map(iceberg.find_spec, ("pyiceberg", "sqlalchemy"))),
    reason="SKIPPED, PyIceberg is not installed (pip install '.[iceberg]')",
)


def rows(lake: Path) -> dict[str, int]:
    """Return how many events each table has, as whoever knows nothing of tocsin reads it."""
    from pyiceberg.catalog.sql import SqlCatalog  # pyright: ignore[reportMissingImports]

    place = lake.resolve() / "iceberg"
    catalogue = SqlCatalog("tocsin", uri=f"sqlite:///{place / 'catalogue.db'}", warehouse=place.as_uri())
    return {
        name: catalogue.load_table((space, name)).scan(selected_fields=("_time",)).to_arrow().num_rows
        for space, name in catalogue.list_tables("tocsin")
    }


@needs_iceberg
def test_tables_follow_what_the_lake_holds(tmp_path: Path) -> None:
    evidence, lake = write_evidence(tmp_path / "evidence", count=200), tmp_path / "lake"
    first = change(lake, collect([evidence / "days.evtx"]), iceberg=True)
    assert first.iceberg is not None
    assert first.kept is not None
    assert (first.iceberg.removed, sum(rows(lake).values())) == (0, first.kept.events)
    again = publish(lake)
    assert (again.added, again.removed) == (0, 0)
    change(lake, collect([evidence / "W3SVC1"]))  # tables that there are follow without being asked
    change(lake, collect([evidence / "export.zip"]), compacting=True)
    events = sum(file.events for file in collect([lake]).files())
    assert sum(rows(lake).values()) == events
    assert "iis" in rows(lake)


@needs_iceberg
def test_duckdb_asks_a_table(tmp_path: Path) -> None:
    from pyiceberg.catalog.sql import SqlCatalog  # pyright: ignore[reportMissingImports]

    lake = tmp_path / "lake"
    done = change(lake, collect([write_evidence(tmp_path / "evidence", count=200)]), iceberg=True)
    assert done.iceberg is not None
    table = SqlCatalog("tocsin", uri=done.iceberg.catalogue).load_table(("tocsin", "iis"))
    connection = table.scan().to_duckdb("iis")
    told = connection.sql('SELECT count("cs-uri-stem"), count(DISTINCT _source.path) FROM iis').fetchall()
    assert told[0][0] > 0
    assert told[0][1] == 1


@needs_iceberg
def test_a_lake_that_was_moved_has_tables_of_its_new_place(tmp_path: Path) -> None:
    change(tmp_path / "lake", collect([write_evidence(tmp_path / "evidence", count=50)]), iceberg=True)
    shutil.move(tmp_path / "lake", tmp_path / "moved")
    made = publish(tmp_path / "moved")
    assert str(tmp_path / "moved") in made.catalogue
    assert sum(rows(tmp_path / "moved").values()) == sum(file.events for file in collect([tmp_path / "moved"]).files())


def test_without_pyiceberg_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(collect([write_evidence(tmp_path / "evidence", count=10)]), tmp_path / "lake")
    monkeypatch.setattr(iceberg, "find_spec", lambda _name: None)
    with pytest.raises(UsageError, match=r"tocsin\[iceberg\]"):
        publish(tmp_path / "lake")
