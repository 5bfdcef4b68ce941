"""Web proxies that log in the W3C's extended format: Blue Coat / Symantec ProxySG, Forefront TMG and ISA, and others.

In: a stream. Out: requests under the log's own names, and under those that rules for proxies use where it has the parts
of them: `c-uri` (the URL), `cs-host`, `cs-uri-stem`, `c-useragent`, `dst_ip`, `c-uri-extension`.
Values with blanks stand in double quotes; `-` is "no value". The header may change inside a file. Times are UTC.
Sources: W3C draft WD-logfile-960323; Symantec ProxySG, "Access Log Formats"; Microsoft, "Web proxy log fields" (TMG).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from tocsin.collecting.addresses import joined, parts_of
from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc
from tocsin.collecting.delimited import Dialect, Parsed, parse
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.squid import FAMILY
from tocsin.collecting.headed import Header, Run, lost, under_headers
from tocsin.collecting.times import MOMENT, moments
from tocsin.model.evidence import Rejected

_FIELDS = re.compile(rb"^#Fields:[ \t]*([^\r\n]*)", re.MULTILINE)
_OF_PROXIES = frozenset(
    [
        *(b"cs-uri-scheme", b"s-action", b"sc-filter-result", b"cs-categories", b"x-exception-id", b"s-hierarchy"),
        *(b"s-supplier-name", b"r-host", b"r-ip", b"r-port", b"rs(content-type)", b"cs-protocol", b"s-object-source"),
        *(b"x-virus-id", b"cs-auth-group", b"sc-network", b"x-cs-dns", b"cs-uri-extension", b"s-cache-info"),
    ]
)
NAMES: dict[str, tuple[str, ...]] = {
    "cs-host": ("r-host", "x-cs-dns", "cs(host)"),
    "cs-uri-stem": ("cs-uri-path",),
    "c-useragent": ("cs(user-agent)", "c-agent", "cs-user-agent"),
    "cs-referer": ("cs(referer)", "cs-referrer"),
    "cs-cookie": ("cs(cookie)",),
    "dst_ip": ("r-ip", "cs-ip", "s-supplier-ip", "r-supplier-ip"),
    "c-uri": ("cs-uri", "c-url", "cs-url"),
    "c-uri-extension": ("cs-uri-extension",),
}
"""Name that rules use -> names under which proxies have it, in lower case, the best first."""


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the header: names of fields that only proxies have."""
    found = _FIELDS.search(head.removeprefix(b"\xef\xbb\xbf"))
    if found is None:
        return Certainty.NO
    own = _OF_PROXIES & set(found[1].lower().split())
    named = b"#Software: SGOS" in head
    return Certainty.SURE if named or len(own) > 1 else Certainty.LIKELY if own else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the lines under each header as one batch, then those that do not fit it."""
    for run in under_headers(stream, source, None):
        if isinstance(run, Rejected):
            yield run
        else:
            yield from _read_run(run, source, wanted)


def _read_run(run: Run, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    first = run.block.line(0)
    sign = "\t" if first.count(b"\t") >= len(run.header.names) - 1 > 0 else " "
    parsed = parse(run.block, run.header.names, Dialect(sign, quoted=True, empty="-"), lambda _: True)
    if len(parsed.rows):
        yield EventBatch(source.path, FAMILY, _batch(parsed, run.header, source, wanted))
    yield from lost(parsed.bad, parsed.reasons, source)


def _batch(parsed: Parsed, header: Header, source: Source, wanted: Wanted) -> pa.RecordBatch:
    values, count = parsed.values, len(parsed.rows)
    columns: dict[str, pa.Array] = {
        "_record": pa.array(parsed.rows.numbers),
        "_offset": pa.array(parsed.rows.offsets),
        "_time": _times(values, header, count),
        "_host": values.get("s-computername", values.get("s-dns", constant(source.host, count))),
        "_log": constant("proxy", count),
    }
    if columns["_host"].null_count and source.host is not None:
        columns["_host"] = pc.fill_null(columns["_host"].cast(pa.string()), source.host)
    columns |= {name: column for name, column in named(values).items() if wanted.wants(name)}
    return pa.RecordBatch.from_pydict(columns)


def named(values: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """Return a proxy's fields with those that rules ask for added."""
    lowered = {name.lower(): name for name in values}
    fields = dict(values)
    for name, others in NAMES.items():
        own = next((lowered[other] for other in others if other in lowered), None)
        if name not in fields and own is not None:
            fields[name] = fields[own]
    url = fields.get("c-uri")
    if url is None:
        made = joined(fields)
        if made is not None:
            fields["c-uri"] = made
    elif "cs-host" not in fields or "cs-uri-stem" not in fields:
        fields = parts_of(url.cast(pa.string())) | fields
    return {name: column for name, column in fields.items() if column.null_count < len(column)}


def _times(values: dict[str, pa.Array], header: Header, count: int) -> pa.Array:
    for name in ("x-timestamp", "gmttime", "timestamp", "date-time"):
        if name in values:
            return moments(values[name])
    time = values.get("time")
    if time is None:
        return pa.nulls(count, MOMENT)
    date: pa.Array | str = values.get("date", (header.said("date") or "")[:10])
    return moments(pc.binary_join_element_wise(date, time, " "))


FORMAT = Format("proxy-elff", FAMILY, "the header of a web proxy's log (W3C extended format)", recognise, read)
