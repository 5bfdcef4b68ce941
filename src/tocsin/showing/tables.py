"""Tables of any columns: text that fits a terminal, CSV, JSON Lines, Parquet. Values are hostile: made inert here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

from tocsin.showing.columns import clip, pad, width
from tocsin.showing.escape import csv_cell, terminal
from tocsin.showing.times import rfc3339

if TYPE_CHECKING:
    import pyarrow as pa

FORMATS = ("text", "csv", "jsonl", "parquet")
SHOWN = 1000
"""Rows that are shown as text; the other forms have all of them."""

_NARROWEST = 6
_WIDEST = 60
_LONGEST = 2000


def write_table(
    schema: pa.Schema, batches: Iterable[pa.RecordBatch], form: str, out: BinaryIO, *, columns: int = 80
) -> int:
    """Write a table in one of `FORMATS`; `columns` is how wide text may be. Returns the number of rows."""
    if form == "text":
        return _text(schema, batches, out, columns)
    return {"csv": _csv, "jsonl": _jsonl, "parquet": _parquet}[form](schema, batches, out)


def _text(schema: pa.Schema, batches: Iterable[pa.RecordBatch], out: BinaryIO, columns: int) -> int:
    rows: list[list[str]] = []
    total = 0
    for batch in batches:
        total += batch.num_rows
        if len(rows) < SHOWN:
            kept = batch.slice(0, SHOWN - len(rows))
            rows += [[cell(value) for value in row.values()] for row in kept.to_pylist()]
    names = [terminal(name) for name in schema.names]
    numeric = [_is_number(field) for field in schema]
    whole = [right or _is_time(field) for right, field in zip(numeric, schema, strict=True)]
    out.write(("\n".join(lines(names, rows, columns, numeric, whole)) + "\n").encode("utf-8", "backslashreplace"))
    if total > len(rows):
        out.write(f"… {total - len(rows):,} more rows (--format csv has all of them)\n".encode())
    return total


def lines(
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    columns: int,
    numeric: Sequence[bool],
    whole: Sequence[bool] = (),
) -> list[str]:
    """Return a table as lines that fit: columns as wide as their content, the widest ones cut where it does not fit.

    Columns of which a part says nothing (`whole`: numbers, times) are cut last.

    >>> lines(["host", "n"], [["EX01", "12"], ["DC", "3"]], 80, [False, True])
    ['host   n', '────────', 'EX01  12', 'DC     3']
    """
    wide = [max([width(name), *(width(row[at]) for row in rows)]) for at, name in enumerate(names)]
    wide = [min(one, max(_WIDEST, columns // 2)) for one in wide]
    room = columns - 2 * (len(wide) - 1)
    words = [at for at in range(len(wide)) if not (whole and whole[at])]
    for group in (words, list(range(len(wide)))):
        while sum(wide) > room and max((wide[at] for at in group), default=0) > _NARROWEST:
            wide[max(group, key=lambda at: wide[at])] -= 1
    told = [_line(names, wide, numeric), "─" * min(sum(wide) + 2 * (len(wide) - 1), columns)]
    return [clip(line.rstrip(), columns) for line in [*told, *(_line(row, wide, numeric) for row in rows)]]


def _line(cells: Sequence[str], wide: Sequence[int], numeric: Sequence[bool]) -> str:
    shown = [
        clip(text, size).rjust(size) if right else pad(text, size)
        for text, size, right in zip(cells, wide, numeric, strict=True)
    ]
    return "  ".join(shown)


def cell(value: Any) -> str:
    """Return a value as people read it, on one line.

    >>> cell(datetime(2021, 3, 2, 7, tzinfo=UTC)), cell(None), cell(["a", "b"])
    ('2021-03-02 07:00:00', '', 'a, b')
    """
    if isinstance(value, (list, tuple)):
        return ", ".join(map(cell, value))
    if isinstance(value, dict):
        return " ".join(f"{terminal(str(name))}={cell(one)}" for name, one in value.items() if one is not None)
    if isinstance(value, datetime):  # the other forms have the parts of a second, and the zone
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return terminal(_plain(value), _LONGEST)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return rfc3339(value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC))
    return value if isinstance(value, str) else str(value)


def _is_number(field: pa.Field) -> bool:
    import pyarrow as pa

    return pa.types.is_integer(field.type) or pa.types.is_floating(field.type)


def _is_time(field: pa.Field) -> bool:
    import pyarrow as pa

    return pa.types.is_temporal(field.type)


def _csv(schema: pa.Schema, batches: Iterable[pa.RecordBatch], out: BinaryIO) -> int:
    total = 0
    out.write((",".join(map(csv_cell, schema.names)) + "\r\n").encode())
    for batch in batches:
        total += batch.num_rows
        for row in batch.to_pylist():
            cells = (cell(one) if isinstance(one, (list, dict)) else _plain(one) for one in row.values())
            out.write((",".join(map(csv_cell, cells)) + "\r\n").encode())
    return total


def _jsonl(schema: pa.Schema, batches: Iterable[pa.RecordBatch], out: BinaryIO) -> int:
    total = 0
    for batch in batches:
        total += batch.num_rows
        out.writelines(orjson.dumps(row, default=str, option=_JSON) + b"\n" for row in batch.to_pylist())
    return total


_JSON = orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC


def _parquet(schema: pa.Schema, batches: Iterable[pa.RecordBatch], out: BinaryIO) -> int:
    import pyarrow.parquet as pq

    total = 0
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in batches:
            total += batch.num_rows
            writer.write_batch(batch)
    return total
