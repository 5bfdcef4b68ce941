r"""What a rendered message of a Windows event says, under the names that the event's data have.

In: the message, who wrote it and the kind of event. Out: fields (`NewProcessName`, `CommandLine`, …).
Exports often have the message alone (Event Viewer's CSV, `Get-WinEvent`, Splunk's classic input, Sentinel's `Event`).
Understood: Sysmon (its messages name the fields), the Security log (labels inside sections), PowerShell, and the
Service Control Manager, in English. A label with no known name gives its words without the blanks.
Source: Microsoft Learn, "Audit …" pages of the Security events (message text beside event XML).
"""

from __future__ import annotations

import re

from tocsin.collecting.windows import SYSTEM, Event

MOST_LINES = 400
_LINE = re.compile(r"^(?P<indent>[ \t]*)(?P<label>[A-Z][^:\t\r\n]{0,60}?):(?:[ \t]+(?P<value>.*))?$")
_SYSMON = re.compile(r"^(?P<label>[A-Za-z][A-Za-z0-9]{0,40}): ?(?P<value>.*)$")
_BLOCK = re.compile(r"Creating Scriptblock text \((?P<number>\d{1,9}) of (?P<total>\d{1,9})\):[ \t\r]{0,8}\n")
_BLOCK_END = re.compile(
    r"ScriptBlock ID: (?P<id>[0-9A-Fa-f-]{36})\s{0,8}(?:\n[ \t]{0,8}Path:[ \t]{0,8}(?P<path>[^\r\n]*)\s{0,8})?\Z"
)

_PERSON = {
    "Security ID": "UserSid",
    "Account Name": "UserName",
    "Account Domain": "DomainName",
    "Domain": "DomainName",
    "Logon ID": "LogonId",
    "Logon GUID": "LogonGuid",
    "Group Name": "UserName",
    "Group Domain": "DomainName",
}
_WHO = {
    "Subject": "Subject",
    "Creator Subject": "Subject",
    "Creator": "Subject",
    "Target Subject": "Target",
    "Target Account": "Target",
    "Target": "Target",
    "New Logon": "Target",
    "New Account": "Target",
    "Account For Which Logon Failed": "Target",
    "Account Whose Credentials Were Used": "Target",
    "Account That Was Locked Out": "Target",
    "Account Information": "Target",
    "Group": "Target",
    "New Group": "Target",
    "Deleted Group": "Target",
    "Member": "Member",
}
_LABELS = {
    "Accesses": "AccessList",
    "Access Mask": "AccessMask",
    "Application Name": "Application",
    "Authentication Package": "AuthenticationPackageName",
    "Client Address": "IpAddress",
    "Client Port": "IpPort",
    "Creator Process ID": "ProcessId",
    "Creator Process Name": "ParentProcessName",
    "Destination Address": "DestAddress",
    "Destination Port": "DestPort",
    "Key Length": "KeyLength",
    "Linked Logon ID": "TargetLinkedLogonId",
    "Logon Process": "LogonProcessName",
    "Network Account Domain": "TargetOutboundDomainName",
    "Network Account Name": "TargetOutboundUserName",
    "Package Name (NTLM only)": "LmPackageName",
    "Process Command Line": "CommandLine",
    "Result Code": "Status",
    "Failure Code": "Status",
    "Service File Name": "ServiceFileName",
    "Share Path": "ShareLocalPath",
    "Source Network Address": "IpAddress",
    "Sub Status": "SubStatus",
    "Token Elevation Type": "TokenElevationType",
    "Transited Services": "TransmittedServices",
}
_BY_EVENT: dict[tuple[int, str], str] = {
    (4624, "Source Port"): "IpPort",
    (4625, "Source Port"): "IpPort",
    (4648, "Port"): "IpPort",
    (4648, "Network Address"): "IpAddress",
    (4648, "Target Server Name"): "TargetServerName",
    (4776, "Authentication Package"): "PackageName",
    (4776, "Logon Account"): "TargetUserName",
    (4776, "Source Workstation"): "Workstation",
    (4776, "Error Code"): "Status",
    (4625, "Caller Process ID"): "ProcessId",
    (4625, "Caller Process Name"): "ProcessName",
    (5140, "Source Address"): "IpAddress",
    (5140, "Source Port"): "IpPort",
    (5145, "Source Address"): "IpAddress",
    (5145, "Source Port"): "IpPort",
    (5158, "Source Port"): "SourcePort",
    (7045, "Service File Name"): "ImagePath",
    (7045, "Service Start Type"): "StartType",
    (7045, "Service Account"): "AccountName",
}


def fields_of(message: str, provider: str | None, event_id: int | None) -> dict[str, str]:
    r"""Return what a message says, by the names of the event's data; nothing where it says nothing so.

    >>> fields_of("Process Create:\nRuleName: -\nImage: C:\\x.exe", "Microsoft-Windows-Sysmon", 1)
    {'RuleName': '-', 'Image': 'C:\\x.exe'}
    >>> fields_of("A new process.\n\nSubject:\n\tAccount Name:\t\teve\n", "Microsoft-Windows-Security-Auditing", 4688)
    {'SubjectUserName': 'eve'}
    """
    lowered = (provider or "").lower()
    if "sysmon" in lowered:
        return _sysmon(message)
    if "powershell" in lowered:
        return _script_block(message)
    if "security" in lowered or "service control manager" in lowered or "eventlog" in lowered:
        return _sections(message, event_id or 0)
    return {}


def _sysmon(message: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in message.splitlines()[1:MOST_LINES]:
        fits = _SYSMON.match(line)
        if fits:
            found.setdefault(fits["label"], fits["value"])
    return found


def _script_block(message: str) -> dict[str, str]:
    begin = _BLOCK.match(message)
    if begin is None:
        return {}
    text = message[begin.end() :]
    named = {"MessageNumber": begin["number"], "MessageTotal": begin["total"], "ScriptBlockText": text.rstrip()}
    at = text.rfind("ScriptBlock ID: ")
    end = _BLOCK_END.match(text.rstrip(), at) if at >= 0 else None
    if end is not None:
        named["ScriptBlockText"] = text[:at].rstrip()
        named |= {"ScriptBlockId": end["id"]} | ({} if end["path"] is None else {"Path": end["path"]})
    return named


def _sections(message: str, event_id: int) -> dict[str, str]:
    found: dict[str, str] = {}
    section = ""
    for line in message.splitlines()[:MOST_LINES]:
        fits = _LINE.match(line)
        if fits is None:
            continue
        label, value = fits["label"].strip(), (fits["value"] or "").strip()
        if not value and not fits["indent"]:
            section = label
            continue
        found.setdefault(_name(section, label, event_id), value)
    return found


def _name(section: str, label: str, event_id: int) -> str:
    who = _WHO.get(section)
    if who is not None and label in _PERSON:
        return f"{who}{_PERSON[label]}"
    known = _BY_EVENT.get((event_id, label)) or _LABELS.get(label)
    return known or re.sub(r"ID$", "Id", re.sub(r"[^A-Za-z0-9]", "", label))


def add(fields: Event, message: str) -> None:
    """Add to an event that has its head and a message what the message says."""
    provider, event_id = fields.get("Provider_Name"), fields.get("EventID")
    said = fields_of(
        message, provider if isinstance(provider, str) else None, event_id if type(event_id) is int else None
    )
    for name, value in said.items():
        if name not in SYSTEM:
            fields.setdefault(name, value)
