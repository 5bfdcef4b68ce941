r"""Cisco IOS, IOS XE, IOS XR and NX-OS: `%SYS-5-CONFIG_I: Configured from console by admin on vty0 (203.0.113.9)`.

In: lines behind a syslog header, with or without sequence numbers and the device's own time (`*Mar 2 07:00:00.123
UTC: `), and accounting lines of a TACACS+ server (`Mar 2 07:00:00 192.0.2.1 admin tty2 203.0.113.9 stop task_id=3 …
cmd=show version <cr>`, parted by tabs). Out: one event a line with `code` (`%SYS-5-CONFIG_I:`), `facility`, `level`,
`mnemonic`, `message`; of logins, configuration and commands `user`, `src_ip`, `command`, `line`, `reason`. `_log` is
`ios` or `aaa`. A `*` or `.` before the device's time says that its clock was not set: the header's time goes first.
Source: cisco.com, System Message Guide; tac_plus accounting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.line_kinds import STAMP, Kind, read_kinds, share, shown
from tocsin.collecting.messages import Pattern
from tocsin.collecting.patterned import MONTHS
from tocsin.model.evidence import Rejected

FAMILY = "cisco-ios"
MESSAGE = (
    r"^(?P<before>(?:[^%]{0,160}[\s:])?)(?P<code>%(?P<facility>[A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*?)-"
    r"(?:SP-|SLOT\d+-|SW\d-)?(?P<level>[0-7])-(?P<mnemonic>[A-Z0-9_]+)\s?:) ?(?P<message>.*)$"
)
ACCOUNTING = (
    r"^(?:(?P<device>[0-9a-fA-F.:]+|[\w.-]+)\t)?(?P<user>[^\t]*)\t(?P<line>[^\t]*)\t(?P<src_ip>[^\t]*)\t"
    r"(?P<action>start|stop|update|unknown)\t(?P<message>.*)$"
)
_RECORD = re.compile(r"(?:^|[\s:])%[A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*?-[0-7]-[A-Z0-9_]+\s?: ")
_ACCOUNT = re.compile(r"\t(?:start|stop|update)\t(?:.*\t)?(?:task_id|service|cmd)=")
MESSAGES = (
    Pattern(
        r"\[user: (?P<user>[^\]]*)\] \[Source: (?P<src_ip>[^\]]*)\] \[localport: (?P<port>\d+)\](?: \[Reason: "
        r"(?P<reason>[^\]]*)\])?"
    ),
    Pattern(r"^Configured from (?P<line>\S+) by (?P<user>\S*)(?: on (?P<vty>\S+))?(?: \((?P<src_ip>[^)]+)\))?"),
    Pattern(r"^(?:\w+: )?User:(?P<user>\S+) +logged command:(?P<command>.*)$"),
    Pattern(
        r"^Configured programmatically by process (?P<process>.*?) from console as (?P<user>\S+)(?: on (?P<vty>\S+))?"
    ),
    Pattern(
        r"^list (?P<acl>\S+) (?P<action>permitted|denied) (?P<protocol>\S+) (?P<src_ip>[0-9a-fA-F.:]+)"
        r"(?:\((?P<src_port>\d+)\))?"
        r"(?: \([^)]*\))? -> (?P<dst_ip>[0-9a-fA-F.:]+)(?:\((?P<dst_port>\d+)\))?"
    ),
    Pattern(r"^User '?(?P<user>[^' ]+)'? (?:has )?logged (?:in|out)"),
)
_COMMAND = (Pattern(r"(?:^|\t)cmd=(?P<command>.*?)(?: ?<cr>)?(?:\t|$)"),)
NEXUS = (
    r"^(?P<time>\d{4} [A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d(?:\.\d+)?)(?: [A-Z]{2,5})? (?P<host>[^%\s:]+):? "
    r"(?P<code>%(?P<facility>[A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*?)-(?P<level>[0-7])-(?P<mnemonic>[A-Z0-9_]+)\s?:) ?"
    r"(?P<message>.*)$"
)
_OTHERS = re.compile(r"%(?:ASA|FTD|FWSM|PIX)-(?:[a-z]+-)?\d-\d{5,6}")


def written(time: str) -> str:
    """Return a time of NX-OS as `moments` reads it.

    >>> written("2021 Mar  2 07:00:00.5")
    '2021-03-02 07:00:00.5'
    """
    year, month, day, clock = time.split()
    return f"{year}-{MONTHS.get(month.lower(), '')}-{day:0>2} {clock}"


_KINDS = (
    Kind(NEXUS, FAMILY, "ios", messages=MESSAGES, written=written, local=True, whole=True),
    Kind(ACCOUNTING, FAMILY, "aaa", {"device": "host"}, messages=_COMMAND),
    Kind(MESSAGE, FAMILY, "ios", messages=MESSAGES, stamp=STAMP),
)
REST = Kind(r"^(?P<message>.*)$", FAMILY, "syslog")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: most have a facility, a level and a mnemonic, or are accounts of a TACACS+ server."""
    lines = shown(head, syslog=False)
    known = share(lines, _RECORD, _ACCOUNT) - share(lines, _OTHERS)
    return Certainty.SURE if known >= 0.5 else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the messages in batches, and what else has a syslog header."""
    return read_kinds(stream, source, wanted, _KINDS, "no message of Cisco IOS", syslog=True, rest=REST)


FORMAT = Format("cisco-ios", FAMILY, "messages of Cisco IOS or NX-OS", recognise, read)
