"""Hits as JSON Lines, put together by columns: the same lines as from `Hit` nouns, without making any.

In: the hits, in order. Out: chunks of whole lines. `matched` is left out: it is worked out hit by hit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec
import orjson
import pyarrow as pa

from tocsin.collecting.columns import pc
from tocsin.model.logs import LogSource
from tocsin.model.rules import RuleInfo

Sources = Callable[[str, str, str | None, str | None], tuple[LogSource, str | None]]
"""Rule id, family, log and provider -> the hit's logsource and the log's catalogue id."""


def json_lines(
    batches: Iterable[pa.RecordBatch], rule_of: Callable[[str, str | None], RuleInfo], sources: Sources
) -> Iterator[bytes]:
    """Yield the lines of batches of hits; `rule_of` gives a rule's identity from its id and the indicator."""
    rules: dict[tuple[str, str | None], str] = {}
    places: dict[tuple[str, str, str | None, str | None], tuple[str, str]] = {}
    for part in batches:
        if part.num_rows:
            yield _lines(part, rule_of, sources, rules, places)


def _lines(
    part: pa.RecordBatch,
    rule_of: Callable[[str, str | None], RuleInfo],
    sources: Sources,
    rules: dict[tuple[str, str | None], str],
    places: dict[tuple[str, str, str | None, str | None], tuple[str, str]],
) -> bytes:
    heads: list[str] = []
    logs: list[str] = []
    ends: list[str] = []
    columns = [part.column(name).to_pylist() for name in ("rule", "indicator", "family", "log", "provider")]
    for rule, indicator, family, log, provider in zip(*columns, strict=True):
        head = rules.get((rule, indicator))
        if head is None:
            head = rules[rule, indicator] = _encoded(rule_of(rule, indicator))
        place = places.get((rule, family, log, provider))
        if place is None:
            source, entry = sources(rule, family, log, provider)
            end = "" if entry is None else f',"log_id":{_encoded(entry)}'
            place = places[rule, family, log, provider] = _encoded(source), end
        heads.append(head)
        logs.append(place[0])
        ends.append(place[1] if indicator is None else f'{place[1]},"indicator":{_encoded(indicator)}')
    begin = ('{"time":', _times(part.column("time")), ',"host":', _quoted(part.column("host")), ',"rule":')
    text = pc.binary_join_element_wise(
        *begin,
        pa.array(heads),
        ',"source":{"path":',
        _quoted(part.column("path")),
        ',"record":',
        part.column("record").cast(pa.string()).fill_null("null"),
        ',"offset":',
        part.column("offset").cast(pa.string()),
        '},"logsource":',
        pa.array(logs),
        ',"event":',
        part.column("event"),
        pa.array(ends),
        "}\n",
        "",
    )
    if "events" in part.schema.names and part.column("events").null_count < len(part):
        end = (',"logsource":', pa.array(logs), ',"events":', part.column("events"), "}\n", "")
        text = pc.coalesce(pc.binary_join_element_wise(*begin, pa.array(heads), *end), text)
    return text.cast(pa.large_binary()).buffers()[2].to_pybytes() if len(text) else b""


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
