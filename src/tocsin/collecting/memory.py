"""How a process of the engine keeps memory: arrays of some megabytes come and go with every batch.

glibc gives each of them back to the system when it is freed and asks for it again a moment later, which costs a quarter
of a hunt in page faults. Here it keeps them. Elsewhere nothing is changed.
"""

from __future__ import annotations

import ctypes
import mmap
import sys
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

_TRIM_THRESHOLD = -1  # mallopt(3): from how many free bytes at the top on memory is given back
_MMAP_THRESHOLD = -3  # mallopt(3): from which size on an array is a mapping of its own; 32 MiB is the most there is
_KEPT_BYTES = 32 << 20
_MAPPED_FROM = 32 << 20


def keep_freed() -> None:
    """Ask the C library to keep memory that was freed, where it can be asked."""
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_TRIM_THRESHOLD, _KEPT_BYTES)
        mallopt(_MMAP_THRESHOLD, _MAPPED_FROM)


def untouched(*shape: int, kind: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return zeros of which only what is written to takes memory, whatever was freed before."""
    size = max(1, prod(shape) * np.dtype(kind).itemsize)
    if sys.platform == "win32":
        room = mmap.mmap(-1, size)
    else:
        room = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    return np.frombuffer(room, kind, prod(shape)).reshape(shape)
