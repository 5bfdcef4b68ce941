"""EVTX by columns: all records of many chunks at once, as one wide event table.

In: a block of whole chunks. Out: a record batch with one row an event and one column a field, for the fields asked for.
Events of one template have the same substitutions in the same order, so a field is read for all of them with one look
at the table of value sizes. What the columnar path does not take is named, never guessed: the caller reads it the
simple path. Both give the same values (tests compare them record by record).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.columns import spans, strings
from tocsin.collecting.formats.evtx_exemplars import Exemplars
from tocsin.collecting.formats.evtx_frames import (
    RECORD_HEADER,
    Bytes,
    Positions,
    Records,
    find_frames,
    find_records,
    stretches,
    u32,
    u64,
)
from tocsin.collecting.formats.evtx_template import FieldName, Slot, Template
from tocsin.collecting.formats.evtx_values import (
    FILETIME,
    FRAGMENT,
    NULL,
    RENDER,
    STRING_ARRAY,
    UINT64,
    UNIX_EPOCH_US,
    distinct,
    strings_of,
    texts,
)

MAX_VALUES = 512  # substitutions of one template; Windows writes a few dozen
MAX_FRAGMENTS = 3  # fragments within fragments

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Values of one field for some rows: byte ranges of one kind, or one literal for all."""

    rows: Rows
    kind: int
    at: Positions | None
    size: Positions | None
    literal: str | None


@dataclass(slots=True)
class _Layout:
    """Frames whose templates say the same, with the template and the table of their values."""

    template: Template
    rows: Rows
    kinds: npt.NDArray[np.uint8]  # frames x values
    at: Positions  # frames x values
    size: Positions  # frames x values
    uniform: list[bool]  # a value each: is it of one kind in all frames


@dataclass(slots=True)
class ColumnarBlock:
    """What was understood of a block. `left` are rows (numbers in `records`) for the simple path."""

    block: Bytes
    records: Records
    layouts: list[tuple[tuple[str, ...], _Layout]] = field(default_factory=list)
    left: Rows = field(default_factory=lambda: np.empty(0, np.int64))
    _numbers: dict[str, Positions] = field(default_factory=dict[str, Positions])
    _times: npt.NDArray[np.int64] | None = None

    def numbers(self, name: str) -> Positions:
        """Return for each record the 64-bit number that an element of its `System` holds; -1 where there is none."""
        if name not in self._numbers:
            self._numbers[name] = _numbers(self, name)
        return self._numbers[name]

    def times(self) -> npt.NDArray[np.int64]:
        """Return each record's time, in microseconds since 1970 UTC: the event's SystemTime, or else the header's."""
        if self._times is None:
            self._times = _times(self)
        return self._times


def decode(block: Bytes, chunks: int, known: Exemplars) -> ColumnarBlock:
    """Understand all records of a block of `chunks` chunks (and `PADDING` zeros behind them).

    `known` keeps the templates of one file from block to block.
    """
    records = find_records(block, chunks)
    found = ColumnarBlock(block, records)
    left = np.zeros(len(records.at), bool)
    rows = np.arange(len(records.at), dtype=np.int64)
    pending: list[tuple[tuple[str, ...], int, Rows, Positions, Positions]] = [
        ((), 0, rows, records.at + RECORD_HEADER, records.at + records.size - 4)
    ]
    while pending:
        path, depth, rows, at, end = pending.pop()
        for layout, refused in _layouts(block, rows, at, end, known):
            if layout is None:
                left[refused] = True
                continue
            found.layouts.append((path, layout))
            left[layout.rows[UNKNOWN[layout.kinds].any(axis=1)]] = True
            fragments = {slot.substitution: slot for slot in layout.template.slots if slot.fragment}
            for column in np.flatnonzero((layout.kinds == FRAGMENT).any(axis=0)).tolist():
                nested = layout.kinds[:, column] == FRAGMENT
                inside, start = layout.rows[nested], layout.at[nested, column]
                if column not in fragments or depth >= MAX_FRAGMENTS:
                    left[inside] = True
                    continue
                stop = start + layout.size[nested, column]
                pending.append((path + fragments[column].path, depth + 1, inside, start, stop))
    found.left = np.flatnonzero(left).astype(np.int64)
    return found


UNKNOWN = np.ones(256, bool)
UNKNOWN[[NULL, FRAGMENT, STRING_ARRAY, *RENDER]] = False
"""Kinds of values that cannot be written: events with one go the simple path."""


