"""Correlations by columns and by the reference: the same hits of generated events, for every kind and condition."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.hunting.correlate import correlate, in_order
from tocsin.hunting.correlate_reference import Seen, hits_of
from tocsin.hunting.correlations import Absent, Correlation, Either, Every, Expression, Fired, Kind, Threshold
from tocsin.hunting.observe import OWN
from tocsin.model.logs import LogSource
from tocsin.model.rules import RuleCard, RuleInfo

RULES = ("a", "b", "c")
CARD = RuleCard(info=RuleInfo(id="many", title="many", level="high"), logsource=LogSource(), path="x.yml")
FIELDS = ("User", "Account", "Bytes")

operators = st.sampled_from(["lt", "lte", "gt", "gte", "eq", "neq"])
numbers = st.one_of(st.integers(-3, 8), st.sampled_from([0.5, 2.5, 1e6]))
fired: st.SearchStrategy[Expression] = st.builds(Fired, st.sampled_from(RULES))
expressions: st.SearchStrategy[Expression] = st.recursive(
    fired,
    lambda inner: st.one_of(
        st.builds(Absent, inner),
        st.builds(Every, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Either, st.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=4,
)
SEQUENCES = st.lists(fired, min_size=1, max_size=4).map(lambda parts: Every(tuple(parts)))


@st.composite
def correlations(draw: st.DrawFn) -> Correlation:
    kind = draw(st.sampled_from(list(Kind)))
    expression, threshold = None, Threshold(draw(operators), draw(numbers))
    if kind is Kind.TEMPORAL_ORDERED or (kind is Kind.TEMPORAL and draw(st.booleans())):
        expression, threshold = draw(st.one_of(SEQUENCES, expressions)), None
    counted = {
        Kind.VALUE_COUNT: st.sampled_from([("Bytes",), ("User", "Bytes")]),
        Kind.EVENT_COUNT: st.just(()),
        Kind.TEMPORAL: st.just(()),
        Kind.TEMPORAL_ORDERED: st.just(()),
    }.get(kind, st.just(("Bytes",)))
    return Correlation(
        card=CARD,
        kind=kind,
        rules=RULES if expression is not None else draw(st.sampled_from([RULES, ("a",), ("b", "a")])),
        seconds=draw(st.integers(1, 6)),
        group_by=draw(st.sampled_from([(), ("User",), ("User", "Account")])),
        aliases=draw(st.sampled_from([{}, {"User": {"b": "Account"}}])),
        fields=draw(counted),
        threshold=threshold,
        also=() if threshold is None else tuple(draw(st.lists(st.builds(Threshold, operators, numbers), max_size=1))),
        expression=expression,
        percentile=draw(st.sampled_from([0, 1, 50, 75, 100])),
    )


maybe = st.sampled_from([None, "bob", "Bob", "al"])
amounts = st.sampled_from([None, "0", "1", "2", "-2", "2.5", "+4", "many", "99999999999999999999999"])
seen = st.tuples(st.integers(0, 14), st.sampled_from(RULES), maybe, maybe, amounts)
events_of = st.lists(seen, max_size=14)


def observed(events: list[Seen]) -> pa.Table:
    own: dict[str, list[Any]] = {
        "_time": [datetime.fromtimestamp(event.time / 1_000_000, UTC) for event in events],
        "_host": ["H"] * len(events),
        "_log": ["Security"] * len(events),
        "_record": [event.number for event in events],
        "_path": ["a.evtx"] * len(events),
        "_offset": [event.number for event in events],
        "_family": ["windows"] * len(events),
        "_rule": [event.rule for event in events],
    }
    columns = [pa.array(own[field.name]).cast(field.type) for field in OWN]
    texts = [pa.array([event.fields.get(name) for event in events], pa.string()).dictionary_encode() for name in FIELDS]
    return pa.table([*columns, *texts], names=[*(field.name for field in OWN), *FIELDS])


@settings(derandomize=True, max_examples=600, deadline=None)
@given(correlations(), events_of)
def test_columns_and_reference_find_the_same(correlation: Correlation, given_events: list[Any]) -> None:
    given_events.sort(key=lambda one: one[0])
    events = [
        Seen(
            time=second * 1_000_000,
            rule=rule,
            fields={name: value for name, value in zip(FIELDS, values, strict=True) if value is not None},
            number=number,
        )
        for number, (second, rule, *values) in enumerate(given_events)
    ]

    table = in_order(observed(events))
    found = correlate(table, [correlation])["many"]

    records = table.column("_record").to_pylist()
    by_columns = sorted((hit.time, tuple(records[row] for row in hit.rows.tolist())) for hit in found)
    assert by_columns == hits_of(correlation, events)
