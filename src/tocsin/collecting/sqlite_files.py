"""Databases of SQLite that programs keep their history in, read by queries that are known beforehand.

In: a stream and questions: the tables and columns that a database must have, a query, which column is the time. Out:
batches and rejections. The file itself is opened read-only where it lies, and a copy in a private folder where it does
not lie as it is; what waits in its `-wal` is not read. A database is hostile: only plain tables are asked, no view of
its own and no function beside `substr` runs, and a query that takes too long ends.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Source, rejected
from tocsin.collecting.rows import Fields, Row, Rows
from tocsin.model.evidence import Rejected

MAGIC = b"SQLite format 3\0"
_COPY = 1 << 20
_SECONDS = 600
_STEPS = 100_000
_LONGEST = 65_536
_FUNCTIONS = frozenset({"substr"})
_READS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_PRAGMA})

Clock = Callable[[Any], "int | None"]
"""Takes what a time column holds to microseconds since 1970."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a database that has these tables, and what becomes of the answers."""

    log: str
    family: str
    tables: dict[str, tuple[str, ...]]  # table -> columns that it must have
    query: str  # its first column is the row's number, the second its time; the others are fields by their names
    clock: Clock
    words: dict[str, dict[int, str]] = field(default_factory=dict[str, "dict[int, str]"])  # field -> what numbers mean
    masked: frozenset[str] = frozenset()  # fields of which only the lowest byte means something
    made: Callable[[dict[str, Any]], Fields] | None = None  # makes fields of a row's values as they lie; may raise
    # `ValueError` for a row that cannot be read
    host: str | None = None  # the field that names the host


def since(epoch_us: int, unit_us: float) -> Clock:
    """Return a clock that counts units since a moment (microseconds since 1970).

    >>> since(-11_644_473_600_000_000, 1)(13259142005000000), since(0, 1)(None), since(0, 1e6)(0)
    (1614668405000000, None, None)
    """

    def clock(value: Any) -> int | None:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0 or value > 1e20:
            return None
        return epoch_us + int(value * unit_us)

    return clock


WEBKIT = since(-11_644_473_600_000_000, 1)
"""Microseconds since 1601: Chromium."""
MICROS, SECONDS = since(0, 1), since(0, 1_000_000)
COCOA = since(978_307_200_000_000, 1_000_000)
"""Seconds since 2001: macOS."""


def recognised(head: bytes, name: str, schemas: Sequence[Sequence[bytes]], names: Sequence[str]) -> Certainty:
    """Judge a database by the tables that its beginning names (all of one of `schemas`), else by the file's name."""
    if not head.startswith(MAGIC):
        return Certainty.NO
    if any(all(mark in head for mark in marks) for marks in schemas):
        return Certainty.SURE
    return Certainty.LIKELY if name.replace("\\", "/").rpartition("/")[2].lower() in names else Certainty.NO


def read_sqlite(
    stream: BinaryIO,
    source: Source,
    wanted: Wanted,
    family: str,
    questions: Sequence[Question],
    *,
    none: str = "a database without the tables that are read",
) -> Iterator[EventBatch | Rejected]:
    """Yield what the questions find in a database; `none` is what is said of one that answers no question."""
    name = getattr(stream, "name", None)
    if isinstance(name, str) and Path(name).is_file():
        yield from _read(name, source, wanted, family, questions, none)
        return
    with tempfile.TemporaryDirectory(prefix="tocsin-") as folder:
        path = Path(folder) / "copy"
        with path.open("wb") as copy:
            while data := stream.read(_COPY):
                copy.write(data)
        yield from _read(str(path), source, wanted, family, questions, none)


def _read(
    path: str, source: Source, wanted: Wanted, family: str, questions: Sequence[Question], none: str
) -> Iterator[EventBatch | Rejected]:
    rows = Rows(source, family, wanted)
    asked = 0
    try:
        base = _opened(path)
    except sqlite3.Error as error:
        yield rejected(source, 0, f"the database cannot be opened: {error}")
        return
    try:
        known = _tables(base)
        for question in questions:
            if not all(set(columns) <= known.get(table, set()) for table, columns in question.tables.items()):
                continue
            asked += 1
            yield from _answers(base, question, rows, source)
    except (sqlite3.Error, ValueError, OverflowError) as error:
        yield rejected(source, 0, f"the database cannot be read further: {error}")
    finally:
        base.close()
    yield from rows.flush()
    if not asked:
        yield rejected(source, 0, none)


def _opened(path: str) -> sqlite3.Connection:
    base = sqlite3.connect(f"file:{quote(path)}?mode=ro&immutable=1", uri=True, isolation_level=None)
    base.text_factory = _text
    base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 64 << 20)
    base.execute("PRAGMA trusted_schema = OFF")
    base.execute("PRAGMA cell_size_check = ON")
    end = time.monotonic() + _SECONDS
    base.set_progress_handler(lambda: int(time.monotonic() > end), _STEPS)
    base.set_authorizer(_allowed)
    return base


def _allowed(action: int, _: str | None, name: str | None, *__: str | None) -> int:
    """Say whether a query may do something: read, and call a function that is allowed."""
    calls = action == sqlite3.SQLITE_FUNCTION and name in _FUNCTIONS
    return sqlite3.SQLITE_OK if action in _READS or calls else sqlite3.SQLITE_DENY


def _text(data: bytes) -> str:
    return data[:_LONGEST].decode("utf-8", "replace")


def _tables(base: sqlite3.Connection) -> dict[str, set[str]]:
    """Return the columns of each plain table."""
    found: dict[str, set[str]] = {}
    asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' LIMIT 2000"
    base.set_authorizer(None)  # names of columns are asked with a function; the schema's own is not run by it
    for (name,) in base.execute(asked).fetchall():
        quoted = str(name).replace('"', '""')
        found[str(name)] = {str(row[1]) for row in base.execute(f'PRAGMA table_info("{quoted}")')}
    base.set_authorizer(_allowed)
    return found


def _answers(
    base: sqlite3.Connection, question: Question, rows: Rows, source: Source
) -> Iterator[EventBatch | Rejected]:
    found = base.execute(question.query)
    names = [one[0] for one in found.description][2:]
    for number, moment, *values in found:
        record = number if isinstance(number, int) else None
        told: Fields
        if question.made is not None:
            try:
                told = question.made(dict(zip(names, values, strict=True)))
            except ValueError as error:
                yield rejected(source, 0, f"row {record} of {question.log}: {error}")
                continue
        else:
            fields = {name: _said(name, value, question) for name, value in zip(names, values, strict=True)}
            told = {str(name): said for name, said in fields.items() if said is not None}
        host = told.get(question.host) if question.host else None
        rows.add(
            Row(
                record, 0, question.clock(moment), host if isinstance(host, str) else None, question.log, told,
                kind=question.query,
            )
        )  # fmt: skip
        if rows.full:
            yield from rows.flush()


def _said(name: str, value: Any, question: Question) -> str | None:
    """Return a value as text; nothing for one that is empty."""
    if name in question.words and isinstance(value, int):
        number = value & 0xFF if name in question.masked else value
        return question.words[name].get(number, str(number))
    if isinstance(value, bytes):
        return value[: _LONGEST // 2].hex() or None
    if isinstance(value, float):
        return f"{value:g}"
    return None if value is None or value == "" else str(value)
