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
from tocsin.collecting.opening import open_evidence
from tocsin.collecting.recoded import reading
from tocsin.model.evidence import Rejected

SHORTER = "the file became shorter while it was read: it had {} bytes when it was found"

MAPPED = "mapped"
"""Name of the reader of files that the user's mapping file describes."""


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
            elif not self.place.steps and size_of(self.place.file) < self.size:
                yield Rejected(path=self.path, offset=stream.position, reason=SHORTER.format(self.size))

    def _parts(self, stream: Guarded, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
        from tocsin.collecting.formats import by_name

        if self.plugin is not None:
            from tocsin.collecting.plugins import reading_plugin

            yield from reading_plugin(self.plugin, cast(BinaryIO, stream), source, wanted)
            return
        form = by_name(self.format) if self.mapping is None else mapped_format(self.mapping)
        if form.whole and not self.place.steps:
            with open_evidence(self.place.file) as file:
                yield from form.read(file, source, wanted)
        else:
            yield from reading(form, cast(BinaryIO, stream), source, wanted)

    def slices(self) -> tuple[Unit, ...]:
        """Return the parts that different processes can read: ranges of a large file that can be divided, else it."""
        from tocsin.collecting.slices import slices_of

        return slices_of(self)


def size_of(file: str) -> int:
    """Return the size of a file now; 0 where there is none any more."""
    try:
        return Path(file).stat().st_size
    except OSError:
        return 0
