"""SonicWall: `id=firewall sn=… time="…" fw=… m=98 msg="…" src=10.0.0.5:51234:X0 dst=…`, behind a syslog header or not.

Out: one event a line under SonicWall's names. `src` and `dst` are address, port and interface: they are also there as
`src_ip`, `src_port`, `dst_ip`, `dst_port`. `_log` is `firewall`, `_host` the firewall's `fw`, else its `sn`. `time`
is UTC where it says so, else local. Source: sonicwall.com, SonicOS Log Events Reference Guide, "Index of Syslog Tag
Field Description".
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
from tocsin.collecting.patterned import without
from tocsin.collecting.times import moments
from tocsin.model.evidence import Rejected

FAMILY = "sonicwall"
_RECORD = re.compile(r"\bid=\S+ .*\bsn=[0-9A-Fa-f]+ .*\bfw=")
_PLACE = r"^(?P<ip>[^:]*|\[[^\]]*\]|[0-9a-fA-F:]*?)(?::(?P<port>\d+))?(?::(?P<interface>[^:]*)(?::.*)?)?$"


def _times(pairs: Pairs, timezone: str | None) -> pa.Array:
    return moments(first(pairs, "time"), timezone)


def _places(rest: pa.Array, pairs: Pairs) -> dict[str, pa.Array]:
    """Return address and port of both ends."""
    columns: dict[str, pa.Array] = {}
    for end in ("src", "dst"):
        found = pc.extract_regex(first(pairs, end), _PLACE)
        columns[f"{end}_ip"] = without(pc.struct_field(found, "ip"), "")
        columns[f"{end}_port"] = without(pc.struct_field(found, "port"), "")
    return columns


PRODUCT = Product(
    FAMILY,
    "firewall",
    ("id", "sn"),
    "no record of a SonicWall: id and sn are missing",
    _times,
    hosts=("fw", "sn"),
    more=_places,
    made=("src_ip", "src_port", "dst_ip", "dst_port"),
)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: id, sn and fw."""
    return Certainty.SURE if share(shown(head, syslog=True), _RECORD) >= 0.5 else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the records in batches."""
    return read_pairs(stream, source, wanted, PRODUCT)


FORMAT = Format("sonicwall", FAMILY, "records of a SonicWall", recognise, read)
