"""Files that are there whole or not at all, also after a power cut or when the disk was full.

In: a target, and something that writes. Out: the target, with its new content once that lies on disk, or as it was.
What is being written lies in a private folder beside the target (`store`): the next run removes what a killed one left.
Order: the content is on disk before the name is, and the name before anybody goes on.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tocsin.collecting.early_writing import open_early
from tocsin.collecting.store import Store

BESIDE = ".tocsin-"
"""How the names of such folders begin."""


@contextmanager
def written(target: Path) -> Generator[IO[bytes]]:
    """Open a file that takes the target's place when all was written; raises `OSError` where that cannot be."""
    store = Store(str(target.parent), BESIDE)
    try:
        made = Path(store.ready()) / "new"
        with open_early(made) as file:
            yield file
            settle(file)
        made.replace(target)
        settle_folder(target.parent)
    finally:
        store.close()


def settle(file: IO[bytes]) -> None:
    """Wait until what was written to a file lies on disk."""
    file.flush()
    os.fsync(file.fileno())


def settle_folder(folder: Path) -> None:
    """Wait until names in a folder lie on disk, where a folder can be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def alone(folder: Path) -> Generator[None]:
    """Be the only one that changes a folder's results: others wait, where folders can be locked."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
