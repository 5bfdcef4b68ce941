"""Write event logs of Windows NT to 2003, also ones that went round."""

from __future__ import annotations

import struct
from collections.abc import Sequence

HEADER = 48


def record(
    number: int,
    time: int,
    event_id: int,
    kind: int,
    source: str,
    computer: str,
    strings: Sequence[str],
    data: bytes = b"",
) -> bytes:
    """One record (EVENTLOGRECORD) with the SID S-1-5-18."""
    sid = bytes.fromhex("010100000000000512000000")
    names = f"{source}\0{computer}\0".encode("utf-16-le")
    names += bytes(-len(names) % 4)
    said = "".join(f"{one}\0" for one in strings).encode("utf-16-le")
    sid_at = 56 + len(names)
    strings_at = sid_at + len(sid)
    data_at = strings_at + len(said)
    body = names + sid + said + data
    body += bytes(-len(body) % 4)
    size = 56 + len(body) + 4
    fixed = struct.pack(
        "<I4sIIIIHHHHIIIIII",
        size,
        b"LfLe",
        number,
        time,
        time,
        event_id,
        kind,
        len(strings),
        2,
        0,
        0,
        strings_at,
        len(sid),
        sid_at,
        len(data),
        data_at,
    )
    return fixed + body + struct.pack("<I", size)


def header(begin: int, end: int, current: int, oldest: int, size: int, flags: int = 0) -> bytes:
    """The header (ELF_LOGFILE_HEADER)."""
    return struct.pack("<I4sIIIIIIIIII", 48, b"LfLe", 1, 1, begin, end, current, oldest, size, flags, 0, 48)


def end_mark(begin: int, end: int, current: int, oldest: int) -> bytes:
    """The record behind the last one (ELF_EOF_RECORD)."""
    marks = (0x11111111, 0x22222222, 0x33333333, 0x44444444)
    return struct.pack("<10I", 40, *marks, begin, end, current, oldest, 40)


def whole(records: Sequence[bytes], size: int = 65536) -> bytes:
    """A log that never went round."""
    body = b"".join(records)
    end = HEADER + len(body)
    file = header(HEADER, end, len(records) + 1, 1, size) + body + end_mark(HEADER, end, len(records) + 1, 1)
    return file + bytes(size - len(file))


def round_log(old: Sequence[bytes], new: Sequence[bytes], rest: bytes = b"") -> bytes:
    """A log that went round: the last of `old` begins at the end of the file and goes on behind the header.

    `rest` is what is left of a record that was written over, behind the end mark.
    """
    split = len(old[-1]) // 8 * 4
    head, tail = old[-1][:split], old[-1][split:]
    behind = tail + b"".join(new)
    end = HEADER + len(behind)
    mark = end_mark(0, end, 9, 1)
    begin = end + len(mark) + len(rest)
    return header(begin, end, 9, 1, begin, 2) + behind + mark + rest + b"".join(old[:-1]) + head
