"""Lines of hits, compiled: what a hit's line is made of is found where it lies in its table, and copied once.

In: tables of hits as addresses of their columns (`address_of`), numbers of rows over all tables, and the parts of lines
that many hits share. Out: the lines `hit_lines` makes of the same rows by columns, byte by byte.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.compiled import kernel, part
from tocsin.collecting.compiled_texts import put_padded, put_seconds, put_signed
from tocsin.hunting.joining import at8, at32, at64, put

Numbers = npt.NDArray[np.int64]

# columns of the table of addresses, a row each table of hits: number of its first row; for each of time, record and
# offset where the numbers lie, and where it is marked which rows have one (0: all) from which bit on; where it says how
# many rows before a row its text stands, and the first row with the same parts (0: all their own); where the texts end,
# where they begin, and how many bytes they are
FIRST, NUMBERS, BACK, SAME, ENDS, TEXTS, BYTES = 0, 1, 10, 11, 12, 13, 14
TABLE = 15

# columns of what is found of a row: time, record, offset, which of them it has (bits), the row that says what parts it
# has, and where its event's text lies
TIME, RECORD, OFFSET, THERE, ALIKE, ADDRESS, SIZE = 0, 1, 2, 3, 4, 5, 6
FOUND = 7

MOST_BESIDE = 128
"""Bytes of a line beside its event's text and the parts that hits share, at most."""

_FIRST_TIME, _LAST_TIME = -62_135_596_800_000_000, 253_402_300_799_999_999
"""The years 1 to 9999."""

LITERALS = np.frombuffer(b'{"time":,"offset":null', np.uint8).copy()
_OPEN, _BETWEEN, _NULL, _END = 0, 8, 18, 22
_QUOTE, _DOT, _ZULU = 0x22, 0x2E, 0x5A


def addresses(column: pa.Array, width: int) -> tuple[int, int, int]:
    """Return where a column's numbers of so many bytes lie, and where it is marked which are there, from which bit on.

    >>> begin, marks, first = addresses(pa.array([7], pa.int64()), 8)
    >>> begin > 0, marks, first
    (True, 0, 0)
    """
    marks, numbers = column.buffers()
    begin = 0 if numbers is None else numbers.address + width * column.offset
    return begin, marks.address if marks is not None and column.null_count else 0, column.offset if begin else 0


@part
def is_there(marks: Any, place: Any) -> Any:
    """Say whether a bit is set."""
    return (at8(marks + (place >> 3)) >> (place & 7)) & 1 != 0


@part
def before(column: Any, own: Any) -> Any:
    """Return how many rows before a row another stands, by a column that says it; who read evidence is not believed."""
    rows = at32(column + 4 * own) if column != 0 else 0
    return rows if 0 <= rows <= own else 0


@kernel("int64[::1]; int64[:, ::1]; int64[:, ::1]")
def look_up(rows: Any, tables: Any, found: Any) -> Any:
    """Find what lines are made of; return how many of the rows have times that are written by columns alone."""
    odd = 0
    for number in range(len(rows)):
        row = rows[number]
        table, end = 0, len(tables)
        while end - table > 1:  # the last one that begins with this row or before it
            middle = (table + end) // 2
            if tables[middle, FIRST] <= row:
                table = middle
            else:
                end = middle
        own = row - tables[table, FIRST]
        there = 0
        for column in range(3):
            at = tables[table, NUMBERS + 3 * column]
            marks = tables[table, NUMBERS + 3 * column + 1]
            found[number, column] = at64(at + 8 * own)
            if marks == 0 or is_there(marks, own + tables[table, NUMBERS + 3 * column + 2]):
                there |= 1 << column
        found[number, THERE] = there
        if there & 1 and (found[number, TIME] < _FIRST_TIME or found[number, TIME] > _LAST_TIME):
            odd += 1
        found[number, ALIKE] = row - before(tables[table, SAME], own)
        ends = tables[table, ENDS] + 4 * (own - before(tables[table, BACK], own))
        begin, beyond = at32(ends), at32(ends + 4)
        if not 0 <= begin <= beyond <= tables[table, BYTES]:
            begin, beyond = 0, 0
        found[number, ADDRESS] = tables[table, TEXTS] + begin
        found[number, SIZE] = beyond - begin
    return odd


@part
def put_number(number: Any, there: Any, literals: Any, out: Any, at: Any) -> Any:
    """Write a number, or that there is none."""
    if there:
        return put_signed(number, out, at)
    put(out, at, literals + _NULL, _END - _NULL)
    return at + _END - _NULL


@part
def put_time(time: Any, there: Any, literals: Any, out: Any, at: Any) -> Any:
    """Write a time in microseconds since 1970, with microseconds only where there are any."""
    if not there:
        return put_number(time, there, literals, out, at)
    out[at] = _QUOTE
    second = time // 1_000_000
    at = put_seconds(second, out, at + 1)
    micros = time - second * 1_000_000
    if micros != 0:
        out[at] = _DOT
        at = put_padded(micros, 6, out, at + 1)
    out[at] = _ZULU
    out[at + 1] = _QUOTE
    return at + 2


@kernel("int64[:, ::1]; int64[::1]; int64[:, ::1]; int64; uint8[::1]")
def write(found: Any, places: Any, parts: Any, literals: Any, out: Any) -> Any:
    """Write the lines, for which there must be room; return where they end.

    `places[n]` says which parts hit n has: `parts` has address and size of what stands before the record's number,
    before the event and after it. `literals` is where `LITERALS` lie.
    """
    at = 0
    for number in range(len(found)):
        place = places[number]
        put(out, at, literals + _OPEN, _BETWEEN - _OPEN)
        at = put_time(found[number, TIME], found[number, THERE] & 1 != 0, literals, out, at + _BETWEEN - _OPEN)
        put(out, at, parts[place, 0], parts[place, 1])
        at = put_number(found[number, RECORD], found[number, THERE] & 2 != 0, literals, out, at + parts[place, 1])
        put(out, at, literals + _BETWEEN, _NULL - _BETWEEN)
        at += _NULL - _BETWEEN
        at = put_number(found[number, OFFSET], found[number, THERE] & 4 != 0, literals, out, at)
        put(out, at, parts[place, 2], parts[place, 3])
        at += parts[place, 3]
        put(out, at, found[number, ADDRESS], found[number, SIZE])
        at += found[number, SIZE]
        put(out, at, parts[place, 4], parts[place, 5])
        at += parts[place, 5]
    return at