def _layouts(
    block: Bytes, rows: Rows, at: Positions, end: Positions, known: Exemplars
) -> Iterator[tuple[_Layout | None, Rows]]:
    """Group template instances by what their templates say; yields (None, rows) for what is not understood."""
    frames = find_frames(block, at, end)
    if not frames.taken.all():
        yield None, rows[~frames.taken]
    rows, end = rows[frames.taken], end[frames.taken]
    definition, values = frames.definition[frames.taken], frames.values[frames.taken]
    if not len(rows):
        return
    places, of_frame = np.unique(definition, return_inverse=True)
    templates, of_place = known.recognise(block, places)
    group = of_place[of_frame]
    order = np.argsort(group, kind="stable")
    for chosen in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        number = int(group[chosen[0]])
        if number < 0:
            yield None, rows[chosen]
        else:
            yield from _tables(block, templates[number], rows[chosen], values[chosen], end[chosen])


def _tables(
    block: Bytes, template: Template, rows: Rows, values: Positions, end: Positions
) -> Iterator[tuple[_Layout | None, Rows]]:
    """Read the tables of value sizes and kinds, one for each number of values that occurs."""
    counts = u32(block, values)
    for count in np.unique(counts):
        chosen = counts == count
        if not template.substitutions <= count <= MAX_VALUES:
            yield None, rows[chosen]
            continue
        base, limit, mine = values[chosen] + 4, end[chosen], rows[chosen]
        fits = base + 4 * count <= limit
        if not fits.all():
            yield None, mine[~fits]
            base, limit, mine = base[fits], limit[fits], mine[fits]
        if not len(mine):
            continue
        if not count:
            yield _Layout(template, mine, *_no_values(len(mine)), []), mine[:0]
            continue
        descriptors = stretches(block, base, 4 * int(count)).view("<u4")
        size = (descriptors & 0xFFFF).astype(np.int64)
        begin = np.cumsum(size, axis=1) - size + (base + 4 * count)[:, None]
        whole = begin[:, -1] + size[:, -1] <= limit
        if not whole.all():
            yield None, mine[~whole]
        if not whole.any():
            continue
        kinds = ((descriptors[whole] >> 16) & 0xFF).astype(np.uint8)
        uniform = (kinds == kinds[0]).all(axis=0).tolist()
        yield _Layout(template, mine[whole], kinds, begin[whole], size[whole], uniform), mine[:0]


def layouts_of_frames(
    block: Bytes, template: Template, rows: Rows, values: Positions, end: Positions
) -> Iterator[_Layout]:
    """Yield the layouts of frames of one template, all of which are known to be sound.

    `values` are the bytes at which the numbers of values stand, `end` those behind the frames.
    """
    return (layout for layout, _ in _tables(block, template, rows, values, end) if layout is not None)


def _no_values(rows: int) -> tuple[npt.NDArray[np.uint8], Positions, Positions]:
    return np.empty((rows, 0), np.uint8), np.empty((rows, 0), np.int64), np.empty((rows, 0), np.int64)


def columns(
    found: ColumnarBlock,
    keep: npt.NDArray[np.bool_],
    name_of: FieldName,
    wanted: Sequence[frozenset[str] | None],
    without: frozenset[str] = frozenset(),
) -> dict[str, pa.Array]:
    """Return the fields of the kept rows, in the rows' order, as dictionary-encoded text (or lists of text).

    `wanted` are the names to take of each layout (None: all), but for those in `without`.
    """
    position = np.cumsum(keep) - 1
    all_kept = bool(keep.all())
    pieces: dict[str, list[_Piece]] = {}
    for (path, layout), names in zip(found.layouts, wanted, strict=True):
        chosen: npt.NDArray[np.bool_] | None = None
        if not all_kept:
            kept = keep[layout.rows]
            if not kept.any():
                continue
            chosen = None if kept.all() else kept
        for slot, name in layout.template.named(path, name_of):
            if (names is None or name in names) and name not in without:
                pieces.setdefault(name, []).extend(_pieces(layout, slot, chosen))
    return {
        name: _column(found.block, pieces[name], position, int(keep.sum())) for name in sorted(pieces) if pieces[name]
    }


def _pieces(layout: _Layout, slot: Slot, chosen: npt.NDArray[np.bool_] | None) -> Iterator[_Piece]:
    """Cut a slot's values into pieces of one kind; `chosen` are the frames to keep (None: all)."""
    rows = layout.rows if chosen is None else layout.rows[chosen]
    number = slot.substitution
    if number < 0:
        yield _Piece(rows, 0, None, None, slot.literal)
        return
    kinds, at, size = layout.kinds[:, number], layout.at[:, number], layout.size[:, number]
    if chosen is not None:
        kinds, at, size = kinds[chosen], at[chosen], size[chosen]
    if slot.attribute is None and slot.path[-1] != "Data":
        # the reference decoder writes an empty element as null; only `Data` may be there and empty
        full = size > 0
        rows, kinds, at, size = rows[full], kinds[full], at[full], size[full]
    if not len(rows):
        return
    if layout.uniform[number]:
        if kinds[0] not in (NULL, FRAGMENT):
            yield _Piece(rows, int(kinds[0]), at, size, None)
        return
    for kind in np.unique(kinds).tolist():
        if kind not in (NULL, FRAGMENT):
            same = kinds == kind
            yield _Piece(rows[same], kind, at[same], size[same], None)


