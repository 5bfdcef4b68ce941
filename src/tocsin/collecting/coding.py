"""Streams of coded events, compiled: what stands in them, value by value."""

from __future__ import annotations

from typing import Any

from tocsin.collecting.compiled import kernel


@kernel("int32[::1]; int64[::1]; int64[::1]; int64[::1]; int64[::1]; int64[:, ::1]")
def values_of(stream: Any, begins: Any, ends: Any, fields: Any, starts: Any, found: Any) -> Any:
    """Fill `found` with (field, row, word) of every value of some rows; return how many there are.

    The fields of the words behind mark m are `fields[starts[m] : ]`.
    """
    count = 0
    for row in range(len(begins)):
        field = 0
        for place in range(begins[row] + 1, ends[row]):
            number = stream[place]
            if number < -1:
                field = starts[(-3 - number) // 2]
                continue
            if number >= 0:
                found[count, 0] = fields[field]
                found[count, 1] = row
                found[count, 2] = number
                count += 1
            field += 1
    return count
