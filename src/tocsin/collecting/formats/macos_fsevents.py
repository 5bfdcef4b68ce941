"""What changed on a volume of macOS, as `fseventsd` notes it (`/.fseventsd/00000000001a2b3c`, packed with gzip).

In: a stream of pages (`1SLD` to 10.12, `2SLD` since, `3SLD` since 14), each a list of paths. Out: one event a record
with `Path`, `Reason` (all that happened to it since the record before), `Kind`, `Node`; `_record` is the number of the
event, which only grows, `_log` is `fsevents`. No record has a time: `_time` is when the file was last written to, until
which all of them had happened. Source: libyal, "MacOS File System Events Disk Log Stream format" (dtformats).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.rows import Row, Rows
from tocsin.model.evidence import Rejected

FAMILY = "macos-fsevents"
LOG = "fsevents"
UNTIMED = "its records have no times: all of them happened before the file was last written to, which is the time given"
_TAILS = {b"1SLD": 12, b"2SLD": 20, b"3SLD": 24}  # bytes behind a path
_HEAD = 12
_MOST = 64 << 20
_REASONS = {
    0x1: "Created", 0x2: "Removed", 0x4: "InodeMetadataModified", 0x8: "Renamed", 0x10: "Modified", 0x20: "Exchanged",
    0x40: "FinderInfoModified", 0x80: "FolderCreated", 0x100: "PermissionChanged", 0x200: "ExtendedAttributeModified",
    0x400: "ExtendedAttributeRemoved", 0x1000: "DocumentRevision", 0x4000: "ItemCloned",
    0x80000: "LastHardLinkRemoved", 0x2000000: "Mount", 0x4000000: "Unmount", 0x20000000: "EndOfTransaction",
}  # fmt: skip
_KINDS = {0x100000: "HardLink", 0x400000: "SymbolicLink", 0x800000: "File", 0x1000000: "Folder"}


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first page."""
    return Certainty.SURE if head[:4] in _TAILS and len(head) >= _HEAD else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the records of each page."""
    written = None if source.modified is None else source.modified()
    time = None if written is None else int(written * 1_000_000)
    rows = Rows(source, FAMILY, wanted, notes=(UNTIMED,))
    begin = 0
    while head := stream.read(_HEAD):
        size = int.from_bytes(head[8:12], "little")
        if head[:4] not in _TAILS or not _HEAD <= size <= _MOST:
            rest = head + stream.read(_MOST)
            yield rejected(source, begin, "no page of file system events begins here: the rest is not read", rest)
            break
        page = stream.read(size - _HEAD)
        yield from _records(page, begin + _HEAD, _TAILS[head[:4]], time, rows, source)
        if rows.full:
            yield from rows.flush()
        if len(page) < size - _HEAD:
            yield rejected(source, begin, f"the page is cut off: {size} bytes were to come", size=len(page) + _HEAD)
            break
        begin += size
    yield from rows.flush()


def _records(page: bytes, base: int, tail: int, time: int | None, rows: Rows, source: Source) -> Iterator[Rejected]:
    place = 0
    while place < len(page):
        end = page.find(b"\0", place)
        if end < 0 or end + 1 + tail > len(page):
            yield rejected(source, base + place, "a record is cut off", page[place:])
            return
        number, flags = struct.unpack_from("<QI", page, end + 1)
        node = struct.unpack_from("<Q", page, end + 13)[0] if tail > 12 else None
        rows.add(
            Row(
                number if number < 1 << 63 else None, base + place, time, None, LOG,
                {
                    "Path": page[place:end].decode("utf-8", "replace"),
                    "Reason": [word for flag, word in _REASONS.items() if flags & flag],
                    "Kind": next((word for flag, word in _KINDS.items() if flags & flag), None),
                    "Node": None if node is None else str(node),
                },
            )
        )  # fmt: skip
        place = end + 1 + tail


FORMAT = Format("macos-fsevents", FAMILY, "a page of file system events", recognise, read)
