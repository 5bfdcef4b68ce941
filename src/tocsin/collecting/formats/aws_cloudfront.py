"""CloudFront's standard logs: requests to a distribution, parted by tabs below a `#Fields:` header.

In: a stream. Out: one event a request under CloudFront's names, which are those of the W3C format, with `cs-host`
(what the client asked for, `x-host-header`), `cs-user-agent` and `cs-referer` beside them; these are decoded (`%20`),
as rules expect. `-` is "no value". `_log` is `cloudfront`, `_host` the distribution. Times are UTC. Source:
docs.aws.amazon.com, CloudFront standard logging, standard log file fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import unquote

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc
from tocsin.collecting.delimited import Dialect, parse
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.headed import lost, under_headers
from tocsin.collecting.patterned import filled, mapped, numbered
from tocsin.collecting.times import MOMENT, moments
from tocsin.model.evidence import Rejected

FAMILY = "aws-access"
_HEADER = re.compile(rb"^#Fields:.*\bx-edge-location\b", re.MULTILINE)
_TABS = Dialect("\t", False, "-")
_DECODED = {"cs-user-agent": "cs(User-Agent)", "cs-referer": "cs(Referer)"}
_ALWAYS = frozenset({"date", "time", "cs(Host)", "x-host-header", *_DECODED.values()})


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the header: only this log has an edge location."""
    return Certainty.SURE if _HEADER.search(head) else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the requests below each header as batches, then lines that do not fit it."""
    for run in under_headers(stream, source, None):
        if isinstance(run, Rejected):
            yield run
            continue
        parsed = parse(run.block, run.header.names, _TABS, lambda name: name in _ALWAYS or wanted.wants(name))
        if len(parsed.rows):
            columns = numbered(parsed.rows) | _columns(parsed.values, len(parsed.rows), source, wanted)
            yield EventBatch(source.path, FAMILY, pa.RecordBatch.from_pydict(columns))
        yield from lost(parsed.bad, parsed.reasons, source)


def _columns(values: dict[str, pa.Array], count: int, source: Source, wanted: Wanted) -> dict[str, pa.Array]:
    time = pa.nulls(count, MOMENT)
    if "date" in values and "time" in values:
        time = moments(pc.binary_join_element_wise(values["date"], values["time"], " "))
    asked = [values[name] for name in ("x-host-header", "cs(Host)") if name in values]
    made = {"cs-host": pc.coalesce(*asked)} if asked else {}
    made |= {name: mapped(values[own], unquote) for name, own in _DECODED.items() if own in values}
    own = values.get("cs(Host)")
    columns = {
        "_time": time,
        "_host": constant(source.host, count) if own is None else filled(own, source.host),
        "_log": constant("cloudfront", count),
    }
    columns |= {
        name: column for name, column in (values | made).items() if wanted.wants(name) and column.null_count < count
    }
    return columns


FORMAT = Format("aws-cloudfront", FAMILY, "requests to CloudFront", recognise, read)
