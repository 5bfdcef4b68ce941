"""Check Point: records of the Log Exporter (`[action:"Accept"; …]`, `[Fields@… Action="Drop" …]`, `a=1|b=2`).

In: lines behind a syslog header, or without one. Out: one event a line under Check Point's names (`action`, `src`,
`dst`, `service`, `product`). `_log` is the `product` (`VPN-1 & FireWall-1`, `SmartDefense`, …), `_host` its
`origin_sic_name`, `origin` or `hostname`. The time is `time` (seconds since 1970), else that of the header. CEF and
LEEF of the exporter are read by `cef` and `leef`. Source: supportcenter.checkpoint.com, sk122323 (Log Exporter),
sk144192 (log fields).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import pc
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.key_value_logs import Product, first, read_pairs
from tocsin.collecting.formats.key_values import Dialect, Pairs
from tocsin.collecting.formats.line_kinds import share, shown
from tocsin.collecting.times import MOMENT, moments
from tocsin.model.evidence import Rejected

FAMILY = "checkpoint"
_COLON = re.compile(r'\[?(?:flags|action|time|conn_direction|ifdir|loguid|origin):"[^"]*"; ')
_EQUAL = re.compile(r"\[Fields@1\.3\.6\.1\.4\.1\.2620 |(?:^|\|)loguid=\{.*\|(?:product|origin)=")


def _pairs(lines: pa.Array) -> pa.Array:
    """Return the pairs in one form: `key="value"` with blanks between them."""
    colons = pc.match_substring_regex(lines, _COLON.pattern)
    piped = pc.match_substring_regex(lines, r"(?:^|\|)loguid=\{")
    plain = pc.replace_substring_regex(lines, r"^.*?\[(?:Fields@1\.3\.6\.1\.4\.1\.2620\S* ?)?", "")
    plain = pc.replace_substring_regex(plain, r"\]\s*$", "")
    quoted = pc.replace_substring_regex(plain, r'(^|; ?)([A-Za-z0-9_.-]+):"', r'\1 \2="')
    bars = pc.replace_substring_regex(lines, r"(^|\|)([A-Za-z0-9_]+)=([^|]*)", r' \2="\3"')
    return pc.if_else(piped, bars, pc.if_else(colons, quoted, plain))


def _times(pairs: Pairs, timezone: str | None) -> pa.Array:
    said = first(pairs, "time")
    seconds = pc.if_else(pc.match_substring_regex(said, r"^\d{9,11}$"), said, pa.scalar(None, pa.string()))
    own = pc.cast(pc.multiply(pc.cast(seconds, pa.int64()), 1_000_000), MOMENT)
    return own if not own.null_count else pc.coalesce(own, moments(said, timezone))


PRODUCT = Product(
    FAMILY,
    "checkpoint",
    ("loguid",),
    "no record of a Check Point gateway: loguid is missing",
    _times,
    hosts=("hostname", "origin", "origin_sic_name"),
    logs=("product",),
    dialect=Dialect(between=" ;"),
    before=_pairs,
)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: keys of the exporter."""
    return Certainty.SURE if share(shown(head, syslog=True), _COLON, _EQUAL) >= 0.5 else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the records in batches."""
    return read_pairs(stream, source, wanted, PRODUCT)


FORMAT = Format("checkpoint", FAMILY, "records of Check Point's Log Exporter", recognise, read)
