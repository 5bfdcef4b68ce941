"""Writes small Outlook messages (MS-OXMSG in a compound file, MS-CFB) to read in tests."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

SUBJECT, BODY, HTML, SENDER, SENT = 0x0037001F, 0x1000001F, 0x10130102, 0x0C1A001F, 0x00390040
ADDRESS, CLASS, FILE_NAME, FILE = 0x5D01001F, 0x001A001F, 0x3707001F, 0x37010102
END, FREE, NONE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFD
Tree = dict[str, "bytes | Tree"]


def message(values: dict[int, str | bytes | datetime], attached: dict[str, bytes] | None = None) -> bytes:
    """Return a message with these properties and attachments."""
    files = attached or {}
    tree = _storage({CLASS: "IPM.Note", **values}, struct.pack("<8x4I8x", 0, len(files), 0, len(files)))
    for number, (name, data) in enumerate(files.items()):
        tree[f"__attach_version1.0_#{number:08X}"] = _storage({FILE_NAME: name, FILE: data}, b"\0" * 8)
    return compound(tree)


def _storage(values: dict[int, str | bytes | datetime], head: bytes) -> Tree:
    made: Tree = {}
    entries = b""
    for tag, value in values.items():
        if isinstance(value, datetime):
            ticks = int((value - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds() * 10_000_000)
            entries += struct.pack("<IIQ", tag, 6, ticks)
            continue
        data = value.encode("utf-16-le") if isinstance(value, str) else value
        made[f"__substg1.0_{tag:08X}"] = data
        entries += struct.pack("<IIII", tag, 6, len(data) + (2 if isinstance(value, str) else 0), 0)
    return {"__properties_version1.0": head + entries, **made}


def compound(tree: Tree) -> bytes:
    """Return a compound file: every stream below 4 KiB in the mini stream."""
    entries: list[list[object]] = [["Root Entry", 5, NONE, NONE, NONE, END, 0]]
    mini, mini_fat = b"", list[int]()

    def add(branch: Tree) -> int:
        nonlocal mini
        first = before = NONE
        for name, content in sorted(branch.items(), key=lambda one: (len(one[0]), one[0].upper())):
            at = len(entries)
            if isinstance(content, bytes):
                assert len(content) < 4096
                start, count = len(mini_fat), -(-len(content) // 64)
                mini_fat.extend([*range(start + 1, start + count), END] if count else [])
                mini += content.ljust(count * 64, b"\0")
                entries.append([name, 2, NONE, NONE, NONE, start if count else END, len(content)])
            else:
                entries.append([name, 1, NONE, NONE, NONE, 0, 0])
                entries[at][4] = add(content)
            if first == NONE:
                first = at
            else:
                entries[before][3] = at
            before = at
        return first

    entries[0][4] = add(tree)
    streams = [b"", struct.pack(f"<{len(mini_fat)}I", *mini_fat), mini]
    entries[0][6] = len(mini)
    sizes = [-(-len(entries) * 128 // 512), *(-(-len(one) // 512) for one in streams[1:])]
    starts = [1, 1 + sizes[0], 1 + sizes[0] + sizes[1]]  # sector 0 is the FAT
    entries[0][5] = starts[2]
    streams[0] = b"".join(_entry(*entry) for entry in entries)
    fat = [FAT]
    for start, size in zip(starts, sizes, strict=True):
        fat += [*range(start + 1, start + size), END] if size else []
    assert len(fat) <= 128
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, starts[0], 0, 4096, starts[1], sizes[1], END, 0)
    head += struct.pack("<109I", 0, *[FREE] * 108)
    body = struct.pack("<128I", *fat, *[FREE] * (128 - len(fat)))
    for stream, size in zip(streams, sizes, strict=True):
        body += stream.ljust(size * 512, b"\0")
    return head + body


def _entry(name: str, kind: int, left: int, right: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBB3I", len(written), kind, 1, left, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )
