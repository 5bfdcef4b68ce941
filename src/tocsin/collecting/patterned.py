"""Lines that follow a pattern, to Arrow columns: a group of the pattern is a column.

In: lines and patterns. Out: for each pattern the lines it is the first to fit, with their values; what fits none is
left over. The engine is RE2: its time grows with the line, whatever the line holds.
Invariant: every line is in one of the parts. Bytes that are not UTF-8 become U+FFFD.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from tocsin.collecting.columns import pc, strings
from tocsin.collecting.format import Source
from tocsin.collecting.headed import lost, too_long
from tocsin.collecting.lines import LineBlock, TooLong, line_blocks
from tocsin.model.evidence import Rejected


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines that fit one pattern; `pattern` is its number, -1 for those that fit none (`values` is then empty)."""

    pattern: int
    rows: LineBlock
    values: dict[str, pa.Array]


def texts(block: LineBlock) -> pa.Array:
    """Return the lines as a string column."""
    return strings([line.decode("utf-8", "replace") for line in block.lines])


def fitted(block: LineBlock, patterns: Sequence[str]) -> Iterator[Fitted]:
    """Yield the lines that fit each pattern, and at last those that fit none; a group that took no part is empty."""
    lines = texts(block)
    for number, pattern in enumerate(patterns):
        if not len(block):
            return
        found = pc.extract_regex(lines, pattern)
        fits = pc.is_valid(found).to_numpy(zero_copy_only=False)
        if fits.any():
            kept = found.filter(pa.array(fits))
            names = [field.name for field in kept.type]
            values = dict(zip(names, kept.flatten(), strict=True))
            yield Fitted(number, block.select(fits), values)
            block, lines = block.select(~fits), lines.filter(pa.array(~fits))
    if len(block):
        yield Fitted(-1, block, {})


def fitted_lines(stream: BinaryIO, source: Source, patterns: Sequence[str], reason: str) -> Iterator[Fitted | Rejected]:
    """Yield the lines of a file that fit each pattern, block by block; those that fit none are rejected."""
    for block in line_blocks(stream):
        if isinstance(block, TooLong):
            yield too_long(block, source)
            continue
        for part in fitted(block, patterns):
            if part.pattern < 0:
                yield from lost(part.rows, [reason] * len(part.rows), source)
            else:
                yield part


def mapped(column: pa.Array, change: Callable[[str], str | None]) -> pa.Array:
    """Return a column with each distinct value changed by a function.

    >>> mapped(pa.array(["a", None, "a"]), str.upper).to_pylist()
    ['A', None, 'A']
    """
    distinct = column.dictionary_encode()
    changed = strings([None if value is None else change(value) for value in distinct.dictionary.to_pylist()])
    return changed.take(distinct.indices)


def without(column: pa.Array, *empty: str) -> pa.Array:
    """Return a column in which certain values are null.

    >>> without(pa.array(["-", "", "a"]), "-", "").to_pylist()
    [None, None, 'a']
    """
    return pc.if_else(pc.is_in(column, value_set=pa.array(empty, pa.string())), pa.scalar(None, pa.string()), column)


_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTHS = {name: f"{number:02d}" for number, name in enumerate(_MONTHS, 1)}
"""Short English names of months, as logs write them, to their two digits."""


def filled(column: pa.Array, value: str | None) -> pa.Array:
    """Return a column with its nulls replaced by a value, unless that is None."""
    return column if value is None else pc.fill_null(column, value)


def numbered(block: LineBlock) -> dict[str, pa.Array]:
    """Return the columns `_record` (line) and `_offset` of lines."""
    return {"_record": pa.array(np.asarray(block.numbers)), "_offset": pa.array(np.asarray(block.offsets))}
