"""Objects of a binary journal file of systemd: entries and the data they point at, found by walking through the file.

In: the bytes of a file (a map of it). Out: for each entry its place, number, time and fields; and what cannot be read.
The file's own indexes (hash tables, arrays of entries) are not used: a damaged one hides nothing. Where an object
cannot be right, the next place that can be one is looked for. A file whose entries all point at the same large data
gives no more than `Limits` allow for its size.
Source: systemd.io/JOURNAL_FILE_FORMAT.
"""

from __future__ import annotations

import lzma
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from tocsin.collecting.limits import DEFAULT

MAGIC = b"LPKSHHRH"
COMPACT = 16
LONGEST_DATA = 8 << 20
_DATA, _ENTRY = 1, 3
_XZ, _LZ4, _ZSTD = 1, 2, 4
_KEPT, _KEPT_LONGEST = 1 << 16, 1 << 12
_OBJECT = struct.Struct("<BB6xQ")
_ENTRY_HEAD = struct.Struct("<QQQ16sQ")
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the journal."""

    offset: int
    number: int
    time: int  # microseconds since 1970
    fields: list[tuple[str, str]]
    missing: int  # fields whose data cannot be read


@dataclass(frozen=True, slots=True)
class Lost:
    """A range of bytes that is no object, or an entry without anything that can be read."""

    offset: int
    end: int
    reason: str


@dataclass(slots=True)
class Journal:
    """A file, and the data of it that were read last: most entries share most of theirs."""

    data: memoryview
    compact: bool = field(init=False)
    begin: int = field(init=False)
    entries: int = field(init=False)  # as many as the file's head says there are
    _known: dict[int, tuple[str, str] | None] = field(default_factory=dict[int, "tuple[str, str] | None"])

    def __post_init__(self) -> None:
        head = bytes(self.data[:272]).ljust(272, b"\0")
        self.compact = bool(int.from_bytes(head[12:16], "little") & COMPACT)
        size = int.from_bytes(head[88:96], "little")
        self.begin = size if 208 <= size <= 4096 and size % 8 == 0 else 272
        self.entries = int.from_bytes(head[152:160], "little")

    def walk(self) -> Iterator[Entry | Lost]:
        """Yield every entry in the order of the file, and what is none of its objects."""
        at, end, handed = self.begin, len(self.data), 0
        while at + 16 <= end:
            kind, _, size = _OBJECT.unpack_from(self.data, at)
            if not 0 < kind <= 7 or size < 16 or size > end - at or bytes(self.data[at + 2 : at + 8]) != b"\0" * 6:
                after = self._next(at)
                if bytes(self.data[at:after]).strip(b"\0"):
                    yield Lost(at, after, "no object of the journal")
                at = after
                continue
            if kind == _ENTRY:
                entry = self._entry(at, size)
                yield entry
                handed += sum(len(value) for _, value in entry.fields) if isinstance(entry, Entry) else 0
                blown = DEFAULT.blown(handed, end)
                if blown is not None:
                    yield Lost(at + size, end, blown)
                    return
            at += (size + 7) & ~7
        if at < end and bytes(self.data[at:end]).strip(b"\0"):
            yield Lost(at, end, "an object that is cut off")

    def _next(self, at: int) -> int:
        """Return the next place behind `at` that can be an object's; the file's end where there is none."""
        begin = (at + 8) & ~7
        count = max(0, (len(self.data) - begin) // 8)
        if count < 2:
            return len(self.data)
        for block in range(0, count - 1, 1 << 16):
            words = np.frombuffer(self.data, "<u8", min((1 << 16) + 1, count - block), begin + 8 * block)
            first, sizes = words[:-1], words[1:]
            left = np.uint64(len(self.data) - begin - 8 * block) - np.arange(len(first), dtype=np.uint64) * np.uint64(8)
            kinds = first & np.uint64(0xFF)
            fits = (first < 0x800) & (kinds >= 1) & (kinds <= 7) & (sizes >= 48) & (sizes <= left)
            if fits.any():
                return begin + 8 * (block + int(np.argmax(fits)))
        return len(self.data)

    def _entry(self, at: int, size: int) -> Entry | Lost:
        if size < 64:
            return Lost(at, at + size, "an entry without its time")
        number, time, *_ = _ENTRY_HEAD.unpack_from(self.data, at + 16)
        step = 4 if self.compact else 16
        fields: list[tuple[str, str]] = []
        missing = 0
        for place in range(at + 64, at + size - step + 1, step):
            said = self._field(int.from_bytes(self.data[place : place + (4 if self.compact else 8)], "little"))
            if said is None:
                missing += 1
            else:
                fields.append(said)
        if not fields:
            return Lost(at, at + size, "an entry of whose data nothing can be read")
        return Entry(at, number, time, fields, missing)

    def _field(self, offset: int) -> tuple[str, str] | None:
        if offset in self._known:
            return self._known[offset]
        if len(self._known) >= _KEPT:
            self._known.clear()
        payload = self._payload(offset)
        said: tuple[str, str] | None = None
        if payload is not None:
            name, equals, value = payload.partition(b"=")
            if equals and name.isascii() and len(name) <= 64:
                said = name.decode("ascii"), value.decode("utf-8", "replace")
        if said is None or len(said[1]) <= _KEPT_LONGEST:
            self._known[offset] = said
        return said

    def _payload(self, offset: int) -> bytes | None:
        """Return what a data object holds; None: it is none, or cannot be unpacked."""
        if offset % 8 or offset < 208 or offset + 64 > len(self.data):
            return None
        kind, flags, size = _OBJECT.unpack_from(self.data, offset)
        begin = offset + (72 if self.compact else 64)
        if kind != _DATA or size < 64 or offset + size > len(self.data):
            return None
        payload = bytes(self.data[begin : offset + size])
        return payload if not flags & 7 else unpacked(payload, flags)


def unpacked(payload: bytes, flags: int) -> bytes | None:
    """Return a payload without its compression; None where it cannot be unpacked or would be too large."""
    try:
        if flags & _XZ:
            return lzma.LZMADecompressor().decompress(payload, LONGEST_DATA)
        size = zstd_size(payload) if flags & _ZSTD else int.from_bytes(payload[:8], "little")
        if size is None or size > LONGEST_DATA:
            return None
        packed, codec = (payload, "zstd") if flags & _ZSTD else (payload[8:], "lz4_raw")
        return pa.decompress(packed, decompressed_size=size, codec=codec, asbytes=True)
    except (lzma.LZMAError, pa.ArrowException, OSError, ValueError, EOFError):
        return None


def zstd_size(frame: bytes) -> int | None:
    """Return how many bytes a Zstandard frame says that it holds (RFC 8878, section 3.1.1.1); None: it does not say.

    >>> zstd_size(bytes.fromhex("28b52ffd6058 01".replace(" ", "")))
    600
    """
    if frame[:4] != _ZSTD_MAGIC or len(frame) < 6:
        return None
    described = frame[4]
    single, code = described & 0x20, described >> 6
    at = 5 + (0 if single else 1) + (0, 1, 2, 4)[described & 3]
    width = (1 if single else 0, 2, 4, 8)[code]
    if not width:
        return None
    size = int.from_bytes(frame[at : at + width], "little")
    return size + 256 if width == 2 else size
