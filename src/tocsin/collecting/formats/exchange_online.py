"""Exports of Exchange Online that are no audit log: message traces and mailbox audits, as CSV.

In: CSV of `Get-MessageTrace`, of the admin centre's extended trace (`origin_timestamp_utc`), of
`Search-MailboxAuditLog -ShowDetails`. Out: one event a row under the columns' own names. `_log` is `message trace` or
`mailbox audit`, `_host` the organisation where it is told. Times are UTC. Dates without a name for the half of the
day are read day first only between full stops; PowerShell writes them as the machine's language does. Source:
learn.microsoft.com, Get-MessageTrace; Message trace in the modern admin center; Search-MailboxAuditLog.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import HEAD_BYTES, Certainty, Format, Source
from tocsin.collecting.formats.csv_rows import header_of, read_rows
from tocsin.collecting.formats.json_objects import Joined
from tocsin.collecting.formats.json_tables import Sort, Table
from tocsin.model.evidence import Rejected

FAMILY = "exchange-online"
TRACE = Table(FAMILY, "message trace", ("Received", "origin_timestamp_utc", "date_time_utc", "Date"), ("Organization",))
MAILBOX = Table(FAMILY, "mailbox audit", ("LastAccessed", "CreationTime", "RunspaceTime"), ("OrganizationName",))
_TRACES = ({"SenderAddress", "RecipientAddress", "Received"}, {"origin_timestamp_utc", "sender_address"})
_MAILBOX = {"Operation", "LogonType", "LastAccessed"}


def _table(names: tuple[str, ...]) -> Table | None:
    plain = set(names)
    if any(marks <= plain for marks in _TRACES):
        return TRACE
    return MAILBOX if plain >= _MAILBOX else None


def _rows(names: tuple[str, ...]) -> Sort:
    known = _table(names)
    return lambda row: None if known is None else (known, row)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the header."""
    return Certainty.SURE if _table(header_of(head)) is not None else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the rows in batches."""
    head = stream.read(HEAD_BYTES)
    joined: Any = Joined(head, stream)
    return read_rows(joined, source, wanted, _rows)


FORMAT = Format("exchange-online", FAMILY, "an export of Exchange Online", recognise, read)
