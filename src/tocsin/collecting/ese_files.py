r"""Databases of the Extensible Storage Engine of Windows itself: SRUM, User Access Logging, WebCache.

In: a file that can be read back and forth. Out: rows of the tables that are known, and what cannot be read of them.
`dissect.database` (Apache licence) takes pages apart; whatever it raises is a loss with the table's name. A database
that was not shut down ("dirty") is read as it lies: what waits in its log files is not in it.
"""

from __future__ import annotations

import ipaddress
import struct
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO

from tocsin.collecting.rows import Row
from tocsin.collecting.small_files import filetime, utf16
from tocsin.collecting.times import iso

MAGIC = b"\xef\xcd\xab\x89"
"""At byte 4."""

DIRTY = "the database was in use when it was copied: what waits in its log files is not read"
_STATE = 52
_DIRTY = 2
_OLE_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_LONGEST = 8192
Fields = dict[str, str | list[str] | None]


@dataclass(frozen=True, slots=True)
class Lost:
    """What of a database cannot be read."""

    reason: str


def is_dirty(head: bytes) -> bool:
    """Say whether a database was not shut down."""
    return int.from_bytes(head[_STATE : _STATE + 4], "little") == _DIRTY


def entries(file: BinaryIO) -> Iterator[tuple[str, Row] | Lost]:
    """Yield rows with the family that they are of."""
    from dissect.database.ese.ese import ESE

    opener: Any = ESE
    try:
        base: Any = opener(file)
        tables = {str(table.name): table for table in base.tables()}
    except Exception as error:  # noqa: BLE001 - a third party's reader of hostile data
        yield Lost(f"the database cannot be opened: {_words(error)}")
        return
    if "SruDbIdMapTable" in tables:
        yield from _srum(tables)
    elif "CLIENTS" in tables or "ROLE_ACCESS" in tables or "ROLE_IDS" in tables:
        yield from _ual(tables)
    elif "Containers" in tables:
        yield from _webcache(tables)
    else:
        yield Lost("a database of another kind than SRUM, User Access Logging and WebCache: its tables are not read")


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _records(name: str, table: Any) -> Iterator[tuple[int, dict[str, Any]] | Lost]:
    """Yield the records of a table by number, until something in it cannot be read."""
    try:
        names = [str(column.name) for column in table.columns]
        for number, record in enumerate(table.records()):
            try:
                yield number, {one: record.get(one) for one in names}
            except Exception as error:  # noqa: BLE001 - as above
                yield Lost(f"record {number} of table {name}: {_words(error)}")
    except Exception as error:  # noqa: BLE001 - as above
        yield Lost(f"table {name} cannot be read further: {_words(error)}")


