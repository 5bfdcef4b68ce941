"""Windows events as Winlogbeat and Elastic write them: `winlog.*`, nested or with dotted names.

Winlogbeat's modules rename what stood under `winlog.event_data` (`Image` became `process.executable`). Such an event
has both names here: its own, and the log's, by `knowledge/taxonomies/ecs.yaml`.
"""

from __future__ import annotations

import re
from typing import Any

from tocsin.collecting.windows import NUMBERS, Event, leaves_of, number, put, text
from tocsin.knowledge.logs import find
from tocsin.knowledge.taxonomies import Composed, composed_names, plain_names

Taken = tuple[Any, str | None, Event]

RENAMED = {
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
    "keywords": "Keywords_Names",
}
"""Names under `winlog.` and the event's plain ones; words in place of a number go under `<name>_Name`."""

TAXONOMY = "ecs"
_HOLE = re.compile(r"\{([^}]+)\}")
OLD = {
    "log_name": "channel",
    "source_name": "provider_name",
    "computer_name": "computer_name",
    "record_number": "record_id",
    "event_id": "event_id",
    "process_id": "process.pid",
    "thread_id": "process.thread.id",
    "event_data": "event_data",
    "user_data": "user_data",
    "level": "level",
    "task": "task",
    "opcode": "opcode",
    "keywords": "keywords",
    "provider_guid": "provider_guid",
    "version": "version",
    "activity_id": "activity_id",
    "related_activity_id": "related_activity_id",
}
"""Names of Winlogbeat 5 and 6, at the top, to those below `winlog.` since 7."""

_ELSEWHERE = (("Computer", "host.name"), ("EventID", "event.code"), ("Provider_Name", "event.provider"))


def is_winlogbeat(value: Event) -> bool:
    """Say whether an object is an event of this kind."""
    return isinstance(value.get("winlog"), dict) or any(name.startswith("winlog.") for name in value)


def is_old(value: Event) -> bool:
    """Say whether an object is an event of Winlogbeat 5 or 6."""
    return "log_name" in value and "event_id" in value and "source_name" in value


def take_old(value: Event) -> Taken:
    """Take an event of Winlogbeat 5 or 6."""
    inner = {OLD[name]: said for name, said in value.items() if name in OLD}
    return take({name: said for name, said in value.items() if name not in OLD} | {"winlog": inner})


def take(value: Event) -> Taken:
    """Return record number, time as written and plain fields of an object."""
    fields: Event = {}
    record: Any = None
    for name, said in leaves_of(value):
        if not name.startswith("winlog."):
            put(fields, "Event", "Message" if name == "message" and "Message" not in fields else _own(name), text(said))
            continue
        own = name[7:]
        if own == "record_id":
            record = said
        elif own.startswith(("event_data.", "user_data.")):
            _data(fields, own, said)
        else:
            _head(fields, RENAMED.get(own, name), said)
    if "Event_Message" in fields and "Message" not in fields:
        fields["Message"] = fields.pop("Event_Message")
    for name, other in _ELSEWHERE:
        if fields.get(name) is None and other in fields:
            fields[name] = number(fields[other]) if name == "EventID" else fields[other]
    _add_plain_names(fields)
    time = fields.get("@timestamp")
    return record, time if isinstance(time, str) else None, fields


def _add_plain_names(fields: Event) -> None:
    """Add the log's own names of fields that a module renamed."""
    channel, provider, kind = fields.get("Channel"), fields.get("Provider_Name"), fields.get("EventID")
    if type(channel) is not str or type(kind) is not int:
        return
    entry = find("windows", channel, provider if type(provider) is str else None)
    if entry is None:
        return
    for name, own in plain_names(TAXONOMY, entry.id, kind).items():
        if own not in fields and name in fields:
            fields[own] = fields[name]
    for own, made in composed_names(TAXONOMY, entry.id, kind).items():
        if own not in fields:
            _compose(fields, own, made)


def _compose(fields: Event, own: str, made: Composed) -> None:
    parts = [
        part.replace(hole[0], said)
        for part in made.of
        if (hole := _HOLE.search(part)) and (said := _word(fields, hole[1]))
    ]
    if parts:
        fields[own] = made.between.join(parts)


def _word(fields: Event, name: str) -> str | None:
    said = fields.get(name)
    return said if type(said) is str else None


def _own(name: str) -> str:
    return f"json.{name}" if name.startswith("_") else name


def _head(fields: Event, plain: str, said: Any) -> None:
    if plain not in NUMBERS:
        fields[plain] = text(said)
        return
    numeric = number(said)
    if numeric is not None:
        fields[plain] = numeric
    elif said is not None:
        fields[f"{plain}_Name"] = text(said)


def _data(fields: Event, own: str, said: Any) -> None:
    """Set a field of the event's data; `param1`, `param2`, … are what Winlogbeat calls the unnamed ones."""
    part, _, name = own.partition(".")
    if name.startswith("param") and name[5:].isdigit():
        listed = fields.setdefault("Data", [])
        if isinstance(listed, list):
            listed.append(str(text(said)))
    put(fields, "EventData" if part == "event_data" else "UserData", name, text(said))
