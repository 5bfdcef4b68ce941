"""Tables of Microsoft Defender XDR (advanced hunting): devices, identities, mail, cloud apps, alerts.

In: CSV of the portal or of Sentinel, JSON rows, answers of the interfaces (`{"Results": [...]}`, `{"results": [...]}`,
tables of Log Analytics), and what the streaming interface writes (`"category": "AdvancedHunting-…"`, `"properties"`).
Out: batches of each table under its own columns; `_log` is the table (`DeviceProcessEvents`), `_host` the device.
A row names its table seldom; then its `ActionType`, or columns that only one table has, tell it. Times are UTC.
Source: Microsoft Learn, "Advanced hunting schema", "Streaming API", "Run advanced queries".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, BinaryIO, cast

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import HEAD_BYTES, Certainty, Format, Source
from tocsin.collecting.formats.csv_rows import header_of, read_rows
from tocsin.collecting.formats.defender_fields import with_derived
from tocsin.collecting.formats.json_lines import Shapes
from tocsin.collecting.formats.json_objects import Joined, objects, unwrapped
from tocsin.collecting.formats.json_tables import BATCH_ROWS, Event, Sort, Table, Tables
from tocsin.collecting.formats.windows_wrapped import LISTS, members
from tocsin.model.evidence import Rejected

FAMILY = "defender"
_STREAMED = re.compile(r"AdvancedHunting-([A-Za-z]{1,60})")
_NAMED = re.compile(
    r"(?:Device|Identity|Email|Url|CloudApp|Alert|AADSignIn|AADSpn|Behavior|Message|EntraId)[A-Za-z]{2,50}"
)
_ACTIONS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"ProcessCreated|ProcessCreatedAggregatedReport|OpenProcess"), "DeviceProcessEvents"),
    (re.compile(r"File(?:Created|Modified|Deleted|Renamed)(?:AggregatedReport)?"), "DeviceFileEvents"),
    (
        re.compile(
            r"(?:Inbound)?Connection[A-Za-z]+|ListeningConnectionCreated|[A-Za-z]+ConnectionInspected|Dns.*Response"
        ),
        "DeviceNetworkEvents",
    ),
    (re.compile(r"Logon(?:Success|Failed|Attempted)|LogonSuccessAggregatedReport"), "DeviceLogonEvents"),
    (re.compile(r"Registry(?:Key|Value)[A-Za-z]+"), "DeviceRegistryEvents"),
    (re.compile(r"ImageLoaded|ImageLoadedAggregatedReport"), "DeviceImageLoadEvents"),
)
_ONLY: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"AlertId", "EntityType"}), "AlertEvidence"),
    (frozenset({"AlertId", "AttackTechniques"}), "AlertInfo"),
    (frozenset({"NetworkMessageId", "AttachmentCount"}), "EmailEvents"),
    (frozenset({"NetworkMessageId", "Url"}), "EmailUrlInfo"),
    (frozenset({"NetworkMessageId", "SHA256"}), "EmailAttachmentInfo"),
    (frozenset({"NetworkMessageId", "Action"}), "EmailPostDeliveryEvents"),
    (frozenset({"CloudAppId", "RawEventData"}), "CloudAppEvents"),
    (frozenset({"Application", "ActionType", "TargetAccountUpn"}), "IdentityDirectoryEvents"),
    (frozenset({"DeviceId", "OSPlatform", "PublicIP"}), "DeviceInfo"),
    (frozenset({"DeviceId", "NetworkAdapterName"}), "DeviceNetworkInfo"),
    (frozenset({"DeviceId", "CertificateInfoTime"}), "DeviceFileCertificateInfo"),
)
_TIMES = ("Timestamp", "TimeGenerated", "time")
_HOSTS = ("DeviceName", "TargetDeviceName", "DestinationDeviceName")
_UTC = " [UTC]"
_TIMELINE = {
    "Event Time": "Timestamp",
    "Machine Id": "DeviceId",
    "Computer Name": "DeviceName",
    "Sha1": "SHA1",
    "Sha256": "SHA256",
    "Initiating Process Sha1": "InitiatingProcessSHA1",
    "Initiating Process Sha256": "InitiatingProcessSHA256",
}


@lru_cache(maxsize=128)
def table(name: str) -> Table:
    """Return the table of a name."""
    return Table(FAMILY, name, _TIMES, _HOSTS)


def name_of(row: Event) -> str | None:
    """Return the table that a row belongs to; None: it is no row of any.

    >>> name_of({"Timestamp": "", "DeviceId": "", "DeviceName": "", "ActionType": "FileCreated"})
    'DeviceFileEvents'
    """
    said = row.get("Type", row.get("$table"))
    if isinstance(said, str) and _NAMED.fullmatch(said) and ("Timestamp" in row or "TimeGenerated" in row):
        return said
    if "Timestamp" not in row and "TimeGenerated" not in row:
        return None
    if ("DeviceId" in row or "DeviceName" in row) and "ActionType" in row:
        action = str(row["ActionType"])
        return next((name for known, name in _ACTIONS if known.fullmatch(action)), "DeviceEvents")
    return next((name for marks, name in _ONLY if marks <= row.keys()), None)


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return the table of an object, and its row."""
    properties, category = value.get("properties"), value.get("category")
    if isinstance(properties, dict) and isinstance(category, str):
        streamed = _STREAMED.fullmatch(category)
        if streamed:
            return table(streamed[1]), with_derived(streamed[1], properties)
    name = name_of(value)
    return None if name is None else (table(name), with_derived(name, value))


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the first object, or by the names of the columns."""
    first = unwrapped(head, LISTS)
    if first is not None:
        inside = members(first) or [first]
        return Certainty.SURE if sort(inside[0]) is not None else Certainty.NO
    names = header_of(head)
    shown: dict[str, Any] = dict.fromkeys(plain_names(names).values(), "")
    return Certainty.SURE if names and name_of(shown) is not None else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the rows of each table in batches, then what is no row of any."""
    head = stream.read(HEAD_BYTES)
    joined = cast(BinaryIO, Joined(head, stream))
    if unwrapped(head, LISTS) is None and header_of(head):
        yield from read_rows(joined, source, wanted, _rows)
    else:
        yield from _read_objects(joined, source, wanted)


