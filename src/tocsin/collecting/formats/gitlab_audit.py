"""GitLab's audit events: `audit_json.log` of a server, or the pages of its interface.

Out: one event a record under GitLab's names (`event_name`, `author_name`, `entity_path`, `details.add`). `_log` is
`audit`. Source: docs.gitlab.com, Log system (audit_json.log); Audit events API.
"""

from __future__ import annotations

from tocsin.collecting.formats.json_tables import Event, Table, json_format

FAMILY = "gitlab-audit"
AUDIT = Table(FAMILY, "audit", ("time", "created_at"), ("meta.instance_id",), frozenset({"details"}))


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return a record; None: it is none of GitLab's."""
    if "author_id" in value and "entity_type" in value and ("time" in value or "created_at" in value):
        return AUDIT, value
    return None


FORMAT = json_format("gitlab-audit", FAMILY, "audit events of GitLab", sort)
