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
from tocsin.hunting.derived import derived
from tocsin.hunting.texts import Texts

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(slots=True)
class Field:
    """A column: `codes` are numbers of `values`, -1 where there is none; with `offsets`, row r has codes[o[r]:o[r+1]].

    `_order` holds the places in `codes` by code, `_starts[c + 1]` is where those of code c end in it.
    """

    texts: Texts
    codes: npt.NDArray[np.int32]
    offsets: npt.NDArray[np.int64] | None = None
    _order: Rows | None = field(default=None)
    _starts: Rows | None = field(default=None)

    @property
    def values(self) -> list[str]:
        """The distinct values one by one."""
        return self.texts.values

    def counts(self) -> Rows:
        """Return how many rows (or members of rows) hold each value."""
        return np.bincount(self.codes + 1, minlength=len(self.texts) + 1)[1:]

    def rows_with(self, values: Rows) -> Rows:
        """Return the rows that hold one of these values (each given once), each once, in order."""
        if self.offsets is None:  # going through all rows is quicker than having them in order
            marks = np.zeros(len(self.texts) + 1, np.bool_)
            marks[values] = True
            return np.flatnonzero(marks[self.codes])
        order, starts = self._places()
        begins, ends = starts[values].tolist(), starts[values + 1].tolist()
        parts = [order[begin:end] for begin, end in zip(begins, ends, strict=True)]
        rows = np.concatenate(parts) if parts else np.empty(0, np.int64)
        return np.unique(np.searchsorted(self.offsets, rows, "right") - 1)

    def _places(self) -> tuple[Rows, Rows]:
        if self._order is None or self._starts is None:
            self._order = np.argsort(self.codes, kind="stable")
            self._starts = np.cumsum(np.bincount(self.codes + 1, minlength=len(self.texts) + 1))
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
        self._names: dict[str, list[str]] = {}
        for name in self.names():
            self._names.setdefault(name.replace(" ", ""), []).append(name)
        self._fields: dict[str, Field | None] = {}

    def field(self, name: str) -> Field | None:
        """Return a field, or None when no event of the batch has it."""
        if name not in self._fields:
            self._fields[name] = self._make(name)
        return self._fields[name]

    def names(self) -> list[str]:
        """Return the names of all fields."""
        return [name for name in self.events.schema.names if not name.startswith("_")]

    def _columns(self, name: str) -> list[pa.Array]:
        """Return the columns of a field that some event has: its own name's first, then those that differ by blanks."""
        squeezed = name.replace(" ", "")
        names = [name] if name in self.events.schema.names else []
        names += [other for other in self._names.get(squeezed, ()) if other != name]
        columns = [self.events.column(self.events.schema.get_field_index(found)) for found in names]
        return [column for column in columns if column.null_count < len(column)]

    def _make(self, name: str) -> Field | None:
        own = _first_of(self._columns(name))
        if name not in self._joined:
            return self._derived(name) if own is None else own
        parts = [found for part in self._joined[name] if (found := _first_of(self._columns(part))) is not None]
        glued = _glued(parts)
        if own is None or glued is None:
            return own or glued
        return _both(own, glued, self.rows)

    def _derived(self, name: str) -> Field | None:
        made = derived(name) if "(" in name else None
        if made is None:
            return None
        from tocsin.hunting.derived_columns import derived_column

        return derived_column(made, self.field, self.rows)


def _first_of(columns: list[pa.Array]) -> Field | None:
    """Return a field that has a row's values of the first column that has any there."""
    if len(columns) < 2:
        return as_field(columns[0]) if columns else None
    rows: list[list[str] | None] = [None] * len(columns[0])
    for column in columns:
        texts = column if pa.types.is_list(column.type) else as_text(column)
        for row, value in enumerate(texts.to_pylist()):
            if rows[row] is None and value is not None:
                rows[row] = value if isinstance(value, list) else [value]
    return as_field(pa.array(rows, pa.list_(pa.string())))


def _glued(parts: list[Field]) -> Field | None:
    """Return the first values of some fields with `?` between them; a row that has none of them has no value."""
    texts = [_first_values(part) for part in parts]
    if not texts:
        return None
    some = np.logical_or.reduce([text.is_valid().to_numpy(zero_copy_only=False) for text in texts])
    # Arrow leaves out a row of nulls alone where nulls are skipped, instead of giving it no value
    present = [text.filter(pa.array(some)) for text in texts]
    glued = pc.binary_join_element_wise(*present, "?", null_handling="skip")
    return as_field(glued.take(pa.array(np.cumsum(some) - 1, mask=~some)))


def _first_values(field: Field) -> pa.Array:
    codes = field.codes
    if field.offsets is not None:
        begin, end = field.offsets[:-1], field.offsets[1:]
        codes = np.append(codes, -1)[np.where(begin < end, begin, len(codes))]
    indices = pa.array(codes, pa.int32(), mask=codes < 0)
    return field.texts.array.take(indices)


def _both(one: Field, other: Field, rows: int) -> Field:
    """Return a field that has the values of both."""
    (row, code), (more_rows, more_codes) = _members(one), _members(other)
    all_rows = np.concatenate([row, more_rows])
    order = np.argsort(all_rows, kind="stable")
    codes = np.concatenate([code, more_codes + len(one.texts)])[order].astype(np.int32)
    offsets = np.searchsorted(all_rows[order], np.arange(rows + 1)).astype(np.int64)
    return Field(one.texts + other.texts, codes, offsets)


def _members(field: Field) -> tuple[Rows, npt.NDArray[np.int32]]:
    """Return (row, code) of every value."""
    if field.offsets is not None:
        return np.repeat(np.arange(len(field.offsets) - 1), np.diff(field.offsets)), field.codes
    rows = np.flatnonzero(field.codes >= 0)
    return rows, field.codes[rows]


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
        return Field(inner.texts, inner.codes[keep], offsets)
    encoded = column if pa.types.is_dictionary(column.type) else as_text(column).dictionary_encode()
    words = as_text(encoded.dictionary)
    if not words.null_count:
        return Field(Texts(words), codes_of(encoded.indices))
    # a dictionary may hold null: a row that points at it has no value
    place = np.append(np.where(np.asarray(words.is_valid()), np.cumsum(np.asarray(words.is_valid())) - 1, -1), -1)
    return Field(Texts(words.drop_null()), place[codes_of(encoded.indices)].astype(np.int32))


def codes_of(indices: pa.Array) -> npt.NDArray[np.int32]:
    """Return indices as numbers, -1 for null; several times quicker than Arrow's own filling where nulls are many."""
    validity, data = indices.buffers()
    begin, end = indices.offset, indices.offset + len(indices)
    if data is None or not len(indices):
        return np.empty(0, np.int32)
    codes = np.frombuffer(data, indices.type.to_pandas_dtype())[begin:end].astype(np.int32, copy=False)
    if validity is None or not indices.null_count:
        return codes
    valid = np.unpackbits(np.frombuffer(validity, np.uint8), count=end, bitorder="little")[begin:]
    return np.where(valid.view(bool), codes, np.int32(-1))
