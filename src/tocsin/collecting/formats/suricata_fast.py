"""Alerts of Suricata (`fast.log`) and Snort (`alert_fast`), one a line, under the names of the EVE log.

In: a stream. Out: batches of alerts: `alert.gid`, `alert.signature_id`, `alert.rev`, `alert.signature`,
`alert.category`, `alert.severity`, `alert.action`, `proto`, `src_ip`, `src_port`, `dest_ip`, `dest_port`.
Times are local (`--timezone`, else UTC); Snort writes no year (see `tocsin.collecting.years`).
Sources: docs.suricata.io ("Line based alerts log"), Snort 2 and 3 manuals (alert_fast).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.suricata import FAMILY
from tocsin.collecting.patterned import MONTHS, Fitted, fitted_lines, mapped, numbered, without
from tocsin.collecting.years import Calendar, calendar
from tocsin.model.evidence import Rejected

ALERT = (
    r"^(?P<time>\d\d/\d\d(?:/\d{2,4})?-\d\d:\d\d:\d\d(?:\.\d{1,9})?) +(?:\[(?P<action>[A-Za-z]+)\] +)?\[\*\*\]"
    r" +\[(?P<gid>\d+):(?P<sid>\d+):(?P<rev>\d+)\] +(?P<signature>.*?) +\[\*\*\]"
    r"(?: +\[Classification: (?P<category>.*?)\])?"
    r"(?: +\[Priority: (?P<severity>\d+)\])?(?: +\[AppID: [^\]]*\])? +\{(?P<proto>[^}]*)\} +(?P<src>[\[\]0-9a-fA-F:.]+)"
    r" -> (?P<dest>[\[\]0-9a-fA-F:.]+)\s*$"
)
_SHOWN = re.compile(ALERT)
_DAY = re.compile(r"(\d\d)/(\d\d)(?:/(\d{4}|\d\d))?-(.*)")
_NAMES = {
    "action": "alert.action",
    "gid": "alert.gid",
    "sid": "alert.signature_id",
    "rev": "alert.rev",
    "signature": "alert.signature",
    "category": "alert.category",
    "severity": "alert.severity",
    "proto": "proto",
}


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: most are alerts."""
    texts = [line[:4096].decode("utf-8", "replace") for line in head.splitlines()[:20] if line.strip()]
    fits = sum(_SHOWN.match(text) is not None for text in texts)
    return Certainty.SURE if fits and fits * 2 >= len(texts) - 1 else Certainty.LIKELY if fits else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield each block's alerts as one batch, then its lines that are none."""
    years = calendar(source)
    for part in fitted_lines(stream, source, (ALERT,), "not an alert"):
        if isinstance(part, Rejected):
            yield part
            continue
        events = _batch(part, years, source, wanted)
        yield EventBatch(source.path, FAMILY, events, notes=years.notes)


def _batch(part: Fitted, years: Calendar, source: Source, wanted: Wanted) -> pa.RecordBatch:
    values, count = part.values, len(part.rows)
    fields = {field: without(values[name], "") for name, field in _NAMES.items()}
    fields["alert.signature"] = mapped(values["signature"], lambda text: text.strip('"'))
    for end in ("src", "dest"):
        said = pc.binary_join_element_wise(values["proto"], values[end], " ")
        fields[f"{end}_ip"] = mapped(said, lambda text: parted(text)[0])
        fields[f"{end}_port"] = mapped(said, lambda text: parted(text)[1])
    columns = numbered(part.rows) | {
        "_time": years.moments(mapped(values["time"], written)),
        "_host": constant(source.host, count),
        "_log": constant("alert", count),
    }
    columns |= {name: column for name, column in fields.items() if wanted.wants(name) and column.null_count < count}
    return pa.RecordBatch.from_pydict(columns)


def parted(text: str) -> tuple[str, str | None]:
    """Return address and port of `TCP 192.0.2.7:80`; IPv6 is written without brackets, its port as one more group.

    >>> parted("TCP 2001:db8::9:80"), parted("IPv6-ICMP 2001:db8::9"), parted("ICMP 192.0.2.7")
    (('2001:db8::9', '80'), ('2001:db8::9', None), ('192.0.2.7', None))
    """
    proto, _, end = text.partition(" ")
    if end.startswith("["):
        address, _, port = end[1:].partition("]")
        return address, port.lstrip(":") or None
    colons = end.count(":")
    if colons > 1 and colons != 8 and proto not in ("TCP", "UDP", "SCTP"):
        return end, None
    address, _, port = end.rpartition(":") if colons else (end, "", "")
    return address, port or None


_NAMED = {number: name.title() for name, number in MONTHS.items()}


def written(time: str) -> str | None:
    """Return a time of these logs as `Calendar` reads it.

    >>> written("03/02/2021-07:00:00.1"), written("03/02-07:00:00.1")
    ('2021-03-02 07:00:00.1', 'Mar 02 07:00:00.1')
    """
    found = _DAY.fullmatch(time)
    if found is None:
        return None
    month, day, year, clock = found.groups()
    if year is not None:
        return f"{year if len(year) == 4 else '20' + year}-{month}-{day} {clock}"
    return f"{_NAMED.get(month, '')} {day} {clock}"


FORMAT = Format("suricata-fast", FAMILY, "alerts of Suricata or Snort", recognise, read)
