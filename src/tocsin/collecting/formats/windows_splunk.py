"""Windows events as Splunk exports them: JSON lines with a `result`, or the fields themselves, with `_raw` beside them.

In: an object. Out: record number, time as written, plain fields.
`_raw` decides where it holds the event: XML (`renderXml = true`) or the lines of the classic input (`LogName=…`, with
the message last); otherwise the fields that Splunk extracted do. What the index adds (`index`, `source`, `sourcetype`)
is kept. Source: Splunk documentation, "Monitor Windows event log data", "Export search results".
"""

from __future__ import annotations

import re
from typing import Any

from tocsin.collecting.formats.windows_event_xml import NoEventError, event_of
from tocsin.collecting.formats.windows_flat import Flat
from tocsin.collecting.formats.windows_texts import message
from tocsin.collecting.windows import Event, moment, number, text

Taken = tuple[Any, str | None, Event]

_PAIR = re.compile(r"^(?P<name>[A-Za-z]{2,32})=(?P<value>.*)$")
_NAMES = {
    "LogName": "Channel",
    "SourceName": "Provider_Name",
    "EventCode": "EventID",
    "ComputerName": "Computer",
    "TaskCategory": "Task_Name",
    "OpCode": "Opcode_Name",
    "Keywords": "Keywords_Names",
    "Type": "Level_Name",
}
_CLASSIC = {"Microsoft Windows security auditing.": "Microsoft-Windows-Security-Auditing"}
_OF_INDEX = ("index", "source", "sourcetype", "host")


def result_of(value: Event) -> Event:
    """Return the fields of a result, whether or not it stands in `result`."""
    inner = value.get("result")
    return inner if isinstance(inner, dict) else value


def is_splunk(value: Event) -> bool:
    """Say whether an object is a Windows event of this kind."""
    inner = result_of(value)
    raw = inner.get("_raw")
    if isinstance(raw, str):
        return raw.lstrip()[:6] == "<Event" or ("EventCode=" in raw[:2000] and "LogName=" in raw[:2000])
    return (
        ("EventCode" in inner or "EventID" in inner)
        and not {"LogName", "Channel", "SourceName"}.isdisjoint(inner)
        and (inner is not value or "sourcetype" in inner)
    )


def take(value: Event) -> Taken:
    """Take one result."""
    inner = result_of(value)
    raw = inner.get("_raw")
    taken = _from_raw(raw) if isinstance(raw, str) else None
    if taken is None:
        plain = {name: said for name, said in inner.items() if not name.startswith("_")}
        taken = Flat({})({name: text(said) for name, said in plain.items()})
    record, time, fields = taken
    for name in _OF_INDEX:
        if inner.get(name) is not None:
            fields.setdefault(name, text(inner[name]))
    if fields.get("Computer") is None and isinstance(inner.get("host"), str):
        fields["Computer"] = inner["host"]
    indexed = moment(inner.get("_time"))
    in_xml = isinstance(raw, str) and raw.lstrip()[:6] == "<Event"  # its time is the event's own
    return record, time if indexed is None or (in_xml and time is not None) else indexed, fields


def _from_raw(raw: str) -> Taken | None:
    if raw.lstrip()[:6] == "<Event":
        try:
            return event_of(raw.strip())
        except NoEventError:
            return None
    return _classic(raw)


def _classic(raw: str) -> Taken | None:
    r"""Take the lines of the classic input: `NAME=value`, and at last the message, which goes on to the end."""
    head, sign, said = raw.partition("\nMessage=")
    fields: Event = {}
    record: Any = None
    lines = head.splitlines()
    for line in lines:
        pair = _PAIR.match(line)
        if pair is None:
            continue
        name, value = pair["name"], pair["value"].strip()
        if name == "RecordNumber":
            record = value
        elif name == "EventCode":
            fields["EventID"] = number(value)
        elif name == "EventType":
            fields["EventType"] = value
        else:
            fields[_NAMES.get(name, name)] = _CLASSIC.get(value, value)
    if "EventID" not in fields:
        return None
    if sign:
        fields["Message"] = said.rstrip("\r\n")
        message(fields)
    first = lines[0].strip() if lines and _PAIR.match(lines[0]) is None else None
    return record, first, fields
