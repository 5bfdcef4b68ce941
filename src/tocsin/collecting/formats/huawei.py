"""Huawei routers, switches and firewalls: `%%01BGP/3/BGP_AUTH_FAILED(l)[12]:BGP session authentication failed. (…)`.

Out: one event a line with `code`, `module`, `level`, `mnemonic`, `message`, and each `Name=value` of the message's
parentheses that names a user, an address or a command (`user`, `src_ip`, `command`). `_log` is the module's log,
`vrp`. Source: support.huawei.com, Log Reference, Format of Logs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.line_kinds import Kind, read_kinds, share, shown
from tocsin.collecting.messages import Pattern
from tocsin.model.evidence import Rejected

FAMILY = "huawei"
MESSAGE = (
    r"^(?:(?P<device>\S+) )?(?P<code>%%\d\d(?P<module>[A-Za-z0-9_]+)/(?P<level>[0-7])/(?P<mnemonic>[A-Za-z0-9_]+))"
    r"(?:\((?P<kind>[a-z]+)\))?(?::CID=(?P<cid>\S+);)?(?:\[(?P<number>\d+)\])?:\s*(?P<message>.*)$"
)
_RECORD = re.compile(r"%%\d\d[A-Za-z0-9_]+/[0-7]/[A-Za-z0-9_]+")
MESSAGES = (
    Pattern(
        r"\((?:.*?, ?)?(?:User|UserName|user)=(?P<user>[^,)]*)(?:.*?(?:IpAddress|IPAddress|Ip|IP|UserAddress)="
        r"(?P<src_ip>[^,)]*))?"
        r"(?:.*?Command=\"?(?P<command>.*?)\"?\)?)?$"
    ),
    Pattern(r"(?:PeerAddress|SourceIP|SrcIP|IpAddress)=(?P<src_ip>[^,)]*)"),
)
KIND = Kind(MESSAGE, FAMILY, "vrp", {"device": "host"}, messages=MESSAGES)
REST = Kind(r"^(?P<message>.*)$", FAMILY, "syslog")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: module, level and mnemonic behind `%%`."""
    return Certainty.SURE if share(shown(head, syslog=False), _RECORD) >= 0.5 else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the messages in batches, and what else has a syslog header."""
    return read_kinds(stream, source, wanted, (KIND,), "no message of a Huawei device", syslog=True, rest=REST)


FORMAT = Format("huawei", FAMILY, "messages of a Huawei device", recognise, read)
