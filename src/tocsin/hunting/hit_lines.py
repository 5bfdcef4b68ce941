"""Hits as JSON Lines: the same lines as from `Hit` nouns, without making any.

In: the hits, in order. Out: chunks of whole lines. `matched` is left out: it is worked out hit by hit. What many hits
share is worked out once; the rest is put together by a compiled loop (`line_writing`), or by columns.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from tocsin.collecting.columns import pc, row_numbers
from tocsin.hunting.hit_tables import HitTables, Rows
from tocsin.hunting.line_writing import ALIKE, LITERALS, MOST_BESIDE, SIZE, look_up, write
from tocsin.hunting.shared_texts import kinds_of
from tocsin.model.logs import LogSource
from tocsin.model.rules import RuleInfo

RuleOf = Callable[[str, str | None], RuleInfo]
"""Rule id and indicator -> the rule's identity."""

Sources = Callable[[str, str, str | None, str | None], tuple[LogSource, str | None]]
"""Rule id, family, log and provider -> the hit's logsource and the log's catalogue id."""

AHEAD = 2
"""Batches of lines that are put together while one is written, each in a thread."""

LINES = 2_048
"""Hits written at a time, about."""

_STEP = 1 << 21
"""Room for lines has a multiple of so many bytes, so that it serves batches of about the same size."""

MOST_PLACES = 1 << 14
"""Of how many kinds of hits the parts that they share are kept, about a kilobyte each."""


class _Place(NamedTuple):
    """What the parts of a line that many hits share are made of."""

    rule: str
    indicator: str | None
    family: str
    log: str | None
    provider: str | None
    host: str | None
    path: str | None


_Parts = tuple[str, str, str, str]
"""Parts of a line that many hits share: host and rule; path; logsource; the end of the line."""


class _Known:
    """The parts of lines by place, worked out when a place is first met; those of a hit are found by its row."""

    def __init__(self, tables: HitTables, rule_of: RuleOf, sources: Sources) -> None:
        self._tables, self._rule_of, self._sources = tables, rule_of, sources
        self._parts: dict[_Place, _Parts] = {}
        self._lock = Lock()
        self._forget()

    def _forget(self) -> None:
        self._parts.clear()
        self._numbers = np.zeros(len(self._tables), np.int32)  # + 1, by row; 0: not known yet
        self._numbers_of: dict[_Place, int] = {}
        self._lie = np.empty((0, 6), np.int64)
        self._owners: list[Any] = []

    def parts(self, place: _Place) -> _Parts:
        """Return the parts of a place."""
        parts = self._parts.get(place)
        if parts is None:
            if len(self._parts) >= MOST_PLACES:
                self._parts.clear()
            source, entry = self._sources(place.rule, place.family, place.log, place.provider)
            end = "" if entry is None else f',"log_id":{_encoded(entry)}'
            end += "" if place.indicator is None else f',"indicator":{_encoded(place.indicator)}'
            rule = _encoded(self._rule_of(place.rule, place.indicator))
            parts = (
                f',"host":{_quoted(place.host)},"rule":{rule}',
                f',"source":{{"path":{_quoted(place.path)},"record":',
                f',"logsource":{_encoded(source)}',
                end + "}\n",
            )
            self._parts[place] = parts
        return parts

    def lie(self, found: Rows) -> tuple[Rows, Rows, Any]:
        """Return which parts each hit has, where they lie (address and size of each), and what keeps them there."""
        with self._lock:
            alike = found[:, ALIKE]
            missing = alike[self._numbers[alike] == 0]
            if len(missing) and len(self._lie) >= MOST_PLACES:  # of very many files
                self._forget()
                missing = alike
            if len(missing):
                rows = np.unique(missing)
                self._learn(rows, *_places(self._tables.take(rows, _Place._fields)))
            return self._numbers[alike].astype(np.int64) - 1, self._lie, self._owners

    def learn(self) -> None:
        """Learn the places of all tables, if they are few."""
        with self._lock:
            if len(rows := self._tables.places()):
                places, again = _places(self._tables.take(rows, _Place._fields))
                if len(places) <= MOST_PLACES:
                    self._learn(rows, places, again)

    def _learn(self, rows: Rows, places: list[_Place], again: Rows) -> None:
        new = [place for place in places if place not in self._numbers_of]
        said = [
            text.encode()
            for first, path, source, end in map(self.parts, new)
            for text in (first + path, f'}}{source},"event":', end)
        ]
        texts = np.frombuffer(b"".join(said), np.uint8)
        sizes = np.array([len(text) for text in said], np.int64)
        begins = texts.ctypes.data + np.cumsum(sizes) - sizes
        self._owners = [*self._owners, texts]
        self._numbers_of |= {place: len(self._lie) + number for number, place in enumerate(new)}
        self._lie = np.concatenate([self._lie, np.stack([begins, sizes], 1).reshape(-1, 6)])
        self._numbers[rows] = np.array([self._numbers_of[place] for place in places], np.int32)[again] + 1


