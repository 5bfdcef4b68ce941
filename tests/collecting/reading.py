"""What a format makes of bytes: events as dictionaries, rejections, and how many records that is."""

from __future__ import annotations

import io
from typing import Any

from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Wanted
from tocsin.collecting.format import Format, Source
from tocsin.collecting.formats import recognise
from tocsin.model.evidence import Rejected


def events_and_rejections(
    form: Format, data: bytes, source: Source | None = None, wanted: Wanted = ALL_FIELDS
) -> tuple[list[dict[str, Any]], list[Rejected]]:
    """Read bytes; fields that an event does not have are left out of its dictionary."""
    parts = list(form.read(io.BytesIO(data), source or Source("log"), wanted))
    batches = [part for part in parts if isinstance(part, EventBatch)]
    events = [
        {name: value for name, value in row.items() if value is not None}
        for batch in batches
        for row in batch.events.to_pylist()
    ]
    return sorted(events, key=lambda event: event["_offset"]), [part for part in parts if isinstance(part, Rejected)]


def one_event(form: Format, data: bytes, *, log: str, host: str | None, time: str) -> dict[str, Any]:
    """Return the only event of a log that is known by its content, whose log, host and time are these."""
    known = recognise(data, "x")
    assert known is not None
    assert known[0] is form
    (event,), rejected = events_and_rejections(form, data)
    assert rejected == []
    assert (event["_log"], event.get("_host"), str(event["_time"])) == (log, host, time)
    return event


def cut_in_half_is_told(form: Format, data: bytes) -> None:
    """Half a record between two whole ones is rejected with its place, and costs neither of them."""
    events, rejected = events_and_rejections(form, data + data[:40] + b"\n" + data)
    assert [event["_offset"] for event in events] == [0, len(data) + 41]
    assert [one.offset for one in rejected] == [len(data)]
