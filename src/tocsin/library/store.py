"""The library's file: reports by the checksum of their documents, their claims, and what else is looked up.

In: reports. Out: rows of one SQLite file (write-ahead log, foreign keys, full-text search). A report is there whole or
not at all, once, however many add it at the same time; the writer waits for another one.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from tocsin.library.derived import rebuild, write
from tocsin.library.sameness import roots
from tocsin.library.schema import migrate
from tocsin.library.series import series_of
from tocsin.model.errors import UsageError
from tocsin.model.json_form import from_json, to_json
from tocsin.model.noun import Noun
from tocsin.model.report import Report

CACHE_KIB = 32 << 10
"""Pages of the file kept in memory, at most: an answer looks up its rows here and there."""

WAIT_S = 60
"""How long a writer waits for another."""


class Shelved(Noun, frozen=True, kw_only=True):
    """A report of the library, without its text."""

    id: int
    name: str
    title: str | None
    publisher: str | None
    published: str | None
    version: str | None
    sha256: str
    series: str
    added: str
    kind: str  # file, url, feed, misp, stix, taxii, table
    place: str | None  # the address it came from
    newer: int | None  # the next version of its series; None: it is the newest
    claims: int
    versions: int  # of its series


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document came from: how, the address, and what its publisher calls it there (its versions share it)."""

    kind: str = "file"
    place: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a report that was to be added: its number, whether it is new, the earlier one of its series."""

    id: int
    new: bool
    earlier: int | None = None


class Library:
    """An open library; a context manager, or `close` it."""

    def __init__(self, path: Path, *, only_asked: bool = False) -> None:
        """Open a file, and make it if it is not there; raises `UsageError` for one that is no library.

        One that is `only_asked` must be there already, and of this tocsin; it cannot be written to, and may be handed
        from thread to thread, one at a time.
        """
        self.path = path
        try:
            if only_asked:
                place = f"{path.absolute().as_uri()}?mode=ro"
                self.connection = sqlite3.connect(
                    place, timeout=WAIT_S, isolation_level=None, uri=True, check_same_thread=False
                )
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                self.connection = sqlite3.connect(path, timeout=WAIT_S, isolation_level=None)
                self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.execute("PRAGMA foreign_keys = ON")
            self.connection.execute("PRAGMA temp_store = MEMORY")  # of one answer: small, and gone with it
            self.connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            self.connection.execute("PRAGMA synchronous = FULL")
            migrate(self.connection, str(path), rebuild)
        except (sqlite3.Error, OSError) as error:
            hint = "name another file with --library"
            raise UsageError(f"not a library that can be used: {error}", where=str(path), hint=hint) from None

    def __enter__(self) -> Library:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def knows(self, sha256: str) -> int | None:
        """Return the number of the report of a document with this checksum; None: it is not there."""
        row = self.connection.execute("SELECT id FROM reports WHERE sha256 = ?", (sha256,)).fetchone()
        return None if row is None else int(row[0])

    @contextmanager
    def writing(self) -> Generator[sqlite3.Connection]:
        """Hold the only right to write: everything in it is written in one step, or nothing."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    def add(self, report: Report, name: str, *, now: str, origin: Origin | None = None) -> Added:
        """Add a report, in one step; one that is there already stays as it is. `now` is RFC 3339."""
        document = report.document
        origin = origin or Origin()
        series = series_of(document, origin.key)
        content = zlib.compress(to_json(report, indent=0), 6)
        with self.writing() as connection:
            known = self.knows(document.sha256)
            if known is not None:
                return Added(known, new=False)
            (earlier,) = connection.execute(
                "SELECT max(id) FROM reports WHERE series = ? AND newer IS NULL", (series,)
            ).fetchone()
            number = connection.execute(
                "INSERT INTO reports (sha256, series, name, title, publisher, published, version, language, added,"
                " content, kind, place) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    document.sha256,
                    series,
                    name,
                    document.title,
                    document.publisher,
                    document.published,
                    document.version,
                    document.language,
                    now,
                    content,
                    origin.kind,
                    origin.place,
                ),
            ).lastrowid
            if number is None:
                raise UsageError("the report was not written", where=str(self.path))
            connection.execute("UPDATE reports SET newer = ? WHERE id = ?", (number, earlier))
            write(connection, number, report, roots(connection))
            connection.execute(
                "INSERT INTO texts (rowid, title, body) VALUES (?, ?, ?)",
                (number, document.title or "", document.text),
            )
            return Added(number, new=True, earlier=earlier)

    def __len__(self) -> int:
        """Return how many reports there are."""
        return int(self.connection.execute("SELECT count(*) FROM reports").fetchone()[0])

    def shelved(self, *, after: int = 0, limit: int | None = None) -> Iterator[Shelved]:
        """Yield all reports, in the order in which they were added: those behind number `after`, at most `limit`."""
        yield from self._shelved("WHERE r.id > ?", (after,), f"r.id LIMIT {-1 if limit is None else int(limit)}")

    def get(self, number: int) -> Shelved:
        """Return what is known of a report without opening it; raises `UsageError` for a number that is none."""
        found = next(self._shelved("WHERE r.id = ?", (number,)), None)
        if found is None:
            raise _none(number)
        return found

    def recent(self, limit: int, *, before: int | None = None) -> list[Shelved]:
        """Return reports, the last added first, `before`: only those added before that one."""
        where = "" if before is None else "WHERE r.id < ?"
        given = (limit,) if before is None else (before, limit)
        return list(self._shelved(where, given, "r.id DESC LIMIT ?"))

    def of_series(self, series: str) -> list[Shelved]:
        """Return the versions of a report, in the order in which they were added."""
        return list(self._shelved("WHERE r.series = ?", (series,)))

    def search(self, words: str, limit: int = 50) -> list[Shelved]:
        """Return reports in which all of these words stand, the best first.

        Whatever the words are: signs in them mean nothing to the search.
        """
        plain = words.replace("\0", " ").encode("utf-8", "replace").decode()
        quoted = " ".join('"' + word.replace('"', '""') + '"' for word in plain.split())
        if not quoted:
            return []
        found = "SELECT rowid, rank FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?"
        return list(self._shelved(f"JOIN ({found}) f ON f.rowid = r.id", (quoted, limit), "f.rank, r.id"))

    def _shelved(self, where: str, given: tuple[object, ...], order: str = "r.id") -> Iterator[Shelved]:
        for row in self.connection.execute(f"{_SHELVED} {where} ORDER BY {order}", given):
            yield Shelved(**dict(zip(Shelved.__struct_fields__, row, strict=True)))

    def counted(self, kind: str) -> list[tuple[str, int]]:
        """Return (value, number of reports) of everything of a kind (`technique`, `vulnerability`, `incident` ...).

        Only the newest versions count.
        """
        rows = self.connection.execute(
            "SELECT i.value, count(*) FROM items i JOIN reports r ON r.id = i.report AND r.newer IS NULL"
            " WHERE i.kind = ? GROUP BY i.value ORDER BY i.value",
            (kind,),
        )
        return [(value, count) for value, count in rows]

    def find(self, name: str) -> int:
        """Return the report that a user means: its number, the begin of its checksum, a file's name or a series.

        Of several versions it is the newest. Raises `UsageError` for a name that is none.
        """
        row = self.connection.execute(
            "SELECT max(id) FROM reports WHERE CAST(id AS TEXT) = ?1 OR (length(?1) >= 8 AND sha256 LIKE ?1 || '%')"
            " OR name = ?1 OR series = upper(?1) OR title = ?1 OR place = ?1",
            (name,),
        ).fetchone()
        if row[0] is None:
            raise UsageError(f"there is no report {name!r} in the library", hint="'tocsin library list' shows them")
        return int(row[0])

    def report(self, number: int) -> Report:
        """Return a report as it was read; raises `UsageError` for a number that is none."""
        row = self.connection.execute("SELECT content FROM reports WHERE id = ?", (number,)).fetchone()
        if row is None:
            raise _none(number)
        return from_json(zlib.decompress(row[0]), Report)

    def back_up(self, target: Path) -> None:
        """Copy the library into a new file while others use it; raises `UsageError` if that is there already."""
        if target.exists():
            raise UsageError("the file is there already", where=str(target), hint="name another one")
        try:
            with closing(sqlite3.connect(target)) as copy:
                self.connection.backup(copy)
        except sqlite3.Error as error:
            raise UsageError(f"cannot be written: {error}", where=str(target)) from None


_SHELVED = """
SELECT r.id, r.name, r.title, r.publisher, r.published, r.version, r.sha256, r.series, r.added,
    r.kind, r.place, r.newer,
    (SELECT count(*) FROM claims c WHERE c.report = r.id), (SELECT count(*) FROM reports o WHERE o.series = r.series)
FROM reports r"""


def _none(number: int) -> UsageError:
    return UsageError(f"there is no report {number} in the library", hint="'tocsin library list' shows them")
