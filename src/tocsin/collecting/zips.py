"""Members of zip archives: directories as `zipfile` reads them, bytes by tocsin's own streams.

In: a seekable file. Out: entries, and for each a stream of its bytes: stored, Deflate, Deflate64, bzip2, xz, Zstandard;
encrypted the old way (ZipCrypto) or with AES; sizes beyond 4 GiB (zip64). The standard library does neither AES nor
Deflate64, and its streams lose what lies before damage. A wrong password, a wrong checksum, an early end raise
`OSError` or `EOFError` when they are met.
Where the directory is missing (a copy that was cut off), members are found by their own headers.
Sources: PKWARE APPNOTE 6.3.10; "AES Encryption Information" of WinZip (winzip.com/en/support/aes-encryption).
"""

from __future__ import annotations

import hashlib
import hmac
import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import IO, Any, cast

from tocsin.collecting.packed import CHUNK, Source, Unpacked, read_by

_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_MAGIC = b"PK\x03\x04"
_AES = 99
_METHODS = {0: "stored", 8: "deflate", 9: "deflate64", 12: "bz2", 93: "zst", 95: "xz", 20: "zst"}
_KEY_BYTES = {1: 16, 2: 24, 3: 32}
ENCRYPTED = 1
_UTF8 = 0x800
_DESCRIPTOR = 8


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """A member of a zip: where its own header is, and what the directory says of it."""

    name: str
    header: int
    size: int
    packed: int
    method: int
    crc: int | None
    encrypted: bool
    link: bool
    folder: bool
    modified: int | None  # microseconds since 1970; None: only in the local time of whoever packed it


class Window(io.RawIOBase):
    """A range of bytes of a file, read without moving the file's own position where that can be had."""

    def __init__(self, file: IO[bytes], begin: int, size: int) -> None:
        super().__init__()
        self._file, self._at, self._end = file, begin, begin + size
        try:
            self._number: int | None = file.fileno() if hasattr(os, "pread") else None
        except (OSError, AttributeError):
            self._number = None  # in memory

    def readable(self) -> bool:
        """Say that it is read from; nothing else is done with it."""
        return True

    def read1(self, size: int = -1, /) -> bytes:
        """Return at least one byte, nothing at the end; `EOFError` where the file ends before the range."""
        size = self._end - self._at if size < 0 else min(size, self._end - self._at)
        if size <= 0:
            return b""
        if self._number is not None:
            data = os.pread(self._number, size, self._at)
        else:
            self._file.seek(self._at)
            data = self._file.read(size)
        if not data:
            raise EOFError("the archive ends inside the member")
        self._at += len(data)
        return data

    def read(self, size: int = -1, /) -> bytes:
        """Return as `read1`."""
        return self.read1(size)


def entries(file: IO[bytes]) -> list[ZipEntry]:
    """Return the directory of a zip; raises `zipfile.BadZipFile` or `OSError` where it has none."""
    return [_entry(info) for info in zipfile.ZipFile(file).infolist()]


def _entry(info: zipfile.ZipInfo) -> ZipEntry:
    return ZipEntry(
        name=_name(info.orig_filename, info.flag_bits),
        header=info.header_offset,
        size=info.file_size,
        packed=info.compress_size,
        method=info.compress_type,
        crc=info.CRC,
        encrypted=bool(info.flag_bits & ENCRYPTED),
        link=info.external_attr >> 16 & 0o170000 == 0o120000,
        folder=info.is_dir(),
        modified=_modified(info.extra),
    )


def _name(name: str, flags: int) -> str:
    """Return a name as it was meant: many programs write UTF-8 without saying so.

    >>> _name("caf\u251c\u2310.log", 0)
    'café.log'
    """
    if flags & _UTF8:
        return name
    try:
        return name.encode("cp437").decode()
    except (UnicodeEncodeError, UnicodeDecodeError):
        return name


def _modified(extra: bytes) -> int | None:
    """Return the time that Info-ZIP's extra field 0x5455 says, in UTC."""
    place = 0
    while place + 4 <= len(extra):
        identifier, size = struct.unpack_from("<HH", extra, place)
        if identifier == 0x5455 and size >= 5 and place + 9 <= len(extra) and extra[place + 4] & 1:
            return struct.unpack_from("<I", extra, place + 5)[0] * 1_000_000
        place += 4 + size
    return None


