"""Hits: one total order, times as the contract writes them, and the event as it stood."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from msgspec import structs

from tocsin.hunting import hits as hits_module
from tocsin.hunting.hits import ORDER, SCHEMA, Hits, bare, hit_table
from tocsin.hunting.rules import RuleSet
from tocsin.model.hits import Matched, Place

from tests.hunting.rulebook import START, batch_of, load_text, text_of

EVENTS: list[dict[str, Any]] = [
    {"Image": "C:\\é.exe", "EventID": 1, "Data": ["a", "b"], "Ratio": 0.5, "On": True, "_host": "B"},
    {"Image": None, "EventID": 1, "Data": None, "_host": None},
    {"Image": 'quote " and \\ and \x01', "EventID": 7, "_host": "A"},
]


@pytest.fixture
def rules(tmp_path: Path) -> RuleSet:
    return load_text(tmp_path, text_of({"s": {"EventID": [1, 7]}}, id="11111111-1111-4111-8111-111111111111"))


def hits_of(rules: RuleSet, rows: list[int], *, times: list[Any] | None = None) -> Hits:
    batch = batch_of(EVENTS)
    if times is not None:
        events = batch.events
        at = events.schema.get_field_index("_time")
        events = events.set_column(at, "_time", pa.array(times, pa.timestamp("us", tz="UTC")))
        batch = type(batch)(batch.path, batch.family, events)
    name = rules.cards[0].info.id
    return Hits(hit_table(batch, np.array(rows), [name] * len(rows), [None] * len(rows)), rules)


def test_a_hit_has_the_event_as_it_stood_without_what_it_lacks(rules: RuleSet) -> None:
    first = list(hits_of(rules, [0, 1]))

    assert first[0].event == {"Image": "C:\\é.exe", "EventID": 1, "Data": ("a", "b"), "Ratio": 0.5, "On": True}
    assert first[1].event == {"EventID": 1}
    assert first[0].source == Place(path="a.evtx", record=1, offset=0)
    assert first[0].matched == (Matched(field="EventID", modifier="equals", value="1"),)


def test_microseconds_are_written_only_where_there_are_any(rules: RuleSet) -> None:
    times = [START, START + timedelta(microseconds=120_000), None]

    assert [hit.time for hit in hits_of(rules, [0, 1, 2], times=times)] == [
        "2021-03-02T07:00:00Z",
        "2021-03-02T07:00:00.120000Z",
        None,
    ]


def test_the_order_does_not_depend_on_the_order_of_the_parts(rules: RuleSet) -> None:
    whole = hits_of(rules, [0, 1, 2], times=[START, START, None]).arrow()
    parts = [whole.slice(at, 1) for at in range(whole.num_rows)]

    for order in ([0, 1, 2], [2, 1, 0], [1, 2, 0]):
        assert Hits(pa.concat_tables([parts[at] for at in order]), rules).arrow().equals(whole)
    assert {name for name, _ in ORDER} <= set(SCHEMA.names)


def test_no_hits_are_no_error(rules: RuleSet) -> None:
    hits = Hits(SCHEMA.empty_table(), rules)

    assert len(hits) == 0
    assert list(hits) == []


def test_a_hit_of_an_indicator_names_it(rules: RuleSet) -> None:
    batch = batch_of(EVENTS)
    table = hit_table(batch, np.array([0]), ["indicator:ipv4-addr:192.0.2.1"], ["ipv4-addr:192.0.2.1"])
    (hit,) = Hits(table, rules)

    assert hit.rule.title == "Indicator 192.0.2.1"
    assert hit.indicator == "ipv4-addr:192.0.2.1"
    assert hit.matched == (Matched(field="ipv4-addr", modifier="indicator", value="192.0.2.1"),)


def test_the_logsource_of_a_hit_is_filled_in_from_the_log(rules: RuleSet) -> None:
    (hit,) = hits_of(rules, [0])

    assert str(hit.logsource) == "windows/security"
    assert hit.log_id == "windows-security"


def test_hits_are_handed_out_as_arrow_polars_and_duckdb(rules: RuleSet) -> None:
    hits = hits_of(rules, [2, 0])

    assert hits.arrow().column("record").to_pylist() == [1, 3]
    assert hits.columns("event", "record").equals(hits.arrow().select(["event", "record"]))
    assert hits.polars()["record"].to_list() == [1, 3]
    assert hits.duckdb().project("record").order("record").fetchall() == [(1,), (3,)]


def test_the_hits_of_some_rules_only(tmp_path: Path) -> None:
    ids = [f"11111111-1111-4111-8111-11111111111{number}" for number in range(3)]
    rules = load_text(tmp_path, "---\n".join(text_of({"s": {"EventID": [1, 7]}}, id=one) for one in ids))
    batch = batch_of(EVENTS)
    table = hit_table(batch, np.array([0, 0, 1, 2]), [ids[0], ids[1], ids[2], ids[1]], [None] * 4)
    hits = Hits(table, rules)

    others = [structs.replace(hit, matched=()) for hit in hits if hit.rule.id != ids[0]]
    assert list(hits.bare({ids[1], ids[2]})) == others
    assert len(others) == 3
    assert list(hits.bare(())) == []
    assert list(bare(hits)) == [structs.replace(hit, matched=()) for hit in hits]
    assert list(bare(others)) == others


def test_what_made_the_rules_true_is_worked_out_once_and_told_again(
    rules: RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hits_module, "EXPLAINED", 2)
    hits = hits_of(rules, [0, 1, 2])
    first = list(hits)
    worked_out: list[int] = []

    def again(*_given: object) -> tuple[Matched, ...]:
        worked_out.append(1)
        return ()

    monkeypatch.setattr(hits_module, "matched", again)
    assert list(hits)[:2] == first[:2]
    assert [hit.matched for hit in list(hits)[2:]] == [()]
    assert first[2].matched
    assert len(worked_out) == 2
