"""LevelDB, in which browsers and programs built on them keep data: its tables (`000005.ldb`) and logs (`000003.log`).

In: a file. Out: one event a key with `Key`, `Value` (text where it is some, else hexadecimal), `State` (`live`, or
`deleted`), `_record` the number of the change. Of web storage (`Local Storage`) `Origin` and `Name` too, and for the
notes that it keeps of an origin the time of its last change: other entries have no time. `_log` is `leveldb`.
Older states of a key are events as well. Source: LevelDB's documents (`table_format.md`, `log_format.md`); Chromium,
`dom_storage`.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from functools import cache
from typing import BinaryIO

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.rows import Fields, Row, Rows
from tocsin.collecting.seekable import seekable
from tocsin.collecting.sqlite_files import WEBKIT
from tocsin.model.evidence import Rejected

FAMILY = "leveldb"
LOG = "leveldb"
MAGIC = bytes.fromhex("57fb808b247547db")
_FOOTER = 48
_BLOCK, _HEAD = 32_768, 7  # of a log
_FULL, _FIRST, _MIDDLE, _LAST = 1, 2, 3, 4
_MOST_BYTES, _LONGEST, _MOST_BLOCKS = 64 << 20, 32_768, 1 << 20
_NAME = re.compile(r"(?:^|[/\\])\d{6,}\.(?:ldb|sst|log)$", re.IGNORECASE)
_TABLE = re.compile(r"\.(?:ldb|sst)$", re.IGNORECASE)
_STORED = re.compile(rb"_(?P<origin>[^\0]{1,2048})\0(?P<name>.*)", re.DOTALL)
_META = b"META:"
_FAILURES = (ValueError, IndexError, struct.error, pa.ArrowInvalid, OSError, MemoryError)


@cache
def _sums() -> tuple[int, ...]:
    table: list[int] = []
    for number in range(256):
        for _ in range(8):
            number = number >> 1 ^ (0x82F63B78 if number & 1 else 0)
        table.append(number)
    return tuple(table)


def checksum(data: bytes, begun: int = 0xFFFFFFFF) -> int:
    """Return the CRC-32C of some bytes, not yet turned over.

    >>> hex(checksum(b"123456789") ^ 0xFFFFFFFF)
    '0xe3069283'
    """
    table = _sums()
    for byte in data:
        begun = table[(begun ^ byte) & 0xFF] ^ begun >> 8
    return begun


def masked(crc: int) -> int:
    """Return a checksum as LevelDB stores it."""
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def recognise(head: bytes, name: str) -> Certainty:
    """Judge a log by its first record's checksum, a table by that of its first block, else by the file's name."""
    if name.replace("\\", "/").rpartition("/")[2].startswith("MANIFEST"):
        return Certainty.NO  # which files there are: a log of another kind
    if len(head) > _HEAD and head[6] in (_FULL, _FIRST):
        said, size = struct.unpack_from("<IH", head)
        if size >= 12 and _HEAD + size <= len(head) and head[6] == _FULL:
            return Certainty.SURE if masked(checksum(head[6 : _HEAD + size])) == said else Certainty.NO
    if _TABLE.search(name):
        crc = 0xFFFFFFFF
        for place in range(len(head) - 5):
            if (
                head[place] in (0, 1)
                and place > 8
                and masked(checksum(head[place : place + 1], crc))
                == int.from_bytes(head[place + 1 : place + 5], "little")
            ):
                return Certainty.SURE
            crc = checksum(head[place : place + 1], crc)
    named = _NAME.search(name) and b"\0" in head and "leveldb" in name.lower()
    return Certainty.LIKELY if named else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield what each change says, as far as the parts of the file are whole."""
    rows = Rows(source, FAMILY, wanted)
    with seekable(stream) as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _FOOTER))
        footer = file.read(_FOOTER)
        table = footer.endswith(MAGIC)
        if not table:
            file.seek(0)
        for part in _table(file, footer, source) if table else _changes(file, source):
            if isinstance(part, Rejected):
                yield part
                continue
            rows.add(part)
            if rows.full:
                yield from rows.flush()
    yield from rows.flush()


def _table(file: BinaryIO, footer: bytes, source: Source) -> Iterator[Row | Rejected]:
    try:
        _, place = _varint(footer, 0)
        _, place = _varint(footer, place)
        at, place = _varint(footer, place)
        size, _ = _varint(footer, place)
        listed = list(_entries(_block(file, at, size)))[:_MOST_BLOCKS]
    except _FAILURES as error:
        yield rejected(source, 0, f"a table of LevelDB whose list of blocks cannot be read: {_words(error)}")
        return
    for _, handle in listed:
        begin = 0
        try:
            begin, place = _varint(handle, 0)
            size, _ = _varint(handle, place)
            for key, value in _entries(_block(file, begin, size)):
                if len(key) < 8:
                    raise ValueError("a key without its number")
                (tail,) = struct.unpack("<Q", key[-8:])
                yield _row(key[:-8], value, tail >> 8, bool(tail & 0xFF), begin)
        except _FAILURES as error:
            yield rejected(source, begin, f"a block of LevelDB cannot be read: {_words(error)}")


