"""Apple's system log before the unified log: binary files (`/private/var/log/asl/*.asl`).

In: a stream. Out: one event a record with `program`, `message`, `facility`, `severity`, `pid`, `uid`, `gid`,
`ReadUID`, and its other values under their own names; `_record` is the message's number, `_offset` the record's
place. `_log` is `asl`, the host that which the record names. Times are UTC. Newer logs of macOS (tracev3) are read as
`log show --style ndjson` or `syslog` export. Source: libyal, "Apple System Log (ASL) file format" (dtformats).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.rows import Fields, Row, Rows
from tocsin.collecting.seekable import seekable
from tocsin.collecting.syslog_header import SEVERITIES
from tocsin.model.evidence import Rejected

FAMILY = "macos-asl"
MAGIC = b"ASL DB\0\0\0\0\0\0"
_HEADER = struct.Struct(">12sIQQIQ")
_RECORD = struct.Struct(">HIQQQIHHIiiiiIIQQQQ")
_PAIR = struct.Struct(">QQ")
_INLINE = 0x8000_0000_0000_0000
_LONGEST = 1 << 20
_MOST_PAIRS = 256


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the signature."""
    return Certainty.SURE if head.startswith(MAGIC) else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield records in batches, in the order in which they point at each other."""
    rows = Rows(source, FAMILY, wanted)
    with seekable(stream) as file:
        head = file.read(_HEADER.size)
        if len(head) < _HEADER.size:
            yield rejected(source, 0, "the file's head is cut off", head)
            return
        place, seen = _HEADER.unpack(head)[2], -1
        while place:
            if place <= seen:
                yield rejected(source, place, "a record that points back: those behind it are not found")
                break
            seen = place
            try:
                row, place = _record(file, place)
            except (struct.error, ValueError, OverflowError) as error:
                at = min(seen, file.seek(0, io.SEEK_END))  # it may lie beyond the end
                yield rejected(source, at, f"a damaged record, those behind it are not found: {error}")
                break
            rows.add(row)
            if rows.full:
                yield from rows.flush()
    yield from rows.flush()


def _record(file: BinaryIO, place: int) -> tuple[Row, int]:
    """Return the record at a place, and where the next one is; 0: nowhere."""
    file.seek(place)
    data = file.read(_RECORD.size)
    _, _, following, number, seconds, nanos, level, _, pid, uid, gid, read_uid, _, _, count, *texts = _RECORD.unpack(
        data
    )
    extra = file.read(min(count // 2, _MOST_PAIRS) * _PAIR.size)
    host, sender, facility, message = (_text(file, one) for one in texts)
    fields: Fields = {
        "program": sender,
        "message": message,
        "facility": facility,
        "severity": SEVERITIES[level] if level < len(SEVERITIES) else str(level),
        "pid": str(pid),
        "uid": str(uid),
        "gid": str(gid),
        "ReadUID": str(read_uid) if read_uid != -1 else None,
    }
    for name_at, value_at in _PAIR.iter_unpack(extra[: len(extra) // _PAIR.size * _PAIR.size]):
        name = _text(file, name_at)
        if name and name not in fields:
            fields[name] = _text(file, value_at)
    told: Fields = {name: value for name, value in fields.items() if value is not None}
    return Row(number, place, seconds * 1_000_000 + nanos // 1000, host, "asl", told), following


def _text(file: BinaryIO, place: int) -> str | None:
    """Return a text: short ones stand in place of where they are, their first bit set."""
    if place & _INLINE:
        raw = place.to_bytes(8, "big")
        return raw[1 : 1 + (raw[0] & 0x7F)].decode("utf-8", "replace")
    if not place:
        return None
    file.seek(place)
    _, size = struct.unpack(">HI", file.read(6))
    if size > _LONGEST:
        raise ValueError(f"a text of {size} bytes")
    return file.read(size).rstrip(b"\0").decode("utf-8", "replace")


FORMAT = Format("macos-asl", FAMILY, "the signature of Apple's system log", recognise, read)
