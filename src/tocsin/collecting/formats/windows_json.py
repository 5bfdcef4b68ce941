"""Windows events as JSON: one object a line (or an array, or spread over lines), in the shapes that shippers write.

In: Winlogbeat and Elastic (`winlog.*`), `evtx_dump` and its kin (`Event.System`), and flat ones: NXLog
(`Hostname`, `SourceName`, `EventTime`), recordings (`TimeCreated`), Sentinel (`EventData` as XML text stays text).
Out: the plain names of `tocsin.collecting.windows`; what has no plain name keeps its own, nested names joined by dots.
Times: an NXLog `EventTime` is local to the shipper; where `EventReceivedTime` (local too) and `@timestamp` (UTC) stand
beside it, their difference gives the zone. A time without a zone is UTC unless `--timezone` says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.json_objects import Found, first_object, objects
from tocsin.collecting.windows import NUMBERS, Event, Groups, Row, add_data, flatten, number, put, text
from tocsin.model.evidence import Rejected

BATCH_ROWS = 32_768

Taken = tuple[Any, str | None, Event]
"""Record number, time as written, plain fields."""


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the first object: an event has a System part, a `winlog` part, or an EventID with its channel or source."""
    first = first_object(head)
    if first is None:
        return Certainty.NO
    return Certainty.SURE if shape(first) is not None else Certainty.NO


def shape(value: Event) -> Callable[[Event], Taken] | None:
    """Return how to take an object as a Windows event; None: it is none.

    >>> shape({"Hostname": "a", "EventID": 1, "Channel": "Security"}).__name__
    'flat'
    """
    inner = value.get("Event")
    if isinstance(inner, dict) and isinstance(inner.get("System"), dict):
        return dumped
    if isinstance(value.get("System"), dict) and ("EventData" in value or "UserData" in value):
        return undressed
    if isinstance(value.get("winlog"), dict) or any(key.startswith("winlog.") for key in value):
        return winlogbeat
    if ("EventID" in value or "EventId" in value) and not _FLAT_MARKS.isdisjoint(value):
        return flat
    return None


_FLAT_MARKS = frozenset({"Channel", "SourceName", "ProviderName", "Provider_Name", "EventLog", "LogName", "Provider"})


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield events in batches of one kind each; objects that are no Windows event come out as plain JSON (`json_lines`)."""
    from tocsin.collecting.formats.json_lines import Shapes

    groups, others = Groups(source, wanted), Shapes(source, wanted)
    for part in objects(stream, source):
        if isinstance(part, Rejected):
            yield part
            continue
        for found in part:
            take = shape(found.value)
            if take is None:
                others.add(found)
            else:
                groups.add(row(found, take))
        if groups.count >= BATCH_ROWS:
            yield from groups.flush()
        if others.count >= BATCH_ROWS:
            yield from others.flush()
    yield from groups.flush()
    yield from others.flush()


def row(found: Found, take: Callable[[Event], Taken]) -> Row:
    """Return an object as a row; where it names no record number, its line is its number."""
    record, time, fields = take(found.value)
    said = number(record)
    return Row(found.line if said is None else said, found.offset, time, fields)


def dumped(value: Event) -> Taken:
    """Take `{"Event": {"System": …, "EventData": …}}`; what stands beside `Event` is kept."""
    taken = flatten(value["Event"])
    if len(value) > 1:
        spread_into(taken[2], {key: said for key, said in value.items() if key != "Event"})
    return taken


def undressed(value: Event) -> Taken:
    """Take `{"System": …, "EventData": …}`."""
    return flatten(value)


_RENAMED = {
    "EventId": "EventID",
    "SourceName": "Provider_Name",
    "Provider": "Provider_Name",
    "ProviderGuid": "Provider_Guid",
    "Hostname": "Computer",
    "ComputerName": "Computer",
    "MachineName": "Computer",
    "EventLog": "Channel",
    "LogName": "Channel",
    "OpcodeValue": "Opcode",
    "ExecutionProcessID": "Execution_ProcessID",
    "ThreadID": "Execution_ThreadID",
    "ActivityID": "Correlation_ActivityID",
    "RelatedActivityID": "Correlation_RelatedActivityID",
}
_RECORD_NAMES = ("RecordNumber", "EventRecordID", "RecordId", "RecordID", "EventRecordId")


def flat(value: Event) -> Taken:
    """Take an object whose fields are the event's own, side by side with those of its head."""
    fields: Event = {}
    nxlog = "EventReceivedTime" in value or "SourceModuleName" in value
    for name, said in value.items():
        plain = _RENAMED.get(name, name)
        if plain != name and (plain in value or (not nxlog and name in _ONLY_NXLOG)):
            plain = name
        if type(said) is str and plain not in NUMBERS:
            fields[plain] = said
        elif plain in NUMBERS:
            _number(fields, plain, said, value)
        elif name == "Keywords" and isinstance(said, int):
            fields[plain] = hex(said & (2**64 - 1))  # NXLog writes them as a signed number
        elif plain in ("EventData", "UserData") and isinstance(said, dict):
            add_data(fields, plain, said)
        else:
            spread_into(fields, {plain: said})
    if "Provider_Name" not in fields and isinstance(value.get("ProviderName"), str):
        fields["Provider_Name"] = fields.pop("ProviderName")
    record = next((value[name] for name in _RECORD_NAMES if name in value), None)
    return record, flat_time(value), fields


