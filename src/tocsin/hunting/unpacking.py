"""Unpacking an archive with a pack or with rules into a folder of its own: only files, only below it, within limits.

In: a zip or tar (also .gz, .bz2, .xz). Out: the files. A member that would leave the folder is a `RuleError`, not left
out: an archive that holds one is not what it says it is.
"""

from __future__ import annotations

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from tocsin.model.errors import LimitError, RuleError

MOST_FILES = 50_000
MOST_BYTES = 512 << 20
"""No archive of rules comes near these."""
_BLOCK = 1 << 20


def is_archive(path: Path) -> bool:
    """Say whether a file is a zip or a tar, packed or not."""
    return zipfile.is_zipfile(path) or tarfile.is_tarfile(path)


def unpack(path: Path, into: Path) -> None:
    """Write the files of an archive below `into`."""
    left = MOST_BYTES
    try:
        for number, (name, stream) in enumerate(_members(path)):
            if number >= MOST_FILES:
                raise LimitError(f"holds more than {MOST_FILES:,} files", where=str(path))
            target = into.joinpath(*_parts(name, path))
            target.parent.mkdir(parents=True, exist_ok=True)
            with stream, target.open("wb") as file:
                while block := stream.read(_BLOCK):
                    left -= len(block)
                    if left < 0:
                        raise LimitError(f"holds more than {MOST_BYTES >> 20:,} MB", where=str(path))
                    file.write(block)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, RuntimeError) as error:
        raise RuleError(f"the archive cannot be read: {error}", where=str(path)) from error
    except OSError as error:
        raise RuleError(f"the archive cannot be unpacked: {error.strerror or error}", where=str(path)) from error


def _parts(name: str, path: Path) -> tuple[str, ...]:
    """Return the parts of a member's name; refuses one that leads out."""
    plain = PurePosixPath(name.replace("\\", "/"))
    if plain.is_absolute() or ".." in plain.parts or ":" in name or "\0" in name or not plain.parts:
        raise RuleError(f"the member {name!r} leads out of the archive", where=str(path))
    return plain.parts


def _members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if not entry.is_dir():
                    yield entry.filename, archive.open(entry)
        return
    with tarfile.open(path) as archive:
        for member in archive:
            if member.issym() or member.islnk():
                _parts(
                    member.linkname if member.islnk() else f"{PurePosixPath(member.name).parent}/{member.linkname}",
                    path,
                )
            stream = archive.extractfile(member) if member.isfile() else None
            if stream is not None:
                yield member.name, stream
