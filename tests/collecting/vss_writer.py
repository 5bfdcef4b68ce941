"""Shadow copies as Windows keeps them on a volume: blocks that have changed since, behind the volume's own end.

A store is a head, a list of blocks (where each was, where its old content lies now), a list of ranges, and a bitmap;
the catalog names the stores. All are blocks of 16 KiB.
"""

from __future__ import annotations

import struct
import uuid
from datetime import datetime

from tocsin.collecting.shadow_copies import HEADER, IDENTIFIER

from tests.collecting.windows_files import filetime

BLOCK = 0x4000
_CATALOG, _LIST, _HEAD, _RANGES, _BITMAP = 2, 3, 4, 5, 6
_STORE = uuid.UUID(int=0x51).bytes_le


def _head(kind: int, relative: int, place: int, size: int = 0) -> bytes:
    return struct.pack("<16sIIQQQQ", IDENTIFIER, 1, kind, relative, place, 0, size).ljust(128, b"\0")


def with_shadow_copy(now: bytes, before: bytes, made: datetime) -> bytes:
    """The volume as it is now, with a shadow copy of how it was."""
    now, before = bytearray(now), bytes(before)
    size = len(now)
    changed = [at for at in range(0, size, BLOCK) if now[at : at + BLOCK] != before[at : at + BLOCK] or at == 0]
    catalog = (size + BLOCK - 1) // BLOCK * BLOCK
    first = catalog + BLOCK
    places = {kind: first + number * BLOCK for number, kind in enumerate((_HEAD, _LIST, _RANGES, _BITMAP))}
    data = first + 4 * BLOCK
    header = struct.pack("<16sIIQQQQQ", IDENTIFIER, 1, 1, HEADER, HEADER, 0, catalog, 0)
    now[HEADER : HEADER + 512] = (header + uuid.UUID(int=1).bytes_le + uuid.UUID(int=1).bytes_le).ljust(512, b"\0")
    entries = struct.pack("<QQ16sQQQ", 2, size, _STORE, 1, 0x40, filetime(made)).ljust(128, b"\0")
    entries += struct.pack(
        "<QQ16sQQQQQQ", 3, places[_LIST], _STORE, places[_HEAD], places[_RANGES], places[_BITMAP], 0, 0, 0
    ).ljust(128, b"\0")
    name = "WS9".encode("utf-16-le")
    about = bytes(16) + uuid.UUID(int=2).bytes_le + uuid.UUID(int=3).bytes_le + struct.pack("<IIII", 13, 1, 0x420009, 0)
    about += (struct.pack("<H", len(name)) + name) * 2
    listed = b"".join(
        struct.pack("<QQQII", at, 4 * BLOCK + number * BLOCK, data + number * BLOCK, 0, 0)
        for number, at in enumerate(changed)
    )
    ranges = struct.pack("<QQQ", first, 0, (4 + len(changed)) * BLOCK)
    parts = [_head(_CATALOG, 0, catalog) + entries]
    contents = {_HEAD: about, _LIST: listed, _RANGES: ranges, _BITMAP: bytes(BLOCK - 128)}
    for kind, place in places.items():
        parts.append(_head(kind, place - first, place, len(about) if kind == _HEAD else 0) + contents[kind])
    parts += [before[at : at + BLOCK] for at in changed]
    return bytes(now).ljust(catalog, b"\0") + b"".join(part.ljust(BLOCK, b"\0") for part in parts)
