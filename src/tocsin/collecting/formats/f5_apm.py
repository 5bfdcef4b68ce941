"""F5 BIG-IP: sessions of the Access Policy Manager (`/var/log/apm`) and what else its daemons write.

In: `Mar 2 07:00:00 bigip notice apmd[812]: 01490500:5: /Common/ap:Common:5f2c1a2b: New session from client IP
203.0.113.9 …`. Out: one event a line with `severity`, `program`, `pid`, `id` (`01490500`), `level`, `profile`,
`session`, `message`, and `user`, `src_ip`, `vip`, `result`, `country`, `user_agent`. `_log` is `apm` for messages of
sessions, else the program. Source: techdocs.f5.com, BIG-IP Access Policy Manager: Logging; my.f5.com, message IDs
0149xxxx.
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

FAMILY = "f5"
_BEGIN = r"^(?:(?P<severity>[a-z]+) )?(?P<program>[\w./-]+)\[(?P<pid>\d+)\]: (?P<id>[0-9a-f]{8}):(?P<level>\d): "
SESSION = _BEGIN + r"(?P<profile>/\S+?):(?P<partition>[\w.-]+):(?P<session>[0-9a-f]{8}): (?P<message>.*)$"
OTHER = _BEGIN + r"(?P<message>.*)$"
_RECORD = re.compile(r"(?<!\S)\S+\[\d+\]: [0-9a-f]{8}:\d: ")
MESSAGES = (
    Pattern(
        r"New session from client IP (?P<src_ip>\S+) \((?:ST=(?P<state>.*?)/)?(?:CC=(?P<country>\w*)/)?(?:C="
        r"(?P<continent>\w*))?\)"
        r"(?: at VIP (?P<vip>\S+))?(?: Listener (?P<listener>\S+))?"
    ),
    Pattern(r"^Username '(?P<user>[^']*)'"),
    Pattern(r"^Received User-Agent header: (?P<user_agent>.*)$"),
    Pattern(r"^Access policy result: (?P<result>.*)$"),
    Pattern(r"^Session deleted(?: due to (?P<reason>.*?))?\.?$"),
    Pattern(r"^AD module: authentication with '(?P<user>[^']*)' (?P<result>failed|successful)"),
    Pattern(r"^User '?(?P<user>[^' ]+)'? .*?(?P<result>failed|succeeded|successful)"),
)
_KINDS = (Kind(SESSION, FAMILY, "apm", messages=MESSAGES), Kind(OTHER, FAMILY, "bigip", messages=MESSAGES))
REST = Kind(r"^(?P<message>.*)$", FAMILY, "syslog")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: a daemon, and a message number of eight digits with its level."""
    return Certainty.SURE if share(shown(head, syslog=True), _RECORD) >= 0.5 else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the messages in batches, and what else has a syslog header."""
    return read_kinds(stream, source, wanted, _KINDS, "no message of a BIG-IP", syslog=True, rest=REST)


FORMAT = Format("f5-apm", FAMILY, "messages of a BIG-IP", recognise, read)
