"""The last login of each account as Linux keeps it in binary records (`/var/log/lastlog`).

In: a stream of records of 292 bytes, one an account by its number; those of accounts that never logged in are zeros.
Out: an event for each account that did, with `uid`, `TTY`, `host`. `_log` is `lastlog`, `_record` the account's number.
Times are UTC. Source: lastlog(8), glibc's bits/utmp.h.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.rows import Row, Rows
from tocsin.model.evidence import Rejected

FAMILY = "lastlog"
_RECORD = struct.Struct("<I32s256s")
SIZE = _RECORD.size
_EARLIEST, _LATEST = 631_152_000, 4_102_444_800  # 1990, 2100
_NAME = re.compile(r"(?:^|[/\\])lastlog(?:[.-][\w.-]*)?$")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first records: a time and two texts; where nobody logged in, by the name."""
    known = [head[place : place + SIZE] for place in range(0, len(head) - SIZE + 1, SIZE)]
    filled = [one for one in known if any(one)]
    if not _NAME.search(name) and (not filled or not all(map(_good, filled))):
        return Certainty.NO
    if not filled:
        return Certainty.LIKELY if known and _NAME.search(name) else Certainty.NO
    return Certainty.LIKELY if sum(map(_good, filled)) > 0.7 * len(filled) else Certainty.NO


def _good(record: bytes) -> bool:
    """Whether a record can be one: behind a text's end stand zeros alone, and the terminal is named."""
    seconds, line, host = _RECORD.unpack(record)
    told = [text.rstrip(b"\0") for text in (line, host)]
    return (
        _EARLIEST <= seconds < _LATEST
        and 0 < len(told[0]) < len(line)  # a text that fills its place has no end: no log writes so long a one
        and len(told[1]) < len(host)
        and all(0 not in one and min(one, default=32) >= 32 for one in told)
    )


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the last logins, and records that cannot be any."""
    rows = Rows(source, FAMILY, wanted)
    number, held = 0, b""
    while data := held + stream.read(SIZE * 4096):
        count = len(data) // SIZE
        if not count:
            break
        for place in range(count):
            record = data[place * SIZE : (place + 1) * SIZE]
            if not any(record):
                continue
            if not _good(record):
                yield rejected(source, (number + place) * SIZE, f"account {number + place}: not a last login", record)
                continue
            seconds, line, host = _RECORD.unpack(record)
            fields: dict[str, str | list[str] | None] = {
                "uid": str(number + place),
                "TTY": line.rstrip(b"\0").decode("utf-8", "replace"),
                "host": host.rstrip(b"\0").decode("utf-8", "replace") or None,
            }
            rows.add(Row(number + place, (number + place) * SIZE, seconds * 1_000_000, None, "lastlog", fields))
        number, held = number + count, data[count * SIZE :]
        if rows.full:
            yield from rows.flush()
    if held.strip(b"\0"):
        yield rejected(source, number * SIZE, f"account {number}: it is cut off", held)
    yield from rows.flush()


FORMAT = Format("lastlog", FAMILY, "records of last logins", recognise, read)
