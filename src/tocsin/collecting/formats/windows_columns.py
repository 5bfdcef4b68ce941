"""Flat Windows events (NXLog, recordings, Sentinel, `Get-WinEvent`) out of lines of JSON, column by column.

In: blocks of lines. Out: for each block its events as batches, one a set of names, and the lines whose events are
of another form or need more than columns: those are for `windows_json`, which takes them one by one.
Invariant: what comes out of a line is the same in both ways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Wanted
from tocsin.collecting.columns import DICTIONARY, constant, pc
from tocsin.collecting.format import Source
from tocsin.collecting.formats.json_columns import NotInColumnsError, Tables, as_text, mapped, patterns, single
from tocsin.collecting.formats.json_objects import Found
from tocsin.collecting.formats.windows_flat import HEADS, LOCAL_TIME, Flat, Plan, decisive, row, zone_between
from tocsin.collecting.lines import LineBlock
from tocsin.collecting.local_dates import moments_of
from tocsin.collecting.windows import FAMILY, NUMBERS, UNIQUE, number, record_batch

Positions = npt.NDArray[np.int64]
Columns = dict[str, pa.Array]

_TEXTS = ("Channel", "Provider_Name", "Computer")
_WITNESSES = 32


class FlatColumns:
    """Reads blocks of one file."""

    def __init__(self, source: Source, wanted: Wanted, flat: Flat, is_flat: Callable[[dict[str, Any]], bool]) -> None:
        """Take the file, what is looked at, and what says that an object is a flat event (by its names alone)."""
        self._source, self._wanted, self._flat, self._is_flat = source, wanted, flat, is_flat
        names = wanted.names()
        # a name with a dot can be that of a value inside another, which no table has
        self._tables = Tables(None if names is None or any("." in name for name in names) else decisive(names))
        self._witnesses = 0

    def take(self, block: LineBlock) -> tuple[list[EventBatch], LineBlock]:
        """Return the events of a block, and the lines that are left."""
        known = self._witnesses
        batches, left = self._taken(block)
        if self._witnesses > known:  # now more names are looked at, and fewer lines are left
            batches, left = self._taken(block)
        return batches, left

    def _taken(self, block: LineBlock) -> tuple[list[EventBatch], LineBlock]:
        taken = self._tables.take(block)
        if taken is None:
            return [], block
        batches: list[EventBatch] = []
        left = np.zeros(len(taken.lines), np.bool_)
        for names, rows in patterns(taken.table):
            try:
                batches += self._batches(taken.table, names, rows, taken.lines)
            except NotInColumnsError:
                left[rows] = True
        return batches, taken.left.joined(taken.lines.select(left))

    def _batches(
        self, table: pa.Table, names: Sequence[str], rows: Positions, block: LineBlock
    ) -> Iterator[EventBatch]:
        first = orjson.loads(block.line(int(rows[0])))
        if not self._is_flat(first):
            raise NotInColumnsError
        plan = self._flat.plan(tuple(first))
        plain = dict(zip(first, plan.names, strict=True))
        if plan.disputed or plan.holders or plan.message or not self._sure(names, plain, first):
            raise NotInColumnsError
        part = table.select(names)
        if len(rows) < len(block):
            part = part.take(pa.array(rows))
        raw = {name: single(column) for name, column in zip(names, part.columns, strict=True)}
        if any(plain[name] in _TEXTS and not pa.types.is_string(column.type) for name, column in raw.items()):
            raise NotInColumnsError  # a number names no host and no log
        fields = {plain[name]: _plain_values(plain[name], column) for name, column in raw.items()}
        own = {
            "_record": _records(raw, plan, block.numbers[rows]),
            "_offset": pa.array(block.offsets[rows]),
            "_time": moments_of(_times(raw, plan, len(rows)), self._source.timezone),
        }
        return self._of_kinds(own, fields, rows, block)

    def _sure(self, names: Sequence[str], plain: dict[str, str], first: dict[str, Any]) -> bool:
        """Say whether all events of a pattern say what happened in fields of their own, and not in a message alone.

        Where not all names are looked at, one of them that says so is looked at from now on.
        """
        if not self._tables.partial or any(plain[name] not in HEADS for name in names):
            return True
        witness = min(
            (name for name, said in first.items() if type(said) is str and plain[name] not in HEADS),
            key=lambda name: len(first[name]),
            default=None,
        )
        if witness is not None and self._witnesses < _WITNESSES:
            self._witnesses += 1
            self._tables.ask(witness)
        return False

    def _of_kinds(self, own: Columns, fields: Columns, rows: Positions, block: LineBlock) -> Iterator[EventBatch]:
        """Yield the events, those of each kind by themselves where not the same is looked at in all."""
        if self._wanted.of_kind is None:
            yield self._batch(own, fields, self._wanted, rows, block)
            return
        codes, kinds = _kinds(fields, len(rows))
        for code, kind in enumerate(kinds):
            chosen = np.flatnonzero(codes == code)
            part = pa.array(chosen)
            yield self._batch(
                {name: column.take(part) for name, column in own.items()},
                {name: column.take(part) for name, column in fields.items()},
                self._wanted.in_kind(*kind),
                rows[chosen],
                block,
            )

    def _batch(self, own: Columns, fields: Columns, wanted: Wanted, rows: Positions, block: LineBlock) -> EventBatch:
        count = len(rows)
        host, channel = fields.get("Computer"), fields.get("Channel")
        columns = own | {
            "_host": constant(self._source.host, count) if host is None else host.dictionary_encode(),
            "_log": pa.nulls(count, DICTIONARY) if channel is None else channel.dictionary_encode(),
        }
        for name in sorted(fields):
            if wanted.wants(name):
                written = pa.types.is_string(fields[name].type) and name not in UNIQUE
                columns[name] = fields[name].dictionary_encode() if written else fields[name]
        fetch = None if wanted.fields is None else partial(_fetched, block, rows, self._flat, self._source)
        return EventBatch(self._source.path, FAMILY, pa.RecordBatch.from_pydict(columns), fetch=fetch)


def _fetched(block: LineBlock, rows: Positions, flat: Flat, source: Source, chosen: Positions) -> pa.RecordBatch:
    """Return some events with all their fields."""
    found = [
        Found(int(block.numbers[at]), int(block.offsets[at]), orjson.loads(block.line(int(at))), 0)
        for at in rows[chosen]
    ]
    return record_batch([row(one, flat) for one in found], source, ALL_FIELDS)


def _plain_values(name: str, column: pa.Array) -> pa.Array:
    """Return the values of a field as a log writes them; those of `NUMBERS` as numbers."""
    if name in NUMBERS:
        return _numbers(column)
    if name == "Keywords" and pa.types.is_int64(column.type):
        return mapped(column, lambda said: hex(said & (2**64 - 1)), pa.string())
    return as_text(column)


def _numbers(column: pa.Array) -> pa.Array:
    if pa.types.is_int64(column.type):
        return column
    if not pa.types.is_string(column.type):
        raise NotInColumnsError
    found = mapped(column, number, pa.int64())
    if found.null_count:  # words: they go under another name
        raise NotInColumnsError
    return found


def _records(raw: Columns, plan: Plan, lines: Positions) -> pa.Array:
    """Return the events' record numbers; where none is told, their lines."""
    if plan.record is None:
        return pa.array(lines)
    said = raw[plan.record]
    if pa.types.is_boolean(said.type):
        raise NotInColumnsError
    try:
        return said.cast(pa.int64())
    except pa.ArrowInvalid:
        raise NotInColumnsError from None