def overlapping(found: list[ZipEntry]) -> frozenset[int]:
    """Return the headers of members whose bytes belong to another one, too: nothing but a bomb has such."""
    ordered = sorted(found, key=lambda entry: (entry.header, -entry.packed))
    guilty: set[int] = set()
    reach = -1
    for entry in ordered:
        if entry.header < reach:
            guilty.add(entry.header)
        reach = max(reach, entry.header + _LOCAL.size + entry.packed)
    return frozenset(guilty)


def entries_by_headers(file: IO[bytes]) -> list[ZipEntry]:
    """Return the members that a zip without a directory still has, found by the headers before their bytes."""
    found: list[ZipEntry] = []
    end = file.seek(0, io.SEEK_END)
    place = _next_header(file, 0, end)
    while place is not None:
        file.seek(place)
        head = file.read(_LOCAL.size)
        if len(head) < _LOCAL.size:
            break
        _, _, flags, method, _, _, crc, packed, size, name_size, extra_size = _LOCAL.unpack(head)
        name = file.read(name_size).decode("utf-8" if flags & _UTF8 else "cp437", "replace")
        begin = place + _LOCAL.size + name_size + extra_size
        told = not flags & _DESCRIPTOR and packed not in (0, 0xFFFFFFFF)
        following = _next_header(file, begin + packed if told else begin, end)
        if told and begin + packed > end:
            packed = end - begin
        elif not told:
            packed = (end if following is None else following) - begin
        entry = ZipEntry(
            name=_name(name, flags),
            header=place,
            size=size if told else packed,
            packed=max(packed, 0),
            method=method,
            crc=crc if told else None,
            encrypted=bool(flags & ENCRYPTED),
            link=False,
            folder=name.endswith("/"),
            modified=None,
        )
        found.append(entry)
        place = following
    return found


def _next_header(file: IO[bytes], begin: int, end: int) -> int | None:
    """Return where the next member's header begins."""
    file.seek(begin)
    held = b""
    while begin < end and (data := file.read(1 << 20)):
        held += data
        where = held.find(_MAGIC)
        if where != -1:
            return begin + where
        begin += max(len(held) - 3, 0)
        held = held[-3:]
    return None


def open_member(file: IO[bytes], entry: ZipEntry, password: bytes | None) -> IO[bytes]:
    """Return the stream of a member's bytes; raises `OSError` when it cannot be read at all."""
    file_head = Window(file, entry.header, _LOCAL.size).read1()
    if len(file_head) < _LOCAL.size or file_head[:4] != _MAGIC:
        raise OSError("the archive has no such member where its directory says")
    *_, name_size, extra_size = _LOCAL.unpack(file_head)
    begin = entry.header + _LOCAL.size + name_size
    method, crc = entry.method, entry.crc
    source: Source = Window(file, begin + extra_size, entry.packed)
    if entry.encrypted:
        if password is None:
            raise OSError("encrypted, and no password was given")
        if method == _AES:
            extra = Window(file, begin, extra_size).read1() if extra_size else b""
            version, strength, method = _aes_extra(extra)
            source = _Aes(source, entry.packed, password, strength)
            crc = None if version == 2 else crc
        else:
            check = file_head[11] if _LOCAL.unpack(file_head)[2] & _DESCRIPTOR else (crc or 0) >> 24
            source = _ZipCrypto(source, password, check)
    kind = _METHODS.get(method)
    if kind is None:
        raise OSError(f"a kind of compression that is not read (method {method})")
    return cast(IO[bytes], _Checked(Unpacked(source, kind, joined=False), crc))


class _Checked(io.RawIOBase):
    """A stream whose checksum is compared at its end."""

    def __init__(self, stream: Unpacked, crc: int | None) -> None:
        super().__init__()
        self._stream, self._crc, self._found = stream, crc, 0

    def readable(self) -> bool:
        return True

    def read1(self, size: int = -1, /) -> bytes:
        data = self._stream.read1(size)
        if self._crc is not None:
            self._found = zlib.crc32(data, self._found)
            if not data and size and self._found != self._crc:
                self._crc = None
                raise OSError("its checksum is not that of the archive's directory: bytes were changed")
        return data

    def read(self, size: int = -1, /) -> bytes:
        return read_by(self.read1, size)

    def close(self) -> None:
        self._stream.close()
        super().close()


