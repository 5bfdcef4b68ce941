r"""Prefetch: the last runs of a program and the files that it loaded (`Windows\Prefetch\CMD.EXE-0BD30981.pf`).

In: a stream; versions 17 (XP) to 31 (Windows 11), packed ones too. Out: one event for each run that is remembered (the
last, since Windows 8 the last eight), newest first, with `ProcessName`, `Image` (the path on its volume), `RunCount`,
`Hash`, `Volumes`; the first has `Files`, what was loaded in the first ten seconds. `_log` is `Prefetch`, times are UTC.
`_record` counts runs back from the last. Source: libyal, "Windows Prefetch File (PF) format" (libscca).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.rows import Row
from tocsin.collecting.small_files import MOST_BYTES, DamagedError, filetime, read_small, utf16
from tocsin.collecting.times import iso
from tocsin.collecting.xpress import unpacked
from tocsin.model.evidence import Rejected

FAMILY = "windows-prefetch"
LOG = "Prefetch"
WHAT = "prefetch file"
_HEADER = struct.Struct("<I4sII60sI")
_RUNS = {17: (120, 1, 144), 23: (128, 1, 152), 26: (128, 8, 208), 30: (128, 8, 208), 31: (128, 8, 208)}
"""Version -> where the times of runs are, how many, and where their count is."""

_NEWER, _NEWER_COUNT = 296, 200  # files whose first part begins there have the count earlier
_VOLUME_BYTES = {17: 40, 23: 104, 26: 104}
_PACKED = (b"MAM\x04", b"MAM\x84")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first bytes: the signature, or that of packed data under a name that fits."""
    if head[4:8] == b"SCCA" and head[0] in _RUNS:
        return Certainty.SURE
    if head.startswith(_PACKED):
        return Certainty.SURE if name.lower().endswith(".pf") else Certainty.LIKELY
    return Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the runs of a program."""
    return read_small(stream, source, wanted, FAMILY, _runs, WHAT)


def _plain(data: bytes) -> bytes:
    """Return a file as it was before it was packed."""
    if not data.startswith(_PACKED):
        return data
    size = int.from_bytes(data[4:8], "little")
    if size > MOST_BYTES:
        raise DamagedError(f"it says that it has {size} bytes unpacked")
    plain = unpacked(data[12 if data[3] & 0x80 else 8 :], size)
    if len(plain) < 84:
        raise DamagedError("what is packed in it ends early")
    return plain


def _runs(packed: bytes, source: Source) -> Iterator[Row | Rejected]:
    data = _plain(packed)
    version, signature, _, size, name, digest = _HEADER.unpack_from(data)
    if signature != b"SCCA" or version not in _RUNS:
        raise DamagedError("it has no signature, or a version that is not known")
    metrics, _, _, _, texts, texts_size, volumes, volume_count, _ = struct.unpack_from("<9I", data, 84)
    begin, most, counted = _RUNS[version]
    if version >= 30 and metrics <= _NEWER:
        counted = _NEWER_COUNT
    times = [filetime(one) for one in struct.unpack_from(f"<{most}Q", data, begin)]
    (count,) = struct.unpack_from("<I", data, counted)
    files = [one for one in _texts(data[texts : texts + texts_size]) if one]
    process = utf16(name)
    fields: dict[str, str | list[str] | None] = {
        "ProcessName": process,
        "Image": next((one for one in files if one.upper().endswith(f"\\{process.upper()}")), None),
        "RunCount": str(count),
        "Hash": f"{digest:08X}",
        "Volumes": _volumes(data, volumes, volume_count, _VOLUME_BYTES.get(version, 96)) or None,
    }
    if len(data) < size:
        fields["Cut"] = f"{size - len(data)} bytes are missing"
    known = [time for time in times if time is not None]
    for number, time in enumerate(known or [None]):
        more: dict[str, str | list[str] | None] = {"Files": files or None} if number == 0 else {}
        yield Row(number, 0, time, None, LOG, fields | more)


def _texts(data: bytes) -> list[str]:
    return data[: len(data) // 2 * 2].decode("utf-16-le", "replace").split("\0")


def _volumes(data: bytes, begin: int, count: int, size: int) -> list[str]:
    """Return the volumes that files were loaded from: device, serial number, when it was made."""
    found: list[str] = []
    for place in range(begin, begin + min(count, 64) * size, size):
        path, letters, made, serial = struct.unpack_from("<IIQI", data, place)
        device = utf16(data[begin + path : begin + path + 2 * min(letters, 512)])
        found.append(f"{device}, serial {serial:08X}, made {iso(filetime(made)) or 'at a time not told'}")
    return found


FORMAT = Format("windows-prefetch", FAMILY, "the signature of a prefetch file", recognise, read)