def _places(part: pa.RecordBatch) -> tuple[list[_Place], Rows]:
    """Return the places of hits, and which of them each has."""
    first, again = kinds_of([part.column(name) for name in _Place._fields], len(part))
    return [_Place(**place) for place in part.select(_Place._fields).take(row_numbers(first)).to_pylist()], again


class _Rooms:
    """Where lines are written: again and again, since the pages of fresh memory cost as much as writing to them."""

    def __init__(self) -> None:
        self._rooms: list[npt.NDArray[np.uint8]] = []
        self._lock = Lock()

    def take(self, size: int) -> npt.NDArray[np.uint8]:
        """Return room for so many bytes, into which nobody looks any more."""
        with self._lock:
            for number in range(len(self._rooms)):
                if len(self._rooms[number]) >= size and _references(self._rooms, number) == _ALONE:
                    return self._rooms[number]
            fresh = np.empty(-(-size // _STEP) * _STEP, np.uint8)
            self._rooms = [*self._rooms[-AHEAD:], fresh]
            return fresh


def _references(rooms: list[npt.NDArray[np.uint8]], number: int) -> int:
    return sys.getrefcount(rooms[number])


_ALONE = _references([np.empty(0, np.uint8)], 0)
"""How many references there are where nobody but the list has one."""


def json_lines(tables: HitTables, rule_of: RuleOf, sources: Sources) -> Iterator[memoryview]:
    """Yield the lines of hits; `rule_of` gives a rule's identity from its id and the indicator.

    Lines are put together in threads, some batches ahead: by a compiled loop where that is at hand, or by columns.
    """
    quick = write.is_loaded and look_up.is_loaded and tables.in_one_place
    known, rooms = _Known(tables, rule_of, sources), _Rooms()

    def texts(rows: Rows) -> memoryview:
        if quick and not tables.correlated(rows):
            found, owner = tables.look_up(rows)
            if found is not None:
                return _written(found, owner, known, rooms)
        return _lines(tables.take(rows), known)

    waiting: deque[Future[memoryview]] = deque()
    with ThreadPoolExecutor(AHEAD) as pool:
        ordered = pool.submit(tables.put_in_order)
        if quick:
            pool.submit(known.learn).result()  # meanwhile
        ordered.result()
        for rows in tables.rows(tables.at_a_time(LINES)):
            waiting.append(pool.submit(texts, rows))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _written(found: Rows, owner: Any, known: _Known, rooms: _Rooms) -> memoryview:
    places, parts, texts = known.lie(found)
    size = int(found[:, SIZE].sum() + parts[places, 1::2].sum()) + MOST_BESIDE * len(found)
    out = rooms.take(size)
    end = write(found, places, parts, LITERALS.ctypes.data, out)
    del owner, texts
    return memoryview(out)[:end]  # type: ignore[arg-type]


def _lines(part: pa.RecordBatch, known: _Known) -> memoryview:
    places, again = _places(part)
    parts = [known.parts(place) for place in places]
    host, path, source, last = (
        pa.array(text, pa.string()).take(row_numbers(again)) for text in zip(*parts, strict=True)
    )
    begin = ('{"time":', _times(part.column("time")), host)
    text = pc.binary_join_element_wise(
        *begin,
        path,
        _numbers(part.column("record")),
        ',"offset":',
        _numbers(part.column("offset")),
        "}",
        source,
        ',"event":',
        part.column("event"),
        last,
        "",
    )
    if "events" in part.schema.names:
        end = (source, ',"events":', part.column("events"), "}\n", "")
        text = pc.coalesce(pc.binary_join_element_wise(*begin, *end), text)
    return memoryview(text.cast(pa.large_binary()).buffers()[2])


def _encoded(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _quoted(text: str | None) -> str:
    return orjson.dumps(text).decode()


def _numbers(column: pa.Array) -> pa.Array:
    return column.cast(pa.string()).fill_null("null")


def _times(column: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise('"', time_texts(column), '"', "").fill_null("null")


_USUAL = len("2021-03-02 07:00:00.000000")


def time_texts(column: pa.Array) -> pa.Array:
    """Return times as text: RFC 3339 UTC, microseconds only where there are any."""
    said = column.cast(pa.timestamp("us")).cast(pa.string())
    if pc.all(pc.equal(pc.binary_length(said), _USUAL)).as_py() is False:  # other years
        said = pc.strftime(column, format="%Y-%m-%dT%H:%M:%SZ")
    else:
        said = pc.binary_join_element_wise(pc.utf8_replace_slice(said, 10, 11, "T"), "Z", "")
    return pc.replace_substring(said, ".000000Z", "Z")
