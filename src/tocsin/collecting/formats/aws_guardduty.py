"""Findings of GuardDuty, as exported to S3, sent through EventBridge (`detail`) or shown by `get-findings`.

In: JSON. Out: one event a finding under GuardDuty's names, first letter small. `_host` is the account, the time that of
the last update. Source: docs.aws.amazon.com, GuardDuty finding format; exporting findings.
"""

from __future__ import annotations

from typing import Any

from tocsin.collecting.formats.json_tables import Event, Table, json_format

FAMILY = "aws-guardduty"
LISTS = ("Findings", "findings")
FINDINGS = Table(
    FAMILY,
    "GuardDuty",
    ("updatedAt", "createdAt"),
    ("accountId",),
    frozenset({"resource", "service", "service.action"}),
)


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return a finding; None: it is none."""
    if value.get("detail-type") == "GuardDuty Finding" and isinstance(value.get("detail"), dict):
        value = value["detail"]
    if {"Type", "Service", "Severity", "Resource"} <= value.keys():
        value = _lowered(value)
    if not {"type", "service", "severity", "resource", "accountId"} <= value.keys():
        return None
    return FINDINGS, value


def _lowered(value: Any, depth: int = 0) -> Any:
    if isinstance(value, dict) and depth < 16:
        return {name[:1].lower() + name[1:]: _lowered(said, depth + 1) for name, said in value.items()}
    if isinstance(value, list) and depth < 16:
        return [_lowered(member, depth + 1) for member in value]
    return value


FORMAT = json_format("aws-guardduty", FAMILY, "findings of AWS GuardDuty", sort, LISTS)
