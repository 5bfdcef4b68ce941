"""Events as JSON, put together by columns or by a compiled loop: each distinct value is written once.

In: events as a record batch. Out: one text a row, its fields under the log's own names and in the columns' order, those
that it does not have left out.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from tocsin.collecting.columns import pc
from tocsin.hunting.event_writing import measured, written
from tocsin.hunting.joining import Pieces
from tocsin.hunting.table import codes_of
from tocsin.hunting.texts import as_they_lie

_ESCAPED = "[\x00-\x1f]"
"""What JSON has an escape of its own for, beside quote and backslash: all letters before `_PLAIN`."""
_PLAIN = 0x20

FEW = 100
"""Fewer values than these are quicker written one by one."""


def event_texts(events: pa.RecordBatch) -> pa.Array:
    """Return events as JSON."""
    names = [name for name in events.schema.names if not name.startswith("_")]
    own = [_codes(events.column(name)) for name in names]
    parts = [(_named(name, _values(words)), codes) for name, (words, codes) in zip(names, own, strict=True)]
    if written.is_loaded and measured.is_loaded and parts:
        return _by_loop(parts, events.num_rows)
    return _by_columns(parts, events.num_rows)


Parts = list[tuple[pa.Array, npt.NDArray[np.int32]]]
"""For each field: `"name":value` for each distinct value, and which of them each event has; -1: none."""


def _by_loop(parts: Parts, count: int) -> pa.Array:
    texts = pa.concat_arrays([part for part, _ in parts])
    pieces = Pieces.of(texts, np.arange(len(texts)))
    firsts = np.cumsum([0, *(len(part) for part, _ in parts[:-1])], dtype=np.int64)
    codes = np.concatenate([one for _, one in parts])
    ends = np.zeros(count + 1, np.int32)
    size = measured(codes, count, firsts, pieces.sizes)
    if size > np.iinfo(np.int32).max:
        raise OverflowError("more text than one column holds")
    out = np.empty(size, np.uint8)
    written(codes, count, firsts, pieces.addresses, pieces.sizes, out, ends[1:])
    return pa.StringArray.from_buffers(count, pa.py_buffer(ends), pa.py_buffer(out))


def _by_columns(parts: Parts, count: int) -> pa.Array:
    counts = np.ones(count, np.int64)  # the end is one, too
    for _, codes in parts:
        counts += codes >= 0
    begins = np.concatenate([[0], np.cumsum(counts)])
    places = np.empty(int(begins[-1]), np.int64)
    following = begins[:-1].copy()
    texts: list[pa.Array] = [pa.array(["{}", "}"])]
    known = 2
    for part, codes in parts:
        row = np.flatnonzero(codes >= 0)
        at, place = following[row], codes[row].astype(np.int64) + known
        first = at == begins[row]
        if first.any():
            texts.append(pc.binary_join_element_wise("{", part, ""))
            known += len(part)
            place[~first] += len(part)
        if not first.all():
            texts.append(pc.binary_join_element_wise(",", part, ""))
            known += len(part)
        places[at] = place
        following[row] += 1
    places[following] = following > begins[:-1]
    whole = pa.concat_arrays(texts).take(pa.array(places))
    # texts that stand one after the other are one text: only where each begins is said anew
    _, ends, data = whole.buffers()
    offsets = np.frombuffer(ends, np.int32)[begins]
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), data)


def _codes(column: pa.Array) -> tuple[pa.Array, npt.NDArray[np.int32]]:
    """Return distinct values of a column (of lists: each), and for each row which of them it has; -1: none."""
    if pa.types.is_list(column.type):
        there = column.is_valid().to_numpy(zero_copy_only=False)
        return column, np.where(there, np.arange(len(column)), -1).astype(np.int32)
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    codes, words = codes_of(column.indices), column.dictionary
    if len(words) > len(codes):  # most of them are those of other events
        used = np.zeros(len(words) + 1, np.bool_)
        used[codes] = True
        words = words.take(pa.array(np.flatnonzero(used[:-1])))
        codes = np.append(np.cumsum(used[:-1]) - 1, -1).astype(np.int32)[codes]
    return words, codes


def _values(words: pa.Array) -> pa.Array:
    """Return values as JSON."""
    if len(words) < FEW or not pa.types.is_string(words.type) or words.null_count:
        return pa.array([orjson.dumps(value).decode() for value in words.to_pylist()], pa.string())
    held, offsets = as_they_lie(words)
    letters = held[offsets[0] : offsets[-1]]
    escaped = words
    for mark in ("\\", '"'):  # what stands in none of the values need not be looked for in each
        if (letters == ord(mark)).any():
            escaped = pc.replace_substring(escaped, mark, f"\\{mark}")
    texts = pc.binary_join_element_wise('"', escaped, '"', "")
    if not (letters < _PLAIN).any():
        return texts
    others = np.asarray(pc.match_substring_regex(words, _ESCAPED))
    said = [orjson.dumps(value).decode() for value in words.filter(pa.array(others)).to_pylist()]
    return pc.replace_with_mask(texts, pa.array(others), pa.array(said, pa.string()))


def _named(name: str, values: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(orjson.dumps(name).decode() + ":", values, "")
