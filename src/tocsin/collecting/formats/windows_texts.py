"""Fields of a Windows event whose text holds the event's data: XML, JSON or a rendered message inside a column.

In: plain fields. Out: the same with what the text says under its own names; a text that says nothing readable stays.
Sentinel has `EventData` as XML (`SecurityEvent`, `Event`) or JSON (`WindowsEvent`), EvtxECmd has `Payload`, many
exports have the message alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import orjson

from tocsin.collecting.formats import windows_messages
from tocsin.collecting.formats.windows_event_xml import data_of
from tocsin.collecting.windows import Event, add_data, put, text

HOLDERS = ("EventData", "UserData", "EventData_Xml", "RawEventData", "Payload", "ParameterXml", "Properties")
MESSAGES = ("Message", "RenderedDescription", "RenderedMessage", "Message_text")
_PARAM = re.compile(r"<Param>(.*?)</Param>", re.DOTALL)


def spread(fields: Event, names: Iterable[str]) -> None:
    """Put what the texts of some fields hold into the event."""
    for name in names:
        said = fields.get(name)
        inner: Event = {}
        if isinstance(said, str) and said and _taken(inner, name, said):
            del fields[name]
            for key, value in inner.items():
                if fields.get(key) != value:  # a table may have the same values in columns of their own
                    put(fields, "EventData", key, value)


def _taken(fields: Event, name: str, said: str) -> bool:
    begin = said.lstrip()[:1]
    if name == "ParameterXml":
        params = _PARAM.findall(said)
        if params:
            fields.setdefault("Data", params)
        return bool(params)
    if begin == "<":
        return data_of(said.strip(), fields)
    if begin == "{":
        try:
            value = orjson.loads(said)
        except ValueError:
            return False
        return isinstance(value, dict) and _add(fields, value)
    return False


def _add(fields: Event, value: dict[str, Any]) -> bool:
    """Add data from JSON: `{"EventData": {…}}` as EvtxECmd writes it, or the names themselves."""
    inner = {key: part for key, part in value.items() if key in ("EventData", "UserData")}
    for key, part in (inner or {"EventData": value}).items():
        if isinstance(part, dict):
            add_data(fields, key, part)
        elif part is not None:
            put(fields, key, key, text(part))
    return True


def message(fields: Event) -> None:
    """Add what a rendered message says, and make it the event's `Message`."""
    for name in MESSAGES:
        said = fields.get(name)
        if isinstance(said, str) and said:
            if name != "Message" and "Message" not in fields:
                fields["Message"] = fields.pop(name)
            windows_messages.add(fields, said)
            return
