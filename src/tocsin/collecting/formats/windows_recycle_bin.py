r"""What was deleted into the recycle bin: the small file beside each one (`$Recycle.Bin\S-1-5-…\$I0A1B2C.txt`).

In: a stream; version 1 (Vista to 8.1) and 2 (Windows 10 on). Out: one event, when it was deleted, with `OriginalPath`,
`Size`, `UserSid` as far as the folder tells. `_log` is `RecycleBin`. Times are UTC.
Source: libyal, "Windows Recycle.Bin file formats" (dtformats).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.rows import Row
from tocsin.collecting.small_files import DamagedError, filetime, read_small, utf16
from tocsin.model.evidence import Rejected

FAMILY = "windows-recycle-bin"
LOG = "RecycleBin"
WHAT = "file of the recycle bin"
_NAME = re.compile(r"\$I[0-9A-Z]{6}(?:\.[^/\\]*)?", re.IGNORECASE)
_SID = re.compile(r"[/\\](S-1-5-[0-9-]{1,100})[/\\]")
_LONGEST = 4096


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first bytes: a version, a size, a time, a path of Windows."""
    if len(head) < 28 or int.from_bytes(head[:8], "little") not in (1, 2):
        return Certainty.NO
    size, deleted = struct.unpack_from("<qQ", head, 8)
    path = utf16(head[28:] if head[0] == 2 else head[24:])
    if filetime(deleted) is None or size < 0 or not re.match(r"(?:[A-Za-z]:|\\)\\?", path):
        return Certainty.NO
    return Certainty.SURE if _NAME.fullmatch(re.split(r"[/\\]", name)[-1]) else Certainty.LIKELY


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield what was deleted."""
    return read_small(stream, source, wanted, FAMILY, _deleted, WHAT)


def _deleted(data: bytes, source: Source) -> Iterator[Row | Rejected]:
    version, size, deleted = struct.unpack_from("<QqQ", data)
    if version not in (1, 2):
        raise DamagedError(f"version {version} is not known")
    begin, letters = 24, 260
    if version == 2:
        (letters,) = struct.unpack_from("<I", data, 24)
        begin = 28
    if letters > _LONGEST or not data[begin:]:
        raise DamagedError("it has no path", begin)
    path = utf16(data[begin : begin + 2 * letters])
    sid = _SID.search(source.path)
    yield Row(
        None, 0, filetime(deleted), None, LOG,
        {"OriginalPath": path, "Size": str(size), "UserSid": sid[1] if sid else None},
    )  # fmt: skip


FORMAT = Format("windows-recycle-bin", FAMILY, "a deleted file's size, time and path", recognise, read)
