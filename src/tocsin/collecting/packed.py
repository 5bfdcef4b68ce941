"""Streams out of packed data (gzip, bzip2, xz, Zstandard, Deflate64, …) that hand out all they can before they fail.

In: a stream of packed bytes and the kind of packing. Out: `Unpacked`, whose `read1` returns at most what was asked for,
so that a few bytes that swell to gigabytes cost no memory. Several packed streams one behind the other are one file, as
`cat a.gz b.gz` makes it; zeros behind the last are padding. Damage and an early end raise one of `PACKING_ERRORS`, but
only once everything before them was handed out.
Sources: RFC 1952 (gzip), RFC 8878 (Zstandard), the XZ file format 1.2.
"""

from __future__ import annotations

import bz2
import io
import lzma
import sys
import zlib
from collections.abc import Callable
from typing import Any, Protocol, cast

CHUNK = 32 << 10

_MOUTHFUL = 4 << 10
"""How much Deflate64 is fed at a time: it hands out all of it, up to a thousand times as much."""

PACKING_ERRORS = (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError)
"""What damaged packed data raises."""


def read_by(read1: Callable[[int], bytes], size: int) -> bytes:
    """Return `size` bytes (below 0: all) of what gives some at a time; fewer only at its end."""
    parts: list[bytes] = []
    left = size
    while size < 0 or left > 0:
        part = read1(CHUNK if size < 0 else left)
        if not part:
            break
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


class Source(Protocol):
    """What packed bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes; nothing at the end."""
        ...

    def close(self) -> None:
        """Give up what it holds."""
        ...


class Decompressor(Protocol):
    """What `bz2`, `lzma` and `zstd` call a decompressor."""

    @property
    def eof(self) -> bool:
        """Whether the stream's end was met."""
        ...

    @property
    def needs_input(self) -> bool:
        """Whether it has handed out all that it was given."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What stands behind the end of the packed stream."""
        ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Return at most `max_length` bytes; what is left over is kept."""
        ...


class Zlib:
    """`zlib` as the others are; where it meets damage, all that lies before that still comes out."""

    def __init__(self, window_bits: int) -> None:
        self._inner = zlib.decompressobj(window_bits)
        self._failure: zlib.error | None = None

    @property
    def eof(self) -> bool:
        """Whether the stream's end was met."""
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        """Whether it has handed out all that it was given."""
        return not self._inner.unconsumed_tail and self._failure is None

    @property
    def unused_data(self) -> bytes:
        """What stands behind the end of the stream."""
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Return at most `max_length` bytes."""
        if self._failure is not None:
            raise self._failure
        data = self._inner.unconsumed_tail + data
        before = self._inner.copy()
        try:
            return self._inner.decompress(data, max_length)
        except zlib.error as error:
            self._failure = error
        found: list[bytes] = []
        for place in range(len(data)):  # one chunk, once a stream
            try:
                found.append(before.decompress(data[place : place + 1]))
            except zlib.error:
                break
        return b"".join(found)


class Deflate64:
    """Deflate64, whose decoder has no limit: it is fed little at a time, and what came out too early waits here."""

    unused_data = b""

    def __init__(self) -> None:
        import inflate64

        self._inner: Any = inflate64.Inflater()
        self._waiting = bytearray()
        self._packed = b""

    @property
    def eof(self) -> bool:
        """Whether the stream's end was met and all was handed out."""
        return bool(self._inner.eof) and not self._waiting

    @property
    def needs_input(self) -> bool:
        """Whether it has handed out all that it was given."""
        return not self._waiting and not self._packed

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Return at most `max_length` bytes."""
        self._packed += data
        while self._packed and not self._waiting and not self._inner.eof:
            part, self._packed = self._packed[:_MOUTHFUL], self._packed[_MOUTHFUL:]
            self._waiting += self._inner.inflate(part)
        found = bytes(self._waiting[:max_length])
        del self._waiting[:max_length]
        return found


class Stored:
    """No packing at all; it never ends by itself."""

    eof = False
    unused_data = b""

    def __init__(self) -> None:
        self._waiting = b""

    @property
    def needs_input(self) -> bool:
        """Whether it has handed out all that it was given."""
        return not self._waiting

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Return at most `max_length` bytes."""
        data = self._waiting + data if self._waiting else data
        found, self._waiting = (data, b"") if len(data) <= max_length else (data[:max_length], data[max_length:])
        return found


