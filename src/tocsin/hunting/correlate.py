"""Correlations over what was observed, by columns.

In: observations of all evidence (`observe`) and correlations. Out: for each correlation its hits: when it became true,
and the events of the window. Events are put in order and copies of one event are taken once, so that nothing depends
on files, their order or the number of workers. A window that is a hit is used up: the next begins after its events.
Hits of a correlation are events for the next one, at the time they became true, with the fields they are grouped by.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.columns import pc
from tocsin.hunting.atoms import fold
from tocsin.hunting.correlations import Absent, Correlation, Expression, Fired, Kind, Threshold, renamed
from tocsin.hunting.scopes import WINDOWS
from tocsin.hunting.table import Mask, Rows
from tocsin.hunting.windows import OPERATORS, Numbers, Windows, ranked, summed

ORDER = ("_time", "_host", "_log", "_record", "_path", "_offset", "_rule")
NUMBER = re.compile(r"[+-]?\d{1,40}(\.\d{1,40})?")
_GROWING = ("gt", "gte")


@dataclass(frozen=True, slots=True)
class Found:
    """A correlation that became true: when, of which observations, and what its events have in common."""

    time: int  # microseconds
    rows: Rows
    group: tuple[tuple[str, str], ...]


def in_order(observed: pa.Table) -> pa.Table:
    """Return observations in the order of time, each event of a rule once though it stands in several files."""
    if not observed.num_rows:
        return observed
    ranks = {name: _rank(observed.column(name)) for name in ORDER}
    order = np.lexsort([ranks[name] for name in ORDER[::-1]])
    # a copy of a Windows event is told by computer, channel and record number; lines of text have nothing of the kind
    windows = pc.equal(observed.column("_family").cast(pa.string()), WINDOWS).to_numpy()
    numbered = windows & np.logical_and.reduce([ranks[name] >= 0 for name in ("_host", "_log", "_record")])
    event = [ranks[name] for name in ("_time", "_host", "_log", "_record", "_rule")]
    place = [np.where(numbered, -1, ranks[name]) for name in ("_path", "_offset")]
    key = np.stack([*event, *place], axis=1)[order]
    _, first = np.unique(key, axis=0, return_index=True)
    return observed.take(pa.array(order[np.sort(first)]))


def correlate(observed: pa.Table, correlations: Sequence[Correlation]) -> dict[str, list[Found]]:
    """Return the hits of each correlation, in order of time; `observed` is in order, correlations after their bases."""
    found: dict[str, list[Found]] = {}
    codes, rules = _codes(observed.column("_rule"))
    rows_of = {rule: np.flatnonzero(codes == number) for number, rule in enumerate(rules)}
    times = observed.column("_time").cast(pa.int64()).to_numpy()
    for correlation in correlations:
        parts = [
            _of_hits(found[rule], correlation, rule)
            if rule in found
            else _of_events(observed, times, rows_of.get(rule, np.empty(0, np.int64)), correlation, rule)
            for rule in dict.fromkeys(correlation.rules)
        ]
        found[correlation.card.info.id] = _evaluate(correlation, parts)
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """What one of the rules gives: times, the observations behind each (`sizes` of them), and the fields as text."""

    times: Rows
    rows: Rows
    sizes: Rows
    fields: dict[str, pa.Array]


def _of_events(observed: pa.Table, times: Rows, rows: Rows, correlation: Correlation, rule: str) -> _Part:
    fields: dict[str, pa.Array] = {}
    for name in correlation.names:
        own = correlation.field_of(name, rule)
        place = observed.schema.get_field_index(own)
        fields[name] = (
            pa.nulls(len(rows), pa.string())
            if place < 0
            else observed.column(place).take(pa.array(rows)).cast(pa.string()).combine_chunks()
        )
    return _Part(times[rows], rows, np.ones(len(rows), np.int64), fields)


def _of_hits(hits: Sequence[Found], correlation: Correlation, rule: str) -> _Part:
    groups = [dict(hit.group) for hit in hits]
    fields = {
        name: pa.array([group.get(correlation.field_of(name, rule)) for group in groups], pa.string())
        for name in correlation.names
    }
    rows = np.concatenate([np.empty(0, np.int64), *(hit.rows for hit in hits)])
    sizes = np.array([len(hit.rows) for hit in hits], np.int64)
    return _Part(np.array([hit.time for hit in hits], np.int64), rows, sizes, fields)


def _evaluate(correlation: Correlation, parts: Sequence[_Part]) -> list[Found]:
    times = np.concatenate([part.times for part in parts])
    members = np.concatenate([np.full(len(part.times), number) for number, part in enumerate(parts)])
    fields = {name: pa.concat_arrays([part.fields[name] for part in parts]) for name in correlation.names}
    rows = np.concatenate([part.rows for part in parts])
    behind = np.cumsum(np.concatenate([part.sizes for part in parts]))
    before = np.concatenate([np.zeros(1, np.int64), behind[:-1]])[: len(behind)]
    groups, kept = _groups([fields[name] for name in correlation.group_by], len(times))
    for name in correlation.fields:
        kept &= fields[name].is_valid().to_numpy(zero_copy_only=False)
    order = np.lexsort((members, rows[before], times, groups))
    order = order[kept[order]]
    windows = Windows(times[order], groups[order], members[order], correlation.seconds * 1_000_000)
    if not len(order):
        return []
    values = {name: fields[name].take(pa.array(order)) for name in correlation.fields}
    state = _state(correlation, windows, values)
    chosen = _used_up(windows, state.true if state.growing else state.true & windows.whole)
    hits: list[Found] = []
    for place in chosen:
        begin, end = int(windows.starts[place]), int(windows.ends[place])
        at = state.completed(place)
        common = tuple((name, fields[name][int(order[begin])].as_py()) for name in correlation.group_by)
        inside = order[begin:end].tolist()
        leaves = np.unique(np.concatenate([rows[before[one] : behind[one]] for one in inside]))
        hits.append(Found(int(windows.times[at]), leaves, common))
    return sorted(hits, key=lambda hit: (hit.time, hit.group, hit.rows.tolist()))


def _used_up(windows: Windows, true: Mask) -> list[int]:
    """Return the windows that are hits: each true one that begins after the end of the hit before it."""
    places = np.flatnonzero(true)
    begins = windows.starts[places]
    chosen: list[int] = []
    at = 0
    while at < len(places):
        chosen.append(int(places[at]))
        at = int(np.searchsorted(begins, windows.ends[places[at]]))
    return chosen


def _groups(columns: Sequence[pa.Array], count: int) -> tuple[Rows, Mask]:
    """Return the number of each event's group, and which events have all of the fields that make one."""
    groups = np.zeros(count, np.int64)
    kept = np.ones(count, bool)
    for column in columns:
        codes, words = _codes(column, folded=True)
        kept &= codes >= 0
        groups = np.unique(groups * (len(words) + 1) + codes, return_inverse=True)[1]
    return groups, kept


