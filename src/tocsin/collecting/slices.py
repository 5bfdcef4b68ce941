"""Ranges of a large file that different processes read: chunks of an EVTX file, lines of JSON.

In: a file of the evidence. Out: slices that are units themselves; read one after the other they give what the file
gives. Only files that lie on disk as they are can be divided, and of those the ones in which no line needs another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, cast

import numpy as np
import numpy.typing as npt

from tocsin.collecting.archives import said
from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Unit, Wanted
from tocsin.collecting.file_dates import modified
from tocsin.collecting.format import HEAD_BYTES, Source
from tocsin.collecting.lines import BOM
from tocsin.collecting.opening import open_evidence
from tocsin.collecting.units import SHORTER, FileUnit, size_of
from tocsin.model.evidence import Rejected

EVTX_HEADER, _CHUNK = 4096, 65536
SLICE_BYTES = 1152 * _CHUNK
"""Size of a range of chunks at most: a batch of the reader that codes."""

LINES_BYTES = 16 << 20
"""Size of a range of lines, about."""

_LOOK_BYTES = 1 << 20
_HEADER_BYTES = 1 << 20  # of a line that may be a header


def slices_of(unit: FileUnit) -> tuple[Unit, ...]:
    """Return the slices of a file, or the file itself where it cannot be divided, or need not be."""
    from tocsin.collecting.formats import by_name

    if unit.place.steps or unit.plugin is not None or unit.mapping is not None:
        return (unit,)
    form = by_name(unit.format)
    ranges: list[tuple[int, int | None, int, object]] = []
    try:
        with open_evidence(unit.place.file) as file:
            head = file.read(HEAD_BYTES)
            if form.name == "evtx" and unit.size > SLICE_BYTES and head.startswith(b"ElfFile\0"):
                begins = _chunks_evenly(unit.size)
                ranges = [(begin, end, 1, None) for begin, end in zip(begins, [*begins[1:], None], strict=True)]
            elif unit.size >= 2 * LINES_BYTES and form.divisible is not None and form.divisible(head):
                file.seek(0)
                ranges = list(_lines(file, form.carry) if form.quoted is None else _rows(file, form.quoted(head)))
    except OSError:
        return (unit,)  # whoever reads it will say what is wrong with it
    if len(ranges) < 2:
        return (unit,)
    return tuple(Slice(unit, *one) for one in ranges)


def _chunks_evenly(size: int) -> list[int]:
    """Return where ranges of chunks begin: an even number of them, about as large, so that two workers end together."""
    chunks = -(-(size - EVTX_HEADER) // _CHUNK)
    count = -(-chunks // (SLICE_BYTES // _CHUNK))
    count = min(count + count % 2, chunks)
    return [0, *(EVTX_HEADER + _CHUNK * (chunks * place // count) for place in range(1, count))]


def _lines(
    file: BinaryIO, carry: Callable[[object, bytes], object] | None
) -> Iterator[tuple[int, int | None, int, object]]:
    """Yield ranges that end with a line: first byte, byte behind the last, number of the first line, state there."""
    begin, at, line, count, rest = 0, 0, 1, 0, b""
    state: object = None
    first: object = None  # the state at the beginning of the range
    while data := file.read(_LOOK_BYTES):
        count += data.count(b"\n")
        last = data.rfind(b"\n")
        if carry is not None:
            feeds = np.flatnonzero(np.frombuffer(data, np.uint8) == 10)
            for odd in _odd_lines(rest, data, feeds):
                state = carry(state, odd)
            rest = (data[last + 1 :] if last >= 0 else rest + data)[:_HEADER_BYTES]
        if last >= 0 and at + len(data) - begin >= LINES_BYTES:
            end = at + last + 1
            yield begin, end, line, first
            begin, line, count, first = end, line + count, 0, state
        at += len(data)
    if at > begin:
        yield begin, None, line, first


def _rows(file: BinaryIO, state: object) -> Iterator[tuple[int, int | None, int, object]]:
    """Yield ranges as `_lines` does, of rows in which quotes may hold line feeds: each ends where quotes are closed."""
    begin, at, line, feeds, quotes = 0, 0, 1, 0, 0
    while data := file.read(_LOOK_BYTES):
        last = data.rfind(b"\n")
        before = quotes + data.count(b'"', 0, last + 1)
        if last >= 0 and before % 2 == 0 and at + last + 1 - begin >= LINES_BYTES:
            end = at + last + 1
            yield begin, end, line, state if begin else None
            line += feeds + data.count(b"\n")
            begin, feeds = end, 0
        else:
            feeds += data.count(b"\n")
        quotes = before + data.count(b'"', last + 1)
        at += len(data)
    if at > begin:
        yield begin, None, line, state if begin else None


def _odd_lines(rest: bytes, data: bytes, feeds: npt.NDArray[np.int64]) -> Iterator[bytes]:
    """Yield the lines that begin with no digit: the one that began before the data, then those in it."""
    if not len(feeds):
        return
    signs = np.frombuffer(data, np.uint8)
    begins, ends = feeds[:-1] + 1, feeds[1:]
    heads = signs[begins]
    odd = (heads < 0x30) | (heads > 0x39)
    lines = [rest + data[: int(feeds[0])]]
    lines += [data[begin:end] for begin, end in zip(begins[odd].tolist(), ends[odd].tolist(), strict=True)]
    for line in lines:
        plain = line.removesuffix(b"\r").removeprefix(BOM)
        if plain and not plain[:1].isdigit():
            yield plain


@dataclass(frozen=True, slots=True)
class Slice:
    """A range of bytes of a large file; `end` None goes on to its end. `line` is the first line's number."""

    unit: FileUnit
    begin: int
    end: int | None
    line: int = 1
    state: object = None

    @property
    def path(self) -> str:
        """As of the whole file."""
        return self.unit.path

    @property
    def size(self) -> int:
        """Bytes of the range."""
        return (self.unit.size if self.end is None else self.end) - self.begin

    @property
    def format(self) -> str:
        """As of the whole file."""
        return self.unit.format

    @property
    def why(self) -> str:
        """As of the whole file."""
        return self.unit.why

    def slices(self) -> tuple[Unit, ...]:
        """Return the range itself."""
        return (self,)

    def read(self, wanted: Wanted = ALL_FIELDS) -> Iterator[EventBatch | Rejected]:
        """Yield the events of the range; never raises for bad content."""
        from tocsin.collecting.formats import by_name

        unit = self.unit
        asked = partial(modified, unit.place)
        source = Source(unit.path, unit.host, unit.timezone, asked, begin=self.begin, line=self.line, state=self.state)
        try:
            file = open_evidence(unit.place.file)
            file.seek(self.begin)
        except OSError as error:
            yield Rejected(path=self.path, offset=self.begin, reason=f"cannot be opened: {said(error)}", size=self.size)
            return
        with file:
            stream = _Range(file, None if self.end is None else self.end - self.begin)
            form = by_name(self.format)
            if form.name == "evtx":
                yield from self._chunks(stream, source, wanted)
            else:
                yield from form.read(cast(BinaryIO, stream), source, wanted)
            end = self.unit.size if self.end is None else self.end
            if stream.failure is not None:
                yield Rejected(path=self.path, offset=file.tell(), reason=stream.failure)
            elif size_of(unit.place.file) < end:
                yield Rejected(path=self.path, offset=file.tell(), reason=SHORTER.format(unit.size))

    def _chunks(self, stream: _Range, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
        from tocsin.collecting.formats import evtx

        chunks = cast(BinaryIO, stream)
        if not self.begin:
            return evtx.read(chunks, source, wanted, partial=self.end is not None)
        zeros, end = _surroundings(self.unit.place.file, self.begin, last=self.end is None)
        return evtx.read_chunks(chunks, source, wanted, self.begin, zeros=zeros, said=end)


def _surroundings(path: str, begin: int, *, last: bool) -> tuple[int | None, int | None]:
    """Return where zeros begin that stand right before a range of chunks, and, for the last range, where chunks end."""
    from tocsin.collecting.formats.evtx_chunks import CHUNK
    from tocsin.collecting.formats.evtx_extent import end_by_header, zeros_before

    def backwards() -> Iterator[bytes]:
        for at in range(begin - CHUNK, EVTX_HEADER - 1, -CHUNK):
            file.seek(at)
            yield file.read(CHUNK)

    try:
        with open_evidence(path) as file:
            end = end_by_header(file.read(EVTX_HEADER)) if last else None
            return zeros_before(backwards(), begin), end
    except OSError:
        return None, None


class _Range:
    """The first bytes of what is left of a file; a read error ends it and is remembered."""

    def __init__(self, file: BinaryIO, size: int | None) -> None:
        self._file, self._left = file, size
        self.failure: str | None = None

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes; none at the end of the range."""
        try:
            data = self._file.read(size if self._left is None else min(size, self._left))
        except OSError as error:
            self.failure = f"the file cannot be read on: {said(error)}"
            return b""
        if self._left is not None:
            self._left -= len(data)
        return data

    def readinto(self, view: memoryview) -> int:
        """Read into a buffer as many bytes as there are, at most; returns how many."""
        view = view if self._left is None else view[: self._left]
        try:
            count = self._file.readinto(view)  # type: ignore[attr-defined] - a file opened for bytes has it
        except OSError as error:
            self.failure = f"the file cannot be read on: {said(error)}"
            return 0
        if self._left is not None:
            self._left -= count
        return count
