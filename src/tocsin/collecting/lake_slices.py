"""What one process reads of a lake: groups of rows of one kind of event together, of whatever files of the evidence.

In: the groups that a lake's index names, and whose survey goes with them. Out: event batches as from raw evidence, each
event with the path of the file it stood in. A batch is as large as can be, since what is done with one has its price
for each, and a value that many files hold is tested once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Unit, Wanted
from tocsin.collecting.coverage import Survey
from tocsin.collecting.lake_index import Group
from tocsin.collecting.survey_form import SurveyForm, survey_of
from tocsin.model.errors import EvidenceError
from tocsin.model.evidence import Rejected

if TYPE_CHECKING:
    import pyarrow.parquet as pq

BATCH_ROWS = 1 << 17
"""How many events are handed out together, at most."""

SLICE_ROWS = (1 << 14, 1 << 18)
"""How many events a process reads in one go, about: at least, if there are as many, and at most."""

_SLICES = 8
_DAMAGE = (OSError, pa.ArrowException, LookupError)
"""What reading a damaged file raises; the last: no such group, or column, in it."""

_FRAME = ("_time", "_host", "_log", "_source.record", "_source.offset")
_WHERE = "_source"

Rows = npt.NDArray[np.int64]


class Piece(NamedTuple):
    """Rows of a group, and the file of the evidence that they are of."""

    path: str
    group: Group
    begin: int = 0  # of the rows among those of the slice


class Observed(NamedTuple):
    """A file of the evidence, and what was observed of it when the lake was made."""

    path: str
    survey: SurveyForm
    size: int


def slices_of(folder: str, observed: Sequence[Observed], pieces: Sequence[Piece]) -> tuple[LakeSlice, ...]:
    """Return the parts that different processes can read; the first has all surveys."""
    least, most = SLICE_ROWS
    total = sum(piece.group.rows for piece in pieces)
    wanted = min(max(total // _SLICES, least), most)
    parts: list[list[Piece]] = [[]]
    rows = 0
    for block in blocks_of(_ordered(pieces)):
        own = sum(piece.group.rows for piece in block)
        if parts[-1] and (rows + own > wanted or parts[-1][-1].group.family != block[0].group.family):
            parts.append([])
            rows = 0
        parts[-1] += block
        rows += own
    size = sum(one.size for one in observed)
    parts = [_numbered(part) for part in parts]
    return tuple(
        LakeSlice(
            folder,
            tuple(observed) if not number else (),
            tuple(part),
            size * sum(piece.group.rows for piece in part) // max(total, 1),
            observed[0].path,
        )
        for number, part in enumerate(parts)
    )


def blocks_of(pieces: Iterable[Piece]) -> Iterator[tuple[Piece, ...]]:
    """Yield pieces that lie in one group of rows together; they are given in the order in which they are read."""
    for _, block in groupby(pieces, key=lambda piece: (piece.group.file, piece.group.number)):
        yield tuple(block)


def part_of(whole: LakeSlice, pieces: Sequence[Piece]) -> LakeSlice:
    """Return some pieces of a slice as one, without surveys, its size their share; rows are numbered anew."""
    total = sum(piece.group.rows for piece in whole.pieces)
    own = sum(piece.group.rows for piece in pieces)
    return replace(whole, observed=(), pieces=tuple(_numbered(pieces)), size=whole.size * own // max(total, 1))


def one_slice(folder: str, pieces: Sequence[Piece], size: int) -> LakeSlice:
    """Return some groups of rows as one part, without any survey; `size` is what it counts as."""
    return LakeSlice(folder, (), _ordered(pieces), size, pieces[0].path)


def _ordered(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return pieces in the order in which they are read."""

    def place(piece: Piece) -> tuple[Any, ...]:
        return _key(piece), piece.group.file, piece.group.number, piece.group.begin

    return tuple(sorted(pieces, key=place))