def _codes(column: pa.Array | pa.ChunkedArray, *, folded: bool = False) -> tuple[Rows, list[str]]:
    """Return for each row the number of its word, -1 for none, and the words; `folded`: without regard to case."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    words = [fold(word) if folded else word for word in encoded.dictionary.to_pylist()]
    distinct = {word: number for number, word in enumerate(sorted(set(words)))}
    table = np.array([*(distinct[word] for word in words), -1], np.int64)
    indices = encoded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
    return table[indices], list(distinct)


def _rank(column: pa.ChunkedArray) -> Rows:
    """Return numbers that are in the order of a column's values; nothing goes before everything."""
    if pa.types.is_dictionary(column.type):
        return _codes(column)[0]
    return column.cast(pa.int64()).fill_null(-1).to_numpy()


@dataclass(frozen=True, slots=True)
class _State:
    """Of which windows a correlation is true; `growing`: further events cannot make it untrue."""

    windows: Windows
    true: Mask
    growing: bool
    events: Rows | None = None  # for each window the event that made it true; None: the last
    steps: npt.NDArray[Any] | None = (
        None  # for each event what it adds to the number, if it is the first of `before` in a window
    )
    before: Rows | None = None
    least: Fraction | None = None
    all_of: tuple[_State, ...] = ()  # of a range: what each of its ends asks for

    def completed(self, place: int) -> int:
        """Return the event with which a window became what was asked for."""
        if self.all_of:
            return max(one.completed(place) for one in self.all_of)
        begin, end = int(self.windows.starts[place]), int(self.windows.ends[place])
        if self.events is not None:
            return int(self.events[place])
        if self.steps is None or self.least is None:
            return end - 1
        steps = self.steps[begin:end]
        if self.before is not None:
            steps = np.where(self.before[begin:end] < begin, steps, 0)
        met = np.flatnonzero(np.asarray(OPERATORS["gte"](np.cumsum(steps), self.least)))
        return begin + int(met[0]) if len(met) else end - 1


