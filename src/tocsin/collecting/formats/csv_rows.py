"""Rows of CSV files with a header, as portals and `Export-Csv` write them: values may be quoted and hold line feeds.

In: a stream. Out: blocks of rows, each a dictionary of the values that are not empty, with its line and byte offset.
`#TYPE …` lines of PowerShell and a repeated header are no rows. A row with more or fewer values than the header has
names, and quotes that never close, are rejections: the next line is tried again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, BinaryIO

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import pc
from tocsin.collecting.delimited import Dialect, parse
from tocsin.collecting.format import Source, rejected
from tocsin.collecting.formats.json_lines import Shapes
from tocsin.collecting.formats.json_objects import Found
from tocsin.collecting.formats.json_tables import Sort, Tables
from tocsin.collecting.headed import too_long, unique
from tocsin.collecting.lines import BOM, LineBlock, TooLong, line_blocks
from tocsin.model.evidence import Rejected

csv.field_size_limit(1 << 30)

LONGEST_ROW_LINES, LONGEST_ROW_BYTES = 2000, 4 << 20


def header_of(head: bytes, delimiter: str | None = None) -> tuple[str, ...]:
    r"""Return the names that the first row of a file says; () where there is none.

    >>> header_of(b'#TYPE x\r\n"Date (UTC)","User"\r\n')
    ('Date (UTC)', 'User')
    """
    for line in head.removeprefix(BOM).split(b"\n"):
        if line.strip() and not line.startswith(b"#TYPE"):
            return names_in(line.decode("utf-8", "replace").strip("\r"), delimiter)
    return ()


def header_line(head: bytes) -> bytes:
    """Return the row of names that a file begins with, for `Format.quoted`."""
    lines = (line.strip(b"\r") for line in head.removeprefix(BOM).split(b"\n"))
    return next((line for line in lines if line.strip() and not line.startswith(b"#TYPE")), b"")


def names_in(line: str, delimiter: str | None = None) -> tuple[str, ...]:
    """Return the names of a header row; () where its quotes are odd or there is one name only."""
    values = _values(line, delimiter or delimiter_in(line))
    return unique([value.strip() for value in values]) if len(values) > 1 else ()


def delimiter_in(line: str) -> str:
    """Return the sign that parts the names of a header row: spreadsheets write semicolons in some languages.

    >>> delimiter_in('"a, b";c;d'), delimiter_in("a,b"), delimiter_in("a")
    (';', ',', ',')
    """
    bare = re.sub(r'"[^"]*"', "", line)
    return max(",;\t", key=bare.count)


def _values(text: str, delimiter: str) -> list[str]:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return []
    return rows[0] if len(rows) == 1 else []  # several: quotes closed where nobody meant it, nothing may be dropped


def csv_rows(
    stream: BinaryIO, source: Source, delimiter: str | None = None, surplus: str | None = None
) -> Iterator[tuple[tuple[str, ...], list[Found]] | Rejected]:
    """Yield (names, rows) and rejections between them; `surplus` names a last value that the header does not name."""
    reader = _Reader(source, delimiter, surplus)
    for block in line_blocks(stream):
        if isinstance(block, TooLong):
            yield from reader.give_up()
            yield too_long(block, source)
            continue
        for line, offset, number in zip(block.lines, block.offsets.tolist(), block.numbers.tolist(), strict=True):
            reader.take(_Line(number, offset, line))
        yield from reader.done()
    yield from reader.give_up()


@dataclass(frozen=True, slots=True)
class Columns:
    """A block of lines that are a row each, as columns of text; where nothing is written, null."""

    names: tuple[str, ...]
    rows: LineBlock
    values: dict[str, pa.Array]


def csv_columns(
    stream: BinaryIO, source: Source, delimiter: str, wants: Callable[[tuple[str, ...], str], bool]
) -> Iterator[Columns | tuple[tuple[str, ...], list[Found]] | Rejected]:
    """Yield blocks in which every line is a row as columns, and all others as `csv_rows` does.

    `wants` says of the header's names which are looked at; rows always have all of them.
    """
    reader = _Reader(source, delimiter)
    if isinstance(source.state, bytes):  # a part of a file whose header stands in an earlier one
        reader.take(_Line(0, 0, source.state))
    for block in line_blocks(stream, begin=source.begin, line=source.line):
        if isinstance(block, TooLong):
            yield from reader.give_up()
            yield too_long(block, source)
            continue
        first = 0
        while not reader.names and first < len(block):
            reader.take(_Line(int(block.numbers[first]), int(block.offsets[first]), block.line(first)))
            first += 1
        rest = block.select(slice(first, None))
        columns = _whole(rest, reader, delimiter, wants) if len(rest) and not reader.is_open else None
        if columns is not None:
            yield from reader.done()
            yield columns
            continue
        for line, offset, number in zip(rest.lines, rest.offsets.tolist(), rest.numbers.tolist(), strict=True):
            reader.take(_Line(number, offset, line))
        yield from reader.done()
    yield from reader.give_up()


def _whole(
    block: LineBlock, reader: _Reader, delimiter: str, wants: Callable[[tuple[str, ...], str], bool]
) -> Columns | None:
    """Return a block as columns; None where some line is no row by itself, or may be no row of values."""
    names = reader.names
    if b"#TYPE" in block.data or any(line in block.data for line in reader.header_lines):
        return None
    parsed = parse(block, names, Dialect(delimiter, quoted=True), lambda name: wants(names, name))
    if len(parsed.bad):
        return None
    nothing = pa.scalar(None, pa.string())
    values = {name: pc.if_else(pc.equal(column, ""), nothing, column) for name, column in parsed.values.items()}
    return Columns(names, block, values)


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    offset: int
    data: bytes


def _joined(lines: list[_Line]) -> bytes:
    """Return lines as the one row they are, with the empty lines that stood between them."""
    parts = [lines[0].data]
    for before, line in pairwise(lines):
        parts += [b"\n" * (line.number - before.number), line.data]
    return b"".join(parts)


class _Reader:
    """Takes lines; knows the header, and lines whose quotes are still open."""

    def __init__(self, source: Source, delimiter: str | None, surplus: str | None = None) -> None:
        self._source, self._delimiter, self._surplus = source, delimiter, surplus
        self.names: tuple[str, ...] = ()
        self.header_lines: tuple[bytes, ...] = ()  # what a row of the names themselves looks like
        self._open: list[_Line] = []
        self._open_bytes = 0
        self._rows: list[Found] = []
        self._lost: list[Rejected] = []

    @property
    def is_open(self) -> bool:
        """Whether a row goes on."""
        return bool(self._open)

    def take(self, line: _Line) -> None:
        odd = line.data.count(b'"') % 2 == 1
        if not self._open and not odd:
            self._row([line])
            return
        self._open.append(line)
        self._open_bytes += len(line.data)
        if odd and len(self._open) > 1:
            lines, self._open, self._open_bytes = self._open, [], 0
            self._row(lines)
        elif len(self._open) > LONGEST_ROW_LINES or self._open_bytes > LONGEST_ROW_BYTES:
            self._retry()

    def _retry(self) -> None:
        """Reject the line whose quotes never closed, and take those behind it again."""
        lines, self._open, self._open_bytes = self._open, [], 0
        first = lines[0]
        self._lose(first, "quotes do not come in pairs")
        for line in lines[1:]:
            if line.data.count(b'"') % 2:
                self._lose(line, "quotes do not come in pairs")
            else:
                self._row([line])

    def _row(self, lines: list[_Line]) -> None:
        first = lines[0]
        data = first.data if len(lines) == 1 else _joined(lines)
        if data.startswith(b"#TYPE") and len(lines) == 1:
            return
        text = data.decode("utf-8", "replace")
        delimiter = self._delimiter or delimiter_in(text)
        values = _values(text, delimiter)
        if not self.names:
            self._delimiter = delimiter
            self.names = unique([value.strip() for value in values]) if values else ()
            quoted = delimiter.join(f'"{name}"' for name in self.names)
            self.header_lines = (data, delimiter.join(self.names).encode(), quoted.encode())
            return
        names = self.names
        if self._surplus is not None and len(values) == len(names) + 1:
            names = (*names, self._surplus)
        if len(values) != len(names):
            reason = f"{len(values)} values for {len(self.names)} fields"
            self._lose(_Line(first.number, first.offset, data), reason)
        elif tuple(value.strip() for value in values) != self.names:
            row = {name: value for name, value in zip(names, values, strict=True) if value}
            self._rows.append(Found(first.number, first.offset, row, len(data)))

    def _lose(self, line: _Line, reason: str) -> None:
        self._lost.append(rejected(self._source, line.offset, f"line {line.number}: {reason}", line.data))

    def done(self) -> Iterator[tuple[tuple[str, ...], list[Found]] | Rejected]:
        """Yield what came out since it was last asked for."""
        rows, lost = self._rows, self._lost
        self._rows, self._lost = [], []
        if rows:
            yield self.names, rows
        yield from lost

    def give_up(self) -> Iterator[tuple[tuple[str, ...], list[Found]] | Rejected]:
        """Yield the rest: no line will close the quotes that are open."""
        if self._open:
            self._retry()
        yield from self.done()


def read_rows(
    stream: BinaryIO,
    source: Source,
    wanted: Wanted,
    sort_of: Callable[[tuple[str, ...]], Sort],
    delimiter: str | None = None,
) -> Iterator[EventBatch | Rejected]:
    """Yield the rows of a CSV file as events; `sort_of` says for a header which log a row belongs to."""
    tables, others = Tables(source, wanted), Shapes(source, wanted)
    sort: Sort | None = None
    for part in csv_rows(stream, source, delimiter):
        if isinstance(part, Rejected):
            yield part
            continue
        names, rows = part
        sort = sort or sort_of(names)
        for found in rows:
            sorted_in: tuple[Any, Any] | None = sort(found.value)
            if sorted_in is None:
                others.add(found)
            elif tables.add(found.line, found.offset, found.size, *sorted_in):
                yield from tables.flush()
    yield from tables.flush()
    yield from others.flush()