def _times(raw: Columns, plan: Plan, count: int) -> pa.Array:
    """Return the events' times as written, with their zone where that can be told."""
    if not plan.times:
        return pa.nulls(count, pa.string())
    texts = raw[plan.times[0]]
    if not pa.types.is_string(texts.type) or pc.any(pc.starts_with(texts, "/")).as_py():
        raise NotInColumnsError
    if not plan.local_time:
        return texts
    event, received, stamped = (raw[name] for name in LOCAL_TIME)
    if any(not pa.types.is_string(column.type) for column in (event, received, stamped)):
        raise NotInColumnsError
    pairs = pc.binary_join_element_wise(pc.utf8_slice_codeunits(received, 0, 19), stamped, "\n")
    zones = mapped(pairs, _zone, pa.string())
    return pc.coalesce(pc.binary_join_element_wise(event, zones, ""), texts)


def _zone(pair: str) -> str | None:
    received, stamped = pair.split("\n", 1)
    return zone_between(received, stamped[:19] + "Z")


def _kinds(fields: Columns, count: int) -> tuple[Positions, list[tuple[str | None, str | None, int | None]]]:
    """Return for each event which kind it is, and the kinds: channel, provider, event id."""
    codes = np.zeros(count, np.int64)
    for name in ("Channel", "Provider_Name", "EventID"):
        if name in fields:
            known = fields[name].dictionary_encode()
            codes = codes * len(known.dictionary) + np.asarray(known.indices)
    _, firsts, codes = np.unique(codes, return_index=True, return_inverse=True)
    chosen = [fields[name].take(pa.array(firsts)).to_pylist() if name in fields else [None] * len(firsts)
              for name in ("Channel", "Provider_Name", "EventID")]  # fmt: skip
    return codes.astype(np.int64), list(zip(*chosen, strict=True))
