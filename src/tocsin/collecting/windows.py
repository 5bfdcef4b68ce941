"""Windows events under plain names, whatever carried them: an event's nested form flattened, and batches made of rows.

Names: `EventID`, `Level`, `Task`, `Opcode`, `Version` (int64); `Channel`, `Provider_Name`, `Provider_Guid`, `Computer`,
`Keywords`, `Execution_ProcessID`, `Execution_ThreadID`, `Security_UserID`, `Correlation_ActivityID`, `Message` and
every field of EventData or UserData under its own name (strings, as the log writes them; `true`/`false` for booleans).
Unnamed `Data` is one `Data` list. A field that bears the name of one above becomes `EventData_<name>`.
Null means that the event has no such field, or that its JSON says null.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Wanted
from tocsin.collecting.columns import constant, encoded, integers, string_lists, strings
from tocsin.collecting.format import Source
from tocsin.collecting.local_dates import moments_of
from tocsin.collecting.times import iso

FAMILY = "windows"
NUMBERS = ("EventID", "Level", "Task", "Opcode", "Version")

PROCESS_CREATED = "4688"
"""Event id of the log Security (audit policy: process creation)."""

SYSTEM = frozenset({*NUMBERS, "Channel", "Provider_Name", "Computer", "Keywords", "Message"})
"""Names that are the event's own head; a field of its data never takes one."""

UNIQUE = frozenset({"Message", "UtcTime", "RecordID"})
"""Fields in which nearly every value differs: a dictionary would not pay."""

_MANY_FIELDS = 512
_DATE = re.compile(r"/Date\((-?\d{1,17})(?:[+-]\d{4})?\)/")

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One event: where it stands, its time and its fields (strings, ints of `NUMBERS`, lists of strings)."""

    record: int | None
    offset: int
    time: str | None  # as written
    fields: Event


def text(value: Any) -> str | list[str] | None:
    """Return a JSON value as the log would write it.

    >>> text(True), text(12), text(["a", 1]), text({"a": None})
    ('true', '12', ['a', '1'], '{"a":null}')
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, list):
        return [_one(part) for part in value]
    return orjson.dumps(value, option=orjson.OPT_PASSTHROUGH_DATACLASS).decode("utf-8", "replace")


def _one(value: Any) -> str:
    """Return a value of a list as one string."""
    said = text(value)
    return "" if said is None else said if isinstance(said, str) else orjson.dumps(said).decode("utf-8", "replace")


def number(value: Any) -> int | None:
    """Return an integer that is written as one; None otherwise.

    >>> number("4688"), number(4688), number("Info")
    (4688, 4688, None)
    """
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            return None
    return None


def attributes(parent: Event, name: str) -> Event:
    """Return the XML attributes of an element, in any of the ways JSON writers put them."""
    for key, inner in ((name, "#attributes"), (name, "@attributes"), (f"{name}_attributes", None)):
        found = parent.get(key)
        if isinstance(found, dict):
            within = found.get(inner) if inner else found
            if isinstance(within, dict):
                return within
    found = parent.get(name)
    if isinstance(found, dict):
        return {key.removeprefix("@"): value for key, value in found.items() if key not in ("#text", "#attributes")}
    return {}


def content(value: Any) -> Any:
    """Return the text of an element that may have come with attributes (`Value`: Velociraptor)."""
    return value.get("#text", value.get("Value")) if isinstance(value, dict) else value


def moment(value: Any) -> str | None:
    """Return a time as written, seconds since 1970 and PowerShell's `/Date(…)/` as RFC 3339; None where it is none.

    >>> moment(1614668400.5), moment("/Date(1614668400500)/"), moment("2021-03-02 07:00")
    ('2021-03-02T07:00:00.500000Z', '2021-03-02T07:00:00.500000Z', '2021-03-02 07:00')
    """
    if isinstance(value, str):
        dated = _DATE.fullmatch(value) if value.startswith("/") else None
        return iso(int(dated[1]) * 1000) if dated else value
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 1e8 < value < 1e17:
        return iso(round(value * (1_000_000 if value < 1e11 else 1_000 if value < 1e14 else 1)))
    if isinstance(value, dict):
        return moment(value.get("value", value.get("DateTime")))
    return None


