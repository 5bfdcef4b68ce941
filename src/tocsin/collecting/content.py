"""What a unit of evidence is, and what is in it: names under which what was made of it can be kept.

In: a unit. Out: a digest of everything that reading it depends on beside its bytes, and one of its bytes. Of a member
of an archive the bytes are those of the archive on disk; of a range of a large file, those of the range, by a quick
digest (XXH3): it tells whether a file changed since a run was interrupted. Whoever could make two contents for it could
write to the evidence anyway. What proves a verdict is the SHA-256 of whole files in the manifest.
"""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from tocsin.collecting.batches import Unit
from tocsin.collecting.opening import open_evidence
from tocsin.collecting.slices import Slice
from tocsin.collecting.units import FileUnit

_COPY = 1 << 20


def name_of(unit: Unit) -> str | None:
    """Return a digest of all that is known of a unit but its bytes; None: it is nothing that lies in a file."""
    part = (unit.begin, unit.end, unit.line, unit.state) if isinstance(unit, Slice) else None
    whole = unit.unit if isinstance(unit, Slice) else unit
    if not isinstance(whole, FileUnit):
        return None
    # of its place, not the file's name on this machine and not the folder in which archives are unpacked
    known = [getattr(whole, name) for name in FileUnit.__dataclass_fields__ if name != "place"]
    return hashlib.sha256(repr((known, whole.place.steps, part)).encode("utf-8", "backslashreplace")).hexdigest()


def content_of(unit: Unit) -> str | None:
    """Return a digest of a unit's bytes as they lie on disk; None where they cannot be read."""
    whole = unit.unit if isinstance(unit, Slice) else unit
    if not isinstance(whole, FileUnit):
        return None
    file = whole.place.file
    try:
        if isinstance(unit, Slice):
            return _quick(file, unit.begin, unit.end)
        status = Path(file).stat()
        return digest_of(file, status.st_size, status.st_mtime_ns) if whole.place.steps else _quick(file, 0, None)
    except OSError:
        return None


def stamp_of(unit: Unit) -> tuple[int, int, int] | None:
    """Return size, time of the last change of content and of anything of a unit's file on disk, in nanoseconds."""
    whole = unit.unit if isinstance(unit, Slice) else unit
    if not isinstance(whole, FileUnit):
        return None
    try:
        status = Path(whole.place.file).stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


@functools.lru_cache(maxsize=64)
def digest_of(file: str, size: int, modified: int) -> str:
    """Return the SHA-256 of a file that has this size and was last written then; raises `OSError`."""
    del size, modified
    with open_evidence(file) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _quick(file: str, begin: int, end: int | None) -> str:
    import xxhash

    digest = xxhash.xxh3_128()
    buffer = memoryview(bytearray(_COPY))
    with open_evidence(file) as stream:
        stream.seek(begin)
        left = None if end is None else end - begin
        while count := stream.readinto(buffer if left is None else buffer[:left]):
            digest.update(buffer[:count])
            left = None if left is None else left - count
    return digest.hexdigest()
