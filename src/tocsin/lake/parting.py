"""Events of a batch parted by what a Parquet file should hold together: log of the catalogue, and kind of event.

In: event batches. Out: `Part`s: events of one log and one event id, with only the fields that they have, and each
dictionary with only the values that are used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.batches import EventBatch
from tocsin.collecting.columns import DICTIONARY, pc
from tocsin.knowledge.logs import find

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """Events of one log and one event id out of one batch."""

    log: str  # as it is called in the lake: the catalogue's id, or the family's name
    event_id: int | None
    family: str
    recovered: bool
    notes: tuple[str, ...]
    events: pa.RecordBatch


def parts_of(batch: EventBatch) -> Iterator[Part]:
    """Yield the parts of a batch, their events in the batch's order."""
    events = batch.events
    if not events.num_rows:
        return
    names, log_of = _logs(batch)
    ids, id_of = _event_ids(events)
    order = np.lexsort((id_of, log_of))
    cells = log_of[order] * len(ids) + id_of[order]
    begins = np.concatenate([[0], np.flatnonzero(np.diff(cells)) + 1])
    ends = np.append(begins[1:], len(cells))
    # rows are put in order once: each part is then a slice, of which only the fields it has are looked at further
    columns = {name: events.column(name).take(pa.array(order)) for name in events.schema.names}
    held = {name: np.add.reduceat(_valid(column), begins) for name, column in columns.items()}
    for at, (begin, end) in enumerate(zip(begins.tolist(), ends.tolist(), strict=True)):
        fields = {
            name: own(column.slice(begin, end - begin))
            for name, column in columns.items()
            if name.startswith("_") or held[name][at]
        }
        log, number = divmod(int(cells[begin]), len(ids))
        yield Part(
            names[log], ids[number], batch.family, batch.recovered, batch.notes, pa.RecordBatch.from_pydict(fields)
        )


def _valid(column: pa.Array) -> Numbers:
    if not column.null_count:
        return np.ones(len(column), np.int64)
    return column.is_valid().to_numpy(zero_copy_only=False).astype(np.int64)


def _logs(batch: EventBatch) -> tuple[list[str], Numbers]:
    """Return names of logs, and for each event which it is of."""
    logs, log_of = codes_of(batch.events, "_log")
    providers, provider_of = codes_of(batch.events, "Provider_Name")
    cells = log_of * len(providers) + provider_of
    distinct, again = np.unique(cells, return_inverse=True)
    found = [_name(batch.family, logs[cell // len(providers)], providers[cell % len(providers)]) for cell in distinct]
    names = sorted(set(found))
    return names, np.array([names.index(name) for name in found], np.int64)[again]


def _name(family: str, log: str | None, provider: str | None) -> str:
    entry = find(family, log, provider)
    return entry.id if entry is not None else re.sub("[^a-z0-9]+", "-", f"{family}-other".lower())


def _event_ids(events: pa.RecordBatch) -> tuple[list[int | None], Numbers]:
    values, rows = codes_of(events, "EventID")
    numbers = [int(value) if value is not None and str(value).isdecimal() else None for value in values]
    distinct = sorted({-1 if number is None else number for number in numbers})
    places = np.array([distinct.index(-1 if number is None else number) for number in numbers], np.int64)
    return [None if number < 0 else number for number in distinct], places[rows]


def codes_of(events: pa.RecordBatch, name: str) -> tuple[list[str | None], Numbers]:
    """Return a column's distinct values (the last of them null), and for each event which it has."""
    if name not in events.schema.names or pa.types.is_list(events.schema.field(name).type):
        return [None], np.zeros(events.num_rows, np.int64)
    column = events.column(name)
    column = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    values: list[str | None] = [*column.dictionary.to_pylist(), None]
    return values, np.asarray(pc.fill_null(column.indices, len(values) - 1)).astype(np.int64)


def own(column: pa.Array) -> pa.Array:
    """Return a slice without what is in its dictionary for others, where that is much."""
    small = pa.types.is_dictionary(column.type) and len(column.dictionary) < 2 * len(column)
    return column if small else compact(column)


def compact(column: pa.Array) -> pa.Array:
    """Return text as a dictionary that holds only the values used, in the order of the old one; all else as it is.

    >>> words = pa.DictionaryArray.from_arrays(pa.array([2, None, 2], pa.int32()), ["a", "b", "c"])
    >>> compact(words).dictionary.to_pylist()
    ['c']
    """
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return column.dictionary_encode().cast(DICTIONARY)
    if not pa.types.is_dictionary(column.type):
        return column
    indices, words = column.indices, column.dictionary
    count = len(words)
    codes = np.asarray(indices.fill_null(count) if indices.null_count else indices)
    used = np.zeros(count + 1, np.bool_)
    used[codes] = True
    if used[:count].all():
        return column if words.type == pa.string() else pa.DictionaryArray.from_arrays(indices, words.cast(pa.string()))
    places = np.cumsum(used, dtype=np.int32) - 1
    missing = codes == count if indices.null_count else None
    fresh = pa.array(places[codes], mask=missing)
    kept = words.take(pa.array(np.flatnonzero(used[:count])))
    return pa.DictionaryArray.from_arrays(fresh, kept if kept.type == pa.string() else kept.cast(pa.string()))
