"""One batch as the engine sees it: each field as distinct values and a code a row.

In: a record batch. Out: `Field` objects, made when first asked for. A field may be written with or without blanks; a
field that rules expect glued from others (`cs-uri-query` from stem and query) has those as further values of a row.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.columns import pc

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(slots=True)
class Field:
    """A column: `codes` are numbers of `values`, -1 where there is none; with `offsets`, row r has codes[o[r]:o[r+1]].

    `_order` holds the places in `codes` by code, `_starts[c + 1]` is where those of code c end in it.
    """

    values: list[str]
    codes: npt.NDArray[np.int32]
    offsets: npt.NDArray[np.int64] | None = None
    _order: Rows | None = field(default=None)
    _starts: Rows | None = field(default=None)

    def rows_with(self, values: Rows) -> Rows:
        """Return the rows that hold one of these values, each once, in order."""
        order, starts = self._places()
        parts = [order[starts[value] : starts[value + 1]] for value in values.tolist()]
        rows = np.concatenate(parts) if parts else np.empty(0, np.int64)
        if self.offsets is not None:
            rows = np.searchsorted(self.offsets, rows, "right") - 1
        return np.unique(rows)

    def count(self, values: Rows) -> int:
        """Return how many rows (or members of rows) hold one of these values."""
        _, starts = self._places()
        return int((starts[values + 1] - starts[values]).sum())

    def _places(self) -> tuple[Rows, Rows]:
        if self._order is None or self._starts is None:
            self._order = np.argsort(self.codes, kind="stable")
            self._starts = np.cumsum(np.bincount(self.codes + 1, minlength=len(self.values) + 1))
        return self._order, self._starts

    def holds(self, table: Mask, rows: Rows) -> Mask:
        """Say for each row whether one of its values is marked; the last mark is for rows that have none."""
        if self.offsets is None:
            return table[self.codes[rows]]
        marked = np.concatenate([[0], np.cumsum(table[:-1][self.codes])])
        begin, end = self.offsets[rows], self.offsets[rows + 1]
        return np.where(begin == end, table[-1], marked[end] > marked[begin])


class Table:
    """The fields of a batch."""

    def __init__(self, events: pa.RecordBatch, joined: dict[str, tuple[str, ...]]) -> None:
        """Take a batch; `joined` says which fields stand glued in another for its family."""
        self.events = events
        self.rows = events.num_rows
        self._joined = joined
        self._names = {
            name.replace(" ", ""): name for name in reversed(events.schema.names) if not name.startswith("_")
        }
        self._fields: dict[str, Field | None] = {}

    def field(self, name: str) -> Field | None:
        """Return a field, or None when no event of the batch has it."""
        if name not in self._fields:
            self._fields[name] = self._make(name)
        return self._fields[name]

    def names(self) -> list[str]:
        """Return the names of all fields."""
        return [name for name in self.events.schema.names if not name.startswith("_")]

    def _column(self, name: str) -> pa.Array | None:
        schema = self.events.schema
        found = name if name in schema.names else self._names.get(name.replace(" ", ""))
        return None if found is None else self.events.column(schema.get_field_index(found))

    def _make(self, name: str) -> Field | None:
        column = self._column(name)
        if name in self._joined:
            return self._glued(name, column)
        return None if column is None or column.null_count == len(column) else as_field(column)

    def _glued(self, name: str, own: pa.Array | None) -> Field | None:
        """Return a row's own value, where the log has the field, and the glued one."""
        parts = [self._column(part) for part in self._joined[name]]
        present = [as_text(part) for part in parts if part is not None]
        if not present:
            return None if own is None else as_field(own)
        glued = pc.binary_join_element_wise(*present, "?", null_handling="skip")
        if own is None:
            return as_field(glued)
        both = pa.StructArray.from_arrays([as_text(own), glued], names=["own", "glued"])
        flat = pa.concat_arrays([both.field(0), both.field(1)]).take(
            pa.array(np.arange(2 * self.rows).reshape(2, self.rows).T.ravel())
        )
        offsets = np.arange(0, 2 * self.rows + 1, 2, dtype=np.int32)
        return as_field(pa.ListArray.from_arrays(pa.array(offsets), flat))


def as_text(column: pa.Array) -> pa.Array:
    """Return a column as plain strings, as the log would write them."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_floating(column.type):
        return pa.array([None if value is None else repr(value) for value in column.to_pylist()], pa.string())
    return column if pa.types.is_string(column.type) else column.cast(pa.string())


def as_field(column: pa.Array) -> Field:
    """Return a column in the engine's form."""
    if pa.types.is_list(column.type):
        lists = column
        present = pc.list_value_length(lists).fill_null(0).to_numpy(zero_copy_only=False)
        flat = pc.list_flatten(lists)
        inner = as_field(flat)
        keep = inner.codes >= 0
        row = np.repeat(np.arange(len(column)), present)[keep]
        offsets = np.searchsorted(row, np.arange(len(column) + 1)).astype(np.int64)
        return Field(inner.values, inner.codes[keep], offsets)
    encoded = column if pa.types.is_dictionary(column.type) else as_text(column).dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return Field(as_text(encoded.dictionary).to_pylist(), codes)
