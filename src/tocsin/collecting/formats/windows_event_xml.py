"""One Windows event written as XML, to record number, time as written and plain fields.

In: the bytes of one `<Event>…</Event>` element. Out: what `tocsin.collecting.windows` makes of the same event in EVTX.
Only the element itself is parsed, never a document around it: there is no DOCTYPE, so no entity can be defined.
What XML forbids but shippers write (control characters, bare `&`, unknown entities) is mended and the event kept.
Source: Microsoft Learn, "Event schema" (schemas.microsoft.com/win/2004/08/events/event).
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

from tocsin.collecting.windows import NUMBERS, SYSTEM_ATTRIBUTES, Event, add_data, number, put

Taken = tuple[Any, str | None, Event]
"""Record number, time as written, plain fields."""

MOST_DEPTH = 16
MOST_NAMES = 10_000
_FORBIDDEN = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:x0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]);|0*(?:[0-8]|1[124-9]|2\d|3[01]);)"
)
_BARE = re.compile(rb"&(?!(?:lt|gt|amp|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_RENDERED = {"Level": "Level_Name", "Task": "Task_Name", "Opcode": "Opcode_Name", "Keywords": "Keywords_Names"}
_ATTRIBUTES = {pair: f"{pair[0]}_{pair[1]}" for pair in SYSTEM_ATTRIBUTES}
_NUMBERS = frozenset(NUMBERS)
_WORDS = frozenset({"Channel", "Computer", "Keywords"})
_DATA = ("UserData", "ProcessingErrorData", "DebugData")


class NoEventError(ValueError):
    """Why some XML is no event."""


def event_of(xml: bytes | str) -> Taken:
    """Take one event; raises `NoEventError` when it is none.

    >>> event_of("<Event><System/><EventData><Data Name='A'>x</Data></EventData></Event>")[2]["A"]
    'x'
    """
    data = xml.encode("utf-8", "replace") if isinstance(xml, str) else xml
    try:
        root = ET.fromstring(data)  # noqa: S314 - begins with the element: no DOCTYPE, so no entities
    except ET.ParseError as first:
        try:
            root = ET.fromstring(_mended(data))  # noqa: S314 - as above
        except ET.ParseError:
            raise NoEventError(f"not XML: {first}") from None
    if _LOCAL[root.tag] != "Event":
        raise NoEventError(f"an element {_LOCAL[root.tag]!r}, not an event")
    return _taken(root)


def events_of(fragments: list[bytes]) -> list[Taken] | None:
    """Take many events at once; None: one of them is not as it should be, so that each must be taken alone."""
    try:
        root = ET.fromstring(b"<all>" + b"".join(fragments) + b"</all>")  # noqa: S314 - begins with an element
    except ET.ParseError:
        return None
    if len(root) != len(fragments) or any(_LOCAL[one.tag] != "Event" for one in root):
        return None
    return [_taken(one) for one in root]


def flat_of(xml: bytes) -> dict[str, str]:
    """Return the elements of an event that has no System, as NXLog writes them; raises `NoEventError`.

    >>> flat_of(b"<Event><EventID>1</EventID><Hostname>h</Hostname></Event>")
    {'EventID': '1', 'Hostname': 'h'}
    """
    try:
        root = ET.fromstring(_mended(xml))  # noqa: S314 - begins with the element: no entities
    except ET.ParseError as error:
        raise NoEventError(f"not XML: {error}") from None
    return {_LOCAL[child.tag]: _text(child) for child in root}


def data_of(xml: str, fields: Event) -> bool:
    """Add the fields of an EventData or UserData element, or of a DataItem around one; False: it is none."""
    if re.match(r"\s*<(?:DataItem|EventData|UserData)[\s>]", xml) is None:
        return False
    try:
        root = ET.fromstring(_mended(xml.encode("utf-8", "replace")))  # noqa: S314 - begins with the element: no entities
    except ET.ParseError:
        return False
    if _LOCAL[root.tag] == "DataItem" and len(root):
        root = root[0]
    if _LOCAL[root.tag] not in ("EventData", "UserData"):
        return False
    _add(fields, root)
    return True


def _mended(data: bytes) -> bytes:
    text = data.decode("utf-8", "replace").encode()
    return _BARE.sub(b"&amp;", _FORBIDDEN.sub("\ufffd".encode(), text))


class _Locals(dict[Any, str]):
    """The local name of each tag that was met, without its namespace."""

    def __missing__(self, tag: Any) -> str:
        name = tag.rpartition("}")[2] if isinstance(tag, str) else ""
        if len(self) < MOST_NAMES:
            self[tag] = name
        return name


_LOCAL = _Locals()


def _text(element: ET.Element) -> str:
    """Return an element's text; blanks of a pretty printer are none."""
    said = element.text or ""
    return "" if "\n" in said and not said.strip() else said


