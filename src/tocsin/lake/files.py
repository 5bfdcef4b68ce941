"""Parquet files of a lake: which events stand in which file, and in which group of rows.

In: parts of events, file of the evidence by file. Out: files below `events/logsource=<log>/day=<period>/`. A period is
a day; days of few events are put together by month, those by year: thousands of tiny files would help nobody. An event
id that is frequent has files of its own, whose columns are just its fields. Rows of a group stand file of the evidence
by file, by event id, in their log's order: statistics of a group then say a lot.
"""

from __future__ import annotations

import hashlib
import inspect
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from tocsin.collecting.batches import Kind
from tocsin.collecting.columns import pc
from tocsin.collecting.lake_index import Group
from tocsin.lake.parting import Part, codes_of, compact, own

GROUP_ROWS = 1 << 17
FEW_EVENTS = 4096
"""Fewer events of a period are put together with others of the next longer one; fewer of an id with other ids."""

UNDATED = "undated"
MIXED = "mixed"

SOURCE = pa.struct([("path", pa.string()), ("record", pa.int64()), ("offset", pa.int64())])

BLOOMED = [
    "Image",
    "TargetFilename",
    "ImageLoaded",
    "QueryName",
    "DestinationIp",
    "DestinationHostname",
    "SourceIp",
    "Hashes",
    "IpAddress",
    "TargetUserName",
    "SubjectUserName",
    "ServiceName",
    "TaskName",
    "PipeName",
    "c-ip",
    "cs-username",
    "cs-uri-stem",
    "id.orig_h",
    "id.resp_h",
    "query",
    "host",
    "sourceIPAddress",
    "src_ip",
    "dest_ip",
    "ClientIpAddress",
    "AuthenticatedUser",
]
"""Fields that are asked for by exact value: a bloom filter says that a group of rows has none of it."""

_KIND = ("_log", "Provider_Name", "EventID")
_DAY_US = 86_400_000_000
_BLOOM_MISTAKES = 0.02


@dataclass(frozen=True, slots=True)
class Piece:
    """Events of one file of the evidence, of one log and one kind, that go into one file of the lake."""

    path: str  # of the file of the evidence
    part: Part


@dataclass(frozen=True, slots=True)
class Filed:
    """A group of rows that was written, and whose events it holds."""

    path: str
    group: Group


def write_files(pieces: Iterable[Piece], folder: Path, label: str) -> Iterator[Filed]:
    """Write pieces into files below a folder and yield their groups; `label` makes their names unlike others there."""
    by_log: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        by_log[piece.part.log].append(piece)
    for log, members in sorted(by_log.items()):
        for period, rows in _by_period(members):
            for bucket, alike in _by_kind(rows):
                name = hashlib.sha256(f"{label}/{log}/{period}/{bucket}".encode()).hexdigest()[:16]
                relative = f"events/logsource={log}/day={period}/{bucket}-{name}.parquet"
                yield from _write(alike, folder, relative)


def _by_period(pieces: Sequence[Piece]) -> Iterator[tuple[str, list[Piece]]]:
    """Yield periods with their events: days; months and years of days that have few."""
    days = [_days(piece.part.events) for piece in pieces]
    total: Counter[int] = Counter()
    for told in days:
        numbers, counts = np.unique(told, return_counts=True)
        total.update(dict(zip(numbers.tolist(), counts.tolist(), strict=True)))
    period_of = _periods(total)
    found: dict[str, list[Piece]] = defaultdict(list)
    for piece, told in zip(pieces, days, strict=True):
        names = sorted({period_of[day] for day in np.unique(told).tolist()})
        if len(names) == 1:
            found[names[0]].append(piece)
            continue
        place = {name: at for at, name in enumerate(names)}
        distinct, again = np.unique(told, return_inverse=True)
        codes = np.array([place[period_of[day]] for day in distinct.tolist()])[again]
        for name, part in zip(names, _parted(piece.part, codes, len(names)), strict=True):
            found[name].append(Piece(piece.path, part))
    yield from sorted(found.items())


def _parted(part: Part, codes: npt.NDArray[np.int64], count: int) -> Iterator[Part]:
    """Yield the events of each code, in their order."""
    ordered = part.events.take(pa.array(np.argsort(codes, kind="stable")))
    begin = 0
    for rows in np.bincount(codes, minlength=count).tolist():
        columns = [own(column.slice(begin, rows)) for column in ordered.columns]
        begin += rows
        yield replace(part, events=pa.RecordBatch.from_arrays(columns, names=ordered.schema.names))


