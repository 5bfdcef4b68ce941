"""Distinct values of a field, in the forms that tests of many values at once need.

In: an Arrow column of text without nulls. Out: the values as they are or with their case taken away, as Arrow columns
and laid end to end with newlines between them; values one by one only where somebody asks. ASCII is folded by columns;
Python sees only values that have more in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.columns import pc, strings
from tocsin.hunting.atoms import fold

Numbers = npt.NDArray[np.int64]
Raw = tuple[npt.NDArray[np.uint8], Numbers, Numbers, int]
"""Values as they lie in memory: bytes, where each begins, how many they are, bytes of a letter."""

_LARGE = 1 << 30  # bytes from which on 32-bit offsets might not do


@dataclass(frozen=True, slots=True)
class Joined:
    """Values laid end to end, a newline between two, and two behind the last, which those who scan need.

    Value v is `data[begins[v] : begins[v] + sizes[v]]`.
    """

    data: bytes
    begins: Numbers
    sizes: Numbers

    def __len__(self) -> int:
        return len(self.begins)

    def holding(self, text: bytes) -> Numbers:
        """Return the values in which some bytes (no newline among them) stand."""
        letters = np.frombuffer(self.data, np.uint8)
        first = min(range(len(text)), key=lambda place: (text[place : place + 1].isalnum(), place))
        at = np.flatnonzero(letters[first : len(letters) - len(text) + 1 + first] == text[first])
        for place, letter in enumerate(text):
            if place != first:
                at = at[letters[at + place] == letter]
        value = np.searchsorted(self.begins, at, "right") - 1
        return value[np.diff(value, prepend=-1) > 0]


class Texts:
    """Distinct values. Not to be changed."""

    def __init__(self, array: pa.Array) -> None:
        """Take a string column without nulls."""
        self.array = array

    @classmethod
    def of(cls, values: Sequence[str]) -> Texts:
        """Take values one by one."""
        return cls(strings(values))

    def __len__(self) -> int:
        return len(self.array)

    def __add__(self, other: Texts) -> Texts:
        return Texts(pa.concat_arrays([self.array, other.array]))

    @cached_property
    def values(self) -> list[str]:
        """The values one by one."""
        return self.array.to_pylist()

    @cached_property
    def beyond_ascii(self) -> Numbers:
        """The numbers of the values that have more than ASCII in them."""
        return np.flatnonzero(~np.asarray(pc.string_is_ascii(self.array)))

    @cached_property
    def folded(self) -> pa.Array:
        """The values with their case taken away."""
        lowered = pc.ascii_lower(self.array)
        strange = self.beyond_ascii
        if not len(strange):
            return lowered
        mask = np.zeros(len(self), bool)
        mask[strange] = True
        values = self.array.take(pa.array(strange)).to_pylist()
        return pc.replace_with_mask(lowered, mask, strings([fold(value) for value in values]))

    @cached_property
    def folded_values(self) -> list[str]:
        """The values with their case taken away, one by one."""
        return self.folded.to_pylist()

    @cached_property
    def raw(self) -> Raw:
        """The values as they lie in memory."""
        held, places = as_they_lie(self.array)
        return held, places[:-1], np.diff(places), 1

    def column(self, *, cased: bool) -> pa.Array:
        """Return the values as they are, or folded."""
        return self.array if cased else self.folded

    def joined(self, *, cased: bool) -> Joined:
        """Return the values, as they are or folded, laid end to end."""
        return self._joined_cased if cased else self._joined_folded

    @cached_property
    def _joined_cased(self) -> Joined:
        return joined(self.array)

    @cached_property
    def _joined_folded(self) -> Joined:
        return joined(self.folded)


def as_they_lie(column: pa.Array) -> tuple[npt.NDArray[np.uint8], Numbers]:
    """Return the bytes of a string column (large, sliced), and where in them each value begins and the last ends."""
    data = column.buffers()[2]
    held = np.empty(0, np.uint8) if data is None else np.frombuffer(data, np.uint8)
    return held, offsets_of(column).astype(np.int64)


def offsets_of(column: pa.Array) -> npt.NDArray[Any]:
    """Return where in its bytes each value of a string column begins and the last ends, as they lie in memory."""
    width = np.int64 if pa.types.is_large_string(column.type) else np.int32
    offsets = column.buffers()[1]
    if offsets is None:
        return np.zeros(len(column) + 1, width)
    return np.frombuffer(offsets, width, len(column) + 1, np.dtype(width).itemsize * column.offset)


def with_texts(texts: pa.Array, rows: Numbers, others: pa.Array) -> pa.Array:
    """Put other texts in the place of some (`rows`, ascending), all without nulls.

    >>> with_texts(pa.array(["a", "?", "b"]), np.array([1]), pa.array(["cd"])).to_pylist()
    ['a', 'cd', 'b']
    """
    data, places = as_they_lie(texts)
    other, ends = as_they_lie(others)
    sizes = np.diff(places)
    sizes[rows] = np.diff(ends)
    kept, put = memoryview(data.data), memoryview(other.data)
    parts: list[memoryview] = []
    begin = int(places[0])
    for row, first, last in zip(rows.tolist(), ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        parts += (kept[begin : places[row]], put[first:last])
        begin = int(places[row + 1])
    whole = pa.py_buffer(b"".join([*parts, kept[begin : places[-1]]]))
    offsets = pa.py_buffer(np.concatenate([[0], np.cumsum(sizes)]))
    return pa.Array.from_buffers(pa.large_string(), len(texts), [None, offsets, whole])


def joined(column: pa.Array) -> Joined:
    """Lay the values of a string column without nulls end to end."""
    sizes = np.asarray(pc.binary_length(column)).astype(np.int64)
    if int(sizes.sum()) + len(sizes) >= _LARGE:
        data = b"\n".join(value.encode() for value in [*column.to_pylist(), "", ""])
    else:
        whole = pa.ListArray.from_arrays(pa.array([0, len(column)], pa.int32()), column)
        data = b"".join((pc.binary_join(whole, "\n")[0].as_buffer(), b"\n\n"))
    return Joined(data, np.cumsum(sizes + 1) - (sizes + 1), sizes)
