"""Linux's audit log as LAUREL writes it: one JSON object an event, with the fields of `auditd`.

In: a stream. Out: events like those of `audit.log` (family `auditd`); `PARENT_INFO` and `SYSCALL.PPID` give
`ParentImage` and `ParentCommandLine`. Arguments that LAUREL wrote as lists (`ARGV`) are `a0`, `a1`, ... again.
Bytes that are percent-encoded are decoded.
Source: github.com/threathunters-io/laurel (json-format.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO
from urllib.parse import unquote

from tocsin.collecting.audit_events import LOG, event_fields
from tocsin.collecting.audit_records import Pairs
from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.auditd import FAMILY
from tocsin.collecting.formats.json_objects import Found, first_object
from tocsin.collecting.formats.json_rows import read_rows
from tocsin.collecting.rows import Fields, Row
from tocsin.collecting.windows import leaves_of
from tocsin.model.evidence import Rejected

_ID = re.compile(r"(\d{1,12})\.(\d{1,6}):(\d{1,20})")
_PARENTS = {"exe": "ParentImage", "comm": "ParentComm", "EVENT_ID": "ParentEvent"}


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the first object: its `ID` is the audit system's time and serial."""
    first = first_object(head)
    return Certainty.SURE if first is not None and _ids(first) is not None else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield events in batches; objects that are none come out as plain JSON."""
    return read_rows(stream, source, wanted, FAMILY, take)


def _ids(value: dict[str, Any]) -> re.Match[str] | None:
    said = value.get("ID")
    return (
        _ID.fullmatch(said)
        if isinstance(said, str) and any(isinstance(part, (dict, list)) for part in value.values())
        else None
    )


def take(found: Found) -> Row | None:
    """Return an object as a row; None: it is no event of LAUREL's."""
    value = found.value
    ids = _ids(value)
    if ids is None:
        return None
    records: list[tuple[str, Pairs]] = []
    parent: Fields = {}
    for kind, said in value.items():
        if kind in ("PARENT_INFO", "NODE", "ID"):
            continue
        parts = said if isinstance(said, list) else [said]
        records += [(kind, _pairs(kind, part, parent)) for part in parts if isinstance(part, dict)]
    info = value.get("PARENT_INFO")
    if isinstance(info, dict):
        _parent(parent, info)
    fields = event_fields(records) | parent
    time = int(ids[1]) * 1_000_000 + int(ids[2].ljust(6, "0"))
    node = value.get("NODE")
    shape = " ".join(kind for kind in value if kind.isupper())
    return Row(found.line, found.offset, time, node if isinstance(node, str) else None, LOG, fields, shape)


def _pairs(kind: str, part: dict[str, Any], parent: Fields) -> Pairs:
    pairs: Pairs = {}
    for name, said in leaves_of(part):
        above, _, inner = name.partition(".")
        if kind == "SYSCALL" and above in ("PPID", "PID") and inner:
            if above == "PPID" and inner in _PARENTS:
                parent.setdefault(_PARENTS[inner], plain(said))
        elif name == "ARGV" and isinstance(said, list):
            _arguments(pairs, kind, said)
        else:
            value = plain(said)
            if value is not None:
                pairs[name] = value
    return pairs


def _arguments(pairs: Pairs, kind: str, said: list[Any]) -> None:
    words = [plain(one) or "" for one in said]
    if kind == "PROCTITLE":
        pairs["proctitle"] = " ".join(words)
        return
    if kind == "SYSCALL":
        words = [word.removeprefix("0x") for word in words]
    pairs.update({f"a{number}": word for number, word in enumerate(words)})


def _parent(parent: Fields, info: dict[str, Any]) -> None:
    for name, said in info.items():
        if name == "ARGV" and isinstance(said, list):
            parent["ParentCommandLine"] = " ".join(plain(one) or "" for one in said)
        elif name in _PARENTS:
            parent[_PARENTS[name]] = plain(said)


def plain(said: Any) -> str | None:
    """Return a value as the audit log has it: numbers without `0x` and `0o`, bytes without percent signs.

    >>> plain("0xc000003e"), plain("a%20b%00c"), plain(5), plain(None)
    ('c000003e', 'a b c', '5', None)
    """
    if isinstance(said, str):
        if said[:2] in ("0x", "0o") and len(said) <= 18:
            return said[2:]
        return unquote(said, errors="replace").rstrip("\0").replace("\0", " ") if "%" in said else said
    if isinstance(said, bool) or not isinstance(said, (int, float)):
        return None if said is None else str(said).lower() if isinstance(said, bool) else str(said)
    return str(said)


FORMAT = Format("laurel", FAMILY, "events of Linux's audit system as LAUREL writes them", recognise, read)
