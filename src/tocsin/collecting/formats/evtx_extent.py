"""Chunks that are gone: zeros between others, zeros where the file's header counts chunks, a file that ends too soon.

In: the file's header, and which chunks hold nothing but zeros. Out: the ranges of bytes that were lost. Chunks of zeros
at the end are no loss: files grow by many chunks at once. A header that was not written when the log was closed tells
nothing.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.collecting.formats.evtx_chunks import CHUNK, FILE_HEADER

_DIRTY = 1
_PEEK = 128


@dataclass(frozen=True, slots=True)
class Gone:
    """Bytes that held chunks, and what is there now."""

    offset: int
    size: int
    reason: str


def end_by_header(head: bytes) -> int | None:
    """Return where the chunks end that a file's header counts; None: it was not closed, or counts nothing."""
    if len(head) < FILE_HEADER or not head.startswith(b"ElfFile\0"):
        return None
    header_size, chunks = struct.unpack_from("<HH", head, 40)
    (flags,) = struct.unpack_from("<I", head, 120)
    if flags & _DIRTY or header_size != FILE_HEADER or not chunks:
        return None
    return FILE_HEADER + chunks * CHUNK


@dataclass(slots=True)
class Extent:
    """Watches chunks go by, from byte `at` on; `zeros` is where zeros began that stand right before it, if any do."""

    at: int
    zeros: int | None = None

    def pass_by(self, block: NDArray[np.uint8]) -> Iterator[Gone]:
        """Look at the chunks of a block, of which the last may be cut; yield zeros that stand between others."""
        whole = len(block) // CHUNK
        chunks = block[: whole * CHUNK].reshape(whole, CHUNK)
        used: list[bool] = np.any(chunks[:, :_PEEK], axis=1).tolist()
        used = [is_used or bool(chunks[place].any()) for place, is_used in enumerate(used)]
        if len(block) % CHUNK:
            used.append(bool(block[whole * CHUNK :].any()))
        for place, is_used in enumerate(used):
            if is_used and self.zeros is not None:
                yield self._gone(self.at + place * CHUNK, "between others")
                self.zeros = None
            elif not is_used and self.zeros is None:
                self.zeros = self.at + place * CHUNK
        self.at += len(block)

    def end(self, said: int | None) -> Iterator[Gone]:
        """Yield what is missing at the end of the file, where its header says how far the chunks go."""
        if said is None:
            return
        if self.zeros is not None and self.zeros < min(said, self.at):
            yield self._gone(min(said, self.at), "where the file's header counts chunks")
        if self.at < said:
            there, counted = (self.at - FILE_HEADER) // CHUNK, (said - FILE_HEADER) // CHUNK
            yield Gone(self.at, 0, f"the file ends after {there} of the {counted} chunks that its header counts")

    def _gone(self, end: int, where: str) -> Gone:
        begin = self.zeros if self.zeros is not None else end
        count = -(-(end - begin) // CHUNK)
        chunks = "a chunk of zeros stands" if count == 1 else f"{count} chunks of zeros stand"
        return Gone(begin, end - begin, f"{chunks} {where}: what {'it' if count == 1 else 'they'} held is lost")


def zeros_before(read_chunk_at: Iterator[bytes], at: int) -> int | None:
    """Return where the zeros begin that stand right before byte `at`; chunks come from there backwards."""
    begin: int | None = None
    for data in read_chunk_at:
        if any(data):
            break
        at -= len(data)
        begin = at
    return begin
