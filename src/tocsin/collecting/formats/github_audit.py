"""GitHub's audit log of an organisation or enterprise, as JSON (array, lines) or CSV.

Out: one event a record under GitHub's names (`action`, `actor`, `actor_ip`, `repo`); names with a `_` before them are
below `json.`. `_log` is `audit`, `_host` the organisation, else the enterprise. Times are milliseconds since 1970 or
RFC 3339. Source: docs.github.com, Audit log events for your organization; Exporting audit log activity for your
enterprise.
"""

from __future__ import annotations

from tocsin.collecting.formats.csv_rows import header_of
from tocsin.collecting.formats.json_tables import Event, Sort, Table
from tocsin.collecting.formats.records_or_rows import records_or_rows

FAMILY = "github-audit"
AUDIT = Table(FAMILY, "audit", ("@timestamp", "created_at", "timestamp"), ("org", "business"))
_TIMES = frozenset({"@timestamp", "created_at"})
_WHO = frozenset({"actor", "org", "business", "actor_id"})


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return a record; None: it is none of GitHub's."""
    action = value.get("action")
    if not isinstance(action, str) or "." not in action or _TIMES.isdisjoint(value) or _WHO.isdisjoint(value):
        return None
    return AUDIT, value


def _rows(names: tuple[str, ...]) -> Sort:
    return lambda row: (AUDIT, row)


def _is_csv(head: bytes) -> bool:
    names = set(header_of(head))
    return "action" in names and bool(names & _TIMES) and len(names & _WHO) >= 2


FORMAT = records_or_rows("github-audit", FAMILY, "records of GitHub's audit log", sort, _rows, _is_csv)
