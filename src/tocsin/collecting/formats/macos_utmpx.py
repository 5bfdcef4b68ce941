"""Logins as macOS keeps them in binary records (`/private/var/run/utmpx`, `/var/log/wtmpx` of older systems).

In: a stream of records of 628 bytes, the first of which says what they are. Out: events with `type`, `user`, `TTY`,
`host`, `pid`, as of the `utmp` of Linux. `_log` is `utmpx`, `_record` the record's number from 1. Times are UTC.
Source: endutxent(3), utmpx.h of macOS.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.formats.utmp import FAMILY, TYPES
from tocsin.collecting.rows import Fields, Row, Rows
from tocsin.model.evidence import Rejected

MAGIC = b"utmpx-1.00\0"
_RECORD = struct.Struct("<256s4s32sihhIi256s64s")
SIZE = _RECORD.size
_NAMES = (*TYPES[:3], "OLD_TIME", "NEW_TIME", *TYPES[5:], "SIGNATURE", "SHUTDOWN_TIME")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first record."""
    return Certainty.SURE if head.startswith(MAGIC) else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield records in batches, and what cannot be one."""
    rows = Rows(source, FAMILY, wanted)
    number = 0
    while data := stream.read(SIZE):
        offset, number = number * SIZE, number + 1
        if len(data) < SIZE:
            yield rejected(source, offset, f"record {number}: it is cut off", data)
            break
        user, _, line, pid, kind, _, seconds, micros, host, _ = _RECORD.unpack(data)
        if data.startswith(MAGIC) or not any(data):
            continue
        if not 0 <= kind < len(_NAMES) or not 0 <= micros < 1_000_000:
            yield rejected(source, offset, f"record {number}: not a record of logins", data)
            continue
        fields: Fields = {
            "type": _NAMES[kind],
            "user": _text(user),
            "TTY": _text(line),
            "host": _text(host),
            "pid": str(pid) if pid else None,
        }
        told: Fields = {name: value for name, value in fields.items() if value is not None}
        rows.add(Row(number, offset, seconds * 1_000_000 + micros if seconds else None, None, "utmpx", told))
        if rows.full:
            yield from rows.flush()
    yield from rows.flush()


def _text(data: bytes) -> str | None:
    return data.partition(b"\0")[0].decode("utf-8", "replace") or None


FORMAT = Format("macos-utmpx", FAMILY, "the first record of utmpx", recognise, read)
