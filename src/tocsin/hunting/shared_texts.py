"""What rows of a table of hits share: where several rules are true of one event, its text stands in the first row.

In: texts and the rows that have them. Out: a column of text that is empty in the other rows, and `BACK`, a column that
says how many rows before it the text of a row stands. `SAME` says the same of the first row that has the same place
(rule, host, log, ...) as a row. Tables may be put one after the other, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from tocsin.collecting.columns import mixed, row_numbers
from tocsin.hunting.table import Rows, codes_of
from tocsin.hunting.texts import offsets_of

TEXT, BACK, SAME = "event", "_back", "_same"


def shared_texts(texts: pa.Array, again: Rows) -> tuple[pa.Array, pa.Array]:
    """Return both columns; `again` says which text each row has, ascending, each of them at least once.

    >>> shown, back = shared_texts(pa.array(["a", "b"]), np.array([0, 0, 1]))
    >>> shown.to_pylist(), back.to_pylist()
    (['a', '', 'b'], [0, 1, 0])
    """
    first = np.diff(again, prepend=-1) > 0
    texts = texts.cast(pa.string())
    data, offsets = texts.buffers()[2], offsets_of(texts)
    begins = np.append(offsets[again + ~first], offsets[-1:])
    shown = pa.StringArray.from_buffers(len(again), pa.py_buffer(begins), data)
    places = np.arange(len(again), dtype=np.int32)
    return shown, pa.array(places - np.maximum.accumulate(np.where(first, places, 0)), pa.int32())


def holders(table: pa.Table, rows: Rows) -> Rows:
    """Return for each of some rows the row that holds its text."""
    if BACK not in table.schema.names:
        return rows
    back = table.column(BACK).take(row_numbers(rows)).fill_null(0)
    before = rows - np.asarray(back)
    return np.where((before >= 0) & (before <= rows), before, rows)  # who read evidence is not believed


def kinds_of(columns: Iterable[pa.Array], rows: int) -> tuple[Rows, Rows]:
    """Return the first row of each kind, and of which kind each row is; rows of a kind are the same in all columns.

    Rows that are the same may be of several kinds where a dictionary has a value twice.

    >>> [found.tolist() for found in kinds_of([pa.array(["a", None, "a"]), pa.array(["b", "b", "b"])], 3)]
    [[0, 1], [0, 1, 0]]
    """
    encoded = (one if pa.types.is_dictionary(one.type) else one.dictionary_encode() for one in columns)
    code = mixed(((codes_of(one.indices) + np.int64(1), len(one.dictionary) + 1) for one in encoded), rows)
    again = np.asarray(row_numbers(code).dictionary_encode().indices).astype(np.int64)
    return np.flatnonzero(np.diff(np.maximum.accumulate(again), prepend=-1) > 0), again


def same_places(columns: Iterable[pa.Array], rows: int) -> pa.Array:
    """Return how many rows before each the first one of the same kind stands."""
    first, again = kinds_of(columns, rows)
    return pa.array(np.arange(rows) - first[again], pa.int32())
