"""Lines of delimited values to Arrow columns, by `pyarrow.csv`, which sees only rows that are known to be good.

In: lines and the names of their values. Out: a table with a row for each good line, and for each bad one the reason.
Invariant: good + bad = the lines given. Where `pyarrow.csv` makes exactly one row of each line of a block, that is it.
Else every line is judged beforehand (number of delimiters outside quotes, pairs of quotes, no carriage return inside),
because a row that it refuses can vanish when it is not UTF-8. Values are text; bytes that are not UTF-8 become U+FFFD.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from tocsin.collecting.columns import strings
from tocsin.collecting.lines import LineBlock

QUOTE = '"'
_FEW_BYTES = 1 << 17  # handing columns to other threads costs more than reading so few


@dataclass(frozen=True, slots=True)
class Dialect:
    """How values stand in a line."""

    delimiter: str
    quoted: bool  # values may stand in double quotes, a quote inside doubled
    empty: str | None = None  # what is written for "no value"; None: values are never missing


@dataclass(frozen=True, slots=True)
class Parsed:
    """Good lines with their values, and bad ones with the reason why."""

    rows: LineBlock
    values: dict[str, pa.Array]
    bad: LineBlock
    reasons: list[str]


def parse(block: LineBlock, names: Sequence[str], dialect: Dialect, wanted: Callable[[str], bool]) -> Parsed:
    """Split lines into the values named; only columns that are wanted are made."""
    at_once = _at_once(block, names, dialect, wanted)
    if at_once is not None:
        return Parsed(block, at_once, block.select(slice(0, 0)), [])
    found, broken, returns = _judge(block, dialect)
    good = (found == len(names) - 1) & ~broken & ~returns
    reasons = [
        _reason(int(found[position]) + 1, len(names), bool(broken[position]), bool(returns[position]))
        for position in np.flatnonzero(~good).tolist()
    ]
    rows, bad = block.select(good), block.select(~good)
    if not len(rows):
        return Parsed(rows, {}, bad, reasons)
    values = _columns(rows.text(), names, dialect, wanted, len(rows))
    if values is not None:
        return Parsed(rows, values, bad, reasons)
    return _one_by_one(rows, names, dialect, wanted, bad, reasons)


def _at_once(
    block: LineBlock, names: Sequence[str], dialect: Dialect, wanted: Callable[[str], bool]
) -> dict[str, pa.Array] | None:
    """Return the wanted columns of a block in which every line is one good row; None where that is not certain.

    With no carriage return inside a line none can be parted, so as many rows as lines means that none were joined.
    Quotes that are still open at the end of the text are closed by nothing but it.
    """
    text = block.text()
    if int(np.count_nonzero(np.frombuffer(text, np.uint8) == 13)) != (len(block) if text.endswith(b"\r\n") else 0):
        return None
    if dialect.quoted and len(block) and (text.count(b'"') % 2 or block.line(-1).count(b'"') % 2):
        return None
    values = _columns(text, names, dialect, lambda name: name == names[0] or wanted(name), len(block))
    if values is not None and not wanted(names[0]):
        del values[names[0]]  # it was made so that the rows were looked at
    return values


def _reason(values: int, names: int, broken: bool, returns: bool) -> str:
    if returns:
        return "a carriage return inside the line"
    if broken:
        return "quotes do not come in pairs"
    return f"{values} values for {names} fields"


def _judge(block: LineBlock, dialect: Dialect) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return for each line: delimiters outside quotes, whether quotes are unpaired, whether it has a CR."""
    signs = np.frombuffer(block.data, np.uint8)
    delimiters = np.flatnonzero(signs == ord(dialect.delimiter))
    returns = np.zeros(len(block), np.bool_)
    ends = int(np.count_nonzero(signs[np.minimum(block.ends, len(signs) - 1)] == 13)) if len(block) else 0
    if int(np.count_nonzero(signs == 13)) > ends:  # more of them than there are lines that end so
        returns = block.counts(13) > 0
    if not dialect.quoted or b'"' not in block.data:
        found = np.searchsorted(delimiters, block.ends) - np.searchsorted(delimiters, block.begins)
        return found, np.zeros(len(block), np.bool_), returns
    quotes = np.flatnonzero(signs == ord(QUOTE))
    before = np.searchsorted(quotes, block.begins)
    inside = np.searchsorted(quotes, block.ends) - before
    line_of = np.clip(np.searchsorted(block.begins, delimiters, "right") - 1, 0, None)
    outside = (np.searchsorted(quotes, delimiters) - before[line_of]) % 2 == 0
    delimiters = delimiters[outside]
    found = np.searchsorted(delimiters, block.ends) - np.searchsorted(delimiters, block.begins)
    return found, inside % 2 == 1, returns


