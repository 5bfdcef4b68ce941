"""What evidence covers: a `Survey` watches batches go by and says, per log, host and file, which hours were recorded.

In: event batches and rejections, in any order and from several processes (`merge`). Out: `Coverage` and `EvidenceFile`.
Invariant: for each file, events + rejected = the records that were in it. Hours count from 1970-01-01T00 UTC.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.collecting.batches import EventBatch, Unit
from tocsin.collecting.columns import pc
from tocsin.collecting.conventions import how_utc
from tocsin.collecting.damage import Damage
from tocsin.collecting.record_numbers import RecordNumbers
from tocsin.collecting.signs import CLOCK_FIELD, Sign, clock_halves, signs, with_clock
from tocsin.collecting.skew import Marks, keep, records, requests
from tocsin.collecting.windows import PROCESS_CREATED
from tocsin.model.evidence import Coverage, EvidenceFile, Loss, Rejected

HOUR_US = 3_600_000_000
COMMAND_FIELD = "CommandLine"
MOST_PROVIDERS = 5000
_FEW = 4096
"""Codes of which a table of counts is quicker than sorting what there is."""
"""Of how many programs that write into one log the names are kept; the rest are invented by somebody."""

Key = tuple[str, str | None, str | None]
"""Path, host, log."""


@dataclass(slots=True)
class Span:
    """How many events, and between which times (microseconds)."""

    events: int = 0
    begin: int | None = None
    end: int | None = None

    def add(self, events: int, begin: int | None, end: int | None) -> None:
        """Count in more of them."""
        self.events += events
        self.begin = min((time for time in (self.begin, begin) if time is not None), default=None)
        self.end = max((time for time in (self.end, end) if time is not None), default=None)


@dataclass(slots=True)
class Seen:
    """What was seen of one log of one host in one file."""

    family: str
    provider: str | None
    events: int = 0
    begin: int | None = None  # microseconds since 1970
    end: int | None = None
    timeless: int = 0
    recovered: int = 0
    kinds: dict[str, Counter[int]] = field(default_factory=dict[str, Counter[int]])  # kind -> hour -> events
    kind_events: Counter[str] = field(default_factory=Counter[str])
    numbers: RecordNumbers = field(default_factory=RecordNumbers)
    signs: list[Sign] = field(default_factory=list[Sign])
    clock: Counter[int] = field(default_factory=Counter[int])  # half hours between the event's two times -> events
    providers: dict[str, Span] = field(default_factory=dict[str, "Span"])
    commands: int = 0  # events 4688 with a command line
    notes: dict[str, None] = field(default_factory=dict[str, None])  # what the reader said of the events
    marks: Marks = field(default_factory=Marks)  # of what other logs may have, too: to compare their clocks

    def hours(self) -> Counter[int]:
        """Return how many events fell into each hour."""
        total: Counter[int] = Counter()
        for hours in self.kinds.values():
            total.update(hours)
        return total

    def merge(self, other: Seen) -> None:
        """Add what another pass saw of the same log."""
        self.provider = self.provider or other.provider
        self.events += other.events
        self.timeless += other.timeless
        self.recovered += other.recovered
        self.begin = min((time for time in (self.begin, other.begin) if time is not None), default=None)
        self.end = max((time for time in (self.end, other.end) if time is not None), default=None)
        for kind, hours in other.kinds.items():
            own = self.kinds.setdefault(kind, Counter())
            for hour, number in hours.items():  # a few each, of many kinds: `Counter.update` looks at more than these
                own[hour] += number
        for kind, number in other.kind_events.items():
            self.kind_events[kind] += number
        self.numbers.merge(other.numbers)
        self.signs = sorted([*self.signs, *other.signs])
        self.clock.update(other.clock)
        for name, span in other.providers.items():
            if name in self.providers or len(self.providers) < MOST_PROVIDERS:
                self.providers.setdefault(name, Span()).add(span.events, span.begin, span.end)
        self.commands += other.commands
        keep(self.marks, other.marks.items())
        self.notes.update(other.notes)


_LOOKED_AT = ("_time", "_record", "_host", "_log", "EventID", "Provider_Name", COMMAND_FIELD, CLOCK_FIELD)

LOSSES_KEPT = 20
"""Of how many losses a file's place and reason are kept."""


