"""Files whose content is handed to the system in steps, and goes to disk while more of it is being written.

In: a path. Out: a file for writing. Only when the disk begins changes: what has to lie on it is still waited for, and
that is then short.
"""

from __future__ import annotations

import ctypes
import io
import sys
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

_STEP = 16 << 20
"""After how many bytes the disk is asked to begin."""

_AT_ONCE = 1 << 20
"""Bytes handed to the system at once: of several megabytes it takes pages four times as slowly (measured)."""

_BEGIN = 2  # sync_file_range(2): SYNC_FILE_RANGE_WRITE, begin and wait for nothing


def open_early(path: Path) -> BinaryIO:
    """Open a new file for writing, or empty one that is there; raises `OSError`."""
    return io.BufferedWriter(_Early(path, "wb"))


def open_stepwise(path: Path) -> BinaryIO:
    """Open a file that need not go to disk; raises `OSError`."""
    return io.BufferedWriter(_Stepwise(path, "wb"))


class _Stepwise(io.FileIO):
    def write(self, data: Any, /) -> int:
        return super().write(memoryview(data).cast("B")[:_AT_ONCE])  # who buffers writes the rest after it


class _Early(_Stepwise):
    _written = _asked = 0

    def write(self, data: Any, /) -> int:
        count = super().write(data)
        self._written += count
        if self._written - self._asked >= _STEP and (begin := _sync_file_range()) is not None:
            begin(self.fileno(), self._asked, self._written - self._asked, _BEGIN)
            self._asked = self._written
        return count


@cache
def _sync_file_range() -> Any:
    """Return the call of the C library; None on systems without it."""
    found: Any = getattr(ctypes.CDLL(None), "sync_file_range", None) if sys.platform == "linux" else None
    if found is not None:
        found.argtypes = (ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint)
    return found
