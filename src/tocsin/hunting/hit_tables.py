"""Tables of hits, one a unit of evidence, as one table in one order: those that are large lie in files, not in memory.

In: tables as units hand them out. Out: rows of all of them in order, some at a time. A file holds one table in Arrow's
IPC form, is mapped when it is read, and its pages are given back after each look: millions of hits take no memory.
"""

from __future__ import annotations

import contextlib
import mmap
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.columns import pc, row_numbers
from tocsin.collecting.early_writing import open_stepwise
from tocsin.hunting import line_writing as lines
from tocsin.hunting.joining import Pieces
from tocsin.hunting.shared_texts import BACK, SAME, TEXT, holders
from tocsin.hunting.texts import offsets_of
from tocsin.model.errors import EvidenceError

AWAY_FROM = 1 << 20
"""Bytes from which on a table is put into a file."""

GATHERED_BYTES = 32 << 20
"""How many bytes of small tables are kept in memory, at most."""

_AT_A_TIME = 512

STAYS_BYTES = 256 << 20
"""Up to how many bytes of files stay in memory when they were looked at: fewer than a worker took."""

_LOOK_BYTES, _LINE_BYTES = 32 << 20, 400
"""Bytes of rows in large files that are looked at together; bytes of a hit beside its event's text, about."""

_OWN = (BACK, SAME)
"""Columns that say something of other rows of their table, and are not handed out."""

_MOST_PLACES = 1 << 16
"""Of how many rows it is looked at together what places they have."""

_NAME = re.compile(r"[0-9a-f]{16}\.hits")
_AGAIN = "evidence may have taken it over: look at it with care, on another machine"

_OTHER_FILES = 256
"""Files that a hunt has open beside those of its hits."""

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Away:
    """A table in a file, on its way from one process to another."""

    path: str
    kept: bool = False  # the file stays when it was mapped: an interrupted hunt goes on with it


def put_away(table: pa.Table, folder: str, *, kept: bool = False) -> pa.Table | Away:
    """Put a large table into a file of the folder; where that cannot be (no space), it stays in memory."""
    if table.nbytes < AWAY_FROM:
        return table
    path = Path(folder) / f"{secrets.token_hex(8)}.hits"
    try:
        with open_stepwise(path) as file, pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table.combine_chunks())
    except OSError:
        path.unlink(missing_ok=True)
        return table
    return Away(str(path), kept)


def named_by_us(tables: Iterable[pa.Table | Away], folder: str | None) -> None:
    """Raise `EvidenceError` where a process that read evidence names a file that is not one of the folder's."""
    for table in tables:
        if isinstance(table, Away) and (folder is None or not _is_ours(Path(table.path), Path(folder))):
            raise EvidenceError("a process that read evidence named a file of others", where=table.path, hint=_AGAIN)


def _is_ours(path: Path, folder: Path) -> bool:
    return path.parent == folder and _NAME.fullmatch(path.name) is not None and not path.is_symlink()


class Gathered:
    """Tables as they come in, small ones put into a file together when they are many: `tables` are all of them."""

    def __init__(self, folder: str | None) -> None:
        """Take the folder for files; None: everything stays in memory."""
        self._folder, self._small, self._bytes = folder, list[pa.Table](), 0
        self._others: list[pa.Table | Away] = []

    def take(self, tables: Sequence[pa.Table | Away]) -> None:
        """Add tables."""
        for table in tables:
            if isinstance(table, Away):
                self._others.append(table)
            else:
                self._small.append(table)
                self._bytes += table.nbytes
        if self._folder is not None and self._bytes >= GATHERED_BYTES:
            together = pa.concat_tables(self._small, promote_options="default")
            self._others.append(put_away(together, self._folder))
            self._small, self._bytes = [], 0

    @property
    def tables(self) -> list[pa.Table | Away]:
        """All tables."""
        return [*self._others, *self._small]


