"""Google Cloud's networks: flows of a VPC, decisions of firewall rules, and DNS queries, as entries of Cloud Logging.

Out: one event an entry under the names of LogEntry (`jsonPayload.connection.src_ip`, `jsonPayload.disposition`,
`jsonPayload.queryName`). `_log` is `vpc_flows`, `firewall` or `dns_queries`, `_host` the instance, else the project.
Added: `query`, a DNS name without its last dot; `blocked`, whether a firewall rule denied.
Source: cloud.google.com, VPC Flow Logs; Firewall Rules Logging; Cloud DNS logging.
"""

from __future__ import annotations

from urllib.parse import unquote

from tocsin.collecting.formats.json_tables import Event, Table, json_format

FAMILY = "gcp-network"
LISTS = ("entries",)
_HOSTS = ("jsonPayload.instance.vm_name", "jsonPayload.src_instance.vm_name", "jsonPayload.vmInstanceName")
_LOGS = {
    name: Table(
        FAMILY,
        name,
        ("jsonPayload.start_time", "timestamp"),
        (*_HOSTS, "resource.labels.project_id"),
    )
    for name in ("vpc_flows", "firewall", "dns_queries")
}


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return an entry of a network; None: it is none."""
    payload = value.get("jsonPayload")
    if not isinstance(payload, dict) or "logName" not in value:
        return None
    known = _LOGS.get(unquote(str(value["logName"])).rpartition("/")[2])
    if known is None:
        return None
    name = payload.get("queryName")
    if isinstance(name, str):
        value = {**value, "query": name.removesuffix(".")}
    disposition = payload.get("disposition")
    if isinstance(disposition, str):
        value = {**value, "blocked": "true" if disposition == "DENIED" else "false"}
    return known, value


FORMAT = json_format("gcp-network", FAMILY, "entries of Google Cloud's networks", sort, LISTS)
