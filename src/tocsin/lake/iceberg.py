"""The same files as tables of Apache Iceberg, for engines that ask a catalogue what there is; no event is copied.

In: a lake. Out: below `iceberg/` in it a catalogue in SQLite and a table for each log, whose data files are the lake's
own Parquet files, added where they lie. What the lake gained or lost since (`keep`, `compact`) is one commit a table.
Iceberg and not Delta Lake: its fields may be called as logs call them (`cs(User-Agent)`, `id.orig_h`), of which Delta
forbids many, and it takes Parquet files in whatever folders they lie. Needs the extra `tocsin[iceberg]`.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
from collections.abc import Generator, Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from tocsin.collecting.lake_index import files_of
from tocsin.lake.writing import alone
from tocsin.model.errors import EvidenceError, UsageError
from tocsin.model.noun import Noun

if TYPE_CHECKING:
    from pyiceberg.catalog.sql import SqlCatalog  # pyright: ignore[reportMissingImports] - only with the extra

NAMESPACE = "tocsin"
_FOLDER = "iceberg"
_DATABASE = "catalogue.db"


class Published(Noun, frozen=True, kw_only=True):
    """What a run changed: tables there are, and files that they gained and lost."""

    catalogue: str  # its URI
    tables: tuple[str, ...]
    added: int
    removed: int


def is_published(folder: Path) -> bool:
    """Say whether a lake has tables of Iceberg."""
    return (folder / _FOLDER / _DATABASE).is_file()


def publish(folder: Path) -> Published:
    """Make the tables say what the lake holds.

    Raises `UsageError` where PyIceberg is not installed, `EvidenceError` for what is no lake, or a damaged file in it.
    """
    if not all(map(find_spec, ("pyiceberg", "sqlalchemy"))):
        raise UsageError("PyIceberg is not installed", hint="pip install 'tocsin[iceberg]'")
    wanted = files_of(folder)
    with alone(folder), _quiet():
        catalogue = _catalogue(folder.resolve())
        known = _tables(catalogue)
        added, removed = 0, 0
        for log, files in wanted.items():
            name = log.replace("-", "_")
            own = {table: held for table, held in known.items() if table == name or table.startswith(f"{name}__")}
            counts = _commit(catalogue, name, own, [str(Path(file).resolve()) for file in files])
            added, removed = added + counts[0], removed + counts[1]
        return Published(
            catalogue=_uri(folder.resolve()), tables=tuple(sorted(_tables(catalogue))), added=added, removed=removed
        )


def _uri(folder: Path) -> str:
    return f"sqlite:///{folder / _FOLDER / _DATABASE}"


def _catalogue(folder: Path) -> SqlCatalog:
    """Return the catalogue of a lake; made anew where the lake was moved, since it names files by their place."""
    from pyiceberg.catalog.sql import SqlCatalog  # pyright: ignore[reportMissingImports] - only with the extra

    place = folder / _FOLDER
    note = place / "place"
    if not note.is_file() or note.read_text(encoding="utf-8") != str(folder):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        note.write_text(str(folder), encoding="utf-8")
    catalogue = SqlCatalog(NAMESPACE, uri=_uri(folder), warehouse=place.as_uri())
    catalogue.create_namespace_if_not_exists(NAMESPACE)
    return catalogue


def _tables(catalogue: SqlCatalog) -> dict[str, dict[str, Any]]:
    """Return the tables, with their data files by path."""
    found: dict[str, dict[str, Any]] = {}
    for identifier in catalogue.list_tables(NAMESPACE):
        scanned = catalogue.load_table(identifier).scan().plan_files()
        found[identifier[-1]] = {_path(task.file.file_path): task.file for task in scanned}
    return found


def _path(uri: str) -> str:
    return uri.removeprefix("file://")


def _commit(
    catalogue: SqlCatalog, name: str, known: dict[str, dict[str, Any]], files: Sequence[str]
) -> tuple[int, int]:
    """Let the tables of a log hold these files; return how many were added, and how many removed.

    A field is of one type in a table: files in which it is of another go into a further one.
    """
    held = {path for own in known.values() for path in own}
    fresh = [file for file in files if file not in held]
    gone = {table: [own[path] for path in own if path not in set(files)] for table, own in known.items()}
    schemas = {table: catalogue.load_table((NAMESPACE, table)).schema().as_arrow() for table in sorted(known)}
    for table, (schema, own) in _parted(name, schemas, fresh).items():
        if table not in known:
            catalogue.create_table((NAMESPACE, table), schema=schema)
        elif not own and not gone[table]:
            continue
        with catalogue.load_table((NAMESPACE, table)).transaction() as change:
            if own:
                with change.update_schema() as update:
                    update.union_by_name(schema)
                change.add_files(own)
            if gone.get(table):
                with change.update_snapshot().overwrite() as snapshot:
                    for file in gone[table]:
                        snapshot.delete_data_file(file)
    return len(fresh), sum(map(len, gone.values()))


def _parted(name: str, schemas: dict[str, pa.Schema], files: Iterable[str]) -> dict[str, tuple[pa.Schema, list[str]]]:
    """Return for each table its schema and the files to add: to the first that they fit into."""
    tables = {table: (_plain(schema), list[str]()) for table, schema in schemas.items()}
    for file in files:
        try:
            own = _plain(pq.read_schema(file))
        except (OSError, pa.ArrowException) as error:
            hint = "make the lake anew from the evidence with 'tocsin lake'"
            raise EvidenceError(f"a file of the lake cannot be read: {error}", where=file, hint=hint) from None
        for table, (schema, members) in tables.items():
            joined = _joined(schema, own)
            if joined is not None:
                tables[table] = (joined, [*members, file])
                break
        else:
            tables[name if not tables else f"{name}__{len(tables) + 1}"] = (own, [file])
    return tables


def _plain(schema: pa.Schema) -> pa.Schema:
    """Return a schema in the types that Iceberg has, without what Arrow notes of its own."""
    return pa.schema([(column.name, _type(column.type)) for column in schema])


def _type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return _type(kind.value_type)
    if pa.types.is_large_string(kind):
        return pa.string()
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pa.list_(_type(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([(member.name, _type(member.type)) for member in kind])
    return kind


def _joined(one: pa.Schema, other: pa.Schema) -> pa.Schema | None:
    with contextlib.suppress(pa.ArrowException):
        return pa.unify_schemas([one, other])
    return None


@contextlib.contextmanager
def _quiet() -> Generator[None]:
    """Let PyIceberg not say for each column that Iceberg has no dictionaries."""
    logger = logging.getLogger("pyiceberg")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
