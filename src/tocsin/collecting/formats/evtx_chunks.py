"""Chunks of a Windows event log (EVTX): where their records stand, and what is damaged, without trusting their headers.

In: a stream of an EVTX file. Out: chunks of 64 KiB with the offset, size and number of each record, and the ranges that
no record can be made of. A chunk whose header does not say what stands in it is given a header that does, so that a
parser that trusts it finds every good record and walks past the damage: each damaged range gets the header of a record
of its own (`GAP`), with nothing in it.
Source: [MS-EVEN6] 2.2; libevtx, "Windows XML Event Log (EVTX) format".
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from typing import BinaryIO

FILE_HEADER = 4096
CHUNK = 65536
CHUNK_HEADER = 512
SMALLEST = 28  # record header (24) and the size repeated at its end (4)
MAGIC = b"\x2a\x2a\0\0"
GAP = 0xFFFF_FF00_0000_0000
"""Record numbers from here on mark damaged ranges inside a chunk handed to a parser."""

LATEST = 0x24C85A5ED1C03FFF
"""The last FILETIME in the year 9999; a parser may give up on later ones."""

_RECORD = struct.Struct("<IIQ")
_SIZE = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where a record stands in its chunk."""

    at: int
    size: int
    number: int
    recovered: bool = False  # outside what the chunk's own header counts, or behind damage


@dataclass(frozen=True, slots=True)
class Damage:
    """A range of bytes that no record can be made of; `records` as far as can be told."""

    at: int
    size: int
    reason: str
    records: int = 1


@dataclass(slots=True)
class Chunk:
    """A chunk, its records in order, and its damage; `gaps` are the damaged ranges dressed up as records."""

    offset: int
    data: bytearray
    records: list[RecordPlace] = field(default_factory=list[RecordPlace])
    damages: list[Damage] = field(default_factory=list[Damage])
    gaps: list[RecordPlace] = field(default_factory=list[RecordPlace])
    sealed: bool = False  # its checksums are those that Windows wrote: nothing was changed since

    def walk_order(self) -> list[RecordPlace]:
        """Return records and gaps as a parser meets them."""
        return sorted([*self.records, *self.gaps], key=lambda place: place.at)

    def blank(self, at: int, size: int) -> RecordPlace:
        """Make a range a record with nothing in it, so that a parser walks past it."""
        gap = RecordPlace(at, size, GAP + at)
        _RECORD.pack_into(self.data, at, 0x2A2A, size, gap.number)
        self.data[at + 16 : at + 24] = bytes(8)  # no time
        self.data[at + 24] = 0  # end of the event's XML, at once
        _SIZE.pack_into(self.data, at + size - 4, size)
        return gap


def exactly(stream: BinaryIO, size: int) -> bytes:
    """Read `size` bytes, fewer only at the end."""
    parts: list[bytes] = []
    while size > 0:
        part = stream.read(size)
        if not part:
            break
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def walk(offset: int, data: bytes) -> Chunk:
    """Find the records of one chunk; `data` is shorter than a chunk where the file was cut."""
    present = len(data)
    chunk = Chunk(offset, bytearray(data) + bytes(CHUNK - present))
    if not any(data):
        return chunk  # never used: files grow by whole chunks
    if present < CHUNK_HEADER or data[:8] != b"ElfChnk\0":
        signature_lost = present >= CHUNK_HEADER
        reason = "the chunk's signature is destroyed" if signature_lost else "the file ends inside a chunk's header"
        free, last = CHUNK, None
        if not signature_lost:
            chunk.damages.append(Damage(0, present, reason))
            return chunk
    else:
        reason = ""
        free = int.from_bytes(data[48:52], "little")
        last = int.from_bytes(data[16:24], "little")
    sound = CHUNK_HEADER <= free <= CHUNK
    _find_records(chunk, min(free, present) if sound else present, present, counted=sound and not reason)
    if present < CHUNK and sound and free > present:
        _cut(chunk, present, last)
    chunk.sealed = sound and not reason and present == CHUNK and _sealed(data, free)
    _find_beyond(chunk, free if sound else present, present)
    if reason and not chunk.records:
        chunk.damages[:] = [Damage(0, present, f"{reason} and it holds no whole record")]
    _repair(chunk, data)
    return chunk


def _sealed(data: bytes, free: int) -> bool:
    """Say whether a chunk's checksums, of its records and of its header, are right."""
    records, header = int.from_bytes(data[52:56], "little"), int.from_bytes(data[124:128], "little")
    return zlib.crc32(data[CHUNK_HEADER:free]) == records and zlib.crc32(data[:120] + data[128:CHUNK_HEADER]) == header


def _size_at(chunk: Chunk, at: int, limit: int) -> int:
    """Return the size of the record that begins at `at`, or 0 where none does."""
    if at + SMALLEST > limit:
        return 0
    magic, size, number = _RECORD.unpack_from(chunk.data, at)
    if magic != 0x2A2A or not SMALLEST <= size <= limit - at or number >= GAP:
        return 0
    end = at + size
    if _SIZE.unpack_from(chunk.data, end - 4)[0] == size:
        return size
    # the copy of the size is damaged: believe the size if the next record begins where it says
    return size if end == limit or chunk.data.startswith(MAGIC, end) else 0


