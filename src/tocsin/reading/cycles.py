"""Cycles among objects: Python looks for them seldom while a document is read.

What one report leaves is mostly what is known, and stays: 150,000 objects that each full look goes through, for a tenth
of a second, and finds nothing. Reading makes no cycles worth a look before it ends.
"""

from __future__ import annotations

import contextlib
import gc
import threading
from collections.abc import Generator

_SELDOM = (1_000_000, 20, 20)  # so many more objects than before make a look worth it
_lock = threading.Lock()
_reading = 0  # documents, in threads
_before = (0, 0, 0)


@contextlib.contextmanager
def seldom_looked_for() -> Generator[None]:
    """Look for cycles seldom until the last of those who read has ended."""
    global _reading, _before
    with _lock:
        if not _reading:
            _before = gc.get_threshold()
            gc.set_threshold(*_SELDOM)
        _reading += 1
    try:
        yield
    finally:
        with _lock:
            _reading -= 1
            if not _reading:
                gc.set_threshold(*_before)
