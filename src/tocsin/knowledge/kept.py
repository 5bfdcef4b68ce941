"""What is costly to make, kept on disk: named by content, written whole or not at all, checked before use.

In: a kind, a key (a digest of everything the entry depends on), bytes. A damaged or foreign entry is as good as none.
The folder is `TOCSIN_CACHE`, or `tocsin` below the user's cache folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
import threading
from pathlib import Path

from tocsin import __version__

_DIGEST = 32


def folder() -> Path:
    """Return the folder that holds the entries of this version."""
    given = os.environ.get("TOCSIN_CACHE")
    if given:
        return Path(given)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "tocsin" / "cache"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "tocsin"


def ready() -> str | None:
    """Return the folder, made where it was not there; None where it cannot be."""
    try:
        folder().mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return str(folder())


def _path(kind: str, key: str) -> Path:
    return folder() / f"{kind}-{__version__}-{key[:40]}"


class _Coming(threading.Thread):
    """An entry that is being read."""

    def __init__(self, kind: str, key: str) -> None:
        super().__init__(daemon=True)
        self._place = kind, key
        self.content: bytes | None = None

    def run(self) -> None:
        with contextlib.suppress(MemoryError):  # as if there were none
            self.content = _read(*self._place)


_coming: dict[tuple[str, str], _Coming] = {}


def load_ahead(kind: str, key: str) -> None:
    """Begin to read an entry beside whatever else is done; the next `load` gives it out."""
    coming = _Coming(kind, key)
    with contextlib.suppress(RuntimeError):  # no thread is to be had
        coming.start()
        _coming[kind, key] = coming


def load(kind: str, key: str) -> bytes | None:
    """Return an entry, or None when there is none that is whole."""
    coming = _coming.pop((kind, key), None)
    if coming is None:
        return _read(kind, key)
    coming.join()
    return coming.content


def _read(kind: str, key: str) -> bytes | None:
    try:
        # some are of tens of megabytes: a buffer would have them copied
        with _path(kind, key).open("rb", buffering=0) as file:
            digest, content = file.read(_DIGEST), file.read()
    except OSError:
        return None
    return content if _digest(key, content) == digest else None


def _digest(key: str, content: bytes) -> bytes:
    found = hashlib.sha256(key.encode())
    found.update(content)
    return found.digest()


def store(kind: str, key: str, content: bytes) -> None:
    """Keep an entry; where that is not possible (no space, no permission), the next run compiles again."""
    target = _path(kind, key)
    with contextlib.suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".writing-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_digest(key, content))
                file.write(content)
            Path(name).replace(target)
        except OSError:
            Path(name).unlink(missing_ok=True)


def prune(kind: str, most: int) -> None:
    """Remove entries of kinds that begin so, of any version, until what they take is a quarter below `most` bytes.

    Those that were stored longest ago go first. Nothing is done as long as they take no more than `most`.
    """
    entries: list[tuple[int, int, str]] = []
    with contextlib.suppress(OSError), os.scandir(folder()) as found:
        for entry in found:
            if entry.name.startswith(f"{kind}-"):
                with contextlib.suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    entries.append((status.st_mtime_ns, status.st_size, entry.path))
    total = sum(size for _, size, _ in entries)
    if total <= most:
        return
    for _, size, path in sorted(entries):
        if total <= most - most // 4:
            return
        with contextlib.suppress(OSError):
            Path(path).unlink()
            total -= size


def forget(kind: str, key: str) -> None:
    """Remove an entry that turned out to be of no use."""
    with contextlib.suppress(OSError):
        _path(kind, key).unlink(missing_ok=True)
