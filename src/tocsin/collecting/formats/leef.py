"""Log Event Extended Format of any product: `LEEF:1.0|Vendor|Product|Version|Id|src=…<tab>dst=…`, also version 2.0.

In: lines, behind a syslog header or not; the pairs are parted by tabs, in version 2.0 by the sign that the head names
(`^`, `x09`, `0x7c`). Out: one event a line with `Vendor`, `Product`, `Version`, `EventID_LEEF` and the pairs under
their own names. `_log` is `LEEF`, `_host` the `identHostName` or the header's host. The time is `devTime`
(milliseconds since 1970, or a date), else that of the header. Source: ibm.com, LEEF event components; Predefined LEEF
event attributes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import pc
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.cef import plain_words
from tocsin.collecting.formats.key_value_logs import Columns, Product, first, read_pairs
from tocsin.collecting.formats.key_values import Dialect, Pairs
from tocsin.collecting.formats.line_kinds import share, shown
from tocsin.collecting.patterned import mapped
from tocsin.collecting.times import MOMENT, moments
from tocsin.model.evidence import Rejected

FAMILY = "leef"
_NAMES = ("Vendor", "Product", "Version", "EventID_LEEF")
_HEAD = (
    r"(?s)^.*?LEEF: ?(?P<leef>[12])\.\d\|"
    + "".join(rf"(?P<{name}>[^|]*)\|" for name in _NAMES)
    + r"(?:(?P<sign>[^\s|=]|0?x[0-9A-Fa-f]{2,4}|)\|)?(?P<pairs>.*)$"
)
_RECORD = re.compile(r"LEEF: ?[12]\.\d\|[^|]*\|[^|]*\|")
_PARTED = "\x1f"


def _pairs(lines: pa.Array) -> pa.Array:
    """Return the pairs with one sign between them, whatever the record's own is."""
    found = pc.extract_regex(lines, _HEAD)
    version, sign, pairs = (pc.struct_field(found, name) for name in ("leef", "sign", "pairs"))
    plain = pc.replace_substring(pairs, "\t", _PARTED)
    for own in pc.unique(sign).to_pylist():
        if own:
            mark = own if len(own) == 1 else chr(int(own.lower().removeprefix("0").removeprefix("x"), 16))
            plain = pc.if_else(pc.equal(sign, own), pc.replace_substring(pairs, mark, _PARTED), plain)
    return pc.coalesce(pc.binary_join_element_wise("leefVersion=", version, _PARTED, plain, ""), "")


def _times(pairs: Pairs, timezone: str | None) -> pa.Array:
    said = first(pairs, "devTime")
    millis = pc.if_else(pc.match_substring_regex(said, r"^\d{12,14}$"), said, pa.scalar(None, pa.string()))
    own = pc.cast(pc.multiply(pc.cast(millis, pa.int64()), 1000), MOMENT)
    return own if not own.null_count else pc.coalesce(own, moments(mapped(said, plain_words), timezone))


def _head(rest: pa.Array, pairs: Pairs) -> Columns:
    found = pc.extract_regex(rest, _HEAD)
    return {name: pc.struct_field(found, name) for name in _NAMES}


PRODUCT = Product(
    FAMILY,
    "LEEF",
    ("leefVersion",),
    "no LEEF record",
    _times,
    hosts=("identHostName",),
    dialect=Dialect(between=_PARTED, quoted=False),
    before=_pairs,
    more=_head,
    made=_NAMES,
)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: `LEEF:`, a version, vendor and product."""
    return Certainty.SURE if share(shown(head, syslog=True), _RECORD) >= 0.5 else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the records in batches."""
    return read_pairs(stream, source, wanted, PRODUCT)


FORMAT = Format("leef", FAMILY, "records in the Log Event Extended Format", recognise, read)
