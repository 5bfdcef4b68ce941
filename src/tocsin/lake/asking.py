"""A question in SQL to a lake: only read, one statement, every error one line.

In: a lake's folder and a query. Out: Arrow batches. `hits()` in a query is the hits of rules, which whoever asks hands
in as a function: they are hunted for only when the query names them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.lake.views import Hits, connect
from tocsin.model.errors import UsageError

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

BATCH_ROWS = 8192
_ASKS_HITS = re.compile(r"\bhits\s*\(", re.IGNORECASE)
_READS = frozenset({"SELECT", "EXPLAIN", "RELATION"})
"""Kinds of statement that only read (`DESCRIBE` and `SHOW` are selections to DuckDB)."""


class NoSuchNameError(UsageError):
    """A query names a view, macro or function that there is not."""


class Answer:
    """The rows of a query, as Arrow batches that come as they are asked for."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, query: str) -> None:
        """Run a query; raises `UsageError` for one that is wrong or does more than read."""
        import duckdb

        self._connection = connection  # as long as rows are read
        try:
            statements = connection.extract_statements(query)
            if len(statements) != 1:
                raise UsageError(f"{len(statements)} statements are given", hint="ask one question at a time")
            if statements[0].type.name not in _READS:
                raise UsageError("a lake is only read", hint="ask with SELECT")
            self._rows = connection.sql(query).to_arrow_reader(BATCH_ROWS)
        except duckdb.CatalogException as error:
            raise NoSuchNameError(_one_line(error), hint=_hint(error)) from None
        except duckdb.Error as error:
            raise UsageError(_one_line(error), hint=_hint(error)) from None

    @property
    def schema(self) -> pa.Schema:
        """The columns."""
        return self._rows.schema

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        import duckdb

        try:
            yield from self._rows
        except (duckdb.Error, OSError) as error:  # what is only found out while rows are made
            raise UsageError(_one_line(error), hint=_hint(error)) from None

    def table(self) -> pa.Table:
        """Return all rows at once."""
        import pyarrow as pa

        return pa.Table.from_batches(list(self), self.schema)


def ask(
    folder: Path, query: str, *, needs: Mapping[str, Iterable[str]] | None = None, hits: Hits | None = None
) -> Answer:
    """Ask a lake; `needs` are fields that the views must have, `hits` gives the table of hits.

    Raises `UsageError` for a query that is wrong or does more than read, `EvidenceError` for a folder that is no lake.
    """
    asked = cache(hits) if hits is not None and _ASKS_HITS.search(query) else None
    try:
        return Answer(connect(folder, needs=needs, hits=asked, queries=[query]), query)
    except NoSuchNameError:  # a query may put a name together, and what is said of a wrong one looks at all names
        return Answer(connect(folder, needs=needs, hits=asked), query)


def _one_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__


def _hint(error: Exception) -> str:
    name = type(error).__name__
    if name == "CatalogException":
        return "SHOW TABLES lists the views"
    if name == "BinderException":
        return "DESCRIBE followed by a view's name lists its columns; names with signs in them stand in double quotes"
    if name == "PermissionException":
        return "a query reads the lake and nothing else"
    return "see docs/lake.md"
