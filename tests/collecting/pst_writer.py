"""Outlook data files as [MS-PST] describes them: folders, messages and attachments, no more than fits into a few pages.

A file has three layers: pages and blocks (nodes by number, blocks by number), heaps with properties and tables in the
blocks, and folders and messages that are made of those. Unicode files, not encrypted.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tests.collecting.windows_files import filetime

INTEGER, BOOLEAN, TEXT, TIME, BINARY = 0x0003, 0x000B, 0x001F, 0x0040, 0x0102
SUBJECT, SENDER, ADDRESS, HEADERS, DELIVERED = 0x0037001F, 0x0C1A001F, 0x0C1F001F, 0x007D001F, 0x0E060040
SUBMITTED, CLASS, BODY, TO, NAME = 0x00390040, 0x001A001F, 0x1000001F, 0x0E04001F, 0x3001001F
FILE_NAME, CONTENT, METHOD, ROW = 0x3707001F, 0x37010102, 0x37050003, 0x67F20003
_STORE, _ROOT, _INBOX, _FIRST = 0x21, 0x122, 0x8022, 0x200004
_ATTACHMENTS, _ATTACHMENT = 0x671, 0x8025

Value = str | int | bytes | datetime
Properties = Mapping[int, Value]


@dataclass(slots=True)
class Mail:
    """A message: its properties by tag, and the names and contents of what is attached."""

    properties: Properties
    attached: Sequence[tuple[str, bytes]] = ()


@dataclass(slots=True)
class _File:
    """A file that grows: blocks by number, nodes by number."""

    data: bytearray = field(default_factory=lambda: bytearray(0x4600))
    blocks: list[tuple[int, int, int]] = field(default_factory=list[tuple[int, int, int]])
    nodes: list[tuple[int, int, int, int]] = field(default_factory=list[tuple[int, int, int, int]])
    number: int = 4

    def block(self, data: bytes, *, inside: bool = False) -> int:
        """Add a block; returns its number."""
        number, place = self.number | (2 if inside else 0), len(self.data)
        self.number += 4
        whole = data.ljust((len(data) + 16 + 63) // 64 * 64 - 16, b"\0")
        self.data += whole + struct.pack("<HHIQ", len(data), _signature(place, number), _crc(data), number)
        self.blocks.append((number, place, len(data)))
        return number

    def node(self, number: int, data: bytes, parent: int, parts: Sequence[tuple[int, int]] = ()) -> None:
        """Add a node with its data and the nodes inside it."""
        own = self.block(data)
        inside = 0
        if parts:
            listed = b"".join(struct.pack("<QQQ", part, block, 0) for part, block in sorted(parts))
            inside = self.block(struct.pack("<BBHI", 2, 0, len(parts), 0) + listed, inside=True)
        self.nodes.append((number, own, inside, parent))

    def page(self, kind: int, entries: Sequence[bytes], size: int) -> tuple[int, int]:
        """Add a page that lists nodes or blocks; returns its number and its place."""
        self.data += bytes(-len(self.data) % 512)
        number, place = self.number, len(self.data)
        self.number += 4
        content = b"".join(entries).ljust(488, b"\0") + struct.pack("<BBBBI", len(entries), 488 // size, size, 0, 0)
        self.data += content + struct.pack("<BBHIQ", kind, kind, _signature(place, number), _crc(content), number)
        return number, place

    def whole(self) -> bytes:
        """Return the file."""
        nodes = self.page(0x81, [struct.pack("<QQQII", *one, 0) for one in sorted(self.nodes)], 32)
        blocks = self.page(0x80, [struct.pack("<QQHHI", *one, 2, 0) for one in sorted(self.blocks)], 24)
        root = struct.pack("<IQQQQ", 0, len(self.data), 0x4400, 0, 0) + struct.pack(
            "<QQQQBBH", *nodes, *blocks, 2, 0, 0
        )
        body = struct.pack("<HHHBBII", 0x4D53, 23, 19, 1, 1, 0, 0) + struct.pack("<QQI", 0, self.number, 1)
        body += struct.pack("<32I", *[0x400] * 32) + bytes(8) + root + bytes(4) + b"\xff" * 256
        body += struct.pack("<BBHQ", 0x80, 0, 0, self.number)
        head = b"!BDN" + struct.pack("<I", _crc(body[:471])) + body + struct.pack("<I", _crc(body[:516])) + bytes(36)
        self.data[: len(head)] = head
        allocated = b"\xff" * 496
        self.data[0x4400:0x4600] = allocated + struct.pack("<BBHIQ", 0x84, 0x84, 0, _crc(allocated), 0x4400)
        return bytes(self.data)


def _crc(data: bytes) -> int:
    return zlib.crc32(data, 0xFFFFFFFF) ^ 0xFFFFFFFF


def _signature(place: int, number: int) -> int:
    mixed = (place ^ number) & 0xFFFFFFFF
    return (mixed >> 16 ^ mixed) & 0xFFFF


def _heap(kind: int, parts: Sequence[bytes]) -> bytes:
    """A heap; its parts are numbered from 0x20 in steps of 0x20, and a reader begins with the first."""
    places = [12]
    for part in parts:
        places.append(places[-1] + len(part))
    padded = places[-1] + places[-1] % 2
    head = struct.pack("<HBBII", padded, 0xEC, kind, 0x20, 0)
    listed = struct.pack(f"<HH{len(places)}H", len(parts), 0, *places)
    return (head + b"".join(parts)).ljust(padded, b"\0") + listed


def _raw(value: Value) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-16-le")
    if isinstance(value, datetime):
        return struct.pack("<Q", filetime(value))
    return value if isinstance(value, bytes) else struct.pack("<i", value)


def properties(values: Properties) -> bytes:
    """Properties by their tags (number and type), as a heap."""
    parts: list[bytes] = [b"", b""]
    rows = b""
    for tag, value in sorted(values.items()):
        raw = _raw(value)
        if isinstance(value, int):
            rows += struct.pack("<HH", tag >> 16, tag & 0xFFFF) + raw
            continue
        parts.append(raw)
        rows += struct.pack("<HHI", tag >> 16, tag & 0xFFFF, len(parts) << 5)
    parts[:2] = [struct.pack("<BBBBI", 0xB5, 2, 6, 0, 0x40), rows]
    return _heap(0xBC, parts)


def table(tags: Sequence[int], rows: Sequence[tuple[int, Properties]]) -> bytes:
    """Rows by number with some properties each, none wider than four bytes but those of text, as a heap."""
    columns = sorted([ROW, *tags])
    width = 4 * len(columns)
    bits = (len(columns) + 7) // 8
    order = [ROW, *(tag for tag in columns if tag != ROW)]
    parts: list[bytes] = [b"", struct.pack("<BBBBI", 0xB5, 4, 4, 0, 0x60 if rows else 0), b"", b""]
    index = matrix = b""
    for place, (number, values) in enumerate(rows):
        index += struct.pack("<II", number, place)
        cells, there = struct.pack("<I", number), 1 << 7
        for at, tag in enumerate(order[1:], 1):
            value = values.get(tag)
            if value is None:
                cells += bytes(4)
                continue
            there |= 1 << (7 - at)
            if not isinstance(value, int):
                parts.append(_raw(value))
                value = len(parts) << 5
            cells += struct.pack("<I", value)
        matrix += cells + bytes([there]).ljust(bits, b"\0")
    described = b"".join(struct.pack("<IHBB", tag, 4 * order.index(tag), 4, order.index(tag)) for tag in columns)
    ends = struct.pack("<HHHH", width, width, width, width + bits)
    parts[0] = b"\x7c" + bytes([len(columns)]) + ends + struct.pack("<III", 0x40, 0x80 if rows else 0, 0) + described
    parts[2:4] = [index, matrix]
    return _heap(0x7C, parts)


def outlook(mails: Sequence[Mail], *, folder: str = "Inbox") -> bytes:
    """A data file with one folder of messages."""
    file = _File()
    file.node(_STORE, properties({NAME: "Outlook", 0x35E00102: bytes(20) + struct.pack("<I", _ROOT)}), 0)
    for number, name, parent, below in ((_ROOT, "", _ROOT, 1), (_INBOX, folder, _ROOT, 0)):
        file.node(number, properties({NAME: name, 0x36020003: len(mails) * (1 - below), 0x360A000B: below}), parent)
        listed = [(_INBOX, {NAME: folder})] if below else []
        file.node(number & ~0x1F | 0x0D, table([NAME], listed), 0)
    numbers = [_FIRST + 0x20 * at for at in range(len(mails))]
    rows = [(number, {SUBJECT: mail.properties.get(SUBJECT, "")}) for number, mail in zip(numbers, mails, strict=True)]
    file.node(_INBOX & ~0x1F | 0x0E, table([SUBJECT], rows), 0)
    for number, mail in zip(numbers, mails, strict=True):
        parts: list[tuple[int, int]] = []
        for at, (name, content) in enumerate(mail.attached):
            about = {FILE_NAME: name, CONTENT: content, METHOD: 1, 0x0E200003: len(content)}
            parts.append((_ATTACHMENT + 0x20 * at, file.block(properties(about))))
        if parts:
            rows = [(part, {FILE_NAME: name}) for (part, _), (name, _) in zip(parts, mail.attached, strict=True)]
            parts.append((_ATTACHMENTS, file.block(table([FILE_NAME], rows))))
        file.node(number, properties({CLASS: "IPM.Note", **mail.properties}), _INBOX, parts)
    return file.whole()
