"""Files of LevelDB: logs of changes, tables of keys."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import pyarrow as pa

from tocsin.collecting.formats.leveldb import MAGIC, checksum, masked

BLOCK = 32_768


def varint(value: int) -> bytes:
    """A number of seven bits a byte."""
    data = b""
    while value > 0x7F:
        data += bytes([value & 0x7F | 0x80])
        value >>= 7
    return data + bytes([value])


def batch(number: int, changes: Sequence[tuple[bytes, bytes | None]]) -> bytes:
    """Changes that were made together; no value is a deletion."""
    data = struct.pack("<QI", number, len(changes))
    for key, value in changes:
        data += bytes([value is not None]) + varint(len(key)) + key
        data += b"" if value is None else varint(len(value)) + value
    return data


def log(batches: Sequence[bytes]) -> bytes:
    """A log of records, in pieces where they do not fit into a block."""
    data = b""
    for one in batches:
        left, first = one, True
        while True:
            room = BLOCK - len(data) % BLOCK - 7
            if room < 0:
                data += bytes(room + 7)
                continue
            piece, left = left[:room], left[room:]
            kind = (1 if first else 4) if not left else (2 if first else 3)
            body = bytes([kind]) + piece
            data += struct.pack("<IH", masked(checksum(body)), len(piece)) + body
            first = False
            if not left:
                break
    return data


def _block(entries: Sequence[tuple[bytes, bytes]]) -> bytes:
    data, before = b"", b""
    for key, value in entries:
        shared = next((at for at, (one, other) in enumerate(zip(before, key, strict=False)) if one != other),
                      min(len(before), len(key)))  # fmt: skip
        data += varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value
        before = key
    return data + struct.pack("<II", 0, 1)


def table(changes: Sequence[tuple[bytes, bytes | None, int]], *, packed: bool = True) -> bytes:
    """A table of keys in order, two a block."""
    data, listed = b"", list[tuple[bytes, bytes]]()

    def add(block: bytes, *, pack: bool) -> bytes:
        nonlocal data
        body = pa.Codec("snappy").compress(block, asbytes=True) if pack else block
        handle = varint(len(data)) + varint(len(body))
        whole = body + bytes([pack])
        data += whole + struct.pack("<I", masked(checksum(whole)))
        return handle

    rows = [
        (key + struct.pack("<Q", number << 8 | (value is not None)), value or b"") for key, value, number in changes
    ]
    for at in range(0, len(rows), 2):
        listed.append((rows[at : at + 2][-1][0], add(_block(rows[at : at + 2]), pack=packed)))
    empty = add(_block([]), pack=False)
    index = add(_block(listed), pack=False)
    return data + (empty + index).ljust(40, b"\0") + MAGIC
