"""Any other JSON, one object a line (or an array, or spread over lines): nothing readable is left unread.

In: a stream. Out: batches of objects of one shape each; nested names are joined by dots, every value is a string
as JSON writes it (lists: a list of strings). `_log` is the file's name, `_time` and `_host` come from the fields that
usually say them. A field whose name begins with `_` is found under `json.` and its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, encoded, string_lists, strings
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.json_fields import BEYOND, MOST_FIELDS, compact
from tocsin.collecting.formats.json_objects import Found, by_line, first_object, objects
from tocsin.collecting.times import iso, moments
from tocsin.collecting.windows import leaves_of, text
from tocsin.model.evidence import Rejected

FAMILY = "json"
BATCH_ROWS = 32_768
TIMES = ("@timestamp", "timestamp", "time", "eventTime", "EventTime", "TimeCreated", "TimeGenerated", "CreationTime")
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
    """Yield the objects of each shape as one batch, then what is no object."""
    shapes = Shapes(source, wanted)
    for part in objects(stream, source):
        if isinstance(part, Rejected):
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
            return moments(strings([one if isinstance(one, str) else epoch(one) for one in said]), timezone)
    for name in EPOCHS:
        if name in names:
            return moments(strings([epoch(event[name]) for event in events]))
    return pa.nulls(len(events), pa.timestamp("us", tz="UTC"))


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
