"""What a hostile input is, and how it is named: what it is given to, the file's name, how its bytes are made."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

Make = Callable[[], bytes]

LENGTHS = {"zero": 0, "minus-one": 0xFFFFFFFF, "two-to-31": 0x80000000, "most": 0x7FFFFFFF}
"""Values that lengths, counts and offsets are set to."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file, and what it is given to: `evidence`, `document`, `rule`, `indicators`, `mapping` or `values`."""

    kind: str
    name: str  # of the case, unique
    file: str
    make: Make


def evidence(name: str, file: str, make: Make) -> Input:
    """Return an input that is given as evidence."""
    return Input("evidence", name, file, make)


def cut(data: bytes, end: int) -> bytes:
    """Return the beginning of some bytes."""
    return data[:end]


def overwritten(data: bytes, at: int, new: bytes) -> bytes:
    """Return bytes with others in their place."""
    return data[:at] + new + data[at + len(new) :]


def cuts(prefix: str, file: str, data: bytes, ends: dict[str, int]) -> list[Input]:
    """Return a file cut at each of these places."""
    return [
        evidence(f"{prefix}-cut-{what}", file, functools.partial(cut, data, end))
        for what, end in ends.items()
        if 0 < end < len(data)
    ]


def fields(prefix: str, file: str, data: bytes, places: dict[str, int], size: int = 4) -> list[Input]:
    """Return a file with each of these numbers set to each of `LENGTHS`."""
    return [
        evidence(
            f"{prefix}-{what}-{named}",
            file,
            functools.partial(
                overwritten, data, at, (value if size == 4 else value | value << 32).to_bytes(size, "little")
            ),
        )
        for what, at in places.items()
        for named, value in LENGTHS.items()
    ]
