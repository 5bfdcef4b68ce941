"""Entries of systemd's journal, however they were exported, to events like those of a syslog file.

In: entries as names and values with their place. Out: batches of the family `syslog`: `program`, `pid`, `message`,
`facility`, `severity` and what known programs say; every field of the journal stays under its own name (those that
begin with `_`, set by the journal itself, below `log.`). Events of Sysmon for Linux come out as such.
Source: systemd.journal-fields(7).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Wanted
from tocsin.collecting.columns import pc
from tocsin.collecting.format import Source
from tocsin.collecting.formats.linux_sysmon import sysmon_event
from tocsin.collecting.messages import fields_of
from tocsin.collecting.rows import BATCH_ROWS, Fields, Row, Rows
from tocsin.collecting.speakers import SPEAKERS, logs_of
from tocsin.collecting.syslog_header import FACILITIES, SEVERITIES
from tocsin.collecting.windows import Groups
from tocsin.collecting.windows import Row as WindowsRow

FAMILY = "syslog"
TIME = "__REALTIME_TIMESTAMP"


@dataclass(slots=True)
class Entries:
    """Entries waiting to become batches."""

    source: Source
    wanted: Wanted
    _rows: Rows = field(init=False)
    _events: Groups = field(init=False)

    def __post_init__(self) -> None:
        self._rows = Rows(self.source, FAMILY, ALL_FIELDS)
        self._events = Groups(self.source, self.wanted)

    def add(self, record: int, offset: int, entry: Fields) -> None:
        """Take one entry in."""
        message = one(entry, "MESSAGE")
        if message is not None and message.startswith("<Event>"):
            found = sysmon_event(message.encode("utf-8", "replace"))
            if found is not None:
                self._events.add(WindowsRow(found[0] or record, offset, found[1], found[2]))
                return
        said: Fields = {
            "program": one(entry, "SYSLOG_IDENTIFIER") or one(entry, "_COMM"),
            "pid": one(entry, "SYSLOG_PID") or one(entry, "_PID"),
            "message": message or "",
            "facility": _named(one(entry, "SYSLOG_FACILITY"), FACILITIES),
            "severity": _named(one(entry, "PRIORITY"), SEVERITIES),
        }
        said = {name: value for name, value in said.items() if value is not None} | {
            name: value for name, value in entry.items() if name != "MESSAGE"
        }
        time = one(entry, TIME)
        moment = int(time) if time is not None and time.isdigit() and len(time) < 18 else None
        self._rows.add(Row(record, offset, moment, one(entry, "_HOSTNAME"), "syslog", said))

    @property
    def full(self) -> bool:
        """Whether it is time to `flush`."""
        return self._rows.count + self._events.count >= BATCH_ROWS

    def flush(self) -> Iterator[EventBatch]:
        """Yield what waits."""
        for batch in self._rows.flush():
            yield EventBatch(batch.path, FAMILY, _spoken(batch.events, self.wanted))
        yield from self._events.flush()


def one(entry: Fields, name: str) -> str | None:
    """Return a field's value, the first of several."""
    value = entry.get(name)
    return (value[0] if value else None) if isinstance(value, list) else value


def _named(number: str | None, names: tuple[str, ...]) -> str | None:
    return names[int(number)] if number is not None and number.isdigit() and int(number) < len(names) else number


def _spoken(events: pa.RecordBatch, wanted: Wanted) -> pa.RecordBatch:
    """Return events with the fields of what known programs said, and the logs that their messages are of."""
    columns = dict(zip(events.schema.names, events.columns, strict=True))
    programs = columns.get("program", pa.nulls(events.num_rows, pa.string())).cast(pa.string())
    said = fields_of(SPEAKERS, programs, pc.cast(columns["message"], pa.string()))
    columns["_log"] = logs_of(programs, said, "syslog")
    columns |= {name: column for name, column in said.items() if name not in columns}
    kept = {name: column for name, column in columns.items() if name.startswith("_") or wanted.wants(name)}
    return pa.RecordBatch.from_pydict(kept)
