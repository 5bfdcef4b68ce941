"""Detections of other tools under one set of names: the rule, and the event it was found in.

In: an object or row. Out: its events, each with `Tool`, `RuleTitle`, `RuleLevel`, `RuleID` and the event's own fields.
Hayabusa shortens names of channels and fields; those that stand for one name only are written out.
Sources: hayabusa-rules, config/channel_abbreviations.txt and default_details; Chainsaw and Zircolite, as `detections`.
"""

from __future__ import annotations

from typing import Any

from tocsin.collecting.windows import Event, flatten, leaves_of, put, text

__all__ = ["Event", "chainsaw", "chainsaw_row", "hayabusa", "zircolite"]

CHANNELS = {
    "App": "Application",
    "BITS": "Microsoft-Windows-Bits-Client/Operational",
    "CodeInteg": "Microsoft-Windows-CodeIntegrity/Operational",
    "Defender": "Microsoft-Windows-Windows Defender/Operational",
    "DvrFmwk": "Microsoft-Windows-DriverFrameworks-UserMode/Operational",
    "Exchange": "MSExchange Management",
    "Firewall": "Microsoft-Windows-Windows Firewall With Advanced Security/Firewall",
    "NTLM": "Microsoft-Windows-NTLM/Operational",
    "PwSh": "Microsoft-Windows-PowerShell/Operational",
    "PwShClassic": "Windows PowerShell",
    "RDP-Client": "Microsoft-Windows-TerminalServices-RDPClient/Operational",
    "Sec": "Security",
    "Sys": "System",
    "Sysmon": "Microsoft-Windows-Sysmon/Operational",
    "TaskSch": "Microsoft-Windows-TaskScheduler/Operational",
    "WMI": "Microsoft-Windows-WMI-Activity/Operational",
}
FIELDS = {
    "Cmdline": "CommandLine",
    "ParentCmdline": "ParentCommandLine",
    "Proc": "Image",
    "ParentProc": "ParentImage",
    "PID": "ProcessId",
    "ParentPID": "ParentProcessId",
    "LID": "LogonId",
    "SrcIP": "IpAddress",
    "SrcComp": "WorkstationName",
    "TgtUser": "TargetUserName",
    "SrcUser": "SubjectUserName",
    "Svc": "ServiceName",
    "Path": "Path",
    "Hash": "Hashes",
    "ScriptBlock": "ScriptBlockText",
}
_PARTS = " \u00a6 "


def hayabusa(value: Event) -> Event:
    """Return a line of a timeline: details, which may be an object or `Name: value ¦ Name: value`, taken apart.

    >>> hayabusa({"Timestamp": "t", "RuleTitle": "r", "Channel": "Sec", "Details": "Proc: a.exe ¦ User: x"})["Image"]
    'a.exe'
    """
    event: Event = {"Tool": "Hayabusa"}
    for name, said in value.items():
        if name in ("Details", "ExtraFieldInfo", "AllFieldInfo"):
            continue
        event["RuleLevel" if name == "Level" else name] = said
    channel = value.get("Channel")
    if isinstance(channel, str):
        event["Channel"] = CHANNELS.get(channel, channel)
    for part in ("AllFieldInfo", "ExtraFieldInfo", "Details"):
        for name, said in _pairs(value.get(part)):
            put(event, part, FIELDS.get(name, name) if part == "Details" else name, text(said))
    return event


def _pairs(said: Any) -> list[tuple[str, Any]]:
    if isinstance(said, dict):
        return leaves_of(said)
    if not isinstance(said, str) or not said or said == "-":
        return []
    pairs = [one.partition(": ") for one in said.split(_PARTS)]
    return [(name.strip(), value) for name, sign, value in pairs if sign and name.strip()] or [("Details", said)]


def chainsaw(value: Event) -> list[Event]:
    """Return the events of a detection; Chainsaw has one in `document`, or several in `documents`."""
    documents = value.get("documents")
    listed = documents if isinstance(documents, list) else [value.get("document")]
    rule: Event = {
        "Tool": "Chainsaw",
        "RuleTitle": text(value.get("name")),
        "RuleLevel": text(value.get("level")),
        "RuleID": text(value.get("id")),
        "RuleGroup": text(value.get("group")),
        "RuleTags": text(value.get("tags")),
        "Timestamp": text(value.get("timestamp")),
    }
    rule = {name: said for name, said in rule.items() if said is not None}
    events: list[Event] = []
    for document in listed:
        if not isinstance(document, dict) or not isinstance(document.get("data"), dict):
            continue
        data: Event = document["data"]
        inner = data.get("Event", data)
        if isinstance(inner, dict) and isinstance(inner.get("System"), dict):
            record, time, fields = flatten(inner)
            event = rule | {name: said for name, said in fields.items() if said is not None}
            event |= {"RecordID": text(record), "_time": time} if time else {"RecordID": text(record)}
        else:
            event = rule | {name: text(said) for name, said in leaves_of(data)}
        if isinstance(document.get("path"), str):
            event["SourceFile"] = document["path"]
        events.append(event)
    return events


def chainsaw_row(value: Event) -> Event:
    """Return a row of Chainsaw's CSV."""
    names = {"timestamp": "Timestamp", "detections": "RuleTitle", "path": "SourceFile", "Event ID": "EventID"}
    names |= {"Record ID": "RecordID"}
    return {"Tool": "Chainsaw"} | {names.get(name, name): said for name, said in value.items() if said != ""}


def zircolite(value: Event) -> list[Event]:
    """Return the events that a rule matched."""
    rule: Event = {
        "Tool": "Zircolite",
        "RuleTitle": text(value.get("title")),
        "RuleLevel": text(value.get("rule_level")),
        "RuleID": text(value.get("id")),
        "RuleTags": text(value.get("tags")),
    }
    rule = {name: said for name, said in rule.items() if said is not None}
    matches = value.get("matches")
    events: list[Event] = []
    for match in matches if isinstance(matches, list) else ():
        if isinstance(match, dict):
            event = rule | match
            time = match.get("SystemTime", match.get("UtcTime"))
            events.append(event | ({"_time": time} if isinstance(time, str) else {}))
    return events