def _state(correlation: Correlation, windows: Windows, values: dict[str, pa.Array]) -> _State:
    if correlation.expression is not None:
        return _of_expression(correlation, correlation.expression, windows)
    states = [_of_number(correlation, threshold, windows, values) for threshold in correlation.thresholds]
    if len(states) == 1:
        return states[0]
    true = np.logical_and.reduce([state.true for state in states])
    return _State(windows, true, all(state.growing for state in states), all_of=tuple(states))


def _of_number(correlation: Correlation, threshold: Threshold, windows: Windows, values: dict[str, pa.Array]) -> _State:
    growing = threshold.operator in _GROWING
    test = OPERATORS[threshold.operator]
    least = Fraction(str(threshold.number))
    if threshold.operator == "gt":
        least += Fraction(1, 10**50)
    if correlation.kind is Kind.EVENT_COUNT:
        true = test(windows.ends - windows.starts, threshold.number)
        return _State(windows, true, growing, None, np.ones(windows.count, np.int64) if growing else None, None, least)
    if correlation.kind in (Kind.VALUE_COUNT, Kind.TEMPORAL):
        codes = windows.members if correlation.kind is Kind.TEMPORAL else _together(values, windows.count)
        true = test(windows.distinct(codes), threshold.number)
        steps = codes >= 0 if growing else None
        return _State(windows, true, growing, None, steps, windows.previous(codes), least)
    numbers = _numbers(values[correlation.fields[0]])
    if correlation.kind in (Kind.VALUE_SUM, Kind.VALUE_AVG):
        mean = correlation.kind is Kind.VALUE_AVG
        true = summed(windows, numbers, threshold, mean=mean)
        steps = numbers.values if growing and not mean else None
        return _State(windows, true, False, None, steps, None, least)  # numbers may be below 0
    percent = None if correlation.kind is Kind.VALUE_MEDIAN else correlation.percentile
    return _State(windows, ranked(windows, numbers, percent, threshold), False)


def _of_expression(correlation: Correlation, expression: Expression, windows: Windows) -> _State:
    numbers = {rule: str(number) for number, rule in enumerate(dict.fromkeys(correlation.rules))}
    node = renamed(expression, numbers)
    events = windows.completed(node, ordered=correlation.kind is Kind.TEMPORAL_ORDERED)
    growing = not _has_absent(node)
    return _State(windows, events < windows.count, growing, events if growing else None)


def _has_absent(node: Expression) -> bool:
    if isinstance(node, Fired):
        return False
    return isinstance(node, Absent) or any(map(_has_absent, node.of))


def _together(values: dict[str, pa.Array], count: int) -> Rows:
    """Return one number for the values of all fields; -1 where one of them is missing."""
    codes, has = _groups(list(values.values()), count)
    return np.where(has, codes, -1)


def _numbers(column: pa.Array) -> Numbers:
    """Return a column's values as numbers; what is not one in decimal notation is none."""
    codes, words = _codes(column)
    known: list[int | Fraction] = []
    table = np.full(len(words) + 1, -1, np.int64)
    for number, word in enumerate(words):
        found = NUMBER.fullmatch(word.strip())
        if found is not None:
            table[number] = len(known)
            known.append(int(word) if found[1] is None else Fraction(word.strip()))
    return Numbers(table[codes], tuple(known))
