"""Arrow columns from what readers hold in Python: text that is always valid, dictionaries, constants.

Invariant: no value is refused. What cannot be text (lone surrogates, bytes that are not UTF-8) is replaced by U+FFFD.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute

pc: Any = pyarrow.compute
"""Arrow's functions; most are made when the module is loaded, so that a type checker cannot know them."""

Numbers = npt.NDArray[np.int64]

DICTIONARY = pa.dictionary(pa.int32(), pa.string())

_MANY = 1 << 62


def strings(values: Sequence[str | None]) -> pa.Array:
    """Return a string column; lone surrogates become U+FFFD.

    >>> strings(["a", None, chr(0xD800)]).to_pylist()
    ['a', None, '\ufffd']
    """
    try:
        return pa.array(values, pa.string())
    except (UnicodeEncodeError, pa.ArrowInvalid):
        return pa.array([None if value is None else whole(value) for value in values], pa.string())


def string_lists(values: Sequence[Sequence[str] | None]) -> pa.Array:
    """Return a column of lists of strings."""
    kind = pa.list_(pa.string())
    try:
        return pa.array(values, kind)
    except (UnicodeEncodeError, pa.ArrowInvalid):
        return pa.array([None if value is None else [whole(part) for part in value] for value in values], kind)


def whole(text: str) -> str:
    """Return text that UTF-8 can hold: surrogate pairs joined, lone ones replaced."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def encoded(values: Sequence[str | None]) -> pa.Array:
    """Return a dictionary-encoded string column."""
    return strings(values).dictionary_encode()


def constant(value: str | None, count: int) -> pa.Array:
    """Return a dictionary-encoded column that holds one value `count` times.

    >>> constant("Security", 2).to_pylist()
    ['Security', 'Security']
    """
    if value is None:
        return pa.nulls(count, DICTIONARY)
    indices = pa.array(np.zeros(count, np.int32))
    return pa.DictionaryArray.from_arrays(indices, strings([value]))


def integers(values: Sequence[int | None]) -> pa.Array:
    """Return an int64 column; what 64 bits cannot hold is null."""
    try:
        return pa.array(values, pa.int64())
    except (OverflowError, pa.ArrowInvalid):
        fits = range(-(2**63), 2**63)
        return pa.array([value if value is not None and value in fits else None for value in values], pa.int64())


def row_numbers(rows: npt.NDArray[np.int64]) -> pa.Array:
    """Return numbers as Arrow takes them: quicker than `pa.array`, which loads NumPy's masked arrays first.

    >>> row_numbers(np.array([3, 1])).to_pylist()
    [3, 1]
    """
    return pa.Array.from_buffers(pa.int64(), len(rows), [None, pa.py_buffer(np.ascontiguousarray(rows))])


def spans(begins: Numbers, sizes: Numbers) -> Numbers:
    """Return all places of stretches, one stretch after the other.

    >>> spans(np.array([7, 0, 3]), np.array([2, 0, 1])).tolist()
    [7, 8, 3]
    """
    return np.arange(int(sizes.sum())) + np.repeat(begins - (np.cumsum(sizes) - sizes), sizes)


def mixed(codes: Iterable[tuple[Numbers, int]], rows: int) -> Numbers:
    """Return one number for each row, which rows share that share all of several; each of these is below a bound.

    >>> mixed([(np.array([0, 1, 0]), 2), (np.array([5, 5, 5]), 6)], 3).tolist()
    [5, 11, 5]
    """
    code, kinds = np.zeros(rows, np.int64), 1
    for one, bound in codes:
        if kinds * bound > _MANY:  # no number of 64 bits is enough
            code = np.unique(code, return_inverse=True)[1]
            kinds = rows
        kinds *= bound
        code = code * bound + one
    return code