_ONLY_NXLOG = frozenset({"ThreadID", "ActivityID", "RelatedActivityID", "ExecutionProcessID", "OpcodeValue"})


def _number(fields: Event, plain: str, said: Any, value: Event) -> None:
    """Set one of `NUMBERS`; words in its place (`Opcode: Info`) go under `<name>_Name`."""
    numeric = number(said)
    if numeric is not None:
        fields[plain] = numeric
    elif said is not None:
        put(fields, "Event", f"{plain}_Name", text(said))


def flat_time(value: Event) -> str | None:
    """Return the time of a flat event as written, with its zone where that can be told."""
    event, received, stamped = (value.get(name) for name in ("EventTime", "EventReceivedTime", "@timestamp"))
    if isinstance(event, str) and isinstance(received, str) and isinstance(stamped, str):
        zone = _zone(received, stamped)
        if zone is not None:
            return event + zone
    for name in _TIME_NAMES:
        said = value.get(name)
        if isinstance(said, str):
            return said
    return None


_TIME_NAMES = (
    "TimeCreated",
    "SystemTime",
    "@timestamp",
    "EventTime",
    "TimeGenerated",
    "UtcTime",
    "Timestamp",
    "timestamp",
)


def _zone(local: str, utc: str) -> str | None:
    """Return the offset that makes a local time the UTC time beside it, to the quarter of an hour.

    >>> _zone("2020-06-09 22:50:56", "2020-06-10T02:50:56.537Z")
    '-04:00'
    """
    try:
        here, there = datetime.fromisoformat(local), datetime.fromisoformat(utc)
    except ValueError:
        return None
    if here.tzinfo is not None or there.tzinfo is None:
        return None
    ahead = here.replace(tzinfo=UTC) - there
    quarters = round(ahead / timedelta(minutes=15))
    if abs(quarters) > 56 or abs(ahead - quarters * timedelta(minutes=15)) > timedelta(minutes=2):
        return None
    hours, minutes = divmod(abs(quarters) * 15, 60)
    return f"{'-' if quarters < 0 else '+'}{hours:02d}:{minutes:02d}"


_WINLOG = {
    "event_id": "EventID",
    "channel": "Channel",
    "provider_name": "Provider_Name",
    "provider_guid": "Provider_Guid",
    "computer_name": "Computer",
    "version": "Version",
    "process.pid": "Execution_ProcessID",
    "process.thread.id": "Execution_ThreadID",
    "user.identifier": "Security_UserID",
    "activity_id": "Correlation_ActivityID",
    "related_activity_id": "Correlation_RelatedActivityID",
    "task": "Task",
    "opcode": "Opcode",
    "level": "Level",
}


def winlogbeat(value: Event) -> Taken:
    """Take an event as Winlogbeat writes it, nested or with dotted names; also inside Elastic's `_source`."""
    fields: Event = {}
    leaves = leaves_of(value)
    record: Any = None
    for name, said in leaves:
        own = name.removeprefix("winlog.")
        if own is not name and own != name:
            if own == "record_id":
                record = said
            elif own.startswith(("event_data.", "user_data.")):
                _event_data(fields, own, said)
            elif own == "keywords":
                fields["Keywords_Names"] = text(said)
            else:
                plain = _WINLOG.get(own, name)
                if plain in NUMBERS:
                    _number(fields, plain, said, value)
                else:
                    fields[plain] = text(said)
        elif name == "message":
            fields["Message"] = text(said)
        else:
            put(fields, "Event", name, text(said))
    for name, other in (("Computer", "host.name"), ("EventID", "event.code"), ("Provider_Name", "event.provider")):
        if name not in fields and other in fields:
            fields[name] = number(fields[other]) if name == "EventID" else fields[other]
    time = fields.get("@timestamp")
    return record, time if isinstance(time, str) else None, fields


def _event_data(fields: Event, own: str, said: Any) -> None:
    part, _, name = own.partition(".")
    place = "EventData" if part == "event_data" else "UserData"
    if name.startswith("param") and name[5:].isdigit():
        listed = fields.setdefault("Data", [])
        if isinstance(listed, list):
            listed.append(str(text(said)))
    put(fields, place, name, text(said))


def leaves_of(value: Any, name: str = "", depth: int = 0) -> list[tuple[str, Any]]:
    """Return the leaves of nested objects with their dotted names; lists, and what is too deep, are leaves.

    >>> leaves_of({"a": {"b": 1}, "c": [2]})
    [('a.b', 1), ('c', [2])]
    """
    leaves: list[tuple[str, Any]] = []
    for key, said in value.items():
        full = f"{name}.{key}" if name else key
        if isinstance(said, dict) and said and depth < 16:
            leaves += leaves_of(said, full, depth + 1)
        else:
            leaves.append((full, said))
    return leaves


def spread_into(fields: Event, value: Event) -> None:
    """Put the leaves of an object into `fields` under dotted names; own columns' names (`_…`) are kept off."""
    for name, said in leaves_of(value):
        put(fields, "Event", name if not name.startswith("_") else f"json.{name}", text(said))


FORMAT = Format("windows-json", "windows", "JSON objects that are Windows events", recognise, read)
