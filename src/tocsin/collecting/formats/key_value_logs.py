"""Logs of `key=value` pairs, one record a line, mostly behind a syslog header: firewalls and VPN gateways.

In: a stream and what is particular to a product. Out: a batch of each block's records, a column a key; lines without
the keys that every record of the product has are events of the log `syslog` with a `message` where they have a syslog
header, else rejections. Only keys that somebody looks at are made; the others on demand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Wanted
from tocsin.collecting.columns import constant, pc
from tocsin.collecting.format import Source
from tocsin.collecting.formats.key_values import PLAIN, Dialect, Pairs, pairs_of
from tocsin.collecting.formats.line_kinds import Lines, lines_of
from tocsin.collecting.headed import lost, too_long
from tocsin.collecting.lines import TooLong, line_blocks
from tocsin.collecting.patterned import filled, numbered
from tocsin.collecting.times import MOMENT
from tocsin.collecting.years import calendar
from tocsin.model.evidence import Rejected

Columns = dict[str, pa.Array]
MOST_CELLS = 8 << 20


@dataclass(frozen=True, slots=True)
class Product:
    """What is particular to the records of a product."""

    family: str
    log: str
    marks: tuple[str, ...]  # keys that each record has
    reason: str  # why a line is none
    times: Callable[[Pairs, str | None], pa.Array]  # the records' own times; null: that of the syslog header
    hosts: tuple[str, ...] = ()
    logs: tuple[str, ...] = ()  # keys that say which log a record is of
    dialect: Dialect = PLAIN
    before: Callable[[pa.Array], pa.Array] | None = None  # lines to lines of pairs
    more: Callable[[pa.Array, Pairs], Columns] | None = None  # columns beside the keys, from the lines as they stand
    made: tuple[str, ...] = ()  # names of those; () asks for them whatever is looked at


def read_pairs(stream: BinaryIO, source: Source, wanted: Wanted, product: Product) -> Iterator[EventBatch | Rejected]:
    """Yield the records of each block as batches, and the lines that are none."""
    years = calendar(source)
    for block in line_blocks(stream):
        if isinstance(block, TooLong):
            yield too_long(block, source)
            continue
        lines = lines_of(block, years)
        pairs, fits = _found(lines, product)
        if fits.any():
            for part, found in _split(
                lines if fits.all() else lines.select(fits), pairs if fits.all() else None, product
            ):
                yield _event_batch(part, found, source, wanted, product, years.notes)
        other = ~fits & lines.headed
        if other.any():
            yield _messages(lines.select(other), source, product)
        if (~fits & ~lines.headed).any():
            bad = lines.select(~fits & ~lines.headed).block
            yield from lost(bad, [product.reason] * len(bad), source)


def _pairs(lines: Lines, product: Product) -> Pairs:
    return pairs_of(lines.rest if product.before is None else product.before(lines.rest), product.dialect)


def _found(lines: Lines, product: Product) -> tuple[Pairs, npt.NDArray[np.bool_]]:
    pairs = _pairs(lines, product)
    fits = np.ones(pairs.rows, np.bool_)
    for mark in product.marks:
        has = np.zeros(pairs.rows, np.bool_)
        has[pairs.rows_with(mark)] = True
        fits &= has
    return pairs, fits


def _split(lines: Lines, pairs: Pairs | None, product: Product) -> Iterator[tuple[Lines, Pairs]]:
    """Yield the lines in parts whose cells are no more than the limit, however odd their keys are."""
    found = _pairs(lines, product) if pairs is None else pairs
    rows = len(lines.block)
    if rows < 2 or rows * len(found.keys) <= MOST_CELLS:
        yield lines, found
        return
    half = np.arange(rows) < rows // 2
    yield from _split(lines.select(half), None, product)
    yield from _split(lines.select(~half), None, product)


def _event_batch(
    lines: Lines, pairs: Pairs, source: Source, wanted: Wanted, product: Product, notes: tuple[str, ...]
) -> EventBatch:
    make = partial(_columns, lines, pairs, source, product)
    events = pa.RecordBatch.from_pydict(make(wanted))
    fetch = None if wanted.fields is None else partial(_some, make)
    return EventBatch(source.path, product.family, events, fetch=fetch, notes=notes)


def _some(make: Callable[[Wanted], Columns], rows: npt.NDArray[np.int64]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict(make(ALL_FIELDS)).take(pa.array(rows))


def _columns(lines: Lines, pairs: Pairs, source: Source, product: Product, wanted: Wanted) -> Columns:
    count = len(lines.block)
    times = product.times(pairs, source.timezone)
    if lines.times is not None:
        times = pc.coalesce(times, lines.times)
    hosts = [_plain(pairs.column(name)) for name in product.hosts if name in pairs.keys]
    if lines.hosts is not None:
        hosts.append(lines.hosts)
    logs = [_plain(pairs.column(name)) for name in product.logs if name in pairs.keys]
    columns: Columns = numbered(lines.block) | {
        "_time": times,
        "_host": filled(pc.coalesce(*hosts), source.host) if hosts else constant(source.host, count),
        "_log": filled(pc.coalesce(*logs), product.log).dictionary_encode() if logs else constant(product.log, count),
    }
    for name in pairs.keys:
        shown = f"log.{name}" if name.startswith("_") else name
        if wanted.wants(shown):
            columns[shown] = pairs.column(name)
    if product.more is not None and (not product.made or any(map(wanted.wants, product.made))):
        made = product.more(lines.rest, pairs)
        columns |= {name: column for name, column in made.items() if wanted.wants(name) and column.null_count < count}
    return columns


def _plain(column: pa.Array) -> pa.Array:
    """Return the first of a key's values."""
    return pc.list_element(column, 0) if pa.types.is_list(column.type) else column


def first(pairs: Pairs, name: str) -> pa.Array:
    """Return a key's values, the first of each line where it has several, as strings."""
    return _plain(pairs.column(name))


def no_times(pairs: Pairs, timezone: str | None) -> pa.Array:
    """Return no times: those of the syslog header hold."""
    return pa.nulls(pairs.rows, MOMENT)


def _messages(lines: Lines, source: Source, product: Product) -> EventBatch:
    """Return what the device wrote beside its records."""
    count = len(lines.block)
    hosts = constant(source.host, count) if lines.hosts is None else filled(lines.hosts, source.host)
    columns: Columns = numbered(lines.block) | {
        "_time": pa.nulls(count, MOMENT) if lines.times is None else lines.times,
        "_host": hosts,
        "_log": constant("syslog", count),
        "message": lines.rest,
    }
    return EventBatch(source.path, product.family, pa.RecordBatch.from_pydict(columns))
