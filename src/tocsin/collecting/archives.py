"""Archives opened as streams, nested ones too, without ever writing a member's name to disk.

A *place* is a file and the steps into it: `Step("zip", 3)` is its fourth member, `Step("gz")` what is packed in it.
The innermost file is a stream; an archive inside an archive is unpacked to an anonymous temporary file, because an
archive must be read back and forth. Damage, wrong passwords and bombs end a stream; `Guarded.failure` says why.
"""

from __future__ import annotations

import bz2
import functools
import gzip
import io
import lzma
import tarfile
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, cast

from tocsin.collecting.limits import Limits

SPOOL_BYTES = 32 << 20
_COPY = 1 << 20

FAILURES = (
    OSError,
    EOFError,
    RuntimeError,  # zipfile: a password is wrong or missing
    NotImplementedError,  # zipfile: a kind of compression it does not know
    ValueError,
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
)
"""What the standard library raises on damaged, locked or odd archives."""

MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (0, b"\x1f\x8b", "gz"),
    (0, b"BZh", "bz2"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (257, b"ustar", "tar"),
)
_OPENERS: dict[str, Callable[[IO[bytes]], IO[bytes]]] = {
    "gz": lambda stream: cast(IO[bytes], gzip.GzipFile(fileobj=stream)),
    "bz2": bz2.BZ2File,
    "xz": lzma.LZMAFile,
}
PACKED = frozenset(_OPENERS)
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


@dataclass(frozen=True, slots=True)
class Place:
    """Where the bytes of a file are: a file on disk, and the steps into it."""

    file: str
    steps: tuple[Step, ...] = ()
    packed: int = 0  # bytes it takes up in the outermost archive, or on disk


@dataclass(frozen=True, slots=True)
class Member:
    """An entry of an archive's directory."""

    index: int
    name: str
    size: int
    packed: int
    problem: str | None  # why it is not read: a link, a device, encrypted; None: a file


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
        return b"".join(parts)

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


def open_place(place: Place, limits: Limits, password: bytes | None = None) -> Guarded:
    """Open the file at a place; raises one of `FAILURES` when it cannot be."""
    if not place.steps:
        return Guarded(Path(place.file).open("rb"), None, limits)
    status = Path(place.file).stat()
    stamp = (status.st_mtime_ns, status.st_size)
    *outer, last = place.steps
    stream = _enter(place.file, tuple(outer), last, stamp, limits, password)
    return Guarded(cast(Readable, stream), place.packed, limits)


def _enter(
    file: str, outer: tuple[Step, ...], step: Step, stamp: tuple[int, int], limits: Limits, password: bytes | None
) -> IO[bytes]:
    """Return the stream one step into the container that `outer` leads to."""
    if step.kind == "zip":
        archive = _zip(file, outer, stamp, limits, password)
        return archive.open(archive.infolist()[step.member], pwd=password)
    if step.kind == "tar":
        archive, members = _tar(file, outer, stamp, limits, password)
        found = archive.extractfile(members[step.member])
        if found is None:
            raise OSError("the member is no file")
        return found
    container = _container(file, outer, stamp, limits, password, seekable=False)
    return unpacked(container, step.kind)


def unpacked(stream: IO[bytes], kind: str) -> IO[bytes]:
    """Return what a gz, bz2 or xz stream holds; closing it closes the stream."""
    return cast(IO[bytes], _Owning(_OPENERS[kind](stream), stream))


class _Owning(io.RawIOBase):
    """A stream that closes the one it reads from."""

    def __init__(self, stream: IO[bytes], inner: IO[bytes]) -> None:
        super().__init__()
        self._stream = stream
        self._inner = inner

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        return self._stream.read(size)

    def read1(self, size: int, /) -> bytes:
        return cast(Readable, self._stream).read1(size)

    def close(self) -> None:
        self._stream.close()
        self._inner.close()
        super().close()


@functools.lru_cache(maxsize=4)
def _zip(
    file: str, outer: tuple[Step, ...], stamp: tuple[int, int], limits: Limits, password: bytes | None
) -> zipfile.ZipFile:
    # kept open between members: an archive of thousands of logs has its directory read once, not once a log
    if not outer:
        return zipfile.ZipFile(file)
    container = _container(file, outer, stamp, limits, password, seekable=True)
    archive = zipfile.ZipFile(container)
    weakref.finalize(archive, container.close)
    return archive


@functools.lru_cache(maxsize=2)
def _tar(
    file: str, outer: tuple[Step, ...], stamp: tuple[int, int], limits: Limits, password: bytes | None
) -> tuple[tarfile.TarFile, list[tarfile.TarInfo]]:
    container = _container(file, outer, stamp, limits, password, seekable=True)
    archive = tarfile.TarFile(fileobj=container)
    weakref.finalize(archive, container.close)
    return archive, archive.getmembers()


def _container(
    file: str,
    steps: tuple[Step, ...],
    stamp: tuple[int, int],
    limits: Limits,
    password: bytes | None,
    *,
    seekable: bool,
) -> IO[bytes]:
    """Return the archive that `steps` lead to, unpacked to a temporary file without a name if it must be `seekable`."""
    if not steps:
        return Path(file).open("rb")
    *outer, last = steps
    stream = _enter(file, tuple(outer), last, stamp, limits, password)
    return spooled(stream, stamp[1], limits) if seekable else stream


def spooled(stream: IO[bytes], packed: int, limits: Limits) -> IO[bytes]:
    """Copy a stream to a temporary file that has no name; raises `OSError` when a limit is met."""
    copy = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 - handed out open
    size = 0
    with stream:
        while data := stream.read(_COPY):
            size += len(data)
            blown = limits.blown(size, packed)
            if blown is None and size > limits.container_bytes:
                blown = f"more than {limits.container_bytes} bytes"
            if blown is not None:
                copy.close()
                raise OSError(blown)
            copy.write(data)
    copy.seek(0)
    return cast(IO[bytes], copy)


def members(place: Place, kind: str, limits: Limits, password: bytes | None) -> list[Member]:
    """Return the directory of the zip or tar at a place; raises one of `FAILURES` when it has none."""
    status = Path(place.file).stat()
    stamp = (status.st_mtime_ns, status.st_size)
    if kind == "zip":
        infos = _zip(place.file, place.steps, stamp, limits, password).infolist()
        return [_zip_member(index, info, limits, password) for index, info in enumerate(infos) if not info.is_dir()]
    _, entries = _tar(place.file, place.steps, stamp, limits, password)
    return [_tar_member(index, info) for index, info in enumerate(entries) if not info.isdir()]


def _zip_member(index: int, info: zipfile.ZipInfo, limits: Limits, password: bytes | None) -> Member:
    problem = limits.blown(info.file_size, info.compress_size)
    if info.flag_bits & 1 and password is None:
        problem = "encrypted, and no password was given"
    elif info.external_attr >> 16 & 0o170000 == 0o120000:
        problem = "a link"
    return Member(index, info.filename, info.file_size, info.compress_size, problem)


def _tar_member(index: int, info: tarfile.TarInfo) -> Member:
    problem = None if info.isfile() else "a link" if info.issym() or info.islnk() else "a device or pipe"
    return Member(index, info.name, info.size, info.size, problem)
