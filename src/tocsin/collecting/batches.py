"""Event tables: Arrow record batches of events, as every reader of a log format yields them.

Columns that begin with `_` are tocsin's own, in every batch:

    _record   int64   the log's own record number (EventRecordID), or the line, from 1; null where there is none
    _offset   int64   byte at which the record begins, in the unpacked file
    _time     timestamp('us', 'UTC')   null where the event carries no time
    _host     string (may be dictionary-encoded)   null where the event does not say
    _log      string (may be dictionary-encoded)   the channel, or the log's own name ("W3SVC1", "HttpProxy/Ecp")

Every other column is a field under the log's own name (`EventID`, `Image`, `cs-uri-stem`, `AnchorMailbox`), of type
string (may be dictionary-encoded), int64, float64, bool or list<string> (a field that stands several times). Null is
"the event has no such field"; an empty string is a field that is there and empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.model.evidence import Rejected

if TYPE_CHECKING:
    from tocsin.collecting.coded import Coded

OWN_FIELDS: tuple[pa.Field, ...] = (
    pa.field("_record", pa.int64()),
    pa.field("_offset", pa.int64()),
    pa.field("_time", pa.timestamp("us", tz="UTC")),
    pa.field("_host", pa.string()),
    pa.field("_log", pa.string()),
)


Search = Callable[[memoryview], bool]
"""Says whether raw bytes hold what is looked for."""

Fields = frozenset[str] | None
"""Names of fields; None: all of them."""


Kind = tuple[str | None, str | None, int | None]
"""Log, provider and event id of an event, as far as it has them."""


@dataclass(frozen=True, slots=True)
class EventBatch:
    """Events of one family out of one file. `events` has the columns described above."""

    path: str  # as in hits: relative to the evidence given, "archive.zip/inner/file.evtx"
    family: str  # which catalogue entries (`Log.family`) can describe it: "windows", "iis", "exchange-httpproxy", ...
    events: pa.RecordBatch
    recovered: bool = False  # found outside the log's own index (slack space, damaged chunk)
    fetch: Callable[[npt.NDArray[np.int64]], pa.RecordBatch] | None = None  # all fields of some rows; see `details`
    search: Callable[[Search, npt.NDArray[np.int64]], npt.NDArray[np.bool_]] | None = None
    """Marks, of some rows, those that stand where the raw bytes of the log (all text in it is UTF-16 or ANSI) hold what
    is looked for; like `fetch` only until the next batch. None: the reader has no raw bytes to search."""
    written: Callable[[npt.NDArray[np.int64]], tuple[pa.Array, npt.NDArray[np.bool_]]] | None = None
    """Some rows (each once, in order) as JSON with every field they have, and which of them the reader leaves to
    whoever asks; like `fetch` only until the next batch."""
    coded: Coded | None = None
    """The same events as numbers; `events` has of their fields only those of `ALWAYS` then, `CommandLine` in all events
    that somebody asked it of, and of `UtcTime` the times. Only until the next batch."""
    notes: tuple[str, ...] = ()  # what whoever reads the events must know: years that were inferred, for example
    paths: pa.Array | None = None  # of each event, where they stood in several files; `path` is one of these then

    rows: npt.NDArray[np.int64] | None = None
    """Numbers of the events within their unit, ascending, where a unit is read again and again (a lake's)."""

    def path_of(self, rows: npt.NDArray[np.int64]) -> pa.Array:
        """Return the path of the file that each of some rows stood in, as a dictionary."""
        if self.paths is not None:
            return self.paths.take(pa.array(rows))
        return pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(rows), np.int32)), [self.path])

    def details(self, rows: npt.NDArray[np.int64]) -> pa.RecordBatch:
        """Return some rows with every field they have, asked for or not.

        Only until the next batch is asked for: a reader may have to look at its buffer again.
        """
        return self.events.take(pa.array(rows)) if self.fetch is None else self.fetch(rows)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Fields that somebody will look at; a reader may leave out others (never the `_` columns).

    `of_kind` says which of them are looked at in events of a channel, provider and event id, for readers of Windows
    events that can tell. `coded`: whoever asks can do with events as numbers (`coded.Coded`) and the columns of
    `ALWAYS`, where a reader has that. With `searched`, something is looked for in every text, but in those of `dull`
    letters alone, and in times as Sysmon writes them if these are not dull.
    """

    fields: Fields = None
    of_kind: Callable[[str | None, str | None, int | None], Fields] | None = None
    looks_at: Callable[[str, Sequence[Kind]], bool] | None = None
    """Says whether anything is looked at in events of a family and these kinds; None: in all. For readers that know
    beforehand what they would read; events that nobody looks at need not be handed out."""
    coded: bool = False
    searched: bool = False
    dull: bytes = b""
    dull_clocks: bool = False

    def wants(self, name: str) -> bool:
        """Say whether a field is looked at; those in `ALWAYS` are, whatever was asked."""
        return self.fields is None or name in self.fields or name in ALWAYS

    def in_kind(self, channel: str | None, provider: str | None, event_id: int | None) -> Wanted:
        """Return what is looked at in events of one kind."""
        return self if self.of_kind is None else Wanted(self.of_kind(channel, provider, event_id))

    def looked_at(self, family: str, kinds: Sequence[Kind]) -> bool:
        """Say whether anything is looked at in events of these kinds."""
        return self.looks_at is None or self.looks_at(family, kinds)

    def names(self) -> frozenset[str] | None:
        """Return the names of all fields that are looked at, those in `ALWAYS` too; None: every field."""
        return None if self.fields is None else self.fields | ALWAYS


ALWAYS = frozenset(
    {"EventID", "Channel", "Provider_Name", "Computer", "UtcTime", "CommandLine", "cs-uri-query", "RequestId"}
)
"""Fields that every reader hands out where the log has them: kinds of events and coverage rest on them."""

ALL_FIELDS = Wanted()


class Unit(Protocol):
    """A piece of evidence that is read in one go, by one process: a file, or a member of an archive. Picklable."""

    @property
    def path(self) -> str:
        """As in hits: relative to the evidence given, members of archives as `archive.zip/inner`."""
        ...

    @property
    def size(self) -> int:
        """Bytes, unpacked, as far as can be told without unpacking."""
        ...

    @property
    def format(self) -> str:
        """Name of the reader that takes it."""
        ...

    @property
    def why(self) -> str:
        """What made that reader recognise it."""
        ...

    def read(self, wanted: Wanted = ALL_FIELDS) -> Iterator[EventBatch | Rejected]:
        """Yield its events and what could not become one; never raises for bad content."""
        ...

    def slices(self) -> tuple[Unit, ...]:
        """Return the parts that can be read by different processes; the unit itself where it cannot be divided."""
        ...