def _column(block: Bytes, pieces: list[_Piece], position: Rows, count: int) -> pa.Array:
    """Join the pieces of a field into one column of `count` rows."""
    rows: list[Rows] = []
    codes: list[npt.NDArray[np.int32]] = []
    words: list[pa.Array] = []
    arrays: list[tuple[str, ...]] = []
    by_kind: dict[int, list[_Piece]] = {}
    known = 0
    for piece in pieces:
        if piece.literal is not None:
            rows.append(position[piece.rows])
            codes.append(np.full(len(piece.rows), known, np.int32))
            words.append(strings([piece.literal]))
            known += 1
        else:
            by_kind.setdefault(piece.kind, []).append(piece)
    for kind, same in sorted(by_kind.items(), key=lambda item: item[0] == STRING_ARRAY):
        at = _together([piece.at for piece in same if piece.at is not None])
        size = _together([piece.size for piece in same if piece.size is not None])
        index, values = distinct(block, at, size)
        rows.append(position[_together([piece.rows for piece in same])])
        codes.append(index + np.int32(known))
        if kind == STRING_ARRAY:
            arrays += map(strings_of, values.tolist())
        else:
            words.append(texts(kind, values))
        known += len(values)
    row, code, word = _together(rows), _together(codes), _together_words(words)
    filled = np.zeros(count, bool)
    filled[row] = True
    if arrays or np.count_nonzero(filled) < len(row):
        return _lists(row, code, [*word.to_pylist(), *arrays], count)
    if len(words) > 1:  # the same text may have come as several kinds
        encoded = word.dictionary_encode()
        word, code = encoded.dictionary, encoded.indices.to_numpy()[code]
    indices = np.full(count, -1, np.int32)
    indices[row] = code
    valid = None if len(row) == count else pa.py_buffer(np.packbits(filled, bitorder="little"))
    return pa.DictionaryArray.from_arrays(
        pa.Array.from_buffers(pa.int32(), count, [valid, pa.py_buffer(indices)], null_count=count - len(row)), word
    )


def _together(parts: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _together_words(parts: list[pa.Array]) -> pa.Array:
    if len(parts) == 1:
        return parts[0]
    return pa.concat_arrays(parts) if parts else pa.array([], pa.string())


def _lists(row: Rows, code: npt.NDArray[np.int32], values: list[str | tuple[str, ...]], count: int) -> pa.Array:
    """Column of lists, for a field that stands several times in an event."""
    order = np.argsort(row, kind="stable")
    members = [value if isinstance(value, tuple) else (value,) for value in values]
    flat = [text for member in members for text in member]
    length = np.array([len(member) for member in members], np.int64)
    first = np.cumsum(length) - length
    sizes = length[code[order]]
    taken = spans(first[code[order]], sizes)
    per_row = np.bincount(row[order], weights=sizes, minlength=count).astype(np.int64)
    offsets = np.zeros(count + 1, np.int32)
    offsets[1:] = np.cumsum(per_row)
    present = np.zeros(count, bool)
    present[row] = True
    return pa.ListArray.from_arrays(
        pa.array(offsets), pa.array(flat, pa.string()).take(pa.array(taken)), mask=pa.array(~present)
    )


def _numbers(found: ColumnarBlock, name: str) -> Positions:
    values = np.full(len(found.records.at), -1, np.int64)
    for path, layout in found.layouts:
        for slot in layout.template.slots:
            if path or slot.path[1:] != ("System", name) or slot.attribute is not None or slot.substitution < 0:
                continue
            chosen = (layout.kinds[:, slot.substitution] == UINT64) & (layout.size[:, slot.substitution] == 8)
            at = layout.at[chosen, slot.substitution]
            values[layout.rows[chosen]] = u64(found.block, at).astype(np.int64)
    return values


def _times(found: ColumnarBlock) -> npt.NDArray[np.int64]:
    moment = found.records.written.astype(np.int64)
    for path, layout in found.layouts:
        for slot in layout.template.slots:
            if path or slot.path[-1:] != ("TimeCreated",) or slot.attribute != "SystemTime" or slot.substitution < 0:
                continue
            kinds = layout.kinds[:, slot.substitution]
            chosen = (kinds == FILETIME) & (layout.size[:, slot.substitution] == 8)
            moment[layout.rows[chosen]] = u64(found.block, layout.at[chosen, slot.substitution]).astype(np.int64)
    return moment // 10 - UNIX_EPOCH_US