class _Mapped:
    """A file of hits, mapped; the file itself is removed at once where an open file can be."""

    def __init__(self, away: Away, schema: pa.Schema) -> None:
        with Path(away.path).open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if not away.kept:
            with contextlib.suppress(OSError):
                Path(away.path).unlink()
        self.size = len(self._map)
        try:
            self.table: pa.Table = pa.ipc.open_file(pa.py_buffer(self._map)).read_all()
            sound = _is_sound(self.table, schema, self.size)
        except (pa.ArrowInvalid, OSError):
            sound = False
        if not sound:
            raise EvidenceError("a process that read evidence left no table of hits", where=away.path, hint=_AGAIN)

    def give_back(self) -> None:
        """Let the system have the memory of what was looked at; it comes from the file again when it is needed."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)


class HitTables:
    """Rows of several tables of one schema, in the order of some columns."""

    def __init__(self, tables: Sequence[pa.Table | Away], schema: pa.Schema, order: Sequence[tuple[str, str]]) -> None:
        """Take tables, and the columns in whose order their rows come."""
        away = [table for table in tables if isinstance(table, Away)]
        _let_open(len(away))
        self._mapped = [_Mapped(table, schema) for table in away]
        self._stays = sum(mapped.size for mapped in self._mapped) <= STAYS_BYTES
        small = [table for table in tables if isinstance(table, pa.Table)]
        together = pa.concat_tables([schema.empty_table(), *small], promote_options="default").combine_chunks()
        self._tables = [together, *(mapped.table for mapped in self._mapped)]
        self.schema: pa.Schema = _without(together, *_OWN).schema
        self._starts = np.cumsum([0, *(table.num_rows for table in self._tables)])
        self._by = list(order)

    @cached_property
    def _order(self) -> Rows:
        keys = pa.concat_tables(
            [table.select([name for name, _ in self._by if name in table.schema.names]) for table in self._tables],
            promote_options="default",
        )
        order = np.asarray(pc.sort_indices(keys, sort_keys=self._by)).astype(np.int64)
        self.give_back()
        return order

    def put_in_order(self) -> None:
        """Put the rows in order now, which whoever first asks for some would wait for."""
        self._order  # noqa: B018 - kept when it is asked for

    def __len__(self) -> int:
        return int(self._starts[-1])

    def at_a_time(self, rows: int) -> int:
        """Return how many rows are best looked at together: more than `rows` where all of many files are looked at."""
        if self._stays:
            return rows
        each = sum(mapped.size for mapped in self._mapped) // max(1, len(self)) + _LINE_BYTES
        return max(rows // 4, min(4 * rows, _LOOK_BYTES // each))

    def batches(self, size: int) -> Iterator[pa.RecordBatch]:
        """Yield all rows in order, up to `size` at a time."""
        for rows in self.rows(size):
            yield self.take(rows)

    def rows(self, size: int) -> Iterator[Rows]:
        """Yield the numbers of all rows in order, up to `size` at a time; memory is given back after each look."""
        for begin in range(0, len(self), size):
            yield self._order[begin : begin + size]
            self.give_back()

    def at(self, places: Sequence[int]) -> pa.RecordBatch:
        """Return the rows that stand at some places of the order."""
        return self.take(self._order[np.array(places, np.int64)])

    def columns(self, names: Sequence[str]) -> pa.Table:
        """Return some columns of all rows, in order."""
        if TEXT in names:
            return self.whole().select(names)
        picked = pa.concat_tables([table.select(names) for table in self._tables], promote_options="default")
        return picked.combine_chunks().take(row_numbers(self._order))

    def whole(self) -> pa.Table:
        """Return everything, in order and in memory."""
        return pa.Table.from_batches(list(self.batches(1 << 16)), self.schema)

    def take(self, rows: Rows, names: Sequence[str] | None = None) -> pa.RecordBatch:
        """Return rows by their numbers, those of the first table first, with all columns or some."""
        schema = self.schema if names is None else self.schema.empty_table().select(names).schema
        parts: list[pa.Table] = []
        places: list[Rows] = []
        for number, at, own in self._by_table(rows):
            places.append(at)
            parts += self._of_table(number, own, names)
        if len(parts) == 1:
            return _one_batch(parts[0])
        joined = pa.concat_tables([schema.empty_table(), *parts], promote_options="default").combine_chunks()
        if (np.diff(rows) > 0).all():  # as they come from one table after the other
            return _one_batch(joined)
        again = np.empty(len(rows), np.int64)
        again[np.concatenate([*places, np.empty(0, np.int64)])] = np.arange(len(rows))
        return _one_batch(joined.take(row_numbers(again)))

    @property
    def in_one_place(self) -> bool:
        """Whether each table's columns lie end to end in memory, so that `look_up` finds their rows."""
        return all(column.num_chunks < 2 for table in self._tables for column in table.columns)

    def correlated(self, rows: Rows) -> bool:
        """Say whether one of the rows is of several events."""
        for start, marks in self._correlations:
            own = rows[(rows >= start) & (rows < start + len(marks))] - start
            if marks[own].any():
                return True
        return False

    @cached_property
    def _correlations(self) -> list[tuple[int, npt.NDArray[np.bool_]]]:
        """Where each table begins in which rows may be of several events, and which of its rows are."""
        return [
            (start, np.asarray(table.column("events").is_valid()))
            for start, table in zip(self._starts[:-1].tolist(), self._tables, strict=True)
            if "events" in table.schema.names and table.column("events").null_count < table.num_rows
        ]

    def look_up(self, rows: Rows) -> tuple[Rows | None, Any]:
        """Return what rows' lines are made of, and what keeps it in memory; None: some are made by columns alone."""
        if self._stays:
            return self._looked_up(rows), self
        whole = np.empty((len(rows), lines.FOUND), np.int64)
        owners: list[Any] = [self]
        for number, at, own in self._by_table(rows):
            found = self._looked_up(rows[at])
            if found is None:
                return None, None
            if number:  # copied, so that what was looked at for them can be given back
                texts = self._tables[number].column(TEXT).chunk(0).take(row_numbers(holders(self._tables[number], own)))
                pieces = Pieces.of(texts, np.arange(len(own)))
                found[:, lines.ADDRESS], found[:, lines.SIZE] = pieces.addresses, pieces.sizes
                owners.append(texts)
                self._mapped[number - 1].give_back()
            whole[at] = found
        return whole, owners

    def _looked_up(self, rows: Rows) -> Rows | None:
        found = np.empty((len(rows), lines.FOUND), np.int64)
        return None if lines.look_up(rows, self._addresses.table, found) else found

    def places(self) -> Rows:
        """Return rows among which each place stands that hits share, of those tables that tell, if they are few."""
        if not self._stays:
            return np.empty(0, np.int64)
        parts = [
            start + np.flatnonzero(np.asarray(table.column(SAME)) == 0)
            for start, table in zip(self._starts[:-1].tolist(), self._tables, strict=True)
            if SAME in table.schema.names
        ]
        rows = np.concatenate([np.empty(0, np.int64), *parts])
        return rows if len(rows) <= _MOST_PLACES else rows[:0]

    @cached_property
    def _addresses(self) -> _Addresses:
        return _Addresses(self._tables, self._starts)

    def _by_table(self, rows: Rows) -> Iterator[tuple[int, Rows, Rows]]:
        """Yield tables by number, which of the rows are theirs, and as which rows of their own."""
        table_of = np.searchsorted(self._starts, rows, "right") - 1
        for number in np.flatnonzero(np.bincount(table_of)).tolist():
            at = np.flatnonzero(table_of == number)
            yield number, at, rows[at] - self._starts[number]

    def _of_table(self, number: int, rows: Rows, names: Sequence[str] | None) -> Iterator[pa.Table]:
        """Yield rows of one table; from a file only some at a time, since each brings its neighbours into memory."""
        some = len(rows) if self._stays or not number else _AT_A_TIME
        for begin in range(0, len(rows), some):
            yield self._taken(number, rows[begin : begin + some], names)
            if not self._stays and number:
                self._mapped[number - 1].give_back()

    def _taken(self, number: int, rows: Rows, names: Sequence[str] | None) -> pa.Table:
        table = self._tables[number]
        if names is not None:
            return table.select(names).take(row_numbers(rows))
        if BACK not in table.schema.names:
            return _without(table, *_OWN).take(row_numbers(rows))
        others = _without(table, *_OWN, TEXT).take(row_numbers(rows))
        words = table.column(TEXT).take(row_numbers(holders(table, rows)))
        return others.add_column(_without(table, *_OWN).schema.get_field_index(TEXT), TEXT, words)

    def give_back(self) -> None:
        """Give back the memory of what was looked at, where it is much."""
        for mapped in () if self._stays else self._mapped:
            mapped.give_back()


