"""What a shortcut says: its target, how it is started, where it lay, on which machine it was made.

In: the bytes of a shortcut (a file of its own, or one in a jump list). Out: fields, and the target's times.
`LnkParse3` takes it apart; whatever it raises becomes `DamagedError` here. Source: [MS-SHLLINK].
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tocsin.collecting.small_files import DamagedError

SIGNATURE = b"\x4c\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46"
Fields = dict[str, str | list[str] | None]
_TEXTS = {
    "description": "Description",
    "relative_path": "RelativePath",
    "working_directory": "WorkingDirectory",
    "command_line_arguments": "Arguments",
    "icon_location": "IconLocation",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A shortcut."""

    fields: Fields
    times: tuple[datetime | None, datetime | None, datetime | None]  # the target's: made, last written, last read

    @property
    def latest(self) -> str | None:
        """The last of its times."""
        known = [time for time in self.times if time is not None]
        return max(known).isoformat() if known else None


def link(data: bytes) -> Link:
    """Return what a shortcut says; raises `DamagedError`."""
    if not data.startswith(SIGNATURE):
        raise DamagedError("it has no signature")
    from LnkParse3.lnk_file import LnkFile

    parser: Any = LnkFile
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of what it does not know, on standard error
            said: Mapping[str, Any] = parser(indata=data).get_json()
            return _link(said)
    except Exception as error:  # noqa: BLE001 - a third party's reader of hostile data
        raise DamagedError(f"it cannot be taken apart ({type(error).__name__})") from None


def _link(said: Mapping[str, Any]) -> Link:
    head, info, extra = said["header"], said.get("link_info") or {}, said.get("extra") or {}
    place = info.get("location_info") or {}
    tracker = extra.get("DISTRIBUTED_LINK_TRACKER_BLOCK") or {}
    environment = extra.get("ENVIRONMENTAL_VARIABLES_LOCATION_BLOCK") or {}
    times = tuple(_time(head.get(name)) for name in ("creation_time", "modified_time", "accessed_time"))
    share = place.get("net_name_unicode") or place.get("net_name")
    suffix = info.get("common_path_suffix_unicode") or info.get("common_path_suffix") or ""
    base = info.get("local_base_path_unicode") or info.get("local_base_path") or (f"{share}\\" if share else "")
    fields: dict[str, Any] = {
        "Target": f"{base}{suffix}" or _items(said.get("target") or {}) or None,
        "TargetVariables": environment.get("target_unicode") or environment.get("target_ansi"),
        **{field: (said.get("data") or {}).get(name) for name, field in _TEXTS.items()},
        "TargetSize": head.get("file_size"),
        "TargetAttributes": "|".join(str(one).removeprefix("FILE_ATTRIBUTE_") for one in head.get("file_flags") or ()),
        "Window": head.get("windowstyle"),
        "HotKey": None if str(head.get("hotkey", "")).startswith("UNSET") else head.get("hotkey"),
        "DriveType": place.get("drive_type"),
        "VolumeSerial": place.get("drive_serial_number"),
        "VolumeLabel": place.get("volume_label_unicode") or place.get("volume_label"),
        "NetworkShare": share,
        "MachineID": tracker.get("machine_identifier"),
        "DroidFile": tracker.get("droid_file_identifier"),
        "MacAddress": _mac(str(tracker.get("birth_droid_file_identifier") or "")),
    }
    for name, time in zip(("TargetCreated", "TargetModified", "TargetAccessed"), times, strict=True):
        fields[name] = time.isoformat() if time else None
    shown: Fields = {name: str(value).rstrip("\0") for name, value in fields.items() if value not in (None, "")}
    return Link(shown, (times[0], times[1], times[2]))


def _time(moment: Any) -> datetime | None:
    """Return a time that was set: zero comes as 1601."""
    if not isinstance(moment, datetime):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment if moment.year > 1970 else None


def _items(target: Mapping[str, Any]) -> str:
    """Return a path out of the names of its folders, where nothing else says it."""
    names = [one.get("data") or one.get("primary_name") or "" for one in target.get("items") or () if one]
    return "\\".join(str(name).rstrip("\\") for name in names if name)


def _mac(identifier: str) -> str | None:
    """Return the network card that a time-based identifier was made with.

    >>> _mac("94C77840-FA47-11D0-B357-00105A1B2C3D"), _mac("94C77840-FA47-41D0-B357-00105A1B2C3D")
    ('00:10:5a:1b:2c:3d', None)
    """
    parts = identifier.strip("{}").lower().split("-")
    if len(parts) != 5 or not parts[2].startswith("1") or len(parts[4]) != 12:
        return None
    return ":".join(parts[4][place : place + 2] for place in range(0, 12, 2))
