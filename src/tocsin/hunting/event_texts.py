"""Events as JSON, put together by columns: each distinct value is written once, each text is copied once.

In: events as a record batch. Out: one text a row, its fields under the log's own names and in the columns' order, those
that it does not have left out.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from tocsin.collecting.columns import pc
from tocsin.hunting.table import Rows, codes_of

_ESCAPED = "[\x00-\x1f]"
"""What JSON has an escape of its own for, beside quote and backslash."""

FEW = 100
"""Fewer values than these are quicker written one by one."""


def event_texts(events: pa.RecordBatch, rows: Rows | None = None) -> pa.Array:
    """Return events as JSON: all of them, or those of some rows, in the order in which these are given."""
    names = [name for name in events.schema.names if not name.startswith("_")]
    own = [_codes(events.column(name)) for name in names]
    counts = np.ones(events.num_rows, np.int64)  # the end is one, too
    for _, codes in own:
        counts += codes >= 0
    begins = np.concatenate([[0], np.cumsum(counts)])
    places = np.empty(int(begins[-1]), np.int64)
    following = begins[:-1].copy()
    texts: list[pa.Array] = [pa.array(["{}", "}"])]
    known = 2
    for name, (words, codes) in zip(names, own, strict=True):
        row = np.flatnonzero(codes >= 0)
        at, place = following[row], codes[row].astype(np.int64) + known
        first = at == begins[row]
        values = _values(words)
        if first.any():
            texts.append(_named("{", name, values))
            known += len(values)
            place[~first] += len(values)
        if not first.all():
            texts.append(_named(",", name, values))
            known += len(values)
        places[at] = place
        following[row] += 1
    places[following] = following > begins[:-1]
    if rows is not None:
        places, begins = _chosen(places, begins, rows)
    written = pa.concat_arrays(texts).take(pa.array(places))
    # texts that stand one after the other are one text: only where each begins is said anew
    _, ends, data = written.buffers()
    offsets = np.frombuffer(ends, np.int32)[begins]
    return pa.StringArray.from_buffers(len(begins) - 1, pa.py_buffer(offsets), data)


def _chosen(places: Rows, begins: Rows, rows: Rows) -> tuple[Rows, Rows]:
    """Return the members of some rows, and where those of each begin."""
    counts = np.diff(begins)[rows]
    fresh = np.concatenate([[0], np.cumsum(counts)])
    moved = np.repeat(begins[rows] - fresh[:-1], counts)
    return places[moved + np.arange(int(fresh[-1]))], fresh


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
    escaped = pc.replace_substring(pc.replace_substring(words, "\\", "\\\\"), '"', '\\"')
    texts = pc.binary_join_element_wise('"', escaped, '"', "")
    others = np.asarray(pc.match_substring_regex(words, _ESCAPED))
    if not others.any():
        return texts
    said = [orjson.dumps(value).decode() for value in words.filter(pa.array(others)).to_pylist()]
    return pc.replace_with_mask(texts, pa.array(others), pa.array(said, pa.string()))


def _named(before: str, name: str, values: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(before + orjson.dumps(name).decode() + ":", values, "")
