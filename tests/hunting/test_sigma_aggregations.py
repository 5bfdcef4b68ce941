"""Aggregations of Sigma 1: each fires as the correlation that took its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tocsin.collecting import collect
from tocsin.hunting import Hits, hunt
from tocsin.hunting.sigma_aggregations import correlated

from tests.hunting.logons import event, records, write
from tests.hunting.rulebook import load_text, text_of

SECURITY = {"product": "windows", "service": "security"}
ID = "0a4c1c0e-6c7f-4b49-9a0e-0a3a9f1f2b3c"


def hits_of(folder: Path, condition: str, events: list[dict[str, Any]], timeframe: str | None = "1m") -> Hits:
    detection: dict[str, Any] = {"s": {"EventID": 4625}, "condition": condition}
    if timeframe is not None:
        detection["timeframe"] = timeframe
    rules = load_text(folder, text_of(detection, SECURITY, id=ID, level="high", tags=["attack.t1110"]))
    assert not rules.unusable, rules.unusable
    (folder / "logs").mkdir()
    return hunt(collect([write(folder / "logs" / "events.jsonl", events)]), rules)


EVENTS = [event(n * 10, user=user, Bytes=str(n)) for n, user in enumerate(["bob", "al", "BOB", "bob", "al", "eve"])]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("s | count() by TargetUserName > 2", [[1, 3, 4]]),
        ("s | count(*) by TargetUserName >= 2", [[1, 3, 4], [2, 5]]),
        ("s | count() > 5", [[1, 2, 3, 4, 5, 6]]),
        ("s | count(TargetUserName) by Computer >= 3", [[1, 2, 3, 4, 5, 6]]),
        ("s | count(TargetUserName) > 3", []),
        ("s | sum(Bytes) by TargetUserName > 4", [[1, 3, 4], [2, 5], [6]]),
        ("s | AVG(Bytes) by TargetUserName == 2.5", [[2, 5]]),
        ("s | max(Bytes) by TargetUserName >= 5", [[6]]),
        ("s | min(Bytes) by TargetUserName, Computer = 0", [[1, 3, 4]]),
        ("not 1 of s* | count() > 0", []),
        ("s|count()>5", [[1, 2, 3, 4, 5, 6]]),
    ],
)
def test_an_aggregation_fires_as_a_correlation(condition: str, found: list[list[int]], tmp_path: Path) -> None:
    hits = hits_of(tmp_path, condition, EVENTS)

    assert sorted(map(sorted, records(hits))) == found  # type: ignore[type-var]
    assert {(hit.rule.id, hit.rule.level, hit.rule.tags) for hit in hits} <= {(ID, "high", ("attack.t1110",))}


def test_the_timeframe_is_the_timespan_and_without_one_it_is_all_events(tmp_path: Path) -> None:
    far = [event(0), event(3_000), event(6_000)]

    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    assert records(hits_of(tmp_path / "a", "s | count() >= 3", far, "1h")) == []
    assert records(hits_of(tmp_path / "b", "s | count() >= 3", far, None)) == [[1, 2, 3]]


def test_a_rule_without_an_aggregation_is_left_alone() -> None:
    assert correlated({"detection": {"s": {"F|contains": "|"}, "condition": "s"}}, "x:1") is None
    assert correlated({"detection": "s | count() > 1"}, "x:1") is None


def test_a_rule_without_an_id_is_told_from_others_by_its_place() -> None:
    document = {"title": "t", "detection": {"s": {"F": "a"}, "condition": "s | count() > 1"}}
    one, other = (correlated(document, place) for place in ("x:1", "x:9"))

    assert one is not None
    assert other is not None
    assert one[0]["id"] == one[1]["correlation"]["rules"][0] != other[0]["id"]


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        ("s | sum() > 1", "'sum' is of a field"),
        ("s | near t", "'near' of Sigma 1"),
        ("s | rare(A) > 1", "cannot be read"),
        (["s", "s | count() > 1"], "a rule of its own"),
    ],
)
def test_an_aggregation_that_cannot_be_said_is_listed(condition: Any, why: str, tmp_path: Path) -> None:
    (unusable,) = load_text(tmp_path, text_of({"s": {"F": "a"}, "condition": condition})).unusable

    assert why in unusable.why