def _aes_extra(extra: bytes) -> tuple[int, int, int]:
    """Return version, strength and true method from the extra field that says AES."""
    place = 0
    while place + 4 <= len(extra):
        identifier, size = struct.unpack_from("<HH", extra, place)
        if identifier == 0x9901 and size >= 7 and place + 11 <= len(extra):
            version, _, strength, method = struct.unpack_from("<H2sBH", extra, place + 4)
            if strength in _KEY_BYTES:
                return version, strength, method
        place += 4 + size
    raise OSError("encrypted in a way that is not known")


class _Aes(io.RawIOBase):
    """AES as WinZip has it: counter mode, little-endian from 1, the key from the password; a seal behind the bytes."""

    def __init__(self, source: Source, size: int, password: bytes, strength: int) -> None:
        super().__init__()
        from Cryptodome.Cipher import AES
        from Cryptodome.Util import Counter

        key_bytes = _KEY_BYTES[strength]
        salt = _exactly(source, key_bytes // 2)
        check = _exactly(source, 2)
        keys = hashlib.pbkdf2_hmac("sha1", password, salt, 1000, 2 * key_bytes + 2)
        if keys[-2:] != check:
            raise OSError("the password is wrong")
        counter: Any = Counter.new(128, initial_value=1, little_endian=True)
        self._cipher: Any = AES.new(keys[:key_bytes], AES.MODE_CTR, counter=counter)
        self._seal = hmac.new(keys[key_bytes:-2], digestmod="sha1")
        self._source = source
        self._left = size - len(salt) - 12

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if self._left <= 0:
            return b""
        data = self._source.read(min(CHUNK if size < 0 else size, self._left))
        self._left -= len(data)
        self._seal.update(data)
        if self._left <= 0 and not hmac.compare_digest(self._seal.digest()[:10], _exactly(self._source, 10)):
            raise OSError("its seal does not fit: bytes were changed")
        return bytes(self._cipher.decrypt(data))

    def close(self) -> None:
        self._source.close()
        super().close()


def _exactly(source: Source, size: int) -> bytes:
    parts = b""
    while len(parts) < size and (part := source.read(size - len(parts))):
        parts += part
    if len(parts) < size:
        raise EOFError("the archive ends inside the member")
    return parts


@cache
def _table() -> tuple[int, ...]:
    table: list[int] = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ 0xEDB88320 if value & 1 else value >> 1
        table.append(value)
    return tuple(table)


class _ZipCrypto(io.RawIOBase):
    """The old encryption of zip. Byte by byte in Python, for no library does it: some megabytes a second."""

    def __init__(self, source: Source, password: bytes, check: int) -> None:
        super().__init__()
        self._source = source
        self._decrypt = _zip_crypto(password)
        if self._decrypt(_exactly(source, 12))[11] != check:
            raise OSError("the password is wrong")

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        return self._decrypt(self._source.read(CHUNK if size < 0 else size))

    def close(self) -> None:
        self._source.close()
        super().close()


def _zip_crypto(password: bytes) -> Callable[[bytes], bytes]:
    table = _table()
    first, second, third = 0x12345678, 0x23456789, 0x34567890
    for byte in password:
        first = first >> 8 ^ table[(first ^ byte) & 0xFF]
        second = ((second + (first & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        third = third >> 8 ^ table[(third ^ second >> 24) & 0xFF]

    def decrypt(data: bytes) -> bytes:
        nonlocal first, second, third
        one, two, three = first, second, third
        found = bytearray(len(data))
        for place, byte in enumerate(data):
            mask = three | 2
            byte ^= (mask * (mask ^ 1) >> 8) & 0xFF
            one = one >> 8 ^ table[(one ^ byte) & 0xFF]
            two = ((two + (one & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
            three = three >> 8 ^ table[(three ^ two >> 24) & 0xFF]
            found[place] = byte
        first, second, third = one, two, three
        return bytes(found)

    return decrypt
