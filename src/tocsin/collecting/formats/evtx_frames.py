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
    free: Positions  # where in each chunk its free space begins, as its header says


def find_records(block: Bytes, chunks: int) -> Records:
    """Find the records of all chunks of a block at once: one step goes from a record to the next in every chunk.

    A chunk is healthy when its records lie end to end from its header to its free space, each with its size repeated
    at its end, and none goes on behind. `block` holds `chunks` chunks and then `PADDING` zeros.
    """
    words = block[: chunks * CHUNK_SIZE].view("<u4")
    heads = words.reshape(chunks, CHUNK_SIZE // 4)
    free = heads[:, 12].astype(np.int64)
    healthy = (heads[:, 0] == CHUNK_MAGIC[0]) & (heads[:, 1] == CHUNK_MAGIC[1])
    healthy &= (free >= CHUNK_HEADER) & (free <= CHUNK_SIZE) & (free % 4 == 0)
    walking = np.flatnonzero(healthy)
    at = walking * CHUNK_SIZE + CHUNK_HEADER
    last = np.full(chunks, -1, np.int64)  # where the last record of each chunk begins
    places: list[Positions] = []
    sizes: list[Positions] = []
    while len(walking):
        limit = walking * CHUNK_SIZE + free[walking]
        going = at < limit
        walking, at, limit = walking[going], at[going], limit[going]
        size = words[np.minimum(at // 4 + 1, len(words) - 1)].astype(np.int64)
        end = at + size
        sound = (words[at // 4] == RECORD_MAGIC) & (size >= RECORD_HEADER + INSTANCE + 4) & (size % 4 == 0)
        sound &= end <= limit
        sound[sound] = words[end[sound] // 4 - 1] == size[sound]
        healthy[walking[~sound]] = False
        walking, at, size = walking[sound], at[sound], size[sound]
        last[walking] = at
        places.append(at)
        sizes.append(size)
        at = at + size
    _go_on_behind(block, healthy, free, last)
    at, size = (np.concatenate([*parts, np.empty(0, np.int64)]) for parts in (places, sizes))
    kept = healthy[at // CHUNK_SIZE]
    at, size = at[kept], size[kept]
    order = np.argsort(at, kind="stable")
    at, size = at[order], size[order]
    return Records(
        at=at,
        size=size,
        identifier=u64(block, at + 8).astype(np.int64),
        written=u64(block, at + 16).astype(np.int64),
        unhealthy=np.flatnonzero(~healthy).astype(np.int64),
        free=free,
    )


def _go_on_behind(block: Bytes, healthy: npt.NDArray[np.bool_], free: Positions, last: Positions) -> None:
    """Take the health of chunks in which a record stands where, as the header has it, the free space begins."""
    chunks = np.flatnonzero(healthy & (free <= CHUNK_SIZE - RECORD_HEADER))
    behind = chunks * CHUNK_SIZE + free[chunks]
    found = u32(block, behind) == RECORD_MAGIC
    # of those records only one that goes on with the numbers is new; without any before it, the header is wrong
    known = last[chunks] >= 0
    number = u64(block, np.where(known, last[chunks], 0) + 8) + np.uint64(1)
    healthy[chunks[found & (~known | (u64(block, behind + 8) == number))]] = False


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
