"""Logs of Microsoft Azure and Entra: sign-ins, directory audit, risk detections, activity, and what resources log.

In: JSON of Graph or the REST interface (`{"value": [...]}`), of `az monitor activity-log list`, of the diagnostic
settings (lines, or `{"records": [...]}`), of PowerShell and Log Analytics, or the portal's CSV. Out: batches of each
log; names as in `azure_entra`, for the activity log those of the REST interface, with `{"value", "localizedValue"}` as
its value. `_host` is the tenant or subscription. Times are UTC.
Source: learn.microsoft.com, Azure Monitor activity log event schema; resource logs common schema; see `azure_entra`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import HEAD_BYTES, Certainty, Format, Source
from tocsin.collecting.formats.azure_entra import sort_entra, with_objects
from tocsin.collecting.formats.azure_portal import portal_rows
from tocsin.collecting.formats.csv_rows import header_of, read_rows
from tocsin.collecting.formats.json_fields import loaded
from tocsin.collecting.formats.json_objects import Joined
from tocsin.collecting.formats.json_tables import Event, Sort, Table, judge, read_tables
from tocsin.model.evidence import Rejected

LISTS = ("value", "records", "Records")
ACTIVITY, RESOURCE = "azure-activitylogs", "azure-resourcelogs"
_ACTIVITY_TIMES = ("eventTimestamp", "time", "timeGenerated", "submissionTimestamp")
_RESOURCE_TIMES = ("time", "timeGenerated", "timeStamp")  # the last: application gateways
_SUBSCRIPTION = ("subscriptionId", "tenantId")
_TEXTS = frozenset({"authorization", "claims", "httpRequest", "properties", "identity"})
_CATEGORIES = frozenset(
    {"administrative", "servicehealth", "resourcehealth", "alert", "autoscale", "security", "recommendation", "policy"}
    | {"write", "delete", "action"}
)
_ID = re.compile(r"/subscriptions/([0-9a-f-]{36})", re.IGNORECASE)


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return the log of a record, and the record under that log's names."""
    entra = sort_entra(value)
    if entra is not None:
        return entra
    if "eventTimestamp" in value and "operationName" in value:
        return _activity("Activity"), _valued(value)
    category = value.get("category")
    if not isinstance(category, str) or ("operationName" not in value and "resourceId" not in value):
        return None
    if all(name not in value for name in _RESOURCE_TIMES):
        return None
    if isinstance(value.get("properties"), str):
        value = {**value, "properties": loaded(value["properties"]) or value["properties"]}
    found = _ID.search(str(value.get("resourceId", "")))
    if found and "subscriptionId" not in value:
        value = {**value, "subscriptionId": found[1].lower()}
    if category.lower() in _CATEGORIES:
        return _activity("Activity"), value
    return _resource(category if len(category) < 64 else "resource"), value


@lru_cache(maxsize=8)
def _activity(log: str) -> Table:
    return Table(ACTIVITY, log, _ACTIVITY_TIMES, _SUBSCRIPTION, _TEXTS)


@lru_cache(maxsize=128)
def _resource(category: str) -> Table:
    return Table(RESOURCE, category, _RESOURCE_TIMES, _SUBSCRIPTION, _TEXTS)


def _valued(value: Event) -> Event:
    """Return an event of the REST interface with `{"value": x, "localizedValue": y}` as x, y under its dotted name."""
    plain: Event = {}
    for name, said in value.items():
        if isinstance(said, dict) and "value" in said and said.keys() <= {"value", "localizedValue"}:
            plain[name] = said["value"]
            if said.get("localizedValue") not in (None, said["value"]):
                plain[f"{name}.localizedValue"] = said["localizedValue"]
        else:
            plain[name] = said
    return plain


def _rows(names: tuple[str, ...]) -> Sort:
    return portal_rows(names) or (lambda row: sort(with_objects(row)))


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first record, or the header of a download."""
    names = header_of(head)
    if names and (portal_rows(names) is not None or _is_table(names)):
        return Certainty.SURE
    return judge(head, sort, LISTS)


_TABLES = (
    {"timegenerated", "conditionalaccessstatus"},
    {"timegenerated", "loggedbyservice"},
    {"createddatetime", "conditionalaccessstatus"},
    {"activitydatetime", "activitydisplayname"},
)


def _is_table(names: tuple[str, ...]) -> bool:
    """Say whether a header is that of a table of Log Analytics, or of Graph's objects as PowerShell exports them."""
    plain = {name.removesuffix(" [UTC]").lower() for name in names}
    return any(marks <= plain for marks in _TABLES)


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the records of each log in batches."""
    head = stream.read(HEAD_BYTES)
    joined: Any = Joined(head, stream)
    if header_of(head) and head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return read_rows(joined, source, wanted, _rows)
    return read_tables(joined, source, wanted, sort, LISTS)


FORMAT = Format("azure", ACTIVITY, "records of Azure or Entra", recognise, read)
