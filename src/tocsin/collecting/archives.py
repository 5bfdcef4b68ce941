"""Archives opened as streams, nested ones too, without ever writing a member's name to disk.

A *place* is a file and the steps into it: `Step("zip", 3)` is its fourth member, `Step("gz")` what is packed in it.
The innermost file is a stream. An archive inside an archive, and every 7z, is unpacked into a private store first,
because it must be read back and forth. Damage, wrong passwords and bombs end a stream; `Guarded.failure` says why.
"""

from __future__ import annotations

import functools
import os
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol, cast

from tocsin.collecting import tars, zips
from tocsin.collecting.limits import Limits
from tocsin.collecting.opening import open_evidence
from tocsin.collecting.packed import PACKING_ERRORS, Unpacked
from tocsin.collecting.store import Store, created, kept, name_of, opened, settled

_COPY = 1 << 20

FAILURES = (
    *PACKING_ERRORS,
    RuntimeError,
    NotImplementedError,
    zipfile.BadZipFile,
    tars.TAR_ERROR,
)
"""What damaged, locked or odd archives raise."""

MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (0, b"\x1f\x8b", "gz"),
    (0, b"BZh", "bz2"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "zst"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (257, b"ustar", "tar"),
)
PACKED = frozenset({"gz", "bz2", "xz", "zst"})
"""Kinds that hold one file without a directory."""


def kind_of(head: bytes) -> str | None:
    """Return which kind of archive a file is, by its first bytes; None: none that can be opened."""
    for offset, magic, kind in MAGIC:
        if head[offset : offset + len(magic)] == magic:
            return kind
    return None


@dataclass(frozen=True, slots=True)
class Step:
    """One step into an archive."""

    kind: str
    member: int = 0  # position in the archive's directory
    name: str = ""  # of a file in a disk image, whose directory has no positions


@dataclass(frozen=True, slots=True)
class Place:
    """Where the bytes of a file are: a file on disk, and the steps into it."""

    file: str
    steps: tuple[Step, ...] = ()
    packed: int = 0  # bytes it takes up in the outermost archive, or on disk
    store: str | None = None  # folder in which unpacked archives are kept while evidence is read

    @property
    def depth(self) -> int:
        """How many archives it lies in."""
        return len(self.steps)

    def into(self, step: Step) -> Place:
        """Return the place one step further in."""
        return replace(self, steps=(*self.steps, step))


@dataclass(frozen=True, slots=True)
class Member:
    """An entry of an archive's directory."""

    index: int
    name: str
    size: int
    packed: int
    problem: str | None  # why it is not read: a link, a device, encrypted; None: a file
    modified: int | None = None  # microseconds since 1970, where the archive says it with a zone


@dataclass(frozen=True, slots=True)
class Directory:
    """What an archive holds, and what was wrong with the archive itself."""

    members: tuple[Member, ...]
    problems: tuple[str, ...] = ()


class Readable(Protocol):
    """A stream that hands out what it has."""

    def read1(self, size: int, /) -> bytes:
        """Return at least one byte and at most `size`; nothing at the end."""
        ...

    def close(self) -> None:
        """Give up what it holds."""
        ...


class Guarded:
    """A stream that ends where its source fails, and keeps the reason."""

    def __init__(self, stream: Readable, packed: int | None, limits: Limits) -> None:
        self._stream = stream
        self._packed = packed
        self._limits = limits
        self.position = 0
        self.failure: str | None = None

    def read(self, size: int = -1, /) -> bytes:
        """Return `size` bytes, fewer at the end or before a failure, and nothing from then on."""
        parts: list[bytes] = []
        left = _COPY if size < 0 else size
        while left > 0 and self.failure is None:
            try:
                part = self._stream.read1(left)  # at a time what can be had: a failure then costs nothing before it
            except FAILURES as error:
                self.failure = f"the file cannot be read further: {said(error)}"
                break
            if not part:
                break
            parts.append(part)
            left -= len(part)
            self.position += len(part)
            if self._packed is not None:
                self.failure = self._limits.blown(self.position, self._packed)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def __enter__(self) -> Guarded:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()


