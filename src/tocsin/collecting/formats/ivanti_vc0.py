"""Logs of Ivanti Connect Secure as the appliance itself keeps them (`log.access.vc0`, `log.admin.vc0`, …).

In: a stream: a head of 8192 bytes, then records parted by a byte 5, of values parted by tabs. Out: one event a record
with `msgid` (`AUT24326`), `node`, `realm`, `src_ip`, `user` where the record has them, all its `values` as they stand,
and the `message` that they make. `_record` is the number of the line, `_log` the name of the file (`access`, `admin`,
`events`, …), `_host` the appliance. Times are UTC, to the second. The words of a message are not in the file: its
number says which it is. Source: plaso's reader of `.vc0`; published analyses of CVE-2025-0282.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.rows import Fields, Row, Rows
from tocsin.model.evidence import Rejected

FAMILY = "ivanti-vpn"
HEAD = b"\x05\0\0\0\x01\0\0\0"
HEAD_BYTES = 8192
_BETWEEN = b"\x05"
_STEP, _LONGEST = 1 << 20, 1 << 20
_NUMBER = re.compile(r"([0-9a-f]{8})\.([0-9a-f]{1,8})", re.IGNORECASE)
_MESSAGE = re.compile(r"[A-Z]{3}\d{5}")
_NAME = re.compile(r"(?:^|[./\\])([a-z]+)\.vc0(?:\.old)?$", re.IGNORECASE)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the head: eight bytes, and nothing behind them."""
    return Certainty.SURE if head.startswith(HEAD) and not any(head[8:HEAD_BYTES]) else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the records."""
    named = _NAME.search(source.path)
    log = named[1].lower() if named else "vpn"
    rows = Rows(source, FAMILY, wanted)
    head = stream.read(HEAD_BYTES)
    if len(head) < HEAD_BYTES:
        yield rejected(source, 0, "the head of the log is cut off", head)
        return
    for offset, data in _records(stream):
        row = _row(data, offset, log) if len(data) <= _LONGEST else "longer than any record"
        if isinstance(row, str):
            yield rejected(source, offset, f"no record of Connect Secure: {row}", data)
            continue
        rows.add(row)
        if rows.full:
            yield from rows.flush()
    yield from rows.flush()


def _records(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield what stands between the marks, with its place; of what never ends, as much as is looked at."""
    offset, kept = HEAD_BYTES, b""
    while data := stream.read(_STEP):
        *whole, kept = (kept + data).split(_BETWEEN)
        for one in whole:
            if one.strip(b"\0\r\n"):
                yield offset, one
            offset += len(one) + 1
        if len(kept) > _LONGEST:
            yield offset, kept
            offset, kept = offset + len(kept), b""
    if kept.strip(b"\0\r\n"):
        yield offset, kept


def _row(data: bytes, offset: int, log: str) -> Row | str:
    """Return an event, or what is wrong with it."""
    values = data.decode("utf-8", "backslashreplace").strip("\0\r\n").split("\t")
    number = _NUMBER.fullmatch(values[0].strip())
    if number is None or len(values) < 3:
        return "it begins with no time"
    message = next((one.strip() for one in values[2:] if _MESSAGE.fullmatch(one.strip())), None)
    told = dict(enumerate(values))
    fields: Fields = {
        "msgid": message,
        "node": values[1] or None,
        "realm": told.get(4) or None,
        "src_ip": _address(told.get(5)),
        "user": told.get(6) or None,
        "values": values[2:],
        "message": " ".join(one for one in values[2:] if one.strip()) or None,
    }
    return Row(int(number[2], 16), offset, int(number[1], 16) * 1_000_000, values[1] or None, log, fields)


def _address(said: str | None) -> str | None:
    try:
        return None if said is None else str(ipaddress.ip_address(said.strip()))
    except ValueError:
        return None


FORMAT = Format("ivanti-vc0", FAMILY, "the head of a log of Connect Secure", recognise, read)
