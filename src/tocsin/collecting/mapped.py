"""Files that a user's mapping describes, and Parquet files: columns under new names, with time, host and log.

In: a stream and an entry of the mapping file. Out: batches as every reader yields them; rows that do not fit as
rejections. CSV is read by columns; a row over several lines, inside quotes, by itself. JSON objects are flattened by
dots. Parquet has no bytes for a row: `_offset` is that of its row group, `_record` the row's number.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.clocks import times_of
from tocsin.collecting.columns import constant, encoded, pc, string_lists, strings
from tocsin.collecting.delimited import Dialect, parse
from tocsin.collecting.format import Source, rejected
from tocsin.collecting.formats.json_objects import Found, first_object, objects
from tocsin.collecting.headed import lost, too_long, unique
from tocsin.collecting.lines import LineBlock, TooLong, line_blocks
from tocsin.collecting.mapping import Column, FileMap
from tocsin.collecting.windows import leaves_of, text
from tocsin.model.evidence import Rejected

BATCH_ROWS = 32_768
LONGEST_ROW_LINES = 2000
NUMBERS = frozenset({"EventID", "Level", "Task", "Opcode", "Version"})
OTHERS = "json"
"""Family of what no log of the catalogue describes."""


@dataclass(slots=True)
class Table:
    """Values of some rows, by column, and where the rows stand."""

    columns: dict[str, pa.Array]
    numbers: pa.Array
    offsets: pa.Array


def read_mapped(stream: BinaryIO, source: Source, wanted: Wanted, entry: FileMap) -> Iterator[EventBatch | Rejected]:
    """Yield the events of a file that an entry describes; never raises for bad content."""
    reader = {"csv": _csv, "jsonl": _json, "parquet": _parquet}[entry.format]
    for part in reader(stream, source, entry):
        yield part if isinstance(part, Rejected) else batch_of(part, entry, source, wanted)


def batch_of(table: Table, entry: FileMap, source: Source, wanted: Wanted) -> EventBatch:
    """Return rows as events: time, host and log from where the entry says, the other columns under their new names."""
    log = entry.entry
    family = log.family if log else OTHERS
    count = len(table.numbers)
    name = entry.name or (log.channels[0] if log and log.channels else source.path.rpartition("/")[2])
    columns: dict[str, pa.Array] = {
        "_record": table.numbers,
        "_offset": table.offsets,
        "_time": _time(table, entry, source, count),
        "_host": _host(table, entry, source, count),
        "_log": constant(name, count),
    }
    fields: dict[str, pa.Array] = {}
    for old, column in table.columns.items():
        new = entry.rename.get(old, old)
        fields[f"log.{new}" if new.startswith("_") else new] = column
    for new, value in entry.set.items():
        fields[new] = constant(str(value), count)
    if family == "windows" and log and log.channels:
        fields.setdefault("Channel", constant(log.channels[0], count))
        if log.providers:
            fields.setdefault("Provider_Name", constant(log.providers[0], count))
    for new, column in fields.items():
        if wanted.wants(new):
            columns[new] = numbers(column) if family == "windows" and new in NUMBERS else column
    return EventBatch(source.path, family, pa.RecordBatch.from_pydict(columns))


def _plain(column: pa.Array) -> pa.Array:
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def _time(table: Table, entry: FileMap, source: Source, count: int) -> pa.Array:
    given = entry.time
    parts = [_plain(table.columns[name]) for name in given.columns if name in table.columns] if given else []
    if given is None or len(parts) < len(given.columns):
        return pa.nulls(count, pa.timestamp("us", tz="UTC"))
    whole = parts[0] if len(parts) == 1 else pc.binary_join_element_wise(*parts, " ")
    if not pa.types.is_string(whole.type):
        return pa.nulls(count, pa.timestamp("us", tz="UTC"))
    return times_of(whole, given.format, given.zone or source.timezone)


def _host(table: Table, entry: FileMap, source: Source, count: int) -> pa.Array:
    if isinstance(entry.host, Column) and entry.host.column in table.columns:
        column = _plain(table.columns[entry.host.column])
        if pa.types.is_string(column.type):
            named = pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)
            return named if source.host is None else pc.fill_null(named, source.host)
    return constant(entry.host if isinstance(entry.host, str) else source.host, count)


def numbers(column: pa.Array) -> pa.Array:
    """Return a column of text as numbers; null where it is none."""
    plain = _plain(column)
    if not pa.types.is_string(plain.type):
        return pa.nulls(len(column), pa.int64())
    digits = pc.match_substring_regex(plain, r"^\s*-?\d{1,18}\s*$")
    kept = pc.if_else(digits, pc.utf8_trim_whitespace(plain), pa.scalar(None, pa.string()))
    return pc.cast(kept, pa.int64())


def names_of(entry: FileMap, head: bytes, stream: Any) -> tuple[str, ...] | None:
    """Return the columns that a file shows at its beginning; None: it shows none."""
    if entry.format == "csv":
        return csv_names(head, entry) or None
    if entry.format == "parquet":
        import pyarrow.parquet as pq

        try:
            with seekable(stream) as file, pq.ParquetFile(file) as parquet:
                schema = parquet.schema_arrow
        except (pa.ArrowException, OSError, ValueError):
            return None
        return tuple(name for name, _ in _flat(pa.RecordBatch.from_pylist([], schema=schema)))
    first = first_object(head)
    return None if first is None else tuple(name for name, _ in leaves_of(first))


# CSV


@dataclass(slots=True)
class _Open:
    """Lines of a row whose quotes are still open."""

    lines: list[tuple[int, int, bytes]] = field(default_factory=list[tuple[int, int, bytes]])


def csv_names(head: bytes, entry: FileMap) -> tuple[str, ...]:
    """Return the names of a CSV file's columns: those that the entry gives, else those of its first row."""
    if entry.header:
        return unique(list(entry.header))
    for line in head.removeprefix(b"\xef\xbb\xbf").splitlines():
        if line.strip():
            return unique(_values(line.decode("utf-8", "replace"), entry))
    return ()


