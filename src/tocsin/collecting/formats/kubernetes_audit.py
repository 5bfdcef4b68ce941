"""Audit log of the Kubernetes API server: who asked for what of which object, and what came of it.

In: JSON lines (`--audit-log-path`), `EventList` of a webhook, and events inside what clouds wrap around them:
`properties.log` (AKS), `message` or `@message` (EKS through CloudWatch Logs). Out: one event a stage of a request
under Kubernetes' names (`verb`, `objectRef.resource`, `user.username`); `requestObject` is JSON text too. `_log` is
`audit`. Source: kubernetes.io, kube-apiserver audit configuration (v1), Auditing.
"""

from __future__ import annotations

from typing import Any

from tocsin.collecting.formats.json_fields import loaded
from tocsin.collecting.formats.json_tables import Event, Table, json_format

FAMILY = "kubernetes-audit"
LISTS = ("items", "events", "records")
AUDIT = Table(
    FAMILY,
    "audit",
    ("requestReceivedTimestamp", "stageTimestamp", "timestamp", "metadata.creationTimestamp", "time"),
    ("cluster", "annotations.cluster"),
    frozenset({"requestObject"}),
)
_KINDS = ("audit.k8s.io/v1", "audit.k8s.io/v1beta1", "audit.k8s.io/v1alpha1")


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return an event of the API server, out of what carried it."""
    carried = _carried(value)
    if carried is not None:
        inner = loaded(carried) if isinstance(carried, str) else carried
        if not isinstance(inner, dict) or not _is_event(inner):
            return None
        around = {name: said for name, said in value.items() if name in ("time", "resourceId", "logStreamName")}
        return AUDIT, {**around, **inner}
    return (AUDIT, value) if _is_event(value) else None


def _carried(value: Event) -> Any:
    properties = value.get("properties")
    if isinstance(properties, dict) and str(value.get("category", "")).startswith("kube-audit"):
        return properties.get("log")
    return value.get("@message", value.get("message")) if "auditID" not in value else None


def _is_event(value: Event) -> bool:
    return "auditID" in value and "verb" in value and ("stage" in value or value.get("apiVersion") in _KINDS)


FORMAT = json_format("kubernetes-audit", FAMILY, "audit events of a Kubernetes API server", sort, LISTS)
