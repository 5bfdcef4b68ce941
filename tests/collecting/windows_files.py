"""Small files of Windows as Windows lays them out: a master file table, registry hives, the value of shimcache.

Sources: [MS-FSCC] and libfsntfs (FILE records, $STANDARD_INFORMATION, $FILE_NAME); "Windows registry file format
specification" by M. Suhanov (regf, hbin, nk, vk, lf); libyal winreg-kb, "Application Compatibility Cache key".
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import reduce
from operator import xor

RECORD, SECTOR = 1024, 512
ROOT = 5
Values = Mapping[str, "str | int | bytes"]


def filetime(moment: datetime) -> int:
    """A time in hundreds of nanoseconds since 1601."""
    since = moment - datetime(1601, 1, 1, tzinfo=UTC)
    return (since.days * 86400 + since.seconds) * 10_000_000 + since.microseconds * 10


def _attribute(kind: int, content: bytes, number: int) -> bytes:
    """A resident attribute without a name."""
    size = 24 + len(content) + -len(content) % 8
    head = struct.pack("<IIBBHHHIHBB", kind, size, 0, 0, 24, 0, number, len(content), 24, 0, 0)
    return (head + content).ljust(size, b"\0")


def mft_record(
    segment: int, name: str, parent: int, created: datetime, *, renamed: datetime | None = None,
    in_use: bool = True, folder: bool = False, size: int = 0,
) -> bytes:  # fmt: skip
    """A record of the table; `renamed` are the times of its name where they differ from its own."""
    own, named = filetime(created), filetime(renamed or created)
    standard = struct.pack("<QQQQI", own, own, own, own, 0x20).ljust(72, b"\0")
    text = name.encode("utf-16-le")
    named_part = struct.pack("<QQQQQQQII", parent | 5 << 48, named, named, named, named, size, size, 0x20, 0)
    filename = named_part + struct.pack("<BB", len(name), 1) + text
    body = _attribute(0x10, standard, 0) + _attribute(0x30, filename, 1) + struct.pack("<II", 0xFFFFFFFF, 0)
    flags = (1 if in_use else 0) | (2 if folder else 0)
    head = struct.pack("<4sHHQHHHHIIQHHI", b"FILE", 48, 3, 0, 1, 1, 56, flags, 56 + len(body), RECORD, 0, 2, 0, segment)
    data = bytearray((head.ljust(56, b"\0") + body).ljust(RECORD, b"\0"))
    data[48:50] = b"\x07\x00"  # the number that stands at the end of each sector, and what stood there
    for place in (1, 2):
        data[48 + 2 * place : 50 + 2 * place] = data[place * SECTOR - 2 : place * SECTOR]
        data[place * SECTOR - 2 : place * SECTOR] = b"\x07\x00"
    return bytes(data)


@dataclass(frozen=True)
class Key:
    """A key of a registry."""

    name: str
    changed: datetime
    values: Values = field(default_factory=dict)
    below: Sequence[Key] = ()


class _Hive:
    """Cells on their way into one bin."""

    def __init__(self) -> None:
        self.data = bytearray(32)

    def cell(self, content: bytes) -> int:
        """Add a cell; returns its place."""
        size = (4 + len(content) + 7) // 8 * 8
        place = len(self.data)
        self.data += struct.pack("<i", -size) + content.ljust(size - 4, b"\0")
        return place

    def value(self, name: str, said: str | int | bytes) -> int:
        if isinstance(said, int):
            size, place, kind = 4 | 0x80000000, said, 4
        else:
            data = said if isinstance(said, bytes) else (said + "\0").encode("utf-16-le")
            size, place, kind = len(data), self.cell(data), 3 if isinstance(said, bytes) else 1
        text = name.encode("latin-1")
        return self.cell(struct.pack("<2sHIIIHH", b"vk", len(text), size, place, kind, 1, 0) + text)

    def key(self, key: Key, *, root: bool = False) -> int:
        values = [self.value(name, said) for name, said in key.values.items()]
        listed = self.cell(struct.pack(f"<{len(values)}I", *values)) if values else -1
        below = [self.key(one) for one in key.below]
        keys = -1
        if below:
            pairs = b"".join(
                struct.pack("<I4s", place, one.name.encode("latin-1")[:4].ljust(4, b"\0"))
                for place, one in zip(below, key.below, strict=True)
            )
            keys = self.cell(struct.pack("<2sH", b"lf", len(below)) + pairs)
        text = key.name.encode("latin-1")
        return self.cell(
            struct.pack(
                "<2sHQIiIIiiIiiiIIIIIHH", b"nk", 0x2C if root else 0x20, filetime(key.changed), 0, 0, len(below), 0,
                keys, -1, len(values), listed, -1, -1, 0, 0, 0, 0, 0, len(text), 0,
            )
            + text
        )  # fmt: skip


def hive(root: Key) -> bytes:
    """A registry file."""
    made = _Hive()
    place = made.key(root, root=True)
    size = (len(made.data) + 4 + 4095) // 4096 * 4096
    left = size - len(made.data)
    made.data += struct.pack("<i", left) + bytes(left - 4)
    made.data[:32] = struct.pack("<4sIIQQI", b"hbin", 0, size, 0, 0, 0)
    base = bytearray(4096)
    struct.pack_into("<4sIIQIIIIIII", base, 0, b"regf", 1, 1, 0, 1, 5, 0, 1, place, size, 1)
    struct.pack_into("<I", base, 508, reduce(xor, struct.unpack("<127I", base[:508])))
    return bytes(base + made.data)


def shimcache(programs: Sequence[tuple[str, datetime]]) -> bytes:
    """The value AppCompatCache of Windows 10 since 2017."""
    data = struct.pack("<I", 0x34).ljust(0x34, b"\0")
    for path, modified in programs:
        text = path.encode("utf-16-le")
        entry = struct.pack("<H", len(text)) + text + struct.pack("<QI", filetime(modified), 0)
        data += struct.pack("<4sII", b"10ts", zlib.crc32(entry), len(entry)) + entry
    return data
