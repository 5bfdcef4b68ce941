r"""Common Event Format of any product: `CEF:0|Vendor|Product|Version|Id|Name|Severity|src=… msg=…`.

In: lines, behind a syslog header or not. Out: one event a line with `DeviceVendor`, `DeviceProduct`, `DeviceVersion`,
`DeviceEventClassID`, `Name`, `Severity` and the extension's keys under their own names; `\=`, `\|` and `\\` are taken
back, `\n` is a line feed. A custom field that has a label is also there under that label where nothing else has its
name (`cs1Label=Rule cs1=block` is `Rule`). `_log` is `CEF`, `_host` the `dvchost` or `dvc`, else the header's host.
The time is `rt`, `end` or `start` (milliseconds since 1970 or in words), else that of the header. Source: ArcSight
Common Event Format, Implementing ArcSight CEF, version 25.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import pc
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.key_value_logs import Columns, Product, first, read_pairs
from tocsin.collecting.formats.key_values import Dialect, Pairs
from tocsin.collecting.formats.line_kinds import share, shown
from tocsin.collecting.patterned import MONTHS, mapped
from tocsin.collecting.times import MOMENT, moments
from tocsin.model.evidence import Rejected

FAMILY = "cef"
_HEAD = (
    r"(?s)^.*?CEF: ?(?P<version>\d+)\|"
    + "".join(
        rf"(?P<{name}>(?:[^|\\]|\\.)*)\|"
        for name in ("DeviceVendor", "DeviceProduct", "DeviceVersion", "DeviceEventClassID", "Name", "Severity")
    )
    + r"(?P<extension>.*)$"
)
_NAMES = ("DeviceVendor", "DeviceProduct", "DeviceVersion", "DeviceEventClassID", "Name", "Severity")
_RECORD = re.compile(r"CEF: ?\d+\|(?:[^|\\]|\\.)*\|(?:[^|\\]|\\.)*\|")
_WORDS = re.compile(r"([A-Z][a-z]{2}) (\d{1,2}) (\d{4}) (\d\d:\d\d:\d\d(?:\.\d+)?)(?: ?(?:UTC|GMT))?( ?[+-]\d{4})?")


def _extension(lines: pa.Array) -> pa.Array:
    """Return the pairs of records, with one that names the record's kind put before them."""
    found = pc.extract_regex(lines, _HEAD)
    extension = pc.struct_field(found, "extension")
    return pc.coalesce(
        pc.binary_join_element_wise("cefVersion=", pc.struct_field(found, "version"), " ", extension, ""), ""
    )


def _times(pairs: Pairs, timezone: str | None) -> pa.Array:
    said = pc.coalesce(*(first(pairs, name) for name in ("rt", "end", "start")))
    millis = pc.if_else(pc.match_substring_regex(said, r"^\d{12,14}$"), said, pa.scalar(None, pa.string()))
    own = pc.cast(pc.multiply(pc.cast(millis, pa.int64()), 1000), MOMENT)
    if not own.null_count:
        return own
    return pc.coalesce(own, moments(mapped(said, plain_words), timezone))


def plain_words(time: str) -> str:
    """Return a time in words as `moments` reads it.

    >>> plain_words("Mar 02 2021 07:00:00.123 UTC")
    '2021-03-02 07:00:00.123'
    """
    found = _WORDS.fullmatch(time)
    if found is None:
        return time
    month, day, year, clock, zone = found.groups()
    return f"{year}-{MONTHS.get(month.lower(), '')}-{day:0>2} {clock}{(zone or '').strip()}"


def _more(rest: pa.Array, pairs: Pairs) -> Columns:
    """Return the parts of the head, values without escapes, and labelled fields under their labels."""
    found = pc.extract_regex(rest, _HEAD)
    columns: Columns = {name: _unescaped(pc.struct_field(found, name)) for name in _NAMES}
    for name in pairs.keys:
        column = pairs.column(name)
        if pa.types.is_string(column.type) and pc.any(pc.match_substring(column, "\\")).as_py():
            columns[name] = _unescaped(column)
    for name in pairs.keys:
        label = pairs.column(f"{name}Label")
        if label.null_count < len(label) and pa.types.is_string(label.type):
            columns |= _labelled(label, first(pairs, name), columns.keys() | set(pairs.keys))
    return columns


def _labelled(labels: pa.Array, values: pa.Array, taken: set[str]) -> Columns:
    distinct = [label for label in pc.unique(labels).to_pylist() if label and not label.startswith("_")]
    if len(distinct) > 64:
        return {}
    none = pa.scalar(None, pa.string())
    return {label: pc.if_else(pc.equal(labels, label), values, none) for label in distinct if label not in taken}


def _unescaped(column: pa.Array) -> pa.Array:
    for escape, sign in ((r"\=", "="), (r"\|", "|"), (r"\n", "\n"), (r"\r", "\r"), ("\\\\", "\\")):
        column = pc.replace_substring(column, escape, sign)
    return column


PRODUCT = Product(
    FAMILY,
    "CEF",
    ("cefVersion",),
    "no CEF record",
    _times,
    hosts=("dvchost", "dvc"),
    dialect=Dialect(quoted=False),
    before=_extension,
    more=_more,
)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: `CEF:`, a version, vendor and product."""
    return Certainty.SURE if share(shown(head, syslog=True), _RECORD) >= 0.5 else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the records in batches."""
    return read_pairs(stream, source, wanted, PRODUCT)


FORMAT = Format("cef", FAMILY, "records in the Common Event Format", recognise, read)
