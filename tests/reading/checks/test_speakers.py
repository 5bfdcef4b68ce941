"""A statement laid to somebody else, and a group that did not all say it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model.report import Document, Problem
from tocsin.reading.claims import find_claims
from tocsin.reading.entities import find_entities
from tocsin.reading.incidents import find_incidents
from tocsin.reading.problems import find_problems
from tocsin.reading.victims import find_victims

Check = Callable[[str], list[str]]


def problems(document: Document) -> tuple[Problem, ...]:
    mentions = find_entities(document)
    incidents = find_incidents(document, mentions, ())
    claims, _ = find_claims(document, mentions, incidents)
    return find_problems(document, mentions, claims, incidents, find_victims(document, mentions, claims, incidents))


@pytest.fixture
def kinds(document: Callable[..., Document]) -> Check:
    return lambda text: [one.kind.value for one in problems(document(text, language="en"))]


@pytest.mark.parametrize(
    "text",
    [
        "They were blamed in a Canadian statement from the FBI and CISA on Friday.",
        "According to a U.S. advisory by the UK National Cyber Security Centre, Russia was behind the attack.",
        "American Foreign Secretary Dominic Raab accused China of hacking.",
    ],
)
def test_an_organisation_of_another_speaker(kinds: Check, text: str) -> None:
    assert kinds(text) == ["organisation-of-another-speaker"]


@pytest.mark.parametrize(
    "text",
    [
        "They were blamed in a U.S. statement from the FBI and CISA on Friday.",
        "A joint UK advisory by the National Cyber Security Centre and the FBI appeared.",
        "The EU statement on Monday from Josep Borrell condemned the attack.",
        "British Foreign Secretary Dominic Raab met Secretary of State Antony Blinken.",
        "The Chinese report from Beijing was short.",
    ],
)
def test_who_fits_is_not_objected_to(kinds: Check, text: str) -> None:
    assert kinds(text) == []


def test_a_group_that_did_not_all_name_the_ministry(kinds: Check) -> None:
    text = "The group of allies accused China's Ministry of State Security of the Microsoft Exchange hack."

    assert kinds(text) == ["speakers-overgeneralised"]


def test_one_who_did_name_it(kinds: Check) -> None:
    assert kinds("The United States accused China's Ministry of State Security of the Microsoft Exchange hack.") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("More than 180 governments jointly accused China of the Microsoft Exchange hack.", 1),
        ("A hundred states blamed Russia for the NotPetya attack.", 1),
        ("Some 30 nations accused China of the Microsoft Exchange hack.", 0),
        ("The NotPetya attack hit companies in 64 countries before Britain accused Russia.", 0),
    ],
)
def test_more_states_than_ever_spoke_together(kinds: Check, text: str, found: int) -> None:
    assert kinds(text).count("speakers-overgeneralised") == found
