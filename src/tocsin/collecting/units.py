"""A unit: one file, or one member of an archive, with the reader that takes it. Picklable; read in one go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from tocsin.collecting.archives import FAILURES, Place, open_place, said
from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Wanted
from tocsin.collecting.format import Source
from tocsin.collecting.limits import DEFAULT, Limits
from tocsin.model.evidence import Rejected


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

    def read(self, wanted: Wanted = ALL_FIELDS) -> Iterator[EventBatch | Rejected]:
        """Yield its events and what could not become one; never raises for bad content."""
        from tocsin.collecting.formats import by_name

        try:
            stream = open_place(self.place, self.limits, self.password.encode() if self.password else None)
        except FAILURES as error:
            yield Rejected(path=self.path, offset=0, reason=f"the file cannot be opened: {said(error)}", size=self.size)
            return
        with stream:
            source = Source(self.path, self.host, self.timezone)
            yield from by_name(self.format).read(cast(BinaryIO, stream), source, wanted)
            if stream.failure is not None:
                yield Rejected(path=self.path, offset=stream.position, reason=stream.failure)
