"""Windows events as JSON: one object a line (or an array, or spread over lines), in the shapes that shippers write.

In: `evtx_dump` and its kin (`Event.System`), Velociraptor (`System` beside `EventData`), Winlogbeat and Elastic
(`winlog.*`, before version 7 `event_data`), Wazuh (`data.win`), Splunk (`result`, `_raw`), and flat ones: NXLog,
recordings (`Hostname`, `SourceName`, `TimeCreated`), Sentinel, `Get-WinEvent`, EvtxECmd; also wrapped in one answer.
Out: the plain names of `tocsin.collecting.windows`; what has no plain name keeps its own, nested names joined by dots.
Times: an NXLog `EventTime` is local to the shipper; where `EventReceivedTime` (local too) and `@timestamp` (UTC) stand
beside it, their difference gives the zone. A time without a zone is UTC unless the user names a time zone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, BinaryIO, cast

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats import windows_splunk, windows_wazuh, windows_winlogbeat
from tocsin.collecting.formats.json_lines import Shapes
from tocsin.collecting.formats.json_objects import Found, by_line, taken_or_objects, unwrapped
from tocsin.collecting.formats.windows_columns import FlatColumns
from tocsin.collecting.formats.windows_event_xml import NoEventError, event_of
from tocsin.collecting.formats.windows_flat import IDS, MARKS, Flat, row
from tocsin.collecting.formats.windows_wrapped import LISTS, members
from tocsin.collecting.recoded import Joined
from tocsin.collecting.windows import Event, Groups, Row, flatten, leaves_of, put, text
from tocsin.model.evidence import Rejected

BATCH_ROWS = 32_768
_PARTS = frozenset(
    {"System", "EventData", "UserData", "RenderingInfo", "ProcessingErrorData", "BinaryEventData", "DebugData"}
)

Taken = tuple[Any, str | None, Event]
"""Record number, time as written, plain fields."""

_RECORD_LINE = re.compile(rb"^Record \d{1,20}\r?$", re.MULTILINE)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the first object: an event has a System or `winlog` part, or an EventID with its channel or source."""
    first = unwrapped(_RECORD_LINE.sub(b"", head), LISTS)
    if first is None:
        return Certainty.NO
    inside = members(first) or [first]
    return Certainty.SURE if shape(inside[0], Flat({})) is not None else Certainty.NO


