"""Tables of others in the evidence, of Apache Iceberg or Delta Lake: which Parquet files their newest version holds.

In: a folder that is a table. Out: its data files, or why they cannot be told. The files themselves are read like any
Parquet file, under the user's mapping (`--map`); files that an older version held, and the table's own books, are not.
A table names its files itself, and may come from anywhere: what it names outside the evidence is not read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

DELTA_BOOKS = "_delta_log"
ICEBERG_BOOKS = "metadata"
BOOKS = "of the table's own books: its data files are read"
OLD = "a file that the newest version of the table does not hold"
_METADATA = re.compile(r"(?:v?(\d+))?.*\.metadata\.json")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its folder, its kind, and the real paths of its data files; or why they cannot be told."""

    folder: str
    kind: str
    files: frozenset[str] = frozenset()
    problem: str | None = None

    def why_not(self, file: str) -> str | None:
        """Say why a file in the table's folder is not read; None: it is a data file."""
        if Path(file).relative_to(self.folder).parts[0] in (DELTA_BOOKS, ICEBERG_BOOKS):
            return BOOKS
        if self.problem is not None:
            return self.problem
        return None if os.path.realpath(file) in self.files else OLD


def tables_in(files: Iterable[str]) -> list[Table]:
    """Return the tables among the folders of some files, by their folder."""
    found: dict[str, str] = {}
    for file in files:
        folder, name = os.path.split(file)
        table, books = os.path.split(folder)
        if books == DELTA_BOOKS and name.endswith((".json", ".checkpoint.parquet")):
            found[table] = "Delta Lake"
        elif books == ICEBERG_BOOKS and name.endswith(".metadata.json"):
            found[table] = "Iceberg"
    return [table_of(folder, kind) for folder, kind in sorted(found.items())]


def table_of(folder: str, kind: str) -> Table:
    """Return a table; never raises for one that cannot be read."""
    needed, read = {"Delta Lake": ("deltalake", _delta), "Iceberg": ("pyiceberg", _iceberg)}[kind]
    if find_spec(needed) is None:
        extra = "delta" if needed == "deltalake" else "iceberg"
        return Table(folder, kind, problem=f"of a table of {kind}: pip install 'tocsin[{extra}]' lets it be read")
    try:
        return Table(folder, kind, frozenset(map(os.path.realpath, read(folder))))
    except _RowsDeletedError:
        return Table(folder, kind, problem=f"of a table of {kind} of which rows were deleted: write it out anew first")
    except Exception as error:  # noqa: BLE001 - books of others, read by libraries of others: whatever they fail with
        line = (str(error).splitlines() or [type(error).__name__])[0]
        return Table(folder, kind, problem=f"of a table of {kind} that cannot be read: {line}")


class _RowsDeletedError(Exception):
    """Rows of the data files do not hold any more, and only the table says which."""


def _delta(folder: str) -> Iterator[str]:
    from deltalake import DeltaTable  # pyright: ignore[reportMissingImports] - only with the extra

    table = DeltaTable(folder)
    actions = table.get_add_actions(flatten=True)
    names = set(actions.schema.names)
    vectors = [name for name in names if name.startswith("deletionVector")]
    if vectors or "deletionVectors" in (table.protocol().reader_features or ()):
        raise _RowsDeletedError
    for uri in table.file_uris():
        yield _local(uri, folder)


def _iceberg(folder: str) -> Iterator[str]:
    from pyiceberg.table import StaticTable  # pyright: ignore[reportMissingImports] - only with the extra

    books = Path(folder, ICEBERG_BOOKS)
    newest = max(books.glob("*.metadata.json"), key=_version)
    table = StaticTable.from_metadata(newest.as_uri())
    for task in table.scan().plan_files():
        if task.delete_files:
            raise _RowsDeletedError
        yield _local(task.file.file_path, folder)


def _version(path: Path) -> tuple[int, int]:
    found = _METADATA.fullmatch(path.name)
    return int(found[1]) if found is not None and found[1] else -1, path.stat().st_mtime_ns


def _local(uri: str, folder: str) -> str:
    """Return the path that a URI means; one on another machine is no path here, and fits no file of the evidence."""
    parts = urlsplit(uri)
    if parts.scheme not in ("", "file"):
        return uri
    return str(Path(folder, unquote(parts.path) if parts.scheme else uri))
