"""Every migration leads to the next number, and is not done twice."""

from __future__ import annotations

import sqlite3

from tocsin.library.schema import MIGRATIONS, migrate


def test_a_new_file_has_all_tables() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, "x")
    migrate(connection, "x")
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    assert names >= {"reports", "claims", "parties", "items", "texts"}
