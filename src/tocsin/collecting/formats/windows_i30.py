r"""Indexes of folders of NTFS, as collectors copy them (`$I30`, `$INDEX_ALLOCATION`): what files a folder has, or had.

In: a stream of index records of 4096 bytes. Out: one event an entry with `FileName`, `FileReference`,
`ParentReference`, `Size`, `FileAttributes`, and the times that the folder keeps of the file: `Created`, `Modified`,
`Changed`, `Accessed`. `Deleted` is `true` for entries found behind the end of a record's list: names that were there.
`_log` is `I30`; `_time` is `Created`, UTC. Source: libyal, "New Technologies File System (NTFS)", The index.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.formats.windows_usn import ATTRIBUTES, named
from tocsin.collecting.rows import Fields, Row, Rows
from tocsin.collecting.small_files import filetime
from tocsin.collecting.times import iso
from tocsin.model.evidence import Rejected

FAMILY = "windows-i30"
LOG = "I30"
RECORD_BYTES = 4096
_SECTOR = 512
_HEAD = 24  # of a record, before the head of its list
_ENTRY, _NAME = 16, 66  # bytes before an entry's name, and before the letters of that
_LAST = 2
_NAMESPACES = 4


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first record: signature, where its fix-ups stand, and a list that fits into it."""
    return Certainty.SURE if _is_record(head[:RECORD_BYTES]) else Certainty.NO


def _is_record(data: bytes) -> bool:
    if len(data) < 64 or not data.startswith(b"INDX"):
        return False
    at, count = struct.unpack_from("<HH", data, 4)
    first, used, allocated = struct.unpack_from("<III", data, _HEAD)
    return 0 < at < 128 and count == RECORD_BYTES // _SECTOR + 1 and first <= used <= allocated < RECORD_BYTES


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the entries of each record, then what lies behind their end."""
    rows = Rows(source, FAMILY, wanted)
    offset = 0
    while data := stream.read(RECORD_BYTES):
        if len(data) < RECORD_BYTES:
            yield rejected(source, offset, "an index record is cut off", data)
        elif any(data) and not _is_record(data):
            yield rejected(source, offset, "no index record of a folder", data)
        elif any(data):
            whole = _mended(data)
            if whole is None:
                yield rejected(source, offset, "an index record that was only written in part", data)
            else:
                yield from _entries(whole, offset, rows, source)
        offset += len(data)
        if rows.full:
            yield from rows.flush()
    yield from rows.flush()


def _mended(data: bytes) -> bytes | None:
    """Return a record with the ends of its sectors as they were; None: its sectors are not of one writing."""
    at, count = struct.unpack_from("<HH", data, 4)
    mark = data[at : at + 2]
    whole = bytearray(data)
    for sector in range(1, count):
        end = sector * _SECTOR
        if data[end - 2 : end] != mark:
            return None
        whole[end - 2 : end] = data[at + 2 * sector : at + 2 * sector + 2]
    return bytes(whole)


def _entries(data: bytes, offset: int, rows: Rows, source: Source) -> Iterator[Rejected]:
    first, used = struct.unpack_from("<II", data, _HEAD)
    place, end = _HEAD + first, min(_HEAD + used, RECORD_BYTES)
    while place + _ENTRY <= end:
        size, _, flags = struct.unpack_from("<HHH", data, place + 8)
        if flags & _LAST:
            break
        fields = _entry(data, place, end)
        if fields is None or size < _ENTRY:
            reason = "an entry of an index is damaged: those behind it are not read"
            yield rejected(source, offset + place, reason, data[place:end])
            break
        rows.add(_row(fields, offset + place, deleted=False))
        place += size
    place = (end + 7) // 8 * 8  # entries begin at multiples of eight
    while place + _ENTRY + _NAME <= RECORD_BYTES:
        fields = _entry(data, place, RECORD_BYTES)
        if fields is None:
            place += 8
            continue
        rows.add(_row(fields, offset + place, deleted=True))
        place += (_ENTRY + _NAME + 2 * data[place + _ENTRY + 64] + 7) // 8 * 8


def _row(fields: Fields, offset: int, *, deleted: bool) -> Row:
    time = filetime(int(str(fields.pop("_created"))))
    return Row(None, offset, time, None, LOG, fields | {"Deleted": "true" if deleted else None})


def _entry(data: bytes, place: int, end: int) -> Fields | None:
    """Return what an entry says; None: what stands here is none."""
    if place + _ENTRY + _NAME > end:
        return None
    file, size, key = struct.unpack_from("<QHH", data, place)
    parent, *times, _, length, attributes, _ = struct.unpack_from("<Q4QQQII", data, place + _ENTRY)
    letters, namespace = data[place + _ENTRY + 64], data[place + _ENTRY + 65]
    begin = place + _ENTRY + _NAME
    name = data[begin : begin + 2 * letters]
    moments = [filetime(one) for one in times]
    if not letters or namespace >= _NAMESPACES or len(name) < 2 * letters or begin + 2 * letters > end:
        return None
    if None in moments or key not in (0, _NAME + 2 * letters) or not _ENTRY + _NAME <= size <= RECORD_BYTES:
        return None
    return {
        "_created": str(times[0]),
        "FileName": name.decode("utf-16-le", "replace"),
        "FileReference": _reference(file),
        "ParentReference": _reference(parent),
        "Size": str(length),
        "FileAttributes": named(attributes, ATTRIBUTES),
        **dict(zip(("Created", "Modified", "Changed", "Accessed"), map(iso, moments), strict=True)),
    }


def _reference(value: int) -> str:
    return f"{value & (1 << 48) - 1}-{value >> 48}"


FORMAT = Format("windows-i30", FAMILY, "the first record of a folder's index", recognise, read)
