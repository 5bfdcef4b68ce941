"""Logs that services write themselves, past syslog: BIND, Unbound, vsftpd, ClamAV, fail2ban, Bitbucket, Confluence.

In: a stream. Out: events like those of a syslog file (family `syslog`): `program`, `pid`, `severity`, `message` and the
fields that the program's messages hold; `_log` is the program's (`dns`, `vsftpd`, `clamav`, ...). Indented lines belong
to the record before them. Times without a zone are local (`--timezone`, else UTC); Unbound's are seconds since 1970.
Sources: BIND 9 Administrator Reference Manual ("logging"), unbound.conf(5) (`log-time-ascii`), vsftpd.conf(5),
clamd.conf(5) (`LogTime`), fail2ban's log format; Atlassian, "How to read the Bitbucket access log", Confluence's
Tomcat access log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc
from tocsin.collecting.continued import Records, continued
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.syslog import FAMILY
from tocsin.collecting.formats.zeek import epochs
from tocsin.collecting.messages import fields_of
from tocsin.collecting.patterned import MONTHS, mapped, without
from tocsin.collecting.speakers import SPEAKERS, log_of
from tocsin.collecting.times import moments
from tocsin.collecting.years import Calendar, calendar
from tocsin.model.evidence import Rejected

_CLOCK = r"\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
_SEVERITY = r"(?:(?P<severity>info|notice|warning|error|critical|debug \d+): )"
_CTIME = rf"[A-Z][a-z]{{2}} [A-Z][a-z]{{2}} +\d{{1,2}} {_CLOCK} \d{{4}}"


@dataclass(frozen=True, slots=True)
class Service:
    """A service and how a line of its log looks."""

    program: str
    pattern: str


SERVICES = (
    Service(
        "named",
        rf"(?s)^(?P<time>\d\d-[A-Z][a-z]{{2}}-\d{{4}} {_CLOCK})"
        rf" (?P<message>(?:[a-z][a-z-]{{2,23}}: {_SEVERITY}?|[a-z]).*)$",
    ),
    Service(
        "named",
        rf"(?s)^(?P<time>\d{{4}}-\d\d-\d\dT{_CLOCK}Z?) (?P<message>(?:[a-z][a-z-]{{2,23}}: )?{_SEVERITY}.*)$",
    ),
    Service(
        "unbound",
        r"(?s)^(?:\[(?P<epoch>\d{9,11})\]|(?P<time>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d))"
        r" unbound\[(?P<pid>\d+:[0-9a-f]+)\]"
        r" (?P<message>(?P<severity>info|notice|warning|error|debug|query|reply|fatal error): .*)$",
    ),
    Service("vsftpd", rf"(?s)^(?P<time>{_CTIME}) \[pid (?P<pid>\d+)\] (?P<message>.*)$"),
    Service("clamd", rf"(?s)^(?P<time>{_CTIME}) -> (?P<message>.*)$"),
    Service(
        "fail2ban",
        rf"(?s)^(?P<time>\d{{4}}-\d\d-\d\d {_CLOCK}) fail2ban\.(?P<module>\w+) +\[(?P<pid>\d+)\]: "
        r"(?P<severity>[A-Z]+) +"
        r"(?P<message>(?:\[(?P<jail>[^\]]*)\] (?P<action>Ban|Unban|Found|Restore Ban|Ignore) (?P<src_ip>\S+))?.*)$",
    ),
    Service(
        "bitbucket",
        r"(?s)^(?P<src_ip>[0-9A-Fa-f.:]+)(?:,(?P<forwarded>[^|]*?))? \| (?P<protocol>https?|ssh) \| "
        rf"(?P<request_id>[^|]{{1,60}}) \| (?:-|(?P<user>[^|]*?)) \| (?P<time>\d{{4}}-\d\d-\d\d {_CLOCK}) \| "
        r"(?P<message>\"(?P<request>[^\"]*)\" \| .*)$",
    ),
    Service(
        "confluence",
        r"(?s)^\[(?P<time>\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] (?:-|(?P<user>\S+))"
        r" (?P<thread>https?-\S+) (?P<src_ip>\S+) (?P<message>(?P<method>[A-Z]+) (?P<url>\S+) (?P<protocol>HTTP/\S+)"
        r" (?P<status>\d{3}) (?P<milliseconds>\d+)ms .*)$",
    ),
)
_SHOWN = [re.compile(service.pattern) for service in SERVICES]
_DATED = re.compile(r"(\d\d)[-/]([A-Z][a-z]{2})[-/](\d{4})[ :](.*)")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: most are of one of these services."""
    lines = [line[:4096].decode("utf-8", "replace") for line in head.splitlines()[:30] if line.strip()]
    lines = [line for line in lines if line[:1] not in (" ", "\t")]
    fits = sum(any(shown.match(line) for shown in _SHOWN) for line in lines)
    return Certainty.SURE if fits and fits * 2 >= len(lines) - 1 else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield each block's records, a batch a service, then those that are of none."""
    years = calendar(source)
    for part in continued(stream, source):
        if isinstance(part, Rejected):
            yield part
            continue
        rest = part
        for service in SERVICES:
            if not len(rest):
                break
            found = pc.extract_regex(rest.texts, service.pattern)
            fits = np.asarray(pc.is_valid(found).to_numpy(zero_copy_only=False), np.bool_)
            if fits.any():
                kept = found.filter(pa.array(fits))
                names = [field.name for field in kept.type]
                values = dict(zip(names, kept.flatten(), strict=True))
                events = _batch(service, rest.select(fits), values, years, source, wanted)
                yield EventBatch(source.path, FAMILY, events, notes=years.notes)
                rest = rest.select(~fits)
        yield from rest.lost("no record of a service that is known", source)


