"""JSON records of cloud and network products to event tables: one table a log, columns under dotted names.

In: the objects of a file and a function that says which log each belongs to. Out: batches of each log; objects that
are no record of the product come out as plain JSON. A batch has at most so many cells, however odd the objects are.
Times are RFC 3339 or seconds (milli-, microseconds) since 1970; those without a zone are UTC.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Wanted
from tocsin.collecting.columns import constant, encoded, integers, string_lists, strings
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.json_carried import answered, carried
from tocsin.collecting.formats.json_fields import Fields, Flattener
from tocsin.collecting.formats.json_lines import Shapes, epoch
from tocsin.collecting.formats.json_objects import Found, by_line, objects, unwrapped
from tocsin.collecting.formats.windows_wrapped import members
from tocsin.collecting.local_dates import moments_of
from tocsin.collecting.patterned import MONTHS
from tocsin.model.evidence import Rejected

BATCH_ROWS = 32_768
BATCH_BYTES = 8 << 20
BATCH_CELLS = 4 << 20
BATCH_COLUMNS = 8192


@dataclass(frozen=True, slots=True)
class Table:
    """A log of a product: what its records are called, and which of their fields say when and whose they are."""

    family: str
    log: str
    times: tuple[str, ...]  # the first that a record has is its time
    hosts: tuple[str, ...] = ()  # as `times`: account, tenant, cluster or machine
    texts: frozenset[str] = frozenset()  # nested fields that are kept as JSON text beside their parts


Event = dict[str, Any]
Sort = Callable[[Event], "tuple[Table, Event] | None"]
"""Which log an object belongs to, and the object with the fields that it has there; None: it is no such record."""


def judge(head: bytes, sort: Sort, lists: Sequence[str] = ()) -> Certainty:
    """Judge a file by its first object."""
    first = unwrapped(head, lists)
    if first is None:
        return Certainty.NO
    if sort(first) is not None or sort_carried(sort, first) is not None:
        return Certainty.SURE
    inner = members(first) or answered(first) or []
    return Certainty.SURE if any(_sorted(sort, one) is not None for one in inner[:3]) else Certainty.NO


def sort_carried(sort: Sort, value: Event) -> tuple[Table, Event] | None:
    """Return the log and the record that an object carries; None: it carries none of the product's."""
    return next((known for inner in carried(value) if (known := sort(inner)) is not None), None)


def _sorted(sort: Sort, value: Event) -> tuple[Table, Event] | None:
    return sort(value) or sort_carried(sort, value)


def read_tables(
    stream: BinaryIO, source: Source, wanted: Wanted, sort: Sort, lists: Sequence[str] = ()
) -> Iterator[EventBatch | Rejected]:
    """Yield the records of each log in batches, then what is no record of any, as plain JSON."""
    tables, others = Tables(source, wanted), Shapes(source, wanted)
    for part in objects(stream, source, lists):
        if isinstance(part, Rejected):
            yield part
            continue
        for found in part:
            known = sort(found.value)
            for one, sorted_in in [(found, known)] if known is not None else _inside(sort, found):
                if sorted_in is None:
                    others.add(one)
                    if others.count >= BATCH_ROWS:
                        yield from others.flush()
                elif tables.add(one.line, one.offset, one.size, *sorted_in):
                    yield from tables.flush()
    yield from tables.flush()
    yield from others.flush()


def json_format(name: str, family: str, signature: str, sort: Sort, lists: Sequence[str] = ()) -> Format:
    """Return the format of a log that is JSON throughout."""

    def recognise(head: bytes, path: str) -> Certainty:
        return judge(head, sort, lists)

    def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
        return read_tables(stream, source, wanted, sort, lists)

    return Format(name, family, signature, recognise, read, divisible=partial(by_line, lists=lists))


def _inside(sort: Sort, found: Found) -> list[tuple[Found, tuple[Table, Event] | None]]:
    """Return the records that an object carries or wraps, each with its log; the object itself where it has none."""
    known = sort_carried(sort, found.value)
    inner = (members(found.value) or answered(found.value)) if known is None else None
    each = [_sorted(sort, one) for one in inner or ()]
    if not inner or all(one is None for one in each):
        return [(found, known)]
    size = found.size // len(inner)
    return [(Found(found.line, found.offset, one, size), sorted_in) for one, sorted_in in zip(inner, each, strict=True)]


@dataclass(slots=True)
class _Waiting:
    """Records of one log on their way to a batch; columns hold the rows that have them."""

    flattener: Flattener
    lines: list[int] = field(default_factory=list[int])
    offsets: list[int] = field(default_factory=list[int])
    times: list[str | None] = field(default_factory=list["str | None"])
    hosts: list[str | None] = field(default_factory=list["str | None"])
    kept: list[Event] = field(default_factory=list[Event])
    columns: dict[str, tuple[list[int], list[str | list[str]]]] = field(
        default_factory=dict[str, tuple[list[int], "list[str | list[str]]"]]
    )