def _numbered(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces of a slice with where their rows begin in it."""
    ends = np.cumsum([0, *(piece.group.rows for piece in pieces)]).tolist()
    return [piece._replace(begin=begin) for piece, begin in zip(pieces, ends, strict=False)]


def _key(piece: Piece) -> tuple[Any, ...]:
    """Return what is the same for events that can be handed out together."""
    group = piece.group
    _, log, _, name = group.file.split("/")
    return log, name.rpartition("-")[0], group.family, group.recovered, group.notes


@dataclass(frozen=True, slots=True)
class LakeSlice:
    """Some groups of rows of a lake; `size` is their share of the evidence's bytes, `path` one of its files'."""

    folder: str
    observed: tuple[Observed, ...]
    pieces: tuple[Piece, ...]
    size: int
    path: str
    format: str = "lake"
    why: str = "the lake's own file"
    begin: int = field(default=0)

    @property
    def families(self) -> tuple[str, ...]:
        """Of which families its events are."""
        return tuple(sorted({piece.group.family for piece in self.pieces}))

    def slices(self) -> tuple[Unit, ...]:
        """Return the slice itself."""
        return (self,)

    def survey(self) -> Survey:
        """Return what was observed of the files whose surveys go with this slice."""
        whole = Survey()
        for one in self.observed:
            whole.merge(survey_of(one.survey, one.path))
        return whole

    def read(self, wanted: Wanted = ALL_FIELDS) -> Iterator[EventBatch | Rejected]:
        """Yield the events of those groups in which somebody looks at something; a damaged one is a loss."""
        for _, alike in groupby(self.pieces, key=_key):
            waiting: list[_Read] = []
            types: dict[str, pa.DataType] = {}
            for part in self._parts([p for p in alike if wanted.looked_at(p.group.family, p.group.kinds)], wanted):
                if isinstance(part, Rejected):
                    yield part
                    continue
                if waiting and not _fits(waiting, types, part):
                    yield _batch(waiting)
                    waiting, types = [], {}
                waiting.append(part)
                types |= part.file.types
            if waiting:
                yield _batch(waiting)

    def _parts(self, pieces: Sequence[Piece], wanted: Wanted) -> Iterator[_Read | Rejected]:
        for block in blocks_of(pieces):
            own, name, number = list(block), block[0].group.file, block[0].group.number
            try:
                file = _opened(str(Path(self.folder, name)))
                names = [column for column in file.types if _wants(wanted, own, column)]
                yield _Read(file, number, own, names, _table(file, number, own, names))
            except _DAMAGE as error:
                reason = f"the lake's file {name} cannot be read: {_first_line(error)}"
                for piece in own:
                    yield Rejected(path=piece.path, offset=0, reason=reason, records=piece.group.rows)


@dataclass(frozen=True, slots=True)
class _File:
    """A Parquet file of a lake that is open, and the types of the fields that its events may have."""

    path: str
    parquet: pq.ParquetFile
    types: dict[str, pa.DataType]


@dataclass(frozen=True, slots=True)
class _Read:
    """Rows of one group that were read, with those of the fields that were asked for."""

    file: _File
    number: int
    pieces: list[Piece]
    names: list[str]
    table: pa.Table

    def details(self, rows: Rows) -> pa.Table:
        """Return some rows with every field; raises `EvidenceError` where a column that was not read is damaged."""
        chosen = pa.array(rows)
        try:
            others = [name for name in self.file.types if name not in self.table.schema.names]
            more = _rows(self.file, self.number, self.pieces, others).take(chosen)
        except _DAMAGE as error:
            said = f"a file of the lake is damaged: {_first_line(error)}"
            raise EvidenceError(said, where=self.file.path, hint="make the lake again from the raw evidence") from None
        known = self.table.take(chosen)
        own = {name: known.column(name) for name in known.schema.names if name.startswith("_")}
        return pa.table(own | {name: (more if name in others else known).column(name) for name in self.file.types})


def _fits(waiting: Sequence[_Read], types: dict[str, pa.DataType], part: _Read) -> bool:
    """Say whether a part can be handed out together with others: not too much, and no field of another type."""
    if sum(one.table.num_rows for one in waiting) + part.table.num_rows > BATCH_ROWS:
        return False
    return all(types.get(name, kind) == kind for name, kind in part.file.types.items())


def _batch(parts: list[_Read]) -> EventBatch:
    group = parts[0].pieces[0].group
    whole = _one(pa.concat_tables([part.table for part in parts], promote_options="default"))
    pieces = [piece for part in parts for piece in part.pieces]
    known = list(dict.fromkeys(piece.path for piece in pieces))
    paths = None
    if len(known) > 1:
        numbers = {path: number for number, path in enumerate(known)}
        of_piece = np.array([numbers[piece.path] for piece in pieces], np.int32)
        codes = np.repeat(of_piece, [piece.group.rows for piece in pieces])
        paths = pa.DictionaryArray.from_arrays(pa.array(codes), known)

    def fetch(rows: Rows) -> pa.RecordBatch:
        ends = np.cumsum([part.table.num_rows for part in parts])
        owner = np.searchsorted(ends, rows, "right")
        found: list[pa.Table] = []
        places: list[Rows] = []
        for number in np.unique(owner).tolist():
            at = np.flatnonzero(owner == number)
            places.append(at)
            found.append(parts[number].details(rows[at] - (ends[number - 1] if number else 0)))
        again = np.empty(len(rows), np.int64)
        again[np.concatenate([*places, np.empty(0, np.int64)])] = np.arange(len(rows))
        return _present(_one(pa.concat_tables(found, promote_options="default").take(pa.array(again))))

    complete = all(len(part.names) == len(part.file.types) for part in parts)
    return EventBatch(
        known[0],
        group.family,
        whole,
        group.recovered,
        None if complete else fetch,
        notes=group.notes,
        paths=paths,
        rows=np.concatenate([np.arange(piece.begin, piece.begin + piece.group.rows) for piece in pieces]),
    )


def _wants(wanted: Wanted, pieces: Sequence[Piece], name: str) -> bool:
    if wanted.of_kind is None:
        return wanted.wants(name)
    return any(wanted.in_kind(*kind).wants(name) for piece in pieces for kind in piece.group.kinds)


def _table(file: _File, number: int, pieces: Sequence[Piece], names: Sequence[str]) -> pa.Table:
    """Return the rows of some pieces of a group of rows, in the lake's order."""
    table = _rows(file, number, pieces, [*_FRAME, *names])
    where = table.column(_WHERE).combine_chunks()
    columns: dict[str, Any] = {"_record": where.field("record"), "_offset": where.field("offset")}
    columns |= {name: table.column(name) for name in ("_time", "_host", "_log", *names)}
    return pa.table(columns)


def _rows(file: _File, number: int, pieces: Sequence[Piece], names: Sequence[str]) -> pa.Table:
    """Return some columns of a file as they lie in it, of the rows of some pieces."""
    whole = file.parquet.read_row_group(number, list(names), use_threads=False)
    if sum(piece.group.rows for piece in pieces) == whole.num_rows:
        return whole
    if max(piece.group.begin + piece.group.rows for piece in pieces) > whole.num_rows:
        raise LookupError("it holds fewer events than the lake's index says")
    return pa.concat_tables([whole.slice(piece.group.begin, piece.group.rows) for piece in pieces])


def _one(table: pa.Table) -> pa.RecordBatch:
    """Return a table as one batch, each word of a column once, the fields by name in whichever files they lie."""
    columns: dict[str, Any] = {}
    for name in sorted(table.schema.names):
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
def _opened(path: str) -> _File:
    import pyarrow.parquet as pq  # a fifth of a second, which hunts in raw logs need not wait for

    parquet = pq.ParquetFile(path)
    return _File(path, parquet, {column.name: column.type for column in parquet.schema_arrow if column.name[:1] != "_"})


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
