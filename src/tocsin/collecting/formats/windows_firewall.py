"""The log of the Windows firewall (`System32/LogFiles/Firewall/pfirewall.log`): packets that it let pass or dropped.

In: a stream. Out: batches of string columns under the log's own names (`action`, `protocol`, `src-ip`, `dst-port`, …);
`-` is "no value" (null). `_log` is `Windows firewall`, `_record` the line. Times are local where the header says so
(`#Time Format: Local`, as Windows writes it): `--timezone`, else they count as UTC and a note says so.
Source: Microsoft Learn, "Configure Windows Firewall logging"; the header of the log itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc
from tocsin.collecting.delimited import Dialect, Parsed, parse
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.headed import Header, lost, under_headers
from tocsin.collecting.patterned import numbered
from tocsin.collecting.times import MOMENT, moments
from tocsin.model.evidence import Rejected

FAMILY = "windows-firewall"
LOG = "Windows firewall"
LOCAL = "times are local to the host and carry no zone"
_DIALECT = Dialect(" ", quoted=False, empty="-")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the product in the header, or by the fields that it always has."""
    if b"#Software: Microsoft Windows Firewall" in head:
        return Certainty.SURE
    return Certainty.SURE if b"#Fields: date time action protocol src-ip dst-ip" in head else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield each block's packets as one batch, then its lines that do not fit the header."""
    for run in under_headers(stream, source, None):
        if isinstance(run, Rejected):
            yield run
            continue
        local = _is_local(run.header)
        parsed = parse(
            run.block, run.header.names, _DIALECT, lambda name: name in ("date", "time") or wanted.wants(name)
        )
        if len(parsed.rows):
            notes = (LOCAL,) if local and source.timezone is None else ()
            yield EventBatch(source.path, FAMILY, _batch(parsed, local, source, wanted), notes=notes)
        yield from lost(parsed.bad, parsed.reasons, source)


def _is_local(header: Header) -> bool:
    return (header.said("time format") or "local").lower() != "utc"


def _batch(parsed: Parsed, local: bool, source: Source, wanted: Wanted) -> pa.RecordBatch:
    count, values = len(parsed.rows), parsed.values
    times = pa.nulls(count, MOMENT)
    if "date" in values and "time" in values:
        said = pc.binary_join_element_wise(values["date"], values["time"], " ").dictionary_encode()
        times = moments(said.dictionary, source.timezone if local else None).take(said.indices)
    columns = numbered(parsed.rows) | {
        "_time": times,
        "_host": constant(source.host, count),
        "_log": constant(LOG, count),
    }
    columns |= {name: column for name, column in values.items() if wanted.wants(name)}
    return pa.RecordBatch.from_pydict(columns)


FORMAT = Format("windows-firewall", FAMILY, "the header of the Windows firewall's log", recognise, read)