def _taken(root: ET.Element) -> Taken:
    fields: Event = {"Provider_Name": None}
    fields |= dict.fromkeys(NUMBERS)
    record: Any = None
    time: str | None = None
    parts: list[ET.Element] = []
    for part in root:
        if _LOCAL[part.tag] == "System":
            record, time = _system(part, fields)
        else:
            parts.append(part)
    for part in parts:
        _add(fields, part)
    return record, time, fields


def _system(system: ET.Element, fields: Event) -> tuple[Any, str | None]:
    record: Any = None
    time: str | None = None
    for element in system:
        name = _LOCAL[element.tag]
        if name in _NUMBERS:
            fields[name] = number(_text(element))
        elif name in _WORDS:
            fields[name] = _text(element) or None
        elif name == "EventRecordID":
            record = _text(element)
        elif name == "TimeCreated":
            time = element.get("SystemTime") or element.get("RawTime")
        elif name == "Provider":
            fields["Provider_Name"] = element.get("Name") or element.get("EventSourceName")
        for attribute, said in element.items():
            plain = _ATTRIBUTES.get((name, attribute))
            if plain is not None:
                fields[plain] = said
    return record, time


def _add(fields: Event, part: ET.Element) -> None:
    """Add what stands beside System."""
    name = _LOCAL[part.tag]
    if name == "EventData":
        _add_event_data(fields, part)
    elif name in _DATA:
        add_data(fields, name, {_LOCAL[child.tag]: _nested(child) for child in part})
    elif name == "RenderingInfo":
        _add_rendered(fields, part)
    else:
        said = _nested(part)
        if isinstance(said, dict):
            add_data(fields, name, said)
        else:
            put(fields, name, name, said)


def _add_event_data(fields: Event, part: ET.Element) -> None:
    unnamed: list[str] = []
    for child in part:
        kind, name = _LOCAL[child.tag], child.get("Name")
        if kind == "Data" and name is None:
            unnamed.append(_text(child))
        elif len(child) or (kind not in ("Data", "ComplexData") and child.attrib):
            add_data(fields, name or kind, _inner(child))
        else:
            put(fields, "EventData", name or kind, _text(child))
    if unnamed:
        known = fields.get("Data")
        fields["Data"] = [*known, *unnamed] if isinstance(known, list) else unnamed
    for name, said in part.attrib.items():
        put(fields, "EventData", f"EventData_{_LOCAL[name]}", said)


def _add_rendered(fields: Event, part: ET.Element) -> None:
    for child in part:
        name = _LOCAL[child.tag]
        if name == "Message":
            fields["Message"] = _text(child)
        elif name in _RENDERED:
            words = [_text(one) for one in child] if len(child) else [_text(child)]
            said = ", ".join(word for word in words if word)
            if said:
                put(fields, "Rendered", _RENDERED[name], said)


def _nested(element: ET.Element, depth: int = 0) -> Any:
    """Return an element as `evtx_dump` would write it in JSON."""
    if not len(element) and not element.attrib:
        return _text(element)
    return _inner(element, depth)


def _inner(element: ET.Element, depth: int = 0) -> dict[str, Any]:
    if depth > MOST_DEPTH:
        return {"#text": "".join(element.itertext())}
    inner: dict[str, Any] = {}
    if element.attrib:
        inner["#attributes"] = {_LOCAL[name]: said for name, said in element.attrib.items()}
    if _text(element) or not len(element):
        inner["#text"] = _text(element)
    for child in element:
        name = child.get("Name") if _LOCAL[child.tag] == "Data" and child.get("Name") else _LOCAL[child.tag]
        said: Any = _text(child) if child.get("Name") and not len(child) else _nested(child, depth + 1)
        plain, times = str(name), 1
        while plain in inner:
            plain, times = f"{name}_{times}", times + 1
        inner[plain] = said
    return inner
