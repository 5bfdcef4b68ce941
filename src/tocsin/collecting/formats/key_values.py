r"""Lines made of `key=value` pairs to columns: all pairs of a block at once, by positions of their signs.

In: a string column. Out: a column for each key. A value may stand in double quotes (`\"` is a quote inside); without
quotes it goes on to the next `key=`, so that blanks in it do no harm. A key that stands several times in a line has
all its values, as a list. Nothing is made of keys that nobody looks at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.columns import pc
from tocsin.collecting.formats.json_cutting import unescaped

Positions = npt.NDArray[np.int64]

_KEY = np.zeros(256, np.bool_)
_KEY[[*b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-@()"]] = True
LONGEST_KEY = 128

MOST_KEYS = 2048
"""More keys than the lines of any product have among them."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How pairs are written."""

    sign: str = "="  # between key and value
    between: str = " "  # signs that part pairs; any of these
    quoted: bool = True


PLAIN = Dialect()


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of lines: row and key of each, where its value stands in `data`, where each line's first pair begins."""

    data: npt.NDArray[np.uint8]
    rows: int
    row: Positions
    keys: dict[str, int]
    order: Positions  # pairs by key, and within a key as they stand
    bounds: Positions  # where in `order` each key's pairs begin, and where the last one's end
    begin: Positions
    end: Positions
    escaped: bool  # quotes stand in values behind a backslash
    first: Positions  # bytes of each line before its first pair; its length where it has none

    def column(self, name: str) -> pa.Array:
        """Return the values of a key, null where a line does not have it.

        >>> pairs_of(pa.array(['a=1 b="x y"', "b=z z c=", "-"])).column("b").to_pylist()
        ['x y', 'z z', None]
        """
        place = self.keys.get(name)
        if place is None:
            return pa.nulls(self.rows, pa.string())
        mine = self.order[self.bounds[place] : self.bounds[place + 1]]
        row = self.row[mine]
        values = taken(self.data, self.begin[mine], self.end[mine])
        if self.escaped:
            values = pc.replace_substring(values, r"\"", '"')
        if len(row) == self.rows and (np.diff(row) == 1).all():
            return values
        if (np.diff(row) == 0).any():
            offsets = np.searchsorted(row, np.arange(self.rows + 1)).astype(np.int32)
            empty = pa.array(np.diff(offsets) == 0)
            lists = pa.ListArray.from_arrays(pa.array(offsets), values)
            return pc.if_else(empty, pa.scalar(None, lists.type), lists)
        places = np.full(self.rows, -1, np.int64)
        places[row] = np.arange(len(row))
        return values.take(pa.array(places, mask=places < 0))

    def rows_with(self, name: str) -> Positions:
        """Return the lines that have a key."""
        place = self.keys.get(name)
        return self.row[:0] if place is None else self.row[self.order[self.bounds[place] : self.bounds[place + 1]]]

    def columns(self, wanted: Callable[[str], bool]) -> dict[str, pa.Array]:
        """Return the columns of all keys that are wanted."""
        return {name: self.column(name) for name in self.keys if wanted(name)}


