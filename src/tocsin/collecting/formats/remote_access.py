r"""Programs for remote access: TeamViewer (`Connections_incoming.txt`, `TeamViewer15_Logfile.log`) and AnyDesk.

In: a stream. Out: one event a line: TeamViewer's connections with `remote_id`, `remote_name`, `end`, `user`, `mode`,
`connection`; its log with `pid`, `thread`, `message`; AnyDesk's trace (`ad_svc.trace`, `ad.trace`) with `level`,
`program`, `pid`, `thread`, `part`, `message`, and of an incoming session `src_ip`, `remote_id`, `remote_name`; its
`connection_trace.txt` with `direction`, `outcome`, `remote_id`. `_log` is `teamviewer-connections`, `teamviewer`,
`anydesk` or `anydesk-connections`. Times: TeamViewer's connections and AnyDesk's trace are UTC, the others local.
Sources: TeamViewer and AnyDesk support pages; plaso's descriptions of both logs.
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

FAMILY = "remote-access"
_CONNECTION = (
    r"^(?P<remote_id>\d{6,12})\t(?:(?P<remote_name>[^\t]*)\t)?(?P<time>\d\d-\d\d-\d{4} \d\d:\d\d:\d\d)\t"
    r"(?P<end>\d\d-\d\d-\d{4} \d\d:\d\d:\d\d)?\t(?P<user>[^\t]*)\t(?P<mode>[A-Za-z]+)\t(?P<connection>\{[^}]*\})?\s*$"
)
_LOG = (
    r"^(?P<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d[.,]\d{3}) +(?P<pid>\d+) +(?P<thread>\d+) +"
    r"(?P<component>[A-Z]{1,3}\d?[+!]*|\S{1,3}) +(?P<message>.*)$"
)
_TRACE = (
    r"^ *(?P<level>info|warning|error|debug) +(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) +(?P<program>\S+) +"
    r"(?P<pid>\d+) +(?P<thread>\d+)(?: +(?P<fiber>\d+))? +(?:(?P<part>[\w.]+) - )?(?P<message>.*)$"
)
_CONNECTION_TRACE = (
    r"^(?P<direction>Incoming|Outgoing)\t(?P<time>\d{4}-\d\d-\d\d, \d\d:\d\d)\t"
    r"(?P<outcome>[^\t]*)\t(?P<remote_id>\d+)(?:\t(?P<alias>.*))?$"
)
_SAYS = (
    Pattern(r"Logged in from (?P<src_ip>[0-9a-fA-F.:]+?):(?P<src_port>\d+) on"),
    Pattern(r"Incoming session request: (?P<remote_name>.*) \((?P<remote_id>\d+)\)"),
    Pattern(r"Client-ID: (?P<remote_id>\d+)"),
    Pattern(r"External address: (?P<src_ip>[0-9a-fA-F.:]+?):(?P<src_port>\d+)"),
)


def _european(time: str) -> str | None:
    """Return a time as RFC 3339 has it, of one that begins with the day.

    >>> _european("02-03-2021 07:00:00")
    '2021-03-02 07:00:00'
    """
    return f"{time[6:10]}-{time[3:5]}-{time[:2]}{time[10:]}"


def _minutes(time: str) -> str | None:
    """Return a time with seconds, of one that has none.

    >>> _minutes("2021-03-02, 07:00")
    '2021-03-02 07:00:00'
    """
    return f"{time.replace(',', '')}:00"


def _slashes(time: str) -> str | None:
    return time.replace("/", "-").replace(",", ".")


_KINDS = (
    Kind(_TRACE, FAMILY, "anydesk", messages=_SAYS),
    Kind(_CONNECTION, FAMILY, "teamviewer-connections", written=_european),
    Kind(_LOG, FAMILY, "teamviewer", written=_slashes, local=True),
    Kind(_CONNECTION_TRACE, FAMILY, "anydesk-connections", written=_minutes, local=True),
)
_MARKS = tuple(re.compile(kind.pattern) for kind in _KINDS)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: connections, or lines of such a program's log."""
    known = max((share(shown(head, syslog=False), mark) for mark in _MARKS), default=0.0)
    if known > 0.8:
        return Certainty.SURE
    return Certainty.LIKELY if known > 0.5 or (known and re.search(r"teamviewer|anydesk", name, re.I)) else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield lines in batches."""
    return read_kinds(stream, source, wanted, _KINDS, "no line of a program for remote access")


FORMAT = Format("remote-access", FAMILY, "connections of TeamViewer or AnyDesk", recognise, read)
