"""Cisco ASA, FTD and PIX: `%ASA-6-302013: Built outbound TCP connection …`, behind a syslog header or not.

Out: one event a line with `code` (`%ASA-6-302013`), `id` (302013), `level`, `message`, and of the messages that
matter most `src_ip`, `src_port`, `dst_ip`, `dst_port`, `protocol`, `action`, `user`, `group`, `command`, `reason`,
`interface`, `acl`; `blocked` says of packets and connections whether they were refused. `_log` is the product (`ASA`,
`FTD`), `_host` that of the header. FTD's connection events (430001 to 430005, `SrcIP: 192.0.2.1, …`) have their
fields under Cisco's names and the above. Source: cisco.com, ASA Series Syslog Messages; Secure Firewall Threat
Defense Syslog Messages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import pc
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.line_kinds import STAMP, Columns, Kind, read_kinds, share, shown
from tocsin.collecting.messages import Pattern
from tocsin.collecting.patterned import without
from tocsin.model.evidence import Rejected

FAMILY = "cisco-asa"
MESSAGE = (
    r"^(?P<before>(?:[^%]{0,120}[\s:])?)(?P<code>%(?P<log>ASA|FTD|FWSM|PIX)-(?:(?P<class>[a-z]+)-)?(?P<level>\d)-"
    r"(?P<id>\d{5,6})):? (?P<message>.*)$"
)
_RECORD = re.compile(r"%(?:ASA|FTD|FWSM|PIX)-(?:[a-z]+-)?\d-\d{5,6}:? ")


def _end(name: str, sign: str = "[/(]") -> str:
    """Return the pattern of `outside:192.0.2.1/443`, the interface perhaps left out."""
    return (
        rf"(?:(?P<{name}_interface>[^\s:/(]+)[:/])?(?P<{name}_ip>[0-9a-fA-F.:]*[0-9a-fA-F])"
        rf"(?:{sign}(?P<{name}_port>\d+)\)?)?(?:\([^)]*\))?"
    )


_CONNECTION = r" (?P<protocol>\w+) connection (?P<connection>\d+) for "
_NAT = r"(?: \([^)]*\))?(?:\([^)]*\))?"
_DENIED, _ALLOWED = {"action": "deny", "blocked": "true"}, {"action": "allow", "blocked": "false"}
_AAA = r"\s*:? ?server = +(?P<server>[^ :]+)"
MESSAGES = (
    Pattern(
        rf"^Built outbound{_CONNECTION}{_end('dst')}{_NAT} to {_end('src')}", {**_ALLOWED, "direction": "outbound"}
    ),
    Pattern(rf"^Built (?:inbound )?{_CONNECTION.strip()} ?{_end('src')}{_NAT} to {_end('dst')}", _ALLOWED),
    Pattern(rf"^Built inbound{_CONNECTION}{_end('src')}{_NAT} to {_end('dst')}", {**_ALLOWED, "direction": "inbound"}),
    Pattern(
        rf"^Teardown{_CONNECTION}{_end('src')}{_NAT} to {_end('dst')}{_NAT} duration (?P<duration>\S+)"
        r"(?: bytes (?P<bytes>\d+))?(?: (?P<reason>.*))?$",
        {"action": "teardown"},
    ),
    Pattern(
        rf"^Deny (?P<protocol>\S+) src {_end('src')}.*? dst {_end('dst')}.*? by access-group \"(?P<acl>[^\"]+)\"",
        _DENIED,
    ),
    Pattern(rf"^access-list (?P<acl>\S+) denied (?P<protocol>\S+) {_end('src')} -> {_end('dst')}", _DENIED),
    Pattern(
        rf"^access-list (?P<acl>\S+) (?:permitted|est-allowed) (?P<protocol>\S+) {_end('src')} -> {_end('dst')}",
        _ALLOWED,
    ),
    Pattern(
        rf"^(?:Inbound|Deny|Denied) (?:inbound )?(?P<protocol>[A-Za-z]+)(?: connection denied| \(no connection\))?"
        rf" from {_end('src')} to {_end('dst')}",
        _DENIED,
    ),
    Pattern(rf"^AAA user authentication Successful{_AAA} : user = (?P<user>.*)$", {"action": "success"}),
    Pattern(
        r"^AAA user authentication Rejected : reason = (?P<reason>[^:]+) : server = (?P<server>[^ :]+) : user = "
        r"(?P<user>.*?)"
        r"(?: : user IP = (?P<src_ip>\S+))?$",
        {"action": "failure"},
    ),
    Pattern(
        r"^Group = (?P<group>.*?), Username = (?P<user>.*?), IP = (?P<src_ip>\S+?), (?P<text>.*)$",
    ),
    Pattern(r"^Group <(?P<group>[^>]*)> User <(?P<user>[^>]*)> IP <(?P<src_ip>[^>]*)> (?P<text>.*)$"),
    Pattern(
        rf"^Login (?P<action>permitted|denied) from {_end('src')} to {_end('dst')}(?:/(?P<service>\w+))?"
        r" for user \"(?P<user>[^\"]*)\"",
    ),
    Pattern(r"^User '(?P<user>[^']*)',? (?:executed|running) (?:the )?'(?P<command>.*?)'(?: command\.?)?$"),
    Pattern(
        r"^User '(?P<user>[^']*)', running '(?P<client>[^']*)' from IP (?P<src_ip>\S+), executed '(?P<command>.*)'$"
    ),
    Pattern(
        r"^User authentication (?P<action>succeeded|failed): (?:IP address: (?P<src_ip>[^,]+), )?Uname: (?P<user>.*)$"
    ),
    Pattern(
        r"(?:^|, )SrcIP: (?P<src_ip>[^,]+), DstIP: (?P<dst_ip>[^,]+)(?:, (?:SrcPort|ICMPType): (?P<src_port>[^,]+))?"
        r"(?:, (?:DstPort|ICMPCode): (?P<dst_port>[^,]+))?(?:, Protocol: (?P<protocol>[^,]+))?"
    ),
)
_NAMED = re.compile(r"^AccessControlRuleAction: ")
_FTD = ("AccessControlRuleAction", "AccessControlRuleName", "User", "URL", "SHA_Disposition", "FileName", "FileSHA256")


def _threat_defence(values: Columns) -> Columns:
    """Return fields of Threat Defense's events, which are parted by commas."""
    message = values.get("message")
    if message is None or not pc.any(pc.match_substring(message, "SrcIP: ")).as_py():
        return {}
    columns: Columns = {}
    for name in _FTD:
        found = pc.extract_regex(message, rf"(?:^|, ){name}: (?P<said>[^,]*)")
        columns[name] = without(pc.struct_field(found, "said"), "")
    action = columns["AccessControlRuleAction"]
    blocked = pc.if_else(pc.starts_with(action, "Block"), "true", "false").cast(pa.string())
    known = values.get("blocked")
    columns["blocked"] = blocked if known is None else pc.coalesce(known, blocked)
    own = values.get("action")
    columns["action"] = action if own is None else pc.coalesce(own, action)
    return columns


KIND = Kind(MESSAGE, FAMILY, "ASA", messages=MESSAGES, more=_threat_defence, stamp=STAMP)
REST = Kind(r"^(?P<message>.*)$", FAMILY, "syslog")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: most have a message number of these products."""
    return Certainty.SURE if share(shown(head, syslog=False), _RECORD) >= 0.5 else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the messages in batches, and what else has a syslog header."""
    return read_kinds(stream, source, wanted, (KIND,), "no message of a Cisco ASA", syslog=True, rest=REST)


FORMAT = Format("cisco-asa", FAMILY, "messages of a Cisco ASA or Threat Defense", recognise, read)