def _valid_text(data: bytes) -> bytes:
    if data.isascii():
        return data
    try:
        data.decode()
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace").encode()
    return data


def _columns(
    data: bytes, names: Sequence[str], dialect: Dialect, wanted: Callable[[str], bool], rows: int
) -> dict[str, pa.Array] | None:
    """Return the wanted columns, or None where `pyarrow.csv` does not see the rows that are there."""
    include = [name for name in names if wanted(name)]
    if not include:
        return {}
    data = _valid_text(data)
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(data),
            read_options=arrow_csv.ReadOptions(
                use_threads=len(data) > _FEW_BYTES, block_size=len(data) + 1, column_names=list(names)
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=dialect.delimiter,
                quote_char=QUOTE if dialect.quoted else False,
                double_quote=dialect.quoted,
                newlines_in_values=False,
                ignore_empty_lines=False,
            ),
            convert_options=arrow_csv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys(include, pa.string()),
                null_values=[] if dialect.empty is None else [dialect.empty],
                strings_can_be_null=dialect.empty is not None,
                quoted_strings_can_be_null=False,
                include_columns=include,
            ),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != rows:
        return None
    return {name: _single(table.column(name)) for name in include}


def _single(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def _one_by_one(
    block: LineBlock,
    names: Sequence[str],
    dialect: Dialect,
    wanted: Callable[[str], bool],
    bad: LineBlock,
    reasons: list[str],
) -> Parsed:
    """Split lines with the standard library: for blocks in which quotes stand where they should not."""
    kept = np.zeros(len(block), np.bool_)
    rows: list[list[str | None]] = []
    for position in range(len(block)):
        text = block.line(position).decode("utf-8", "replace")
        values = _values(text, dialect)
        if len(values) == len(names):
            kept[position] = True
            rows.append([None if value == dialect.empty else value for value in values])
        else:
            reasons.append(f"{len(values)} values for {len(names)} fields")
    columns = {name: strings([row[place] for row in rows]) for place, name in enumerate(names) if wanted(name)}
    lost = block.select(~kept)
    both = LineBlock(
        block.data,
        np.concatenate([bad.begins, lost.begins]),
        np.concatenate([bad.ends, lost.ends]),
        np.concatenate([bad.numbers, lost.numbers]),
        block.base,
    )
    return Parsed(block.select(kept), columns if kept.any() else {}, both, reasons)


def _values(text: str, dialect: Dialect) -> list[str]:
    if not dialect.quoted:
        return text.split(dialect.delimiter)
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter), [])
    except csv.Error:
        return []


def parse_mended(
    lines: Sequence[bytes], places: LineBlock, names: Sequence[str], dialect: Dialect, wanted: Callable[[str], bool]
) -> Parsed:
    """Split lines that were mended after `parse` refused them, all of them good; `places` says where they stood."""
    data = b"\n".join([*lines, b""])
    sizes = np.array([len(line) for line in lines], np.int64)
    ends = np.cumsum(sizes + 1) - 1
    again = parse(LineBlock(data, ends - sizes, ends, places.numbers, 0), names, dialect, wanted)
    if len(again.rows) != len(places):
        raise ValueError("a mended line must have as many values as there are names")
    return Parsed(places, again.values, again.bad, [])