def flatten(event: Event) -> tuple[Any, str | None, Event]:
    """Return (record number, time as written, plain fields) of an event made of System and EventData."""
    system = event.get("System")
    system = system if isinstance(system, dict) else {}
    fields: Event = {}
    provider = attributes(system, "Provider")
    fields["Provider_Name"] = text(provider.get("Name") or provider.get("EventSourceName"))
    for name in NUMBERS:
        said = content(system.get(name))
        fields[name] = number(said)
    for name in ("Channel", "Computer", "Keywords"):
        fields[name] = text(content(system.get(name)))
    keywords = system.get("Keywords")
    if type(keywords) is int:
        fields["Keywords"] = hex(keywords & (2**64 - 1))
    for element, attribute in SYSTEM_ATTRIBUTES:
        value = attributes(system, element).get(attribute)
        if value is not None:
            fields[f"{element}_{attribute}"] = text(value)
    for part in ("EventData", "UserData", "ProcessingErrorData", "BinaryEventData", "DebugData"):
        data = event.get(part)
        if isinstance(data, dict):
            add_data(fields, part, data)
        elif data is not None:
            put(fields, part, part, text(data))
    rendered = event.get("RenderingInfo")
    if isinstance(rendered, dict) and rendered.get("Message") is not None:
        fields["Message"] = text(content(rendered["Message"]))
    created = attributes(system, "TimeCreated").get("SystemTime")
    return content(system.get("EventRecordID")), moment(created), fields


SYSTEM_ATTRIBUTES = (
    ("Provider", "Guid"),
    ("EventID", "Qualifiers"),
    ("Execution", "ProcessID"),
    ("Execution", "ThreadID"),
    ("Correlation", "ActivityID"),
    ("Correlation", "RelatedActivityID"),
    ("Security", "UserID"),
)


def leaves_of(value: Event, name: str = "", depth: int = 0) -> list[tuple[str, Any]]:
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


def add_data(fields: Event, part: str, data: Event, depth: int = 0) -> None:
    """Add the fields of EventData, or of the element inside UserData, to `fields` under their own names."""
    for name, value in data.items():
        if type(value) is str:
            if name in fields or name in SYSTEM:
                put(fields, part, name, value)
            else:
                fields[name] = value
        elif name in ("#attributes", "@attributes"):
            _add_attributes(fields, part, value)
        elif name == "Data":
            _add_unnamed(fields, value)
        elif isinstance(value, dict) and depth < 8:
            _add_element(fields, part, name, value, depth)
        else:
            put(fields, part, name, text(value))


def _add_element(fields: Event, part: str, name: str, value: Event, depth: int) -> None:
    inner = value.get("#text")
    if inner is not None:
        put(fields, part, name, text(inner))
    rest = {key: below for key, below in value.items() if key != "#text"}
    if rest:
        add_data(fields, part if depth == 0 and part == "UserData" else name, rest, depth + 1)


def _add_attributes(fields: Event, part: str, value: Any) -> None:
    if isinstance(value, dict):
        for key, said in value.items():
            if not key.startswith("xmlns"):
                put(fields, part, f"{part}_{key}", text(said))


def _add_unnamed(fields: Event, value: Any) -> None:
    """Collect unnamed `Data` elements into the one list they are."""
    said = content(value)
    if isinstance(value, dict) and "@Name" in value:
        said = [value]
    if isinstance(said, list) and any(isinstance(part, dict) for part in said):
        said = _add_named(fields, said)
        if not said:
            return
    parts = [_one(part) for part in said] if isinstance(said, list) else [] if said is None else [_one(said)]
    known = fields.get("Data")
    fields["Data"] = [*known, *parts] if isinstance(known, list) else parts


def _add_named(fields: Event, parts: list[Any]) -> list[Any]:
    """Add `{"@Name": …, "#text": …}`, as XML turned into JSON by rote has them; return those without a name."""
    unnamed: list[Any] = []
    for part in parts:
        name = part.get("@Name", part.get("Name")) if isinstance(part, dict) else None
        if isinstance(name, str):
            put(fields, "EventData", name, text(part.get("#text", part.get("Value", ""))))
        else:
            unnamed.append(content(part) if isinstance(part, dict) and "#text" in part else part)
    return unnamed


def put(fields: Event, part: str, name: str, value: str | list[str] | None) -> None:
    """Set a field; where its name is taken, under one that says where it stood; else as one more value."""
    if name not in fields and name not in SYSTEM:
        fields[name] = value
        return
    longer = f"{part}_{name}"
    if longer not in fields:
        fields[longer] = value
        return
    both: list[str] = []
    for one in (fields[longer], value):
        both += one if isinstance(one, list) else [] if one is None else [str(one)]
    fields[longer] = both


