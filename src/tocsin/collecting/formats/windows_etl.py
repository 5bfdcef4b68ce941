r"""Traces of Windows (`.etl`: `LogFiles\WMI`, `WDI\LogFiles`, `Panther`, boot and network traces): events of ETW.

In: a stream. Out: one event a record with `Provider_Guid` (and `Provider`, where it is a known one), `EventID`,
`Version`, `Level`, `Opcode`, `Task`, `Keywords`, `ProcessId`, `ThreadId`, and `Texts`: what of its data is text,
since what the data means is written in the provider's manifest on the host. Records of the kernel have `HookId`,
those of WPP `MessageId`. `_log` is the name of the session, times are UTC, `_record` counts from 1. Own code:
`dissect.etl` writes Python modules at run time, and knows the manifests of hardly any provider. Sources: Microsoft
Learn, TRACE_LOGFILE_HEADER, EVENT_HEADER; G. Chappell, "ETW: headers of events".
"""

from __future__ import annotations

import re
import struct
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from dissect.util.compression import lzxpress

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.rows import Fields, Row, Rows
from tocsin.collecting.small_files import filetime, utf16
from tocsin.model.evidence import Rejected

FAMILY = "windows-etl"
HEADER = 72
_BUFFER = struct.Struct("<IIIIQqQHHIIHH")
_SYSTEM = struct.Struct("<HHHBBIIQ")
_EVENT = struct.Struct("<HHHHIIQ16sHBBBBHQ")
_CLASSIC = struct.Struct("<HHBBHIIQ16s")
_MOST_BYTES = 16 << 20
_COMPRESSED = 0x40
_SYSTEM64, _SYSTEMS, _PERFORMANCE = 2, (1, 2, 3, 4), (0x10, 0x11)
_EVENTS, _CLASSICS = (0x12, 0x13), (0x0A, 0x0B, 0x14, 0x15)
_END = b"\xff\xff\xff\xff"
_TEXT = re.compile(rb"(?:[\x20-\x7e]\x00){4,2000}|[\x20-\x7e]{6,2000}")
_MOST_TEXTS = 64
PROVIDERS = {
    "22fb2cd6-0e7b-422b-a0c7-2fad1fd0e716": "Microsoft-Windows-Kernel-Process",
    "7dd42a49-5329-4832-8dfd-43d979153a88": "Microsoft-Windows-Kernel-Network",
    "edd08927-9cc4-4e65-b970-c2560fb5c289": "Microsoft-Windows-Kernel-File",
    "70eb4f03-c1de-4f73-a051-33d13d5413bd": "Microsoft-Windows-Kernel-Registry",
    "1c95126e-7eea-49a9-a3fe-a378b03ddb4d": "Microsoft-Windows-DNS-Client",
    "a0c1853b-5c40-4b15-8766-3cf1c58f985a": "Microsoft-Windows-PowerShell",
    "1418ef04-b0b4-4623-bf7e-d74ab47bbdaa": "Microsoft-Windows-WMI-Activity",
    "de7b24ea-73c8-4a09-985d-5bdadcfa9017": "Microsoft-Windows-TaskScheduler",
    "43d1a55c-76d6-4f7e-995c-64c711e5cafe": "Microsoft-Windows-WinINet",
    "7d44233d-3055-4b9c-ba64-0d47ca40a232": "Microsoft-Windows-WinHttp",
    "2a274310-42d5-4019-b816-e4b8c7abe95c": "Microsoft-Windows-NDIS-PacketCapture",
    "e13c0d23-ccbc-4e12-931b-d9cc2eee27e4": "Microsoft-Windows-DotNETRuntime",
    "9e814aad-3204-11d2-9a82-006008a86939": "Windows Kernel Trace",
}


@dataclass(frozen=True, slots=True)
class _Clock:
    """How the counts of a trace become times: a FILETIME, the count at it, and hundreds of nanoseconds a count."""

    start: int
    count: int
    scale: float

    def micros(self, count: int) -> int | None:
        return filetime(self.start + int(self.scale * (count - self.count)))


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first buffer: its sizes, and the header of a trace as its first record."""
    if len(head) < HEADER + 32:
        return Certainty.NO
    size, filled = int.from_bytes(head[:4], "little"), int.from_bytes(head[48:52], "little")
    kind, marks = head[HEADER + 2], head[HEADER + 3]
    first = marks == 0xC0 and kind in (1, 2) and head[HEADER + 6 : HEADER + 8] == b"\0\0"
    return Certainty.SURE if first and 1024 <= size <= _MOST_BYTES and HEADER < filled <= size else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield records in batches, buffer by buffer, and what of a buffer is none."""
    rows = Rows(source, FAMILY, wanted)
    base = number = 0
    trace: tuple[_Clock, str] | None = None
    while head := stream.read(HEADER):
        if len(head) < HEADER:
            yield rejected(source, base, "a buffer's head is cut off", head)
            break
        size, _, _, _, _, _, _, _, _, _, filled, flags, _ = _BUFFER.unpack_from(head)
        if not HEADER <= filled <= size <= _MOST_BYTES:
            yield rejected(source, base, "a damaged buffer: those behind it are not found", head)
            break
        data = stream.read(size - HEADER)[: filled - HEADER]
        try:
            content = lzxpress.decompress(data) if flags & _COMPRESSED else data
        except Exception as error:  # noqa: BLE001 - a third party's reader of hostile data
            yield rejected(source, base, f"a buffer cannot be unpacked: {type(error).__name__}", data)
            content = b""
        if trace is None:
            trace = _trace(content)
            if trace is None:
                yield rejected(source, base, "the head of the trace is damaged", head)
                break
        cut = len(data) < filled - HEADER
        for part in _records(content, base + HEADER, *trace, source):
            if isinstance(part, Rejected):
                cut = False  # it is told already
                yield part
                continue
            number += 1
            rows.add(Row(number, *part))
        if cut:
            yield rejected(source, base + HEADER + len(data), "a buffer that is cut off")
        if rows.full:
            yield from rows.flush()
        base += size
    yield from rows.flush()