def _find_records(chunk: Chunk, limit: int, present: int, *, counted: bool) -> None:
    at = CHUNK_HEADER
    recovered = not counted
    while at + SMALLEST <= limit:
        size = _size_at(chunk, at, limit)
        if size:
            _add_record(chunk, at, size, recovered=recovered)
            at += size
            continue
        following = _next_record(chunk, at, limit)
        end = limit if following is None else following
        if following is None and not counted:
            return  # without a header nobody knows where the records end: what remains may never have been one
        if following is None and limit == present and present < CHUNK:
            chunk.damages.append(Damage(at, end - at, "the file ends inside a record"))
            return
        chunk.damages.append(Damage(at, end - at, "no record begins here: damaged bytes", _lost(chunk, at, following)))
        if following is None:
            return
        recovered = True
        at = following


def _add_record(chunk: Chunk, at: int, size: int, *, recovered: bool) -> None:
    number = _RECORD.unpack_from(chunk.data, at)[2]
    if int.from_bytes(chunk.data[at + 16 : at + 24], "little") > LATEST:
        chunk.data[at + 16 : at + 24] = bytes(8)  # the event's own time stands in its System part
    chunk.records.append(RecordPlace(at, size, number, recovered))


def _next_record(chunk: Chunk, at: int, limit: int) -> int | None:
    """Return where the next record begins after damage at `at`: records stand at multiples of eight."""
    found = chunk.data.find(MAGIC, at + 8, limit)
    while found != -1:
        if found % 8 == 0 and _size_at(chunk, found, limit):
            return found
        found = chunk.data.find(MAGIC, found + 1, limit)
    return None


def _lost(chunk: Chunk, at: int, following: int | None) -> int:
    """Tell from the record numbers on both sides how many records a damaged range held."""
    if following is None or not chunk.records:
        return 1
    before = chunk.records[-1].number
    after = _RECORD.unpack_from(chunk.data, following)[2]
    most = max(1, (following - at) // SMALLEST)
    return after - before - 1 if 1 <= after - before - 1 <= most else 1


def _cut(chunk: Chunk, present: int, last: int | None) -> None:
    """Say how many records are gone where the header counts some beyond the end of the file."""
    known = chunk.records[-1].number if chunk.records else int.from_bytes(chunk.data[8:16], "little") - 1
    lost = last - known if last is not None and 0 < last - known <= CHUNK // SMALLEST else 1
    begin = chunk.records[-1].at + chunk.records[-1].size if chunk.records else CHUNK_HEADER
    chunk.damages[:] = [damage for damage in chunk.damages if damage.at < begin]
    chunk.damages.append(Damage(begin, max(present - begin, 0), "the file ends inside a chunk", lost))


def _find_beyond(chunk: Chunk, free: int, present: int) -> None:
    """Take records that go on, number by number, behind the end that the header gives (a log copied while in use)."""
    if not chunk.records:
        return
    last = chunk.records[-1]
    at = last.at + last.size
    if at != free:
        return
    expected = last.number + 1
    while size := _size_at(chunk, at, present):
        if _RECORD.unpack_from(chunk.data, at)[2] != expected:
            return
        _add_record(chunk, at, size, recovered=True)
        at += size
        expected += 1


def _repair(chunk: Chunk, data: bytes) -> None:
    """Make the chunk's header say what stands in it, and every damaged range between records a record with nothing."""
    records = chunk.records
    if not records:
        return
    _fill_gaps(chunk, records[-1].at + records[-1].size)
    if not records:
        return
    end = records[-1].at + records[-1].size
    first, last = records[0].number, records[-1].number
    said = struct.unpack_from("<QQQQIII", data.ljust(CHUNK_HEADER, b"\0"), 8)
    if data[:8] == b"ElfChnk\0" and said[1] == said[3] == last and said[4] == 128 and said[6] == end:
        return
    chunk.data[:8] = b"ElfChnk\0"
    struct.pack_into("<QQQQIII", chunk.data, 8, first, last, first, last, 128, records[-1].at, end)
    struct.pack_into("<I", chunk.data, 52, zlib.crc32(chunk.data[CHUNK_HEADER:end]))
    struct.pack_into("<I", chunk.data, 124, zlib.crc32(chunk.data[:120] + chunk.data[128:CHUNK_HEADER]))


def _fill_gaps(chunk: Chunk, end: int) -> None:
    at = CHUNK_HEADER
    kept: list[RecordPlace] = []
    for place in chunk.records:
        if place.at > at:
            if place.at - at < SMALLEST:  # no room for a record's header: what follows cannot be reached
                lost = len(chunk.records) - len(kept)
                chunk.damages.append(Damage(place.at, end - place.at, "records behind damage cannot be reached", lost))
                chunk.records[:] = kept
                return
            chunk.gaps.append(chunk.blank(at, place.at - at))
        kept.append(place)
        at = place.at + place.size
