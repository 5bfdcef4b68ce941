"""Events held as dictionaries, to batches: for logs whose records are objects and not lines of one pattern.

In: rows, each with its place, time, host, log and fields (text, or lists of text). Out: batches, one a log and kind;
within one, events of so many different names that empty cells would outgrow the values are parted by their names.
A field whose name begins with `_` is found under `log.` and its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, encoded, integers, pc, string_lists, strings
from tocsin.collecting.format import Source
from tocsin.collecting.headed import too_long
from tocsin.collecting.lines import TooLong, line_blocks
from tocsin.collecting.times import MOMENT, moments
from tocsin.model.evidence import Rejected

BATCH_ROWS = 32_768
MANY_FIELDS = 512
YEAR_10000 = 253_402_300_800_000_000
"""In microseconds: what a damaged record says beyond it is no time."""
Fields = dict[str, str | list[str] | None]


@dataclass(frozen=True, slots=True)
class Row:
    """One event."""

    record: int | None
    offset: int
    time: int | str | None  # microseconds since 1970, or as written
    host: str | None
    log: str
    fields: Fields
    kind: str = ""  # events of one kind have mostly the same fields
    lines: int = 1


@dataclass(slots=True)
class Rows:
    """Rows waiting to become batches."""

    source: Source
    family: str
    wanted: Wanted
    notes: tuple[str, ...] = ()
    count: int = 0
    _waiting: dict[tuple[str, str], list[Row]] = field(default_factory=dict[tuple[str, str], list[Row]])

    def add(self, row: Row) -> None:
        """Take one event in."""
        self._waiting.setdefault((row.log, row.kind), []).append(row)
        self.count += 1

    @property
    def full(self) -> bool:
        """Whether it is time to `flush`."""
        return self.count >= BATCH_ROWS

    def flush(self) -> Iterator[EventBatch]:
        """Yield what waits, in order of first appearance."""
        for (log, _), rows in self._waiting.items():
            for alike in _shapes(rows):
                yield EventBatch(self.source.path, self.family, self._batch(log, alike), notes=self.notes)
        self._waiting.clear()
        self.count = 0

    def _batch(self, log: str, rows: Sequence[Row]) -> pa.RecordBatch:
        names = dict.fromkeys(name for shape in dict.fromkeys(tuple(row.fields) for row in rows) for name in shape)
        columns: dict[str, pa.Array] = {
            "_record": integers([row.record for row in rows]),
            "_offset": pa.array([row.offset for row in rows], pa.int64()),
            "_time": times([row.time for row in rows], self.source.timezone),
            "_host": encoded([row.host or self.source.host for row in rows]),
            "_log": constant(log, len(rows)),
        }
        if any(row.lines > 1 for row in rows):
            columns["lines"] = pa.array([row.lines for row in rows], pa.int64())
        for name in names:
            plain = f"log.{name}" if name.startswith("_") else name
            if plain not in columns and self.wanted.wants(plain):
                column = column_of([row.fields.get(name) for row in rows])
                if column is not None:
                    columns[plain] = column
        return pa.RecordBatch.from_pydict(columns)


def _shapes(rows: list[Row]) -> list[list[Row]]:
    if len({name for row in rows for name in row.fields}) <= MANY_FIELDS:
        return [rows]
    shapes: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        shapes.setdefault(tuple(row.fields), []).append(row)
    return list(shapes.values())


def read_lines(
    stream: BinaryIO, rows: Rows, take: Callable[[str, int, int], Iterable[Rejected] | None]
) -> Iterator[EventBatch | Rejected]:
    """Give each line's text, byte and number to what makes rows of them; yield what that rejects, and full batches.

    Lines that are too long to be held are rejected. What waits at the end is left to the caller to `flush`.
    """
    for block in line_blocks(stream):
        if isinstance(block, TooLong):
            yield too_long(block, rows.source)
            continue
        for line, offset, number in zip(block.lines, block.offsets.tolist(), block.numbers.tolist(), strict=True):
            yield from take(line.decode("utf-8", "replace"), offset, number) or ()
        if rows.full:
            yield from rows.flush()


def times(said: Sequence[int | str | None], timezone: str | None) -> pa.Array:
    """Return moments of what is said in microseconds, or written.

    >>> times([1614668400000000, "2021-03-02T07:00:00Z", None], None).cast(pa.string()).to_pylist()
    ['2021-03-02 07:00:00.000000Z', '2021-03-02 07:00:00.000000Z', None]
    """
    known = [one if isinstance(one, int) and 0 <= one < YEAR_10000 else None for one in said]
    counted = pa.array(known, pa.int64()).cast(MOMENT)
    if not any(isinstance(one, str) for one in said):
        return counted
    written = moments(strings([one if isinstance(one, str) else None for one in said]), timezone)
    return pc.coalesce(counted, written)


def column_of(values: Sequence[str | list[str] | None]) -> pa.Array | None:
    """Return a column of text, or of lists of text where some value is a list; None where there is no value."""
    kinds: set[Any] = set(map(type, values))
    if kinds == {type(None)}:
        return None
    if list in kinds:
        return string_lists([one if one is None or isinstance(one, list) else [one] for one in values])
    return encoded([one if isinstance(one, str) else None for one in values])
