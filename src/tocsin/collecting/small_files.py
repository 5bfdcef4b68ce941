"""Files that keep one thing each, or a few (a program's runs, a link, a task): read whole, taken apart by a function.

In: a stream, and a function of its bytes that yields rows and losses. Out: batches and rejections. Whatever the
function cannot make sense of ends it; what it had found until then stays, and the rest of the file is one loss.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Source, rejected
from tocsin.collecting.rows import Row, Rows
from tocsin.model.evidence import Rejected

MOST_BYTES = 64 << 20
"""Such files are far smaller; a larger one is none."""

MALFORMED = (struct.error, ValueError, LookupError, OverflowError, EOFError)
"""What taking apart damaged bytes raises."""

Entries = Callable[[bytes, Source], Iterator[Row | Rejected]]
"""Takes the bytes of a file apart; may raise one of `MALFORMED`."""


class DamagedError(ValueError):
    """A file that is no such file from some byte on."""

    def __init__(self, reason: str, offset: int = 0) -> None:
        super().__init__(reason)
        self.offset = offset


def read_small(
    stream: BinaryIO,
    source: Source,
    wanted: Wanted,
    family: str,
    entries: Entries,
    what: str,
    *,
    notes: tuple[str, ...] = (),
) -> Iterator[EventBatch | Rejected]:
    """Yield what a file keeps; `what` names such a file in the words of a rejection ("prefetch file")."""
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        size = len(data)
        while more := stream.read(1 << 20):
            size += len(more)
        yield rejected(source, 0, f"larger than any {what}: more than {MOST_BYTES} bytes", data, size)
        return
    rows = Rows(source, family, wanted, notes=notes)
    try:
        for part in entries(data, source):
            if isinstance(part, Rejected):
                yield part
            else:
                rows.add(part)
                if rows.full:
                    yield from rows.flush()
    except MALFORMED as error:
        offset = error.offset if isinstance(error, DamagedError) else 0
        told = str(error) if isinstance(error, DamagedError) else "its parts do not fit together"
        yield rejected(source, offset, f"a damaged {what}: {told}", data[offset:])
    yield from rows.flush()


def filetime(value: int) -> int | None:
    """Return a FILETIME (100 ns since 1601) in microseconds since 1970; None: zero, or no time of a computer.

    >>> filetime(132590800050000000), filetime(0)
    (1614606405000000, None)
    """
    return value // 10 - 11_644_473_600_000_000 if 116_444_736_000_000_000 < value < 2_650_467_744_000_000_000 else None


def utf16(data: bytes) -> str:
    r"""Return UTF-16 text up to its first zero.

    >>> utf16(b"a\0b\0\0\0c\0")
    'ab'
    """
    return data[: len(data) // 2 * 2].decode("utf-16-le", "replace").partition("\0")[0]
