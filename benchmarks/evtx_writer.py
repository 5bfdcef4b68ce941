"""Write Windows event log files (EVTX): for tests and benchmarks that must not depend on anybody's samples.

Every event uses two templates, as Windows does it: one for `System` and one for its `EventData`. Chunks, checksums and
name tables are complete, so that other readers accept the files. Source: libevtx, "Windows XML Event Log (EVTX)
format"; [MS-EVEN6] 2.2.12.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid5

CHUNK_SIZE = 65536
CHUNK_HEADER = 512
FILE_HEADER = 4096
NAMESPACE = UUID("6f1c4c1e-9f0b-5f0a-8f55-2f4f6a7a1b11")
XMLNS = "http://schemas.microsoft.com/win/2004/08/events/event"
SYSTEM = 18  # substitutions of the System template; the last one is the EventData fragment


@dataclass(frozen=True, slots=True)
class Event:
    """One event: `data` are the named values of its EventData; a name of None writes an unnamed `Data`.

    Several texts as one value are an array of strings, as classic logs have them.
    """

    channel: str
    provider: str
    event_id: int
    time: datetime
    computer: str = "host.example"
    data: Sequence[tuple[str | None, str | tuple[str, ...]]] = field(default_factory=tuple)
    message: str | None = None  # as a forwarding host rendered it: `RenderingInfo`


def _filetime(moment: datetime) -> int:
    since = moment.astimezone(UTC) - datetime(1601, 1, 1, tzinfo=UTC)
    return ((since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds) * 10


def _name_hash(name: str) -> int:
    value = 0
    for letter in name:
        value = (value * 65599 + ord(letter)) & 0xFFFFFFFF
    return value & 0xFFFF


class _Chunk:
    """A chunk being filled: its bytes, and where names and templates already stand."""

    def __init__(self, first_record: int) -> None:
        self.data = bytearray(CHUNK_HEADER)
        self.names: dict[str, int] = {}
        self.templates: dict[tuple[object, ...], int] = {}
        self.first_record = first_record
        self.records = 0
        self.last = CHUNK_HEADER

    def name(self, out: bytearray, base: int, name: str) -> None:
        """Write a reference to a name, and the name itself when it is used for the first time."""
        here = base + len(out) + 4
        offset = self.names.setdefault(name, here)
        out += struct.pack("<I", offset)
        if offset == here:
            out += struct.pack("<IHH", 0, _name_hash(name), len(name)) + name.encode("utf-16-le") + b"\0\0"

    def element(
        self, out: bytearray, base: int, name: str, attributes: Sequence[tuple[str, object]], inside: object
    ) -> None:
        """Write an element; a value is text, (number, kind) for a substitution, a list of elements, or None."""
        out += struct.pack("<BHI", 0x41 if attributes else 0x01, 0xFFFF, 0)
        size_at = len(out) - 4
        self.name(out, base, name)
        if attributes:
            list_at = len(out)
            out += b"\0\0\0\0"
            for number, (attribute, value) in enumerate(attributes):
                out.append(0x46 if number + 1 < len(attributes) else 0x06)
                self.name(out, base, attribute)
                self.value(out, value)
            struct.pack_into("<I", out, list_at, len(out) - list_at - 4)
        if inside is None:
            out.append(0x03)
        else:
            out.append(0x02)
            if isinstance(inside, list):
                for child in inside:
                    if len(child) == 2:
                        self.value(out, child)
                    else:
                        self.element(out, base, *child)
            else:
                self.value(out, inside)
            out.append(0x04)
        struct.pack_into("<I", out, size_at, len(out) - size_at - 4)

    @staticmethod
    def value(out: bytearray, value: object) -> None:
        """Write literal text or an optional substitution."""
        if isinstance(value, str):
            out += struct.pack("<BBH", 0x05, 0x01, len(value)) + value.encode("utf-16-le")
        else:
            number, kind = value  # type: ignore[misc]
            out += struct.pack("<BHB", 0x0E, number, kind)

    def instance(self, base: int, key: tuple[object, ...], root: tuple[object, ...]) -> bytes:
        """Write a template instance without its values; the definition stands here at its first use in the chunk."""
        here = base + 14
        offset = self.templates.setdefault(key, here)
        out = bytearray(struct.pack("<BBBBBBII", 0x0F, 1, 1, 0, 0x0C, 1, _name_hash(repr(key)), offset))
        if offset == here:
            body = bytearray(b"\x0f\x01\x01\x00")
            self.element(body, here + 24, *root)  # type: ignore[arg-type]
            body.append(0x00)
            out += struct.pack("<I", 0) + uuid5(NAMESPACE, repr(key)).bytes_le + struct.pack("<I", len(body)) + body
        return bytes(out)

    def record(self, identifier: int, event: Event) -> bytes:
        """Return the record's bytes as they stand at the chunk's end."""
        base = len(self.data) + 24
        rendered = event.message is not None
        template = (("Rendered",), _RENDERED_TEMPLATE) if rendered else (("System",), _SYSTEM_TEMPLATE)
        out = bytearray(self.instance(base, *template))
        values: list[tuple[int, bytes]] = [(0, b"")] * SYSTEM
        values[0] = (0x04, b"\x04")
        values[2] = (0x06, b"\0\0")
        values[3] = (0x06, struct.pack("<H", event.event_id))
        values[5] = (0x15, struct.pack("<Q", 0x8000000000000000))
        values[6] = (0x11, struct.pack("<Q", _filetime(event.time)))
        values[8] = (0x08, struct.pack("<I", 4242))
        values[9] = (0x08, struct.pack("<I", 17))
        values[10] = (0x0A, struct.pack("<Q", identifier))
        values[11] = (0x04, b"\x02")
        values[14] = (0x01, event.provider.encode("utf-16-le"))
        values[15] = (0x01, event.channel.encode("utf-16-le"))
        values[16] = (0x01, event.computer.encode("utf-16-le"))
        count = SYSTEM + 1 if rendered else SYSTEM
        head = struct.pack("<I", count)
        inner_base = base + len(out) + len(head) + 4 * count + sum(len(raw) for _, raw in values[:-1])
        values[17] = (0x21, self.event_data(inner_base, event))
        if event.message is not None:
            values.append((0x01, event.message.encode("utf-16-le")))
        out += head
        out += b"".join(struct.pack("<HBB", len(raw), kind, 0) for kind, raw in values)
        out += b"".join(raw for _, raw in values)
        size = 24 + len(out) + 4
        padding = -size % 8
        size += padding
        whole = struct.pack("<IIQQ", 0x2A2A, size, identifier, _filetime(event.time)) + out + b"\0" * padding
        return whole + struct.pack("<I", size)

    def event_data(self, base: int, event: Event) -> bytes:
        """Return the EventData fragment."""
        names = tuple(name for name, _ in event.data)
        children = [
            ("Data", [("Name", name)] if name is not None else [], (number, 0x01)) for number, name in enumerate(names)
        ]
        out = bytearray(self.instance(base, ("EventData", *names), ("EventData", [], children or None)))
        kinds = [0x01 if isinstance(value, str) else 0x81 for _, value in event.data]
        said = [value if isinstance(value, str) else "".join(f"{one}\0" for one in value) for _, value in event.data]
        raw = [text.encode("utf-16-le", "surrogatepass") for text in said]
        out += struct.pack("<I", len(raw))
        out += b"".join(struct.pack("<HBB", len(value), kind, 0) for value, kind in zip(raw, kinds, strict=True))
        out += b"".join(raw)
        return bytes(out)

    def sealed(self) -> bytes:
        """Return the finished chunk: header, checksums, zeros to its end."""
        free = len(self.data)
        last = self.first_record + self.records - 1
        struct.pack_into("<8sQQQQ", self.data, 0, b"ElfChnk\0", self.first_record, last, self.first_record, last)
        struct.pack_into("<III", self.data, 40, 128, self.last, free)
        struct.pack_into("<I", self.data, 52, zlib.crc32(bytes(self.data[CHUNK_HEADER:])))
        struct.pack_into("<I", self.data, 124, zlib.crc32(bytes(self.data[:120]) + bytes(self.data[128:CHUNK_HEADER])))
        return bytes(self.data) + bytes(CHUNK_SIZE - free)


def _system(*more: tuple[object, ...]) -> tuple[object, ...]:
    def leaf(name: str, number: int, kind: int) -> tuple[object, ...]:
        return (name, [], (number, kind))

    return (
        "Event",
        [("xmlns", XMLNS)],
        [
            (
                "System",
                [],
                [
                    ("Provider", [("Name", (14, 0x01))], None),
                    ("EventID", [("Qualifiers", (4, 0x06))], (3, 0x06)),
                    leaf("Version", 11, 0x04),
                    leaf("Level", 0, 0x04),
                    leaf("Task", 2, 0x06),
                    leaf("Opcode", 1, 0x04),
                    leaf("Keywords", 5, 0x15),
                    ("TimeCreated", [("SystemTime", (6, 0x11))], None),
                    leaf("EventRecordID", 10, 0x0A),
                    ("Execution", [("ProcessID", (8, 0x08)), ("ThreadID", (9, 0x08))], None),
                    leaf("Channel", 15, 0x01),
                    leaf("Computer", 16, 0x01),
                ],
            ),
            (17, 0x21),
            *more,
        ],
    )


_SYSTEM_TEMPLATE = _system()
_RENDERED_TEMPLATE = _system(("RenderingInfo", [("Culture", "en-US")], [("Message", [], (18, 0x01))]))


def write_evtx(events: Iterable[Event], *, first_record: int = 1) -> bytes:
    """Return a complete EVTX file; records are numbered from `first_record` on."""
    chunks: list[bytes] = []
    number = first_record
    chunk = _Chunk(number)
    for event in events:
        saved = dict(chunk.names), dict(chunk.templates)
        raw = chunk.record(number, event)
        if len(chunk.data) + len(raw) > CHUNK_SIZE:
            chunk.names, chunk.templates = saved
            chunks.append(chunk.sealed())
            chunk = _Chunk(number)
            raw = chunk.record(number, event)
            if len(chunk.data) + len(raw) > CHUNK_SIZE:
                raise ValueError("an event larger than a chunk")
        chunk.last = len(chunk.data)
        chunk.data += raw
        chunk.records += 1
        number += 1
    if chunk.records:
        chunks.append(chunk.sealed())
    header = bytearray(FILE_HEADER)
    struct.pack_into(
        "<8sQQQIHHHH", header, 0, b"ElfFile\0", 0, max(0, len(chunks) - 1), number, 128, 1, 3, FILE_HEADER, len(chunks)
    )
    struct.pack_into("<I", header, 124, zlib.crc32(bytes(header[:120])))
    return bytes(header) + b"".join(chunks)
