"""Hits as JSON Lines, put together by columns: the same lines as from `Hit` nouns, without making any.

In: the hits, in order. Out: chunks of whole lines. `matched` is left out: it is worked out hit by hit.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from tocsin.collecting.columns import pc
from tocsin.hunting.hit_tables import HitTables, Rows
from tocsin.hunting.joining import Pieces, end_to_end, joined
from tocsin.model.logs import LogSource
from tocsin.model.rules import RuleInfo

Sources = Callable[[str, str, str | None, str | None], tuple[LogSource, str | None]]
"""Rule id, family, log and provider -> the hit's logsource and the log's catalogue id."""

AHEAD = 2
"""Batches of lines that are put together while one is written, each in a thread."""

LINES = 4_096
"""Hits written at a time, about."""


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


_MANY = 1 << 62
"""Kinds of hits that have numbers of 64 bits."""

_Parts = tuple[str, str, str, str]
"""Parts of a line that many hits share: host and rule; path; logsource; the end of the line."""


class _Shared(NamedTuple):
    """The parts that the hits of a batch share, and which of them each has."""

    parts: list[_Parts]
    again: npt.NDArray[np.int64]

    def column(self, number: int) -> pa.Array:
        """Return one part, a row each hit."""
        return pa.array([one[number] for one in self.parts], pa.string()).take(pa.array(self.again))

    def pieces(self, number: int, before: str = "", after: str = "") -> Pieces:
        """Return where one part lies, a row each hit; all with the same before and after it."""
        return Pieces.of(pa.array([f"{before}{one[number]}{after}" for one in self.parts], pa.string()), self.again)


def json_lines(
    tables: HitTables, rule_of: Callable[[str, str | None], RuleInfo], sources: Sources
) -> Iterator[memoryview]:
    """Yield the lines of hits; `rule_of` gives a rule's identity from its id and the indicator.

    Lines are put together in threads, some batches ahead: by a compiled loop where that is at hand, or by columns.
    """
    quick = joined.is_loaded and tables.in_one_place
    known: dict[_Place, _Parts] = {}

    def shared(place: _Place) -> _Parts:
        parts = known.get(place)
        if parts is None:
            if len(known) >= MOST_PLACES:  # of very many files
                known.clear()
            source, entry = sources(place.rule, place.family, place.log, place.provider)
            end = "" if entry is None else f',"log_id":{_encoded(entry)}'
            end += "" if place.indicator is None else f',"indicator":{_encoded(place.indicator)}'
            rule = _encoded(rule_of(place.rule, place.indicator))
            parts = (
                f',"host":{_quoted(place.host)},"rule":{rule}',
                f',"source":{{"path":{_quoted(place.path)},"record":',
                f',"logsource":{_encoded(source)}',
                end + "}\n",
            )
            known[place] = parts  # another thread may clear it at any time
        return parts

    def texts(rows: Rows) -> memoryview:
        part = tables.take(rows, texts=not quick)
        if quick and not _correlated(part):
            return _joined(part, _shared(part, shared), tables.texts(rows))
        return _lines(tables.take(rows) if quick else part, _shared(part, shared))

    waiting: deque[Future[memoryview]] = deque()
    with ThreadPoolExecutor(AHEAD) as pool:
        for rows in tables.rows(tables.at_a_time(LINES)):
            waiting.append(pool.submit(texts, rows))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _correlated(part: pa.RecordBatch) -> bool:
    return "events" in part.schema.names and part.column("events").null_count < len(part)


def _shared(part: pa.RecordBatch, shared: Callable[[_Place], _Parts]) -> _Shared:
    """Return the parts of lines that hits share; those of the same place are worked out once."""
    code, kinds = np.zeros(len(part), np.int64), 1
    for name in _Place._fields:
        encoded = part.column(name).dictionary_encode(null_encoding="encode")
        if kinds * len(encoded.dictionary) > _MANY:
            code = np.unique(code, return_inverse=True)[1]
            kinds = len(part)
        kinds *= len(encoded.dictionary)
        code = code * len(encoded.dictionary) + np.asarray(encoded.indices)
    _, first, again = np.unique(code, return_index=True, return_inverse=True)
    places = part.select(_Place._fields).take(pa.array(first)).to_pylist()
    return _Shared([shared(_Place(**place)) for place in places], again)


def _joined(part: pa.RecordBatch, shared: _Shared, events: Pieces) -> memoryview:
    each, same = np.arange(len(part)), np.zeros(len(part), np.int64)
    return end_to_end(
        [
            Pieces.of(pa.array(['{"time":']), same),
            Pieces.of(_times(part.column("time")), each),
            shared.pieces(0),
            shared.pieces(1),
            Pieces.of(_numbers(part.column("record")), each),
            Pieces.of(pa.array([',"offset":']), same),
            Pieces.of(_numbers(part.column("offset")), each),
            shared.pieces(2, "}", ',"event":'),
            events,
            shared.pieces(3),
        ]
    )


def _lines(part: pa.RecordBatch, shared: _Shared) -> memoryview:
    begin = ('{"time":', _times(part.column("time")), shared.column(0))
    text = pc.binary_join_element_wise(
        *begin,
        shared.column(1),
        _numbers(part.column("record")),
        ',"offset":',
        _numbers(part.column("offset")),
        "}",
        shared.column(2),
        ',"event":',
        part.column("event"),
        shared.column(3),
        "",
    )
    if _correlated(part):
        end = (shared.column(2), ',"events":', part.column("events"), "}\n", "")
        text = pc.coalesce(pc.binary_join_element_wise(*begin, *end), text)
    return memoryview(text.cast(pa.large_binary()).buffers()[2]) if len(text) else memoryview(b"")


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
