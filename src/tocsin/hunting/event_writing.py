"""Events put together from the texts of their fields by compiled loops.

In: `"name":value` for each distinct value of each field, and for each event which of them it has. Out: their JSON.
"""

from __future__ import annotations

from typing import Any

from tocsin.collecting.compiled import kernel
from tocsin.hunting.joining import put

OPEN, CLOSE, COMMA = 0x7B, 0x7D, 0x2C


@kernel("int32[::1]; int64; int64[::1]; int64[::1]")
def measured(codes: Any, count: Any, firsts: Any, sizes: Any) -> Any:
    """Return how many bytes all events take; `codes` has the first field of every event, then the second."""
    total = 2 * count
    for row in range(count):
        fields = 0
        for column in range(len(firsts)):
            code = codes[column * count + row]
            if code >= 0:
                total += sizes[firsts[column] + code]
                fields += 1
        if fields > 1:
            total += fields - 1
    return total


@kernel("int32[::1]; int64; int64[::1]; int64[::1]; int64[::1]; uint8[::1]; int32[::1]")
def written(codes: Any, count: Any, firsts: Any, addresses: Any, sizes: Any, out: Any, ends: Any) -> Any:
    """Write the events, and where each ends."""
    at = 0
    for row in range(count):
        out[at] = OPEN
        at += 1
        begun = at
        for column in range(len(firsts)):
            code = codes[column * count + row]
            if code >= 0:
                if at > begun:
                    out[at] = COMMA
                    at += 1
                text = firsts[column] + code
                put(out, at, addresses[text], sizes[text])
                at += sizes[text]
        out[at] = CLOSE
        at += 1
        ends[row] = at
    return at
