"""Exchange OABGenerator logs (`Logging/OABGeneratorLog/*.log`): what the generator of offline address books wrote.

In: a stream. Out: batches with `Message` (the whole line) and, where a header names them, the values under their names.
Lines may hold commas and apostrophes at will, so the values are a help and the line is what counts: where the values do
not fit the header, the event has its `Message` alone. `_time` is the line's first time. Lines that begin with neither a
time nor a value go on the line before them in the program's eyes; here each is an event of its own, without a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc, strings
from tocsin.collecting.delimited import parse
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.exchange_csv import DIALECT
from tocsin.collecting.headed import Header, runs, too_long
from tocsin.collecting.lines import LineBlock, TooLong
from tocsin.collecting.times import moments
from tocsin.model.evidence import Rejected

FAMILY = "exchange-oabgenerator"
_TIME = r"(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?)"
_FIRST = frozenset({"datetime", "date-time", "timestamp", "time", "logtime"})


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the log's type in the header, by the sentence it is known for, or by the folder it lies in."""
    lower = head[:4096].lower()
    if b"#log-type:" in lower and (b"oabgenerator" in lower or b"oab generator" in lower):
        return Certainty.SURE
    if b"needs to be removed" in lower and b"download failed and temporary file" in lower:
        return Certainty.LIKELY
    in_folder = "oabgeneratorlog" in name.lower() and name.lower().endswith((".log", ".txt"))
    return Certainty.MAYBE if in_folder and b"\0" not in head else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield every line as an event."""

    def is_header_row(line: bytes, header: Header) -> bool:
        return b"," in line and line.split(b",", 1)[0].strip().lower().decode("ascii", "replace") in _FIRST

    for run in runs(stream, ",", is_header_row):
        if isinstance(run, TooLong):
            yield too_long(run, source)
        elif not run.header.names:
            yield _event_batch(run.block, {}, source, wanted)
        else:
            parsed = parse(run.block, run.header.names, DIALECT, wanted.wants)
            for block, values in ((parsed.rows, parsed.values), (parsed.bad, {})):
                if len(block):
                    yield _event_batch(block, values, source, wanted)


def _event_batch(block: LineBlock, values: dict[str, pa.Array], source: Source, wanted: Wanted) -> EventBatch:
    message = strings([line.decode("utf-8", "replace") for line in block.lines])
    count = len(block)
    columns: dict[str, pa.Array] = {
        "_record": pa.array(block.numbers),
        "_offset": pa.array(block.offsets),
        "_time": moments(pc.struct_field(pc.extract_regex(message, _TIME), "time")),
        "_host": constant(source.host, count),
        "_log": constant("OABGenerator", count),
    }
    if wanted.wants("Message"):
        columns["Message"] = message
    columns |= {name: column for name, column in values.items() if name not in columns}
    return EventBatch(source.path, FAMILY, pa.RecordBatch.from_pydict(columns))


FORMAT = Format("exchange-oabgenerator", FAMILY, "the header of an Exchange OABGenerator log", recognise, read)