def _values(line: str, entry: FileMap) -> list[str]:
    if not entry.quoted:
        return line.split(entry.delimiter)
    try:
        rows = list(csv.reader(io.StringIO(line, newline=""), delimiter=entry.delimiter))
    except csv.Error:
        return []
    return rows[0] if len(rows) == 1 else []  # several: quotes closed where nobody meant it


def _csv(stream: BinaryIO, source: Source, entry: FileMap) -> Iterator[Table | Rejected]:
    dialect = Dialect(entry.delimiter, quoted=entry.quoted, empty=entry.empty)
    names: tuple[str, ...] = unique(list(entry.header)) if entry.header else ()
    waiting = _Open()
    for block in line_blocks(stream):
        if isinstance(block, TooLong):
            yield too_long(block, source)
            continue
        if not names:
            names = csv_names(block.line(0), entry)
            block = block.select(slice(1, None))
        whole, spread = _apart(block, waiting) if entry.quoted else (block, [])
        if len(whole):
            parsed = parse(whole, names, dialect, lambda _: True)
            if len(parsed.rows):
                rows = parsed.rows
                yield Table(parsed.values, pa.array(np.asarray(rows.numbers)), pa.array(np.asarray(rows.offsets)))
            yield from lost(parsed.bad, parsed.reasons, source)
        yield from _spread(spread, names, source, entry)
    for number, offset, data in waiting.lines:
        yield rejected(source, offset, f"line {number}: quotes do not come in pairs", data)