def _read_objects(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    tables, others = Tables(source, wanted), Shapes(source, wanted)
    for part in objects(stream, source, LISTS):
        if isinstance(part, Rejected):
            yield part
            continue
        for found in part:
            full = False
            known = sort(found.value)
            inside = [known] if known is not None else [sort(one) for one in members(found.value) or ()]
            rows = [one for one in inside if one is not None]
            if rows and len(rows) == len(inside):
                for one in rows:
                    full |= tables.add(found.line, found.offset, found.size, *one)
            else:
                others.add(found)
            if full:
                yield from tables.flush()
            if others.count >= BATCH_ROWS:
                yield from others.flush()
    yield from tables.flush()
    yield from others.flush()


def plain_names(names: tuple[str, ...]) -> dict[str, str]:
    """Return the schema's name of each column; a device's timeline has them in words.

    >>> plain_names(("Event Time", "Action Type", "Process Command Line", "Sha1"))["Process Command Line"]
    'ProcessCommandLine'
    """
    if {"Event Time", "Action Type"} <= set(names):
        return {name: _TIMELINE.get(name, name.replace(" ", "")) for name in names}
    return {name: name.removesuffix(_UTC) for name in names}


def _rows(names: tuple[str, ...]) -> Sort:
    """Return how rows under a header are sorted; the header may tell a table that an empty cell does not."""
    plain = plain_names(names)
    whole = name_of(dict.fromkeys(plain.values(), ""))

    def sorted_in(row: Event) -> tuple[Table, Event] | None:
        event = {plain.get(name, name): said for name, said in row.items()}
        name = name_of(event) or whole
        return None if name is None else (table(name), with_derived(name, event))

    return sorted_in


FORMAT = Format("defender", FAMILY, "rows of Microsoft Defender's advanced hunting", recognise, read)
