"""Windows events as CSV: Sentinel and Log Analytics, Splunk, Kibana, EvtxECmd, Event Viewer, `Get-WinEvent`.

In: rows under a header, parted by commas, semicolons or tabs; values may be quoted and hold line feeds.
Out: the plain names of `tocsin.collecting.windows`; each row is taken as the JSON object of its values would be. What
a message or a text with XML or JSON says becomes fields. `_record` is the log's record number where there is one, else
the line. Event Viewer names no channel: that of the provider is taken where it has one only. Times without a zone are
UTC unless the user names a time zone.
Sources: Microsoft Learn, Azure Monitor tables SecurityEvent, Event, WindowsEvent, "Get-WinEvent"; EvtxECmd's headers.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO, cast

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import HEAD_BYTES, Certainty, Format, Source
from tocsin.collecting.formats.csv_rows import csv_rows, header_of
from tocsin.collecting.formats.json_lines import Shapes
from tocsin.collecting.formats.json_objects import Found
from tocsin.collecting.formats.windows_flat import Flat, row
from tocsin.collecting.formats.windows_json import BATCH_ROWS, shape
from tocsin.collecting.recoded import Joined
from tocsin.collecting.windows import Event, Groups
from tocsin.model.evidence import Rejected

DELIMITERS = (",", ";", "\t")
_THREAD = {"ProcessId": "Execution_ProcessID", "ThreadId": "Execution_ThreadID", "UserId": "Security_UserID"}
LAYOUTS: tuple[tuple[frozenset[str], dict[str, str]], ...] = (
    (frozenset({"MapDescription", "EventRecordId"}), _THREAD),
    (frozenset({"ProviderName", "LogName", "Id"}), _THREAD | {"Id": "EventID", "ProviderId": "Provider_Guid"}),
    (
        frozenset({"Date and Time", "Source", "Event ID"}),
        {
            "Event ID": "EventID",
            "Date and Time": "TimeCreated",
            "Source": "Provider_Name",
            "Task Category": "Task_Name",
            "Log": "Channel",
        },
    ),
    (
        frozenset({"EntryType", "InstanceId", "Source"}),
        {"Source": "Provider_Name", "Index": "RecordNumber", "EntryType": "Level_Name", "Log": "Channel"},
    ),
    (
        frozenset({"EventLog", "Source", "EventID"}),
        {"Source": "Provider_Name", "EventLevel": "Level", "EventLevelName": "Level_Name"},
    ),
)
"""Names that tell who wrote a file, and what some of its columns are."""

_CHANNELS = {
    "Microsoft-Windows-Security-Auditing": "Security",
    "Microsoft Windows security auditing.": "Security",
    "Microsoft-Windows-Sysmon": "Microsoft-Windows-Sysmon/Operational",
    "Microsoft-Windows-PowerShell": "Microsoft-Windows-PowerShell/Operational",
    "PowerShell": "Windows PowerShell",
    "Service Control Manager": "System",
    "MSExchange CmdletLogs": "MSExchange Management",
}
_UTC = " [UTC]"


def renamed(names: tuple[str, ...]) -> dict[str, str]:
    """Return what the columns of a header are, by their names in the file.

    >>> renamed(("TimeGenerated [UTC]", "Computer"))
    {'TimeGenerated [UTC]': 'TimeGenerated', 'Computer': 'Computer'}
    """
    plain = {name: name.removeprefix("log." if name.startswith("log._") else "").removesuffix(_UTC) for name in names}
    for marks, others in LAYOUTS:
        if marks <= set(plain.values()):
            plain = {name: others.get(said, said) for name, said in plain.items()}
    return plain


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the names of the columns, and by the first row where there is one."""
    return Certainty.SURE if _delimiter(head) is not None else Certainty.NO


def _delimiter(head: bytes) -> str | None:
    """Return what parts the values of a file that is of this kind; None: it is not."""
    for delimiter in DELIMITERS:
        names = header_of(head, delimiter)
        if len(names) < 3:
            continue
        plain, flat = renamed(names), Flat({})
        rows = [dict.fromkeys(plain.values(), "")]
        for part in csv_rows(io.BytesIO(head), Source(""), delimiter, "Message"):
            if not isinstance(part, Rejected):
                rows += [_event(found.value, plain) for found in part[1][:4]]
        if any(shape(one, flat) is not None for one in rows):
            return delimiter
    return None


def _event(row: Event, plain: dict[str, str]) -> Event:
    event = {plain.get(name, name): value for name, value in row.items()}
    if "Channel" not in event and "LogName" not in event and "EventLog" not in event:
        channel = _CHANNELS.get(str(event.get("Provider_Name", event.get("ProviderName"))))
        if channel is not None:
            event["Channel"] = channel
    return event


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield events in batches of one kind each; rows that are no Windows event come out as plain JSON would."""
    head = stream.read(HEAD_BYTES)
    delimiter = _delimiter(head) or ","
    groups, others, flat = Groups(source, wanted), Shapes(source, wanted), Flat({})
    plain: dict[str, str] = {}
    known: tuple[str, ...] = ()
    for part in csv_rows(cast(BinaryIO, Joined(head, stream)), source, delimiter, "Message"):
        if isinstance(part, Rejected):
            yield part
            continue
        names, rows = part
        if names != known:
            known, plain = names, renamed(names)
        for found in rows:
            event = Found(found.line, found.offset, _event(found.value, plain), found.size)
            take = shape(event.value, flat)
            if take is None:
                others.add(event)
            else:
                groups.add(row(event, take))
        for waiting in (groups, others):
            if waiting.count >= BATCH_ROWS:
                yield from waiting.flush()
    yield from groups.flush()
    yield from others.flush()


FORMAT = Format("windows-csv", "windows", "columns of Windows events", recognise, read)
