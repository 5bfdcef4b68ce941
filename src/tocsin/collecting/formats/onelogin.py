"""OneLogin's events: pages of its interface or what its webhooks sent, as JSON.

Out: one event a record under OneLogin's names (`event_type_id`, `user_name`, `ipaddr`). `_log` is `events`, `_host` the
account's id. Source: developers.onelogin.com, Events API; Event webhooks.
"""

from __future__ import annotations

from tocsin.collecting.formats.json_tables import Event, Table, json_format

FAMILY = "onelogin"
LISTS = ("data",)
EVENTS = Table(FAMILY, "events", ("created_at", "event_timestamp"), ("account_id",))


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return an event; None: it is none of OneLogin's."""
    if "event_type_id" in value and "account_id" in value and ("created_at" in value or "event_timestamp" in value):
        return EVENTS, value
    return None


FORMAT = json_format("onelogin", FAMILY, "events of OneLogin", sort, LISTS)
