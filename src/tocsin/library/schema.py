"""The tables of the library's file, and how a file of an older tocsin becomes one of this.

In: a connection. Out: the same, with the newest tables. `reports`, `verdicts`, `answers` and `same` hold what cannot be
had again; everything else (`DERIVED`) is looked up in it and is made anew from the reports whenever its form changes.
Migrations are applied in order, all of them and the rebuilding in one transaction with the number they lead to
(`PRAGMA user_version`); a file of a newer tocsin is refused.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

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
    CREATE VIRTUAL TABLE texts USING fts5 (title, body, content = '', tokenize = 'unicode61');
    """,
    """
    ALTER TABLE reports ADD COLUMN kind TEXT NOT NULL DEFAULT 'file';  -- file, url, feed, misp, stix, taxii, table
    ALTER TABLE reports ADD COLUMN place TEXT;                         -- the address it came from
    ALTER TABLE reports ADD COLUMN newer INTEGER REFERENCES reports (id);  -- the next version; NULL: none
    UPDATE reports SET newer = (SELECT min(n.id) FROM reports n WHERE n.series = reports.series AND n.id > reports.id);
    CREATE INDEX reports_newest ON reports (id) WHERE newer IS NULL;
    CREATE TABLE verdicts (
        id INTEGER PRIMARY KEY,
        report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
        sha256 TEXT NOT NULL UNIQUE,      -- of the verdict's JSON
        evidence TEXT NOT NULL,           -- what was looked at: a name the user gave, or the folder's
        marked TEXT NOT NULL,             -- state of the evidence, a checksum
        added TEXT NOT NULL,              -- RFC 3339
        outcome TEXT NOT NULL, stage TEXT,
        versions TEXT NOT NULL,           -- of tocsin, its knowledge, its packs and the rules: JSON
        content BLOB NOT NULL             -- the verdict as JSON without the report, compressed
    ) STRICT;
    CREATE INDEX verdicts_report ON verdicts (report, evidence);
    CREATE TABLE answers (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,      -- of the shared verdict's bytes
        document TEXT NOT NULL,           -- checksum of the document that was asked about
        member TEXT NOT NULL,             -- whose answer it is, as the user calls them
        added TEXT NOT NULL,              -- RFC 3339
        content BLOB NOT NULL             -- the shared verdict as JSON, compressed
    ) STRICT;
    CREATE INDEX answers_document ON answers (document, member);
    CREATE TABLE same (
        id INTEGER PRIMARY KEY,
        one TEXT NOT NULL, other TEXT NOT NULL,  -- keys of parties
        added TEXT NOT NULL,              -- RFC 3339
        undone TEXT                       -- RFC 3339; NULL: it holds
    ) STRICT;
    """,
)

DERIVED = """
    CREATE TABLE claims (
        report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
        claim TEXT NOT NULL,              -- its id within the report
        act TEXT NOT NULL, negated INTEGER NOT NULL,
        sure INTEGER NOT NULL,            -- place of its level, 0 the surest
        words TEXT, scale TEXT NOT NULL, deed TEXT, incident TEXT, date TEXT, begins TEXT, ends_on TEXT, basis TEXT,
        origin TEXT NOT NULL, quote TEXT NOT NULL, starts INTEGER NOT NULL, ends INTEGER NOT NULL,
        whom TEXT NOT NULL,               -- keys of all accused, sorted, one a line
        PRIMARY KEY (report, claim)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX claims_incident ON claims (incident);
    CREATE TABLE parties (
        report INTEGER NOT NULL, claim TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('speaker', 'accused', 'via', 'named')),
        place INTEGER NOT NULL, name TEXT NOT NULL,
        entity TEXT,                      -- the knowledge base's id of exactly this, and
        wider TEXT,                       -- of the country or actor it belongs to
        sort TEXT NOT NULL,               -- group, body, person, territory, ...
        own TEXT NOT NULL,                -- its key: the entity, or the name
        key TEXT NOT NULL,                -- by which it is counted: its own, or of what the user treats as the same
        PRIMARY KEY (report, claim, role, place),
        FOREIGN KEY (report, claim) REFERENCES claims (report, claim) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX parties_key ON parties (key);
    CREATE INDEX parties_own ON parties (own);
    CREATE INDEX parties_entity ON parties (entity) WHERE entity IS NOT NULL;
    CREATE INDEX parties_wider ON parties (wider) WHERE wider IS NOT NULL;
    CREATE INDEX parties_name ON parties (name COLLATE NOCASE);
    CREATE TABLE items (
        report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
        kind TEXT NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY (report, kind, value)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX items_value ON items (value);
    CREATE TABLE mentions (
        report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
        kind TEXT NOT NULL, entity TEXT NOT NULL,  -- "": known by shape only
        name TEXT NOT NULL, times INTEGER NOT NULL,
        PRIMARY KEY (report, kind, entity, name)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX mentions_entity ON mentions (entity);
    CREATE TABLE problems (
        report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
        place INTEGER NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL, suggestion TEXT,
        starts INTEGER NOT NULL, ends INTEGER NOT NULL,
        PRIMARY KEY (report, place)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE relations (
        report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
        source TEXT NOT NULL, target TEXT NOT NULL, kind TEXT NOT NULL,
        PRIMARY KEY (report, source, target, kind)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE said_same (
        report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        one TEXT NOT NULL, one_key TEXT NOT NULL, other TEXT NOT NULL, other_key TEXT NOT NULL,
        relation TEXT NOT NULL,           -- same, overlaps, part of
        speaker TEXT, quote TEXT NOT NULL, starts INTEGER NOT NULL, ends INTEGER NOT NULL,
        PRIMARY KEY (report, place)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX said_same_keys ON said_same (one_key, other_key);
    CREATE TABLE stated (
        report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        incident TEXT NOT NULL, kind TEXT NOT NULL,  -- begin, or count:servers
        value TEXT NOT NULL, speaker TEXT, quote TEXT NOT NULL,
        PRIMARY KEY (report, place)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX stated_incident ON stated (incident, kind);
"""
"""What is made of the reports: any change here is one of its form, and needs a migration, even an empty one."""


def migrate(connection: sqlite3.Connection, where: str, rebuild: Callable[[sqlite3.Connection], None]) -> None:
    """Bring a file to the newest tables; `rebuild` fills the derived ones of every report that is there.

    The connection is in autocommit mode. Raises `UsageError` for a file that a newer tocsin made.
    """
    if _version(connection, where) == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection, where)  # somebody else may have done it meanwhile
        for script in MIGRATIONS[version:]:
            _run(connection, script)
        if version < len(MIGRATIONS):
            for name in _tables(DERIVED):
                connection.execute(f"DROP TABLE IF EXISTS {name}")
            _run(connection, DERIVED)
            rebuild(connection)
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection, where: str) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        hint = "update tocsin, or name another file with --library"
        raise UsageError(f"a library of a newer tocsin ({version}; known is {len(MIGRATIONS)})", where=where, hint=hint)
    return version


def _run(connection: sqlite3.Connection, script: str) -> None:
    # `executescript` would end the transaction
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""


def _tables(script: str) -> Iterator[str]:
    """Yield the names of a script's tables, those that refer to others first."""
    names = [line.split()[2] for line in script.splitlines() if line.strip().startswith("CREATE TABLE")]
    yield from reversed(names)
