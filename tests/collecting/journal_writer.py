"""Small journal files of systemd, as far as a reader looks at them: a head, data objects, entries. No hash tables."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import pyarrow as pa

START = 1_614_668_400_123_456
HEAD = 272


def write_journal(entries: Sequence[dict[str, str]], *, compact: bool = True, pack_from: int = 512) -> bytes:
    """Return a file with these entries; data of `pack_from` bytes or more are packed with Zstandard."""
    body = bytearray()
    places: dict[bytes, int] = {}

    def put(kind: int, flags: int, content: bytes) -> int:
        at = HEAD + len(body)
        body.extend(struct.pack("<BB6xQ", kind, flags, 16 + len(content)) + content)
        body.extend(b"\0" * (-len(body) % 8))
        return at

    def data(value: bytes) -> int:
        if value not in places:
            packed = len(value) >= pack_from
            payload = pa.compress(value, codec="zstd", asbytes=True) if packed else value
            places[value] = put(1, 4 if packed else 0, b"\0" * (56 if compact else 48) + payload)
        return places[value]

    for number, fields in enumerate(entries):
        items = [data(f"{name}={value}".encode()) for name, value in fields.items()]
        listed = b"".join(struct.pack("<I" if compact else "<QQ", *((at,) if compact else (at, 0))) for at in items)
        put(3, 0, struct.pack("<QQQ16sQ", number + 1, START + number * 1_000_000, number, b"b" * 16, 0) + listed)
    head = bytearray(HEAD)
    head[:8] = b"LPKSHHRH"
    struct.pack_into("<I", head, 12, 4 | 8 | (16 if compact else 0))
    struct.pack_into("<QQ", head, 88, HEAD, len(body))
    struct.pack_into("<QQ", head, 144, len(places) + len(entries), len(entries))
    return bytes(head + body) + b"\0" * 64
