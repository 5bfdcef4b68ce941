"""A lake read back as evidence: kept events, and what was observed when they were kept.

In: a folder that `tocsin.lake` wrote. Out: units, one for each file the lake was made from, under that file's own path,
so that hits, coverage and books are those of the raw evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Unit, Wanted
from tocsin.collecting.coverage import Survey
from tocsin.collecting.lake_index import Kept, read_lake, read_write
from tocsin.collecting.lake_slices import LakeSlice, Observed, Piece, slices_of
from tocsin.collecting.survey_form import survey_of
from tocsin.model.evidence import NotRead, Rejected


def units_of(folder: Path) -> Iterator[LakeUnit | NotRead]:
    """Yield what a lake holds: a unit for each file it was made from, and what was not read then."""
    for write in read_lake(folder).writes:
        content = read_write(folder, write)
        for kept in content.kept:
            yield LakeUnit(kept.path, str(folder), kept)
        yield from content.not_read


@dataclass(frozen=True, slots=True)
class LakeUnit:
    """A file of the evidence, as a lake holds it; `path` is what it is called in this run."""

    path: str
    folder: str
    kept: Kept

    @property
    def size(self) -> int:
        """Bytes of the file itself."""
        return self.kept.size

    @property
    def format(self) -> str:
        """Name of the reader that took the file itself."""
        return self.kept.format

    @property
    def why(self) -> str:
        """What made that reader recognise it."""
        return self.kept.why

    @property
    def host(self) -> str | None:
        """What the user or the path said of the file's host."""
        return self.kept.host

    @property
    def host_from_path(self) -> bool:
        """Whether the host was taken from the path."""
        return self.kept.host_from_path

    @property
    def timezone(self) -> str | None:
        """What the user said of the file's times."""
        return self.kept.timezone

    @property
    def modified(self) -> int | None:
        """When the file was last written, in microseconds since 1970."""
        return self.kept.modified

    @property
    def times(self) -> str | None:
        """How its times became UTC."""
        return self.kept.times

    def survey(self) -> Survey:
        """Return what was observed when the events were kept."""
        return survey_of(self.kept.survey, self.path)

    def read(self, wanted: Wanted = ALL_FIELDS) -> Iterator[EventBatch | Rejected]:
        """Yield the kept events; never raises for bad content."""
        for part in self.slices():
            yield from part.read(wanted)

    def slices(self) -> tuple[LakeSlice, ...]:
        """Return the parts that different processes can read; the first has the survey."""
        return _slices([self])


def parts_of(units: Sequence[Unit]) -> list[Unit]:
    """Return the parts that different processes can read: of a lake, those of all its files together."""
    parts: list[Unit] = []
    lakes: dict[str, list[LakeUnit]] = {}
    for unit in units:
        if isinstance(unit, LakeUnit):
            lakes.setdefault(unit.folder, []).append(unit)
        else:
            parts += unit.slices()
    for own in lakes.values():
        parts += _slices(own)
    return parts


def _slices(units: Sequence[LakeUnit]) -> tuple[LakeSlice, ...]:
    observed = [Observed(unit.path, unit.kept.survey, unit.size) for unit in units]
    pieces = [Piece(unit.path, group) for unit in units for group in unit.kept.groups]
    return slices_of(units[0].folder, observed, pieces)
