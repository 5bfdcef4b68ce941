"""Audit log of Atlassian Data Center products (Bitbucket, Jira, Confluence): `*.audit.log`, or pages of the interface.

Out: one event a record under the log's names (`auditType.action`, `auditType.category`, `author.name`, `source`);
what was changed and which objects it touched are JSON text too. `_log` is `audit`, `_host` the system's address, else
its node. `timestamp` is seconds and nanoseconds since 1970, or RFC 3339. Source: confluence.atlassian.com, Audit log
events in Bitbucket; Audit log integrations (the file's format).
"""

from __future__ import annotations

from tocsin.collecting.formats.json_tables import Event, Table, json_format

FAMILY = "atlassian-audit"
LISTS = ("entities",)
AUDIT = Table(
    FAMILY,
    "audit",
    ("timestamp",),
    ("system", "node"),
    frozenset({"affectedObjects", "changedValues", "extraAttributes"}),
)


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return a record; None: it is none of Atlassian's."""
    kind = value.get("auditType", value.get("type"))
    if not isinstance(kind, dict) or "action" not in kind or "category" not in kind or "timestamp" not in value:
        return None
    if "auditType" not in value:
        value = {("auditType" if name == "type" else name): said for name, said in value.items()}
    when = value["timestamp"]
    if isinstance(when, dict) and isinstance(when.get("epochSecond"), int):
        nano = when.get("nano")
        value = {**value, "timestamp": f"{when['epochSecond']}.{nano if isinstance(nano, int) else 0:09d}"}
    return AUDIT, value


FORMAT = json_format("atlassian-audit", FAMILY, "audit records of an Atlassian product", sort, LISTS)
