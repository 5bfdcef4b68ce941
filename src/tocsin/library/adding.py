"""Documents that a user names, read and added: files, folders; each once, however often it is named.

In: paths. Out: what became of each file. A file that is no report, or cannot be read, is told with the reason; the rest
is added.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tocsin.library.store import Added, Library
from tocsin.model.errors import TocsinError, UsageError
from tocsin.model.report import Report

SUFFIXES = frozenset({".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".eml", ".msg", ".json", ".xml", ".rss"})
"""Files of a folder that are looked at; a file that is named is read whatever it is called."""

LARGEST = 256 << 20


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a file: added, known already, or the reason why it was not."""

    path: str
    added: Added | None
    why: str | None = None


def add_paths(
    library: Library, paths: Iterable[Path], *, now: str, reading: Callable[[Path], Report]
) -> Iterator[Told]:
    """Add what the paths hold, and yield what became of each file; raises `UsageError` for a path that is not there."""
    for path in _files(paths):
        try:
            known = library.knows(_checksum(path))
            if known is not None:
                yield Told(str(path), Added(known, new=False))
                continue
            yield Told(str(path), library.add(reading(path), path.name, now=now))
        except (TocsinError, OSError) as error:
            why = error.message if isinstance(error, TocsinError) else str(error.strerror)
            yield Told(str(path), None, why)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            found = (one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES)
            yield from sorted(one for one in found if one.is_file() and not one.is_symlink())
        elif path.is_file():
            yield path
        else:
            raise UsageError("there is no such file or folder", where=str(path))


def _checksum(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        raise UsageError(f"larger than {LARGEST >> 20} MiB")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
