"""FortiGate: traffic, events (system, VPN, users) and UTM, as `key=value` behind a syslog header or as downloaded.

Out: one event a line under Fortinet's names (`srcip`, `action`, `cfgpath`, `tunneltype`, `msg`). `_log` is the
record's `type` (`traffic`, `event`, `utm`), `_host` its `devname`, else `devid`. The time is `eventtime` (seconds to
nanoseconds since 1970), else `date` and `time` with `tz`; without `tz` they are local (`--timezone`), else UTC. Lines
of FortiAnalyzer's CSV (`"date=2021-03-02","time=07:00:00"`) are read too. Source: docs.fortinet.com, FortiOS Log
Message Reference, Log field format; CEF support is in `cef`.
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
from tocsin.collecting.patterned import without
from tocsin.collecting.times import MOMENT, moments
from tocsin.model.evidence import Rejected

FAMILY = "fortigate"
_MARKS = tuple(re.compile(rf'(?:^|[ ,"]){key}="?') for key in ("date", "time", "type", "logid|devid|devname|vd"))


def _cells(lines: pa.Array) -> pa.Array:
    """Return CSV cells that hold a pair each as pairs: `"a=1","b=x y"` is `a="1","b="x y"`."""
    cells = pc.starts_with(lines, '"')
    if not pc.any(cells).as_py():
        return lines
    inner = pc.replace_substring_regex(lines, r'(^|,)"([A-Za-z0-9_]+)=', r'\1\2="')
    return pc.if_else(cells, inner, lines)


def _times(pairs: Pairs, timezone: str | None) -> pa.Array:
    stamped = first(pairs, "eventtime")
    digits = pc.if_else(pc.match_substring_regex(stamped, r"^\d{10,19}$"), stamped, pa.scalar(None, pa.string()))
    micros = pc.cast(pc.utf8_slice_codeunits(pc.utf8_rpad(digits, 19, "0"), 0, 16), pa.int64())
    own = pc.cast(micros, MOMENT)
    if not own.null_count:
        return own
    date, time, zone = (first(pairs, name) for name in ("date", "time", "tz"))
    written = pc.binary_join_element_wise(date, time, " ")
    zoned = pc.binary_join_element_wise(written, zone, "")
    return pc.coalesce(own, moments(pc.coalesce(zoned, written), timezone))


def _named(rest: pa.Array, pairs: Pairs) -> dict[str, pa.Array]:
    """Return `blocked`, which rules for any firewall ask for."""
    action = without(first(pairs, "action"), "")
    kind = first(pairs, "type")
    flows = pc.is_in(kind, value_set=pa.array(["traffic", "utm"]))
    action = pc.if_else(flows, action, pa.scalar(None, pa.string()))
    denied = pc.is_in(action, value_set=pa.array(["deny", "blocked", "dropped", "block"]))
    return {"blocked": pc.if_else(denied, "true", pc.if_else(pc.is_valid(action), "false", None)).cast(pa.string())}


PRODUCT = Product(
    FAMILY,
    "fortigate",
    ("type", "subtype"),
    "no record of a FortiGate: type and subtype are missing",
    _times,
    hosts=("devname", "devid"),
    logs=("type",),
    dialect=Dialect(between=" ,"),
    before=_cells,
    more=_named,
    made=("blocked",),
)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: date, time, type and what names the device or record."""
    lines = shown(head, syslog=True)
    return Certainty.SURE if lines and min(share(lines, mark) for mark in _MARKS) >= 0.5 else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the records in batches."""
    return read_pairs(stream, source, wanted, PRODUCT)


FORMAT = Format("fortigate", FAMILY, "records of a FortiGate", recognise, read)
