"""When a file of the evidence was last written to: what its place says, not what its content does.

In: a place. Out: seconds since 1970, or None where nothing tells. For a member of an archive it is the archive's own
record of the member (zip times are local to whoever packed it: a day's doubt is allowed for by those who use it).
"""

from __future__ import annotations

import struct
import tarfile
import zipfile
from calendar import timegm
from pathlib import Path

from tocsin.collecting.archives import FAILURES, Place
from tocsin.collecting.opening import open_evidence


def modified(place: Place) -> float | None:
    """Return when the file at a place was last written to."""
    try:
        if not place.steps:
            return Path(place.file).stat().st_mtime
        step = place.steps[0]
        if step.kind == "zip":
            with open_evidence(place.file) as file, zipfile.ZipFile(file) as archive:
                return _of_zip(archive.infolist()[step.member])
        if step.kind == "tar":
            with open_evidence(place.file) as file, tarfile.open(fileobj=file) as members:
                return float(members.getmembers()[step.member].mtime)
        if step.kind == "gz":
            return _of_gzip(place.file)
        return Path(place.file).stat().st_mtime
    except (*FAILURES, IndexError):
        return None


def _of_zip(info: zipfile.ZipInfo) -> float | None:
    return None if info.date_time <= (1980, 1, 1, 0, 0, 0) else float(timegm((*info.date_time, 0, 0, 0)))


def _of_gzip(file: str) -> float:
    """Return the time in a gzip file's head, which is the packed file's own; where it has none, the file's."""
    with open_evidence(file) as stream:
        head = stream.read(8)
    (said,) = struct.unpack("<I", head[4:8].ljust(4, b"\0"))
    return float(said) if said else Path(file).stat().st_mtime
