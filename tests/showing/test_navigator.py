"""The Navigator layer: format 4.5, scored by outcome, colours told apart without colour vision."""

from __future__ import annotations

import json
import re

import pytest

from tocsin.model.verdict import Outcome
from tocsin.showing.navigator import layer, to_json
from tocsin.showing.outcomes import LOOKS

from tests.showing.verdicts import EMPTY, VERDICT, hostile, large, odd_times


def by_id(verdict) -> dict[str, dict]:
    return {technique["techniqueID"]: technique for technique in layer(verdict)["techniques"]}


def test_techniques_carry_the_outcome_people_want_to_know_first() -> None:
    found = by_id(VERDICT)

    assert found["T1505.003"]["color"] == LOOKS[Outcome.SEEN].hex
    assert found["T1505.003"]["comment"].startswith("seen: ")
    assert found["T1003.001"]["score"] == LOOKS[Outcome.PARTLY_BLIND].score
    assert found["T1583.003"]["color"] == LOOKS[Outcome.NOT_CHECKABLE].hex


def test_techniques_that_only_the_rules_with_hits_name_are_marked_too() -> None:
    assert by_id(VERDICT)["T1190"]["color"] == LOOKS[Outcome.SEEN].hex


@pytest.mark.parametrize("verdict", [VERDICT, EMPTY, odd_times(), hostile()[0], large(5, 60, 10)])
def test_a_layer_is_what_the_format_asks_for(verdict) -> None:
    shown = json.loads(to_json(layer(verdict)))

    assert shown["versions"] == {"attack": "18", "navigator": "5.1.0", "layer": "4.5"}
    assert shown["domain"] == "enterprise-attack"
    assert isinstance(shown["name"], str)
    assert len({technique["techniqueID"] for technique in shown["techniques"]}) == len(shown["techniques"])
    for technique in shown["techniques"]:
        assert re.fullmatch(r"T\d{4}(\.\d{3})?", technique["techniqueID"])
        assert re.fullmatch("#[0-9a-f]{6}", technique["color"])
        assert 0 <= technique["score"] <= 100
        assert all(entry["name"] and entry["value"] for entry in technique["metadata"])
    assert all(entry.keys() == {"label", "color"} for entry in shown["legendItems"])


def test_a_megabyte_stays_small() -> None:
    assert len(to_json(layer(hostile("x" * 1_000_000)[0]))) < 50_000
