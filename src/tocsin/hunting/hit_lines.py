"""Hits as JSON Lines, put together by columns: the same lines as from `Hit` nouns, without making any.

In: the hits, in order. Out: chunks of whole lines. `matched` is left out: it is worked out hit by hit.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, cast

import msgspec
import numpy as np
import orjson
import pyarrow as pa

from tocsin.collecting.columns import pc
from tocsin.model.logs import LogSource
from tocsin.model.rules import RuleInfo

Sources = Callable[[str, str, str | None, str | None], tuple[LogSource, str | None]]
"""Rule id, family, log and provider -> the hit's logsource and the log's catalogue id."""

AHEAD = 2
"""Batches of lines that are put together while others are written."""


Place = tuple[str, str | None, str, str | None, str | None]
"""Rule id, indicator, family, log and provider of a hit: what the parts of a line that many share are made of."""


def json_lines(
    batches: Iterable[pa.RecordBatch], rule_of: Callable[[str, str | None], RuleInfo], sources: Sources
) -> Iterator[memoryview]:
    """Yield the lines of batches of hits; `rule_of` gives a rule's identity from its id and the indicator.

    Lines are put together in threads, some batches ahead.
    """
    parts: dict[Place, tuple[str, str, str]] = {}

    def shared(place: Place) -> tuple[str, str, str]:
        if place not in parts:
            rule, indicator, family, log, provider = place
            source, entry = sources(rule, family, log, provider)
            end = "" if entry is None else f',"log_id":{_encoded(entry)}'
            end += "" if indicator is None else f',"indicator":{_encoded(indicator)}'
            parts[place] = _encoded(rule_of(rule, indicator)), _encoded(source), end
        return parts[place]

    with ThreadPoolExecutor(AHEAD) as pool:
        waiting: deque[Future[memoryview]] = deque()
        for batch in batches:
            if not batch.num_rows:
                continue
            waiting.append(pool.submit(_lines, batch, *_shared(batch, shared)))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _shared(
    part: pa.RecordBatch, shared: Callable[[Place], tuple[str, str, str]]
) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Return rule, logsource and end of each line; those of hits that share them are worked out once."""
    code = np.zeros(len(part), np.int64)
    places: list[tuple[str | None, ...]] = [()]
    for name in ("rule", "indicator", "family", "log", "provider"):
        encoded = part.column(name).dictionary_encode(null_encoding="encode")
        values: list[str | None] = encoded.dictionary.to_pylist()
        pairs, code = np.unique(code * len(values) + np.asarray(encoded.indices), return_inverse=True)
        places = [(*places[pair // len(values)], values[pair % len(values)]) for pair in pairs.tolist()]
    found = [shared(cast(Place, place)) for place in places]
    again = pa.array(code)
    rules, logs, ends = (pa.array(list(texts), pa.string()).take(again) for texts in zip(*found, strict=True))
    return rules, logs, ends


def _lines(part: pa.RecordBatch, rules: pa.Array, logs: pa.Array, ends: pa.Array) -> memoryview:
    begin = ('{"time":', _times(part.column("time")), ',"host":', _quoted(part.column("host")), ',"rule":')
    text = pc.binary_join_element_wise(
        *begin,
        rules,
        ',"source":{"path":',
        _quoted(part.column("path")),
        ',"record":',
        part.column("record").cast(pa.string()).fill_null("null"),
        ',"offset":',
        part.column("offset").cast(pa.string()),
        '},"logsource":',
        logs,
        ',"event":',
        part.column("event"),
        ends,
        "}\n",
        "",
    )
    if "events" in part.schema.names and part.column("events").null_count < len(part):
        end = (',"logsource":', logs, ',"events":', part.column("events"), "}\n", "")
        text = pc.coalesce(pc.binary_join_element_wise(*begin, rules, *end), text)
    return memoryview(text.cast(pa.large_binary()).buffers()[2]) if len(text) else memoryview(b"")


def _encoded(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _quoted(column: pa.Array) -> pa.Array:
    """Return text as JSON, each distinct value written once."""
    distinct = column.dictionary_encode()
    written = pa.array([orjson.dumps(value).decode() for value in distinct.dictionary.to_pylist()], pa.string())
    return written.take(distinct.indices).fill_null("null")


def _times(column: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise('"', time_texts(column), '"', "").fill_null("null")


def time_texts(column: pa.Array) -> pa.Array:
    """Return times as text: RFC 3339 UTC, microseconds only where there are any."""
    return pc.replace_substring(pc.strftime(column, format="%Y-%m-%dT%H:%M:%SZ"), ".000000Z", "Z")
