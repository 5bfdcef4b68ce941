"""What correlations find: windows, groups, orders, values, and correlations of correlations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.hunting.logons import LOCKED, WORKED, correlation, event, hits_of, records

USER: dict[str, Any] = {"group_by": ["TargetUserName"]}


def found(folder: Path, kind: str, rules: Any, events: list[dict[str, Any]], **more: Any) -> list[list[int | None]]:
    return records(hits_of(folder, events, correlation(kind, rules, **more), min_level="high"))


def test_events_are_counted_within_the_timespan_its_last_moment_included(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"condition": {"gte": 3}, **USER}

    assert found(tmp_path, "event_count", "failed", [event(0), event(30), event(60)], **asked) == [[1, 2, 3]]
    assert found(tmp_path, "event_count", "failed", [event(0), event(30), event(60.000001)], **asked) == []


def test_a_window_is_never_longer_than_the_timespan_and_its_events_are_counted_once(tmp_path: Path) -> None:
    events = [event(20 * number) for number in range(9)]

    assert found(tmp_path, "event_count", "failed", events, condition={"gte": 3}, **USER) == [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
    ]


def test_windows_are_not_cut_at_full_minutes(tmp_path: Path) -> None:
    events = [event(50), event(55), event(65), event(70)]

    assert found(tmp_path, "event_count", "failed", events, condition={"gt": 3}) == [[1, 2, 3, 4]]


def test_groups_are_apart_without_regard_to_case_and_an_event_without_the_field_is_in_none(tmp_path: Path) -> None:
    events = [event(0), event(1, user="BOB"), event(2, user="al"), event(3, user=None), event(4, user=None)]

    assert found(tmp_path, "event_count", "failed", events, condition={"gte": 2}, **USER) == [[1, 2]]


def test_fewer_events_than_a_number_is_asked_of_windows_that_no_other_holds(tmp_path: Path) -> None:
    burst = [event(number) for number in range(10)]

    assert found(tmp_path, "event_count", "failed", [*burst, event(500)], condition={"lt": 3}) == [[11]]
    assert found(tmp_path, "event_count", "failed", [*burst, event(500)], condition={"eq": 10}) == [list(range(1, 11))]


def test_values_are_counted_each_once(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"condition": {"gte": 3, "field": "TargetUserName"}, "group_by": ["Computer"]}
    same = [event(0), event(1), event(2, user="BOB"), event(3, user="al"), event(4, user=None)]

    assert found(tmp_path, "value_count", "failed", same, **asked) == []
    assert found(tmp_path, "value_count", "failed", [*same, event(5, user="eve")], **asked) == [[1, 2, 3, 4, 6]]


def test_temporal_needs_all_rules_in_the_same_group(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"rules": ["failed", "worked"], **USER}

    assert found(tmp_path, "temporal", events=[event(0), event(9, WORKED, "al")], **asked) == []
    assert found(tmp_path, "temporal", events=[event(9, WORKED), event(10)], **asked) == [[1, 2]]
    assert found(tmp_path, "temporal", events=[event(0, WORKED), event(61)], **asked) == []


def test_temporal_ordered_looks_at_every_pair(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"rules": ["failed", "worked", "locked"], **USER}

    assert found(tmp_path, "temporal_ordered", events=[event(0), event(1, LOCKED), event(2, WORKED)], **asked) == []
    assert found(tmp_path, "temporal_ordered", events=[event(0, WORKED), event(1), event(2, LOCKED)], **asked) == []
    assert found(tmp_path, "temporal_ordered", events=[event(0), event(1, WORKED), event(2, LOCKED)], **asked) == [
        [1, 2, 3]
    ]


def test_a_rule_that_is_named_twice_in_an_order_needs_two_events(tmp_path: Path) -> None:
    rules = ["failed", "worked", "failed"]

    assert found(tmp_path, "temporal_ordered", rules, [event(0), event(0, WORKED)]) == []
    assert found(tmp_path, "temporal_ordered", rules, [event(0), event(5, WORKED), event(7)]) == [[1, 2, 3]]


def test_extended_conditions(tmp_path: Path) -> None:
    condition = "failed and not (worked or locked)"
    events = [event(0), event(5, WORKED), event(100), event(200), event(230, LOCKED)]

    assert found(tmp_path, "temporal", None, events, condition=condition) == [[3]]


@pytest.mark.parametrize(
    ("kind", "condition", "true"),
    [
        ("value_sum", {"gte": 12, "field": "Size"}, True),
        ("value_sum", {"gt": 12, "field": "Size"}, False),
        ("value_avg", {"gte": 4, "field": "Size"}, True),
        ("value_avg", {"lt": 4, "field": "Size"}, False),
        ("value_median", {"eq": 3, "field": "Size"}, True),
        ("value_percentile", {"gte": 8, "field": "Size", "percentile": 95}, True),
        ("value_percentile", {"gte": 8, "field": "Size", "percentile": 50}, False),
    ],
)
def test_numbers(tmp_path: Path, kind: str, condition: dict[str, Any], true: bool) -> None:
    events = [event(0, Size="1"), event(1, Size=3), event(2, Size="8"), event(3, Size="many"), event(4)]

    assert found(tmp_path, kind, "failed", events, condition=condition) == ([[1, 2, 3, 4]] if true else [])


def test_an_alias_names_the_field_of_each_rule(tmp_path: Path) -> None:
    aliases = {"who": {"failed": "TargetUserName", "worked": "SubjectUserName"}}
    events = [event(0), event(5, WORKED, "al", SubjectUserName="bob"), event(6, WORKED, "bob", SubjectUserName="al")]

    hits = hits_of(
        tmp_path,
        events,
        correlation("temporal", ["failed", "worked"], group_by=["who"], aliases=aliases),
        min_level="high",
    )

    assert records(hits) == [[1, 2]]
    (hit,) = hits
    assert [one.fields for one in hit.correlated] == [{"TargetUserName": "bob"}, {"SubjectUserName": "bob"}]
    assert [(one.field, one.value) for one in hit.matched] == [("who", "bob")]


def test_correlations_of_correlations_take_place_when_the_inner_became_true(tmp_path: Path) -> None:
    many = correlation("event_count", "failed", name="many_failed", condition={"gte": 3}, level="low", **USER)
    then = correlation("temporal_ordered", ["many_failed", "worked"], name="guessed", **USER)
    burst = [event(0), event(1), event(2)]

    assert records(hits_of(tmp_path, [*burst, event(3, WORKED), event(4)], then, many, min_level="high")) == [
        [1, 2, 3, 4, 5]
    ]
    assert records(hits_of(tmp_path, [event(1.5, WORKED), *burst], then, many, min_level="high")) == []
    assert records(hits_of(tmp_path, [*burst, event(3, WORKED, "al")], then, many, min_level="high")) == []


def test_times_with_an_offset_are_not_local_ones(tmp_path: Path) -> None:
    events = [
        event(0),
        event(30, TimeCreated="2021-03-02T09:00:30+02:00"),
        event(45, TimeCreated="2021-03-02T07:00:45"),
    ]

    assert found(tmp_path, "event_count", "failed", events, condition={"gte": 3}) == [[1, 2, 3]]


def test_an_event_without_a_time_is_in_no_window(tmp_path: Path) -> None:
    events = [event(0), event(1), event(2, TimeCreated=None)]

    assert found(tmp_path, "event_count", "failed", events, condition={"gte": 3}) == []
