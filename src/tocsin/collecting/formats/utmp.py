"""Logins as Linux keeps them in binary records: `wtmp` (sessions, boots), `btmp` (failed logins), `utmp` (who is on).

In: a stream of records of glibc: 384 bytes on x86-64 and most others, 400 on AArch64. Out: events with `type`
(`USER_PROCESS`, `BOOT_TIME`, ...), `user`, `TTY`, `host`, `src_ip`, `pid`, `session`, `exit`, `result`. `_log` is the
file's name, `_record` the record's number from 1. Times are UTC. Records that are all zeros are none.
Source: utmp(5), glibc's bits/utmp.h.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc, strings
from tocsin.collecting.format import HEAD_BYTES, Certainty, Format, Source, rejected
from tocsin.collecting.patterned import mapped, without
from tocsin.collecting.times import MOMENT
from tocsin.model.evidence import Rejected

FAMILY = "utmp"
_TEXT_FIELDS = [
    ("type", "<i2"),
    ("pad", "<u2"),
    ("pid", "<i4"),
    ("line", "S32"),
    ("id", "S4"),
    ("user", "S32"),
    ("host", "S256"),
]
_EXIT_FIELDS = [("terminated", "<i2"), ("exit", "<i2")]
_SHORT = [("session", "<i4"), ("seconds", "<u4"), ("micros", "<i4"), ("address", "V16"), ("unused", "V20")]
_LONG = [("session", "<i8"), ("seconds", "<i8"), ("micros", "<i8"), ("address", "V16"), ("unused", "V24")]
LAYOUTS = (np.dtype([*_TEXT_FIELDS, *_EXIT_FIELDS, *_SHORT]), np.dtype([*_TEXT_FIELDS, *_EXIT_FIELDS, *_LONG]))
"""Records of 384 and of 400 bytes."""

TYPES = (
    *("EMPTY", "RUN_LVL", "BOOT_TIME", "NEW_TIME", "OLD_TIME", "INIT_PROCESS", "LOGIN_PROCESS", "USER_PROCESS"),
    *("DEAD_PROCESS", "ACCOUNTING"),
)
_RECORDS = 8192
_EARLIEST, _LATEST = 631_152_000, 4_102_444_800  # 1990, 2100
_TEXTS = (("line", "TTY"), ("user", "user"), ("host", "host"))
_LOGS = ("btmp", "wtmp", "utmp")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first records: each has a type, a time and texts that end in zeros; zeros alone tell nothing."""
    if any(head[:8]) and not any(head[8 : LAYOUTS[0].itemsize]):
        return Certainty.NO  # a kind and a number, and nothing else: no login
    share = max(_share(head, layout) for layout in LAYOUTS)
    if share == 1:
        return Certainty.SURE
    return Certainty.LIKELY if share > 0.7 and log_of(name) != "logins" else Certainty.NO


