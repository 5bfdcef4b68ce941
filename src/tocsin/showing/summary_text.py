"""Summaries of evidence as text, CSV or JSON Lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO

import orjson

from tocsin.showing.columns import wrap
from tocsin.showing.tables import write_table

if TYPE_CHECKING:
    import pyarrow as pa

    from tocsin.lake.summaries import Summary


def write_summaries(
    tables: Iterable[tuple[Summary, pa.Table]], form: str, out: BinaryIO, *, columns: int = 80, top: int = 20
) -> None:
    """Write tables: as text the first `top` rows of each, as JSON Lines each row with its summary's name."""
    for number, (summary, table) in enumerate(tables):
        if form == "csv":
            write_table(table.schema, table.to_batches(), form, out)
        elif form == "jsonl":
            for row in table.to_pylist():
                line = {"summary": summary.name} | row
                out.write(orjson.dumps(line, default=str, option=orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC) + b"\n")
        else:
            _text(summary, table, out, columns, top, first=not number)


def _text(summary: Summary, table: pa.Table, out: BinaryIO, columns: int, top: int, *, first: bool) -> None:
    lines = [summary.title, *wrap(summary.about, columns)]
    out.write(("" if first else "\n").encode() + "\n".join(lines).encode() + b"\n")
    if not table.num_rows:
        out.write(b"  none\n")
        return
    shown = table.slice(0, top)
    write_table(shown.schema, shown.to_batches(), "text", out, columns=columns)
    if table.num_rows > top:
        more = f"… {table.num_rows - top:,} more (--top N shows more, --of {summary.name} --format csv has all)"
        out.write(f"{more}\n".encode())
