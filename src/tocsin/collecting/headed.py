"""Text logs whose lines say by a header what their values are: `#Fields: …` (W3C), or a plain row of names (Exchange).

In: a stream. Out: runs of lines under one header; the header may come late, be repeated, or change inside a file.
Lines that begin with `#` are no records. Lines before any header are told as such (`names` is empty).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

import numpy as np

from tocsin.collecting.format import Source, rejected
from tocsin.collecting.lines import LineBlock, TooLong, line_blocks
from tocsin.model.evidence import Rejected

HASH = ord("#")


@dataclass(frozen=True, slots=True)
class Header:
    """What the header lines said so far."""

    names: tuple[str, ...] = ()
    directives: tuple[tuple[str, str], ...] = ()  # name in lower case, value; the last of each

    def said(self, directive: str) -> str | None:
        """Return the value of a directive, `date` for `#Date: …`; None where there is none."""
        return dict(self.directives).get(directive)


@dataclass(frozen=True, slots=True)
class Run:
    """Lines under one header."""

    header: Header
    block: LineBlock


def runs(
    stream: BinaryIO,
    delimiter: str | None,
    is_header_row: Callable[[bytes, Header], bool] | None = None,
    source: Source | None = None,
) -> Iterator[Run | TooLong]:
    """Yield the lines of a file, cut where a header stands. `delimiter` parts the names in it; None: blanks do.

    `is_header_row` judges lines that begin with neither a digit nor `#`: is this a plain row of names? `source` tells
    where a part of a file begins, and what its header was there.
    """
    header = source.state if source is not None and isinstance(source.state, Header) else Header()
    begin, line = (0, 1) if source is None else (source.begin, source.line)
    for block in line_blocks(stream, begin=begin, line=line):
        if isinstance(block, TooLong):
            yield block
            continue
        first = np.frombuffer(block.data, np.uint8)[block.begins]
        odd = (first < 0x30) | (first > 0x39) if is_header_row is not None else first == HASH
        begin = 0
        for position in np.flatnonzero(odd).tolist():
            line = block.line(position)
            said = _take(line, header, delimiter, is_header_row)
            if said is None:
                continue
            if position > begin:
                yield Run(header, block.select(slice(begin, position)))
            header, begin = said, position + 1
        if begin < len(block):
            yield Run(header, block.select(slice(begin, None)))


def carried(
    delimiter: str | None, is_header_row: Callable[[bytes, Header], bool] | None = None
) -> Callable[[object, bytes], Header]:
    """Return how a header goes on from line to line, for `Format.carry`."""

    def carry(state: object, line: bytes) -> Header:
        header = state if isinstance(state, Header) else Header()
        return _take(line, header, delimiter, is_header_row) or header

    return carry


def _take(
    line: bytes, header: Header, delimiter: str | None, is_header_row: Callable[[bytes, Header], bool] | None
) -> Header | None:
    """Return the header as it stands after a line, or None when the line is no header."""
    if line[:1] == b"#":
        name, _, value = line[1:].decode("utf-8", "replace").partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "fields":
            return replace(header, names=unique(value.split(delimiter)))
        others = tuple(said for said in header.directives if said[0] != name)
        return replace(header, directives=(*others, (name, value))[-32:])
    if is_header_row is not None and is_header_row(line, header):
        return replace(header, names=unique(line.decode("utf-8", "replace").split(delimiter)))
    return None


def unique(names: list[str]) -> tuple[str, ...]:
    """Return names as columns can bear them: none twice, none of tocsin's own.

    >>> unique(["date", "x ", "x", "_time"])
    ('date', 'x', 'x_2', 'log._time')
    """
    taken: dict[str, None] = {}
    last: dict[str, int] = {}  # the number a name had last: a header may have one name a hundred thousand times
    for name in names:
        plain = name.strip().strip('"')
        plain = f"log.{plain}" if plain.startswith("_") else plain or "unnamed"
        chosen, number = plain, last.get(plain, 1)
        while chosen in taken:
            number += 1
            chosen = f"{plain}_{number}"
        last[plain] = number
        taken[chosen] = None
    return tuple(taken)


NO_HEADER = "no header before it says what its values are"


def lost(block: LineBlock, reasons: Sequence[str], source: Source) -> Iterator[Rejected]:
    """Yield a rejection for each line of a block."""
    for line, offset, number, reason in zip(
        block.lines, block.offsets.tolist(), block.numbers.tolist(), reasons, strict=True
    ):
        yield rejected(source, offset, f"line {number}: {reason}", line)


def under_headers(
    stream: BinaryIO,
    source: Source,
    delimiter: str | None,
    is_header_row: Callable[[bytes, Header], bool] | None = None,
) -> Iterator[Run | Rejected]:
    """Yield lines that stand under a header, and a rejection for each that stands under none or is too long."""
    for run in runs(stream, delimiter, is_header_row):
        if isinstance(run, TooLong):
            yield too_long(run, source)
        elif run.header.names:
            yield run
        else:
            yield from lost(run.block, [NO_HEADER] * len(run.block), source)


def too_long(line: TooLong, source: Source) -> Rejected:
    """Return the rejection of a line that is too long to be held."""
    return rejected(source, line.offset, f"line {line.number}: {line.size} bytes long", line.begin, line.size)