def _trace(data: bytes) -> tuple[_Clock, str] | None:
    """Return the clock and the session's name that the first record says; None where it cannot be one."""
    try:
        _, marker, size, _, _, _, _, count = _SYSTEM.unpack_from(data)
        wide = marker & 0xFF == _SYSTEM64
        payload = data[32:size]
        mhz = struct.unpack_from("<I", payload, 52)[0]
        frequency, start, mode = struct.unpack_from("<QQI", payload, 256 if wide else 248)
        names = payload[280 if wide else 272 :]
        scale = {1: 1e7 / frequency if frequency else 0.0, 2: 1.0, 3: 10 / mhz if mhz else 0.0}[mode]
    except (struct.error, KeyError):
        return None
    return _Clock(start, count, scale), utf16(names) or "etl"


def _records(
    data: bytes, base: int, clock: _Clock, log: str, source: Source
) -> Iterator[tuple[int, int | None, None, str, Fields, str] | Rejected]:
    """Yield place, time, host (none is told), log, fields and kind of each record of a buffer."""
    place = 0
    while place + 8 <= len(data) and data[place : place + 4] != _END:
        kind, marks = data[place + 2], data[place + 3]
        whole = marks == 0xC0 and (kind in _SYSTEMS or kind in _PERFORMANCE)
        (size,) = struct.unpack_from("<H", data, place + 4 if whole else place)
        record = data[place : place + size]
        if marks not in (0xC0, 0x90) or size < 8 or len(record) < size:
            yield rejected(
                source, base + place, "no record of a trace: what follows in its buffer is not read", data[place:]
            )
            return
        try:
            count, fields, part = _fields(kind, marks, record)
        except struct.error:
            yield rejected(source, base + place, "a record that is too short", record)
        else:
            texts = list(_texts(record[part:]))
            told: Fields = {name: str(value) for name, value in fields.items() if value not in (None, "")}
            moment = None if count is None else clock.micros(count)
            yield base + place, moment, None, log, told | ({"Texts": texts} if texts else {}), str(marks << 8 | kind)
        place += (size + 7) // 8 * 8


def _fields(kind: int, marks: int, record: bytes) -> tuple[int | None, dict[str, Any], int]:
    """Return a record's time as counted, its fields, and where its data begins."""
    if marks == 0x90:
        number, properties = struct.unpack_from("<HH", record, 4)
        return None, {"MessageId": number, "Properties": f"0x{properties:X}"}, 8
    if kind in _EVENTS:
        _, _, _, _, thread, process, count, guid, event, version, channel, level, opcode, task, keywords = (
            _EVENT.unpack_from(record)
        )
        fields = _provider(guid) | {
            "EventID": event, "Version": version, "ChannelId": channel, "Level": level, "Opcode": opcode, "Task": task,
            "Keywords": f"0x{keywords:X}", "ProcessId": process, "ThreadId": thread,
        }  # fmt: skip
        return count, fields, 80
    if kind in _CLASSICS:
        _, _, opcode, level, version, thread, process, count, guid = _CLASSIC.unpack_from(record)
        names = {"Opcode": opcode, "Level": level, "Version": version, "ProcessId": process, "ThreadId": thread}
        return count, _provider(guid) | names, 48
    if kind in _SYSTEMS:
        _, _, _, opcode, group, thread, process, count = _SYSTEM.unpack_from(record)
        return count, {"HookId": f"0x{group << 8 | opcode:04X}", "ProcessId": process, "ThreadId": thread}, 24
    if kind in _PERFORMANCE:
        opcode, group, count = struct.unpack_from("<BBQ", record, 6)
        return count, {"HookId": f"0x{group << 8 | opcode:04X}"}, 16
    return None, {"RecordType": f"0x{kind:02X}"}, 8


def _provider(guid: bytes) -> dict[str, Any]:
    said = str(uuid.UUID(bytes_le=guid))
    return {"Provider_Guid": f"{{{said.upper()}}}", "Provider": PROVIDERS.get(said)}


def _texts(data: bytes) -> Iterator[str]:
    """Yield what of a record's data is text."""
    for number, found in enumerate(_TEXT.finditer(data)):
        if number == _MOST_TEXTS:
            return
        raw = found[0]
        yield raw.decode("utf-16-le" if raw[1] == 0 else "ascii")


FORMAT = Format("windows-etl", FAMILY, "the first buffer of a trace of Windows", recognise, read)