class Tables:
    """Records waiting to become batches, one batch a log."""

    def __init__(self, source: Source, wanted: Wanted) -> None:
        """Take the file, and the fields that are looked at."""
        self._source, self._wanted = source, wanted
        self._waiting: dict[Table, _Waiting] = {}
        self._rows = self._bytes = 0

    def add(self, line: int, offset: int, size: int, table: Table, value: Event) -> bool:
        """Take one record in; true when it is time to flush."""
        waiting = self._waiting.get(table)
        if waiting is None:
            names = self._wanted.names()
            looked_at = None if names is None else {*names, *table.times, *table.hosts}
            waiting = self._waiting[table] = _Waiting(Flattener(looked_at, table.texts))
        fields = waiting.flattener.fields(value)
        row = len(waiting.lines)
        waiting.lines.append(line)
        waiting.offsets.append(offset)
        waiting.times.append(_said(fields, table.times))
        waiting.hosts.append(_said(fields, table.hosts))
        if self._wanted.fields is not None:
            waiting.kept.append(value)
        columns = waiting.columns
        for name, said in fields.items():
            column = columns.get(name)
            if column is None:
                column = columns[name] = ([], [])
            column[0].append(row)
            column[1].append(said)
        self._rows += 1
        self._bytes += size
        wide = len(columns) >= BATCH_COLUMNS or (row + 1) * (len(columns) + 1) >= BATCH_CELLS
        return wide or self._rows >= BATCH_ROWS or self._bytes >= BATCH_BYTES

    def flush(self) -> Iterator[EventBatch]:
        """Yield what waits, in order of first appearance."""
        for table, waiting in self._waiting.items():
            events = _batch(table, waiting, self._source, self._wanted)
            fetch = None
            if self._wanted.fields is not None:
                places = (waiting.lines, waiting.offsets)
                fetch = partial(_details, table, self._source, waiting.kept, places)
            yield EventBatch(self._source.path, table.family, events, fetch=fetch)
        self._waiting = {}
        self._rows = self._bytes = 0


def _details(
    table: Table,
    source: Source,
    kept: list[Event],
    places: tuple[list[int], list[int]],
    chosen: npt.NDArray[np.int64],
) -> pa.RecordBatch:
    """Return some rows with all their fields."""
    whole = Tables(source, ALL_FIELDS)
    for row in chosen.tolist():
        whole.add(places[0][row], places[1][row], 0, table, kept[row])
    return next(whole.flush()).events


def _said(fields: Fields, names: tuple[str, ...]) -> str | None:
    for name in names:
        said = fields.get(name)
        if said:
            return said if isinstance(said, str) else said[0]
    return None


def _batch(table: Table, waiting: _Waiting, source: Source, wanted: Wanted) -> pa.RecordBatch:
    rows = len(waiting.lines)
    hosts = [source.host if host is None else host for host in waiting.hosts]
    columns: dict[str, pa.Array] = {
        "_record": integers(waiting.lines),
        "_offset": pa.array(waiting.offsets, pa.int64()),
        "_time": moments_of(strings([None if time is None else plain_time(time) for time in waiting.times])),
        "_host": constant(hosts[0], rows) if hosts.count(hosts[0]) == rows else encoded(hosts),
        "_log": constant(table.log, rows),
    }
    for name, (places, values) in waiting.columns.items():
        shown = f"json.{name}" if name.startswith("_") else name
        if wanted.wants(shown) and shown not in columns:
            columns[shown] = _column(places, values, rows)
    return pa.RecordBatch.from_pydict(columns)


def _column(places: list[int], values: list[str | list[str]], rows: int) -> pa.Array:
    if list in set(map(type, values)):
        column = string_lists([value if isinstance(value, list) else [value] for value in values])
    elif values.count(values[0]) == len(values):
        column = constant(values[0], len(values))  # type: ignore[arg-type]
    else:
        column = encoded(values)  # type: ignore[arg-type]
    if len(places) == rows:
        return column
    taken = np.zeros(rows, np.int32)
    mask = np.ones(rows, np.bool_)
    taken[places], mask[places] = np.arange(len(places), dtype=np.int32), False
    if pa.types.is_dictionary(column.type):
        codes = np.zeros(rows, np.int32)
        codes[places] = column.indices.to_numpy()
        return pa.DictionaryArray.from_arrays(pa.array(codes, mask=mask), column.dictionary)
    return column.take(pa.array(taken, mask=mask))


_POWERSHELL = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")
_AMERICAN = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4}),? (\d{1,2}):(\d\d)(:\d\d(?:\.\d{1,9})?)? ([AP])M(?: ?(?:UTC|GMT|\+00:00))?"
)
_SHOWN = re.compile(r"([A-Z][a-z]{2,8}) (\d{1,2}), (\d{4}),? (\d\d:\d\d:\d\d) \((?:UTC|GMT)([+-]\d\d:\d\d)?\)")
_CTIME = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})")
_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}),? (\d{1,2}:\d\d)(:\d\d)?")


def plain_time(time: str) -> str | None:
    r"""Return a time as `moments` reads it: numbers since 1970 and the forms of PowerShell become RFC 3339.

    >>> plain_time("1614668400"), plain_time("/Date(1614668400000)/"), plain_time("3/2/2021 7:00:00 PM")
    ('2021-03-02T07:00:00Z', '2021-03-02T07:00:00Z', '2021-03-02 19:00:00')
    """
    if time[4:5] == "-":
        return time
    if found := _POWERSHELL.fullmatch(time):
        return epoch(found[1])
    if found := _AMERICAN.fullmatch(time):
        month, day, year, hour, minute, second, half = found.groups()
        return f"{year}-{month:0>2}-{day:0>2} {int(hour) % 12 + 12 * (half == 'P'):02d}:{minute}{second or ':00'}"
    if found := _SHOWN.fullmatch(time):
        month, day, year, clock, zone = found.groups()
        return f"{year}-{MONTHS.get(month[:3].lower(), '')}-{day:0>2} {clock}{zone or ''}"
    if found := _GERMAN.fullmatch(time):
        day, month, year, clock, second = found.groups()
        return f"{year}-{month:0>2}-{day:0>2} {clock:0>5}{second or ':00'}"
    if found := _CTIME.fullmatch(time):
        month, day, clock, year = found.groups()
        return f"{year}-{MONTHS.get(month.lower(), '')}-{day:0>2} {clock}"
    if len(time) == 19 and time.isdigit():  # nanoseconds
        time = time[:16]
    return epoch(time) or time
