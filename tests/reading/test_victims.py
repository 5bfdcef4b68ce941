"""Victims: who was hit, of which incident; whoever speaks or is accused is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model.report import Document, Victims
from tocsin.reading.claims import find_claims
from tocsin.reading.entities import find_entities, find_sectors
from tocsin.reading.incidents import find_incidents
from tocsin.reading.report import _without_overlaps
from tocsin.reading.victims import find_victims

Make = Callable[..., Document]


def victims(document: Document) -> Victims:
    mentions = find_entities(document)
    incidents = find_incidents(document, mentions, ())
    claims, _ = find_claims(document, mentions, incidents)
    return find_victims(document, _without_overlaps(mentions, find_sectors(document)), claims, incidents)


def test_a_list_of_countries_after_victims_include(document: Make) -> None:
    found = victims(
        document("Victims of the SolarWinds hack include firms in Canada, Mexico and Spain.", language="en")
    )

    assert [one.code for one in found.countries] == ["CA", "MX", "ES"]
    assert {one.incident for one in found.countries} == {"incident:solarwinds-2020"}


def test_who_is_accused_is_no_victim(document: Make) -> None:
    found = victims(document("Canada accused Russia of attacks on Ukraine.", language="en"))

    assert [one.code for one in found.countries] == ["UA"]


def test_sectors_and_organisations(document: Make) -> None:
    found = victims(document("The group targeted the energy sector and universities and hit FedEx.", language="en"))

    assert [one.name for one in found.sectors] == ["energy", "education", "transportation"]
    assert [one.name for one in found.organisations] == ["FedEx"]


def test_an_office_of_the_accused_state_and_the_one_who_says_it_are_no_victims(document: Make) -> None:
    text = "The attack on Nissan was traced to the North Korean government and cost millions, the FBI said."
    found = victims(document(text, language="en"))

    assert [one.name for one in found.organisations] == ["Nissan"]


@pytest.mark.parametrize(
    ("text", "victim"),
    [
        ("Bayer said on Thursday that it had been attacked by the group Winnti.", "Bayer"),
        ("Visma, a Norwegian firm, was broken into by APT10 in 2018, Recorded Future said.", "Visma"),
        ("Hackers from North Korea emptied wallets of the exchange Bybit in February, the FBI said.", "Bybit"),
    ],
)
def test_who_tells_of_himself_and_what_was_broken_into(document: Make, text: str, victim: str) -> None:
    assert [one.name for one in victims(document(text, language="en")).organisations] == [victim]


def test_those_who_were_hit_may_stand_before_the_verb(document: Make) -> None:
    found = victims(document("Britain's National Health Service was among the worst hit.", language="en"))

    assert [one.name for one in found.organisations] == ["National Health Service"]


def test_a_text_without_an_attack_has_none(document: Make) -> None:
    assert victims(document("Schools in Norway open on Monday.", language="en")) == Victims()


def test_what_an_attack_is_laid_to_is_no_victim(document: Make) -> None:
    found = victims(document("Canada traced the attack to the Iranian government.", language="en"))

    assert found.organisations == found.countries == ()


def test_who_tells_of_it_is_no_victim(document: Make) -> None:
    found = victims(document("Hackers hit a hospital in Canada, Norway's minister Lee Adams said.", language="en"))

    assert [one.code for one in found.countries] == ["CA"]
    assert [one.name for one in found.sectors] == ["healthcare"]


def test_what_was_meant_to_hit_hits(document: Make) -> None:
    found = victims(document("The attack by Russia was meant to disrupt Ukrainian railways.", language="en"))

    assert [one.code for one in found.countries] == ["UA"]


def test_who_only_made_what_was_hit_is_no_victim(document: Make) -> None:
    found = victims(document("The attackers broke into Cisco routers at banks in Norway.", language="en"))

    assert found.organisations == ()
    assert [one.name for one in found.sectors] == ["financial-services"]


@pytest.mark.parametrize(
    "text",
    [
        "A script hosted on GitHub infected the bank, and its authors boasted on Telegram.",
        "Acme Research Institute, a watchdog, has found that 22 power plants were compromised.",
        "Norway accused the GRU. The attack allows the identification of APT28, associated with the GRU.",
        "The pages infected every phone that called on them, Ian Beer of Google revealed.",
    ],
)
def test_who_carried_found_or_did_it_is_no_victim(document: Make, text: str) -> None:
    assert victims(document(text, language="en")).organisations == ()


def test_whoever_confirms_an_attack_and_accuses_nobody_was_hit(document: Make) -> None:
    found = victims(document("Microsoft acknowledged the breach. Bloomberg confirmed the breach.", language="en"))

    assert [one.name for one in found.organisations] == ["Microsoft"]
