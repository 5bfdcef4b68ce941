"""Duo's authentication and administrator logs, as JSON of its Admin interface.

Out: one event a record under Duo's names (`event_type`, `reason`, `result`, `access_device.ip`; `action`, `username` of
administrators). `_log` is `authentication` or `administrator`. Times are seconds since 1970.
Source: duo.com, Admin API, Logs.
"""

from __future__ import annotations

from tocsin.collecting.formats.json_tables import Event, Table, json_format

FAMILY = "duo"
LISTS = ("authlogs", "items", "response")
_TIMES = ("isotimestamp", "timestamp", "ts")
AUTHENTICATION = Table(FAMILY, "authentication", _TIMES)
ADMINISTRATOR = Table(FAMILY, "administrator", _TIMES)


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return a record; None: it is none of Duo's."""
    if not {"timestamp", "isotimestamp", "ts"} & value.keys():
        return None
    if "event_type" in value and "access_device" in value and ("factor" in value or "txid" in value):
        return AUTHENTICATION, value
    if {"action", "username", "object"} <= value.keys() and ("isotimestamp" in value or "host" in value):
        return ADMINISTRATOR, value
    return None


FORMAT = json_format("duo", FAMILY, "records of Duo", sort, LISTS)
