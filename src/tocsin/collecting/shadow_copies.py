"""Shadow copies of NTFS volumes in disk images: what the volume held when they were made, by `libvshadow`.

In: an opened image. Out: the shadow copies, each as one more folder at the image's root, named after the time at which
it was made, and what could not be opened. `libvshadow` is a third party's reader of hostile data, in C: whoever calls
this does so in a process that can do little.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Any

IDENTIFIER = bytes.fromhex("6b87083876c1484eb7ae04046e6cc752")
HEADER = 0x1E00
"""Where a volume says that it has shadow copies."""

EXTRA = "its shadow copies are not read: pip install 'tocsin[images]' brings libvshadow"
_PREFIX = "shadow-"
_NAME = re.compile(rf"{_PREFIX}\d{{8}}T\d{{6}}Z(?:-\d+)?")


class _Copy:
    """A shadow copy as a file; it keeps what it is a part of."""

    def __init__(self, volume: Any, store: Any, file: Any) -> None:
        self._kept = volume, file
        self._store = store

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, fewer at the end."""
        left = int(self._store.get_size()) - int(self._store.tell())
        return bytes(self._store.read(left if size < 0 else min(size, left))) if left > 0 else b""

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a byte; returns it."""
        self._store.seek(offset, whence)
        return int(self._store.tell())

    def tell(self) -> int:
        """Return the byte that is read next."""
        return int(self._store.tell())


def mount(target: Any) -> tuple[str, ...]:
    """Make the shadow copies of an image's NTFS volumes folders at its root; returns what could not be opened."""
    problems: list[str] = []
    taken: set[str] = set()
    for number, volume in enumerate(target.filesystems, 1):
        file = getattr(getattr(volume, "ntfs", None), "fh", None)
        if file is None or not _has_copies(file):
            continue
        try:
            copies = list(_copies(file))
        except ModuleNotFoundError:
            problems.append(f"volume {number}: {EXTRA}")
            continue
        except Exception as error:  # noqa: BLE001 - a third party's reader of hostile data
            problems.append(f"shadow copies of volume {number} cannot be opened: {error}")
            continue
        for made, copy in copies:
            name = _free(f"{_PREFIX}{made}", taken)
            try:
                ntfs: Any = importlib.import_module("dissect.target.filesystems.ntfs")
                target.fs.mount(name, ntfs.NtfsFilesystem(copy))
                taken.add(name)
            except Exception as error:  # noqa: BLE001 - as above
                problems.append(f"the shadow copy of {made} cannot be opened: {error}")
    return tuple(problems)


def _has_copies(file: Any) -> bool:
    try:
        file.seek(HEADER)
        return bool(file.read(16) == IDENTIFIER)
    except Exception:  # noqa: BLE001 - as above: a volume that ends before that has none
        return False


def _copies(file: Any) -> Iterator[tuple[str, _Copy]]:
    """Yield when each copy was made, and the copy."""
    volume: Any = importlib.import_module("pyvshadow").volume()
    file.seek(0)
    volume.open_file_object(file)
    for number in range(volume.number_of_stores):
        store = volume.get_store(number)
        yield f"{store.get_creation_time():%Y%m%dT%H%M%SZ}", _Copy(volume, store, file)


def _free(name: str, taken: set[str]) -> str:
    return next(one for one in (name, *(f"{name}-{at}" for at in range(2, len(taken) + 3))) if one not in taken)


def names(target: Any) -> list[str]:
    """Return the folders that are shadow copies, the newest first."""
    return sorted((name for name in target.fs.mounts if _NAME.fullmatch(name)), reverse=True)
