r"""What Defender Antivirus put into quarantine (`Windows Defender\Quarantine\Entries\{80…}`).

In: a stream; the file is disguised with a key that all installations share. Out: one event a thing put away, with
`ThreatName`, `ThreatId`, `QuarantineId`, `ScanId`, `Path`, `Kind` (`file`, `regkey`, …), `ResourceId` (the name of its
content below `ResourceData`), and the file's own `CreationTime`, `LastWriteTime`, `LastAccessTime`. `_log` is
`DefenderQuarantine`; `_time`, when it was put away, is UTC. The content itself is no log.
Source: Bauters, "Reverse, Reveal, Recover: Windows Defender Quarantine Forensics" (Fox-IT, 2023).
"""

from __future__ import annotations

import struct
import uuid
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.rows import Fields, Row
from tocsin.collecting.small_files import MALFORMED, DamagedError, filetime, read_small, utf16
from tocsin.collecting.times import iso
from tocsin.model.evidence import Rejected

FAMILY = "windows-quarantine"
LOG = "DefenderQuarantine"
HEAD_BYTES = 60
MAGIC = b"\xdb\xe8\xc5\x01"
KEY = bytes.fromhex(
    "1e87781b8dbaa844ce69702c0c78b786a3f623b738f5edf9af83530fb3fc54faa21eb9cf1331fd0f0da954f687cb9e1827969790"
    "0e53fb317c9cbce48e23d05371ecc15951b8f3649d7ca33ed68dc9047e82c9baad9799d0d458cb847ca9ffbe3c8a775233557dde"
    "13a8b14087cc1bc8f10f6ecdd083a959cff84a9d1d50755e3e191818af23e2293558766d2c07e25712b2ca0b535ed8f6c56ce73d"
    "24bdd0291771861a54b4c285a9a3db7aca6d224aeacd621db9f2a22ed1e9e11d75bed7dc0ecb0a8e68a2ff1263408dc808dffd16"
    "4b116774cd0b9b8d05411ed6262e429ba495676b8398db2f35d3c1b9ced52636f2765e1a95cb7ca4c3ddabddbff38253"
)
"""Of RC4; the same in every installation."""
_PATH, _RESOURCE = 0x0C, 0x02
_TIMES = {0x0F: "CreationTime", 0x10: "LastAccessTime", 0x11: "LastWriteTime"}
_MOST = 10_000


def plain(data: bytes) -> bytes:
    """Return a part without its disguise; each begins anew. The same call disguises it."""
    from Cryptodome.Cipher import ARC4

    return ARC4.new(KEY).encrypt(data)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the head without its disguise: signature and sizes."""
    return Certainty.SURE if len(head) >= HEAD_BYTES and plain(head[:4]) == MAGIC else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield what was put away."""
    return read_small(stream, source, wanted, FAMILY, _entry, "entry of the quarantine")


def _entry(data: bytes, source: Source) -> Iterator[Row | Rejected]:
    head = plain(data[:HEAD_BYTES])
    if head[:4] != MAGIC:
        raise DamagedError("its signature is missing")
    first, second = struct.unpack_from("<II", head, 40)
    middle = HEAD_BYTES + first
    if first < 52 or middle + second > len(data):
        raise DamagedError("it is cut off", HEAD_BYTES)
    about = plain(data[HEAD_BYTES:middle])
    put_away, threat = struct.unpack_from("<QQ", about, 32)
    shared: Fields = {
        "ThreatName": about[52:].partition(b"\0")[0].decode("utf-8", "replace") or None,
        "ThreatId": str(threat),
        "QuarantineId": str(uuid.UUID(bytes_le=about[:16])).upper(),
        "ScanId": str(uuid.UUID(bytes_le=about[16:32])).upper(),
    }
    things = plain(data[middle : middle + second])
    (count,) = struct.unpack_from("<I", things)
    if count > _MOST:
        raise DamagedError(f"{count} things in one entry", middle)
    for place in struct.unpack_from(f"<{count}I", things, 4):
        try:
            fields = _thing(things, place)
        except (*MALFORMED, StopIteration):
            yield rejected(source, middle, "a thing of this entry of the quarantine cannot be read")
            continue
        yield Row(None, 0, filetime(put_away), None, LOG, shared | fields)


def _thing(data: bytes, place: int) -> Fields:
    """Return what is said of one thing: a path, a kind, and fields that each begin at a multiple of four bytes."""
    end = next(at for at in range(place, len(data), 2) if data[at : at + 2] == b"\0\0")
    path, place = utf16(data[place:end]), end + 2
    (count,) = struct.unpack_from("<H", data, place)
    kind = data[place + 2 :].partition(b"\0")[0]
    fields: Fields = {"Path": path, "Kind": kind.decode("utf-8", "replace")}
    place += 2 + len(kind) + 1
    for _ in range(count):
        place = (place + 3) // 4 * 4
        size, what = struct.unpack_from("<HH", data, place)
        value = data[place + 4 : place + 4 + size]
        if len(value) < size:
            raise DamagedError("a field is cut off", place)
        number = what & 0xFFF
        if number == _PATH:
            fields["Path"] = utf16(value)
        elif number == _RESOURCE:
            fields["ResourceId"] = value.hex().upper()
        elif number in _TIMES:
            fields[_TIMES[number]] = iso(filetime(int.from_bytes(value, "little")))
        place += 4 + size
    return fields


FORMAT = Format("windows-quarantine", FAMILY, "the head of an entry of Defender's quarantine", recognise, read)
