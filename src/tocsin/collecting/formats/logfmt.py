"""Logs of `key=value` pairs with a level and a message, as many programs of today write them (logrus, go-kit, Heroku).

In: `time="2021-03-02T07:00:00Z" level=info msg="listening on :443" caller=main.go:12`. Out: one event a line, a
column a key; `_log` is `logfmt`. The time is that of `time`, `ts`, `t` or `timestamp` (RFC 3339, or seconds since
1970). Source: brandur.org/logfmt; the programs' own documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import pc
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.json_tables import plain_time
from tocsin.collecting.formats.key_value_logs import Product, first, read_pairs
from tocsin.collecting.formats.key_values import Pairs
from tocsin.collecting.formats.line_kinds import share, shown
from tocsin.collecting.patterned import mapped
from tocsin.collecting.times import moments
from tocsin.model.evidence import Rejected

FAMILY = "text"
_TIMES = ("time", "ts", "t", "timestamp")
_RECORD = re.compile(r"^(?=.*\blevel=\w)(?=.*\bmsg=).*?\b(?:time|ts|t|timestamp)=\"?\d")


def _times(pairs: Pairs, timezone: str | None) -> pa.Array:
    said = [first(pairs, name) for name in _TIMES]
    return moments(mapped(pc.coalesce(*said), plain_time), timezone)


PRODUCT = Product(FAMILY, "logfmt", ("level", "msg"), "no record in logfmt: level and msg are missing", _times)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: a time, a level and a message as pairs."""
    return Certainty.LIKELY if share(shown(head, syslog=True), _RECORD) >= 0.8 else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the records in batches."""
    return read_pairs(stream, source, wanted, PRODUCT)


FORMAT = Format("logfmt", FAMILY, "pairs with a level and a message", recognise, read)
