"""Text in UTF-16 as the UTF-8 that readers take, with the way back from their offsets to bytes of the file.

In: a stream. Out: its text in UTF-8, and for each offset in that the byte of the file at which it stands.
Windows writes UTF-16 wherever output is redirected in PowerShell. What is no character becomes U+FFFD.
Invariant: an offset is exact as long as it is asked for within the last `KEPT` blocks, which every reader does.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO, cast

import numpy as np
import pyarrow as pa
from msgspec import structs
from numpy.typing import NDArray

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Format, Source
from tocsin.model.evidence import Rejected

BLOCK_BYTES = 1 << 20
KEPT = 128
_BOMS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SHOWN = 32


def encoding_of(head: bytes) -> tuple[str, int] | None:
    r"""Return the UTF-16 encoding of a text and how long its mark is; None: it is in some other encoding.

    >>> encoding_of(b"\xff\xfea\0"), encoding_of("<Events><Event x='1'>".encode("utf-16-le")), encoding_of(b"abc")
    (('utf-16-le', 2), ('utf-16-le', 0), None)
    """
    for mark, encoding in _BOMS:
        if head.startswith(mark) and not head.startswith(b"\xff\xfe\0\0"):
            return encoding, len(mark)
    shown = head[:_SHOWN]
    if len(shown) == _SHOWN:
        for first, encoding in ((0, "utf-16-le"), (1, "utf-16-be")):
            text, zeros = shown[first::2], shown[1 - first :: 2]
            if not any(zeros) and all(byte in (9, 10, 13) or 32 <= byte < 127 for byte in text):
                return encoding, 0
    return None


def is_utf8(head: bytes) -> bool:
    """Say whether the bytes of a file are those that readers see."""
    return encoding_of(head) is None


def head_of(head: bytes) -> bytes:
    """Return the beginning of a file as readers see it."""
    known = encoding_of(head)
    if known is None:
        return head
    encoding, mark = known
    whole = head[mark:] if (len(head) - mark) % 2 == 0 else head[mark:-1]
    return whole.decode(encoding, "replace").encode("utf-8", "replace")


def reading(form: Format, stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Read a file in the encoding it has; what comes out has the offsets of the file."""
    head = stream.read(_SHOWN)
    known = encoding_of(head)
    if known is None:
        yield from form.read(cast(BinaryIO, Joined(head, stream)), source, wanted)
        return
    text = Recoded(Joined(head, stream), *known)
    for part in form.read(cast(BinaryIO, text), source, wanted):
        yield _placed(part, text)


def _placed(part: EventBatch | Rejected, text: Recoded) -> EventBatch | Rejected:
    if isinstance(part, Rejected):
        begin, end = text.original(np.array([part.offset, part.offset + (part.size or 0)], np.int64)).tolist()
        return structs.replace(part, offset=begin, size=None if part.size is None else end - begin)
    fetch = None if part.fetch is None else partial(_fetched, part.fetch, text)
    return replace(part, events=_offsets(part.events, text), fetch=fetch)


def _fetched(
    fetch: Callable[[NDArray[np.int64]], pa.RecordBatch], text: Recoded, rows: NDArray[np.int64]
) -> pa.RecordBatch:
    """Return all fields of some rows."""
    return _offsets(fetch(rows), text)


def _offsets(events: pa.RecordBatch, text: Recoded) -> pa.RecordBatch:
    place = events.schema.get_field_index("_offset")
    mapped = pa.array(text.original(events.column(place).to_numpy(zero_copy_only=False).astype(np.int64)))
    return events.set_column(place, events.schema.field(place), mapped)


class Joined:
    """A stream with its beginning put back."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream

    def read(self, size: int = -1, /) -> bytes:
        """Return `size` bytes as far as there are so many."""
        if not self._head:
            return self._stream.read(size)
        if 0 <= size <= len(self._head):
            part, self._head = self._head[:size], self._head[size:]
            return part
        head, self._head = self._head, b""
        return head + self._stream.read(size if size < 0 else size - len(head))


@dataclass(frozen=True, slots=True)
class _Block:
    """A piece of the text: where it begins in UTF-8 and in the file, and its bytes unless they are plain ASCII."""

    begin: int
    place: int
    text: bytes | None


class Recoded:
    """A stream of UTF-8 out of one of UTF-16."""

    def __init__(self, stream: Joined, encoding: str, mark: int) -> None:
        stream.read(mark)
        self._stream = stream
        self._decode = codecs.getincrementaldecoder(encoding)("replace").decode
        self._blocks = [_Block(0, mark, None)]
        self._begin, self._place = 0, mark
        self._ready = bytearray()
        self._ended = False

    def read(self, size: int = -1, /) -> bytes:
        """Return `size` bytes of UTF-8, fewer at the end."""
        while not self._ended and (size < 0 or len(self._ready) < size):
            self._fill()
        part = bytes(self._ready[:size] if size >= 0 else self._ready)
        del self._ready[: len(part)]
        return part

    def _fill(self) -> None:
        data = self._stream.read(BLOCK_BYTES)
        self._ended = not data
        decoded = self._decode(data, self._ended)
        text = decoded.encode("utf-8", "replace")
        if not text:
            return
        self._blocks.append(_Block(self._begin, self._place, None if len(text) == len(decoded) else text))
        if len(self._blocks) > KEPT:
            self._blocks.pop(0)
        self._begin += len(text)
        self._place += 2 * _units(np.frombuffer(text, np.uint8))
        self._ready += text

    def original(self, offsets: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the bytes of the file at which offsets of the text stand."""
        begins = np.array([block.begin for block in self._blocks], np.int64)
        which = np.clip(np.searchsorted(begins, offsets, "right") - 1, 0, None)
        places = np.zeros(len(offsets), np.int64)
        for number in np.unique(which).tolist():
            block, chosen = self._blocks[number], which == number
            inside = np.maximum(offsets[chosen] - block.begin, 0)
            if block.text is not None:
                signs = np.frombuffer(block.text, np.uint8)
                units = ((signs & 0xC0) != 0x80).astype(np.int64) + (signs >= 0xF0)
                before = np.concatenate([np.zeros(1, np.int64), np.cumsum(units)])
                inside = before[np.minimum(inside, len(signs))]
            places[chosen] = block.place + 2 * inside
        return places


def _units(signs: NDArray[np.uint8]) -> int:
    """Return how many units of UTF-16 a piece of UTF-8 is."""
    return int(np.count_nonzero((signs & 0xC0) != 0x80) + np.count_nonzero(signs >= 0xF0))
