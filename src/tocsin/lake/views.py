"""A lake as tables of SQL: a view for each log of the catalogue, for each of Sigma's categories, and over all of them.

In: a lake's folder. Out: a DuckDB connection that can read the lake and nothing else. A view has the fields that the
catalogue knows of its log, whether or not an event has them, so that a question does not depend on what was recorded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.collecting.lake_index import files_of, read_lake, read_write
from tocsin.knowledge.logs import log as log_of
from tocsin.knowledge.logs import logs
from tocsin.lake.macros import MACROS
from tocsin.lake.ocsf import NEEDS, ocsf_views
from tocsin.model.logs import Log, LogRecords

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

OWN = {
    "_time": "TIMESTAMPTZ",
    "_host": "VARCHAR",
    "_log": "VARCHAR",
    "_source": 'STRUCT("path" VARCHAR, record BIGINT, "offset" BIGINT)',
    "logsource": "VARCHAR",
    "day": "VARCHAR",
}
"""Columns of every view: tocsin's own, and what the folders' names say."""

HITS = "tocsin_hits"

Hits = Callable[[], "pa.Table"]


def connect(
    folder: Path,
    *,
    needs: Mapping[str, Iterable[str]] | None = None,
    hits: Hits | None = None,
    queries: Iterable[str] | None = None,
) -> duckdb.DuckDBPyConnection:
    """Return a connection to a lake; `needs` are further fields that a log's view must have.

    `hits` gives the table of hits for the macro `hits()`, if the question is one about them. `queries` are all that
    will be asked, in which case there are only the views that they name: most of the time of a small question went
    into the 250 views of which it needs one. Raises `EvidenceError` for a folder that is no lake.
    """
    import duckdb

    connection = duckdb.connect(":memory:")
    files = files_of(folder)
    connection.execute("SET TimeZone = 'UTC'")
    bodies = dict([*_log_views(files, needs or {}), *_category_views(), *ocsf_views(), ("events", _events(files))])
    bodies["logs"] = _LOGS
    named = bodies.keys() if queries is None else named_views(bodies, queries)
    for name, body in bodies.items():
        if name in named:
            connection.execute(f"CREATE VIEW {quoted(name)} AS {body}")
    connection.register("sources", _sources(folder))
    connection.register(HITS, _no_hits() if hits is None else hits())
    for macro in MACROS:
        connection.execute(macro)
    # from here on the connection reads the lake's files and no others, and nobody can change that any more
    connection.execute(f"SET allowed_directories = [{literal(str(folder.resolve()))}, {literal(str(folder))}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def named_views(bodies: Mapping[str, str], queries: Iterable[str]) -> frozenset[str]:
    """Return the views that queries or macros name, and those they are made of; all when a query may list them.

    >>> bodies = {"iis": "SELECT 1", "web": 'FROM "iis"', "dns": "SELECT 2"}
    >>> sorted(named_views(bodies, ["SELECT count(*) FROM Web"]))
    ['iis', 'web']
    >>> len(named_views(bodies, ["SHOW TABLES"]))
    3
    """
    asked = list(queries)
    if any(_LISTS.search(query) for query in asked):
        return frozenset(bodies)
    found: set[str] = set()
    texts = [*asked, *MACROS]
    while texts:
        words = set(_WORDS.findall(texts.pop().lower()))
        more = {name for name in bodies if words.issuperset(_WORDS.findall(name.lower()))} - found
        texts.extend(bodies[name] for name in more)
        found |= more
    return frozenset(found)


_WORDS = re.compile(r"\w+")
_LISTS = re.compile(
    r"\b(?:show|desc|describe|summarize|information_schema|duckdb_\w+|pg_\w+|sqlite_\w+)\b", re.IGNORECASE
)
"""Words of a query that asks which views there are: the answer must not depend on what the query names."""


def view_name(log: str) -> str:
    """Return the name of a log's view.

    >>> view_name("windows-sysmon")
    'windows_sysmon'
    """
    return log.replace("-", "_")


def quoted(name: str) -> str:
    """Return a name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def _log_views(files: Mapping[str, list[str]], needs: Mapping[str, Iterable[str]]) -> Iterable[tuple[str, str]]:
    for identifier in sorted({*(entry.id for entry in logs()), *files}):
        entry = log_of(identifier)
        name = view_name(identifier)
        fields = dict.fromkeys(_fields(entry) if entry else ())
        fields |= dict.fromkeys([*needs.get(name, ()), *NEEDS.get(name, ())])
        if entry is not None and entry.family == "windows":
            fields |= dict.fromkeys(("EventID", "Channel", "Computer", "Provider_Name"))
        yield name, _log_view(files.get(identifier, []), fields)