def pairs_of(texts: pa.Array, dialect: Dialect = PLAIN) -> Pairs:
    """Find the pairs of lines; a null is an empty line."""
    offsets, data = _buffers(texts)
    rows = len(texts)
    begins, ends = offsets[:-1], offsets[1:]
    quotes = unescaped(data) if dialect.quoted else np.empty(0, np.int64)
    escaped = dialect.quoted and len(quotes) < np.count_nonzero(data == 0x22)
    before = np.searchsorted(quotes, begins)
    signs = _outside(_places(data, dialect.sign, escaped=not dialect.quoted), quotes, before, begins)
    parting = np.sort(np.concatenate([_places(data, sign) for sign in dialect.between]))
    parting = _outside(parting, quotes, before, begins)
    starts = np.sort(np.concatenate([begins[begins < ends], parting + 1]), kind="stable")
    starts = starts[(np.diff(starts, prepend=-1) > 0) & (starts < len(data))]
    row = np.clip(np.searchsorted(begins, starts, "right") - 1, 0, max(rows - 1, 0))
    at = np.searchsorted(signs, starts)
    inside = at < len(signs)
    starts, row, at = starts[inside], row[inside], at[inside]
    sign = signs[at]
    bad = np.zeros(len(data) + 1, np.int32)
    np.cumsum(~_KEY[data], out=bad[1:])
    good = (sign > starts) & (sign < ends[row]) & (bad[sign] == bad[starts]) & (sign - starts <= LONGEST_KEY)
    starts, row, sign = starts[good], row[good], sign[good]
    keys = taken(data, starts, sign).dictionary_encode()
    codes = np.asarray(keys.indices).astype(np.int64)
    if len(keys.dictionary) > MOST_KEYS:  # what is beyond stays in the value before it
        kept = codes < MOST_KEYS
        starts, row, sign, codes = starts[kept], row[kept], sign[kept], codes[kept]
    names = keys.dictionary[:MOST_KEYS].to_pylist()
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(names) + 1))
    begin, end = _values(data, starts, sign + 1, row, ends, dialect)
    first = (ends - begins).astype(np.int64)
    if len(row):
        leading = np.concatenate([[True], np.diff(row) != 0])
        first[row[leading]] = starts[leading] - begins[row[leading]]
    places = {name: place for place, name in enumerate(names)}
    return Pairs(data, rows, row, places, order, bounds, begin, end, bool(escaped), first)


def _values(
    data: npt.NDArray[np.uint8], starts: Positions, begin: Positions, row: Positions, ends: Positions, dialect: Dialect
) -> tuple[Positions, Positions]:
    """Return where values stand: up to the next key, without what parts pairs and without quotes."""
    end = ends[row].copy() if len(row) else np.empty(0, np.int64)
    if not len(row):
        return begin, end
    follows = np.concatenate([row[1:] == row[:-1], [False]])
    end[follows] = starts[1:][follows[:-1]]
    trimmed = np.zeros(256, np.bool_)
    trimmed[[*dialect.between.encode()]] = True
    for _ in range(4):  # `; ` and the like; what is left of a longer run belongs to the value
        more = (end > begin) & trimmed[data[np.maximum(end - 1, 0)]]
        if not more.any():
            break
        end = end - more
    if dialect.quoted:
        bare = (
            (end - begin >= 2)
            & (data[np.minimum(begin, len(data) - 1)] == 0x22)
            & (data[np.maximum(end - 1, 0)] == 0x22)
        )
        begin, end = begin + bare, end - bare
    return begin, np.maximum(begin, end)


def _buffers(texts: pa.Array) -> tuple[Positions, npt.NDArray[np.uint8]]:
    """Return the bytes of a string column and where each of its values begins in them."""
    whole = pc.fill_null(texts, "") if texts.null_count else texts
    if not len(whole):
        return np.zeros(1, np.int64), np.empty(0, np.uint8)
    _, where, content = whole.buffers()
    offsets = np.frombuffer(where, np.int32)[whole.offset : whole.offset + len(whole) + 1].astype(np.int64)
    data = np.empty(0, np.uint8) if content is None else np.frombuffer(content, np.uint8)[offsets[0] : offsets[-1]]
    return offsets - offsets[0], data


def _places(data: npt.NDArray[np.uint8], sign: str, *, escaped: bool = False) -> Positions:
    return unescaped(data, ord(sign)) if escaped else np.flatnonzero(data == ord(sign))


def _outside(places: Positions, quotes: Positions, before: Positions, begins: Positions) -> Positions:
    """Return the places that do not stand inside quotes; these are paired line by line."""
    if not len(quotes) or not len(places):
        return places
    line = np.clip(np.searchsorted(begins, places, "right") - 1, 0, None)
    return places[(np.searchsorted(quotes, places) - before[line]) % 2 == 0]


def taken(data: npt.NDArray[np.uint8], begin: Positions, end: Positions) -> pa.Array:
    """Return pieces of UTF-8 as a string column; a piece begins and ends at signs of ASCII, so each is whole."""
    sizes = end - begin
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    total = int(offsets[-1])
    if total >= 2**31:
        raise ValueError("more than 2 GiB of text in one block")
    gathered = data[np.repeat(begin - offsets[:-1], sizes) + np.arange(total)]
    buffers = [None, pa.py_buffer(offsets.astype(np.int32).tobytes()), pa.py_buffer(gathered.tobytes())]
    return pa.Array.from_buffers(pa.string(), len(begin), buffers)
