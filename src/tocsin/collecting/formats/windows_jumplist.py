r"""Jump lists: what was opened with a program (`Recent\AutomaticDestinations`, `Recent\CustomDestinations`).

In: a stream of either kind. Out: one event an entry with the shortcut's fields (`Target`, `Arguments`, …), `AppId`
(out of the file's name) and, where Windows kept the list itself, `Path`, `MachineID`, `AccessCount`, `Pinned`,
`Entry`; its time is that of the last opening, for lists that programs keep the latest of the target's. `_log` is
`JumpList`. Times are UTC. Source: libyal, "Jump lists format" (dtformats); [MS-SHLLINK]; [MS-CFB] (read by
`olefile`).
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.formats.lnk_links import SIGNATURE, Fields, link
from tocsin.collecting.rows import Row
from tocsin.collecting.small_files import DamagedError, filetime, read_small, utf16
from tocsin.model.evidence import Rejected

FAMILY = "windows-jumplist"
LOG = "JumpList"
WHAT = "jump list"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LIST = "DestList"
_HEADER = 32
_MOST = 10_000
_APP = re.compile(r"([0-9a-f]{8,16})\.(?:automatic|custom)destinations-ms", re.IGNORECASE)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first bytes: a compound file that has a list, or a list of shortcuts."""
    named = _APP.search(name) is not None
    if head.startswith(_COMPOUND):
        if _LIST.encode("utf-16-le") in head:
            return Certainty.SURE
        return Certainty.LIKELY if named else Certainty.NO
    if head.startswith(b"\x02\0\0\0") and SIGNATURE in head:
        return Certainty.SURE
    return Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the entries of the list."""
    return read_small(stream, source, wanted, FAMILY, _entries, WHAT)


def _entries(data: bytes, source: Source) -> Iterator[Row | Rejected]:
    app = _APP.search(source.path)
    known: Fields = {"AppId": app[1].lower()} if app else {}
    yield from _automatic(data, source, known) if data.startswith(_COMPOUND) else _custom(data, source, known)


def _custom(data: bytes, source: Source, known: Fields) -> Iterator[Row | Rejected]:
    """Yield the shortcuts of a list that a program keeps: they stand one after the other, without their sizes."""
    begins = [found.start() for found in re.finditer(re.escape(SIGNATURE), data)]
    for number, (begin, end) in enumerate(zip(begins, [*begins[1:], len(data)], strict=True)):
        try:
            found = link(data[begin:end])
        except DamagedError as error:
            yield rejected(source, begin, f"shortcut {number}: {error}", data[begin:end])
        else:
            yield Row(number, begin, found.latest, None, LOG, known | found.fields)


def _automatic(data: bytes, source: Source, known: Fields) -> Iterator[Row | Rejected]:
    streams = _streams(data)
    listed = streams.pop(_LIST, b"")
    for number, fields, time in _listed(listed):
        name = f"{number:x}"
        shortcut: Fields = {}
        if name in streams:
            try:
                shortcut = link(streams.pop(name)).fields
            except DamagedError as error:
                yield rejected(source, 0, f"shortcut {name}: {error}")
        yield Row(number, 0, time, None, LOG, known | shortcut | fields)
    for name, content in streams.items():  # those that the list does not have, or does not have any more
        if content.startswith(SIGNATURE):
            try:
                found = link(content)
            except DamagedError as error:
                yield rejected(source, 0, f"shortcut {name}: {error}")
            else:
                yield Row(None, 0, found.latest, None, LOG, {**known, **found.fields, "Entry": name, "Listed": "false"})


def _streams(data: bytes) -> dict[str, bytes]:
    import olefile

    opened: Any = olefile.OleFileIO
    try:
        with opened(io.BytesIO(data)) as file:
            names = [one[0] for one in file.listdir() if len(one) == 1][:_MOST]
            if max([file.root.size, *map(file.get_size, names)]) > len(data):  # olefile would go round in its sectors
                raise DamagedError("a stream of it says that it is larger than the file")
            return {name: file.openstream(name).read() for name in names}
    except DamagedError:
        raise
    except Exception as error:  # noqa: BLE001 - a third party's reader of hostile data
        raise DamagedError(f"the compound file cannot be read ({type(error).__name__})") from None


def _listed(data: bytes) -> Iterator[tuple[int, Fields, int | None]]:
    """Yield the entries of the list that Windows keeps: the number of their shortcut, fields, last opening."""
    if len(data) < _HEADER:
        return
    version, count = struct.unpack_from("<II", data)
    fixed, more = (112, 0) if version == 1 else (128, 4)
    place = _HEADER
    for _ in range(min(count, _MOST)):
        if place + fixed + 2 > len(data):
            return
        machine = data[place + 72 : place + 88].partition(b"\0")[0].decode("latin-1")
        number, _, opened, time, pinned = struct.unpack_from("<IIfQi", data, place + 88)
        accesses = opened if version == 1 else struct.unpack_from("<I", data, place + 116)[0]
        (letters,) = struct.unpack_from("<H", data, place + fixed)
        path = utf16(data[place + fixed + 2 : place + fixed + 2 + 2 * letters])
        fields: Fields = {
            "Path": path,
            "MachineID": machine or None,
            "Entry": f"{number:x}",
            "AccessCount": f"{accesses:g}",
            "Pinned": "false" if pinned < 0 else "true",
        }
        yield number, {name: value for name, value in fields.items() if value is not None}, filetime(time)
        place += fixed + 2 + 2 * letters + more


FORMAT = Format("windows-jumplist", FAMILY, "a list of shortcuts", recognise, read)