@dataclass(slots=True)
class Groups:
    """Rows waiting to become batches, one batch a kind of event: (channel, provider, event id, recovered)."""

    source: Source
    wanted: Wanted
    count: int = 0
    _rows: dict[tuple[Any, ...], list[Row]] = field(default_factory=dict[tuple[Any, ...], list[Row]])

    def add(self, row: Row, recovered: bool = False) -> None:
        """Take one event in."""
        fields = row.fields
        channel, provider, kind = fields.get("Channel"), fields.get("Provider_Name"), fields.get("EventID")
        key = (
            channel if type(channel) is str else None,
            provider if type(provider) is str else None,
            kind if type(kind) is int else None,
            recovered,
        )
        self._rows.setdefault(key, []).append(row)
        self.count += 1

    def flush(self) -> Iterator[EventBatch]:
        """Yield what waits, in order of first appearance."""
        for (channel, provider, kind, recovered), rows in self._rows.items():
            wanted = self.wanted.in_kind(channel, provider, kind)
            for shaped in _shapes(rows):
                events = record_batch(shaped, self.source, wanted)
                fetch = partial(_some, shaped, self.source) if wanted.fields is not None else None
                yield EventBatch(self.source.path, FAMILY, events, recovered, fetch)
        self._rows.clear()
        self.count = 0


def _shapes(rows: list[Row]) -> list[list[Row]]:
    """Keep rows together unless their fields are so many that the nulls would outgrow the values (hostile events)."""
    names = {name for row in rows for name in row.fields}
    if len(names) <= _MANY_FIELDS:
        return [rows]
    shapes: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        shapes.setdefault(tuple(row.fields), []).append(row)
    return list(shapes.values())


def _some(rows: list[Row], source: Source, chosen: npt.NDArray[np.int64]) -> pa.RecordBatch:
    """Return some rows with all their fields."""
    return record_batch([rows[at] for at in chosen.tolist()], source, ALL_FIELDS)


def record_batch(rows: list[Row], source: Source, wanted: Wanted) -> pa.RecordBatch:
    """Return rows of one kind as Arrow columns."""
    events = [row.fields for row in rows]
    shapes = dict.fromkeys(map(tuple, events))
    names = sorted({name for shape in shapes for name in shape})  # as by columns: what is written must not tell the way
    host = strings_of(events, "Computer")
    if source.host is not None:
        host: list[str | None] = [source.host if one is None else one for one in host]
    columns: dict[str, pa.Array] = {
        "_record": integers([row.record for row in rows]),
        "_offset": pa.array([row.offset for row in rows], pa.int64()),
        "_time": moments_of(strings([row.time for row in rows]), source.timezone),
        "_host": _repeated(host),
        "_log": _repeated(strings_of(events, "Channel")),
    }
    for name in names:
        if wanted.wants(name):
            column = _column(name, [event.get(name) for event in events])
            if column is not None:
                columns[name] = column
    return pa.RecordBatch.from_pydict(columns)


def strings_of(events: list[Event], name: str) -> list[str | None]:
    """Return a field's values where they are strings."""
    values = [event.get(name) for event in events]
    return [value if isinstance(value, str) else None for value in values]


def _repeated(values: list[str | None]) -> pa.Array:
    return constant(values[0], len(values)) if values.count(values[0]) == len(values) else encoded(values)


_TEXT = frozenset({str, type(None)})


def _column(name: str, values: list[Any]) -> pa.Array | None:
    """Return the values as a column of numbers, strings or lists of strings; None when no event has one."""
    first = values[0]
    kinds: set[type] = {type(first)} if values.count(first) == len(values) else set(map(type, values))
    if kinds == {type(None)}:
        return None
    if name in NUMBERS:
        return integers([value if type(value) is int else None for value in values])
    if not kinds <= _TEXT:
        values = [None if value is None else _one(value) if name in SYSTEM else text(value) for value in values]
        if any(isinstance(value, list) for value in values):
            return string_lists([value if value is None or isinstance(value, list) else [value] for value in values])
    if values.count(values[0]) == len(values):
        return constant(values[0], len(values))
    return strings(values) if name in UNIQUE else encoded(values)
