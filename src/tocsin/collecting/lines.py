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

Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TooLong:
    """A line of more than `LONGEST_LINE` bytes, of which only the beginning was kept."""

    number: int
    offset: int
    size: int
    begin: bytes


@dataclass(frozen=True, slots=True)
class LineBlock:
    """Lines of a file: where each begins and ends in `data`, and its number, from 1, empty lines included."""

    data: bytes
    begins: Positions
    ends: Positions
    numbers: Positions
    base: int  # byte of the file at which `data` begins

    def __len__(self) -> int:
        return len(self.begins)

    @property
    def offsets(self) -> Positions:
        """Byte of the file at which each line begins."""
        return self.begins + self.base

    @property
    def lines(self) -> list[bytes]:
        """The lines themselves."""
        data = self.data
        return [data[begin:end] for begin, end in zip(self.begins.tolist(), self.ends.tolist(), strict=True)]

    def line(self, position: int) -> bytes:
        """Return one line."""
        return self.data[self.begins[position] : self.ends[position]]

    def select(self, keep: NDArray[np.bool_] | slice) -> LineBlock:
        """Return the lines for which `keep` is true, or a run of them."""
        return LineBlock(self.data, self.begins[keep], self.ends[keep], self.numbers[keep], self.base)

    def joined(self, other: LineBlock) -> LineBlock:
        """Return these lines and others of the same data, in their order."""
        if not len(other):
            return self
        order = np.argsort(np.concatenate([self.begins, other.begins]), kind="stable")
        begins, ends, numbers = (
            np.concatenate([own, more])[order]
            for own, more in ((self.begins, other.begins), (self.ends, other.ends), (self.numbers, other.numbers))
        )
        return LineBlock(self.data, begins, ends, numbers, self.base)

    def text(self) -> bytes:
        """Return the lines with an end of line behind each: the one that all of them have, or a line feed."""
        if not len(self):
            return b""
        between = self.begins[1:] - self.ends[:-1]
        returned = np.frombuffer(self.data, np.uint8)[self.ends[:-1]] == 13
        for width, end in ((1, b"\n"), (2, b"\r\n")):
            if ((between == width) & (returned == (width == 2))).all():  # nothing else stands between two of them
                begin, last = int(self.begins[0]), int(self.ends[-1])
                if self.data.endswith(end) and last + width == len(self.data):
                    return self.data[begin:]  # all of it, mostly: not copied then
                return self.data[begin:last] + end
        return b"\n".join([*self.lines, b""])

    def counts(self, sign: int) -> Positions:
        """Return how often a byte stands in each line."""
        where = np.flatnonzero(np.frombuffer(self.data, np.uint8) == sign)
        return np.searchsorted(where, self.ends) - np.searchsorted(where, self.begins)


def line_blocks(
    stream: BinaryIO, *, longest: int = LONGEST_LINE, block_bytes: int = BLOCK_BYTES, begin: int = 0, line: int = 1
) -> Iterator[LineBlock | TooLong]:
    r"""Yield every line that is not empty, in order; `begin` and `line` say where in the file the stream begins.

    >>> import io
    >>> [block.lines for block in line_blocks(io.BytesIO(b"a\r\n\nb\n"))]
    [[b'a', b'b']]
    """
    offset, number = begin, line
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
                offset, number = offset + too_long.size + 1, number + 1
                end = rest.rfind(b"\n") + 1
                if end:
                    block, feeds = _split(rest[:end], offset, number)
                    yield block
                    offset, number, rest = offset + end, number + feeds, rest[end:]
                waiting, held = ([rest] if rest else []), len(rest)
            continue
        rest = data[:end] if end < len(data) else data
        whole = b"".join([*waiting, rest]) if waiting else rest
        waiting, held = ([data[end:]], len(data) - end) if len(data) > end else ([], 0)
        if whole:
            block, feeds = _split(whole, offset, number)
            offset, number = offset + len(whole), number + feeds
            if len(block):
                yield block
        if not data:
            return


def _skip(stream: BinaryIO, number: int, offset: int, waiting: list[bytes], block_bytes: int) -> tuple[TooLong, bytes]:
    """Read on to the end of a line without keeping it; return it and what was read of the next ones."""
    begin = waiting[0][:1024]
    size = sum(map(len, waiting))
    while data := stream.read(block_bytes):
        end = data.find(b"\n")
        if end != -1:
            return TooLong(number, offset, size + end, begin), data[end + 1 :]
        size += len(data)
    return TooLong(number, offset, size, begin), b""


def _split(data: bytes, base: int, number: int) -> tuple[LineBlock, int]:
    """Return the lines of some bytes, and how many line feeds there are."""
    signs = np.frombuffer(data, np.uint8)
    feeds = np.flatnonzero(signs == 10)
    begins = np.concatenate([np.zeros(1, np.int64), feeds + 1])
    ends = np.concatenate([feeds, np.full(1, len(data), np.int64)])
    if base == 0 and data.startswith(BOM):
        begins[0] = len(BOM)
    filled = ends > begins
    ends[filled] -= signs[ends[filled] - 1] == 13
    filled = ends > begins
    numbers = np.arange(number, number + len(begins), dtype=np.int64)
    return LineBlock(data, begins[filled], ends[filled], numbers[filled], base), len(feeds)
