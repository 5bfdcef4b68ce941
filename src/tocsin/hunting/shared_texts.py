"""The texts of events in a table of hits: where several rules are true of one event, its text stands in the first row.

In: texts and the rows that have them. Out: a column of text that is empty in the other rows, and `BACK`, a column that
says how many rows before it the text of a row stands. Tables may be put one after the other, nothing else.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from tocsin.hunting.table import Rows
from tocsin.hunting.texts import offsets_of

TEXT, BACK = "event", "_back"


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


def holders(table: pa.Table) -> Rows | None:
    """Return for each row the row that holds its text; None: each holds its own."""
    if BACK not in table.schema.names:
        return None
    back = np.asarray(table.column(BACK).fill_null(0)).astype(np.int64)
    return np.arange(len(back)) - back if back.any() else None