def _days(events: pa.RecordBatch) -> npt.NDArray[np.int64]:
    """Return the day of each event, counted from 1970; the lowest number where there is no time."""
    times = pc.cast(events.column("_time"), pa.int64())
    days = np.asarray(pc.fill_null(times, 0)) // _DAY_US
    days[~times.is_valid().to_numpy(zero_copy_only=False)] = np.iinfo(np.int64).min
    return days


def _periods(days: Counter[int]) -> dict[int, str]:
    names = {day: _day_name(day) for day in days}
    counts: Counter[str] = Counter()
    for length in (10, 7):
        counts.clear()
        for day, count in days.items():
            counts[names[day]] += count
        names = {
            day: name[: length - 3] if len(name) == length and name != UNDATED and counts[name] < FEW_EVENTS else name
            for day, name in names.items()
        }
    return names


def _day_name(day: int) -> str:
    if day == np.iinfo(np.int64).min:
        return UNDATED
    return str(np.datetime64(day, "D"))


def _by_kind(pieces: Sequence[Piece]) -> Iterator[tuple[str, list[Piece]]]:
    """Yield kinds of events with their pieces: one for an event id that is frequent, one for all others.

    A field is of one type in a file: pieces in which it is of another have a file of their own.
    """
    counts: Counter[int | None] = Counter()
    for piece in pieces:
        counts[piece.part.event_id] += piece.part.events.num_rows
    found: dict[str, list[tuple[dict[str, pa.DataType], list[Piece]]]] = defaultdict(list)
    for piece in sorted(pieces, key=lambda piece: (piece.path, -1 if (at := piece.part.event_id) is None else at)):
        event_id = piece.part.event_id
        bucket = MIXED if event_id is None or counts[event_id] < FEW_EVENTS else str(event_id)
        schema = {column.name: column.type for column in piece.part.events.schema}
        fitting = (kind for kind in found[bucket] if all(kind[0].get(name, one) == one for name, one in schema.items()))
        kind = next(fitting, None)
        if kind is None:
            kind = (dict[str, pa.DataType](), list[Piece]())
            found[bucket].append(kind)
        kind[0].update(schema)
        kind[1].append(piece)
    for bucket, kinds in sorted(found.items()):
        for number, (_, members) in enumerate(kinds):
            yield bucket if not number else f"{bucket}-{number}", members


def _write(pieces: Sequence[Piece], folder: Path, relative: str) -> Iterator[Filed]:
    target = folder / relative
    target.parent.mkdir(parents=True, exist_ok=True)
    schema, texts = _schema(pieces)
    # what holds for all events of a group of rows; files of the evidence share one, or each small one had its own
    groups: dict[tuple[Any, ...], list[Piece]] = defaultdict(list)
    for piece in pieces:
        groups[piece.part.family, piece.part.recovered, piece.part.notes].append(piece)
    number = 0
    with pq.ParquetWriter(
        target,
        schema,
        compression="zstd",
        compression_level=3,
        use_dictionary=cast(bool, [*texts, "_source.path", "_host", "_log"]),  # names are taken too
        column_encoding=dict.fromkeys(("_time", "_source.record", "_source.offset"), "DELTA_BINARY_PACKED"),
        **_blooms(pieces, texts),
    ) as writer:
        for (family, recovered, notes), members in groups.items():
            whole = pa.concat_tables(
                [pa.Table.from_batches([piece.part.events]) for piece in members], promote_options="default"
            )
            runs = _runs(members)
            for begin in range(0, whole.num_rows, GROUP_ROWS):
                rows = whole.slice(begin, GROUP_ROWS).unify_dictionaries().combine_chunks().to_batches()[0]
                within = list(_within(runs, begin, begin + rows.num_rows))
                kept = {name: compact(rows.column(name)) for name in rows.schema.names}
                writer.write_table(_shaped(kept, schema, within), row_group_size=GROUP_ROWS)
                for run in within:
                    part = rows.slice(run.begin, run.rows)
                    told = pc.min_max(pc.cast(part.column("_time"), pa.int64()))
                    group = Group(
                        file=relative,
                        number=number,
                        rows=run.rows,
                        family=family,
                        kinds=_kinds(part),
                        recovered=recovered,
                        notes=notes,
                        first=told["min"].as_py(),
                        last=told["max"].as_py(),
                        timeless=part.column("_time").null_count,
                        begin=run.begin,
                    )
                    yield Filed(run.path, group)
                number += 1


