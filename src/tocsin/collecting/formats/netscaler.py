"""Citrix NetScaler (ADC, Gateway): `ns.log` and what it sends by syslog, SSL VPN and AAA sessions above all.

In: `03/02/2021:07:00:00 GMT ns01 0-PPE-0 : default SSLVPN LOGIN 812 0 : Context anna@203.0.113.9 - SessionId: 5 -
User anna - …`. Out: one event a line with `module` (`SSLVPN`), `event` (`LOGIN`), `message`, and `user`, `src_ip`,
`session`, `vserver`, `user_agent`, `dst_ip`, `dst_port`, `command`, `status`. `_log` is `ns`, `_host` the name in the
line, else that of the header. Dates stand month first unless the appliance's date format is `DDMMYYYY`: a first
number above 12 is a day. Times are those of the zone named (`GMT`), else local. Source: docs.netscaler.com, Audit
logging, NetScaler Syslog Message Reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import pc
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.line_kinds import Columns, Kind, read_kinds, share, shown
from tocsin.collecting.patterned import without
from tocsin.model.evidence import Rejected

FAMILY = "netscaler"
LINE = (
    r"^(?:.{0,160}?[\s>])?(?P<time>\d\d/\d\d/\d{4}:\d\d:\d\d:\d\d(?: [A-Z]{3,5})?) (?P<host>\S*) ?\d+-PPE-"
    r"(?P<engine>\d+) : "
    r"(?:(?P<partition>\w+) )??(?P<module>[A-Z][A-Z_0-9]*) (?P<event>\S+) (?P<number>\d+) \d+"
    r" :\s+(?P<message>.*)$"
)
_RECORD = re.compile(r"\d\d/\d\d/\d{4}:\d\d:\d\d:\d\d(?: [A-Z]{3,5})? \S* ?\d+-PPE-\d+ : ")
_PARTS = {
    "user": r"(?:^|[\s\"-])(?:User|user) \"?(?P<v>[^\s\"]+)",
    "src_ip": r"(?:Client_ip |ClientIP |Remote_ip |Context \S+@|from client IP Address |Source"
    r" )\"?(?P<v>[0-9a-fA-F.:]*[0-9a-fA-F])(?::\d+)?",
    "session": r"SessionId: ?(?P<v>\w+)",
    "vserver": r"Vserver (?P<v>\S+)",
    "user_agent": r"Browser_type \"?(?P<v>[^\"]*?)\"?(?: - |$)",
    "dst_ip": r"Destination (?P<v>[0-9a-fA-F.:]*[0-9a-fA-F])(?::\d+)?",
    "dst_port": r"Destination [0-9.]+:(?P<v>\d+)",
    "groups": r"Group\(s\) \"?(?P<v>[^\"]*?)\"?(?: - |$)",
    "command": r"Command \"(?P<v>.*?)\"(?: - |$)",
    "status": r"Status \"?(?P<v>[^\"]*?)\"?(?: - |$)",
    "reason": r"(?:Reason|LogoutMethod) \"?(?P<v>[^\"]*?)\"?(?: - |$)",
}


def _parts(values: Columns) -> Columns:
    """Return what messages say in `Name value` parts."""
    message = values["message"]
    columns: Columns = {}
    for name, pattern in _PARTS.items():
        found = pc.struct_field(pc.extract_regex(message, pattern), "v")
        columns[name] = without(found, "", "N/A")
    for name in ("src_ip", "dst_ip"):
        address = pc.struct_field(pc.extract_regex(columns[name], r"^(?P<v>\d+\.\d+\.\d+\.\d+)(?::\d+)?$"), "v")
        columns[name] = pc.coalesce(address, columns[name])
    return columns


def written(time: str) -> str:
    """Return a time as `moments` reads it.

    >>> written("03/02/2021:07:00:00 GMT"), written("21/03/2021:07:00:00")
    ('2021-03-02 07:00:00 GMT', '2021-03-21 07:00:00')
    """
    first, second, rest = time.split("/", 2)
    month, day = (second, first) if int(first) > 12 else (first, second)
    return f"{rest[:4]}-{month}-{day} {rest[5:]}"


KIND = Kind(LINE, FAMILY, "ns", written=written, local=True, more=_parts)
REST = Kind(r"^(?P<message>.*)$", FAMILY, "syslog")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: a date and the number of a packet engine."""
    return Certainty.SURE if share(shown(head, syslog=False), _RECORD) >= 0.3 else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the records in batches, and what else has a syslog header."""
    return read_kinds(stream, source, wanted, (KIND,), "no record of a NetScaler", syslog=True, rest=REST)


FORMAT = Format("netscaler", FAMILY, "records of a NetScaler", recognise, read)
