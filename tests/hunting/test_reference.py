"""The reference: what an event is to a rule, one at a time."""

from __future__ import annotations

from typing import Any

import pytest

from tocsin.hunting.atoms import AnyRun, Literal, Text
from tocsin.hunting.conditions import Test
from tocsin.hunting.reference import as_text, event_view, fires, in_scope, values_of
from tocsin.hunting.scopes import scopes
from tocsin.model.logs import LogSource

from tests.hunting.rulebook import rule_of

SYSMON = {"Provider_Name": "Microsoft-Windows-Sysmon", "EventID": 1, "Image": "C:\\cmd.exe"}
CMD = Test(Text("Image", (AnyRun(), Literal("cmd.exe"))))


@pytest.mark.parametrize(("value", "text"), [(True, "true"), (False, "false"), (7, "7"), (1.0, "1.0"), ("é", "é")])
def test_a_value_is_written_as_the_log_would(value: Any, text: str) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("event", "values"),
    [
        ({}, []),
        ({"Threat Name": None}, []),
        ({"Threat Name": "x"}, ["x"]),
        ({"ThreatName": "y", "Threat Name": "x"}, ["y"]),
        ({"ThreatName": None, "Threat Name": "x"}, ["x"]),
        ({"ThreatName": ["a", None, "b"]}, ["a", "b"]),
    ],
)
def test_a_field_is_found_under_both_spellings(event: dict[str, Any], values: list[str]) -> None:
    assert values_of(event, "ThreatName") == values


@pytest.mark.parametrize(
    ("log", "changes", "expected"),
    [
        ("Microsoft-Windows-Sysmon/Operational", {}, True),
        ("MICROSOFT-WINDOWS-SYSMON/OPERATIONAL", {}, True),
        ("Microsoft-Windows-Sysmon/Operational", {"EventID": 3}, False),
        ("Application", {}, False),
        (None, {}, False),
    ],
)
def test_an_event_id_alone_means_nothing(log: str | None, changes: dict[str, Any], expected: bool) -> None:
    rule = rule_of(CMD, LogSource(product="windows", category="process_creation"))

    assert fires(rule, "windows", log, SYSMON | changes) is expected


def test_another_family_is_out_of_scope() -> None:
    (scope,) = scopes(LogSource(product="windows"))

    assert in_scope(scope, "windows", None, {})
    assert not in_scope(scope, "iis", None, {})


def test_glued_fields_are_further_values() -> None:
    scope = next(one for one in scopes(LogSource(category="webserver")) if one.family == "iis")

    assert values_of(event_view(scope, {"cs-uri-stem": "/a", "cs-uri-query": "b"}), "cs-uri-query") == ["b", "/a?b"]
    assert values_of(event_view(scope, {"cs-uri-stem": "/a"}), "cs-uri-query") == ["/a"]
    assert values_of(event_view(scope, {}), "cs-uri-query") == []
