"""A report as STIX: claims are notes by whoever spoke, about whom they accuse; valid and repeatable."""

from __future__ import annotations

import json

import jsonschema
import msgspec
import pytest
import stix2
from stix2validator import ValidationOptions, validate_string

from tocsin.model.report import Mention, MentionKind
from tocsin.showing.report_stix import headline, objects, render, report_id
from tocsin.showing.schema import SCHEMAS

from tests.showing.verdicts import EMPTY, REPORT, hostile


def of_type(type_: str) -> list[dict]:
    return [made for made in objects(REPORT) if made["type"] == type_]


@pytest.mark.parametrize("whole", [False, True], ids=["plain", "whole"])
@pytest.mark.parametrize("report", [REPORT, EMPTY.report, hostile()[0].report], ids=["rich", "empty", "hostile"])
def test_it_is_valid_stix(report, whole: bool) -> None:
    shown = render(report, whole=whole)

    assert validate_string(shown, ValidationOptions(version="2.1")).is_valid
    stix2.parse(shown, allow_custom=False)
    assert shown == render(report, whole=whole)


@pytest.mark.parametrize("whole", [False, True], ids=["plain", "whole"])
def test_what_is_referred_to_is_there(whole: bool) -> None:
    # OpenCTI drops references that lead out of a bundle, and objects whose types it does not know
    made = json.loads(render(REPORT, whole=whole))["objects"]
    known = {one["id"] for one in made}
    for one in made:
        refs = [ref for name, ref in one.items() if name.endswith("_ref")]
        refs += [ref for name, listed in one.items() if name.endswith("_refs") for ref in listed]
        assert known >= set(refs)
    carried = next((one for one in made if one["type"] == "extension-definition"), None)
    assert (carried is not None) is whole
    for one in made:
        for value in one.get("extensions", {}).values():
            jsonschema.validate(value, SCHEMAS["stix-extension.schema.json"]())


def test_each_claim_is_a_note_by_its_speaker_about_the_accused() -> None:
    names = {made["id"]: made["name"] for made in of_type("identity")}
    notes = of_type("note")

    assert len(notes) == len(REPORT.claims)
    first = next(note for note in notes if note["abstract"].startswith("United States: accuse"))
    assert names[first["created_by_ref"]] == "United States"
    assert report_id(REPORT) in first["object_refs"]
    assert "China" in {names.get(ref) for ref in first["object_refs"]}
    assert first["content"].startswith("The United States and its allies")
    assert "certainty:asserted" in first["labels"]


def test_a_relay_without_a_speaker_has_no_author() -> None:
    (relay,) = [note for note in of_type("note") if "relay" in note["labels"]]

    assert "created_by_ref" not in relay


def test_nothing_of_a_claim_becomes_a_relationship() -> None:
    assert of_type("relationship") == []


def test_groups_and_persons_keep_their_kind() -> None:
    mentions = (
        Mention(start=0, end=3, text="APT31", kind=MentionKind.INTRUSION_SET, id="CN", name="China"),
        Mention(start=0, end=3, text="Person", kind=MentionKind.PERSON, id="US", name="United States"),
    )
    made = objects(msgspec.structs.replace(REPORT, mentions=mentions))

    assert {part["name"] for part in made if part["type"] == "intrusion-set"} == {"China"}
    assert {part["name"] for part in made if part.get("identity_class") == "individual"} == {"United States"}


def test_indicators_keep_window_and_guard() -> None:
    address = next(made for made in of_type("indicator") if made["name"] == "192.0.2.17")

    assert address["pattern"] == "[ipv4-addr:value = '192.0.2.17']"
    assert address["valid_from"] == "2021-01-01T00:00:00.000Z"
    assert address["valid_until"] == "2021-04-15T00:00:00.000Z"
    assert "not definitive" in address["description"]


def test_a_claim_reads_as_a_line() -> None:
    assert headline(REPORT.claims[1]).endswith(
        "assess Ministry of State Security: the Microsoft Exchange hack [almost certain]"
    )
    assert json.loads(render(REPORT))["type"] == "bundle"
