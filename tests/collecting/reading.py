"""What a format makes of bytes: events as dictionaries, rejections, and how many records that is."""

from __future__ import annotations

import io
from typing import Any

from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Wanted
from tocsin.collecting.format import Format, Source
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
