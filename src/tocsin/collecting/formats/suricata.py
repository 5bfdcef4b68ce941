"""Suricata's EVE log: one JSON object an event, of every kind (`alert`, `dns`, `http`, `tls`, `flow`, `fileinfo`, ...).

In: a stream. Out: batches under EVE's own names with dots (`src_ip`, `alert.signature`, `http.hostname`); `_log` is the
`event_type`, `_host` the sensor's name (`host`) where it is logged. Members of lists of objects (`dns.answers`,
`dns.queries`) are lists under their names (`dns.answers.rdata`). Times have their offset.
Source: docs.suricata.io ("Eve JSON Format").
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.json_columns import Tables, as_text, single
from tocsin.collecting.formats.json_objects import Found, by_line, first_object
from tocsin.collecting.formats.json_rows import flat, read_rows
from tocsin.collecting.lines import LineBlock
from tocsin.collecting.rows import Row
from tocsin.collecting.times import moments
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
    """Yield events in batches; objects that are none come out as plain JSON.

    Where only some fields are looked at, lines are taken by columns, as far as they can be.
    """
    columns = None if wanted.fields is None else _Columns(source, wanted).take
    return read_rows(stream, source, wanted, FAMILY, take, columns=columns)


_TOLD = ("timestamp", "event_type", "host", "src_ip", "flow_id")


class _Columns:
    """Takes lines that are events for sure: they have a kind, a time, and an address or a flow."""

    def __init__(self, source: Source, wanted: Wanted) -> None:
        self._source, self._wanted = source, wanted
        self._tables = Tables((wanted.names() or frozenset()).union(_TOLD), nested=True)

    def take(self, block: LineBlock) -> tuple[list[EventBatch], LineBlock]:
        """Return the events of a block, and the lines that are left."""
        taken = self._tables.take(block)
        if taken is None:
            return [], block
        raw = {name: single(column) for name, column in zip(taken.table.column_names, taken.table.columns, strict=True)}
        texts = [raw.get(name) for name in ("timestamp", "event_type")]
        proofs = [raw[name] for name in ("src_ip", "flow_id") if name in raw]
        host = raw.get("host")
        plain = [column for column in (*texts, *([] if host is None else [host])) if column is not None]
        if None in texts or not proofs or not all(pa.types.is_string(column.type) for column in plain):
            return [], block
        sure = np.logical_or.reduce([np.asarray(column.is_valid()) for column in proofs])
        for column in texts:
            sure &= np.asarray(column.is_valid())  # type: ignore[union-attr]
        if not sure.any():
            return [], block
        lines = taken.lines.select(sure)
        rows = {name: column.filter(pa.array(sure)) for name, column in raw.items()}
        batch = EventBatch(self._source.path, FAMILY, self._events(lines, rows))
        return [batch], taken.left.joined(taken.lines.select(~sure))

    def _events(self, lines: LineBlock, rows: dict[str, pa.Array]) -> pa.RecordBatch:
        count = len(lines)
        given = pa.scalar(self._source.host, pa.string())
        host = rows.get("host")
        named = None if host is None else pc.if_else(pc.equal(host, ""), pa.scalar(None, pa.string()), host)
        columns: dict[str, pa.Array] = {
            "_record": pa.array(lines.numbers),
            "_offset": pa.array(lines.offsets),
            "_time": moments(rows["timestamp"], self._source.timezone),
            "_host": constant(self._source.host, count) if named is None else pc.coalesce(named, given),
            "_log": rows["event_type"].dictionary_encode(),
        }
        for name in sorted(rows):
            plain = f"log.{name}" if name.startswith("_") else name
            if self._wanted.wants(plain) and rows[name].null_count < count:
                columns[plain] = as_text(rows[name]).dictionary_encode()
        return pa.RecordBatch.from_pydict(columns)


def take(found: Found) -> Row | None:
    """Return an object as a row; None: it is no event of Suricata."""
    value = found.value
    if not is_eve(value):
        return None
    host = value.get("host")
    sensor = host if isinstance(host, str) and host else None
    return Row(found.line, found.offset, value["timestamp"], sensor, value["event_type"], flat(value))


FORMAT = Format("suricata-eve", FAMILY, "events of Suricata (EVE JSON)", recognise, read, divisible=by_line)
