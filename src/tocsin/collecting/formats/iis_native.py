"""Requests in Microsoft's own IIS format (`in*.log`): fifteen values, parted by commas and a blank, no header.

In: a stream. Out: batches under the W3C names that rules use (`c-ip`, `cs-method`, `cs-uri-stem`, …); `_log` is the
site (`W3SVC1`), `_host` the server's name. `-` is "no value" (null). Times are local (`--timezone`, else UTC); a note
says so. The order of day and month is the machine's: see `local_dates`.
Source: Microsoft Learn, "IIS Logging" (HTTP server API).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.local_dates import moments_of
from tocsin.collecting.patterned import Fitted, filled, fitted_lines, numbered, without
from tocsin.model.evidence import Rejected

FAMILY = "iis"
LINE = (
    r"^(?P<ip>[^,\s]+), (?P<user>[^,]*), (?P<date>\d{1,4}[./-]\d{1,2}[./-]\d{1,4}), (?P<time>\d{1,2}:\d\d:\d\d),"
    r" (?P<site>[A-Za-z][A-Za-z0-9]*), (?P<server>[^,]*), (?P<sip>[^,\s]+), (?P<taken>\d+), (?P<received>\d+),"
    r" (?P<sent>\d+), (?P<status>\d+), (?P<win32>\d+), (?P<method>[^,]*), (?P<stem>.*?), (?P<query>[^,]*),?\s*$"
)
_SHOWN = re.compile(LINE)
_NAMES = {
    "ip": "c-ip",
    "user": "cs-username",
    "site": "s-sitename",
    "server": "s-computername",
    "sip": "s-ip",
    "taken": "time-taken",
    "received": "cs-bytes",
    "sent": "sc-bytes",
    "status": "sc-status",
    "win32": "sc-win32-status",
    "method": "cs-method",
    "stem": "cs-uri-stem",
    "query": "cs-uri-query",
}
LOCAL = "times are local to the server and carry no zone"


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the first line that is not empty."""
    first = next((line for line in head.splitlines()[:-1] or head.splitlines() if line.strip()), b"")
    return Certainty.SURE if _SHOWN.match(first[:4096].decode("utf-8", "replace")) else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield each block's requests as one batch, then its lines that are none."""
    notes = () if source.timezone else (LOCAL,)
    for part in fitted_lines(stream, source, [LINE], "no request in the IIS format"):
        if isinstance(part, Rejected):
            yield part
        else:
            yield EventBatch(source.path, FAMILY, _batch(part, source, wanted), notes=notes)


def _batch(part: Fitted, source: Source, wanted: Wanted) -> pa.RecordBatch:
    values = part.values
    fields = {_NAMES[name]: without(column, "-", "") for name, column in values.items() if name in _NAMES}
    count = len(part.rows)
    columns = numbered(part.rows) | {
        "_time": moments_of(pc.binary_join_element_wise(values["date"], values["time"], " "), source.timezone),
        "_host": constant(source.host, count)
        if fields["s-computername"].null_count == count
        else filled(fields["s-computername"], source.host),
        "_log": filled(pc.utf8_upper(fields["s-sitename"]), "IIS"),
    }
    columns |= {name: column for name, column in fields.items() if wanted.wants(name)}
    return pa.RecordBatch.from_pydict(columns)


FORMAT = Format("iis-native", FAMILY, "requests in the IIS log file format", recognise, read)
