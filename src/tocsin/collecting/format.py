"""What a log format is: how to know one, and how to read one into batches and rejections.

A format is a module in `formats/` with a constant `FORMAT`; `formats/__init__.py` is the registry.
Formats are recognised by content first and name second, because extensions lie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.model.evidence import Rejected

HEAD_BYTES = 8192
"""How much of a file's beginning `Format.recognise` is shown."""

EXCERPT_BYTES = 200
"""How much of a rejected piece is kept."""


class Certainty(IntEnum):
    """How sure a format is that a file is one of its own."""

    NO = 0
    MAYBE = 1  # the name says so, or the content could be anything
    LIKELY = 2
    SURE = 3


@dataclass(frozen=True, slots=True)
class Source:
    """What a reader is told of a file beside its bytes: its path, and what holds where the events are silent."""

    path: str  # relative to the evidence given; members of archives as archive.zip/inner
    host: str | None = None
    timezone: str | None = None  # IANA name, for times that carry no zone where the format has no convention
    modified: Callable[[], float | None] | None = None  # asks when the file was last written to, seconds since 1970
    begin: int = 0  # byte of the file at which the stream begins ...
    line: int = 1  # ... and the number of the line there: a file that is `divisible` may be read in parts
    state: object = None  # what `Format.carry` made of the lines before


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of log. `read` gets a stream at its first byte, never raises for bad content, and ends at its end."""

    name: str
    family: str
    signature: str  # what its content shows, in words for `EvidenceFile.why`
    recognise: Callable[[bytes, str], Certainty]  # first `HEAD_BYTES` of the file, its path
    read: Callable[[BinaryIO, Source, Wanted], Iterator[EventBatch | Rejected]]
    divisible: Callable[[bytes], bool] | None = None  # from the beginning of a file: can it be read from any line on?
    carry: Callable[[object, bytes], object] | None = None  # takes in a line that begins with no digit: it may say what
    # the values of the lines behind it are; what comes of it is `Source.state` of a part of a file
    quoted: Callable[[bytes], object] | None = None  # rows in which quotes may hold line feeds: takes the beginning of
    # the file; what comes of it is `Source.state` of its other parts, which begin where no quotes are open
    whole: bool = False  # `read` goes back and forth: it gets the file itself where it lies on disk


def rejected(source: Source, offset: int, reason: str, data: bytes = b"", size: int | None = None) -> Rejected:
    """Return the loss of one record that begins at `offset`; `size` is that of `data` unless given."""
    lost = len(data) if size is None else size
    return Rejected(path=source.path, offset=offset, reason=reason, excerpt=data[:EXCERPT_BYTES], size=lost)
