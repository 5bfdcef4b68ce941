"""GitHub's audit log of an organisation or enterprise, as JSON (array, lines) or CSV.

Out: one event a record under GitHub's names (`action`, `actor`, `actor_ip`, `repo`); names with a `_` before them are
below `json.`. `_log` is `audit`, `_host` the organisation, else the enterprise. Times are milliseconds since 1970 or
RFC 3339. Source: docs.github.com, Audit log events for your organization; Exporting audit log activity for your
enterprise.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import HEAD_BYTES, Certainty, Format, Source
from tocsin.collecting.formats.csv_rows import header_of, read_rows
from tocsin.collecting.formats.json_objects import Joined
from tocsin.collecting.formats.json_tables import Event, Sort, Table, judge, read_tables
from tocsin.model.evidence import Rejected

FAMILY = "github-audit"
AUDIT = Table(FAMILY, "audit", ("@timestamp", "created_at", "timestamp"), ("org", "business"))
_TIMES = frozenset({"@timestamp", "created_at"})
_WHO = frozenset({"actor", "org", "business", "actor_id"})


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return a record; None: it is none of GitHub's."""
    action = value.get("action")
    if not isinstance(action, str) or "." not in action or _TIMES.isdisjoint(value) or _WHO.isdisjoint(value):
        return None
    return AUDIT, value


def _rows(names: tuple[str, ...]) -> Sort:
    return lambda row: (AUDIT, row)


def _is_csv(head: bytes) -> bool:
    names = set(header_of(head))
    return "action" in names and bool(names & _TIMES) and len(names & _WHO) >= 2


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first record, or the header."""
    return Certainty.SURE if _is_csv(head) else judge(head, sort)


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the records in batches."""
    head = stream.read(HEAD_BYTES)
    joined: Any = Joined(head, stream)
    if _is_csv(head):
        return read_rows(joined, source, wanted, _rows)
    return read_tables(joined, source, wanted, sort)


FORMAT = Format("github-audit", FAMILY, "records of GitHub's audit log", recognise, read)
