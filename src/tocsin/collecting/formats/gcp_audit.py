"""Audit logs of Google Cloud: entries with a `protoPayload`, as sinks, `gcloud logging read` and Pub/Sub give them out.

In: JSON lines, an array, or pages of `entries.list`. Out: one event an entry under the names of LogEntry
(`protoPayload.methodName`, `resource.labels.project_id`); `protoPayload.request`, `.response` and `.metadata` are
JSON text too. `_log` is the log (`activity`, `data_access`, `system_event`, `policy`), `_host` the project. Added:
`logId`, what follows `/logs/` in `logName`. Entries of Google Workspace that came this way are those of
`google_workspace`. Source: cloud.google.com, LogEntry; AuditLog; Understanding audit logs.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import unquote

from tocsin.collecting.formats.google_workspace import of_entry
from tocsin.collecting.formats.json_tables import Event, Table, json_format

FAMILY = "gcp-audit"
LISTS = ("entries",)
_TEXTS = frozenset(
    {"protoPayload.request", "protoPayload.response", "protoPayload.metadata", "protoPayload.serviceData"}
)
_PAYLOADS = ("protoPayload", "proto_payload", "protopayload_auditlog")


@lru_cache(maxsize=64)
def _table(log: str) -> Table:
    hosts = ("resource.labels.project_id", "resource.labels.organization_id", "resource.labels.folder_id")
    return Table(FAMILY, log, ("timestamp", "receiveTimestamp"), hosts, _TEXTS)


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return an entry that has an audit payload, out of what carried it."""
    inner = value.get("data")
    if isinstance(inner, dict) and "protoPayload" in inner:
        value = inner
    name = next((name for name in _PAYLOADS if isinstance(value.get(name), dict)), None)
    if name is None or not ({"serviceName", "methodName", "@type"} & value[name].keys()):
        return None
    if name != "protoPayload":
        value = {("protoPayload" if key == name else key): said for key, said in value.items()}
    workspace = of_entry(value)
    if workspace is not None:
        return workspace
    log = str(value.get("logName", "")).rpartition("/logs/")[2]
    if log:
        value = {**value, "logId": log}
    plain = unquote(log).rpartition("/")[2]
    return _table(plain if plain and len(plain) < 64 else "audit"), value


FORMAT = json_format("gcp-audit", FAMILY, "audit entries of Google Cloud", sort, LISTS)
