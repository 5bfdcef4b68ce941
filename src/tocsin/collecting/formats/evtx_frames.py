"""EVTX by columns, first step: where the records are, and which template each was written with.

In: a block of whole chunks as one array of bytes. Out: arrays with one entry a record (`Records`) or one entry a
template instance (`Frames`); no Python loop over records. What does not look exactly as a healthy chunk or instance
looks is left out and named by the caller as not taken: it goes the simple path.
Source: libevtx, "Windows XML Event Log (EVTX) format", and [MS-EVEN6] 2.2.12 (BinXml).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

CHUNK_SIZE = 65536
CHUNK_HEADER = 512
RECORD_HEADER = 24
RECORD_MAGIC = 0x00002A2A
CHUNK_MAGIC = np.frombuffer(b"ElfChnk\0", "<u4")
FRAGMENT_HEADER = 0x0001010F  # token 0x0f, version 1.1, flags 0, as a little-endian number
INSTANCE = 14  # bytes of a template instance before its definition or its values, fragment header included
DEFINITION = 24  # bytes of a template definition before its body: next, GUID, size
PADDING = 256  # bytes of zeros behind a block, so that reading ahead of its last record stays inside the array

Bytes = npt.NDArray[np.uint8]
Positions = npt.NDArray[np.int64]


def _unaligned(block: Bytes, form: str, width: int) -> npt.NDArray[Any]:
    """View the bytes as numbers that may begin at any byte."""
    return np.ndarray(shape=(len(block) - width + 1,), dtype=form, buffer=block.data, strides=(1,))


def u16(block: Bytes, at: Positions) -> Positions:
    """Read little-endian 16-bit numbers at any positions."""
    return _unaligned(block, "<u2", 2)[at].astype(np.int64)


def u32(block: Bytes, at: Positions) -> Positions:
    """Read little-endian 32-bit numbers at any positions."""
    return _unaligned(block, "<u4", 4)[at].astype(np.int64)


def u64(block: Bytes, at: Positions) -> npt.NDArray[np.uint64]:
    """Read little-endian 64-bit numbers at any positions."""
    return _unaligned(block, "<u8", 8)[at]


def stretches(block: Bytes, at: Positions, width: int) -> Bytes:
    """Read `width` bytes from each position, as a matrix: copied stretch by stretch, not byte by byte."""
    return _unaligned(block, f"V{width}", width)[at].view(np.uint8).reshape(len(at), width)


@dataclass(frozen=True, slots=True)
class Records:
    """Records of the healthy chunks of a block, in file order; one entry a record."""

    at: Positions  # byte in the block
    size: Positions
    identifier: Positions  # EventRecordID as the record's header has it
    written: Positions  # FILETIME: 100 ns since 1601-01-01 UTC
    unhealthy: npt.NDArray[np.int64]  # numbers (in the block) of the chunks that were left out


def find_records(block: Bytes, chunks: int) -> Records:
    """Find the records of all chunks of a block at once.

    A chunk is healthy when its records lie end to end from its header to its free space, each with its size repeated
    at its end. `block` holds `chunks` chunks and then `PADDING` zeros.
    """
    words = block[: chunks * CHUNK_SIZE].view("<u4")
    heads = words.reshape(chunks, CHUNK_SIZE // 4)
    signed = (heads[:, 0] == CHUNK_MAGIC[0]) & (heads[:, 1] == CHUNK_MAGIC[1])
    free = heads[:, 12].astype(np.int64)
    signed &= (free >= CHUNK_HEADER) & (free <= CHUNK_SIZE)

    at = np.flatnonzero(words[::2] == RECORD_MAGIC).astype(np.int64) * 8
    chunk = at // CHUNK_SIZE
    inside = signed[chunk] & (at - chunk * CHUNK_SIZE >= CHUNK_HEADER) & (at - chunk * CHUNK_SIZE < free[chunk])
    at, chunk = at[inside], chunk[inside]
    size = words[at // 4 + 1].astype(np.int64)
    end = at + size
    limit = chunk * CHUNK_SIZE + free[chunk]
    sound = (size >= RECORD_HEADER + INSTANCE + 4) & (size % 4 == 0) & (end <= limit)
    sound[sound] &= words[end[sound] // 4 - 1] == size[sound]
    # the magic number also stands where it is none, for example in what is left of an older record: drop those first
    at, chunk, size, end, limit = (values[sound] for values in (at, chunk, size, end, limit))

    first = np.ones(len(at), bool)
    first[1:] = chunk[1:] != chunk[:-1]
    last = np.ones(len(at), bool)
    last[:-1] = first[1:]
    tiled = np.ones(len(at), bool)
    tiled[first] = at[first] % CHUNK_SIZE == CHUNK_HEADER
    tiled[~first] = at[~first] == end[np.flatnonzero(~first) - 1]
    tiled[last] &= end[last] == limit[last]

    healthy = signed.copy()
    healthy[chunk[~tiled]] = False
    empty = np.bincount(chunk, minlength=chunks) == 0
    healthy &= ~empty | ((free == CHUNK_HEADER) & (heads[:, CHUNK_HEADER // 4] != RECORD_MAGIC))
    kept = healthy[chunk]
    at, size = at[kept], size[kept]
    return Records(
        at=at,
        size=size,
        identifier=u64(block, at + 8).astype(np.int64),
        written=u64(block, at + 16).astype(np.int64),
        unhealthy=np.flatnonzero(~healthy).astype(np.int64),
    )


@dataclass(frozen=True, slots=True)
class Frames:
    """Template instances, one entry each; `taken` says which of those asked for could be understood."""

    taken: npt.NDArray[np.bool_]
    definition: Positions  # byte of the template's definition in the block
    values: Positions  # byte at which the number of substitution values stands


def find_frames(block: Bytes, at: Positions, end: Positions) -> Frames:
    """Look at the template instances that begin at `at` and must end by `end` (both: bytes in the block)."""
    chunk = at // CHUNK_SIZE * CHUNK_SIZE
    taken = (at + INSTANCE + 4 <= end) & (end <= chunk + CHUNK_SIZE)
    safe = np.where(taken, at, 0)
    taken &= (u32(block, safe) == FRAGMENT_HEADER) & (block[safe + 4] == 0x0C)
    offset = u32(block, safe + 10)
    taken &= (offset >= CHUNK_HEADER) & (offset + DEFINITION <= CHUNK_SIZE)
    definition = np.where(taken, chunk + offset, 0)
    resident = definition == at + INSTANCE
    body = np.where(taken, u32(block, definition + 20), 0)
    taken &= definition + DEFINITION + body <= chunk + CHUNK_SIZE
    values = at + INSTANCE + np.where(resident, DEFINITION + body, 0)
    taken &= values + 4 <= end
    return Frames(taken=taken, definition=definition, values=np.where(taken, values, 0))
