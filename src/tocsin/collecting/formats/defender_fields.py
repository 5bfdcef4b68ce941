r"""What Sysmon says in one field and Defender in two or in other words: paths, `User`, `TargetObject`, `Details`, ….

In: a row of an advanced hunting table. Out: the row with these fields beside its own, so that rules written for Sysmon
meet what they expect. Only what the row says is put together; nothing is guessed.
Sources: Microsoft Learn, "Advanced hunting schema"; Sysinternals, Sysmon (events 1, 3, 12, 13).
"""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]

_HIVES = (
    ("HKEY_LOCAL_MACHINE\\", "HKLM\\"),
    ("HKEY_USERS\\", "HKU\\"),
    ("HKEY_CURRENT_USER\\", "HKCU\\"),
    ("HKEY_CLASSES_ROOT\\", "HKCR\\"),
)
_PATHS = {
    "DeviceProcessEvents": ("Image", "ParentImage"),
    "DeviceFileEvents": ("TargetFilename", "Image"),
    "DeviceImageLoadEvents": ("ImageLoaded", "Image"),
    "DeviceNetworkEvents": (None, "Image"),
    "DeviceRegistryEvents": (None, "Image"),
}
"""What a table's own path and that of the process that acted are to Sysmon."""

_INBOUND = frozenset({"InboundConnectionAccepted", "ListeningConnectionCreated", "InboundConnectionAttempt"})
_OUTBOUND = frozenset(
    {"ConnectionSuccess", "ConnectionFailed", "ConnectionAttempt", "ConnectionFound", "ConnectionRequest"}
)


def with_derived(table: str, row: Row) -> Row:
    r"""Return a row of a table with the fields that can be put together from it.

    >>> with_derived("DeviceRegistryEvents", {"RegistryKey": "HKEY_USERS\\S-1-5\\Run", "RegistryValueName": "x"})
    {'RegistryKey': 'HKEY_USERS\\S-1-5\\Run', 'RegistryValueName': 'x', 'TargetObject': 'HKU\\S-1-5\\Run\\x'}
    """
    if not table.startswith("Device"):
        return row
    own = "" if table in ("DeviceProcessEvents", "DeviceLogonEvents") else "InitiatingProcess"
    made: Row = {"User": _account(row, own)}
    target, actor = _PATHS.get(table, (None, None))
    if target is not None:
        made[target] = _path(row, "")
    if actor is not None:
        made[actor] = _path(row, "InitiatingProcess")
    if table == "DeviceProcessEvents":
        made["ParentUser"] = _account(row, "InitiatingProcess")
    elif table == "DeviceRegistryEvents":
        made["TargetObject"], made["Details"] = _target(row), _details(row)
    elif table == "DeviceNetworkEvents":
        action = row.get("ActionType")
        made["Initiated"] = "false" if action in _INBOUND else "true" if action in _OUTBOUND else None
    return row | {name: said for name, said in made.items() if said is not None and name not in row}


def _path(row: Row, prefix: str) -> str | None:
    """Return a whole path; `FolderPath` has the file's name in it, or not."""
    folder, name = row.get(f"{prefix}FolderPath"), row.get(f"{prefix}FileName")
    if not isinstance(folder, str) or not folder:
        return name if isinstance(name, str) and name else None
    if not isinstance(name, str) or not name or folder.lower().endswith(name.lower()):
        return folder
    sign = "/" if "/" in folder and "\\" not in folder else "\\"
    return f"{folder.rstrip(sign)}{sign}{name}"


def _account(row: Row, prefix: str) -> str | None:
    domain, name = row.get(f"{prefix}AccountDomain"), row.get(f"{prefix}AccountName")
    if not isinstance(name, str) or not name:
        return None
    return f"{domain}\\{name}" if isinstance(domain, str) and domain else name


def _target(row: Row) -> str | None:
    key, value = row.get("RegistryKey"), row.get("RegistryValueName")
    if not isinstance(key, str) or not key:
        return None
    for long, short in _HIVES:
        if key.upper().startswith(long):
            key = short + key[len(long) :]
            break
    return f"{key}\\{value}" if isinstance(value, str) and value else key


def _details(row: Row) -> str | None:
    """Return what was written, as Sysmon shows it: numbers in hexadecimal, binary data not at all."""
    kind, said = str(row.get("RegistryValueType", "")).lower(), row.get("RegistryValueData")
    if kind == "binary":
        return "Binary Data"
    if not isinstance(said, str):
        return None
    digits = {"dword": 8, "qword": 16}.get(kind)
    if digits is None or not said.isascii() or not said.isdigit():
        return said
    number = f"{int(said[:20]):0{digits}x}"
    return f"DWORD (0x{number})" if digits == 8 else f"QWORD (0x{number[:8]}-0x{number[8:]})"
