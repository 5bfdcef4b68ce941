"""Evidence is only read: opened for reading, without a mark on when that was.

In: the path of a file of the evidence. Out: a stream. Access times stay as they are where the system allows it
(`O_NOATIME`: Linux, for the owner of a file and for root). Every reader of evidence comes through here (tested).
"""

from __future__ import annotations

import os
from io import BufferedReader
from pathlib import Path

_UNMARKED = getattr(os, "O_NOATIME", 0)


def opener(path: str, flags: int) -> int:
    """Open a file for reading, as `open` wants its `opener`; raises `OSError`, also for any other way of opening."""
    if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC):
        raise PermissionError("evidence is only read")
    try:
        return os.open(path, flags | _UNMARKED)
    except PermissionError:
        return os.open(path, flags)  # of somebody else: its time of access cannot be kept


def open_evidence(path: str | Path) -> BufferedReader:
    """Return a file of the evidence, opened for reading; raises `OSError`."""
    return open(path, "rb", opener=opener)
