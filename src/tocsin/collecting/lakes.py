"""A lake read back as evidence: kept events, and what was observed when they were kept.

In: a folder that `tocsin.lake` wrote (`tocsin-lake.json` in it). Out: units, one for each file the lake was made from,
under that file's own path, so that hits, coverage and books are those of the raw evidence. Each group of rows in the
lake's Parquet files is of one such file; which one, and what kinds of events are in it, stands in the write's index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Kind, Unit, Wanted
from tocsin.collecting.coverage import Survey
from tocsin.collecting.survey_form import SurveyForm, survey_of
from tocsin.model.errors import EvidenceError
from tocsin.model.evidence import NotRead, Rejected

if TYPE_CHECKING:
    import pyarrow.parquet as pq

LAKE_FILE = "tocsin-lake.json"
SCHEMA = 1
"""Version of the lake's layout: raised when an older tocsin could not read it."""

SLICE_ROWS = 1 << 18
"""How many events a process reads in one go, about."""

_FILE = re.compile(r"events/logsource=[\w-]+/day=[\w-]+/[\w-]+\.parquet")
_FRAME = ("_time", "_host", "_log", "_source.record", "_source.offset")
_WHERE = "_source"


class Group(msgspec.Struct, frozen=True):
    """A group of rows of a Parquet file: events of one file of the evidence."""

    file: str  # relative to the lake
    number: int  # of the row group in it
    rows: int
    family: str
    kinds: tuple[Kind, ...]
    recovered: bool = False
    notes: tuple[str, ...] = ()
    first: int | None = None  # microseconds since 1970 of the earliest and the latest event that has a time
    last: int | None = None
    timeless: int = 0


class Kept(msgspec.Struct, frozen=True):
    """A file of the evidence that a lake holds, and all that was observed of it."""

    path: str
    sha256: str
    format: str
    why: str
    size: int
    survey: SurveyForm
    groups: tuple[Group, ...]
    host: str | None = None
    host_from_path: bool = False
    timezone: str | None = None
    modified: int | None = None
    times: str | None = None


class Write(msgspec.Struct, frozen=True):
    """What one run of `tocsin lake` put into a lake."""

    kept: tuple[Kept, ...]
    not_read: tuple[NotRead, ...]


class Lake(msgspec.Struct, frozen=True):
    """The lake's own file: the layout's version, and which writes hold, in their order."""

    schema: int
    writes: tuple[str, ...] = ()


def is_lake(folder: Path) -> bool:
    """Say whether a folder is a lake."""
    return (folder / LAKE_FILE).is_file()


def read_lake(folder: Path) -> Lake:
    """Return a lake's own file; raises `EvidenceError` for one that cannot be read, or is of a newer layout."""
    path = folder / LAKE_FILE
    if not is_lake(folder):
        hint = "make one with 'tocsin lake EVIDENCE --out DIR'"
        raise EvidenceError("the folder is no lake", where=str(folder), hint=hint)
    try:
        lake = msgspec.json.decode(path.read_bytes(), type=Lake)
    except OSError as error:
        raise EvidenceError(f"the lake cannot be read: {error.strerror}", where=str(folder)) from None
    except msgspec.MsgspecError as error:
        hint = "make it anew from the evidence with 'tocsin lake'"
        raise EvidenceError(f"not the file of a lake: {error}", where=str(path), hint=hint) from None
    if lake.schema > SCHEMA:
        hint = "update tocsin, or make the lake anew from the evidence"
        raise EvidenceError(f"a lake of a newer layout ({lake.schema}; known is {SCHEMA})", where=str(path), hint=hint)
    return lake


def index_path(folder: Path, write: str) -> Path:
    """Return where the index of a write lies; raises `EvidenceError` for a name that would lead elsewhere."""
    if not write.isalnum():
        raise EvidenceError(f"no name of a write: {write!r}", where=str(folder / LAKE_FILE))
    return folder / "index" / f"{write}.json"


def read_write(folder: Path, write: str) -> Write:
    """Return what a run put into a lake; raises `EvidenceError` if its index cannot be read."""
    path = index_path(folder, write)
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Write)
        if not all(_FILE.fullmatch(group.file) for kept in found.kept for group in kept.groups):
            raise msgspec.ValidationError("it names a file that is none of a lake")
        return found
    except (OSError, msgspec.MsgspecError) as error:
        said = error.strerror if isinstance(error, OSError) else error
        hint = "make the lake anew from the evidence with 'tocsin lake'"
        raise EvidenceError(f"the lake's index cannot be read: {said}", where=str(path), hint=hint) from None


