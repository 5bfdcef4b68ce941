"""A stream that can be read back and forth, for formats whose parts point at each other.

In: a stream of an archive's member, or a file. Out: the file itself, else a temporary copy without a name, which is
gone when it is closed, however the process ends.
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from typing import BinaryIO, cast

_COPY = 1 << 20


@contextmanager
def seekable(stream: BinaryIO) -> Generator[BinaryIO]:
    """Give a stream as a file that can be read back and forth, at its beginning."""
    if getattr(stream, "seekable", bool)():
        stream.seek(0)
        yield stream
        return
    with tempfile.TemporaryFile() as copy:
        while data := stream.read(_COPY):
            copy.write(data)
        copy.seek(0)
        yield cast(BinaryIO, copy)
