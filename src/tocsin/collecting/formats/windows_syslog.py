r"""Windows events that arrive as syslog messages: JSON (NXLog, Winlogbeat behind Logstash), XML, and Snare's lines.

In: records of a syslog file. Out: which of them are such events, and batches of those, under the plain
names of `tocsin.collecting.windows`. The event's own time and host hold; where it names none, those of the header.
What looks like one and cannot be read stays what it is otherwise: a message.
Snare (`MSWinEventLog`, also NXLog's `to_syslog_snare`): values parted by tabs, which rsyslog writes as `#011`; its time
is local (`--timezone`, else UTC), so the header's goes before it where that has a zone.
Sources: NXLog reference manual (xm_json, xm_syslog); Snare "Guide to Snare for Windows", event output format.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.continued import Records
from tocsin.collecting.format import Source
from tocsin.collecting.formats import windows_messages
from tocsin.collecting.formats.json_objects import Found
from tocsin.collecting.formats.windows_event_xml import NoEventError, event_of
from tocsin.collecting.formats.windows_flat import Flat, row
from tocsin.collecting.formats.windows_json import shape
from tocsin.collecting.patterned import MONTHS
from tocsin.collecting.syslog_header import stripped
from tocsin.collecting.windows import Event, Groups, Row, number

_SNARE = b"MSWinEventLog"
_XML = re.compile(rb"<Event(?: [^<>]{0,400})?><System>")
_MARKS = (_SNARE, b"<Event", b'"EventI', b'"winlog', b'"event_id', b'"EventCode', b'"System"')
_TIME = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})")
_ZONED = re.compile(r".*(?:Z|[+-]\d\d:?\d\d)$")
_LABEL = re.compile(r"(?<! ) {2,40}(?=[A-Z](?:[^: ]| (?! )){2,60}:)")


def windows_events(
    records: Records, source: Source, wanted: Wanted
) -> tuple[npt.NDArray[np.bool_], Sequence[EventBatch]]:
    """Return which records are Windows events, and those events in batches."""
    taken = np.zeros(len(records), np.bool_)
    groups, flat = Groups(source, wanted), Flat({})
    whole = b"\n".join(records.data)
    if not any(mark in whole for mark in _MARKS):
        return taken, ()
    candidates = [place for place, line in enumerate(records.data) if any(mark in line for mark in _MARKS)]
    if not candidates:
        return taken, ()
    headers = stripped(records.texts.take(pa.array(candidates)))
    for at, place in enumerate(candidates):
        line = records.data[place]
        found = _event(line, int(records.numbers[place]), int(records.offsets[place]), flat)
        if found is None:
            continue
        time, fields = found.time, found.fields
        header_time = headers.time[at].as_py()
        if header_time is not None and _ZONED.match(header_time) and (time is None or _SNARE in line):
            time = header_time
        if fields.get("Computer") is None:
            fields["Computer"] = headers.host[at].as_py()
        groups.add(Row(found.record, found.offset, time, fields))
        taken[place] = True
    return taken, tuple(groups.flush())


def _event(line: bytes, record: int, offset: int, flat: Flat) -> Row | None:
    if _SNARE in line:
        return _snare(line[line.index(_SNARE) :], record, offset)
    xml = _XML.search(line)
    if xml:
        try:
            said, time, fields = event_of(line[xml.start() :].rstrip())
        except NoEventError:
            return None
        own = number(said)
        return Row(record if own is None else own, offset, time, fields)
    begin = line.find(b"{")
    if begin < 0:
        return None
    try:
        value = orjson.loads(line[begin:])
    except ValueError:
        return None
    take = shape(value, flat) if isinstance(value, dict) else None
    return None if take is None else row(Found(record, offset, value, len(line)), take)


def _snare(line: bytes, record: int, offset: int) -> Row | None:
    """Take a line of Snare; None where it has too few values or no number of an event."""
    values = line.decode("utf-8", "replace").replace("#011", "\t").split("\t")
    if len(values) < 13 or number(values[5]) is None:
        return None
    _, _, channel, counter, written, event_id, provider, user, _, kind, computer, category, _, *rest = values
    fields: Event = {
        "Provider_Name": provider,
        "EventID": number(event_id),
        "Channel": channel,
        "Computer": computer or None,
        "UserName": user,
        "Level_Name": kind,
        "Task_Name": category,
        "Snare_Counter": counter,
    }
    if rest:
        fields["Message"] = rest[0]
        windows_messages.add(fields, _LABEL.sub("\n", rest[0]))
    time = _TIME.search(written)
    said = None
    if time:
        month, day, clock, year = time.groups()
        said = f"{year}-{MONTHS.get(month.lower(), '00')}-{day:0>2} {clock}"
    return Row(record, offset, said, fields)
