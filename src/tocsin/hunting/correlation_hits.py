"""Hits of correlations as rows of the table of hits.

In: observations and a rule set. Out: a table with the columns of hits and one more, `events`: the events of the hit as
JSON, in order. `event` has what its events have in common: the fields they are grouped by. Place, log and provider are
null: they are those of the events.
"""

from __future__ import annotations

import numpy as np
import orjson
import pyarrow as pa

from tocsin.collecting.columns import pc
from tocsin.hunting.correlate import Found, correlate, in_order
from tocsin.hunting.exclusions import Counts, excluded_by
from tocsin.hunting.hit_lines import time_texts
from tocsin.hunting.hits import SCHEMA
from tocsin.hunting.observe import OWN
from tocsin.hunting.rules import RuleSet
from tocsin.hunting.table import Rows

EVENTS = SCHEMA.append(pa.field("events", pa.string()))


def correlation_table(observed: pa.Table, rules: RuleSet, excluded: Counts | None = None) -> pa.Table:
    """Return the hits of the correlations of a rule set that are to be shown; counts those that are excluded."""
    counts = Counts() if excluded is None else excluded
    observed = in_order(observed)
    every = correlate(observed, rules.correlations)
    shown = [
        (rule, hit)
        for rule, hits in every.items()
        if rule not in rules.hidden
        for hit in hits
        if not excluded_by(rules, rule, dict(hit.group), counts)
    ]
    if not shown:
        return EVENTS.empty_table()
    used = np.unique(np.concatenate([hit.rows for _, hit in shown]))
    taken = observed.take(pa.array(used))
    texts = event_texts(taken)
    hosts = taken.column("_host").cast(pa.string()).to_pylist()
    rows = [_row(rule, hit, np.searchsorted(used, hit.rows), texts, hosts) for rule, hit in shown]
    columns = {name: [row.get(name) for row in rows] for name in EVENTS.names}
    return pa.table({field.name: pa.array(columns[field.name], field.type) for field in EVENTS}, schema=EVENTS)


def _row(rule: str, hit: Found, places: Rows, texts: list[str], hosts: list[str | None]) -> dict[str, object]:
    named = {hosts[place] for place in places.tolist()}
    return {
        "time": hit.time,
        "host": named.pop() if len(named) == 1 else None,
        "rule": rule,
        "event": orjson.dumps(dict(hit.group)).decode(),
        "events": "[" + ",".join(texts[place] for place in places.tolist()) + "]",
    }


def event_texts(observed: pa.Table) -> list[str]:
    """Return each observation as JSON: time, host, rule, where it stands, and the fields that correlations look at."""
    own = {field.name for field in OWN}
    fields = [_member(name, observed.column(name)) for name in observed.schema.names if name not in own]
    members = pc.binary_join_element_wise(*fields, ",", null_handling="skip") if fields else pa.scalar("")
    texts = pc.binary_join_element_wise(
        '{"time":"',
        time_texts(observed.column("_time")),
        '","host":',
        _quoted(observed.column("_host")),
        ',"rule":',
        _quoted(observed.column("_rule")),
        ',"source":{"path":',
        _quoted(observed.column("_path")),
        ',"record":',
        observed.column("_record").cast(pa.string()).fill_null("null"),
        ',"offset":',
        observed.column("_offset").cast(pa.string()),
        '},"fields":{',
        members,
        "}}",
        "",
    )
    return texts.to_pylist()


def _member(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    key = orjson.dumps(name).decode() + ":"
    return pc.binary_join_element_wise(key, _written(column), "")


def _quoted(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return _written(column).fill_null("null")


def _written(column: pa.ChunkedArray) -> pa.Array:
    """Return words as JSON, each distinct one written once; null where there is none."""
    words = column.combine_chunks()
    written = pa.array([orjson.dumps(word).decode() for word in words.dictionary.to_pylist()], pa.string())
    return written.take(words.indices)
