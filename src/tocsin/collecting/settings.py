"""What a log recorded of what must be switched on: audit sub-categories, kinds of Sysmon events, command lines.

In: what was seen of a log, and its catalogue entry. Out: one `Setting` for each thing that can be off. An event proves
that its kind was on; that none is there proves nothing, except after an event that says it was switched off.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tocsin.collecting.times import iso
from tocsin.knowledge.signs import audit_kinds, remedy_of
from tocsin.model.evidence import Setting
from tocsin.model.logs import AuditKind, Log, LogRecords

if TYPE_CHECKING:
    from tocsin.collecting.coverage import Seen

HOUR_US = 3_600_000_000
SECURITY = "windows-security"
_ALWAYS = ("recorded whenever", "always")
"""How the catalogue begins the remedy of what cannot be off."""


def settings_of(seen: Seen, log: Log | None) -> tuple[Setting, ...]:
    """Return what a log's events say of its settings; nothing for a log without any."""
    if log is None or seen.family != "windows" or not seen.events:
        return ()
    if log.id == SECURITY:
        return tuple(_sub_category(seen, kind) for kind in audit_kinds() if kind.event_ids)
    found: dict[str, Setting] = {}
    for records in log.records:
        if records.remedy and not records.remedy.startswith(_ALWAYS) and records.event_ids and not records.conditions:
            setting = _kind(seen, records)
            found.setdefault(setting.name, setting)
    return tuple(found.values())


def _sub_category(seen: Seen, kind: AuditKind) -> Setting:
    events, first, last = _counted(seen, kind.event_ids)
    off = max((sign.time for sign in seen.signs if sign.about == kind.name), default=None)
    if off is not None and (last is None or last <= off):
        detail = f"an event 4719 of {iso(off)} says that it was switched off, and none came in a later hour"
        return Setting(
            name=kind.name, state="switched off", events=events, first=first, detail=detail, remedy=remedy_of(kind)
        )
    if not events:
        return Setting(name=kind.name, state="not seen", events=0, remedy=remedy_of(kind))
    if kind.needs is not None:
        created = seen.kind_events.get("4688", 0)
        if created and not seen.commands:
            detail = f"none of {created} events 4688 has a command line"
            return Setting(
                name=kind.name, state="incomplete", events=events, first=first, detail=detail, remedy=kind.needed
            )
        detail = f"{seen.commands} of {created} events 4688 have a command line"
        return Setting(name=kind.name, state="recorded", events=events, first=first, detail=detail)
    return Setting(name=kind.name, state="recorded", events=events, first=first)


def _kind(seen: Seen, records: LogRecords) -> Setting:
    name = records.category or f"event {', '.join(map(str, records.event_ids))}"
    events, first, _ = _counted(seen, records.event_ids)
    if events:
        return Setting(name=name, state="recorded", events=events, first=first)
    return Setting(name=name, state="not seen", events=0, remedy=records.remedy)


def _counted(seen: Seen, event_ids: Iterable[int]) -> tuple[int, str | None, int | None]:
    """Return how many events of these kinds there are, the hour of the first, and the end of the hour of the last."""
    names = [str(number) for number in event_ids]
    hours = [hour for name in names for hour in seen.kinds.get(name, ())]
    events = sum(seen.kind_events.get(name, 0) for name in names)
    return events, iso(min(hours) * HOUR_US) if hours else None, max(hours) * HOUR_US if hours else None