def _apart(block: LineBlock, waiting: _Open) -> tuple[LineBlock, list[list[tuple[int, int, bytes]]]]:
    """Return the lines that are rows by themselves, and rows that are spread over lines inside quotes."""
    odd: NDArray[np.bool_] = block.counts(34) % 2 == 1
    if not odd.any() and not waiting.lines:
        return block, []
    alone = np.ones(len(block), np.bool_)
    rows: list[list[tuple[int, int, bytes]]] = []
    numbers, offsets = block.numbers.tolist(), block.offsets.tolist()
    for place in range(len(block)):
        if not waiting.lines and not odd[place]:
            continue
        alone[place] = False
        closes = bool(waiting.lines) and bool(odd[place])
        waiting.lines.append((numbers[place], offsets[place], block.line(place)))
        if closes or len(waiting.lines) > LONGEST_ROW_LINES:
            rows.append(waiting.lines)
            waiting.lines = []
    return block.select(alone), rows


def _spread(
    rows: list[list[tuple[int, int, bytes]]], names: tuple[str, ...], source: Source, entry: FileMap
) -> Iterator[Table | Rejected]:
    good: list[tuple[int, int, list[str]]] = []
    for lines in rows:
        values = _values(b"\n".join(line for _, _, line in lines).decode("utf-8", "replace"), entry)
        if len(values) == len(names):
            good.append((lines[0][0], lines[0][1], values))
            continue
        for number, offset, line in lines:  # not one row after all: each line for itself
            values = _values(line.decode("utf-8", "replace"), entry)
            odd = line.count(b'"') % 2 == 1
            if len(values) == len(names) and not odd:
                good.append((number, offset, values))
            else:
                why = "quotes do not come in pairs" if odd else f"{len(values)} values for {len(names)} fields"
                yield rejected(source, offset, f"line {number}: {why}", line)
    if good:
        yield Table(
            {
                name: strings([None if values[place] == entry.empty else values[place] for _, _, values in good])
                for place, name in enumerate(names)
            },
            pa.array([number for number, _, _ in good], pa.int64()),
            pa.array([offset for _, offset, _ in good], pa.int64()),
        )


# JSON


def _json(stream: BinaryIO, source: Source, entry: FileMap) -> Iterator[Table | Rejected]:
    del entry
    waiting: list[tuple[Found, dict[str, Any]]] = []
    for part in objects(stream, source):
        if isinstance(part, Rejected):
            yield part
            continue
        waiting += [(found, dict(leaves_of(found.value))) for found in part]
        if len(waiting) >= BATCH_ROWS:
            yield _objects(waiting)
            waiting = []
    if waiting:
        yield _objects(waiting)


def _objects(rows: list[tuple[Found, dict[str, Any]]]) -> Table:
    names = dict.fromkeys(name for _, fields in rows for name in fields)
    return Table(
        {name: _column([text(fields.get(name)) for _, fields in rows]) for name in names},
        pa.array([found.line for found, _ in rows], pa.int64()),
        pa.array([found.offset for found, _ in rows], pa.int64()),
    )


def _column(values: list[str | list[str] | None]) -> pa.Array:
    if any(isinstance(value, list) for value in values):
        return string_lists([value if value is None or isinstance(value, list) else [value] for value in values])
    return encoded(values)  # type: ignore[arg-type]


# Parquet


def _parquet(stream: BinaryIO, source: Source, entry: FileMap) -> Iterator[Table | Rejected]:
    del entry
    yield from parquet_tables(stream, source)


def parquet_tables(stream: BinaryIO, source: Source) -> Iterator[Table | Rejected]:
    """Yield the rows of a Parquet file as text columns; a row group that cannot be read is a rejection."""
    import pyarrow.parquet as pq

    with ExitStack() as stack:
        try:
            file = stack.enter_context(seekable(stream))
            parquet = stack.enter_context(pq.ParquetFile(file))
            groups = parquet.metadata.num_row_groups
        except (pa.ArrowException, OSError, ValueError) as error:
            yield rejected(source, 0, f"it is no whole Parquet file: {error}")
            return
        first, begin = 1, 4  # behind the file's mark
        for group in range(groups):
            begin = yield from _row_group(parquet, group, first, begin, source)
            first += parquet.metadata.row_group(group).num_rows


