"""Correlations as they are written: what is read, and what is refused with which reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tocsin.hunting.correlations import Absent, Either, Every, Fired, Kind, Threshold

from tests.hunting.logons import IDS, correlation, rules_of

A, B, C = IDS.values()


def test_a_correlation_is_read_whole(tmp_path: Path) -> None:
    aliases = {"who": {"failed": "TargetUserName", "worked": "SubjectUserName"}}
    condition = {"gte": 10, "field": "IpAddress"}
    given = correlation(
        "value_count", ["failed", "worked"], group_by=["who"], timespan="2h", aliases=aliases, condition=condition
    )

    (found,) = rules_of(tmp_path, given).correlations

    assert (found.kind, found.rules, found.seconds, found.group_by) == (Kind.VALUE_COUNT, (A, B), 7200, ("who",))
    assert (found.threshold, found.fields, found.generate) == (Threshold("gte", 10), ("IpAddress",), False)
    assert found.aliases == {"who": {A: "TargetUserName", B: "SubjectUserName"}}
    assert found.names == ("who", "IpAddress")
    assert found.card.info.level == "high"


@pytest.mark.parametrize(
    ("kind", "rules", "condition", "expression"),
    [
        ("temporal", ["failed", "worked"], None, Every((Fired(A), Fired(B)))),
        ("temporal_ordered", ["failed", "worked"], None, Every((Fired(A), Fired(B)))),
        ("temporal", None, "failed and not worked", Every((Fired(A), Absent(Fired(B))))),
        ("temporal", None, "failed or (worked and locked)", Either((Fired(A), Every((Fired(B), Fired(C)))))),
    ],
)
def test_what_is_asked_of_rules_together(
    tmp_path: Path, kind: str, rules: list[str] | None, condition: str | None, expression: Any
) -> None:
    more = {} if condition is None else {"condition": condition}
    (found,) = rules_of(tmp_path, correlation(kind, rules, **more)).correlations

    assert found.expression == expression


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (correlation("event_count", "failed"), "without condition"),
        (correlation("event_count", "failed", condition={"gte": 1, "lte": "many"}), "'many' is no number"),
        (correlation("event_count", "failed", condition={"gte": 1}, timespan="soon"), "'soon' is invalid"),
        (correlation("event_count", "failed", condition={"gte": 1}, timespan="200y"), "longer than 100 years"),
        (correlation("sometimes", "failed", condition={"gte": 1}), "no valid Sigma correlation type"),
        (correlation("value_count", "failed", condition={"gte": 1}), "without field reference"),
        (correlation("value_sum", "failed", condition={"gte": 1, "field": ["a", "b"]}), "value_sum is of one field"),
        (correlation("value_percentile", "failed", condition={"gte": 1, "field": "a"}), "a percentile from 0 to 100"),
        (correlation("temporal_ordered", ["failed", "worked"], condition={"gte": 1}), "has no meaning"),
        (correlation("temporal", [], condition={"gte": 0}), "it refers to no rule"),
        (correlation("event_count", "failed", condition="failed and worked"), "Extended conditions"),
        (correlation("temporal", None, condition=" and ".join(["failed"] * 3_000)), "more than 1,000 rules"),
        (correlation("temporal", None, condition="not " * 60 + "failed"), "nested deeper than 50"),
    ],
)
def test_what_cannot_be_asked_is_listed_and_the_rest_is_read(tmp_path: Path, given: dict[str, Any], why: str) -> None:
    rules = rules_of(tmp_path, given)

    (unusable,) = rules.unusable
    assert why in unusable.why
    assert unusable.line is not None
    assert len(rules.rules) == 3
    assert rules.hidden == frozenset()
