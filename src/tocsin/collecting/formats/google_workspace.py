"""Activities of Google Workspace: what administrators and users did, from the Reports interface or Cloud Logging.

In: JSON: pages of `activities.list` (`{"items": [...]}`), arrays, lines; entries of Cloud Logging reach `of_entry`.
Out: one event an activity under the names of the Reports interface: `id.applicationName`, `actor.email`, `ipAddress`,
`events.name`, and each parameter under its own name (`events.parameters.NEW_VALUE`). An activity of several events is
one event with several values. `_log` is the application (`admin`, `login`, `drive`, `token`, ...), `_host` the
customer's id. Added: `eventService`, the application's name as Cloud Logging writes it (`admin.googleapis.com`).
Source: developers.google.com, Reports API, Activities; cloud.google.com, Audit logs for Google Workspace.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from tocsin.collecting.formats.json_tables import Event, Table, json_format

FAMILY = "google-workspace"
LISTS = ("items",)
_SERVICE = ".googleapis.com"
_SERVICES = frozenset({"admin", "login", "oauth2", "cloudidentity", "enterprisegroups", "drive", "workspace"})


@lru_cache(maxsize=64)
def _table(log: str) -> Table:
    return Table(FAMILY, log, ("id.time", "timestamp"), ("id.customerId",), frozenset({"events"}))


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return an activity; None: it is none."""
    identity = value.get("id")
    if not isinstance(identity, dict) or "applicationName" not in identity or "time" not in identity:
        return None
    application = str(identity["applicationName"])
    known = _table(application if len(application) < 64 else "activity")
    return known, {**value, "eventService": f"{application}{_SERVICE}"}


def of_entry(value: Event) -> tuple[Table, Event] | None:
    """Return an entry of Cloud Logging as an activity, where it is one of Google Workspace."""
    payload = value["protoPayload"]
    service = payload.get("serviceName")
    metadata = payload.get("metadata")
    if not isinstance(service, str) or not isinstance(metadata, dict) or not isinstance(metadata.get("event"), list):
        return None
    application = service.removesuffix(_SERVICE)
    if application not in _SERVICES:
        return None
    caller = payload.get("authenticationInfo")
    request = payload.get("requestMetadata")
    labels = _of(value.get("resource"), "labels")
    activity: Event = {
        **value,
        "id": {
            "time": value.get("timestamp"),
            "applicationName": application,
            "customerId": _of(labels, "organization_id"),
        },
        "actor": {"email": _of(caller, "principalEmail")},
        "ipAddress": _of(request, "callerIp"),
        "events": [_event(event) for event in metadata["event"] if isinstance(event, dict)],
        "eventService": service,
    }
    return _table(application), activity


def _of(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _event(event: Event) -> Event:
    names = {"eventName": "name", "eventType": "type", "parameter": "parameters"}
    return {names.get(name, name): said for name, said in event.items()}


FORMAT = json_format("google-workspace", FAMILY, "activities of Google Workspace", sort, LISTS)
