r"""What Defender Antivirus found (`Windows Defender\Scans\History\Service\DetectionHistory\…`), one file a detection.

In: a stream. Out: one event with `ThreatName`, `ThreatId`, `DetectionId`, `Path` (of the first file), `Resources` (kind
and place of each thing found), `SHA1`, `SHA256`, `MD5`, `ProcessName`, `User`, and what else was tracked under its own
name. `_log` is `DetectionHistory`; `_time` is the first of the times of the detection, UTC.
Source: libyal, "Windows Defender scan DetectionHistory file format" (dtformats).
"""

from __future__ import annotations

import re
import struct
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.rows import Fields, Row
from tocsin.collecting.small_files import MALFORMED, DamagedError, filetime, read_small, utf16
from tocsin.collecting.times import iso
from tocsin.model.evidence import Rejected

FAMILY = "windows-detection-history"
LOG = "DetectionHistory"
_MAGIC = "Magic.Version:1."
_MARK = _MAGIC.encode("utf-16-le")
_INTEGER, _LONG, _TIME, _TEXT, _GUID, _DATA = (0, 5, 6), 8, 0x0A, 0x15, 0x1E, 0x28
_KINDS = frozenset(
    (
        *("file", "containerfile", "webfile", "process", "regkey", "runkey", "regkeyvalue", "service", "driver"),
        *("cmdline", "amsi", "internalbehavior", "behavior", "folder", "taskscheduler", "uninstall"),
    )
)
_TRACKED = {"ThreatTrackingSha256": "SHA256", "ThreatTrackingSha1": "SHA1", "ThreatTrackingMD5": "MD5",
            "ThreatTrackingSize": "Size", "ThreatTrackingThreatName": "ThreatName"}  # fmt: skip
_SIZES = {3: 4, 4: 8, 5: 1, 7: 5}  # of tracked values; 6 is a text with its size


@dataclass(frozen=True, slots=True)
class _Value:
    """A value of the file."""

    kind: int
    data: bytes

    def text(self) -> str | None:
        return utf16(self.data) if self.kind == _TEXT else None


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the mark that stands between the parts of such a file, near its beginning."""
    place = head.find(_MARK)
    return Certainty.SURE if 0 <= place <= 256 and place % 8 == 0 else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the detection."""
    return read_small(stream, source, wanted, FAMILY, _detection, "detection history")


def _values(data: bytes) -> Iterator[_Value]:
    """Yield values: a size, a kind, so many bytes, and zeros up to the next eight."""
    place = 0
    while place + 8 <= len(data):
        size, kind = struct.unpack_from("<II", data, place)
        if place + 8 + size > len(data):
            raise DamagedError("a value is longer than the file", place)
        yield _Value(kind, data[place + 8 : place + 8 + size])
        place += (8 + size + 7) // 8 * 8


@dataclass(slots=True)
class _Told:
    """What was read of a detection."""

    fields: Fields = field(default_factory=dict[str, "str | list[str] | None"])
    times: list[int] = field(default_factory=list[int])
    texts: list[str] = field(default_factory=list[str])
    resources: list[str] = field(default_factory=list[str])
    before: str | None = None

    def take(self, value: _Value) -> None:
        """Take in the next value."""
        text = value.text()
        if value.kind == _GUID and len(value.data) == 16:
            self.fields.setdefault("DetectionId", str(uuid.UUID(bytes_le=value.data)).upper())
        elif value.kind == _TIME and len(value.data) == 8:
            self.times += [one for one in (filetime(int.from_bytes(value.data, "little")),) if one is not None]
        elif value.kind == _LONG and len(value.data) == 8:
            self.fields.setdefault("ThreatId", str(int.from_bytes(value.data, "little")))
        elif value.kind == _DATA:
            self.fields |= {name: said for name, said in _tracked(value.data).items() if name not in self.fields}
        elif text and not text.startswith(_MAGIC):
            self._say(text)
        self.before = text

    def _say(self, text: str) -> None:
        """Take in a text: the kind of a thing, the place of one whose kind stood before, or something else."""
        kind = (self.before or "").lower()
        if kind in _KINDS:
            self.resources.append(f"{self.before}: {text}")
            if kind in ("file", "containerfile"):
                self.fields.setdefault("Path", text)
        elif text.lower() not in _KINDS:
            self.texts.append(text)

    def whole(self) -> Fields:
        """Return all fields."""
        texts = self.texts
        found = dict(self.fields)
        threat = next((text for text in texts if re.match(r"[A-Za-z]+:[\w-]+/", text)), None)
        found["ThreatName"] = threat or found.get("ThreatName")
        found["User"] = next((one for one in texts if "\\" in one and not re.match(r"[A-Za-z]:\\|\\\\", one)), None)
        found["ProcessName"] = next((one for one in texts if re.match(r"[A-Za-z]:\\.*\.exe$", one, re.I)), None)
        found["Resources"], found["Texts"] = self.resources or None, texts or None
        found["Times"] = [iso(time) or "" for time in self.times] or None
        return found


def _detection(data: bytes, source: Source) -> Iterator[Row | Rejected]:
    told = _Told()
    damage: DamagedError | None = None
    try:
        for value in _values(data):
            told.take(value)
    except DamagedError as error:
        damage = error
    if not told.fields and not told.texts:
        raise damage or DamagedError("nothing is told in it")
    yield Row(None, 0, min(told.times, default=None), None, LOG, told.whole())
    if damage is not None:
        raise damage


def _tracked(data: bytes) -> dict[str, str]:
    """Return what was tracked of a thing found: names and values, behind a head that says where they begin."""
    found: dict[str, str] = {}
    try:
        _, place, size = struct.unpack_from("<III", data)
        end = min(len(data), place + size)
        while place + 8 <= end:
            (letters,) = struct.unpack_from("<I", data, place)
            name = utf16(data[place + 4 : place + 4 + letters])
            (kind,) = struct.unpack_from("<I", data, place + 4 + letters)
            place += 8 + letters
            if kind == 6:
                (size,) = struct.unpack_from("<I", data, place)
                said = utf16(data[place + 4 : place + 4 + size])
                place += 4 + size
            elif kind in _SIZES:
                number = int.from_bytes(data[place : place + _SIZES[kind]], "little")
                moment = filetime(number) if "Time" in name else None
                said = iso(moment) or str(number)
                place += _SIZES[kind]
            else:
                break
            if name and said:
                found.setdefault(_TRACKED.get(name, name), said)
    except MALFORMED:
        return found
    return found


FORMAT = Format("windows-detection-history", FAMILY, "the marks of a detection history", recognise, read)
