"""What belongs to another incident, another window, or is not in an advisory."""

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


def test_an_actor_of_another_incident(kinds: Check) -> None:
    assert "incidents-fused" in kinds(
        "The Microsoft Exchange hack has been linked to APT31, according to the Foreign Office."
    )


def test_the_actor_on_record(kinds: Check) -> None:
    assert kinds("Microsoft attributed the Microsoft Exchange hack to HAFNIUM.") == []


def test_a_list_of_countries_of_another_incident(kinds: Check) -> None:
    text = (
        "Victims of the SolarWinds hack include firms in Austria, Cambodia, Canada, Germany, Indonesia, Malaysia, "
        "Norway, Saudi Arabia, South Africa, Switzerland, the United Kingdom and the United States."
    )

    assert kinds(text) == ["victims-of-another-incident"]


def test_a_short_list_is_left_alone(kinds: Check) -> None:
    assert kinds("Victims of the SolarWinds hack include firms in Canada, Mexico and Spain.") == []


def test_charges_over_years_without_a_year(kinds: Check) -> None:
    text = (
        "After the Microsoft Exchange hack the U.S. Department of Justice charged four Chinese nationals with hacking."
    )

    assert "window-missing" in kinds(text)
    assert "window-missing" not in kinds(text.replace("hacking.", "hacking from 2011 to 2018."))


def test_an_advisory_said_to_contain_what_it_lacks(kinds: Check) -> None:
    assert kinds("Advisory AA21-200B names HAFNIUM among the actors.") == ["content-overstated"]
    assert kinds("Advisory AA21-200B does not name HAFNIUM.") == []