def _words(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def _block(file: BinaryIO, at: int, size: int) -> bytes:
    """Return a block unpacked; raises one of `_FAILURES`."""
    if size > _MOST_BYTES:
        raise ValueError("it is longer than any block")
    file.seek(at)
    data = file.read(size + 5)
    if len(data) < size + 5:
        raise ValueError("it is cut off")
    kind, said = struct.unpack_from("<BI", data, size)
    if masked(checksum(data[: size + 1])) != said:
        raise ValueError("its checksum is wrong")
    if kind == 0:
        return data[:size]
    if kind != 1:
        raise ValueError(f"packed in a way that is not known ({kind})")
    length, _ = _varint(data, 0)
    if length > _MOST_BYTES:
        raise ValueError("it is longer than any block")
    return pa.Codec("snappy").decompress(data[:size], length, asbytes=True)


def _varint(data: bytes, place: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, and where it ends."""
    value = 0
    for shift in range(0, 70, 7):
        byte = data[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
    raise ValueError("a number without end")


def _entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield keys and values of a block: a key says only what is different from the one before."""
    (restarts,) = struct.unpack_from("<I", block, len(block) - 4)
    end = len(block) - 4 * (restarts + 1)
    place, key = 0, b""
    while place < end:
        shared, place = _varint(block, place)
        own, place = _varint(block, place)
        size, place = _varint(block, place)
        if shared > len(key) or place + own + size > end:
            raise ValueError("an entry goes beyond its block")
        key = key[:shared] + block[place : place + own]
        place += own
        yield key, block[place : place + size]
        place += size


def _changes(file: BinaryIO, source: Source) -> Iterator[Row | Rejected]:
    """Yield the changes that a log holds: records may be in pieces, none of which crosses a block of the log."""
    base, begun, pieces = 0, 0, list[bytes]()
    while block := file.read(_BLOCK):
        place = 0
        while place + _HEAD <= len(block):
            said, size, kind = struct.unpack_from("<IHB", block, place)
            data = block[place + _HEAD : place + _HEAD + size]
            if not kind and not size:
                break  # the rest of a block in which no record fits
            if len(data) < size or masked(checksum(block[place + 6 : place + _HEAD + size])) != said:
                yield rejected(source, base + place, "a record of LevelDB is damaged or cut off", block[place:])
                pieces = []
                break
            if kind in (_FULL, _FIRST):
                begun, pieces = base + place, []
            pieces.append(data)
            if kind in (_FULL, _LAST):
                yield from _batch(b"".join(pieces), begun, source)
                pieces = []
            place += _HEAD + size
        base += len(block)
    if pieces:
        yield rejected(source, begun, "a record of LevelDB is cut off", pieces[0])


def _batch(data: bytes, offset: int, source: Source) -> Iterator[Row | Rejected]:
    try:
        number, count = struct.unpack_from("<QI", data)
        place = 12
        for step in range(min(count, len(data))):
            live = data[place] == 1
            size, place = _varint(data, place + 1)
            key, place = data[place : place + size], place + size
            value = b""
            if live:
                size, place = _varint(data, place)
                value, place = data[place : place + size], place + size
            if place > len(data):
                raise ValueError("a change goes beyond its record")
            yield _row(key, value, number + step, live, offset)
    except _FAILURES as error:
        yield rejected(source, offset, f"a record that is no change of LevelDB: {_words(error)}", data)


def _row(key: bytes, value: bytes, number: int, live: bool, offset: int) -> Row:
    fields: Fields = {"State": "live" if live else "deleted"}
    moment: int | None = None
    stored = _STORED.fullmatch(key)
    if key.startswith(_META):
        fields["Origin"] = key[len(_META) :].decode("utf-8", "replace")
        moment = _changed(value)
    elif stored is not None:
        fields["Origin"], fields["Name"] = stored["origin"].decode("utf-8", "replace"), _web_text(stored["name"])
        fields["Value"] = _web_text(value)
    fields.setdefault("Value", _plain(value))
    fields["Key"] = _plain(key)
    told: Fields = {name: said for name, said in fields.items() if said}
    return Row(number if number < 1 << 63 else None, offset, moment, None, LOG, told)


def _changed(value: bytes) -> int | None:
    """Return when web storage of an origin was last changed, as the note of it says (its field 1)."""
    try:
        return WEBKIT(_varint(value, 1)[0]) if value[:1] == b"\x08" else None
    except _FAILURES:
        return None


def _web_text(data: bytes) -> str | None:
    """Return a text of web storage: the first byte says how its letters are written."""
    if data[:1] == b"\0":
        return data[1:_LONGEST].decode("utf-16-le", "replace")
    return data[1:_LONGEST].decode("latin-1") if data[:1] == b"\1" else _plain(data)


def _plain(data: bytes) -> str | None:
    """Return bytes as text where they are some, else hexadecimal."""
    try:
        said = data[:_LONGEST].decode()
    except UnicodeDecodeError:
        return data[: _LONGEST // 2].hex()
    return said if said.replace("\t", "").replace("\n", "").isprintable() else data[: _LONGEST // 2].hex()


FORMAT = Format("leveldb", FAMILY, "a record or a block of LevelDB, by its checksum", recognise, read, whole=True)
