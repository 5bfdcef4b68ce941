"""Sysmon for Linux: events as XML in the messages of syslog or of the journal, with the fields of Sysmon for Windows.

In: records of a syslog file. Out: which of them are such events, and batches of those. What looks like one and cannot
be read stays what it is otherwise: a message.
Source: github.com/Sysinternals/SysmonForLinux (README: output to syslog; provider Linux-Sysmon).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.continued import Records
from tocsin.collecting.format import Source
from tocsin.collecting.formats.windows_event_xml import NoEventError, event_of
from tocsin.collecting.windows import Event, Groups, Row, number

_MARK = b"<Event><System><Provider Name="
CHANNEL = "Linux-Sysmon/Operational"


def sysmon_events(
    records: Records, source: Source, wanted: Wanted
) -> tuple[npt.NDArray[np.bool_], Sequence[EventBatch]]:
    """Return which records are events of Sysmon, and those events in batches."""
    taken = np.zeros(len(records), np.bool_)
    groups = Groups(source, wanted)
    if _MARK not in b"\n".join(records.data):
        return taken, ()
    for place, line in enumerate(records.data):
        begin = line.find(_MARK)
        if begin < 0:
            continue
        found = sysmon_event(line[begin:])
        if found is None:
            continue
        record, time, fields = found
        line_number = int(records.numbers[place])
        groups.add(Row(line_number if record is None else record, int(records.offsets[place]), time, fields))
        taken[place] = True
    return taken, tuple(groups.flush())


def sysmon_event(message: bytes) -> tuple[int | None, str | None, Event] | None:
    """Return record number, time and fields of a message that is an event of Sysmon; None: it is none."""
    if not message.startswith(_MARK):
        return None
    try:
        record, time, fields = event_of(message.rstrip())
    except NoEventError:
        return None
    if fields.get("Channel") is None:
        fields["Channel"] = CHANNEL
    return number(record), time, fields