def ole_time(value: Any) -> int | None:
    """Return days since 1899, a float or the bits of one, in microseconds since 1970.

    >>> ole_time(44257.291666666664), ole_time(4676315489433376085)
    (1614668400000000, 1614668400000000)
    """
    if isinstance(value, int) and not isinstance(value, bool):
        (value,) = struct.unpack("<d", (value & (1 << 64) - 1).to_bytes(8, "little"))
    if not isinstance(value, float) or not 25569 < value < 60_000:
        return None
    moment = _OLE_EPOCH + timedelta(seconds=round(value * 86_400, 3))
    return round((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1_000_000)


def _said(value: Any) -> str | None:
    """Return a value as text."""
    if value is None or value == "" or value == b"":
        return None
    if isinstance(value, bytes):
        return value[:_LONGEST].hex()
    if isinstance(value, (list, tuple)):
        return ", ".join(filter(None, map(_said, value))) or None
    return str(value)[:_LONGEST].rstrip("\0") or None


def _there(fields: Fields) -> Fields:
    """Return the fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None}


# --- SRUM: what programs used, an hour each; who ran them ---
_PROVIDERS = {
    "{973F5D5C-1D90-4944-BE8E-24B94231A174}": "network",
    "{DD6636C4-8929-4683-974E-22C046A43763}": "connections",
    "{D10CA2FE-6FCF-4F6D-848E-B2E99266FA89}": "applications",
    "{D10CA2FE-6FCF-4F6D-848E-B2E99266FA86}": "notifications",
    "{5C8CF1C7-7257-4F13-B223-970EF5939312}": "timeline",
    "{FEE4E14F-02A9-4550-B5CE-5FA2DA202E37}": "energy",
    "{FEE4E14F-02A9-4550-B5CE-5FA2DA202E37}LT": "energy-long",
    "{DA73FB89-2BEA-4DDC-86B8-6E048C6DA477}": "energy-estimate",
    "{7ACBBAA3-D029-4BE4-9A7A-0885927F1D8F}": "volume-flush",
}
_FILLED = (0x2A2A2A2A2A2A2A2A, 0x2A2A2A2A)  # what stands in the timeline for "nothing"
_SRUM_TIMES = ("ConnectStartTime", "EndTime", "EventTimestamp")
_SID_KIND = 3


def _srum(tables: dict[str, Any]) -> Iterator[tuple[str, Row] | Lost]:
    names: dict[int, str] = {}
    for part in _records("SruDbIdMapTable", tables["SruDbIdMapTable"]):
        if isinstance(part, Lost):
            yield part
            continue
        record = part[1]
        blob, index = record.get("IdBlob"), record.get("IdIndex")
        if isinstance(blob, bytes) and isinstance(index, int):
            names[index] = _sid(blob) if record.get("IdType") == _SID_KIND else utf16(blob)
    for table, provider in _PROVIDERS.items():
        if table not in tables:
            continue
        for part in _records(table, tables[table]):
            if isinstance(part, Lost):
                yield part
                continue
            number, record = part
            fields: Fields = {"Provider": provider}
            for name, value in record.items():
                if name in ("AppId", "UserId") and isinstance(value, int):
                    fields[{"AppId": "Image", "UserId": "User"}[name]] = names.get(value, str(value))
                elif name in _SRUM_TIMES and isinstance(value, int):
                    fields[name] = iso(filetime(value))
                elif name not in ("TimeStamp", "AutoIncId") and value not in _FILLED:
                    fields[name] = _said(value)
            own = record.get("AutoIncId")
            row = Row(
                own if isinstance(own, int) else number, 0, ole_time(record.get("TimeStamp")), None, "SRUM",
                _there(fields), kind=provider,
            )  # fmt: skip
            yield "windows-srum", row


def _sid(data: bytes) -> str:
    r"""Return a security identifier as it is written.

    >>> _sid(bytes.fromhex("010100000000000512000000"))
    'S-1-5-18'
    """
    if len(data) < 8 or len(data) < 8 + 4 * data[1]:
        return data.hex()
    parts = [int.from_bytes(data[8 + 4 * at : 12 + 4 * at], "little") for at in range(data[1])]
    return "-".join(map(str, ("S", data[0], int.from_bytes(data[2:8], "big"), *parts)))


# --- User Access Logging: which account came from which address to which role of a server, day by day ---
ROLES = {
    "10A9226F-50EE-49D8-A393-9A501D47CE04": "File Server",
    "4116A14D-3840-4F42-A67F-F2F9FF46EB4C": "Windows Deployment Services",
    "48EED6B2-9CDC-4358-B5A5-8DEA3B2F3F6A": "DHCP Server",
    "7CC4B071-292C-4732-97A1-CF9A7301195D": "FAX Server",
    "7FB09BD3-7FE6-435E-8348-7D8AEFB6CEA3": "Print and Document Services",
    "910CBAF9-B612-4782-A21F-F7C75105434A": "BranchCache",
    "952285D9-EDB7-4B6B-9D85-0C09E3DA0BBD": "Remote Access",
    "AD495FC3-0EAA-413D-BA7D-8B13FA7EC598": "Active Directory Domain Services",
    "B4CDD739-089C-417E-878D-855F90081BE7": "Active Directory Rights Management Service",
    "BD7F7C0D-7C36-4721-AFA8-0BA700E26D9E": "SQL Server Database Engine",
    "C50FCC83-BC8D-4DF5-8A3D-89D7F80F074B": "Active Directory Certificate Services",
    "C23F1C6A-30A8-41B6-BBF7-F266563DFCD6": "FTP Server",
    "D6256CF7-98FB-4EB4-AA18-303F1DA1F770": "Web Server",
    "D8DC1C8E-EA13-49CE-9A68-C9DCA8DB8B33": "Windows Server Update Services",
    "1479A8C1-9808-411E-9739-2D3C5923E86A": "Windows Server Update Services",
    "BBD85B29-9DCC-4FD9-865D-3846DCBA75C7": "Network Policy and Access Services",
}
_MOST_DAYS = 366


def _ual(tables: dict[str, Any]) -> Iterator[tuple[str, Row] | Lost]:
    kinds: dict[str, Callable[[int, dict[str, Any]], Iterator[Row]]] = {
        "CLIENTS": _client, "ROLE_ACCESS": _plain("FirstSeen"), "DNS": _plain("LastSeen"),
        "VIRTUALMACHINES": _plain("CreationTime"), "SYSTEM_IDENTITY": _plain("CreationTime"), "ROLE_IDS": _plain(""),
    }  # fmt: skip
    for name, rows in kinds.items():
        if name not in tables:
            continue
        for part in _records(name, tables[name]):
            if isinstance(part, Lost):
                yield part
            else:
                for row in rows(*part):
                    yield "windows-ual", row


def _client(number: int, record: dict[str, Any]) -> Iterator[Row]:
    """Yield an event for each day on which an account came from an address, and its first and its last access."""
    fields = _fields(record)
    first, last = filetime(_whole(record.get("InsertDate"))), filetime(_whole(record.get("LastAccess")))
    fields |= {"FirstAccess": iso(first), "LastAccess": iso(last)}
    shown = _there(fields)
    yield Row(number, 0, last or first, None, "UAL/CLIENTS", shown | {"Kind": "last access"}, kind="clients")
    if last is None:
        return
    year = datetime.fromtimestamp(last / 1e6, UTC).year
    for day in range(1, _MOST_DAYS + 1):
        count = record.get(f"Day{day}")
        if isinstance(count, int) and count > 0:
            moment = datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=day - 1)
            more: Fields = {"Kind": "day", "AccessesOnDay": str(count)}
            yield Row(number, 0, int(moment.timestamp()) * 1_000_000, None, "UAL/CLIENTS", shown | more, kind="clients")


def _plain(time: str) -> Callable[[int, dict[str, Any]], Iterator[Row]]:
    """Return what makes an event of a record whose time is in that column."""

    def rows(number: int, record: dict[str, Any]) -> Iterator[Row]:
        fields = _fields(record)
        log = {"FirstSeen": "UAL/ROLE_ACCESS", "LastSeen": "UAL/DNS", "CreationTime": "UAL/SYSTEM"}.get(
            time, "UAL/ROLES"
        )
        yield Row(number, 0, filetime(_whole(record.get(time))), None, log, fields, kind=log)

    return rows


def _whole(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _fields(record: dict[str, Any]) -> Fields:
    found: Fields = {}
    for name, value in record.items():
        if name.startswith("Day") and name[3:].isdigit():
            continue
        if name == "Address" and isinstance(value, bytes):
            found["src_ip"] = str(ipaddress.ip_address(value)) if len(value) in (4, 16) else value.hex()
        elif name in ("RoleGuid", "TenantId", "VmGuid", "BIOSGuid"):
            found[name] = _guid(value)
            if name == "RoleGuid" and found[name] is not None:
                found["Role"] = ROLES.get(str(found[name]))
        elif name in ("FirstSeen", "LastSeen", "CreationTime", "LastSeenActive"):
            found[name] = iso(filetime(_whole(value)))
        else:
            found[{"AuthenticatedUserName": "User"}.get(name, name)] = _said(value)
    return _there(found)


def _guid(value: Any) -> str | None:
    if isinstance(value, bytes) and len(value) == 16:
        return str(uuid.UUID(bytes_le=value)).upper()
    said = _said(value)
    return said.strip("{}").upper() if said else None


# --- WebCache: what Internet Explorer, old Edge and programs that use WinINet asked for ---
def _webcache(tables: dict[str, Any]) -> Iterator[tuple[str, Row] | Lost]:
    names: dict[int, tuple[str, str | None]] = {}
    for part in _records("Containers", tables["Containers"]):
        if isinstance(part, Lost):
            yield part
        elif isinstance(part[1].get("ContainerId"), int):
            record = part[1]
            names[record["ContainerId"]] = (_said(record.get("Name")) or "", _said(record.get("Directory")))
    for number, (kind, folder) in sorted(names.items()):
        table = tables.get(f"Container_{number}")
        if table is None:
            continue
        for part in _records(f"Container_{number}", table):
            if isinstance(part, Lost):
                yield part
                continue
            place, record = part
            fields: Fields = {"Container": kind, "Directory": folder, **_cached(record)}
            moments = [filetime(_whole(record.get(name))) for name in ("AccessedTime", "ModifiedTime", "CreationTime")]
            time = next((moment for moment in moments if moment is not None), None)
            own = record.get("EntryId")
            shown = _there(fields)
            yield "browser-history", Row(own if isinstance(own, int) else place, 0, time, None, "webcache", shown)


def _cached(record: dict[str, Any]) -> Fields:
    url = _said(record.get("Url"))
    user, _, visited = (url or "").partition("@")
    by = user.rpartition(" ")[2] if user.startswith(("Visited: ", "Cookie:", ":")) and visited else None
    return {
        "url": visited if by is not None else url,
        "User": by or None,
        "Filename": _said(record.get("Filename")),
        "AccessCount": _said(record.get("AccessCount")),
        "size": _said(record.get("FileSize")),
        "AccessedTime": iso(filetime(_whole(record.get("AccessedTime")))),
        "ModifiedTime": iso(filetime(_whole(record.get("ModifiedTime")))),
        "CreationTime": iso(filetime(_whole(record.get("CreationTime")))),
    }
