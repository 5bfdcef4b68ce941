"""Syslog files: RFC 3164 and RFC 5424 lines as rsyslog, syslog-ng and appliances write them, with what programs say.

In: a stream. Out: events with `program`, `pid`, `message`, `facility`, `severity`, `msgid`, `structured`, and fields of
what known programs say (see `tocsin.collecting.speakers`). An indented line belongs to the record before it; `lines`
says how many a record has. `_record` is its first line. Events of Sysmon for Linux (an `<Event>` as the message) come
out as those of Sysmon for Windows do, in the family `windows` with the channel `Linux-Sysmon/Operational`; so do
Windows events that a shipper sends as JSON, XML or Snare's lines, with their own channels.
`_log` is whose message it is (`auth`, `cron`, `kernel`, `firewall`, `dns`, ...), else the file's (`auth.log`, `secure`:
`auth`; `syslog`, `messages`, ...: `syslog`), so that coverage counts hours in which that log was written.
Times without a year: see `tocsin.collecting.years`; without a zone: local (`--timezone`), else UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import pc, strings
from tocsin.collecting.continued import Records, continued
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.linux_sysmon import sysmon_events
from tocsin.collecting.formats.windows_syslog import windows_events
from tocsin.collecting.messages import fields_of
from tocsin.collecting.patterned import filled
from tocsin.collecting.speakers import SPEAKERS, logs_of
from tocsin.collecting.syslog_header import Stripped, may_have_header, named, stripped, tagged
from tocsin.collecting.years import Calendar, calendar
from tocsin.model.evidence import Rejected

FAMILY = "syslog"
_FILES = (
    (re.compile(r"^(auth|secure|authlog)\b", re.IGNORECASE), "auth"),
    (re.compile(r"^cron\b", re.IGNORECASE), "cron"),
    (re.compile(r"^(mail|maillog)\b", re.IGNORECASE), "mail"),
)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: most begin with a syslog header, and what follows it has a program's tag."""
    lines = [line for line in head.removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip()]
    if len(lines) > 1:
        lines = lines[:-1]  # it may be cut off
    if not any(map(may_have_header, lines[:40])):
        return Certainty.NO
    shown = strings([line[:2048].decode("utf-8", "replace") for line in lines[:40] if line[:1] not in (b" ", b"\t")])
    if not len(shown):
        return Certainty.NO
    found = stripped(shown)
    headed = int(found.headed.sum())
    told = pc.is_valid(pc.coalesce(found.program, tagged(found.rest)["program"]))
    tags = int((np.asarray(told) & found.headed).sum())
    if headed * 2 < len(shown):
        return Certainty.NO
    if tags * 2 >= headed:
        return Certainty.SURE if headed * 4 >= len(shown) * 3 else Certainty.LIKELY
    # a date at its beginning is what most logs have; without tags it takes a syslog's priority or month
    old = shown.to_pylist()
    return (
        Certainty.LIKELY if sum(line[:1] == "<" or line[:3].istitle() for line in old) * 2 >= len(old) else Certainty.NO
    )


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield each block's records as one batch, then those that have no header."""
    years = calendar(source)
    log = log_of_file(source.path)
    for part in continued(stream, source):
        if isinstance(part, Rejected):
            yield part
            continue
        found = stripped(part.texts)
        headed = found.headed
        if headed.any():
            kept = part if headed.all() else part.select(headed)
            for events in (sysmon_events, windows_events):
                taken, own = events(kept, source, wanted)
                yield from own
                kept = kept.select(~taken) if taken.any() else kept
            if len(kept):
                whole = found if len(kept) == len(part) else stripped(kept.texts)
                yield _batch(kept, whole, years, log, source, wanted)
        if not headed.all():
            yield from part.select(~headed).lost("no time at its beginning", source)


def log_of_file(path: str) -> str:
    """Return the log that a file is by its name.

    >>> log_of_file("web1/var/log/secure-20210307"), log_of_file("messages.1")
    ('auth', 'syslog')
    """
    name = path.rpartition("/")[2]
    return next((log for pattern, log in _FILES if pattern.match(name)), "syslog")


def _batch(records: Records, found: Stripped, years: Calendar, log: str, source: Source, wanted: Wanted) -> EventBatch:
    tag = tagged(found.rest)
    modern = pc.is_valid(found.program)  # RFC 5424: the program stands in the header
    facility, severity = named(found.priority)
    fields = {
        "program": pc.coalesce(found.program, tag["program"]),
        "pid": pc.coalesce(found.pid, tag["pid"]),
        "message": filled(pc.if_else(modern, found.rest, tag["message"]), ""),
        "facility": pc.coalesce(facility, tag["facility"]),
        "severity": pc.coalesce(severity, tag["severity"]),
        "msgid": found.msgid,
        "structured": found.structured,
    }
    said = fields_of(SPEAKERS, fields["program"], fields["message"])
    columns = records.columns() | {
        "_time": years.moments(found.time),
        "_host": filled(found.host, source.host),
        "_log": logs_of(fields["program"], said, log),
    }
    if (records.counts > 1).any():
        columns["lines"] = pa.array(records.counts)
    columns |= {
        name: column
        for name, column in (fields | said).items()
        if wanted.wants(name) and column.null_count < len(records)
    }
    return EventBatch(source.path, FAMILY, pa.RecordBatch.from_pydict(columns), notes=years.notes)


FORMAT = Format("syslog", FAMILY, "lines with a syslog header", recognise, read)