class _Addresses:
    """Where the columns of tables lie that lines are made of, as `line_writing` takes them."""

    def __init__(self, tables: Sequence[pa.Table], starts: Rows) -> None:
        self.table = np.zeros((len(tables), lines.TABLE), np.int64)
        self._owners: list[pa.Array] = []
        for row, table, start in zip(self.table, tables, starts[:-1].tolist(), strict=True):
            row[lines.FIRST] = start
            if not table.num_rows:
                continue
            numbers = [lines.addresses(self._column(table, name), 8) for name in ("time", "record", "offset")]
            row[lines.NUMBERS : lines.NUMBERS + 9] = np.array(numbers).ravel()
            for at, name in ((lines.BACK, BACK), (lines.SAME, SAME)):
                if name in table.schema.names:
                    row[at], _, _ = lines.addresses(self._column(table, name), 4)
            texts = self._column(table, TEXT)
            _, ends, data = texts.buffers()
            row[lines.ENDS] = ends.address + 4 * texts.offset
            if data is not None:
                row[lines.TEXTS], row[lines.BYTES] = data.address, data.size

    def _column(self, table: pa.Table, name: str) -> pa.Array:
        column = table.column(name).chunk(0)
        if name in _OWN and column.null_count:  # of tables that were put to others without such a column
            column = column.fill_null(0)
        self._owners.append(column)
        return column


