"""1Password's events: sign-in attempts, uses of items, and what administrators did, as JSON of its Events interface.

Out: one event a record under 1Password's names (`category`, `type`, `target_user.email`, `client.ip_address`; `action`,
`object_type`). `_log` is `signinattempts`, `itemusages` or `auditevents`.
Source: developer.1password.com, Events API reference.
"""

from __future__ import annotations

from tocsin.collecting.formats.json_tables import Event, Table, json_format

FAMILY = "1password"
LISTS = ("items",)
_TIMES = ("timestamp",)
SIGN_INS, USES, AUDITS = (Table(FAMILY, log, _TIMES) for log in ("signinattempts", "itemusages", "auditevents"))


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return a record; None: it is none of 1Password's."""
    if "uuid" not in value or "timestamp" not in value:
        return None
    if "target_user" in value and "session_uuid" in value:
        return SIGN_INS, value
    if "item_uuid" in value and "vault_uuid" in value:
        return USES, value
    return (AUDITS, value) if "actor_uuid" in value and "object_type" in value else None


FORMAT = json_format("1password", FAMILY, "events of 1Password", sort, LISTS)