@dataclass(slots=True)
class Books:
    """Records of a file: events and what could not become one."""

    events: int = 0
    rejected: int = 0
    recovered: int = 0
    losses: list[Loss] = field(default_factory=list[Loss])

    def lose(self, losses: Iterable[Loss]) -> None:
        """Keep the first losses of the file, by their place."""
        self.losses = sorted([*self.losses, *losses], key=lambda loss: loss.offset)[:LOSSES_KEPT]

    def merge(self, other: Books) -> None:
        """Add what another pass counted in other parts of the file."""
        self.events += other.events
        self.rejected += other.rejected
        self.recovered += other.recovered
        self.lose(other.losses)


@dataclass(slots=True)
class Survey:
    """Watches a pass over evidence. Picklable; surveys of different units merge to the survey of all of them."""

    sources: MutableMapping[Key, Seen] = field(default_factory=dict[Key, Seen])
    books: MutableMapping[str, Books] = field(default_factory=dict[str, Books])
    damage: MutableMapping[str, Damage] = field(default_factory=dict[str, Damage])

    @classmethod
    def of_many(cls) -> Survey:
        """Return one that takes little memory for each file; only to merge others into."""
        from tocsin.collecting.survey_form import slim_mappings

        return cls(*slim_mappings())

    def take(self, part: EventBatch | Rejected) -> None:
        """Watch a part of a scan, whichever it is."""
        if isinstance(part, Rejected):
            self.reject(part)
        else:
            self.see(part)

    def reject(self, rejected: Rejected) -> None:
        """Count what could not become an event."""
        books = self.books.setdefault(rejected.path, Books())
        books.rejected += rejected.records
        self.damage.setdefault(rejected.path, Damage()).lose(rejected.offset, rejected.records)
        if len(books.losses) < LOSSES_KEPT:  # a reader goes forward: later ones are not earlier in the file
            books.lose([Loss(offset=rejected.offset, reason=rejected.reason, records=rejected.records)])

    def see(self, batch: EventBatch) -> None:
        """Watch a batch: columns only, no event is looked at one by one."""
        events = batch.events
        count = events.num_rows
        if not count:
            return
        self._note_places(batch)
        # of a wide batch only these columns are looked at: taking rows of all the others would cost most of the pass
        events = events.select([name for name in _LOOKED_AT if name in events.schema.names])
        if batch.family == "windows":
            events = with_clock(events)
        books = self.books.setdefault(batch.path, Books())
        books.events += count
        books.recovered += count if batch.recovered else 0
        hosts, host_of = _codes(events, "_host")
        logs, log_of = _codes(events, "_log")
        columns = _columns(events, batch)
        groups = host_of * len(logs) + log_of
        for group, rows in _parted(groups):
            key = (batch.path, hosts[group // len(logs)], logs[group % len(logs)])
            self._see(key, columns if len(rows) == count else columns.of(rows), batch)
        for row, sign in signs(batch, set(columns.kinds)):
            group = int(groups[row])
            self.sources[batch.path, hosts[group // len(logs)], logs[group % len(logs)]].signs.append(sign)
        for row, mark in zip(*requests(batch), strict=True):
            if columns.told[row]:
                group = int(groups[row])
                seen = self.sources[batch.path, hosts[group // len(logs)], logs[group % len(logs)]]
                keep(seen.marks, [(mark, int(columns.micros[row]))])

    def _note_places(self, batch: EventBatch) -> None:
        """Note where in the file events stand and when they were, for the hours of what is lost between them."""
        if batch.recovered:
            return
        places = batch.events.select(["_offset", "_time"])
        told = places.filter(pc.is_valid(places.column("_time"))) if places.column("_time").null_count else places
        hours = np.asarray(pc.cast(told.column("_time"), pa.int64())) // HOUR_US
        self.damage.setdefault(batch.path, Damage()).pass_by(np.asarray(told.column("_offset")), hours)

    def _see(self, key: Key, columns: _Columns, batch: EventBatch) -> None:
        count = len(columns.micros)
        seen = self.sources.get(key)
        if seen is None:
            first = columns.providers[columns.provider_of[0]]
            seen = self.sources[key] = Seen(batch.family, None if first is None else str(first))
        seen.events += count
        seen.recovered += count if batch.recovered else 0
        seen.timeless += count - int(columns.told.sum())
        seen.notes.update(dict.fromkeys(batch.notes))
        for code, number in _counted(columns.kind_of, len(columns.kinds)):
            seen.kind_events[columns.kinds[code]] += number
            seen.kinds.setdefault(columns.kinds[code], Counter())
        known = columns.micros[columns.told]
        if len(known):
            seen.begin = min(int(known.min()), seen.begin if seen.begin is not None else int(known.min()))
            seen.end = max(int(known.max()), seen.end if seen.end is not None else int(known.max()))
            _count_hours(seen, columns.kinds, columns.kind_of[columns.told], known // HOUR_US)
        if batch.family == "windows":
            _watch_windows(seen, columns)

    def settle(self) -> None:
        """Make what was seen small, before it goes to another process."""
        for seen in self.sources.values():
            seen.numbers.settle()

    def merge(self, other: Survey) -> None:
        """Add what another survey saw of other units (or of other parts of the same ones)."""
        _merge(self.sources, other.sources)
        _merge(self.books, other.books)
        _merge(self.damage, other.damage)

    def coverage(self, units: Iterable[Unit] = ()) -> tuple[Coverage, ...]:
        """Return the coverage of every log, by host, log and path; `units` tell what they know beside events."""
        from tocsin.collecting.statement import coverage_of

        return coverage_of(self, tuple(units))

    def files(self, units: Iterable[Unit]) -> tuple[EvidenceFile, ...]:
        """Return the units' books, in the units' order."""
        none = Books()
        return tuple(
            EvidenceFile(
                path=unit.path,
                format=unit.format,
                why=unit.why,
                size=unit.size,
                events=self.books.get(unit.path, none).events,
                rejected=self.books.get(unit.path, none).rejected,
                recovered=self.books.get(unit.path, none).recovered,
                losses=tuple(self.books.get(unit.path, none).losses),
                times=times_of(unit),
            )
            for unit in units
        )


class _Mergeable(Protocol):
    def merge(self, other: Any, /) -> None: ...


Part = TypeVar("Part", bound=_Mergeable)
Name = TypeVar("Name")


def _merge(own: MutableMapping[Name, Part], others: MutableMapping[Name, Part]) -> None:
    for name, more in others.items():
        part = own.get(name)
        if part is None:
            part = more
        else:
            part.merge(more)
        own[name] = part  # what was taken out may be a copy


SURVEY_CLASSES = (Survey, Seen, Span, Books, Damage, RecordNumbers, Sign, Loss)
"""What a survey is made of, beside plain data: all that is taken of one that comes from another process."""


def kept_survey(unit: Unit) -> Survey | None:
    """Return what an earlier pass over a unit's events observed, of units that keep it (those of a lake)."""
    kept = getattr(unit, "survey", None)
    return None if kept is None else kept()


def times_of(unit: Unit) -> str | None:
    """Return how a unit's times become UTC; None: its format says nothing of it."""
    if hasattr(unit, "times"):
        return unit.times  # type: ignore[attr-defined] - kept in a lake, where the mapping is no more
    entry = getattr(unit, "mapping", None)
    return how_utc(unit.format, getattr(unit, "timezone", None)) if entry is None else entry.clock()


def _codes(events: pa.RecordBatch, name: str) -> tuple[list[Any], NDArray[np.int64]]:
    """Return a column's different values, null among them, and for each row which of them it has."""
    if name not in events.schema.names:
        return [None], np.zeros(events.num_rows, np.int64)
    column = events.column(name)
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    values: list[Any] = column.dictionary.to_pylist()
    codes = column.indices
    if codes.null_count:
        codes = pc.fill_null(codes, len(values))
        values = [*values, None]
    rows = np.asarray(codes).astype(np.int64)
    if None in values[:-1] or len(set(values)) != len(values):  # a dictionary may hold null, or a value twice
        first = {value: values.index(value) for value in values}
        rows = np.array([first[value] for value in values], np.int64)[rows]
    return values, rows


@dataclass(frozen=True, slots=True)
class _Columns:
    """What is looked at of a batch, as plain numbers: parts of it then cost next to nothing."""

    kinds: list[str]
    kind_of: NDArray[np.int64]
    micros: NDArray[np.int64]
    told: NDArray[np.bool_]  # whether there is a time
    records: NDArray[np.int64]
    numbered: NDArray[np.bool_]  # whether there is a record number
    providers: list[Any]
    provider_of: NDArray[np.int64]
    commands: NDArray[np.bool_]  # events 4688 with a command line
    halves: NDArray[np.int64]  # half hours that the time is behind `UtcTime`
    clocked: NDArray[np.bool_]  # whether there are both times

    def of(self, rows: NDArray[np.int64]) -> _Columns:
        """Return some rows."""
        return _Columns(
            self.kinds,
            self.kind_of[rows],
            self.micros[rows],
            self.told[rows],
            self.records[rows],
            self.numbered[rows],
            self.providers,
            self.provider_of[rows],
            self.commands[rows],
            self.halves[rows],
            self.clocked[rows],
        )


def _columns(events: pa.RecordBatch, batch: EventBatch) -> _Columns:
    windows = batch.family == "windows"
    count = events.num_rows
    times: pa.Array = events.column("_time")
    told = np.asarray(pc.is_valid(times))
    micros: NDArray[np.int64] = np.asarray(pc.fill_null(pc.cast(times, pa.int64()), 0))
    records = events.column("_record")
    kinds, kind_of = _names(events) if windows else ([""], np.zeros(count, np.int64))
    providers, provider_of = _codes(events, "Provider_Name")
    halves, clocked = np.zeros(count, np.int64), np.zeros(count, np.bool_)
    if windows and CLOCK_FIELD in events.schema.names:
        clocked = told & np.asarray(pc.is_valid(events.column(CLOCK_FIELD)))
        halves[clocked] = clock_halves(events, micros, told)
    return _Columns(
        kinds,
        kind_of,
        micros,
        told,
        np.asarray(pc.fill_null(records, 0)),
        np.asarray(pc.is_valid(records)),
        providers,
        provider_of,
        _commands(events, kinds, kind_of),
        halves,
        clocked,
    )


def _commands(events: pa.RecordBatch, kinds: list[str], kind_of: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Mark the events of created processes that say their command line."""
    marks = np.zeros(events.num_rows, np.bool_)
    if COMMAND_FIELD in events.schema.names and PROCESS_CREATED in kinds:
        rows = np.flatnonzero(kind_of == kinds.index(PROCESS_CREATED))
        written = events.column(COMMAND_FIELD).take(pa.array(rows))
        written = written.cast(pa.string()) if pa.types.is_dictionary(written.type) else written
        if pa.types.is_string(written.type):
            marks[rows] = np.asarray(pc.fill_null(pc.greater(pc.utf8_length(written), 1), False))
    return marks


def _count_hours(seen: Seen, names: list[str], kind_of: NDArray[np.int64], hours: NDArray[np.int64]) -> None:
    lowest = int(hours.min())
    width = int(hours.max()) - lowest + 1
    for cell, count in _counted(kind_of * width + (hours - lowest), len(names) * width):
        seen.kinds[names[cell // width]][lowest + cell % width] += count


def _counted(codes: NDArray[np.int64], most: int) -> Iterator[tuple[int, int]]:
    """Yield each code, all below `most`, with how often it stands there."""
    if most <= _FEW:  # a batch is many small parts: sorting each would cost most of the pass
        numbers = np.bincount(codes)
        found = np.flatnonzero(numbers)
        yield from zip(found.tolist(), numbers[found].tolist(), strict=True)
        return
    values, counts = np.unique(codes, return_counts=True)
    yield from zip(values.tolist(), counts.tolist(), strict=True)


def _parted(groups: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Yield each group with its rows, in one pass however many groups there are."""
    if (groups == groups[0]).all():
        yield int(groups[0]), np.arange(len(groups))
        return
    order = np.argsort(groups, kind="stable")
    numbers, begins = np.unique(groups[order], return_index=True)
    yield from zip(numbers.tolist(), np.split(order, begins[1:]), strict=True)


def _names(events: pa.RecordBatch) -> tuple[list[str], NDArray[np.int64]]:
    """Return the kinds of Windows events, and for each event which it is."""
    kinds, kind_of = _codes(events, "EventID")
    return ["" if kind is None else str(kind) for kind in kinds], kind_of


def _watch_windows(seen: Seen, columns: _Columns) -> None:
    """Watch what only Windows events tell: record numbers, who wrote, command lines, the two clocks of Sysmon."""
    both = columns.told & columns.numbered
    seen.numbers.add(columns.records[both], columns.micros[both])
    rows, marks = records(columns.records[both], seen.marks)
    keep(seen.marks, zip(marks, columns.micros[both][rows].tolist(), strict=True))
    seen.commands += int(columns.commands.sum())
    for code, rows in _parted(columns.provider_of):
        name = columns.providers[code]
        if name is None or (len(seen.providers) >= MOST_PROVIDERS and str(name) not in seen.providers):
            continue
        times = columns.micros[rows][columns.told[rows]]
        begin, end = (int(times.min()), int(times.max())) if len(times) else (None, None)
        seen.providers.setdefault(str(name), Span()).add(len(rows), begin, end)
    if columns.clocked.any():
        halves, counts = np.unique(columns.halves[columns.clocked], return_counts=True)
        seen.clock.update(dict(zip(halves.tolist(), counts.tolist(), strict=True)))
