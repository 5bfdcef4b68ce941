"""The library's STIX objects in the order in which they were added, as TAXII collections want them.

In: the library. Out: pages of objects with their versions and times, of all reports together or of one. They are kept
in a private temporary database that grows by what was added since; the first request of a large library waits for it.
An object that several reports have with one id and version is in the collection of all once, as the first has it, and
in each report's own as that one has it. Source: OASIS TAXII Version 2.1, sections 3.3 to 3.5 and 5.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec

from tocsin.serving.shelves import Mark, Shelves
from tocsin.showing.report_stix import objects
from tocsin.showing.times import moment, rfc3339

_TABLES = """
CREATE TABLE contents (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, json BLOB NOT NULL);
CREATE TABLE objects (
    place INTEGER PRIMARY KEY, report INTEGER NOT NULL, id TEXT NOT NULL, version TEXT NOT NULL, type TEXT NOT NULL,
    added TEXT NOT NULL, content INTEGER NOT NULL, first INTEGER NOT NULL
);
CREATE INDEX objects_report ON objects (report, place);
CREATE INDEX objects_id ON objects (id, version);
CREATE INDEX objects_first ON objects (place) WHERE first;
"""


class Row(NamedTuple):
    """An object of a collection: its place in the order, its JSON, and what a manifest says of it."""

    place: int
    id: str
    version: str
    added: str
    json: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """Which objects are wanted; empty: all of them. `versions`: first, last, all, or times."""

    after: str | None = None  # added after
    place: int = 0
    limit: int = 100
    ids: Sequence[str] = ()
    types: Sequence[str] = ()
    versions: Sequence[str] = ("last",)


class TaxiiObjects:
    """The objects of a library; close it."""

    def __init__(self, shelves: Shelves) -> None:
        """Read nothing yet."""
        self._shelves = shelves
        self._lock = threading.Lock()
        self._database = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._database.executescript(_TABLES)
        self._reports = 0
        self._last = 0
        self._time = datetime(1970, 1, 1, tzinfo=UTC)
        self._numbers: dict[str, int] = {}
        self._mark: Mark | None = None

    def report_of(self, collection: str, name: Callable[[str], str]) -> int | None:
        """Return the report whose collection has this id, or None; `name` makes the id of a document's checksum."""
        with self._lock:
            if collection not in self._numbers:
                with self._shelves.library() as library:
                    rows = library.connection.execute("SELECT sha256, id FROM reports")
                    self._numbers = {name(sha256): number for sha256, number in rows}
            return self._numbers.get(collection)

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self._database.close()

    def page(self, report: int | None, asked: Asked) -> tuple[list[Row], bool]:
        """Return objects of one report, or (None) of all, the first added first; and whether there are more."""
        scope, given = ("o.first", []) if report is None else ("o.report = ?", [report])
        where, values = _conditions(asked, "n.first" if report is None else "n.report = o.report")
        query = (
            "SELECT o.place, o.id, o.version, o.added, c.json FROM objects o JOIN contents c ON c.id = o.content"
            f" WHERE {scope} AND o.place > ?{where} ORDER BY o.place LIMIT ?"
        )
        with self._lock:
            self._grow()
            found = self._database.execute(query, (*given, asked.place, *values, asked.limit + 1)).fetchall()
        rows = [Row(*row) for row in found[: asked.limit]]
        return rows, len(found) > asked.limit

    def _grow(self) -> None:
        """Take in what was added to the library since the last time; all again if something went."""
        mark = self._shelves.mark()
        if mark == self._mark:
            return
        with self._shelves.library() as library:
            (count, newest) = library.connection.execute(
                "SELECT count(*), coalesce(max(id), 0) FROM reports"
            ).fetchone()
            if (count, newest) == (self._reports, self._last):
                self._mark = mark
                return
            since = "SELECT id, added FROM reports WHERE id > ? ORDER BY id"
            fresh = library.connection.execute(since, (self._last,)).fetchall()
            if self._reports + len(fresh) != count:
                self._database.executescript("DELETE FROM objects; DELETE FROM contents;")
                self._time = datetime(1970, 1, 1, tzinfo=UTC)
                fresh = library.connection.execute(since, (0,)).fetchall()
            self._database.execute("BEGIN")
            try:
                for number, added in fresh:
                    self._take(number, added, objects(library.report(number), whole=True))
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")
            self._reports, self._last, self._mark = count, newest, mark

    def _take(self, report: int, added: str, made: Sequence[dict[str, object]]) -> None:
        # times are told to the second, but who asks for what came after one must get all of it: each is later than all
        # before
        self._time = max(moment(added) or self._time, self._time + timedelta(microseconds=1))
        at = rfc3339(self._time, digits=6)
        for one in made:
            body = msgspec.json.encode(one)
            digest = hashlib.sha256(body).digest()
            self._database.execute("INSERT OR IGNORE INTO contents (digest, json) VALUES (?, ?)", (digest, body))
            version = str(one.get("modified") or one.get("created") or at)
            self._database.execute(
                "INSERT INTO objects (report, id, version, type, added, content, first) VALUES (?1, ?2, ?3, ?4, ?5,"
                " (SELECT id FROM contents WHERE digest = ?6),"
                " NOT EXISTS (SELECT 1 FROM objects WHERE id = ?2 AND version = ?3))",
                (report, one["id"], version, one["type"], at, digest),
            )


def _conditions(asked: Asked, within: str) -> tuple[str, list[object]]:
    """Return SQL for what is asked, and its values; `within`: what other versions of an object are looked at."""
    parts: list[str] = []
    values: list[object] = []
    for column, wanted in (("id", asked.ids), ("type", asked.types)):
        if wanted:
            parts.append(f"o.{column} IN ({', '.join('?' * len(wanted))})")
            values += wanted
    if asked.after is not None:
        parts.append("o.added > ?")
        values.append(asked.after)
    if "all" not in asked.versions:
        wanted_versions: list[str] = []
        for word, sign in (("last", ">"), ("first", "<")):
            if word in asked.versions:
                other = f"SELECT 1 FROM objects n WHERE n.id = o.id AND n.version {sign} o.version AND {within}"
                wanted_versions.append(f"NOT EXISTS ({other})")
        times = [one for one in asked.versions if one not in ("last", "first")]
        if times:
            wanted_versions.append(f"o.version IN ({', '.join('?' * len(times))})")
            values += times
        parts.append(f"({' OR '.join(wanted_versions)})")
    return "".join(f" AND {part}" for part in parts), values
