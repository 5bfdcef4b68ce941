"""OpenVPN servers: connections, certificates, logins, as in the server's own log or behind a syslog header.

In: `2021-03-02 07:00:00 203.0.113.9:51234 [anna] Peer Connection Initiated with …`, older `Tue Mar 2 07:00:00 2021
…`, `openvpn[812]: anna/203.0.113.9:51234 MULTI: Learn: …`. Out: one event a line with `user`, `src_ip`, `src_port`,
`message`, and `result` of logins, `assigned_ip`, `certificate`. `_log` is `openvpn`. Times are local (`--timezone`),
else UTC. Source: openvpn.net, Reference manual for OpenVPN 2.6, `--log`, `--suppress-timestamps`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.line_kinds import Kind, read_kinds, share, shown
from tocsin.collecting.messages import Pattern
from tocsin.collecting.patterned import MONTHS
from tocsin.model.evidence import Rejected

FAMILY = "openvpn"
_PEER = (
    r"(?:(?:(?P<user>[^/\s]+)/)?(?P<src_ip>\d+\.\d+\.\d+\.\d+|\[?[0-9a-fA-F:]*:[0-9a-fA-F:]*\]?):"
    r"(?P<src_port>\d{1,5}) )?"
)
_TIME = r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})"
LINE = rf"^{_TIME} (?:us=\d+ )?{_PEER}(?P<message>.*)$"
TAGGED = rf"^(?P<program>(?:ovpn|openvpn)[\w@-]*)(?:\[(?P<pid>\d+)\])?: {_PEER}(?P<message>.*)$"
_RECORD = re.compile(
    r"OpenVPN \d|\bMULTI(?:_sva)?: |Peer Connection Initiated|TLS(?: Auth)? Error: |VERIFY (?:OK|ERROR): |PUSH: "
    r"|(?:^|\s)(?:ovpn|openvpn)[\w@-]*(?:\[\d+\])?: |Initialization Sequence Completed|SENT CONTROL|TLS: Initial packet"
)
MESSAGES = (
    Pattern(r"^\[(?P<peer>[^\]]*)\] Peer Connection Initiated with", {"result": "success"}),
    Pattern(r"^TLS: Username/Password authentication succeeded for username '(?P<login>[^']*)'", {"result": "success"}),
    Pattern(r"Auth Username/Password verification failed for peer", {"result": "failure"}),
    Pattern(r"^SENT CONTROL \[(?P<peer>[^\]]*)\]: 'AUTH_FAILED", {"result": "failure"}),
    Pattern(r"^MULTI: Learn: (?P<assigned_ip>\S+) -> (?P<peer>[^/\s]+)/"),
    Pattern(r"^MULTI_sva: pool returned IPv4=(?P<assigned_ip>[^,\s]+)"),
    Pattern(r"^VERIFY (?P<result>OK|ERROR): depth=(?P<depth>\d+), (?:error=.*?: )?(?P<certificate>.*)$"),
)


def written(time: str) -> str:
    """Return a time as `moments` reads it.

    >>> written("Tue Mar  2 07:00:00 2021")
    '2021-03-02 07:00:00'
    """
    if time[4] == "-":
        return time
    _, month, day, clock, year = time.split()
    return f"{year}-{MONTHS.get(month.lower(), '')}-{day:0>2} {clock}"


_KINDS = (
    Kind(LINE, FAMILY, "openvpn", messages=MESSAGES, written=written, local=True, whole=True),
    Kind(TAGGED, FAMILY, "openvpn", messages=MESSAGES),
)
REST = Kind(r"^(?:us=\d+ )?" + _PEER + r"(?P<message>.*)$", FAMILY, "openvpn", messages=MESSAGES)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: what only OpenVPN says."""
    return Certainty.SURE if share(shown(head, syslog=False), _RECORD) >= 0.3 else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the lines in batches."""
    return read_kinds(stream, source, wanted, _KINDS, "no line of OpenVPN", syslog=True, rest=REST)


FORMAT = Format("openvpn", FAMILY, "lines of an OpenVPN server", recognise, read)
