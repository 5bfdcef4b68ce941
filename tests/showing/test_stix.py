"""The STIX bundle of a verdict: valid, the same each time, sightings only for what was seen or tried."""

from __future__ import annotations

import json

import pytest
import stix2
from stix2validator import ValidationOptions, validate_string

from tocsin.model.verdict import Outcome
from tocsin.showing.stix import bundle, to_json

from tests.showing.verdicts import EMPTY, FINDINGS, MXS01, VERDICT, hostile, large, odd_times


def objects(verdict, type_: str) -> list[dict]:
    return [made for made in bundle(verdict)["objects"] if made["type"] == type_]


@pytest.mark.parametrize(
    "verdict",
    [VERDICT, EMPTY, odd_times(), hostile()[0], hostile("x" * 100_000)[0], large(3, 20, 40)],
    ids=["rich", "empty", "odd times", "hostile", "long", "fleet"],
)
def test_the_bundle_is_valid_stix(verdict) -> None:
    shown = to_json(bundle(verdict)).decode()
    result = validate_string(shown, ValidationOptions(version="2.1"))

    assert [str(error) for error in result.errors] == []
    assert result.is_valid
    assert len(stix2.parse(shown, allow_custom=False).objects) == len(json.loads(shown)["objects"])


def test_the_same_verdict_gives_the_same_bytes() -> None:
    assert to_json(bundle(VERDICT)) == to_json(bundle(VERDICT))


def test_every_reference_leads_to_an_object_of_the_bundle() -> None:
    made = bundle(VERDICT)["objects"]
    ids = {part["id"] for part in made}

    for part in made:
        for name, value in part.items():
            if name.endswith("_ref"):
                assert value in ids
            if name.endswith("_refs"):
                assert set(value) <= ids


def test_only_what_was_seen_or_tried_is_a_sighting_with_its_records() -> None:
    sightings = objects(VERDICT, "sighting")
    shown = [found for found in FINDINGS if found.outcome in (Outcome.SEEN, Outcome.ATTEMPTED)]

    assert len(sightings) == len(shown)
    assert sum(sighting["count"] for sighting in sightings) == sum(found.hit_count for found in shown)
    assert all(sighting["observed_data_refs"] for sighting in sightings)
    hosts = {made["id"]: made["name"] for made in objects(VERDICT, "identity")}
    assert MXS01 in {hosts[ref] for sighting in sightings for ref in sighting["where_sighted_refs"]}


def test_blindness_is_said_in_notes() -> None:
    notes = [note for note in objects(VERDICT, "note") if "blind" in note.get("labels", [])]

    assert any("FS01: blind." in note["content"] for note in notes)


def test_nobody_is_named_as_the_doer() -> None:
    assert objects(VERDICT, "relationship") == []
    (said,) = [note for note in objects(VERDICT, "note") if "HAFNIUM" in note["content"]]
    assert said["authors"] == ["Microsoft"]
    assert "does not follow" in said["content"]


def test_times_come_from_the_material() -> None:
    assert max(made["created"] for made in bundle(VERDICT)["objects"] if "created" in made).startswith("2021-07-19")