def _fields(entry: Log) -> Iterable[str]:
    for records in entry.records:
        yield from records.fields
        yield from (name for name in records.aliases.values() if "(" not in name)


def _log_view(files: list[str], fields: Iterable[str]) -> str:
    distinct = {name.lower(): name for name in fields}  # names in SQL are the same in any case
    types = {name: "BIGINT" if name == "EventID" else "VARCHAR" for name in distinct.values()}
    empty = ", ".join(f"NULL::{kind} AS {quoted(name)}" for name, kind in {**OWN, **types}.items())
    none = f"SELECT {empty} WHERE false"
    if not files:
        return none
    listed = ", ".join(map(literal, files))
    read = f"read_parquet([{listed}], union_by_name = true, hive_partitioning = true, hive_types = {{'day': VARCHAR}})"
    return f"FROM {read} UNION ALL BY NAME {none}"


def _category_views() -> Iterable[tuple[str, str]]:
    """Yield views by Sigma's categories: events of all logs that are of one, fields under Sigma's names."""
    found: dict[str, list[str]] = {}
    for entry in logs():
        for records in entry.records:
            if records.category is not None:
                found.setdefault(records.category, []).append(_records(entry, records))
    taken = {view_name(entry.id) for entry in logs()}
    for category, selects in sorted(found.items()):
        name = view_name(category)
        if name not in taken:
            yield name, " UNION ALL BY NAME ".join(selects)


def _records(entry: Log, records: LogRecords) -> str:
    known = {name.lower() for name in _fields(entry)}
    aliases = {
        name.lower(): (name, own)
        for name, own in records.aliases.items()
        if "(" not in own and name.lower() not in known
    }
    more = "".join(f", {quoted(own)} AS {quoted(name)}" for name, own in aliases.values())
    tests = [f"EventID IN ({', '.join(map(str, records.event_ids))})"] if records.event_ids else []
    tests += [f"{quoted(name)} IN ({', '.join(map(literal, values))})" for name, values in records.conditions.items()]
    where = f" WHERE {' AND '.join(tests)}" if tests else ""
    return f"FROM {quoted(view_name(entry.id))} SELECT *{more}{where}"


def _events(files: Mapping[str, list[str]]) -> str:
    """Return the view of all events: when, where, of which kind; their fields are in the views of the logs."""
    selects = [
        f"FROM {quoted(view_name(identifier))} "
        f"SELECT _time, _host, _log, logsource, day, {_event_id(identifier)} AS event_id, _source"
        for identifier in files
    ]
    none = ", ".join(f"NULL::{kind} AS {quoted(name)}" for name, kind in {**OWN, "event_id": "BIGINT"}.items())
    return " UNION ALL BY NAME ".join([*selects, f"SELECT {none} WHERE false"])


def _event_id(identifier: str) -> str:
    entry = log_of(identifier)
    windows = identifier.startswith("windows-") if entry is None else entry.family == "windows"
    return 'try_cast("EventID" AS BIGINT)' if windows else "NULL"


_LOGS = """SELECT logsource, _host AS host, _log AS log, count(*) AS events, min(_time) AS first, max(_time) AS last
FROM "events" GROUP BY ALL ORDER BY ALL"""


def _sources(folder: Path) -> pa.Table:
    """Return the files that the lake was made from."""
    import pyarrow as pa

    kept = [one for write in read_lake(folder).writes for one in read_write(folder, write).kept]
    return pa.table(
        {
            "path": pa.array([one.path for one in kept], pa.string()),
            "sha256": pa.array([one.sha256 for one in kept], pa.string()),
            "format": pa.array([one.format for one in kept], pa.string()),
            "bytes": pa.array([one.size for one in kept], pa.int64()),
            "events": pa.array([sum(books.events for books in one.survey.books) for one in kept], pa.int64()),
            "rejected": pa.array([sum(books.rejected for books in one.survey.books) for one in kept], pa.int64()),
        }
    )


def _no_hits() -> pa.Table:
    import pyarrow as pa

    return pa.table({name: pa.array([], pa.string()) for name in ("time", "host", "rule", "level", "title")})
