"""The gate: a rule that can never fire on a log is told, with what it lacks; nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from tocsin.hunting.conditions import Condition
from tocsin.hunting.gate import can_fire
from tocsin.knowledge.logs import log
from tocsin.model.logs import Log, LogSource
from tocsin.model.rules import GateResult

from tests.hunting.rulebook import batch_of, by_reference, load_text, rule_of, set_of, text_of
from tests.hunting.test_plan import conditions

PROCESS = {"product": "windows", "category": "process_creation"}


def catalogue(name: str) -> Log:
    entry = log(name)
    assert entry is not None
    return entry


def answer(
    folder: Path, detection: Any, logsource: dict[str, str], name: str, observed: frozenset[str] | None = None
) -> GateResult:
    rules = load_text(folder, text_of(detection, logsource))
    return can_fire(rules.cards[0].info.id, rules, catalogue(name), observed)


@pytest.mark.parametrize(
    ("detection", "expected"),
    [
        ({"s": {"Image": "x"}}, True),
        ({"s": {"OriginalFileName": "x"}}, False),
        ({"s": {"Image": "x", "OriginalFileName": "x"}}, False),
        ({"s": [{"Image": "x"}, {"OriginalFileName": "x"}]}, True),
        ({"s": {"Image": "x"}, "f": {"OriginalFileName": "x"}, "condition": "s and not f"}, True),
        ({"s": {"Image": "x", "OriginalFileName": None}}, True),
        ({"s": {"Image": "x", "OriginalFileName|exists": False}}, True),
        ({"s": {"Image": "x", "OriginalFileName|exists": True}}, False),
        ({"s": {"Image|fieldref": "OriginalFileName"}}, False),
        ({"s": {"Image|fieldref": "ParentImage"}}, True),
        ({"s": ["a keyword"]}, True),
    ],
)
def test_a_rule_can_fire_on_the_security_log_only_with_the_fields_it_has(
    detection: Any, expected: bool, tmp_path: Path
) -> None:
    result = answer(tmp_path, detection, PROCESS, "windows-security")

    assert result.can_fire is expected
    assert result.can_fire or "OriginalFileName" in result.why


def test_sysmon_has_what_the_security_log_lacks(tmp_path: Path) -> None:
    assert answer(tmp_path, {"s": {"OriginalFileName": "x"}}, PROCESS, "windows-sysmon").can_fire


def test_a_rule_for_another_log_cannot_fire_there(tmp_path: Path) -> None:
    result = answer(tmp_path, {"s": {"Image": "x"}}, PROCESS, "iis")

    assert not result.can_fire
    assert "windows/process_creation" in result.why


def test_fields_that_were_observed_count_as_fields_that_are_there(tmp_path: Path) -> None:
    detection = {"s": {"OriginalFileName": "x"}}

    assert answer(tmp_path, detection, PROCESS, "windows-security", frozenset({"OriginalFileName"})).can_fire
    assert not answer(tmp_path, detection, PROCESS, "windows-security", frozenset({"Other"})).can_fire


def test_a_rule_that_does_not_exist_cannot_fire() -> None:
    assert can_fire("absent", set_of(), catalogue("iis"), None).why == "there is no such rule"


@settings(derandomize=True, max_examples=200)
@given(conditions)
def test_what_the_gate_says_cannot_fire_never_fires(condition: Condition) -> None:
    rules = set_of(rule_of(condition, LogSource(product="windows", service="security")))
    result = can_fire("rule", rules, catalogue("windows-security"), frozenset({"B"}))
    provider = "Microsoft-Windows-Security-Auditing"
    events = [{"Provider_Name": provider, "EventID": 4688} | ({"B": b} if b else {}) for b in ("x", "y", "")]

    assert result.can_fire or not by_reference(rules, batch_of(events))
