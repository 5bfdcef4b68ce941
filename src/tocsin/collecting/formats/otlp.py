"""Logs of OpenTelemetry as JSON (the collector's file exporter, OTLP/HTTP): requests of `resourceLogs`.

In: a stream of objects, each a request. Out: one event a log record: `body` (the message, or its parts under
`body.…`), `severityText`, attributes of the record under `attributes.…`, those of what wrote it under `resource.…`,
`scope`. The host is `host.name`, the log `service.name`, else `otlp`. A request without any record comes out as plain
JSON. Source: opentelemetry.io, OTLP specification; Logs data model.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.json_lines import Shapes
from tocsin.collecting.formats.json_objects import by_line, first_object, objects
from tocsin.collecting.formats.json_rows import flat
from tocsin.collecting.formats.json_tables import plain_time
from tocsin.collecting.rows import Row, Rows
from tocsin.model.evidence import Rejected

FAMILY = "text"
LOG = "otlp"
Event = dict[str, Any]
_TIMES = ("timeUnixNano", "observedTimeUnixNano")
_DEEPEST = 8


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first object: it has logs of resources."""
    first = first_object(head)
    return Certainty.SURE if first is not None and isinstance(first.get("resourceLogs"), list) else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield log records in batches."""
    rows, others = Rows(source, FAMILY, wanted), Shapes(source, wanted)
    for part in objects(stream, source):
        if isinstance(part, Rejected):
            yield part
            continue
        for found in part:
            count = rows.count
            for record, resource, scope in _records(found.value):
                rows.add(_row(record, resource, scope, found.line, found.offset))
            if rows.count == count:
                others.add(found)
            if rows.full:
                yield from rows.flush()
    yield from rows.flush()
    yield from others.flush()


def _objects(value: Any, name: str) -> list[Event]:
    """Return the objects of a list under a name."""
    listed = value.get(name) if isinstance(value, dict) else None
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _records(value: Event) -> Iterator[tuple[Event, Event, Event]]:
    """Yield the log records of a request, with what wrote each."""
    for wrote in _objects(value, "resourceLogs"):
        resource = wrote.get("resource")
        for part in _objects(wrote, "scopeLogs") or _objects(wrote, "instrumentationLibraryLogs"):
            for record in _objects(part, "logRecords"):
                yield record, resource if isinstance(resource, dict) else {}, part


def _row(record: Event, resource: Event, part: Event, line: int, offset: int) -> Row:
    about = _attributes(resource)
    scope = part.get("scope")
    event: Event = {
        **{name: value for name, value in record.items() if name not in ("body", "attributes")},
        "body": plain(record.get("body")),
        "attributes": _attributes(record),
        "resource": about,
        "scope": scope.get("name") if isinstance(scope, dict) else None,
    }
    host, service = about.get("host.name"), about.get("service.name")
    time = next((record[name] for name in _TIMES if record.get(name) not in (None, "", 0, "0")), None)
    return Row(
        line,
        offset,
        plain_time(str(time)) if isinstance(time, (str, int)) else None,
        host if isinstance(host, str) and host else None,
        service if isinstance(service, str) and service else LOG,
        {name: value for name, value in flat(event).items() if value is not None},
    )


def _attributes(value: Event) -> Event:
    """Return attributes by their names."""
    return {str(one.get("key")): plain(one.get("value")) for one in _objects(value, "attributes")}


def plain(value: Any, depth: int = 0) -> Any:
    """Return a value that says its type as the value alone.

    >>> plain({"stringValue": "x"}), plain({"kvlistValue": {"values": [{"key": "a", "value": {"intValue": "1"}}]}})
    ('x', {'a': '1'})
    """
    if not isinstance(value, dict) or not value or depth > _DEEPEST:
        return value
    kind, said = next(iter(value.items()))
    if kind == "kvlistValue":
        return {str(one.get("key")): plain(one.get("value"), depth + 1) for one in _objects(said, "values")}
    if kind == "arrayValue":
        return [plain(one, depth + 1) for one in _objects(said, "values")]
    return said if kind.endswith("Value") and len(value) == 1 else value


FORMAT = Format("otlp", FAMILY, "logs of OpenTelemetry", recognise, read, divisible=by_line)