class Zstandard:
    """A frame of Zstandard: the standard library's decompressor, or before 3.14 its backport."""

    def __init__(self) -> None:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
        self._inner: Any = zstd.ZstdDecompressor()
        self._error: type[Exception] = zstd.ZstdError

    @property
    def eof(self) -> bool:
        """Whether the frame's end was met."""
        return bool(self._inner.eof)

    @property
    def needs_input(self) -> bool:
        """Whether it has handed out all that it was given."""
        return bool(self._inner.needs_input)

    @property
    def unused_data(self) -> bytes:
        """What stands behind the end of the frame."""
        return bytes(self._inner.unused_data)

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Return at most `max_length` bytes."""
        try:
            return bytes(self._inner.decompress(data, max_length))
        except self._error as error:
            raise OSError(str(error)) from None


DECOMPRESSORS: dict[str, Callable[[], Decompressor]] = {
    "gz": lambda: Zlib(31),
    "bz2": lambda: cast(Decompressor, bz2.BZ2Decompressor()),
    "xz": lambda: cast(Decompressor, lzma.LZMADecompressor()),
    "zst": Zstandard,
    "deflate": lambda: Zlib(-15),
    "deflate64": Deflate64,
    "stored": Stored,
}
"""Kind of packing -> what unpacks one stream of it."""

ENDLESS = frozenset({"stored"})
"""Kinds that end where their source ends."""


class Unpacked(io.RawIOBase):
    """The bytes that packed data holds. `joined`: several packed streams in a row are one; else the first is all."""

    def __init__(self, source: Source, kind: str, *, joined: bool = True) -> None:
        super().__init__()
        self._source: Source = source
        self._make = DECOMPRESSORS[kind]
        self._decompressor = self._make()
        self._joined = joined
        self._failure: Exception | None = None
        self._endless = kind in ENDLESS
        self._done = False

    def readable(self) -> bool:
        """Say that it is read from; nothing else is done with it."""
        return True

    def read1(self, size: int = -1, /) -> bytes:
        """Return between one byte and `size`; nothing at the end; raises one of `PACKING_ERRORS`."""
        limit = CHUNK if size < 0 else size
        while not self._done and limit:
            if self._failure is not None:
                raise self._failure
            if self._decompressor.eof:
                self._next()
                continue
            data = self._fill() if self._decompressor.needs_input else b""
            if self._decompressor.needs_input and not data:
                self._end()
                continue
            if found := self._decompressor.decompress(data, limit):
                return found
        return b""

    def _fill(self) -> bytes:
        try:
            return self._source.read(CHUNK)
        except PACKING_ERRORS as error:
            self._failure = error
            return b""

    def _end(self) -> None:
        """Judge the end of the packed data: it is right only where nothing was begun."""
        self._done = self._endless and self._failure is None
        if not self._done and self._failure is None:
            self._failure = EOFError("the packed data ends early")

    def _next(self) -> None:
        """One packed stream has ended: go on to the next one, or to the end."""
        rest = self._decompressor.unused_data
        if not self._joined:
            self._done = True
            return
        while not rest.strip(b"\0"):
            rest = self._source.read(CHUNK)
            if not rest:
                self._done = True
                return
        self._decompressor = self._make()
        self._source = _Chained(rest.lstrip(b"\0"), self._source)

    def read(self, size: int = -1, /) -> bytes:
        """Return `size` bytes, or all; fewer only at the end."""
        return read_by(self.read1, size)

    def close(self) -> None:
        """Close what it reads from, too."""
        self._source.close()
        super().close()


class _Chained(io.RawIOBase):
    """A stream that begins with some bytes that were read from it already."""

    def __init__(self, first: bytes, rest: Source) -> None:
        super().__init__()
        self._first, self._rest = first, rest

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if not self._first:
            return self._rest.read(CHUNK if size < 0 else size)
        found, self._first = (self._first, b"") if size < 0 else (self._first[:size], self._first[size:])
        return found

    def close(self) -> None:
        self._rest.close()
        super().close()
