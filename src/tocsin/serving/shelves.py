"""The library as many requests at once ask it: a few connections that go round, and a mark that changes when it does.

In: the library's file. Out: a `Library` for as long as a request needs one. A connection is kept open between requests,
since the last one to close a file with a write-ahead log writes it whole again.
"""

from __future__ import annotations

import queue
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tocsin.library import Library

Mark = tuple[tuple[int, int], ...]


class Shelves:
    """Connections to one library; close it."""

    def __init__(self, path: Path, most: int = 8) -> None:
        """Open the file (and make or renew it, if need be); raises `UsageError` for one that is no library."""
        with Library(path):  # renewed here, once: the others cannot write
            self._first = Library(path, only_asked=True)
        self._path = path
        self._most = most
        self._idle: queue.LifoQueue[Library] = queue.LifoQueue()

    @contextmanager
    def library(self) -> Generator[Library]:
        """Hand out a library that can only be asked."""
        try:
            library = self._idle.get_nowait()
        except queue.Empty:
            library = Library(self._path, only_asked=True)
        try:
            yield library
        finally:
            if self._idle.qsize() < self._most:
                self._idle.put(library)
            else:
                library.close()

    @contextmanager
    def writing(self) -> Generator[Library]:
        """Hand out a library that can be added to."""
        with Library(self._path) as library:
            yield library

    def mark(self) -> Mark:
        """Return what differs after a change: size and time of the file and of its log."""
        return tuple(_stat(Path(f"{self._path}{end}")) for end in ("", "-wal"))

    def close(self) -> None:
        """Close all connections that are not out."""
        while not self._idle.empty():
            self._idle.get_nowait().close()
        self._first.close()


def _stat(path: Path) -> tuple[int, int]:
    try:
        told = path.stat()
    except OSError:
        return (0, 0)
    return (told.st_size, told.st_mtime_ns)
