"""Windows events as JSON: one object a line (or an array, or spread over lines), in the shapes that shippers write.

In: `evtx_dump` and its kin (`Event.System`), Winlogbeat and Elastic (`winlog.*`), and flat ones: NXLog, recordings
(`Hostname`, `SourceName`, `TimeCreated`), Sentinel (`EventData` as XML text stays text).
Out: the plain names of `tocsin.collecting.windows`; what has no plain name keeps its own, nested names joined by dots.
Times: an NXLog `EventTime` is local to the shipper; where `EventReceivedTime` (local too) and `@timestamp` (UTC) stand
beside it, their difference gives the zone. A time without a zone is UTC unless the user names a time zone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats import windows_winlogbeat
from tocsin.collecting.formats.json_lines import Shapes
from tocsin.collecting.formats.json_objects import Found, first_object, objects
from tocsin.collecting.formats.windows_flat import Flat
from tocsin.collecting.windows import Event, Groups, Row, flatten, leaves_of, number, put, text
from tocsin.model.evidence import Rejected

BATCH_ROWS = 32_768

Taken = tuple[Any, str | None, Event]
"""Record number, time as written, plain fields."""

_FLAT_MARKS = frozenset({"Channel", "SourceName", "ProviderName", "Provider_Name", "EventLog", "LogName", "Provider"})


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the first object: an event has a System or `winlog` part, or an EventID with its channel or source."""
    first = first_object(head)
    return Certainty.SURE if first is not None and shape(first, Flat({})) is not None else Certainty.NO


def shape(value: Event, flat: Flat) -> Callable[[Event], Taken] | None:
    """Return how to take an object as a Windows event; None: it is none."""
    if ("EventID" in value or "EventId" in value) and not _FLAT_MARKS.isdisjoint(value):
        return flat
    inner = value.get("Event")
    if isinstance(inner, dict) and isinstance(inner.get("System"), dict):
        return dumped
    if isinstance(value.get("System"), dict) and ("EventData" in value or "UserData" in value):
        return flatten
    if windows_winlogbeat.is_winlogbeat(value):
        return windows_winlogbeat.take
    source = value.get("_source")
    if isinstance(source, dict) and windows_winlogbeat.is_winlogbeat(source):
        return hit
    return None


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield events in batches of one kind each; objects that are no Windows event come out as plain JSON."""
    groups, others, flat = Groups(source, wanted), Shapes(source, wanted), Flat({})
    for part in objects(stream, source):
        if isinstance(part, Rejected):
            yield part
            continue
        for found in part:
            take = shape(found.value, flat)
            if take is None:
                others.add(found)
            else:
                groups.add(row(found, take))
        for waiting in (groups, others):
            if waiting.count >= BATCH_ROWS:
                yield from waiting.flush()
    yield from groups.flush()
    yield from others.flush()


def row(found: Found, take: Callable[[Event], Taken]) -> Row:
    """Return an object as a row; where it names no record number, its line is its number."""
    record, time, fields = take(found.value)
    said = record if type(record) is int else number(record)
    return Row(found.line if said is None else said, found.offset, time, fields)


def dumped(value: Event) -> Taken:
    """Take `{"Event": {"System": …, "EventData": …}}`; what stands beside `Event` is kept."""
    taken = flatten(value["Event"])
    for name, said in leaves_of({key: said for key, said in value.items() if key != "Event"}):
        put(taken[2], "Event", f"json.{name}" if name.startswith("_") else name, text(said))
    return taken


def hit(value: Event) -> Taken:
    """Take a search hit of Elasticsearch: the event is its `_source`."""
    return windows_winlogbeat.take(value["_source"])


FORMAT = Format("windows-json", "windows", "JSON objects that are Windows events", recognise, read)