def _row_group(
    parquet: Any, group: int, first: int, begin: int, source: Source
) -> Generator[Table | Rejected, None, int]:
    """Yield the rows of a group and return where it begins; one that cannot be read lies behind `begin`."""
    said = parquet.metadata.row_group(group)
    done = 0
    try:
        for batch in parquet.iter_batches(batch_size=BATCH_ROWS, row_groups=[group]):
            if not done and said.num_columns:
                # not before columns were read: where their statistics are wrong, pyarrow 26 ends the process here
                begin = said.column(0).data_page_offset
            rows = np.arange(first + done, first + done + batch.num_rows)
            offsets = pa.array(np.full(batch.num_rows, begin, np.int64))
            yield Table(dict(_flat(batch)), pa.array(rows), offsets)
            done += batch.num_rows
    except (pa.ArrowException, OSError, ValueError, NotImplementedError) as error:
        left = max(said.num_rows - done, 1)
        yield Rejected(path=source.path, offset=begin, reason=f"row group {group}: {error}", records=left)
    else:
        if done < said.num_rows:
            reason = f"row group {group}: {said.num_rows - done} rows of {said.num_rows} are not there"
            yield Rejected(path=source.path, offset=begin, reason=reason, records=said.num_rows - done)
    return begin


@contextmanager
def seekable(stream: Any) -> Generator[IO[bytes]]:
    """Give a stream that can be read back and forth: itself, or a copy in a file without a name."""
    if hasattr(stream, "seek"):
        yield stream
        return
    with tempfile.TemporaryFile() as copy:
        while data := stream.read(1 << 20):
            copy.write(data)
        copy.seek(0)
        yield copy


def _flat(batch: pa.RecordBatch, before: str = "") -> Iterator[tuple[str, pa.Array]]:
    """Yield every column as text or lists of text; structures by their parts, joined by dots."""
    for place, part in enumerate(batch.schema):
        column, name = batch.column(place), f"{before}{part.name}"
        if pa.types.is_struct(column.type):
            yield from _flat(pa.RecordBatch.from_struct_array(pc.if_else(column.is_valid(), column, None)), f"{name}.")
        else:
            yield name, as_text(column)


def as_text(column: pa.Array) -> pa.Array:
    """Return a column as text: numbers as they are written, times in RFC 3339, what is neither as JSON would say it."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_text(column.dictionary_decode())
    if pa.types.is_string(kind):
        return _sound(column)
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return pc.cast(column, pa.string())
    if pa.types.is_timestamp(kind):
        whole = pc.cast(pc.cast(column, pa.timestamp("us", tz=kind.tz), safe=False), pa.int64())
        return pc.strftime(pc.cast(whole, pa.timestamp("us", tz="UTC")), format="%Y-%m-%dT%H:%M:%SZ")
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return _sound(pc.cast(column, pa.string()))
    if pa.types.is_list(kind) and pa.types.is_string(kind.value_type):
        texts = _sound(pc.list_flatten(column))
        return column if texts is column.values else _lists_of(column, texts)
    return strings([None if value is None else _said(value) for value in column.to_pylist()])


def _sound(column: pa.Array) -> pa.Array:
    """Return a column of text in which nothing is not UTF-8: files may say so of any bytes."""
    try:
        column.validate(full=True)
    except (pa.ArrowInvalid, UnicodeDecodeError):
        raw = column.cast(pa.binary()).to_pylist()
        return strings([None if value is None else value.decode("utf-8", "replace") for value in raw])
    return column


def _lists_of(column: pa.Array, texts: pa.Array) -> pa.Array:
    """Return a column of lists with other texts in them, as many as before."""
    lengths = np.asarray(pc.fill_null(pc.list_value_length(column), 0))
    offsets = np.concatenate([np.zeros(1, np.int32), np.cumsum(lengths).astype(np.int32)])
    return pa.ListArray.from_arrays(pa.array(offsets), texts, mask=pc.is_null(column))


def _said(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return text(value) if isinstance(value, str) else str(value)  # type: ignore[return-value]
