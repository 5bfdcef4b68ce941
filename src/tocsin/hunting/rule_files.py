"""Where rules stand: files, folders, archives.

In: a path. Out: (name, content) of every file that can hold rules.
"""

from __future__ import annotations

import lzma
import os
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from tocsin.model.errors import RuleError

ENDINGS = (".yml", ".yaml")
ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz")
MAX_RULE_BYTES = 1 << 20


def rule_files(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (name, content) of every file below a path that can hold rules; of one too large, a byte too many."""
    if not path.exists():
        raise RuleError("there is no such file or folder", where=str(path), hint="check the path after --rules")
    if path.is_dir():
        for file in sorted(map(Path, _below(path))):
            yield str(file.relative_to(path.parent)), _begin(file)
        return
    try:
        if zipfile.is_zipfile(path):
            yield from _zipped(path)
        elif path.suffix.lower() not in ENDINGS and tarfile.is_tarfile(path):
            yield from _tarred(path)
        elif path.suffix.lower() in ARCHIVES:
            raise RuleError("the archive cannot be read: it is damaged, or of another kind", where=str(path))
        else:
            yield path.name, _begin(path)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, RuntimeError) as error:
        raise RuleError(f"the archive cannot be read: {error}", where=str(path)) from error


def _below(folder: Path | str) -> Iterator[str]:
    """Yield the files below a folder that can hold rules; many times quicker than `Path.rglob`."""
    waiting = [folder]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif entry.name.lower().endswith(ENDINGS) and entry.is_file():
                    yield entry.path


def stamps(path: Path) -> list[tuple[str, int, int, int, int]]:
    """Return what changes when what `rule_files` reads of a path does: name, size, times (ns) and number of each file.

    Of a folder those of its files that can hold rules, else the file itself. Raises `OSError`.
    """
    files = sorted(_below(path)) if path.is_dir() else [str(path)]
    found: list[tuple[str, int, int, int, int]] = []
    for file in files:
        status = os.stat(file)  # noqa: PTH116 - thousands of paths would take longer to make than to ask about
        found.append((file, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino))
    return found


def _begin(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_RULE_BYTES + 1)
    except OSError as error:
        raise RuleError(f"cannot be read: {error.strerror}", where=str(path)) from error


def _zipped(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        for member in sorted(archive.infolist(), key=lambda one: one.filename):
            if member.filename.lower().endswith(ENDINGS):
                with archive.open(member) as file:
                    yield f"{path.name}/{member.filename}", file.read(MAX_RULE_BYTES + 1)


def _tarred(path: Path) -> Iterator[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    with tarfile.open(path) as archive:
        for entry in archive:
            stream = archive.extractfile(entry) if entry.name.lower().endswith(ENDINGS) else None
            if stream is not None:
                found.append((f"{path.name}/{entry.name}", stream.read(MAX_RULE_BYTES + 1)))
    yield from sorted(found)