def shape(value: Event, flat: Flat) -> Callable[[Event], Taken] | None:
    """Return how to take an object as a Windows event; None: it is none."""
    identified = "EventID" in value or not IDS.isdisjoint(value)
    if identified and ("Channel" in value or not MARKS.isdisjoint(value)):
        if "RuleTitle" in value:
            return None  # a detection of Hayabusa
        marked = "_raw" in value or "sourcetype" in value
        return windows_splunk.take if marked and windows_splunk.is_splunk(value) else flat
    inner = value.get("Event")
    if isinstance(inner, dict) and isinstance(inner.get("System"), dict):
        return dumped
    system = value.get("System")
    if isinstance(system, dict) and ("EventData" in value or "UserData" in value or "EventID" in system):
        return nested
    if windows_winlogbeat.is_winlogbeat(value):
        return windows_winlogbeat.take
    if windows_winlogbeat.is_old(value):
        return windows_winlogbeat.take_old
    source = value.get("_source")
    if isinstance(source, dict):
        take = shape(source, flat)
        return None if take is None else partial(hit, take)
    if windows_splunk.is_splunk(value):
        return windows_splunk.take
    if windows_wazuh.event_in(value) is not None:
        return windows_wazuh.take
    return with_xml if str(value.get("xml_string", ""))[:6] == "<Event" else None


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield events in batches of one kind each; objects that are no Windows event come out as plain JSON.

    Flat events, one a line, are taken by columns as far as they can be.
    """
    groups, others, flat = Groups(source, wanted), Shapes(source, wanted), Flat({})
    columns = FlatColumns(source, wanted, flat, lambda value: shape(value, flat) is flat)
    for part in taken_or_objects(cast(BinaryIO, _without_record_lines(stream)), source, LISTS, columns.take):
        if isinstance(part, (Rejected, EventBatch)):
            yield part
            continue
        for found in part:
            take = shape(found.value, flat)
            if take is not None:
                groups.add(row(found, take))
            elif not _add_members(found, flat, groups):
                others.add(found)
        for waiting in (groups, others):
            if waiting.count >= BATCH_ROWS:
                yield from waiting.flush()
    yield from groups.flush()
    yield from others.flush()


def _add_members(found: Found, flat: Flat, groups: Groups) -> bool:
    """Add the events that an object wraps, all at its place; False: it wraps none, or other things too."""
    inside = members(found.value)
    taken: list[Row] = []
    for one in inside or ():
        take = shape(one, flat)
        if take is None:
            return False
        taken.append(row(Found(found.line, found.offset, one, found.size), take))
    for one in taken:
        groups.add(one)
    return bool(taken)


def _without_record_lines(stream: BinaryIO) -> Joined | _Blanked:
    """Return a stream without the lines `Record 1` that `evtx_dump` puts before each event."""
    head = stream.read(64)
    joined = Joined(head, stream)
    return _Blanked(joined) if _RECORD_LINE.match(head.lstrip()) else joined


class _Blanked:
    """A stream in which lines `Record 1` are blank; no byte changes its place."""

    def __init__(self, stream: Joined) -> None:
        self._stream = stream
        self._ready = b""
        self._rest = b""
        self._ended = False

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes; none at the end."""
        while not self._ready and not self._ended:
            more = self._stream.read(1 << 20)
            self._ended = not more
            data = self._rest + more
            end = len(data) if self._ended else data.rfind(b"\n") + 1
            self._rest = data[end:]
            self._ready = _RECORD_LINE.sub(lambda line: b" " * len(line[0]), data[:end])
        part, self._ready = (self._ready[:size], self._ready[size:]) if size >= 0 else (self._ready, b"")
        return part


def dumped(value: Event) -> Taken:
    """Take `{"Event": {"System": …, "EventData": …}}`; what stands beside `Event` is kept."""
    taken = flatten(value["Event"])
    for name, said in leaves_of({key: said for key, said in value.items() if key != "Event"}):
        put(taken[2], "Event", f"json.{name}" if name.startswith("_") else name, text(said))
    return taken


def nested(value: Event) -> Taken:
    """Take `{"System": …, "EventData": …}` with what stands beside them (Velociraptor: `Message`, `OSPath`, `Fqdn`)."""
    taken = flatten(value)
    fields = taken[2]
    rest = {key: said for key, said in value.items() if key not in _PARTS}
    if isinstance(rest.get("Message"), str):
        fields.setdefault("Message", rest.pop("Message"))
    for name, said in leaves_of(rest):
        put(fields, "Event", f"json.{name}" if name.startswith("_") else name, text(said))
    return taken


def hit(take: Callable[[Event], Taken], value: Event) -> Taken:
    """Take a search hit of Elasticsearch: the event is its `_source`."""
    return take(value["_source"])


def with_xml(value: Event) -> Taken:
    """Take an event of plaso: its `xml_string` is the event."""
    try:
        record, time, fields = event_of(value["xml_string"])
    except NoEventError:
        record, time, fields = value.get("record_number"), None, {}
    for name, said in leaves_of({key: said for key, said in value.items() if key != "xml_string"}):
        put(fields, "Event", f"json.{name}" if name.startswith("_") else name, text(said))
    return record, time, fields


def _by_line(head: bytes) -> bool:
    return by_line(head, LISTS) and not _RECORD_LINE.match(head.lstrip())


FORMAT = Format("windows-json", "windows", "JSON objects that are Windows events", recognise, read, divisible=_by_line)
