"""A private folder for what lies on disk only for a while (archives unpacked to be read, results being written).

The folder is the owner's alone (mode 700), is made only when something is put into it, and holds files named by
checksum: no name out of an archive reaches the disk. It is removed when the evidence is given up or the process ends;
after a crash the next run removes it, because nobody holds its lock any more. Workers read from it by its path.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import secrets
import shutil
import tempfile
import time
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from tocsin.collecting.opening import opener

_PREFIX = "tocsin-"
LOCK = "lock"
"""Name of the file in a folder whose lock its owner holds."""

_ABANDONED_S = 3600
"""A folder without a lock file is one that is being made, unless it is older than this."""


_TRIES = 1000
"""To take a lock that another run holds while it removes the folder."""


class Store:
    """The folder's owner. `path` is where it will be; `ready` makes it, `close` removes it."""

    def __init__(self, parent: str | None = None, prefix: str = _PREFIX) -> None:
        self.parent, self._prefix = parent or tempfile.gettempdir(), prefix
        self.path = str(Path(self.parent) / f"{prefix}{_user()}-{secrets.token_hex(8)}")
        self._lock: IO[bytes] | None = None
        self._end: weakref.finalize[..., Store] | None = None

    def ready(self) -> str:
        """Return the folder's path; makes it, and removes what crashed runs left, at the first call.

        A folder that somebody removed meanwhile (systems empty /tmp of what is old) is made again.
        """
        if self._lock is None:
            remove_abandoned(self.parent, self._prefix)
        elif Path(self.path).is_dir():
            return self.path
        if self._end is not None:
            self._end.detach()
        if self._lock is not None:
            self._lock.close()
        self._lock = held(Path(self.path))
        self._end = weakref.finalize(self, _remove, self.path, self._lock, os.getpid())
        return self.path

    def close(self) -> None:
        """Remove the folder and what is in it."""
        if self._end is not None:
            self._end()


def held(folder: Path, *, shared: bool = False, parents: bool = False) -> IO[bytes]:
    """Return the lock of a folder, which is made where it is not there; raises `OSError` where that cannot be.

    A run that finds the folder before it is locked may take it for abandoned and remove it: then it is made again.
    """
    for _ in range(_TRIES):
        folder.mkdir(mode=0o700, parents=parents, exist_ok=True)
        try:
            lock = (folder / LOCK).open("ab")
        except FileNotFoundError:
            continue
        with contextlib.suppress(OSError):
            if locked_now(lock, folder, shared=shared):
                return lock
        lock.close()
        time.sleep(0.001)
    return (folder / LOCK).open("ab")  # a file system without locks: nobody removes it, then


def _user() -> int:
    return os.geteuid() if hasattr(os, "geteuid") else 0


def _remove(path: str, lock: IO[bytes], owner: int) -> None:
    if os.getpid() == owner:  # not in a worker that inherited it
        lock.close()
        shutil.rmtree(path, ignore_errors=True)


def locked(file: IO[bytes], *, shared: bool = False) -> bool:
    """Take a file's lock, if nobody has it; where there are no such locks, an open file cannot be removed anyway."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file.fileno(), (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def locked_now(file: IO[bytes], folder: Path, *, shared: bool = False) -> bool:
    """Take a lock, and say whether it is still the folder's: another run may have removed that and made it again."""
    return locked(file, shared=shared) and os.path.samestat(os.fstat(file.fileno()), (folder / LOCK).stat())


def remove_abandoned(parent: str, prefix: str = _PREFIX) -> None:
    """Remove the folders of this user whose owner is no more."""
    for folder in _own_folders(parent, prefix):
        try:
            with (folder / LOCK).open("rb") as file:
                free = locked_now(file, folder)
                if free:  # while its lock is held, so that a run that is just making it notices
                    shutil.rmtree(folder, ignore_errors=True)
            if free and os.name == "nt":  # where an open file cannot be removed
                shutil.rmtree(folder, ignore_errors=True)
        except FileNotFoundError:
            with contextlib.suppress(OSError):
                if time.time() - folder.lstat().st_mtime > _ABANDONED_S:
                    shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue


def _own_folders(parent: str, prefix: str) -> Iterator[Path]:
    try:
        listed = sorted(os.scandir(parent), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in listed:
        try:
            mine = entry.stat(follow_symlinks=False).st_uid == _user()
            folder = entry.is_dir(follow_symlinks=False)
        except OSError:
            continue
        if folder and mine and entry.name.startswith(f"{prefix}{_user()}-"):
            yield Path(entry.path)


class _Kept(io.FileIO):
    """A file that several may be reading from: closed when the last of them gives it up."""

    def read1(self, size: int = -1, /) -> bytes:
        return self.read(size)

    def __del__(self) -> None:
        self.close()


def opened(path: str) -> IO[bytes]:
    """Return a file that need not be closed."""
    return cast(IO[bytes], _Kept(path, "rb", opener=opener))


def kept(folder: str, key: object) -> IO[bytes] | None:
    """Return what is kept in a store under a key, open; None: nothing is."""
    try:
        return opened(str(Path(folder) / name_of(key)))
    except OSError:
        return None


def created(folder: str, key: object) -> tuple[IO[bytes], Path]:
    """Return a file to be written, and where it lies until it is `settled`."""
    path = Path(folder) / f"{name_of(key)}.{secrets.token_hex(4)}"
    return path.open("w+b"), path


def settled(folder: str, key: object, path: Path) -> None:
    """Let what was written under a key be found."""
    path.replace(Path(folder) / name_of(key))


def name_of(key: object) -> str:
    """Return the file name of a key."""
    return hashlib.sha256(repr(key).encode()).hexdigest()[:32]
