"""Filters: to which rules they are added, and those that name what is not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.hunting.logons import BASES, WORKED, correlation, event, hits_of, records, rules_of

SECURITY = {"product": "windows", "service": "security"}


def without(rules: Any, user: str = "svc*", **logsource: str) -> dict[str, Any]:
    """Return a filter that leaves out a user."""
    asked = {"rules": rules, "selection": {"TargetUserName": user}, "condition": "not selection"}
    return {"title": "normal here", "logsource": logsource or SECURITY, "filter": asked}


EVENTS = [event(0), event(1, user="svc_backup"), event(2, WORKED, "svc_backup")]


def test_a_filter_is_added_to_the_rules_that_it_names_by_name_or_id(tmp_path: Path) -> None:
    assert records(hits_of(tmp_path, EVENTS, without(["failed"]))) == [[1], [3]]
    assert records(hits_of(tmp_path, EVENTS, without(BASES[0]["id"]))) == [[1], [3]]
    assert records(hits_of(tmp_path, EVENTS)) == [[1], [2], [3]]


def test_any_is_every_rule_of_the_logsource(tmp_path: Path) -> None:
    assert records(hits_of(tmp_path, EVENTS, without("any"))) == [[1]]
    assert records(hits_of(tmp_path, EVENTS, without([], product="windows"))) == [[1]]
    assert records(hits_of(tmp_path, EVENTS, without("any", product="linux"))) == [[1], [2], [3]]


def test_several_filters_all_leave_out(tmp_path: Path) -> None:
    assert records(hits_of(tmp_path, EVENTS, without("any"), without("failed", "bob"))) == []


def test_correlations_count_what_filters_leave(tmp_path: Path) -> None:
    many = correlation("event_count", "failed", condition={"gte": 2})

    assert len(hits_of(tmp_path, EVENTS, many, min_level="high")) == 1
    assert len(hits_of(tmp_path, EVENTS, many, without("failed"), min_level="high")) == 0


def test_a_filter_for_a_missing_rule_is_listed_with_its_line_and_not_used(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, without(["failed", "nobody"]))

    (unusable,) = rules.unusable
    assert unusable.why == "it is for 'nobody', and no rule that can be used has this id or name"
    assert "nobody" in (tmp_path / "rules.yml").read_text().splitlines()[(unusable.line or 0) - 1]
    assert rules.rules == rules_of(tmp_path).rules


def test_a_filter_for_a_rule_of_another_logsource_is_listed(tmp_path: Path) -> None:
    (unusable,) = rules_of(tmp_path, without(["failed"], product="linux")).unusable

    assert unusable.why == "it is for 'failed', whose logsource is another"


def test_a_filter_without_a_condition_or_rules_is_listed(tmp_path: Path) -> None:
    bad = without("any")
    del bad["filter"]["condition"]
    worse = without("any")
    del worse["filter"]["rules"]

    assert [one.why for one in rules_of(tmp_path, bad, worse).unusable] == [
        "Sigma filter must contain exactly one condition",
        "Sigma filter must have a 'rules' field (use 'any' to apply to all rules matching the logsource)",
    ]