def said(error: BaseException) -> str:
    """Return an error's own words, or its kind where it has none.

    >>> said(EOFError())
    'EOFError'
    """
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error) or type(error).__name__


@dataclass(frozen=True, slots=True)
class _Key:
    """What an opened archive depends on: one of thousands of logs has its directory read once, not once a log."""

    file: str
    steps: tuple[Step, ...]
    stamp: tuple[int, int]
    limits: Limits
    password: bytes | None
    store: str | None

    def within(self, step: Step) -> _Key:
        return replace(self, steps=(*self.steps, step))


def _key(place: Place, limits: Limits, password: bytes | None) -> _Key:
    status = Path(place.file).stat()
    return _Key(place.file, place.steps, (status.st_mtime_ns, status.st_size), limits, password, place.store)


def open_place(place: Place, limits: Limits, password: bytes | None = None) -> Guarded:
    """Open the file at a place; raises one of `FAILURES` when it cannot be."""
    if not place.steps:
        return Guarded(open_evidence(place.file), None, limits)
    return Guarded(cast(Readable, _opened(_key(place, limits, password))), place.packed, limits)


def _opened(key: _Key) -> IO[bytes]:
    """Return the stream that a key's steps lead to; without steps, the file itself."""
    if not key.steps:
        return open_evidence(key.file)
    step, outer = key.steps[-1], replace(key, steps=key.steps[:-1])
    if step.kind == "zip":
        file, directory = _zip(outer)
        return zips.open_member(file, directory[step.member], key.password)
    if step.kind == "tar":
        file, found = _tar(outer)
        return cast(IO[bytes], tars.open_member(file, found.entries[step.member]))
    if step.kind == "7z":
        return _seven_member(outer, step.member)
    if step.kind in ("image", "image-records"):
        from tocsin.collecting import images

        opener = images.open_file if step.kind == "image" else images.open_records
        return opener(key.file, step.name)
    if step.kind == "artefact":
        from tocsin.collecting import artefacts

        return artefacts.open_entries(_container(outer), step.name)
    return cast(IO[bytes], Unpacked(_opened(outer), step.kind))


@functools.lru_cache(maxsize=4)
def _zip(key: _Key) -> tuple[IO[bytes], list[zips.ZipEntry]]:
    file = _container(key)
    try:
        directory = zips.entries(file)
    except FAILURES:
        directory = zips.entries_by_headers(file)
        if not directory:
            raise
    return file, directory


@functools.lru_cache(maxsize=2)
def _tar(key: _Key) -> tuple[IO[bytes], tars.TarListing]:
    file = _container(key)
    return file, tars.listing(file)


def _container(key: _Key) -> IO[bytes]:
    """Return an archive as a file that can be read back and forth: unpacked into the store where it lies in another."""
    if not key.steps:
        return opened(key.file)
    return kept(_folder(key), _place_of(key)) or _unpacked_into_store(key)


def _place_of(key: _Key) -> tuple[Any, ...]:
    return (key.file, key.stamp, tuple((step.kind, step.member, step.name) for step in key.steps))


@functools.cache
def _own_store(process: int) -> Store:
    del process  # one for each: a store is its maker's
    return Store()


def _folder(key: _Key) -> str:
    """Return the evidence's store; of evidence that has none, or none any more, this process's own."""
    if key.store is not None and Path(key.store).is_dir():
        return key.store
    return _own_store(os.getpid()).ready()


def _unpacked_into_store(key: _Key) -> IO[bytes]:
    """Unpack the archive that a key's steps lead to; raises `OSError` when a limit is met."""
    folder, place = _folder(key), _place_of(key)
    size = 0
    with _opened(key) as stream:
        file, path = created(folder, place)
        try:
            while data := stream.read(_COPY):
                size += len(data)
                blown = key.limits.blown(size, key.stamp[1])
                if blown is None and size > key.limits.container_bytes:
                    blown = f"more than {key.limits.container_bytes} bytes (--limit container_bytes=… raises it)"
                if blown is not None:
                    raise OSError(blown)
                file.write(data)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        finally:
            file.close()
    settled(folder, place, path)
    return opened(str(Path(folder) / name_of(place)))


