"""Tables of hits, one a unit of evidence, as one table in one order: those that are large lie in files, not in memory.

In: tables as units hand them out. Out: rows of all of them in order, some at a time. A file holds one table in Arrow's
IPC form, is mapped when it is read, and its pages are given back after each look: millions of hits take no memory.
"""

from __future__ import annotations

import contextlib
import mmap
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.columns import pc
from tocsin.hunting.joining import Pieces, end_to_end
from tocsin.hunting.shared_texts import BACK, TEXT, holders

AWAY_FROM = 1 << 20
"""Bytes from which on a table is put into a file."""

GATHERED_BYTES = 32 << 20
"""How many bytes of small tables are kept in memory, at most."""

_AT_A_TIME = 512

STAYS_BYTES = 256 << 20
"""Up to how many bytes of files stay in memory when they were looked at: fewer than a worker took."""

_LOOK_BYTES, _LINE_BYTES = 32 << 20, 400
"""Bytes of rows in large files that are looked at together; bytes of a hit beside its event's text, about."""

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
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table.combine_chunks())
    except OSError:
        path.unlink(missing_ok=True)
        return table
    return Away(str(path), kept)


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

    def __init__(self, away: Away) -> None:
        with Path(away.path).open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if not away.kept:
            with contextlib.suppress(OSError):
                Path(away.path).unlink()
        self.size = len(self._map)
        self.table: pa.Table = pa.ipc.open_file(pa.py_buffer(self._map)).read_all()

    def copied(self, pieces: Pieces) -> Pieces:
        """Return texts that lie here as copies, and give back what was looked at for them."""
        out = np.frombuffer(end_to_end([pieces]), np.uint8)
        self.give_back()
        return Pieces(out, np.cumsum(pieces.sizes) - pieces.sizes + out.ctypes.data, pieces.sizes)

    def give_back(self) -> None:
        """Let the system have the memory of what was looked at; it comes from the file again when it is needed."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)


class HitTables:
    """Rows of several tables of one schema, in the order of some columns."""

    def __init__(self, tables: Sequence[pa.Table | Away], schema: pa.Schema, order: Sequence[tuple[str, str]]) -> None:
        """Put the rows in order."""
        away = [table for table in tables if isinstance(table, Away)]
        _let_open(len(away))
        self._mapped = [_Mapped(table) for table in away]
        self._stays = sum(mapped.size for mapped in self._mapped) <= STAYS_BYTES
        small = [table for table in tables if isinstance(table, pa.Table)]
        together = pa.concat_tables([schema.empty_table(), *small], promote_options="default").combine_chunks()
        self._tables = [together, *(mapped.table for mapped in self._mapped)]
        self._holders = [holders(table) for table in self._tables]
        self.schema: pa.Schema = _without(together, BACK).schema
        keys = pa.concat_tables(
            [table.select([name for name, _ in order if name in table.schema.names]) for table in self._tables],
            promote_options="default",
        )
        self._starts = np.cumsum([0, *(table.num_rows for table in self._tables)])
        self._order: Rows = np.asarray(pc.sort_indices(keys, sort_keys=list(order))).astype(np.int64)
        self.give_back()

    def __len__(self) -> int:
        return len(self._order)

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
        return picked.combine_chunks().take(pa.array(self._order))

    def whole(self) -> pa.Table:
        """Return everything, in order and in memory."""
        return pa.Table.from_batches(list(self.batches(1 << 16)), self.schema)

    def take(self, rows: Rows, *, texts: bool = True) -> pa.RecordBatch:
        """Return rows by their numbers, those of the first table first; with the texts of their events or without."""
        schema = self.schema if texts else _without(self.schema.empty_table(), TEXT).schema
        parts: list[pa.Table] = []
        places: list[Rows] = []
        for number, at, own in self._by_table(rows):
            places.append(at)
            parts += self._of_table(number, own, texts)
        if len(parts) == 1:
            return _one_batch(parts[0])
        again = np.empty(len(rows), np.int64)
        again[np.concatenate([*places, np.empty(0, np.int64)])] = np.arange(len(rows))
        joined = pa.concat_tables([schema.empty_table(), *parts], promote_options="default")
        return _one_batch(joined.combine_chunks().take(pa.array(again)))

    @property
    def in_one_place(self) -> bool:
        """Whether each table's texts lie end to end in memory, so that `texts` can say where."""
        return all(table.column(TEXT).num_chunks < 2 for table in self._tables)

    def texts(self, rows: Rows) -> Pieces:
        """Return where the texts of rows' events lie."""
        addresses, sizes = np.empty(len(rows), np.int64), np.empty(len(rows), np.int64)
        owners: list[Any] = [self]
        for number, at, own in self._by_table(rows):
            holding = self._holders[number]
            found = Pieces.of(self._tables[number].column(TEXT).chunk(0), own if holding is None else holding[own])
            if number and not self._stays:
                found = self._mapped[number - 1].copied(found)
            addresses[at], sizes[at] = found.addresses, found.sizes
            owners.append(found.owner)
        return Pieces(owners, addresses, sizes)

    def _by_table(self, rows: Rows) -> Iterator[tuple[int, Rows, Rows]]:
        """Yield tables by number, which of the rows are theirs, and as which rows of their own."""
        table_of = np.searchsorted(self._starts, rows, "right") - 1
        for number in np.unique(table_of).tolist():
            at = np.flatnonzero(table_of == number)
            yield number, at, rows[at] - self._starts[number]

    def _of_table(self, number: int, rows: Rows, texts: bool) -> Iterator[pa.Table]:
        """Yield rows of one table; from a file only some at a time, since each brings its neighbours into memory."""
        some = len(rows) if self._stays or not number else _AT_A_TIME
        for begin in range(0, len(rows), some):
            yield self._taken(number, rows[begin : begin + some], texts)
            if not self._stays and number:
                self._mapped[number - 1].give_back()

    def _taken(self, number: int, rows: Rows, texts: bool) -> pa.Table:
        table, holding = self._tables[number], self._holders[number]
        if not texts or holding is None:
            return _without(table, BACK, *(() if texts else (TEXT,))).take(pa.array(rows))
        others = _without(table, BACK, TEXT).take(pa.array(rows))
        words = table.column(TEXT).take(pa.array(holding[rows]))
        return others.add_column(table.schema.get_field_index(TEXT), TEXT, words)

    def give_back(self) -> None:
        """Give back the memory of what was looked at, where it is much."""
        for mapped in () if self._stays else self._mapped:
            mapped.give_back()


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