class _Run(NamedTuple):
    """Rows, one after the other, of one file of the evidence."""

    path: str
    begin: int
    rows: int


def _runs(pieces: Sequence[Piece]) -> list[_Run]:
    """Return which rows are of which file of the evidence, when the events of all pieces stand end to end."""
    runs: list[_Run] = []
    for piece in pieces:
        count = piece.part.events.num_rows
        if runs and runs[-1].path == piece.path:
            runs[-1] = runs[-1]._replace(rows=runs[-1].rows + count)
        else:
            runs.append(_Run(piece.path, runs[-1].begin + runs[-1].rows if runs else 0, count))
    return runs


def _within(runs: Sequence[_Run], begin: int, end: int) -> Iterator[_Run]:
    """Yield what of the runs lies in a range of rows, counted from its begin."""
    for run in runs:
        first, last = max(run.begin, begin), min(run.begin + run.rows, end)
        if first < last:
            yield _Run(run.path, first - begin, last - first)


def _schema(pieces: Sequence[Piece]) -> tuple[pa.Schema, list[str]]:
    """Return the file's columns: tocsin's own, then the fields by name; and those that are text."""
    types: dict[str, pa.DataType] = {}
    for piece in pieces:
        types.update({column.name: column.type for column in piece.part.events.schema})
    own = {"_time": types.pop("_time"), "_host": types.pop("_host"), "_log": types.pop("_log"), "_source": SOURCE}
    for name in ("_record", "_offset"):
        types.pop(name)
    fields = dict(sorted(types.items()))
    texts = [name for name, kind in fields.items() if pa.types.is_dictionary(kind)]
    return pa.schema([*own.items(), *fields.items()]), texts


def _shaped(columns: dict[str, pa.Array], schema: pa.Schema, runs: Sequence[_Run]) -> pa.Table:
    count = len(columns["_record"])
    codes = np.repeat(np.arange(len(runs), dtype=np.int32), [run.rows for run in runs])
    paths = pa.DictionaryArray.from_arrays(pa.array(codes), [run.path for run in runs]).cast(pa.string())
    columns["_source"] = pa.StructArray.from_arrays(
        [paths, columns["_record"], columns["_offset"]], fields=list(SOURCE)
    )
    return pa.table(
        [columns[field.name] if field.name in columns else pa.nulls(count, field.type) for field in schema],
        schema=schema,
    )


def _kinds(rows: pa.RecordBatch) -> tuple[Kind, ...]:
    """Return the kinds of the events: log, provider, event id; none where an event has several of one of them."""
    if any(pa.types.is_list(rows.column(name).type) for name in _KIND if name in rows.schema.names):
        return ()
    cells = np.zeros(rows.num_rows, np.int64)
    values: list[list[Any]] = []
    for name in _KIND:
        known, codes = codes_of(rows, name)
        values.append(known)
        cells = cells * len(known) + codes
    found: set[Kind] = set()
    for cell in np.unique(cells).tolist():
        rest, event_id = divmod(cell, len(values[2]))
        log, provider = divmod(rest, len(values[1]))
        told = values[2][event_id]
        number = int(told) if told is not None and str(told).isdecimal() else None
        found.add((values[0][log], values[1][provider], number))
    return tuple(sorted(found, key=lambda kind: tuple(map(str, kind))))


def _blooms(pieces: Sequence[Piece], texts: Sequence[str]) -> dict[str, Any]:
    if "bloom_filter_options" not in inspect.signature(pq.ParquetWriter.__init__).parameters:
        return {}  # an Arrow that cannot write them
    sizes: Counter[str] = Counter()
    for piece in pieces:
        for name in set(BLOOMED) & set(piece.part.events.schema.names) & set(texts):
            sizes[name] += len(piece.part.events.column(name).dictionary)
    chosen = {name: {"ndv": min(size, GROUP_ROWS), "fpp": _BLOOM_MISTAKES} for name, size in sizes.items() if size > 64}
    return {"bloom_filter_options": chosen} if chosen else {}
