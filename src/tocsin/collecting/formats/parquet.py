"""Parquet files of events: Windows events if they have the fields of such, else whatever columns there are.

In: a file. Out: columns as text under their own names, structures by their parts; `_record` is the row's number,
`_offset` the byte of its row group. Time and host come from the columns that usually say them; a mapping file (`--map`)
says it exactly. Source: Apache Parquet format (parquet.apache.org/docs/file-format).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.json_lines import EPOCHS, HOSTS, TIMES
from tocsin.collecting.mapped import NUMBERS, Table, batch_of, numbers, parquet_tables
from tocsin.collecting.mapping import Column, FileMap, TimeMap
from tocsin.model.evidence import Rejected

_MAGIC = b"PAR1"
_TIMES = ("_time", "UtcTime", *TIMES)
_HOSTS = ("_host", "Computer", *HOSTS)
_CHANNELS = ("Channel", "_log")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the signature."""
    return Certainty.SURE if head.startswith(_MAGIC) else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the rows of each row group, then what of them cannot be read."""
    for part in parquet_tables(stream, source):
        if isinstance(part, Rejected):
            yield part
            continue
        batch = batch_of(part, _usual(part), source, wanted)
        yield _as_windows(batch, part, wanted) if "EventID" in part.columns else batch


def _usual(table: Table) -> FileMap:
    """Return the entry that a mapping file would have: time and host from the columns that usually say them."""
    names = table.columns
    time = next((TimeMap(column=name) for name in _TIMES if name in names), None)
    if time is None:
        time = next((TimeMap(column=name, format="epoch") for name in EPOCHS if name in names), None)
    host = next((Column(name) for name in _HOSTS if name in names), None)
    return FileMap(files="*", format="parquet", time=time, host=host)


def _as_windows(batch: EventBatch, table: Table, wanted: Wanted) -> EventBatch:
    """Return rows with event ids as Windows events: numbers as numbers, the channel as the log's name."""
    channel = next((table.columns[name] for name in _CHANNELS if name in table.columns), None)
    if channel is None:
        return batch
    events = batch.events
    columns = dict(zip(events.schema.names, events.columns, strict=True)) | {"_log": channel}
    for name in NUMBERS & columns.keys():
        columns[name] = numbers(columns[name])
    if wanted.wants("Channel"):
        columns["Channel"] = channel
    return replace(batch, family="windows", events=pa.RecordBatch.from_pydict(columns))


FORMAT = Format("parquet", "json", "the signature of a Parquet file (PAR1)", recognise, read, whole=True)
