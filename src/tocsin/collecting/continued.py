"""Records of text that go on over indented lines (stack traces, messages with line feeds), block by block.

In: a stream. Out: the records of a block as a string column, each with where it begins and how many lines it has; and
lines that can belong to none. A record is a line that does not begin with a blank, and the indented ones behind it.
Invariant: the lines of all records and the rejections are the lines of the file that are not empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.columns import strings
from tocsin.collecting.format import Source, rejected
from tocsin.collecting.headed import too_long
from tocsin.collecting.lines import LineBlock, TooLong, line_blocks
from tocsin.model.evidence import Rejected

MOST_LINES = 2000
MOST_BYTES = 4 << 20
"""Beyond either, indented lines belong to no record: a file is not one event."""

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Records:
    """Records of a file, in its order."""

    data: list[bytes]
    offsets: Positions
    numbers: Positions  # of the first line of each
    counts: Positions  # lines of each

    @property
    def texts(self) -> pa.Array:
        """The records as a string column; lines of one are parted by line feeds."""
        return strings([one.decode("utf-8", "replace") for one in self.data])

    def columns(self) -> dict[str, pa.Array]:
        """Return the columns `_record` and `_offset`."""
        return {"_record": pa.array(self.numbers), "_offset": pa.array(self.offsets)}

    def select(self, keep: npt.NDArray[np.bool_]) -> Records:
        """Return those for which `keep` is true."""
        data = [one for one, kept in zip(self.data, keep.tolist(), strict=True) if kept]
        return Records(data, self.offsets[keep], self.numbers[keep], self.counts[keep])

    def lost(self, reason: str, source: Source) -> Iterator[Rejected]:
        """Yield a rejection for each."""
        for line, offset, number, count in zip(
            self.data, self.offsets.tolist(), self.numbers.tolist(), self.counts.tolist(), strict=True
        ):
            one = rejected(source, offset, f"line {number}: {reason}", line)
            yield Rejected(
                path=one.path, offset=offset, reason=one.reason, excerpt=one.excerpt, size=one.size, records=count
            )

    def __len__(self) -> int:
        return len(self.data)


@dataclass(slots=True)
class _Open:
    """The last record of a block: the next block may begin with more of it."""

    lines: list[bytes]
    offset: int
    number: int
    size: int = field(default=0)

    def take(self, line: bytes) -> bool:
        """Take one more line in, unless the record is too long for it."""
        if len(self.lines) >= MOST_LINES or self.size + len(line) > MOST_BYTES:
            return False
        self.lines.append(line)
        self.size += len(line)
        return True


def continued(stream: BinaryIO, source: Source) -> Iterator[Records | Rejected]:
    r"""Yield the records of a file.

    >>> import io
    >>> [(part.data, part.counts.tolist()) for part in continued(io.BytesIO(b"a\n\tb\nc\n"), Source("x"))]
    [([b'a\n\tb'], [2]), ([b'c'], [1])]
    """
    last: _Open | None = None
    for block in line_blocks(stream):
        if isinstance(block, TooLong):
            yield from _closed(last)
            last = None
            yield too_long(block, source)
            continue
        first = np.frombuffer(block.data, np.uint8)[block.begins]
        indented = (first == 32) | (first == 9)
        if indented.any():
            done, lost, last = _grouped(block, indented, last)
        else:
            done, lost, last = _plain(block, last)
        yield from _orphans(lost, source)
        if len(done):
            yield done
    yield from _closed(last)


def _plain(block: LineBlock, last: _Open | None) -> tuple[Records, list[tuple[int, int, bytes]], _Open]:
    """Return all records of a block in which each is one line, but for its last."""
    lines, offsets, numbers = block.lines, block.offsets, block.numbers
    end = _Open([lines[-1]], int(offsets[-1]), int(numbers[-1]), len(lines[-1]))
    before, counts = lines[:-1], np.ones(len(lines) - 1, np.int64)
    if last is None:
        return Records(before, offsets[:-1], numbers[:-1], counts), [], end
    whole = Records(
        [b"\n".join(last.lines), *before],
        np.concatenate([[last.offset], offsets[:-1]]),
        np.concatenate([[last.number], numbers[:-1]]),
        np.concatenate([[len(last.lines)], counts]),
    )
    return whole, [], end


def _grouped(
    block: LineBlock, indented: npt.NDArray[np.bool_], last: _Open | None
) -> tuple[Records, list[tuple[int, int, bytes]], _Open | None]:
    done: list[_Open] = []
    lost: list[tuple[int, int, bytes]] = []
    for line, offset, number, more in zip(
        block.lines, block.offsets.tolist(), block.numbers.tolist(), indented.tolist(), strict=True
    ):
        if not more:
            if last is not None:
                done.append(last)
            last = _Open([line], offset, number, len(line))
        elif last is None or not last.take(line):
            lost.append((offset, number, line))
    return _records(done), lost, last


def _records(done: list[_Open]) -> Records:
    return Records(
        [b"\n".join(one.lines) for one in done],
        np.array([one.offset for one in done], np.int64),
        np.array([one.number for one in done], np.int64),
        np.array([len(one.lines) for one in done], np.int64),
    )


def _closed(last: _Open | None) -> Iterator[Records]:
    if last is not None:
        yield _records([last])


def _orphans(lost: list[tuple[int, int, bytes]], source: Source) -> Iterator[Rejected]:
    for offset, number, line in lost:
        yield rejected(source, offset, f"line {number}: it continues a record that is not there or too long", line)
