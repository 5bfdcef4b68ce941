"""`logs.yaml` of a pack: the logs that can show its steps, with the fields that are needed and how to have them.

In: the file's text and the pack's steps. Out: `PackLog` nouns in the file's order. What an entry leaves out is what the
catalogue says. Every log that a step names has one entry, and every entry is named by a step.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from tocsin.knowledge.logs import log
from tocsin.knowledge.pack_places import Places
from tocsin.knowledge.strict import parse_yaml
from tocsin.model.errors import RuleError
from tocsin.model.logs import Log
from tocsin.model.packs import PackLog, Step


class _Log(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry as `logs.yaml` writes it."""

    log: str
    fields: tuple[str, ...] = ()
    switch_on: str | None = None
    retention: str | None = None
    note: str | None = None


class _Logs(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`logs.yaml`."""

    logs: tuple[_Log, ...]


def read_logs(path: Path, text: str, steps: tuple[Step, ...]) -> tuple[PackLog, ...]:
    """Return the entries; raises `RuleError` by line for what does not fit the steps or the catalogue."""
    places = Places(path, text)
    logs = parse_yaml(text, _Logs, where=str(path), error=RuleError).logs
    named = {name for step in steps for way in step.visible_in for name in way.logs}
    seen: set[str] = set()
    for one in logs:
        if one.log in seen:
            raise places.refuse(f"the log {one.log!r} is there twice", f"log: {one.log}")
        seen.add(one.log)
        entry = log(one.log)
        if entry is None:
            raise places.refuse(f"the catalogue has no log {one.log.partition('#')[0]!r}", one.log)
        if one.log not in named:
            raise places.refuse(f"no step names the log {one.log!r}", one.log)
        for field in one.fields:
            if not has_field(entry, field):
                raise places.refuse(f"{entry.title} has no field {field!r}", one.log, field)
    missing = sorted(named - seen)
    if missing:
        raise places.refuse(f"a step names the log {missing[0]!r}, which is not here", "logs")
    return tuple(PackLog(**msgspec.structs.asdict(one)) for one in logs)


def has_field(entry: Log, field: str) -> bool:
    """Say whether a log can have a field, as far as the catalogue knows its fields."""
    if not entry.records or any(not kind.fields for kind in entry.records):
        return True
    return any(field in kind.fields for kind in entry.records) or (
        entry.family == "windows" and field in ("EventID", "Provider_Name", "Message", "Data", "Channel")
    )
