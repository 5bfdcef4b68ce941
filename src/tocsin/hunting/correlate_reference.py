"""The reference for correlations: windows looked at one by one, as a reader can check by eye.

In: a correlation and events (time, rule, fields). Out: for each hit when it became true, and the numbers of its events.
The columns of `correlate` are compared with this on generated events. Semantics: events without a group-by field, or
without the field that is counted, are left out; a window begins at an event and holds all of its group within the
timespan, both ends included; a condition that further events can undo is only asked of windows that no other holds
whole; a window that is a hit is used up.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil

from msgspec import Struct

from tocsin.hunting.correlate import NUMBER
from tocsin.hunting.correlations import Absent, Correlation, Either, Every, Expression, Fired, Kind
from tocsin.hunting.windows import OPERATORS


class Seen(Struct, frozen=True):
    """An event that met a rule."""

    time: int  # microseconds
    rule: str
    fields: Mapping[str, str]
    number: int


def hits_of(correlation: Correlation, events: Sequence[Seen]) -> list[tuple[int, tuple[int, ...]]]:
    """Return (when it became true, numbers of events) of each hit."""
    groups: dict[tuple[str, ...], list[Seen]] = {}
    for event in sorted(events, key=lambda one: (one.time, one.number)):
        values = [event.fields.get(correlation.field_of(name, event.rule)) for name in correlation.names]
        if event.rule in correlation.rules and None not in values:
            key = tuple(str(value).casefold() for value in values[: len(correlation.group_by)])
            groups.setdefault(key, []).append(event)
    return sorted(hit for group in groups.values() for hit in _of_group(correlation, group))


def _of_group(correlation: Correlation, group: list[Seen]) -> list[tuple[int, tuple[int, ...]]]:
    hits: list[tuple[int, tuple[int, ...]]] = []
    growing = _early(correlation) and correlation.kind is not Kind.VALUE_SUM  # numbers may be below 0
    used = -1
    for start in sorted({event.time for event in group}):
        window = _window(group, start, correlation)
        held = any(window[-1] in _window(group, other.time, correlation) for other in group if other.time < start)
        if start <= used or (held and not growing) or not true_of(correlation, window):
            continue
        used = window[-1].time
        begins = [window[: place + 1] for place in range(len(window))] if _early(correlation) else [window]
        whole = next(part for part in begins if true_of(correlation, part))
        hits.append((whole[-1].time, tuple(event.number for event in window)))
    return hits


def _window(group: list[Seen], start: int, correlation: Correlation) -> list[Seen]:
    return [event for event in group if start <= event.time <= start + correlation.seconds * 1_000_000]


def _early(correlation: Correlation) -> bool:
    """Say whether a condition can be seen to be true before the window is over."""
    if correlation.expression is not None:
        return not _has_absent(correlation.expression)
    upward = correlation.threshold is not None and all(
        threshold.operator in ("gt", "gte") for threshold in correlation.thresholds
    )
    return upward and correlation.kind in (Kind.EVENT_COUNT, Kind.VALUE_COUNT, Kind.TEMPORAL, Kind.VALUE_SUM)


def _has_absent(node: Expression) -> bool:
    return isinstance(node, Absent) or (not isinstance(node, Fired) and any(map(_has_absent, node.of)))


def true_of(correlation: Correlation, window: Sequence[Seen]) -> bool:
    """Say whether a correlation is true of the events of a window."""
    if correlation.expression is not None:
        if correlation.kind is Kind.TEMPORAL_ORDERED:
            return _in_order(correlation.expression, window, window[0].time if window else 0, []) is not None
        return _holds(correlation.expression, {event.rule for event in window})
    number = _number(correlation, window)
    return number is not None and all(
        bool(OPERATORS[threshold.operator](number, Fraction(str(threshold.number))))
        for threshold in correlation.thresholds
    )


def _number(correlation: Correlation, window: Sequence[Seen]) -> int | Fraction | None:
    if correlation.kind is Kind.EVENT_COUNT:
        return len(window)
    if correlation.kind is Kind.TEMPORAL:
        return len({event.rule for event in window})
    if correlation.kind is Kind.VALUE_COUNT:
        return len({tuple(value.casefold() for value in _values(correlation, event)) for event in window})
    numbers = sorted(_numbers(correlation, window))
    if not numbers:
        return None
    if correlation.kind is Kind.VALUE_SUM:
        return sum(numbers)
    if correlation.kind is Kind.VALUE_AVG:
        return sum(numbers) / Fraction(len(numbers))
    if correlation.kind is Kind.VALUE_MEDIAN:
        return statistics.median(numbers)
    return numbers[max(ceil(Fraction(len(numbers) * correlation.percentile, 100)), 1) - 1]


def _values(correlation: Correlation, event: Seen) -> list[str]:
    return [event.fields[correlation.field_of(name, event.rule)] for name in correlation.fields]


def _numbers(correlation: Correlation, window: Sequence[Seen]) -> list[Fraction]:
    texts = [_values(correlation, event)[0].strip() for event in window]
    return [Fraction(text) for text in texts if NUMBER.fullmatch(text)]


def _holds(node: Expression, rules: set[str]) -> bool:
    if isinstance(node, Fired):
        return node.rule in rules
    if isinstance(node, Absent):
        return not _holds(node.of, rules)
    return (
        all(_holds(part, rules) for part in node.of)
        if isinstance(node, Every)
        else any(_holds(part, rules) for part in node.of)
    )


def _in_order(node: Expression, window: Sequence[Seen], time: int, taken: list[Seen]) -> int | None:
    """Return the time at which a node has become true, from a time on; None: it has not. Appends what it took."""
    if isinstance(node, Fired):
        same = [event.number for event in taken if event.rule == node.rule]
        fit = [event for event in window if event.rule == node.rule and event.time >= time and event.number not in same]
        taken += fit[:1]
        return fit[0].time if fit else None
    if isinstance(node, Absent):
        return time if _in_order(node.of, window, window[0].time, []) is None else None
    if isinstance(node, Either):
        times = [found for part in node.of if (found := _in_order(part, window, time, [])) is not None]
        return min(times, default=None)
    used: list[Seen] = []
    for part in node.of:
        found = _in_order(part, window, time, used)
        if found is None:
            return None
        time = max(time, found)
    return time
