"""OpenCanary: what visitors did to a honeypot, one JSON object an event.

In: a stream. Out: events under the log's own names (`logtype`, `src_host`, `dst_port`, `logdata.USERNAME`); `_host` is
the `node_id`. Times are UTC (`utc_time`), else local (`local_time`; `--timezone`, else UTC).
Source: opencanary.readthedocs.io, opencanary/logger.py (numbers of `logtype`).
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

FAMILY = "opencanary"


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the first object: a type, a node and two ends, as no other log names them."""
    first = first_object(head)
    return Certainty.SURE if first is not None and is_canary(first) else Certainty.NO


def is_canary(value: dict[str, Any]) -> bool:
    """Say whether an object is an event of OpenCanary."""
    return {"logtype", "node_id", "logdata"} <= value.keys() and isinstance(value["logtype"], (int, str))


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield events in batches; objects that are none come out as plain JSON."""
    return read_rows(stream, source, wanted, FAMILY, take)


def take(found: Found) -> Row | None:
    """Return an object as a row; None: it is no event of OpenCanary."""
    value = found.value
    if not is_canary(value):
        return None
    node, utc, local = (value.get(name) for name in ("node_id", "utc_time", "local_time"))
    time = f"{utc}Z" if isinstance(utc, str) and utc else local if isinstance(local, str) else None
    return Row(
        found.line, found.offset, time, node if isinstance(node, str) and node else None, "opencanary", flat(value)
    )


FORMAT = Format("opencanary", FAMILY, "events of OpenCanary", recognise, read, divisible=by_line)
