"""Windows events as Wazuh archives and alerts have them: `data.win.system` and `data.win.eventdata`.

In: an object. Out: record number, time as written, plain fields. Wazuh writes the first letter of each name small
(`commandLine`); it is large again here. What stands beside the event (`rule.*`, `agent.*`) keeps its dotted name.
Source: Wazuh documentation, "Windows event channel", decoded fields.
"""

from __future__ import annotations

from typing import Any

from tocsin.collecting.windows import NUMBERS, Event, leaves_of, number, put, text

Taken = tuple[Any, str | None, Event]

_SYSTEM = {
    "providerName": "Provider_Name",
    "providerGuid": "Provider_Guid",
    "eventID": "EventID",
    "version": "Version",
    "level": "Level",
    "task": "Task",
    "opcode": "Opcode",
    "keywords": "Keywords",
    "channel": "Channel",
    "computer": "Computer",
    "processID": "Execution_ProcessID",
    "threadID": "Execution_ThreadID",
    "message": "Message",
    "severityValue": "Level_Name",
}


def event_in(value: Event) -> Event | None:
    """Return the Windows event inside an object; None: there is none."""
    data = value.get("data", value)
    win = data.get("win") if isinstance(data, dict) else None
    return win if isinstance(win, dict) and isinstance(win.get("system"), dict) else None


def take(value: Event) -> Taken:
    """Take one object."""
    win = event_in(value) or {}
    system: Event = win.get("system", {})
    fields: Event = {}
    for name, plain in _SYSTEM.items():
        if name in system:
            fields[plain] = number(system[name]) if plain in NUMBERS else text(system[name])
    if isinstance(fields.get("Message"), str):
        fields["Message"] = str(fields["Message"]).strip('"')
    for part in ("eventdata", "userData", "eventData"):
        data = win.get(part)
        if isinstance(data, dict):
            for name, said in leaves_of(data):
                put(fields, "EventData", name[:1].upper() + name[1:], text(said))
    rest = {name: said for name, said in value.items() if name not in ("data", "win")}
    for name, said in leaves_of(rest):
        put(fields, "Event", f"json.{name}" if name.startswith("_") else name, text(said))
    time = system.get("systemTime")
    return system.get("eventRecordID"), time if isinstance(time, str) else None, fields
