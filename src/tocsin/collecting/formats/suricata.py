"""Suricata's EVE log: one JSON object an event, of every kind (`alert`, `dns`, `http`, `tls`, `flow`, `fileinfo`, ...).

In: a stream. Out: batches under EVE's own names with dots (`src_ip`, `alert.signature`, `http.hostname`); `_log` is the
`event_type`, `_host` the sensor's name (`host`) where it is logged. Members of lists of objects (`dns.answers`,
`dns.queries`) are lists under their names (`dns.answers.rdata`). Times have their offset.
Source: docs.suricata.io ("Eve JSON Format").
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.json_objects import Found, by_line, first_object
from tocsin.collecting.formats.json_rows import flat, read_rows
from tocsin.collecting.rows import Row
from tocsin.model.evidence import Rejected

FAMILY = "suricata"


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the first object: an `event_type` with a timestamp, and a flow, an address or its own part."""
    first = first_object(head)
    return Certainty.SURE if first is not None and is_eve(first) else Certainty.NO


def is_eve(value: dict[str, Any]) -> bool:
    """Say whether an object is an event of Suricata."""
    kind = value.get("event_type")
    if not isinstance(kind, str) or not isinstance(value.get("timestamp"), str):
        return False
    return kind in value or "src_ip" in value or "flow_id" in value


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield events in batches, one a kind; objects that are none come out as plain JSON."""
    return read_rows(stream, source, wanted, FAMILY, take)


def take(found: Found) -> Row | None:
    """Return an object as a row; None: it is no event of Suricata."""
    value = found.value
    if not is_eve(value):
        return None
    host = value.get("host")
    sensor = host if isinstance(host, str) and host else None
    return Row(found.line, found.offset, value["timestamp"], sensor, value["event_type"], flat(value))


FORMAT = Format("suricata-eve", FAMILY, "events of Suricata (EVE JSON)", recognise, read, divisible=by_line)
