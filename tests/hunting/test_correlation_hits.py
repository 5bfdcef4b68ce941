"""Hits of correlations: what is shown, in which form, and that neither files nor workers change it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import jsonschema

from tocsin.collecting import collect
from tocsin.hunting import hunt
from tocsin.showing.hits import as_json
from tocsin.showing.hunt import FORMS
from tocsin.showing.schema import SCHEMAS

from tests.hunting.logons import IDS, WORKED, correlation, event, hits_of, records, rules_of, write

MANY: dict[str, Any] = {"condition": {"gte": 3}, "group_by": ["TargetUserName"]}
EVENTS = [
    event(0),
    event(5),
    event(6, WORKED),
    event(9),
    event(10, user="al"),
    event(11, user="al"),
    event(12, user="al"),
]


def test_rules_of_a_correlation_are_not_shown_themselves(tmp_path: Path) -> None:
    hits = hits_of(tmp_path, EVENTS, correlation("event_count", "failed", **MANY))

    assert [(hit.rule.title, len(hit.events)) for hit in hits] == [("worked", 0), ("many", 3), ("many", 3)]


def test_rules_of_a_correlation_that_generates_are_shown_too(tmp_path: Path) -> None:
    hits = hits_of(tmp_path, EVENTS, correlation("event_count", "failed", generate=True, **MANY))

    assert [hit.rule.title for hit in hits].count("failed") == 6
    assert [hit.rule.title for hit in hits].count("many") == 2


def test_a_hit_stands_where_the_condition_became_true_and_names_all_events_of_the_window(tmp_path: Path) -> None:
    events = [event(0), event(5), event(9), event(30, Computer="DC02")]

    (hit,) = hits_of(tmp_path, events, correlation("event_count", "failed", **MANY))

    assert (hit.time, hit.host, hit.source, hit.event) == ("2021-03-02T07:00:09Z", None, None, None)
    assert [(place.path, place.record) for place in hit.events] == [("events.jsonl", n) for n in (1, 2, 3, 4)]
    assert [one.host for one in hit.correlated] == ["DC01"] * 3 + ["DC02"]
    assert {one.rule for one in hit.correlated} == {IDS["failed"]}


def test_lines_are_those_of_the_nouns_and_satisfy_the_schema(tmp_path: Path) -> None:
    hits = hits_of(tmp_path, [event(0, user='a "b" é'), *EVENTS], correlation("event_count", "failed", **MANY))

    written = [json.loads(line) for line in b"".join(hits.json_lines()).splitlines()]

    expected = [{name: value for name, value in as_json(hit).items() if name != "matched"} for hit in hits]
    assert written == json.loads(json.dumps(expected))
    assert [list(one) for one in written] == [list(one) for one in expected]
    for line in written:
        jsonschema.validate(line, SCHEMAS["hit.schema.json"]())


def test_every_form_can_be_written(tmp_path: Path) -> None:
    hits = hits_of(tmp_path, EVENTS, correlation("event_count", "failed", **MANY))

    for name, form in FORMS.items():
        out = io.BytesIO()
        form(hits, out, verbose=True)
        assert out.getvalue(), name
    assert len(hits.arrow()) == 3


def test_hits_do_not_depend_on_files_their_order_or_workers(tmp_path: Path) -> None:
    rules = rules_of(
        tmp_path,
        correlation("event_count", "failed", **MANY),
        correlation("temporal", ["failed", "worked"], name="both", group_by=["TargetUserName"]),
    )
    numbered = [{"EventRecordID": 100 + number, **one} for number, one in enumerate(EVENTS)]
    files = [write(tmp_path / f"{number}.jsonl", numbered[number::3]) for number in range(3)]
    (tmp_path / "whole").mkdir()
    whole = write(tmp_path / "whole" / "all.jsonl", numbered)

    first = [as_json(hit) for hit in hunt(collect(files), rules, workers=1)]

    assert len(first) == 3
    assert [as_json(hit) for hit in hunt(collect(files[::-1]), rules, workers=2)] == first
    assert records(hunt(collect([whole]), rules)) == [
        [event["source"]["record"] for event in hit["events"]] for hit in first
    ]


def test_copies_of_an_event_are_counted_once(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, correlation("event_count", "failed", **MANY))
    numbered = [{"EventRecordID": number, **event(number)} for number in (1, 2)]
    files = [write(tmp_path / f"{name}.jsonl", [*numbered, event(100 + at)]) for at, name in enumerate("ab")]

    assert len(hunt(collect(files), rules)) == 0
    assert len(hunt(collect([files[0], files[0]]), rules)) == 0


def test_two_groups_that_become_true_at_once_are_in_one_order(tmp_path: Path) -> None:
    events = [event(second, user=user) for second in range(3) for user in ("zoe", "al", "bob")]

    hits = hits_of(tmp_path, events, correlation("event_count", "failed", **MANY))

    assert [hit.matched[0].value for hit in hits] == ["zoe", "al", "bob"]
    assert records(hits) == [[1, 4, 7], [2, 5, 8], [3, 6, 9]]
