r"""What a user's registry hive, and the system's, keep of use: folders opened, programs started, commands typed.

In: a key of a hive, its path and its values. Out: names of artefacts with their fields: `shellbag` (folders seen in the
Explorer, also of drives and shares that are gone), `userassist` (programs started by clicking, how often, when last),
`bam` (when programs last ran, by account), `runmru` (commands typed into Run). Times are UTC.
Sources: libyal, winreg-kb (Shellbags, UserAssist, BAM); shell items are taken apart by `dissect.target`.
"""

from __future__ import annotations

import codecs
import importlib
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tocsin.collecting.small_files import filetime

Fields = dict[str, Any]
Trace = tuple[str, Fields]
_SID = re.compile(r"S-1-[0-9-]{3,100}$")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ASSIST = struct.Struct("<4xIII44xQ4x")  # since Windows 7: how often, how often in front, how long (ms), last
_ASSIST_XP = struct.Struct("<4xIQ")


def _moment(value: int) -> str | None:
    micros = filetime(value)
    return None if micros is None else (_EPOCH + timedelta(microseconds=micros)).isoformat()


@dataclass(slots=True)
class Traces:
    """Finds traces in the keys of one hive, which come from its root downwards."""

    bags: dict[str, str] = field(default_factory=dict[str, str])  # key -> the folder that it stands for

    def of(self, path: str, changed: Any, values: Mapping[str, Any]) -> Iterator[Trace]:
        """Yield the traces in a key; raises whatever a third party's reader of hostile data does."""
        parts = path.split("\\")
        if "BagMRU" in parts:
            yield from self._folders(path, changed, values)
        elif parts[-1] == "Count" and len(parts) > 2 and parts[-3] == "UserAssist":
            yield from _programs(values)
        elif parts[-1] == "RunMRU":
            yield from _typed(values, changed)
        elif _SID.match(parts[-1]) and len(parts) > 2 and "UserSettings" in parts[-2]:
            yield from _background(parts[-1], values)

    def _folders(self, path: str, changed: Any, values: Mapping[str, Any]) -> Iterator[Trace]:
        """Yield the folders that a key lists; those below them are in the keys below it."""
        reader: Any = importlib.import_module("dissect.target.plugins.os.windows.regf.shellbags")
        latest = _latest(values)
        for name, value in values.items():
            if not name.isdigit():
                continue
            items = list(reader.parse_shell_item_list(value.value))
            said = "\\".join(str(one.name).rstrip("\\") for one in items)
            above = self.bags.get(path, "")
            folder = f"{above}\\{said}" if above and said else said or above
            self.bags[f"{path}\\{name}"] = folder
            times = (
                [getattr(items[-1], name, None) for name in ("creation_time", "modification_time", "access_time")]
                if items
                else [None] * 3
            )
            created, modified, accessed = (one.isoformat() if isinstance(one, datetime) else None for one in times)
            fields: Fields = {
                "path": folder,
                "created": created,
                "modified": modified,
                "accessed": accessed,
                "key": path,
            }
            if name == latest and isinstance(changed, datetime):
                fields["opened"] = changed.isoformat()  # the key changes when a folder comes to the front of its list
            fields["time"] = fields.get("opened") or accessed or modified
            yield "shellbag", fields


def _latest(values: Mapping[str, Any]) -> str | None:
    """Return which folder of a list was opened last."""
    order = values.get("MRUListEx")
    data = None if order is None else order.value
    return str(int.from_bytes(data[:4], "little")) if isinstance(data, bytes) and len(data) >= 4 else None


def _programs(values: Mapping[str, Any]) -> Iterator[Trace]:
    """Yield programs that were started by clicking; their names are shifted by thirteen letters."""
    for name, value in values.items():
        data = value.value
        if not isinstance(data, bytes):
            continue
        fields: Fields = {"path": codecs.decode(name, "rot13")}
        if len(data) == _ASSIST.size:
            count, focus, shown, last = _ASSIST.unpack(data)
            fields |= {"count": count, "focus_count": focus, "focus_ms": shown, "time": _moment(last)}
        elif len(data) == _ASSIST_XP.size:
            count, last = _ASSIST_XP.unpack(data)
            fields |= {"count": max(count - 5, 0), "time": _moment(last)}  # it counts from five
        yield "userassist", fields


def _typed(values: Mapping[str, Any], changed: Any) -> Iterator[Trace]:
    """Yield commands typed into Run; the time is that of the latest."""
    order = values.get("MRUList")
    latest = str(order.value)[:1] if order is not None else ""
    for name, value in values.items():
        if len(name) == 1:
            fields: Fields = {"command": str(value.value).rstrip("\0").removesuffix("\\1")}
            if name == latest and isinstance(changed, datetime):
                fields["time"] = changed.isoformat()
            yield "runmru", fields


def _background(sid: str, values: Mapping[str, Any]) -> Iterator[Trace]:
    """Yield when programs last ran for an account, as the Background Activity Moderator keeps it."""
    for name, value in values.items():
        data = value.value
        if isinstance(data, bytes) and len(data) >= 8 and "\\" in name:
            yield "bam", {"path": name, "user": sid, "time": _moment(int.from_bytes(data[:8], "little"))}