def _share(head: bytes, layout: np.dtype[np.void]) -> float:
    """Return which share of the records in a file's beginning can be some, if they are laid out like this."""
    records = np.frombuffer(head, layout, min(len(head), HEAD_BYTES) // layout.itemsize)
    filled = _filled(records)
    return float(_good(records[filled]).mean()) if filled.any() else 0.0


def log_of(path: str) -> str:
    """Return the log that a file is by its name.

    >>> log_of("web1/var/log/btmp-20210301"), log_of("dump.bin")
    ('btmp', 'logins')
    """
    name = path.rpartition("/")[2].lower()
    return next((log for log in _LOGS if name.startswith(log)), "logins")


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield records in batches, and rejections between them."""
    base, number, data = 0, 1, stream.read(400 * _RECORDS)
    layout = max(LAYOUTS, key=lambda one: _share(data, one))
    size = layout.itemsize
    while data:
        count = len(data) // size
        records = np.frombuffer(data, layout, count)
        filled = _filled(records)
        good = filled & _good(records)
        places = np.arange(count)
        if good.any():
            events = _batch(records[good], places[good] + number, base + places[good] * size, source, wanted)
            yield EventBatch(source.path, FAMILY, events)
        for place in np.flatnonzero(filled & ~good).tolist():
            begin = place * size
            reason = f"record {number + place}: not a record of logins"
            yield rejected(source, base + begin, reason, data[begin : begin + size])
        base, number, data = base + count * size, number + count, data[count * size :]
        more = stream.read(400 * _RECORDS)
        if not more:
            break
        data += more
    if data.strip(b"\0"):
        yield rejected(source, base, f"record {number}: it is cut off", data)


def _filled(records: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    filled: npt.NDArray[np.bool_] = np.asarray(_raw(records).any(axis=1), np.bool_)
    return filled


def _raw(records: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    return np.frombuffer(records.tobytes(), np.uint8).reshape(len(records), records.dtype.itemsize)


def _good(records: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Say of each record whether it can be one."""
    seconds = records["seconds"].astype(np.int64)
    good = (records["type"] >= 0) & (records["type"] < len(TYPES)) & (records["micros"] >= 0)
    good &= (records["micros"] < 1_000_000) & (((seconds >= _EARLIEST) & (seconds < _LATEST)) | (seconds == 0))
    raw = _raw(records)
    for begin, end in ((8, 40), (44, 76), (76, 332)):  # behind a text's end stand zeros alone; no control characters
        text = raw[:, begin:end]
        ended = np.maximum.accumulate(text == 0, axis=1)
        good &= ~((ended & (text != 0)).any(axis=1) | ((text > 0) & (text < 32)).any(axis=1))
    return good


def _batch(
    records: npt.NDArray[Any],
    numbers: npt.NDArray[np.int64],
    offsets: npt.NDArray[np.int64],
    source: Source,
    wanted: Wanted,
) -> pa.RecordBatch:
    count, log = len(records), log_of(source.path)
    seconds = records["seconds"].astype(np.int64)
    micros = pa.array(seconds * 1_000_000 + records["micros"], mask=seconds == 0)
    kinds = strings([TYPES[kind] for kind in records["type"].tolist()])
    fields: dict[str, pa.Array] = {"type": kinds}
    for name, field in _TEXTS:
        fields[field] = without(strings([text.decode("utf-8", "replace") for text in records[name].tolist()]), "")
    addresses = strings([_address(bytes(one)) for one in records["address"]])
    fields["src_ip"] = pc.coalesce(addresses, mapped(fields["host"], _as_address))
    for name in ("pid", "session"):
        fields[name] = without(pc.cast(pa.array(records[name]), pa.string()), "0")
    fields["exit"] = pc.if_else(pc.equal(kinds, "DEAD_PROCESS"), pc.cast(pa.array(records["exit"]), pa.string()), None)
    entered = pc.is_in(
        kinds, value_set=pa.array(["USER_PROCESS", "LOGIN_PROCESS"] if log == "btmp" else ["USER_PROCESS"])
    )
    result = "failed" if log == "btmp" else "accepted"
    fields["result"] = pc.if_else(entered, pa.scalar(result, pa.string()), pa.scalar(None, pa.string()))
    columns = {
        "_record": pa.array(numbers),
        "_offset": pa.array(offsets),
        "_time": micros.cast(MOMENT),
        "_host": constant(source.host, count),
        "_log": constant(log, count),
    }
    columns |= {name: column for name, column in fields.items() if wanted.wants(name) and column.null_count < count}
    return pa.RecordBatch.from_pydict(columns)


def _address(raw: bytes) -> str | None:
    """Return the address in a record: of IPv4 only the first four bytes are filled.

    >>> _address(bytes([203, 0, 113, 9]) + bytes(12)), _address(bytes(16))
    ('203.0.113.9', None)
    """
    if not any(raw):
        return None
    return str(ipaddress.IPv6Address(raw)) if any(raw[4:]) else str(ipaddress.IPv4Address(raw[:4]))


def _as_address(host: str) -> str | None:
    """Return a host's name where it is an address."""
    try:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        return None


FORMAT = Format("utmp", FAMILY, "records of logins (utmp, wtmp, btmp)", recognise, read)
