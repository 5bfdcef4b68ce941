"""The tables of the library's file, and how a file of an older tocsin becomes one of this.

In: a connection. Out: the same, with the newest tables. Migrations are applied in order, each in one transaction with
the number it leads to (`PRAGMA user_version`); a file of a newer tocsin is refused.
"""

from __future__ import annotations

import sqlite3

from tocsin.model.errors import UsageError

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE reports (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,      -- of the document's bytes
        series TEXT NOT NULL,             -- what its versions have in common
        name TEXT NOT NULL,               -- as it was called when it was added
        title TEXT, publisher TEXT, published TEXT, version TEXT, language TEXT,
        added TEXT NOT NULL,              -- RFC 3339
        content BLOB NOT NULL             -- the report as JSON, compressed
    ) STRICT;
    CREATE INDEX reports_series ON reports (series);
    CREATE TABLE claims (
        report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
        claim TEXT NOT NULL,              -- its id within the report
        act TEXT NOT NULL, negated INTEGER NOT NULL, level TEXT NOT NULL, words TEXT,
        deed TEXT, incident TEXT, date TEXT, basis TEXT, origin TEXT NOT NULL, quote TEXT NOT NULL,
        starts INTEGER NOT NULL, ends INTEGER NOT NULL,
        PRIMARY KEY (report, claim)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX claims_incident ON claims (incident);
    CREATE TABLE parties (
        report INTEGER NOT NULL, claim TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('speaker', 'accused', 'via')),
        place INTEGER NOT NULL, name TEXT NOT NULL, entity TEXT,
        PRIMARY KEY (report, claim, role, place),
        FOREIGN KEY (report, claim) REFERENCES claims (report, claim) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX parties_entity ON parties (entity);
    CREATE TABLE items (
        report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
        kind TEXT NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY (report, kind, value)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX items_value ON items (value);
    CREATE VIRTUAL TABLE texts USING fts5 (title, body, content = '', tokenize = 'unicode61');
    """,
)


def migrate(connection: sqlite3.Connection, where: str) -> None:
    """Bring a file to the newest tables; raises `UsageError` for one that a newer tocsin made."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        hint = "update tocsin, or name another file with --library"
        raise UsageError(f"a library of a newer tocsin ({version}; known is {len(MIGRATIONS)})", where=where, hint=hint)
    for number in range(version, len(MIGRATIONS)):
        script = f"BEGIN IMMEDIATE; {MIGRATIONS[number]} PRAGMA user_version = {number + 1}; COMMIT;"
        try:
            connection.executescript(script)
        except sqlite3.OperationalError:
            connection.rollback()
            # somebody else did it meanwhile, or it cannot be done
            if connection.execute("PRAGMA user_version").fetchone()[0] <= number:
                raise