def _batch(
    service: Service, records: Records, values: dict[str, pa.Array], years: Calendar, source: Source, wanted: Wanted
) -> pa.RecordBatch:
    count = len(records)
    program = pa.repeat(pa.scalar(service.program), count)
    fields: dict[str, pa.Array] = {"program": program}
    fields |= {name: without(column, "") for name, column in values.items() if name not in ("time", "epoch")}
    fields["message"] = values["message"]
    fields |= fields_of(SPEAKERS, program, values["message"])
    columns = records.columns() | {
        "_time": _times(service, values, years, source),
        "_host": constant(source.host, count),
        "_log": constant(log_of(service.program) or service.program, count),
    }
    if (records.counts > 1).any():
        columns["lines"] = pa.array(records.counts)
    columns |= {name: column for name, column in fields.items() if wanted.wants(name) and column.null_count < count}
    return pa.RecordBatch.from_pydict(columns)


def _times(service: Service, values: dict[str, pa.Array], years: Calendar, source: Source) -> pa.Array:
    if service.program in ("named", "confluence"):
        return moments(mapped(values["time"], written), source.timezone)
    if service.program == "unbound":
        return pc.coalesce(epochs(values["epoch"]), years.moments(without(values["time"], "")))
    return years.moments(values["time"])


def written(time: str) -> str:
    """Return a time of BIND's, or of a web server's, as `moments` reads it.

    >>> written("02-Mar-2021 07:00:00.123"), written("2021-03-02T07:00:00.123Z")
    ('2021-03-02 07:00:00.123', '2021-03-02T07:00:00.123Z')
    >>> written("02/Mar/2021:07:00:00 +0100")
    '2021-03-02 07:00:00+0100'
    """
    found = _DATED.fullmatch(time)
    if found is None:
        return time
    clock = found[4].replace(" +", "+").replace(" -", "-")
    return f"{found[3]}-{MONTHS.get(found[2].lower(), '')}-{found[1]} {clock}"


FORMAT = Format("service-log", FAMILY, "records as a service writes them itself", recognise, read)
