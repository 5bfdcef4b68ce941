"""Okta's system log: sign-ins, changes of users, groups, applications and policies.

In: JSON of the interface (arrays, lines, EventBridge's `detail`), or the CSV of the admin console
(`actor.alternate_id`, `target0.display_name`). Out: one event a record under the interface's names (`eventType`,
`actor.alternateId`, `target.displayName`, `debugContext.debugData.requestUri`). `_log` is `system`. Times
(`published`) are UTC. Source: developer.okta.com, System Log API, LogEvent object.
"""

from __future__ import annotations

import re

from tocsin.collecting.formats.csv_rows import header_of
from tocsin.collecting.formats.json_tables import Event, Sort, Table
from tocsin.collecting.formats.records_or_rows import records_or_rows

FAMILY = "okta"
LISTS = ("events", "logs", "data", "items")
SYSTEM = Table(FAMILY, "system", ("published", "time"), (), frozenset({"target", "debugContext.debugData"}))
_WORD = re.compile(r"_([a-z0-9])")


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return a record out of what carried it; None: it is none of Okta's."""
    detail = value.get("detail")
    if isinstance(detail, dict) and "eventType" in detail:
        value = detail
    if "eventType" in value and "published" in value and ("actor" in value or "displayMessage" in value):
        return SYSTEM, value
    return None


def _rows(names: tuple[str, ...]) -> Sort:
    own = {name: plain_name(name) for name in names}

    def taken(row: Event) -> tuple[Table, Event]:
        record: Event = {}
        for name, said in row.items():
            new = own.get(name, name)
            before = record.get(new)
            record[new] = said if before is None else [*before, said] if isinstance(before, list) else [before, said]
        return SYSTEM, record

    return taken


def plain_name(column: str) -> str:
    """Return the interface's name for a column of the console's CSV.

    >>> plain_name("target0.alternate_id"), plain_name("timestamp"), plain_name("event_type")
    ('target.alternateId', 'published', 'eventType')
    """
    if column.lower() == "timestamp":
        return "published"
    parts = [_WORD.sub(lambda found: found[1].upper(), part) for part in column.split(".")]
    return re.sub(r"^target\d+\b", "target", ".".join(parts))


def _is_csv(head: bytes) -> bool:
    plain = {plain_name(name) for name in header_of(head)}
    return {"eventType", "published"} <= plain or {"eventType", "displayMessage", "actor.alternateId"} <= plain


FORMAT = records_or_rows("okta", FAMILY, "records of Okta's system log", sort, _rows, _is_csv, LISTS)
