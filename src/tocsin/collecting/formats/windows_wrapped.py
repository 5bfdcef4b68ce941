"""Events inside one JSON object: a whole answer of Elasticsearch, Splunk or Log Analytics, a batch of a shipper.

In: an object. Out: the objects inside it, or None where it wraps none.
Log Analytics answers with tables: names of columns once, then rows of values.
"""

from __future__ import annotations

from typing import Any

from tocsin.collecting.windows import Event

LISTS = ("results", "Results", "value", "records", "Records", "events", "Events", "rows", "data")


def members(value: Event) -> list[Event] | None:
    """Return the objects that an object wraps; None: it wraps none.

    >>> members({"hits": {"total": 1, "hits": [{"_source": {"a": 1}}]}})
    [{'_source': {'a': 1}}]
    >>> members({"tables": [{"columns": [{"name": "a"}], "rows": [[1], [2]]}]})
    [{'a': 1}, {'a': 2}]
    """
    hits = value.get("hits")
    if isinstance(hits, dict) and isinstance(hits.get("hits"), list):
        return _objects(hits["hits"])
    tables = value.get("tables", value.get("Tables"))
    read = [_table(one) for one in (tables if isinstance(tables, list) else [value])]
    whole = [table for table in read if table is not None]
    if whole and len(whole) == len(read):
        return [row for table in whole for row in _rows(table)] or None
    for name in LISTS:
        inner = value.get(name)
        if isinstance(inner, list) and inner:
            return _objects(inner)
    return None


def _objects(values: list[Any]) -> list[Event] | None:
    return values if values and all(isinstance(one, dict) for one in values) else None


def _table(value: Any) -> tuple[list[str], list[Any]] | None:
    """Return the names and rows of a table; None: it is none."""
    if not isinstance(value, dict):
        return None
    columns, rows = value.get("columns", value.get("Columns")), value.get("rows", value.get("Rows"))
    if not isinstance(columns, list) or not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return None
    return [_named(column) for column in columns], rows


def _named(column: Any) -> str:
    said = column.get("name", column.get("ColumnName")) if isinstance(column, dict) else column
    return str(said)


def _rows(table: tuple[list[str], list[Any]]) -> list[Event]:
    """Return the rows of a table as objects."""
    names, rows = table
    return [dict(zip(names, row, strict=False)) for row in rows]
