"""Hits by rule and host: how many, when, and the first of them with what made the rule true.

In: `Hits`. Out: `RuleGroup`s, the gravest level first, then by the number of hits. Worked out by columns; only the few
hits that are shown are made into nouns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from tocsin.hunting.explain import held, modifier, split, standing
from tocsin.hunting.hit_lines import time_texts
from tocsin.hunting.hits import Hits
from tocsin.hunting.marks import Spans, indicator_spans, spans
from tocsin.hunting.rules import LEVELS
from tocsin.hunting.table import Rows
from tocsin.model.hits import Hit
from tocsin.model.rules import RuleInfo

TOGETHER = 256
"""Groups whose hits are looked up at once: each look-up may go through the whole table."""


class Shown(NamedTuple):
    """A value that made a rule true, and where in it."""

    field: str
    modifier: str
    value: str
    spans: Spans


class Sample(NamedTuple):
    """A hit, and what made its rule true."""

    hit: Hit
    values: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class HostGroup:
    """Hits of one rule on one host (None: the events name none). `rows` are their places, in order of time."""

    host: str | None
    rows: Rows
    first: str | None
    last: str | None

    @property
    def count(self) -> int:
        """How many hits there are."""
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Hits of one rule, by host: the host with most of them first."""

    rule: RuleInfo
    hosts: tuple[HostGroup, ...]

    @property
    def count(self) -> int:
        """How many hits there are."""
        return sum(host.count for host in self.hosts)


def by_rule(hits: Hits) -> tuple[RuleGroup, ...]:
    """Return the hits by rule and host."""
    table = hits.columns("rule", "host", "time")
    if not table.num_rows:
        return ()
    rules, rule_of = _codes(table.column("rule"))
    hosts, host_of = _codes(table.column("host"))
    order = np.lexsort((host_of, rule_of))  # stable: inside a group by time, as the hits are
    keys = rule_of[order] * len(hosts) + host_of[order]
    begins = np.flatnonzero(np.diff(keys, prepend=-1))
    firsts, lasts = _periods(table.column("time").combine_chunks(), order, begins)
    found: dict[str, list[HostGroup]] = {}
    for begin, end, first, last in zip(begins.tolist(), [*begins[1:].tolist(), len(order)], firsts, lasts, strict=True):
        rows = order[begin:end]
        group = HostGroup(hosts[host_of[rows[0]]], rows, first, last)
        found.setdefault(rules[rule_of[rows[0]]] or "", []).append(group)
    groups = [
        RuleGroup(hits.info(rule), tuple(sorted(some, key=lambda one: (-one.count, one.host is None, one.host or ""))))
        for rule, some in found.items()
    ]
    return tuple(sorted(groups, key=lambda one: (_rank(one.rule), -one.count, one.rule.title, one.rule.id)))


def samples(hits: Hits, groups: Sequence[HostGroup], count: int) -> Iterator[tuple[Sample, ...]]:
    """Yield for each group its first hits with what made the rule true; many groups are looked up together."""
    for begin in range(0, len(groups), TOGETHER):
        parts = [group.rows[:count] for group in groups[begin : begin + TOGETHER]]
        rows = np.concatenate(parts).tolist()
        families = hits.arrow().column("family").take(pa.array(rows, pa.int64())).to_pylist()
        found = zip(hits.take(rows), families, strict=True)
        for part in parts:
            yield tuple(Sample(hit, _values(hits, hit, family)) for hit, family in islice(found, len(part)))


def _values(hits: Hits, hit: Hit, family: str | None) -> tuple[Shown, ...]:
    rule = hits.rules.rule(hit.rule.id)
    event = hit.event or {}
    if hit.indicator is not None:
        kind, wanted = split(hit.indicator)
        return tuple(
            Shown(name, "indicator", value, indicator_spans(kind, wanted, value))
            for name, value in standing(hit.indicator, event)
        )
    if rule is None:  # a correlation: what its events have in common
        return tuple(Shown(one.field, one.modifier, one.value, ()) for one in hit.matched)
    return tuple(
        Shown(one.field, modifier(one.atom), one.value, spans(one.atom, one.value))
        for one in held(rule, family or "", event)
    )


def _codes(column: pa.ChunkedArray) -> tuple[list[str | None], Rows]:
    """Return the distinct texts of a column, None among them, and for each row which of them it has."""
    encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    return encoded.dictionary.to_pylist(), encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)


def _periods(times: pa.Array, order: Rows, begins: Rows) -> tuple[list[str | None], list[str | None]]:
    """Return the first and the last time of each group of rows; rows without a time stand last in it."""
    timed = times.is_valid().to_numpy(zero_copy_only=False)[order]
    last = begins + np.maximum(np.add.reduceat(timed.astype(np.int64), begins) - 1, 0)
    texts = time_texts(times.take(pa.array(order[np.concatenate([begins, last])]))).to_pylist()
    return texts[: len(begins)], texts[len(begins) :]


def _rank(rule: RuleInfo) -> int:
    return -LEVELS.index(rule.level) if rule.level in LEVELS else 1
