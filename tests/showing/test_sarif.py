"""SARIF: each outcome has its kind, records are locations."""

from __future__ import annotations

import json
import re

import pytest

from tocsin.model.verdict import Verdict
from tocsin.showing.sarif import log, to_json

from tests.showing.verdicts import EMPTY, VERDICT, hostile, odd_times


def test_what_tocsin_tells_apart_is_told_apart() -> None:
    results = log(VERDICT)["runs"][0]["results"]
    kinds = {result["properties"]["outcome"]: (result["kind"], result["level"]) for result in results}

    assert kinds == {
        "seen": ("fail", "error"),
        "attempted": ("fail", "warning"),
        "not seen": ("pass", "none"),
        "partly blind": ("open", "none"),
        "blind": ("open", "none"),
        "not checkable": ("notApplicable", "none"),
    }


@pytest.mark.parametrize("verdict", [VERDICT, EMPTY, odd_times(), hostile()[0]])
def test_it_is_what_the_standard_asks_for(verdict: Verdict) -> None:
    made = json.loads(to_json(log(verdict)))
    (run,) = made["runs"]
    rules = run["tool"]["driver"]["rules"]

    assert made["version"] == "2.1.0"
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert len(run["results"]) == len(verdict.findings)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        assert result["kind"] == "fail" or result["level"] == "none", "3.27.10: level is none unless it fails"
        for location in result.get("locations", ()):
            place = location["physicalLocation"]
            assert re.fullmatch(r"[\w.~%/-]*", place["artifactLocation"]["uri"], re.ASCII)
            assert place["region"]["byteOffset"] >= 0
