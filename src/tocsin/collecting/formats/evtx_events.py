"""EVTX by columns, last step: a block of chunks as one event table under the names that `collecting.windows` gives.

In: a block of whole chunks. Out: one wide batch (a row an event, null where an event has no such field), and the chunks
that must go the simple path. Beyond speed there is one intended difference: the reference decoder's JSON drops an
unnamed `Data` that stands beside named ones, and all but the last of two fields of one name; both are kept here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tocsin.collecting.batches import ALL_FIELDS, ALWAYS, Fields, Search, Wanted
from tocsin.collecting.coded import Coded
from tocsin.collecting.columns import constant, integers
from tocsin.collecting.format import Source
from tocsin.collecting.formats.evtx_columns import ColumnarBlock, columns, decode
from tocsin.collecting.formats.evtx_exemplars import Exemplars
from tocsin.collecting.formats.evtx_frames import CHUNK_SIZE, Bytes, Positions
from tocsin.collecting.formats.evtx_template import Slot
from tocsin.collecting.windows import NUMBERS, SYSTEM, SYSTEM_ATTRIBUTES, number

_ATTRIBUTES = frozenset(f"{element}_{attribute}" for element, attribute in SYSTEM_ATTRIBUTES) | {"Provider_Name"}
_TAKEN = SYSTEM | _ATTRIBUTES
_HEAD = frozenset({"Channel", "Provider_Name", "EventID"})


@dataclass(frozen=True, slots=True)
class BlockEvents:
    """Events of a block, and the numbers (in the block) of the chunks that were not taken.

    `fetch` gives some of the events with all their fields, and `search` marks those that stand where something was
    found in the raw bytes, as long as the block's buffer is what it was.
    """

    events: pa.RecordBatch | None
    chunks_left: list[int]
    fetch: Callable[[npt.NDArray[np.int64]], pa.RecordBatch] | None = None
    search: Callable[[Search, npt.NDArray[np.int64]], npt.NDArray[np.bool_]] | None = None
    coded: Coded | None = None
    written: Callable[[npt.NDArray[np.int64]], tuple[pa.Array, npt.NDArray[np.bool_]]] | None = None


def field_name(path: tuple[str, ...], slot: Slot) -> str | None:
    """Return the name of the field that a slot fills, or None for what is no field."""
    whole = path + slot.path
    if len(whole) < 2:
        return None
    if whole[1] == "System":
        return _system_name(whole, slot)
    user = whole[1] == "UserData"
    if slot.attribute is not None:
        if whole[-1] == "Data" or slot.attribute.startswith("xmlns"):
            return None
        return f"{whole[1] if len(whole) <= 2 + user else whole[-1]}_{slot.attribute}"
    name = (slot.name or "Data") if whole[-1] == "Data" else whole[-1]
    return f"{whole[1] if len(whole) <= 3 + user else whole[-2]}_{name}" if name in _TAKEN else name


def _system_name(whole: tuple[str, ...], slot: Slot) -> str | None:
    name = whole[-1] if slot.attribute is None else f"{whole[-1]}_{slot.attribute}"
    if slot.attribute is None and (name in NUMBERS or name in ("Channel", "Computer", "Keywords")):
        return name
    return name if slot.attribute is not None and name in _ATTRIBUTES else None


def read_block(block: Bytes, chunks: int, offset: int, source: Source, wanted: Wanted, known: Exemplars) -> BlockEvents:
    """Read a block of `chunks` whole chunks that begins at byte `offset` of the file."""
    found = decode(block, chunks, known)
    simple = np.zeros(chunks, bool)
    simple[found.records.unhealthy] = True
    simple[found.records.at[found.left] // CHUNK_SIZE] = True
    keep = ~simple[found.records.at // CHUNK_SIZE]
    left = np.flatnonzero(simple).tolist()
    if not keep.any():
        return BlockEvents(None, left)
    kept = np.flatnonzero(keep)

    def fetch(rows: npt.NDArray[np.int64]) -> pa.RecordBatch:
        distinct, again = np.unique(rows, return_inverse=True)
        chosen = np.zeros(len(keep), bool)
        chosen[kept[distinct]] = True
        return table_of(found, chosen, offset, source, ALL_FIELDS).take(pa.array(again))

    def search(find: Search, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        # by the chunk: a record's names and literals may stand with another record of its chunk
        view, of_row = memoryview(block.data), found.records.at[kept[rows]] // CHUNK_SIZE
        struck = np.zeros(chunks, bool)
        for chunk in np.unique(of_row).tolist():
            struck[chunk] = find(view[chunk * CHUNK_SIZE : chunk * CHUNK_SIZE + int(found.records.free[chunk])])
        return struck[of_row]

    events = table_of(found, keep, offset, source, wanted)
    return BlockEvents(events, left, None if wanted.fields is None else fetch, search)


def table_of(
    found: ColumnarBlock, keep: npt.NDArray[np.bool_], offset: int | Positions, source: Source, wanted: Wanted
) -> pa.RecordBatch:
    """Return the kept records of a block with the fields that are wanted.

    `offset` is the byte of the file at which the block begins; or how much further in the file each kept record stands.
    """
    if wanted.of_kind is None:
        table = columns(found, keep, field_name, [wanted.names()] * len(found.layouts))
    else:
        head = columns(found, keep, field_name, [_HEAD] * len(found.layouts))
        names = _by_layout(found, keep, head, wanted.of_kind)
        table = head | columns(found, keep, field_name, names, _HEAD)
    count = int(keep.sum())
    said = found.numbers("EventRecordID")
    record = np.where(said < 0, found.records.identifier, said)[keep]
    host = table.get("Computer", constant(None, count))
    own: dict[str, pa.Array] = {
        "_record": pa.array(record),
        "_offset": pa.array(found.records.at[keep] + offset),
        "_time": pa.array(found.times()[keep]).cast(pa.timestamp("us", tz="UTC")),
        "_host": host if source.host is None else pc.fill_null(host.cast(pa.string()), source.host),
        "_log": table.get("Channel", constant(None, count)),
    }
    for name in NUMBERS:
        if name in table:
            table[name] = _numbers(table[name])
    return pa.RecordBatch.from_pydict({**own, **dict(sorted(table.items()))})


def _by_layout(
    found: ColumnarBlock,
    keep: npt.NDArray[np.bool_],
    head: dict[str, pa.Array],
    of_kind: Callable[[str | None, str | None, int | None], Fields],
) -> list[Fields]:
    """Return the fields to read of each layout: those that are looked at in the kinds of event that it holds."""
    kind_of = np.zeros(len(keep), np.int64)
    kinds: list[tuple[Any, ...]] = [()]
    for name in ("Channel", "Provider_Name", "EventID"):
        values: list[Any] = [None]
        codes = np.zeros(len(keep), np.int64)
        if name in head:
            column = head[name]
            if not isinstance(column, pa.DictionaryArray):  # a field that stands twice in an event
                return [None] * len(found.layouts)
            values += column.dictionary.to_pylist()
            codes[keep] = np.asarray(column.indices.fill_null(-1)) + 1
        pairs, kind_of = np.unique(kind_of * len(values) + codes, return_inverse=True)
        kinds = [(*kinds[pair // len(values)], values[pair % len(values)]) for pair in pairs.tolist()]
    needs = [of_kind(kind[0], kind[1], number(kind[2])) for kind in kinds]
    fields: list[Fields] = []
    for _, layout in found.layouts:
        asked = [needs[kind] for kind in np.unique(kind_of[layout.rows[keep[layout.rows]]]).tolist()]
        whole = [one for one in asked if one is not None]
        fields.append(None if len(whole) < len(asked) else ALWAYS.union(*whole))
    return fields


_DIGITS = 19
"""Digits of the largest int64."""


def _numbers(column: pa.Array) -> pa.Array:
    """Return dictionary-encoded text as int64; what is no number is null."""
    if not isinstance(column, pa.DictionaryArray):
        return integers([number_said(value[0]) if value else None for value in column.to_pylist()])
    values = integers([number_said(text) for text in column.dictionary.to_pylist()])
    return values.take(column.indices)


def number_said(text: str | None) -> int | None:
    """Return the number that a value says: digits, and no more than an int64 has.

    >>> number_said("4688"), number_said("0x1"), number_said("9" * 5000), number_said(None)
    (4688, None, None, None)
    """
    return int(text) if text is not None and text.isdecimal() and len(text) < _DIGITS else None