def _seven_member(archive: _Key, index: int) -> IO[bytes]:
    key = archive.within(Step("7z", index))
    folder = _folder(key)
    found = kept(folder, _place_of(key))
    if found is None:
        _unpack_seven(archive)
        found = kept(folder, _place_of(key))
    if found is None:
        raise OSError("it cannot be unpacked")
    return found


def _unpack_seven(archive: _Key) -> str | None:
    """Unpack a 7z into the store; returns why not all of it could be."""
    from tocsin.collecting import sevenzips

    folder = _folder(archive)
    with _container(archive) as file:
        entries, locked = sevenzips.seven_entries(file, archive.password)
    if locked:
        return locked
    made: dict[int, tuple[IO[bytes], Path]] = {}

    def create(index: int) -> IO[bytes]:
        made[index] = created(folder, _place_of(archive.within(Step("7z", index))))
        return made[index][0]

    with _container(archive) as file:
        problem = sevenzips.unpack(file, archive.password, archive.stamp[1], archive.limits, create)
    for entry in entries:
        if entry.size == 0 and entry.index not in made:
            create(entry.index)
        if entry.index in made:
            part, path = made[entry.index]
            part.close()
            if path.stat().st_size == entry.size:
                settled(folder, _place_of(archive.within(Step("7z", entry.index))), path)
            else:
                path.unlink()
    return problem


def members(place: Place, kind: str, limits: Limits, password: bytes | None) -> Directory:
    """Return the directory of the archive at a place; raises one of `FAILURES` when it has none."""
    key = _key(place, limits, password)
    if kind == "zip":
        return _zip_directory(key)
    if kind == "7z":
        return _seven_directory(key)
    _, found = _tar(key)
    listed = [
        Member(index, entry.name, entry.size, entry.size, entry.problem, entry.modified)
        for index, entry in enumerate(found.entries)
        if not entry.folder
    ]
    return Directory(tuple(listed), found.problems)


def _zip_directory(key: _Key) -> Directory:
    file, entries = _zip(key)
    problems: tuple[str, ...] = ()
    try:
        zips.entries(file)
    except FAILURES as error:
        problems = (f"the archive's directory cannot be read: {said(error)}; members were found by their own headers",)
    overlapping = zips.overlapping(entries)
    found: list[Member] = []
    for index, entry in enumerate(entries):
        if entry.folder:
            continue
        problem = key.limits.blown(entry.size, entry.packed)
        if entry.encrypted and key.password is None:
            problem = "encrypted, and no password was given"
        elif entry.link:
            problem = "a link"
        elif entry.header in overlapping:
            problem = "it shares its bytes with another member (an archive bomb?)"
        found.append(Member(index, entry.name, entry.size, entry.packed, problem, entry.modified))
    return Directory(tuple(found), problems)


def _seven_directory(key: _Key) -> Directory:
    from tocsin.collecting import sevenzips

    with _container(key) as file:
        entries, locked = sevenzips.seven_entries(file, key.password)
    total = sum(entry.size for entry in entries)
    problem = locked or key.limits.blown(total, key.stamp[1])
    if problem is None and total > key.limits.container_bytes:
        problem = f"more than {key.limits.container_bytes} bytes (--limit container_bytes=… raises it)"
    problem = problem or _unpack_seven(key)
    folder = _folder(key)
    found: list[Member] = []
    for entry in entries:
        there = kept(folder, _place_of(key.within(Step("7z", entry.index))))
        if there is not None:
            there.close()
        why = "a link" if entry.link else None if there is not None else problem or "it cannot be unpacked"
        found.append(Member(entry.index, entry.name, entry.size, entry.size, why, entry.modified))
    return Directory(tuple(found))