def _is_sound(table: pa.Table, schema: pa.Schema, size: int) -> bool:
    """Say whether a table from a process that read evidence is what it shall be, and leads nowhere beyond its file."""
    table.validate()
    kinds = {field.name: field.type for field in schema} | dict.fromkeys(_OWN, pa.int32())
    if not set(schema.names) <= set(table.schema.names) or table.nbytes > size:
        return False
    if any(field.type != kinds.get(field.name, field.type) for field in table.schema):
        return False
    _without(table, TEXT).validate(full=True)
    # of the texts only where they begin: what they say is looked at where somebody decodes it
    return TEXT not in table.schema.names or all(map(_is_in_order, table.column(TEXT).chunks))


def _is_in_order(texts: pa.Array) -> bool:
    offsets, data = offsets_of(texts), texts.buffers()[2]
    return bool(offsets[0] >= 0 and (np.diff(offsets) >= 0).all() and offsets[-1] <= (0 if data is None else data.size))


def _let_open(files: int) -> None:
    """Let this process have so many files open beside others, as far as it may; without it every hit would be lost."""
    try:
        import resource
    except ImportError:  # Windows: mappings are not counted
        return
    least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = files + _OTHER_FILES
    if least != resource.RLIM_INFINITY and wanted > least:
        with contextlib.suppress(OSError, ValueError):
            own = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(least, own), most))


def _without(table: pa.Table, *names: str) -> pa.Table:
    return table.select([name for name in table.schema.names if name not in names])


def _one_batch(table: pa.Table) -> pa.RecordBatch:
    batches = table.combine_chunks().to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], table.schema)
