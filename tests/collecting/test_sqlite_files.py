"""Databases are asked by known queries only; what they bring along to run does not run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.collecting import sqlite_files
from tocsin.collecting.batches import ALL_FIELDS
from tocsin.collecting.format import Format, Source
from tocsin.collecting.formats.browser_history import FORMAT

from tests.collecting.artefact_files import CHROMIUM, FIREFOX, database
from tests.collecting.reading import events_and_rejections


def reasons(data: bytes, form: Format = FORMAT) -> list[str]:
    return [one.reason for one in events_and_rejections(form, data, Source("History"))[1]]


def test_a_view_in_the_place_of_a_table_is_not_asked() -> None:
    script = CHROMIUM.replace("CREATE TABLE visits(", "CREATE TABLE other(").replace("INTO visits", "INTO other")
    hostile = f"{script} CREATE VIEW visits AS SELECT id, url, visit_time, load_extension('x') AS from_visit,"
    events, rejected = events_and_rejections(FORMAT, database(f"{hostile} transition FROM other;"))
    assert [event["_log"] for event in events] == ["chromium-downloads"]
    assert rejected == []


def test_a_database_without_the_tables_is_told() -> None:
    assert reasons(database("CREATE TABLE x(a);")) == ["a database without the tables that are read"]


def test_damage_is_told_and_what_was_found_stays() -> None:
    data = database(FIREFOX)
    assert "cannot be" in reasons(data[:5000])[0]
    assert "cannot be" in reasons(data[:100] + bytes(len(data) - 100))[0]


def test_a_query_that_takes_too_long_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_files, "_SECONDS", -1)
    monkeypatch.setattr(sqlite_files, "_STEPS", 1)
    assert "interrupted" in reasons(database(CHROMIUM))[0]


def test_a_file_on_disk_is_read_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "History").write_bytes(database(CHROMIUM))
    before = sorted(tmp_path.iterdir())
    with (tmp_path / "History").open("rb") as file:
        found = list(FORMAT.read(file, Source("History"), ALL_FIELDS))
    assert len(found) == 2
    assert sorted(tmp_path.iterdir()) == before  # no journal, no lock beside it
