"""Timelines that plaso made: its storage (`timeline.plaso`), a SQLite database of events.

In: the database, as plaso writes it since 2023. Out: one event an event of plaso with `data_type`, `timestamp_desc`,
`parser`, and the attributes of what it was read from under plaso's names; `_record` is the event's number, `_host`
what the attributes call `hostname` or `computer_name`, `_log` `plaso`. Times are UTC. They are events that another
program read, of whatever log: `data_type` says which. Storage of older versions is named as not read, with what to do.
Source: plaso and acstore (their SQLite stores).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

import orjson

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.rows import Fields
from tocsin.collecting.sqlite_files import MICROS, Question, read_sqlite, recognised
from tocsin.collecting.windows import text
from tocsin.model.evidence import Rejected

FAMILY = "plaso"
OLDER = "a timeline of a plaso before 2023: write it with `psort.py -o json_line` of that version and give that file"
_MOST = 16 << 20
_OWN = ("__type__", "__container_type__", "_event_data_stream_identifier", "_parser_chain", "data_type")
_HOSTS = ("hostname", "computer_name")


def _event(values: dict[str, Any]) -> Fields:
    """Return the fields of an event: what it was read from, as plaso wrote it down, packed."""
    packed: Any = values["packed"]
    fields: Fields = {"timestamp_desc": text(values["timestamp_desc"])}
    if packed is None:
        return fields
    data: Any = packed.encode("utf-8", "replace") if isinstance(packed, str) else packed
    if not isinstance(data, bytes):
        raise ValueError("its data is a number")
    if not data.startswith(b"{"):
        unpacker = zlib.decompressobj()
        try:
            data = unpacker.decompress(data, _MOST)
        except zlib.error as error:
            raise ValueError(f"its data cannot be unpacked: {error}") from None
        if unpacker.unconsumed_tail:
            raise ValueError(f"its data has more than {_MOST} bytes")
    said = orjson.loads(data)
    if not isinstance(said, dict):
        raise ValueError("its data is no object")
    about = cast("dict[str, Any]", said)
    fields["data_type"], fields["parser"] = text(about.get("data_type")), text(about.get("_parser_chain"))
    for name, value in about.items():
        if name not in _OWN and value is not None:
            fields[name.lstrip("_")] = _said(value)
    fields["host"] = next((said for name in _HOSTS if (said := text(about.get(name)))), None)
    return {name: value for name, value in fields.items() if value is not None}


def _said(value: Any) -> str | list[str] | None:
    if isinstance(value, list):
        return text([part for part in cast("list[Any]", value) if part is not None])
    return text(value)


QUESTION = Question(
    "plaso",
    FAMILY,
    {"event": ("timestamp", "timestamp_desc", "_event_data_identifier"), "event_data": ("_identifier", "_data")},
    "SELECT event._identifier, event.timestamp, event.timestamp_desc, event_data._data AS packed FROM event LEFT JOIN"
    " event_data ON event_data._identifier = CAST(substr(event._event_data_identifier, 12) AS INTEGER)"
    " ORDER BY event._identifier",
    MICROS,
    made=_event,
    host="host",
)
_SCHEMAS = (
    (b"CREATE TABLE metadata (key TEXT, value TEXT)", b"_event_data_identifier"),
    (b"CREATE TABLE metadata (key TEXT, value TEXT)", b"event_data"),
)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge a database by the tables that its beginning names, else by the file's ending."""
    known = recognised(head, name, _SCHEMAS, ())
    if known is Certainty.NO and head.startswith(b"SQLite format 3\0") and name.lower().endswith(".plaso"):
        return Certainty.LIKELY
    return known


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the events."""
    return read_sqlite(stream, source, wanted, FAMILY, (QUESTION,), none=OLDER)


FORMAT = Format("plaso", FAMILY, "the tables of a timeline of plaso", recognise, read, whole=True)
