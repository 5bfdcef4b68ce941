"""What other hunters found in Windows events: timelines of Hayabusa, detections of Chainsaw, results of Zircolite.

In: JSON (an array, lines, objects spread over lines) or CSV. Out: one event a detection and record, with `RuleTitle`,
`RuleLevel`, `RuleID`, `Tool` and the fields of the event that was found, under its own names where they are kept.
`_log` is the tool's name, `_host` the event's computer. These are hits, not a log: a log of which only the hits are
handed over cannot show that something is not there, so no rule counts them as its source; indicators are looked for.
Sources: Yamato-Security/hayabusa (doc, output profiles), WithSecureLabs/chainsaw (README), wagga40/Zircolite (docs).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, BinaryIO, cast

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import HEAD_BYTES, Certainty, Format, Source
from tocsin.collecting.formats.csv_rows import csv_rows, header_of
from tocsin.collecting.formats.detection_fields import Event, chainsaw, chainsaw_row, hayabusa, zircolite
from tocsin.collecting.formats.json_lines import Shapes
from tocsin.collecting.formats.json_objects import Found, Joined, first_object, objects
from tocsin.collecting.formats.json_tables import BATCH_ROWS, Table, Tables
from tocsin.model.evidence import Rejected

FAMILY = "detections"


@lru_cache(maxsize=8)
def table(tool: str) -> Table:
    """Return the table of a tool."""
    return Table(FAMILY, tool, ("_time", "Timestamp", "UtcTime"), ("Computer",))


def found_in(value: Event) -> tuple[str, list[Event]] | None:
    """Return which tool wrote an object or row, and the events in it; None: none of them did."""
    if "RuleTitle" in value and "Timestamp" in value:
        return "Hayabusa", [hayabusa(value)]
    if "document" in value or "documents" in value:
        events = chainsaw(value)
        return ("Chainsaw", events) if events else None
    if "detections" in value and "path" in value and "timestamp" in value:
        return "Chainsaw", [chainsaw_row(value)]
    if "matches" in value and "title" in value and "rule_level" in value:
        events = zircolite(value)
        return ("Zircolite", events) if events else None
    return None


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the first object, or by the names of the columns."""
    first = first_object(head)
    if first is None:
        first = dict.fromkeys(header_of(head), "")
    return Certainty.SURE if found_in(first) is not None else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the detections of each tool in batches; objects that are none come out as plain JSON."""
    head = stream.read(HEAD_BYTES)
    joined = cast(BinaryIO, Joined(head, stream))
    tables, others = Tables(source, wanted), Shapes(source, wanted)
    rows = objects(joined, source) if first_object(head) is not None else _rows(joined, source)
    for part in rows:
        if isinstance(part, Rejected):
            yield part
            continue
        for found in part:
            known = found_in(found.value)
            if known is None:
                others.add(found)
                continue
            full = False
            for event in known[1]:
                full |= tables.add(found.line, found.offset, found.size, table(known[0]), event)
            if full:
                yield from tables.flush()
        if others.count >= BATCH_ROWS:
            yield from others.flush()
    yield from tables.flush()
    yield from others.flush()


def _rows(stream: BinaryIO, source: Source) -> Iterator[list[Found] | Rejected]:
    for part in csv_rows(stream, source):
        if isinstance(part, Rejected):
            yield part
            continue
        names, rows = part
        empty: dict[str, Any] = dict.fromkeys(names, "")
        yield [Found(row.line, row.offset, empty | row.value, row.size) for row in rows]


FORMAT = Format("detections", FAMILY, "what Hayabusa, Chainsaw or Zircolite found", recognise, read)
