"""Ivanti (Pulse, Juniper) Connect Secure: native lines and WELF, behind a syslog header or as exported.

In: `2021-03-02 07:00:00 - ive - [203.0.113.9] anna(Users)[Staff] - AUT24326: Primary authentication successful …`,
and `id=firewall time="2021-03-02 07:00:00" fw=… vpn=ive user=anna realm="Users" src=203.0.113.9 … msg="…"`. Out: one
event a line with `node`, `src_ip`, `user`, `realm`, `roles`, `msgid` (`AUT24326`) and `message`; WELF lines keep
`msg` and their other keys too. `_log` is `access`, `admin`, `events` or `sensors` where the line says it, else `vpn`.
Times are local (`--timezone`), else UTC. Source: help.ivanti.com, Connect Secure Administration Guide, Logging and
Monitoring; WELF.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import pc
from tocsin.collecting.format import HEAD_BYTES, Certainty, Format, Source
from tocsin.collecting.formats.json_objects import Joined
from tocsin.collecting.formats.key_value_logs import Columns, Product, first, read_pairs
from tocsin.collecting.formats.key_values import Pairs
from tocsin.collecting.formats.line_kinds import Kind, read_kinds, share, shown
from tocsin.collecting.patterned import without
from tocsin.collecting.times import moments
from tocsin.model.evidence import Rejected

FAMILY = "ivanti-vpn"
NATIVE = (
    r"^(?:(?P<program>[\w-]{1,64}): )?(?:(?P<level>[a-z]+)? ?- ?\[?(?P<shelf>[^\]]{0,64})\]? ?- )?"
    r"(?P<time>\d{4}[-/]\d\d[-/]\d\d \d\d:\d\d:\d\d) - (?P<node>[^ ]+) - \[(?P<src_ip>[^\]]*)\] (?P<user>.*?)"
    r"\((?P<realm>[^)]*)\)\[(?P<roles>[^\]]*)\] - (?:(?P<msgid>[A-Z]{3}\d{4,6}): )?(?P<message>.*)$"
)
_RECORD = re.compile(r"\d{4}[-/]\d\d[-/]\d\d \d\d:\d\d:\d\d - \S+ - \[[^\]]*\] .*?\([^)]*\)\[[^\]]*\] - ")
_WELF = re.compile(r'\bid=firewall time="[^"]+" .*\bvpn=\S+ user=')
KIND = Kind(NATIVE, FAMILY, "vpn", {"shelf": "log_type"}, written=lambda time: time.replace("/", "-"), local=True)
OWN = replace(KIND, whole=True)
REST = Kind(r"^(?P<message>.*)$", FAMILY, "syslog")


def _times(pairs: Pairs, timezone: str | None) -> pa.Array:
    return moments(first(pairs, "time"), timezone)


def _native(rest: pa.Array, pairs: Pairs) -> Columns:
    """Return what native lines have, under the same names."""
    found = pc.extract_regex(first(pairs, "msg"), r"^(?:(?P<msgid>[A-Z]{3}\d{4,6}): )?(?P<message>.*)$")
    return {
        "msgid": without(pc.struct_field(found, "msgid"), ""),
        "message": pc.struct_field(found, "message"),
        "src_ip": without(first(pairs, "src"), ""),
        "node": without(first(pairs, "vpn"), ""),
    }


WELF = Product(
    FAMILY,
    "vpn",
    ("id", "vpn"),
    "no record of Connect Secure: id and vpn are missing",
    _times,
    hosts=("vpn",),
    more=_native,
    made=("msgid", "message", "src_ip", "node"),
)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: a time, a node, an address in brackets, user, realm and roles; or WELF with a `vpn`."""
    return Certainty.SURE if share(shown(head, syslog=False), _RECORD, _WELF) >= 0.5 else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the records in batches, and what else has a syslog header."""
    head = stream.read(HEAD_BYTES)
    joined: Any = Joined(head, stream)
    if share(shown(head, syslog=True), _WELF) >= 0.5:
        return read_pairs(joined, source, wanted, WELF)
    return read_kinds(joined, source, wanted, (OWN, KIND), "no record of Connect Secure", syslog=True, rest=REST)


FORMAT = Format("ivanti-vpn", FAMILY, "records of Ivanti or Pulse Connect Secure", recognise, read)
