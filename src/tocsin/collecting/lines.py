"""Lines of a text file with the byte at which each begins, block by block, whatever the file holds.

In: a stream. Out: blocks of whole lines; a line that is longer than a limit is never held, and is told as such.
A byte-order mark, the line feed and a carriage return before it belong to no line; empty lines are no lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

BLOCK_BYTES = 4 << 20
LONGEST_LINE = 64 << 20
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class TooLong:
    """A line of more than `LONGEST_LINE` bytes, of which only the beginning was kept."""

    number: int
    offset: int
    size: int
    begin: bytes


@dataclass(frozen=True, slots=True)
class LineBlock:
    """Whole lines, one after the other; `numbers` count from 1 over the file, empty lines included."""

    lines: list[bytes]
    offsets: NDArray[np.int64]
    numbers: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.lines)

    def select(self, keep: NDArray[np.bool_]) -> LineBlock:
        """Return the lines for which `keep` is true."""
        lines = [self.lines[position] for position in np.flatnonzero(keep)]
        return LineBlock(lines, self.offsets[keep], self.numbers[keep])

    def part(self, begin: int, end: int) -> LineBlock:
        """Return the lines from `begin` up to, not including, `end`."""
        return LineBlock(self.lines[begin:end], self.offsets[begin:end], self.numbers[begin:end])


def line_blocks(
    stream: BinaryIO, *, longest: int = LONGEST_LINE, block_bytes: int = BLOCK_BYTES
) -> Iterator[LineBlock | TooLong]:
    """Yield every line that is not empty, in order.

    >>> import io
    >>> [block.lines for block in line_blocks(io.BytesIO(b"a\\r\\n\\nb"))]
    [[b'a', b'b']]
    """
    offset, number = 0, 1
    waiting: list[bytes] = []
    held = 0
    while True:
        data = stream.read(block_bytes)
        end = data.rfind(b"\n") + 1
        if data and end == 0:
            waiting.append(data)
            held += len(data)
            if held > longest:
                too_long, rest = _skip(stream, number, offset, waiting, block_bytes)
                yield too_long
                offset, number, waiting, held = (
                    offset + too_long.size + 1,
                    number + 1,
                    [rest] if rest else [],
                    len(rest),
                )
            continue
        whole = b"".join([*waiting, data[:end]]) if data else b"".join(waiting)
        waiting, held = ([data[end:]], len(data) - end) if data else ([], 0)
        if whole:
            block = _split(whole, offset, number)
            offset += len(whole)
            number += whole.count(b"\n")
            if block.lines:
                yield block
        if not data:
            return


def _skip(stream: BinaryIO, number: int, offset: int, waiting: list[bytes], block_bytes: int) -> tuple[TooLong, bytes]:
    """Read on to the end of a line without keeping it; return it and what was read of the next one."""
    begin = waiting[0][:1024]
    size = sum(map(len, waiting))
    while data := stream.read(block_bytes):
        end = data.find(b"\n")
        if end != -1:
            return TooLong(number, offset, size + end, begin), data[end + 1 :]
        size += len(data)
    return TooLong(number, offset, size, begin), b""


def _split(whole: bytes, offset: int, number: int) -> LineBlock:
    skipped = len(BOM) if offset == 0 and whole.startswith(BOM) else 0
    body = whole[skipped:] if skipped else whole
    ends = np.flatnonzero(np.frombuffer(body, np.uint8) == 10)
    begins = np.concatenate([np.zeros(1, np.int64), ends + 1])
    lines = body.split(b"\n")
    if b"\r" in body:
        lines = [line.removesuffix(b"\r") for line in lines]
    filled = np.fromiter(map(bool, lines), np.bool_, len(lines))
    block = LineBlock(lines, begins + (offset + skipped), np.arange(number, number + len(lines), dtype=np.int64))
    return block if filled.all() else block.select(filled)