def files_of(folder: Path) -> dict[str, list[str]]:
    """Return the paths of a lake's Parquet files, by the log whose events they hold."""
    found: dict[str, dict[str, None]] = {}
    for write in read_lake(folder).writes:
        for kept in read_write(folder, write).kept:
            for group in kept.groups:
                log = group.file.split("/")[1].partition("=")[2]
                found.setdefault(log, {})[str(folder / group.file)] = None
    return {log: list(files) for log, files in sorted(found.items())}


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
        parts: list[list[Group]] = [[]]
        rows = 0
        for group in self.kept.groups:
            if parts[-1] and rows + group.rows > SLICE_ROWS:
                parts.append([])
                rows = 0
            parts[-1].append(group)
            rows += group.rows
        total = max(sum(group.rows for group in self.kept.groups), 1)
        return tuple(
            LakeSlice(self, tuple(part), number == 0, self.size * sum(group.rows for group in part) // total)
            for number, part in enumerate(parts)
        )


_DAMAGE = (OSError, pa.ArrowException, LookupError)
"""What reading a damaged file raises; the last: no such group, or column, in it."""


@dataclass(frozen=True, slots=True)
class LakeSlice:
    """Some groups of rows of one file of the evidence; `size` is their share of that file's bytes."""

    unit: LakeUnit
    groups: tuple[Group, ...]
    first: bool
    size: int
    begin: int = field(default=0)

    @property
    def path(self) -> str:
        """As of the whole file."""
        return self.unit.path

    @property
    def format(self) -> str:
        """As of the whole file."""
        return self.unit.format

    @property
    def why(self) -> str:
        """As of the whole file."""
        return self.unit.why

    @property
    def families(self) -> tuple[str, ...]:
        """Of which families its events are."""
        return tuple(sorted({group.family for group in self.groups}))

    def slices(self) -> tuple[Unit, ...]:
        """Return the slice itself."""
        return (self,)

    def survey(self) -> Survey:
        """Return the file's survey with its first slice, an empty one with the others."""
        return self.unit.survey() if self.first else Survey()

    def read(self, wanted: Wanted = ALL_FIELDS) -> Iterator[EventBatch | Rejected]:
        """Yield the events of those groups in which somebody looks at something; a damaged file is one loss."""
        for group in self.groups:
            if not wanted.looked_at(group.family, group.kinds):
                continue
            try:
                yield self._batch(group, wanted)
            except _DAMAGE as error:
                reason = f"the lake's file {group.file} cannot be read: {_first_line(error)}"
                yield Rejected(path=self.path, offset=0, reason=reason, records=group.rows)

    def _batch(self, group: Group, wanted: Wanted) -> EventBatch:
        file = _opened(str(Path(self.unit.folder, group.file)))
        present = file.schema_arrow.names
        names = [name for name in present if not name.startswith("_") and _wants(wanted, group, name)]
        events = _events(file, group, names)
        complete = len(names) == sum(not name.startswith("_") for name in present)

        def fetch(rows: npt.NDArray[np.int64]) -> pa.RecordBatch:
            every = [name for name in present if not name.startswith("_")]
            try:
                return _present(_events(file, group, every).take(pa.array(rows)))
            except _DAMAGE as error:  # only now: its other columns could be read
                said = f"a file of the lake is damaged: {_first_line(error)}"
                place = str(Path(self.unit.folder, group.file))
                raise EvidenceError(said, where=place, hint="make the lake again from the raw evidence") from None

        return EventBatch(
            self.path, group.family, events, group.recovered, None if complete else fetch, notes=group.notes
        )


def _wants(wanted: Wanted, group: Group, name: str) -> bool:
    if wanted.of_kind is None:
        return wanted.wants(name)
    return any(wanted.in_kind(*kind).wants(name) for kind in group.kinds)


def _events(file: pq.ParquetFile, group: Group, names: Sequence[str]) -> pa.RecordBatch:
    table = file.read_row_group(group.number, [*_FRAME, *names], use_threads=False)
    where = table.column(_WHERE).combine_chunks()
    columns: dict[str, Any] = {"_record": where.field("record"), "_offset": where.field("offset")}
    for name in ("_time", "_host", "_log", *names):
        column = table.column(name)
        columns[name] = column.unify_dictionaries().combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    return pa.RecordBatch.from_pydict(columns)


def _present(events: pa.RecordBatch) -> pa.RecordBatch:
    """Return events without the fields that none of them has."""
    kept = [
        name for name in events.schema.names if name.startswith("_") or events.column(name).null_count < len(events)
    ]
    return events.select(kept)


@lru_cache(maxsize=64)
def _opened(path: str) -> pq.ParquetFile:
    import pyarrow.parquet as pq  # a fifth of a second, which hunts in raw logs need not wait for

    return pq.ParquetFile(path)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
