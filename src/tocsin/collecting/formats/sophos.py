"""Sophos Firewall (SFOS, XG) and UTM 9: `device_name="…" log_type="Firewall" src_ip=…`, `id="2001" sys="SecureNet" …`.

Out: one event a line under Sophos' names. `_log` is the `log_type` (`Firewall`, `Event`, `IDP`, …) or UTM's `sys`,
`_host` the device's name, else that of the header. The time is `timestamp` with its offset, else `date` and `time`,
local. UTM's header (`2021:03:02-07:00:00 utm ulogd[812]: `) is taken off; its time is local. Source: docs.sophos.com,
Sophos Firewall Syslog guide; UTM 9 log files.
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
from tocsin.collecting.formats.key_values import Pairs
from tocsin.collecting.formats.line_kinds import share, shown
from tocsin.collecting.times import moments
from tocsin.model.evidence import Rejected

FAMILY = "sophos"
_UTM = (
    r"^(?P<year>\d{4}):(?P<month>\d\d):(?P<day>\d\d)-(?P<clock>\d\d:\d\d:\d\d) (?P<utmhost>\S+)"
    r" (?P<utmprogram>[^\s:\[]+)(?:\[(?P<utmpid>\d+)\])?: (?P<rest>id=.*)$"
)
_RECORD = re.compile(r'\blog_type="[^"]+".*\blog_component=|^\d{4}:\d\d:\d\d-\d\d:\d\d:\d\d \S+ \S+ id="\d+" ')


def _without_header(lines: pa.Array) -> pa.Array:
    """Return lines with UTM's header as pairs."""
    found = pc.extract_regex(lines, _UTM)
    if found.null_count == len(found):
        return lines
    names = ("year", "month", "day", "clock", "utmhost", "utmprogram", "utmpid", "rest")
    year, month, day, clock, host, program, pid, rest = (pc.struct_field(found, name) for name in names)
    when = pc.binary_join_element_wise(year, month, day, "-")
    pairs = pc.binary_join_element_wise("utm_time=", when, "T", clock, " utm_host=", host, " utm_process=", program, "")
    pairs = pc.binary_join_element_wise(pairs, " utm_pid=", pid, " log_type=utm ", rest, "")
    return pc.coalesce(pairs, lines)


def _times(pairs: Pairs, timezone: str | None) -> pa.Array:
    written = pc.binary_join_element_wise(first(pairs, "date"), first(pairs, "time"), " ")
    return moments(pc.coalesce(first(pairs, "timestamp"), first(pairs, "utm_time"), written), timezone)


PRODUCT = Product(
    FAMILY,
    "firewall",
    ("log_type",),
    "no record of a Sophos firewall: log_type is missing",
    _times,
    hosts=("device_name", "utm_host"),
    logs=("sys", "log_type"),
    before=_without_header,
)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: log type and component, or UTM's header before an id."""
    return Certainty.SURE if share(shown(head, syslog=True), _RECORD) >= 0.5 else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the records in batches."""
    return read_pairs(stream, source, wanted, PRODUCT)


FORMAT = Format("sophos", FAMILY, "records of a Sophos firewall", recognise, read)
