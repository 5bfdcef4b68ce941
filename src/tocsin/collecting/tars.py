"""Members of tar archives, whatever is damaged in them: where a header cannot be read, the next good one is looked for.

In: a seekable file. Out: entries with the ranges of their bytes, and what was wrong with the archive. The standard
library stops at the first damaged header without a word; here the rest is found, and the damage told with its place.
"""

from __future__ import annotations

import io
import tarfile
from dataclasses import dataclass
from typing import IO

from tocsin.collecting.zips import Window

TAR_ERROR = tarfile.TarError
BLOCK = 512


@dataclass(frozen=True, slots=True)
class TarEntry:
    """A member: its range of bytes, and why it cannot be read; None: it can."""

    name: str
    begin: int
    size: int
    problem: str | None
    folder: bool
    modified: int | None


@dataclass(frozen=True, slots=True)
class TarListing:
    """All members that could be found, and what was wrong."""

    entries: tuple[TarEntry, ...]
    problems: tuple[str, ...]


def listing(file: IO[bytes]) -> TarListing:
    """Return every member; raises `tarfile.TarError` where there is none at all."""
    end = file.seek(0, io.SEEK_END)
    found: list[TarEntry] = []
    problems: list[str] = []
    begin: int | None = 0
    while begin is not None and begin < end:
        infos, stopped, error = _members_from(file, begin)
        if error is not None:
            if not found and not infos:
                raise error
            problems.append(f"damaged from byte {stopped} on: {error}")
        found += [_entry(info) for info in infos]
        damage = _next_bytes(file, stopped, end)
        if damage is None:
            break
        begin = _next_header(file, max(damage, begin + BLOCK), end)
        rest = f"goes on at byte {begin}" if begin is not None else "no member was found behind it"
        problems.append(f"damaged at byte {damage}: {rest}")
    return TarListing(tuple(found), tuple(problems))


def _members_from(file: IO[bytes], begin: int) -> tuple[list[tarfile.TarInfo], int, Exception | None]:
    """Return the members from a header on, where they end, and what ended them if that was no end."""
    file.seek(begin)
    infos: list[tarfile.TarInfo] = []
    stopped = begin
    try:
        archive = tarfile.TarFile(fileobj=file)
        while (info := archive.next()) is not None:
            infos.append(info)
            stopped = archive.offset
    except (TAR_ERROR, ValueError, OverflowError, EOFError) as error:
        return infos, stopped, error
    return infos, archive.offset, None


def _entry(info: tarfile.TarInfo) -> TarEntry:
    problem = None
    if info.issym() or info.islnk():
        problem = "a link"
    elif info.issparse():
        problem = "a sparse file"
    elif not info.isfile() and not info.isdir():
        problem = "a device or pipe"
    modified = int(info.mtime * 1_000_000) if 0 < info.mtime < 1 << 34 else None
    return TarEntry(info.name, info.offset_data, info.size, problem, info.isdir(), modified)


def _next_bytes(file: IO[bytes], begin: int, end: int) -> int | None:
    """Return the block of the first byte that is not zero; None: only padding follows, or nothing."""
    if begin >= end:  # as a lying size may have it, by any number
        return None
    file.seek(begin)
    while begin < end and (data := file.read(1 << 20)):
        filled = len(data) - len(data.lstrip(b"\0"))
        if filled < len(data):
            return begin + filled // BLOCK * BLOCK
        begin += len(data)
    return None


def _next_header(file: IO[bytes], begin: int, end: int) -> int | None:
    """Return where the next block with a header whose checksum is right begins."""
    file.seek(begin)
    while begin < end and (data := file.read(1 << 20)):
        for place in range(0, len(data) - BLOCK + 1, BLOCK):
            if data[place + 257 : place + 262] == b"ustar":
                try:
                    tarfile.TarInfo.frombuf(data[place : place + BLOCK], "utf-8", "surrogateescape")
                except TAR_ERROR:
                    continue
                return begin + place
        begin += len(data)
    return None


def open_member(file: IO[bytes], entry: TarEntry) -> Window:
    """Return the stream of a member's bytes."""
    if entry.problem is not None or entry.folder:
        raise OSError(entry.problem or "the member is no file")
    return Window(file, entry.begin, entry.size)
