"""Every migration leads to the next number, and is not done twice; a library of an older tocsin keeps all it had."""

from __future__ import annotations

import sqlite3
import zlib
from pathlib import Path

import pytest

from tocsin.library import Library
from tocsin.library.attribution import positions
from tocsin.library.derived import rebuild
from tocsin.library.schema import MIGRATIONS, migrate
from tocsin.model.errors import UsageError
from tocsin.model.json_form import to_json
from tocsin.model.report import Report

from tests.library.reports import claim, report

FIRST = """
CREATE TABLE reports (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, series TEXT NOT NULL, name TEXT NOT NULL,
    title TEXT, publisher TEXT, published TEXT, version TEXT, language TEXT, added TEXT NOT NULL,
    content BLOB NOT NULL) STRICT;
CREATE INDEX reports_series ON reports (series);
CREATE TABLE claims (report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE, claim TEXT NOT NULL,
    act TEXT NOT NULL, negated INTEGER NOT NULL, level TEXT NOT NULL, words TEXT, deed TEXT, incident TEXT, date TEXT,
    basis TEXT, origin TEXT NOT NULL, quote TEXT NOT NULL, starts INTEGER NOT NULL, ends INTEGER NOT NULL,
    PRIMARY KEY (report, claim)) STRICT, WITHOUT ROWID;
CREATE INDEX claims_incident ON claims (incident);
CREATE TABLE parties (report INTEGER NOT NULL, claim TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('speaker', 'accused', 'via')), place INTEGER NOT NULL,
    name TEXT NOT NULL, entity TEXT,
    PRIMARY KEY (report, claim, role, place),
    FOREIGN KEY (report, claim) REFERENCES claims (report, claim) ON DELETE CASCADE) STRICT, WITHOUT ROWID;
CREATE INDEX parties_entity ON parties (entity);
CREATE TABLE items (report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE, kind TEXT NOT NULL,
    value TEXT NOT NULL, PRIMARY KEY (report, kind, value)) STRICT, WITHOUT ROWID;
CREATE INDEX items_value ON items (value);
CREATE VIRTUAL TABLE texts USING fts5 (title, body, content = '', tokenize = 'unicode61');
PRAGMA user_version = 1;
"""
"""The tables as the first version of the library made them."""


def first_version(path: Path, *reports: Report) -> None:
    old = sqlite3.connect(path, isolation_level=None)
    old.executescript(FIRST)
    for number, told in enumerate(reports, 1):
        document = told.document
        old.execute(
            "INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, document.sha256, document.title, f"{number}.txt", document.title, document.publisher,
             document.published, None, "en", "2021-07-20T00:00:00Z", zlib.compress(to_json(told, indent=0))),
        )  # fmt: skip
        for one in told.claims:
            old.execute(
                "INSERT INTO claims VALUES (?, ?, ?, 0, 'asserted', NULL, NULL, ?, NULL, NULL, 'own', ?, 0, 9)",
                (number, one.id, one.act.value, one.incident, one.quote),
            )
            old.execute("INSERT INTO parties VALUES (?, ?, 'speaker', 0, ?, NULL)", (number, one.id, one.speakers[0]))
        old.execute("INSERT INTO texts (rowid, title, body) VALUES (?, ?, ?)", (number, document.title, document.text))
    old.close()


def test_a_new_file_has_all_tables() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, "x", rebuild)
    migrate(connection, "x", rebuild)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    assert names >= {"reports", "verdicts", "answers", "same", "claims", "parties", "items", "mentions", "problems"}


def test_a_library_of_the_first_version_keeps_all_it_had(tmp_path: Path) -> None:
    told = [report("One", claim(1, "us", "attribute", "mss")), report("Two"), report("One", text="The revised text.")]
    first_version(tmp_path / "x.sqlite", *told)
    with Library(tmp_path / "x.sqlite") as library:
        assert [library.report(one.id) for one in library.shelved()] == told
        assert [one.title for one in library.search("ministry")] == ["One", "Two"]
        assert [(one.newer, one.kind) for one in library.shelved()] == [(3, "file"), (None, "file"), (None, "file")]
        assert positions(library) == []  # its only claim is in a version that is no longer the newest
        assert library.connection.execute("SELECT count(*) FROM claims").fetchone() == (1,)
        assert library.connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert library.add(report("One", text="A third text."), "x", now="2021-07-21T00:00:00Z").new


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first_version(tmp_path / "x.sqlite", report("One", claim(1, "us", "attribute", "mss")))
    monkeypatch.setattr("tocsin.library.store.rebuild", lambda _: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        Library(tmp_path / "x.sqlite")
    old = sqlite3.connect(tmp_path / "x.sqlite")
    assert old.execute("PRAGMA user_version").fetchone() == (1,)
    assert old.execute("SELECT level FROM claims").fetchall() == [("asserted",)]
    old.close()
    monkeypatch.undo()
    with Library(tmp_path / "x.sqlite") as library:
        assert len(positions(library)) == 1


def test_a_file_of_a_newer_tocsin_is_refused() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(UsageError, match="newer tocsin"):
        migrate(connection, "x", rebuild)
