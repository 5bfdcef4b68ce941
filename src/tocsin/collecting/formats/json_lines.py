"""Any other JSON, one object a line (or an array, or spread over lines): nothing readable is left unread.

In: a stream. Out: batches of objects of one shape each; nested names are joined by dots, every value is a string
as JSON writes it (lists: a list of strings). `_log` is the file's name, `_time` and `_host` come from the fields that
usually say them. A field whose name begins with `_` is found under `json.` and its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, encoded, pc, string_lists, strings
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.json_columns import (
    NotInColumnsError,
    Tables,
    Taken,
    as_text,
    mapped,
    patterns,
    single,
)
from tocsin.collecting.formats.json_fields import BEYOND, MOST_FIELDS, compact
from tocsin.collecting.formats.json_objects import Found, by_line, first_object, taken_or_objects
from tocsin.collecting.lines import LineBlock
from tocsin.collecting.times import iso, moments
from tocsin.collecting.windows import leaves_of, text
from tocsin.model.evidence import Rejected

FAMILY = "json"
BATCH_ROWS = 32_768
TIMES = ("@timestamp", "timestamp", "time", "eventTime", "EventTime", "TimeCreated", "TimeGenerated", "CreationTime")
_SHORTEST_FIELD = len('"":1,') - 1
EPOCHS = ("ts", "epoch", "__REALTIME_TIMESTAMP")
HOSTS = ("host.name", "hostname", "Hostname", "HostName", "Computer", "computer", "agent.hostname", "_HOSTNAME", "host")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the first object: there is one, so it can be read; a more particular format goes first."""
    if first_object(head) is not None:
        return Certainty.LIKELY
    shown = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    named = name.lower().endswith((".json", ".jsonl", ".ndjson"))
    return Certainty.MAYBE if named and shown[:1] in (b"{", b"[") else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the objects of each shape as one batch, then what is no object.

    Objects with no other inside them, one a line, are taken by columns.
    """
    shapes, columns = Shapes(source, wanted), FlatShapes(source, wanted)
    for part in taken_or_objects(stream, source, (), columns.take):
        if isinstance(part, (Rejected, EventBatch)):
            yield part
            continue
        for found in part:
            shapes.add(found)
        if shapes.count >= BATCH_ROWS:
            yield from shapes.flush()
    yield from shapes.flush()


@dataclass(slots=True)
class Shapes:
    """Objects waiting to become batches, one batch a set of names: a batch has no cell that no object fills."""

    source: Source
    wanted: Wanted
    count: int = 0
    _waiting: dict[tuple[str, ...], list[tuple[Found, dict[str, Any]]]] = field(
        default_factory=dict[tuple[str, ...], list[tuple[Found, dict[str, Any]]]]
    )

    def add(self, found: Found) -> None:
        """Take one object in."""
        fields = dict(leaves_of(found.value))
        if len(fields) > MOST_FIELDS:  # hostile: a column for each would cost more than the text does
            beyond = {name: fields.pop(name) for name in list(fields)[MOST_FIELDS:]}
            fields[BEYOND] = compact(beyond)
        self._waiting.setdefault(tuple(sorted(fields)), []).append((found, fields))
        self.count += 1

    def flush(self) -> Iterator[EventBatch]:
        """Yield what waits, in order of first appearance."""
        for names, members in self._waiting.items():
            yield EventBatch(self.source.path, FAMILY, _batch(names, members, self.source, self.wanted))
        self._waiting.clear()
        self.count = 0


class FlatShapes:
    """Takes lines that are objects with no other inside them; what comes out is what `Shapes` makes of them."""

    def __init__(self, source: Source, wanted: Wanted) -> None:
        """Take the file, and what is looked at."""
        self._source, self._wanted = source, wanted
        names = wanted.names()
        self._tables = Tables(None if names is None else names.union(TIMES, EPOCHS, HOSTS), nested=True)

    def take(self, block: LineBlock) -> tuple[list[EventBatch], LineBlock]:
        """Return the events of a block, and the lines that are left."""
        long = block.ends - block.begins > _SHORTEST_FIELD * MOST_FIELDS
        taken = self._tables.take(block.select(~long) if long.any() else block)
        if taken is None:
            return [], block
        batches: list[EventBatch] = []
        left = np.zeros(len(taken.lines), np.bool_)
        for names, rows in patterns(taken.table):
            try:
                batches.append(self._batch(taken, names, rows))
            except NotInColumnsError:
                left[rows] = True
        return batches, taken.left.joined(taken.lines.select(left)).joined(block.select(long))

    def _batch(self, taken: Taken, names: Sequence[str], rows: npt.NDArray[np.int64]) -> EventBatch:
        part = taken.table.select(names)
        if len(rows) < len(taken.lines):
            part = part.take(pa.array(rows))
        raw = {name: single(column) for name, column in zip(names, part.columns, strict=True)}
        host = next((raw[name] for name in HOSTS if name in raw), None)
        if host is not None and not pa.types.is_string(host.type):
            raise NotInColumnsError
        columns: dict[str, pa.Array] = {
            "_record": pa.array(taken.lines.numbers[rows]),
            "_offset": pa.array(taken.lines.offsets[rows]),
            "_time": self._times(raw, len(rows)),
            "_host": constant(self._source.host, len(rows)) if host is None else host.dictionary_encode(),
            "_log": constant(self._source.path.rpartition("/")[2], len(rows)),
        }
        for name in sorted(raw):
            plain = f"json.{name}" if name.startswith("_") else name
            if self._wanted.wants(plain):
                columns[plain] = as_text(raw[name]).dictionary_encode()
        return EventBatch(self._source.path, FAMILY, pa.RecordBatch.from_pydict(columns))

    def _times(self, raw: dict[str, pa.Array], count: int) -> pa.Array:
        for names, zone in ((TIMES, self._source.timezone), (EPOCHS, None)):
            said = next((raw[name] for name in names if name in raw), None)
            if said is not None:
                if names is EPOCHS or not pa.types.is_string(said.type):
                    return moments(mapped(said, epoch, pa.string()), zone)
                found = moments(said, zone)
                if found.null_count == said.null_count:
                    return found
                rest = pc.if_else(pc.is_null(found), said, pa.scalar(None, pa.string()))
                return pc.coalesce(found, moments(mapped(rest, counted, pa.string()), zone))
        return pa.nulls(count, pa.timestamp("us", tz="UTC"))


def _batch(
    names: tuple[str, ...], members: list[tuple[Found, dict[str, Any]]], source: Source, wanted: Wanted
) -> pa.RecordBatch:
    events = [fields for _, fields in members]
    columns: dict[str, pa.Array] = {
        "_record": pa.array([found.line for found, _ in members], pa.int64()),
        "_offset": pa.array([found.offset for found, _ in members], pa.int64()),
        "_time": _times(names, events, source.timezone),
        "_host": _hosts(names, events, source.host),
        "_log": constant(source.path.rpartition("/")[2], len(members)),
    }
    for name in names:
        plain = f"json.{name}" if name.startswith("_") else name
        if wanted.wants(plain):
            values = [text(event[name]) for event in events]
            kinds = set(map(type, values))
            if list in kinds:
                columns[plain] = string_lists([_listed(value) for value in values])
            elif kinds != {type(None)}:
                columns[plain] = encoded(values)  # type: ignore[arg-type]
    return pa.RecordBatch.from_pydict(columns)


def _listed(value: str | list[str] | None) -> list[str] | None:
    return value if value is None or isinstance(value, list) else [value]


def _times(names: tuple[str, ...], events: list[dict[str, Any]], timezone: str | None) -> pa.Array:
    for name in TIMES:
        if name in names:
            said = [event[name] for event in events]
            texts = [counted(one) or one if isinstance(one, str) else epoch(one) for one in said]
            return moments(strings(texts), timezone)
    for name in EPOCHS:
        if name in names:
            return moments(strings([epoch(event[name]) for event in events]))
    return pa.nulls(len(events), pa.timestamp("us", tz="UTC"))


def counted(text: str | None) -> str | None:
    """Return a time of digits alone, which counts from 1970; None: it is some other text.

    >>> counted("1614668400123"), counted("20210302")
    ('2021-03-02T07:00:00.123000Z', None)
    """
    return epoch(text) if text is not None and text.isdigit() and text.isascii() and len(text) in (10, 13, 16) else None


def epoch(value: Any) -> str | None:
    """Return seconds, milliseconds or microseconds since 1970 as a time; told apart by their size."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if not isinstance(value, (int, float)) or not 1e8 < value < 1e17:
        return None
    unit = 1_000_000 if value < 1e11 else 1_000 if value < 1e14 else 1
    return iso(round(value * unit))


def _hosts(names: tuple[str, ...], events: list[dict[str, Any]], given: str | None) -> pa.Array:
    for name in HOSTS:
        if name in names:
            said = [event[name] for event in events]
            return encoded([one if isinstance(one, str) else given for one in said])
    return constant(given, len(events))


FORMAT = Format("json", FAMILY, "JSON objects", recognise, read, divisible=by_line)
