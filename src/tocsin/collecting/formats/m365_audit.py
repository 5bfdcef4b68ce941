"""The unified audit log of Microsoft 365: who did what in Exchange, SharePoint, Teams, Entra and the compliance centre.

In: JSON of the Management Activity API, of `Search-UnifiedAuditLog | ConvertTo-Json`, of Graph's audit queries, or the
CSV of Purview and `Export-Csv` with the record as JSON in a column `AuditData`. Out: one event a record under the names
of the audit schema (`Operation`, `UserId`, `ClientIP`, `Parameters.ForwardTo`); `Parameters` and its like are JSON
text too. `_log` is the workload ("Exchange"), `_host` the organisation's id. Added: `outcome` (`success`,
`failure`), what `ResultStatus` means; its own words differ from workload to workload.
`CreationTime` is UTC without saying so. Source: learn.microsoft.com, Office 365 Management Activity API schema;
Search-UnifiedAuditLog; Purview, "Export, configure, and view audit log records".
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import orjson

from tocsin.collecting.formats.csv_rows import header_of
from tocsin.collecting.formats.json_tables import Event, Sort, Table
from tocsin.collecting.formats.records_or_rows import records_or_rows

FAMILY = "m365-audit"
LISTS = ("value", "Records", "records")
TEXTS = frozenset(
    {
        "Parameters",
        "OperationProperties",
        "ExtendedProperties",
        "ModifiedProperties",
        "Target",
        "Actor",
        "AffectedItems",
    }
    | {"DeviceProperties", "AppAccessContext", "Item", "Folders", "Data", "ExchangeMetaData", "OperationCount"}
)
_TIMES = ("CreationTime", "CreationDate", "createdDateTime")
_HOSTS = ("OrganizationId", "organizationId")
_GOOD = frozenset({"success", "succeeded", "true", "partiallysucceeded"})
_BAD = frozenset({"failed", "failure", "false", "fail"})


@lru_cache(maxsize=128)
def _table(workload: str) -> Table:
    return Table(FAMILY, workload, _TIMES, _HOSTS, TEXTS)


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return the workload that a record is of, and the record out of what it came wrapped in."""
    data = value.get("AuditData", value.get("auditData"))
    if data is not None:
        inner = _loaded(data)
        if inner is None:
            return (_table("unreadable AuditData"), value) if "RecordType" in value or "UserIds" in value else None
        outer = {key: said for key, said in value.items() if key not in ("AuditData", "auditData")}
        value = {**outer, **inner}
    elif not ("Operation" in value and "CreationTime" in value and ("Workload" in value or "RecordType" in value)):
        return None
    result = str(value.get("ResultStatus", "")).lower()
    if result in _GOOD or result in _BAD:
        value = {**value, "outcome": "success" if result in _GOOD else "failure"}
    workload = value.get("Workload") or value.get("service")
    return _table(workload if isinstance(workload, str) and len(workload) < 64 else "audit"), value


def _loaded(data: Any) -> Event | None:
    if isinstance(data, str):
        try:
            data = orjson.loads(data)
        except ValueError:
            return None
    return data if isinstance(data, dict) and data else None


def _rows(names: tuple[str, ...]) -> Sort:
    return sort


def _is_csv(head: bytes) -> bool:
    return "AuditData" in header_of(head)


FORMAT = records_or_rows(
    "m365-audit", FAMILY, "records of the Microsoft 365 unified audit log", sort, _rows, _is_csv, LISTS
)
