"""HTTPERR logs of Windows (`System32/LogFiles/HTTPERR/httperr*.log`): what HTTP.SYS refused before IIS saw it.

In: a stream. Out: batches of string columns under the log's own names, with `cs-uri-stem` and `cs-uri-query` made of
`cs-uri`; `_log` is `HTTPERR`. `-` is "no value" (null). Times are UTC. Connections that timed out or were dropped stand
there too, without method and address of the request.
Source: Microsoft Learn, "Error logging in HTTP APIs".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc
from tocsin.collecting.delimited import Dialect, Parsed, parse
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.headed import lost, under_headers
from tocsin.collecting.patterned import numbered, without
from tocsin.collecting.times import MOMENT, moments
from tocsin.model.evidence import Rejected

FAMILY = "httperr"
_DIALECT = Dialect(" ", quoted=False, empty="-")
_OWN = frozenset({"date", "time", "cs-uri"})
_TARGET = r"^(?P<stem>[^?]*)(?:\?(?P<query>.*))?$"


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the product in the header, or by fields that only this log has."""
    if b"#Software: Microsoft HTTP API" in head:
        return Certainty.SURE
    return Certainty.SURE if b"#Fields:" in head and b" s-reason" in head and b" s-siteid" in head else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield each block's refusals as one batch, then its lines that do not fit the header."""
    for run in under_headers(stream, source, None):
        if isinstance(run, Rejected):
            yield run
            continue
        parsed = parse(run.block, run.header.names, _DIALECT, lambda name: name in _OWN or wanted.wants(name))
        if len(parsed.rows):
            yield EventBatch(source.path, FAMILY, _batch(parsed, source, wanted))
        yield from lost(parsed.bad, parsed.reasons, source)


def _batch(parsed: Parsed, source: Source, wanted: Wanted) -> pa.RecordBatch:
    count, values = len(parsed.rows), dict(parsed.values)
    if "cs-uri" in values:
        target = pc.extract_regex(values["cs-uri"], _TARGET)
        values.setdefault("cs-uri-stem", pc.struct_field(target, "stem"))
        values.setdefault("cs-uri-query", without(pc.struct_field(target, "query"), ""))
    times = pa.nulls(count, MOMENT)
    if "date" in values and "time" in values:
        times = moments(pc.binary_join_element_wise(values["date"], values["time"], " "))
    columns = numbered(parsed.rows) | {
        "_time": times,
        "_host": constant(source.host, count),
        "_log": constant("HTTPERR", count),
    }
    columns |= {name: column for name, column in values.items() if wanted.wants(name)}
    return pa.RecordBatch.from_pydict(columns)


FORMAT = Format("iis-httperr", FAMILY, "the header of a log of HTTP.SYS (HTTPERR)", recognise, read)
