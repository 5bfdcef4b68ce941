"""The MISP event: PyMISP takes it, indicators carry sightings, nothing unseen becomes one."""

from __future__ import annotations

import json

import msgspec
import pytest
from pymisp import MISPEvent

from tocsin.model.verdict import Outcome, Stage, Strength, Verdict
from tocsin.showing.misp import event, to_json

from tests.showing.verdicts import ATTEMPT, BEHAVIOURS, EMPTY, MXS02, VERDICT, finding, hostile, odd_times

SIGHTED = msgspec.structs.replace(
    VERDICT,
    findings=(
        *VERDICT.findings,
        finding(
            "address",
            MXS02,
            Outcome.ATTEMPTED,
            hits=(ATTEMPT, ATTEMPT),
            stage=Stage.ATTEMPTED,
            strength=Strength.SPECIFIC,
        ),
    ),
)


def loaded(verdict: Verdict) -> MISPEvent:
    made = MISPEvent()
    made.load(to_json(event(verdict)).decode())
    return made


@pytest.mark.parametrize("verdict", [SIGHTED, EMPTY, odd_times(), hostile()[0], hostile("x" * 50_000)[0]])
def test_pymisp_loads_it_and_gives_it_back(verdict: Verdict) -> None:
    made = loaded(verdict)
    given = json.loads(to_json(event(verdict)))["Event"]

    assert made.uuid == given["uuid"]
    assert [one.uuid for one in made.attributes] == [one["uuid"] for one in given["Attribute"]]
    assert json.loads(made.to_json())["info"] == given["info"]


def test_every_type_belongs_to_its_category() -> None:
    mapping = MISPEvent().describe_types["category_type_mappings"]

    for one in event(SIGHTED)["Event"]["Attribute"]:
        assert one["type"] in mapping[one["category"]]


def test_a_hit_of_an_indicator_is_a_sighting_and_silence_is_none() -> None:
    by_value = {one["value"]: one for one in event(SIGHTED)["Event"]["Attribute"]}

    (sighting,) = by_value["192.0.2.17"]["Sighting"]
    assert sighting["type"] == "0"
    assert sighting["date_sighting"] == "1614726069"
    assert MXS02 in sighting["source"]
    assert "Sighting" not in by_value["ab" * 32]
    assert by_value["192.0.2.17"]["to_ids"] is False, "its guard says that it proves little"
    assert by_value["ab" * 32]["to_ids"] is True


def test_outcome_and_techniques_are_tags_and_nobody_is_named() -> None:
    names = {tag["name"] for tag in event(VERDICT)["Event"]["Tag"]}

    assert 'tocsin:outcome="seen"' in names
    assert 'misp-galaxy:mitre-attack-pattern="LSASS Memory - T1003.001"' in names
    assert "HAFNIUM" not in to_json(event(VERDICT)).decode()
    assert BEHAVIOURS["ssrf"].name in to_json(event(VERDICT)).decode()


def test_the_same_verdict_gives_the_same_bytes() -> None:
    assert to_json(event(SIGHTED)) == to_json(event(SIGHTED))
