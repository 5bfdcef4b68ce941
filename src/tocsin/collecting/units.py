"""A unit: one file, or one member of an archive, with the reader that takes it. Picklable; read in one go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from tocsin.collecting.archives import FAILURES, Guarded, Place, open_place, said
from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Unit, Wanted
from tocsin.collecting.file_dates import modified
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.limits import DEFAULT, Limits
from tocsin.collecting.mapping import FileMap
from tocsin.collecting.recoded import reading
from tocsin.model.evidence import Rejected

EVTX_HEADER = 4096
MAPPED = "mapped"
"""Name of the reader of files that the user's mapping file describes."""

SLICE_BYTES = 2048 * 65536
"""A block of the columnar reader: the range that one process reads at a time."""


def mapped_format(entry: FileMap) -> Format:
    """Return the format that an entry of a mapping file describes."""

    def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
        from tocsin.collecting.mapped import read_mapped

        return read_mapped(stream, source, wanted, entry)

    family = entry.entry.family if entry.entry else "json"
    return Format(
        MAPPED, family, entry.told(), lambda _head, _path: Certainty.NO, read, whole=entry.format == "parquet"
    )


@dataclass(frozen=True, slots=True)
class FileUnit:
    """A file of the evidence; `host`, `timezone` and `password` are what the user or the path says."""

    path: str
    size: int
    format: str
    why: str
    place: Place
    host: str | None = None
    host_from_path: bool = False
    timezone: str | None = None
    password: str | None = None
    limits: Limits = DEFAULT
    modified: int | None = None  # microseconds since 1970: when the file was last written, as the copy says
    mapping: FileMap | None = None  # of the user's mapping file: then `format` is "mapped"
    plugin: str | None = None  # the format plugin that reads it

    def read(self, wanted: Wanted = ALL_FIELDS) -> Iterator[EventBatch | Rejected]:
        """Yield its events and what could not become one; never raises for bad content."""
        try:
            stream = open_place(self.place, self.limits, self.password.encode() if self.password else None)
        except FAILURES as error:
            yield Rejected(path=self.path, offset=0, reason=f"the file cannot be opened: {said(error)}", size=self.size)
            return
        with stream:
            source = Source(self.path, self.host, self.timezone, partial(modified, self.place))
            yield from self._parts(stream, source, wanted)
            if stream.failure is not None:
                yield Rejected(path=self.path, offset=stream.position, reason=stream.failure)
            elif not self.place.steps and _size(self.place.file) < self.size:
                reason = f"the file became shorter while it was read: it had {self.size} bytes when it was found"
                yield Rejected(path=self.path, offset=stream.position, reason=reason)

    def _parts(self, stream: Guarded, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
        from tocsin.collecting.formats import by_name

        if self.plugin is not None:
            from tocsin.collecting.plugins import reading_plugin

            yield from reading_plugin(self.plugin, cast(BinaryIO, stream), source, wanted)
            return
        form = by_name(self.format) if self.mapping is None else mapped_format(self.mapping)
        if form.whole and not self.place.steps:
            with Path(self.place.file).open("rb") as file:
                yield from form.read(file, source, wanted)
        else:
            yield from reading(form, cast(BinaryIO, stream), source, wanted)

    def slices(self) -> tuple[Unit, ...]:
        """Return the parts that different processes can read: ranges of chunks of a large EVTX file, else the whole."""
        if self.format != "evtx" or self.place.steps or self.size < 2 * SLICE_BYTES:
            return (self,)
        try:
            with Path(self.place.file).open("rb") as file:
                regular = file.read(8) == b"ElfFile\0"
        except OSError:
            regular = False
        if not regular:
            return (self,)
        begins = [0, *range(EVTX_HEADER + SLICE_BYTES, self.size, SLICE_BYTES)]
        ends = [*begins[1:], None]
        return tuple(EvtxSlice(self, begin, end) for begin, end in zip(begins, ends, strict=True))


def _size(file: str) -> int:
    try:
        return Path(file).stat().st_size
    except OSError:
        return 0


@dataclass(frozen=True, slots=True)
class EvtxSlice:
    """A range of bytes of a large EVTX file, at the borders of chunks; `end` None goes on to the end of the file."""

    unit: FileUnit
    begin: int
    end: int | None

    @property
    def path(self) -> str:
        """As of the whole file."""
        return self.unit.path

    @property
    def size(self) -> int:
        """Bytes of the range."""
        return (self.unit.size if self.end is None else self.end) - self.begin

    @property
    def format(self) -> str:
        """As of the whole file."""
        return self.unit.format

    @property
    def why(self) -> str:
        """As of the whole file."""
        return self.unit.why

    def slices(self) -> tuple[Unit, ...]:
        """Return the range itself."""
        return (self,)

    def read(self, wanted: Wanted = ALL_FIELDS) -> Iterator[EventBatch | Rejected]:
        """Yield the events of the range; never raises for bad content."""
        from tocsin.collecting.formats import evtx

        source = Source(self.unit.path, self.unit.host, self.unit.timezone)
        try:
            file = Path(self.unit.place.file).open("rb")  # noqa: SIM115 - closed below, when everything was handed on
            file.seek(self.begin)
        except OSError as error:
            yield Rejected(path=self.path, offset=self.begin, reason=f"cannot be opened: {said(error)}", size=self.size)
            return
        with file:
            stream = _Range(file, None if self.end is None else self.end - self.begin)
            if self.begin:
                zeros, end = _surroundings(self.unit.place.file, self.begin, last=self.end is None)
                chunks = cast(BinaryIO, stream)
                yield from evtx.read_chunks(chunks, source, wanted, self.begin, zeros=zeros, said=end)
            else:
                yield from evtx.read(cast(BinaryIO, stream), source, wanted, partial=self.end is not None)
            if stream.failure is not None:
                yield Rejected(path=self.path, offset=file.tell(), reason=stream.failure)


def _surroundings(path: str, begin: int, *, last: bool) -> tuple[int | None, int | None]:
    """Return where zeros begin that stand right before a range of chunks, and, for the last range, where chunks end."""
    from tocsin.collecting.formats.evtx_chunks import CHUNK
    from tocsin.collecting.formats.evtx_extent import end_by_header, zeros_before

    def backwards() -> Iterator[bytes]:
        for at in range(begin - CHUNK, EVTX_HEADER - 1, -CHUNK):
            file.seek(at)
            yield file.read(CHUNK)

    try:
        with Path(path).open("rb") as file:
            end = end_by_header(file.read(EVTX_HEADER)) if last else None
            return zeros_before(backwards(), begin), end
    except OSError:
        return None, None


class _Range:
    """The first bytes of what is left of a file; a read error ends it and is remembered."""

    def __init__(self, file: BinaryIO, size: int | None) -> None:
        self._file, self._left = file, size
        self.failure: str | None = None

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes; none at the end of the range."""
        try:
            data = self._file.read(size if self._left is None else min(size, self._left))
        except OSError as error:
            self.failure = f"the file cannot be read on: {said(error)}"
            return b""
        if self._left is not None:
            self._left -= len(data)
        return data

    def readinto(self, view: memoryview) -> int:
        """Read into a buffer as many bytes as there are, at most; returns how many."""
        view = view if self._left is None else view[: self._left]
        try:
            count = self._file.readinto(view)  # type: ignore[attr-defined] - a file opened for bytes has it
        except OSError as error:
            self.failure = f"the file cannot be read on: {said(error)}"
            return 0
        if self._left is not None:
            self._left -= count
        return count
