"""Spellings, days and contradictions."""

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


from tocsin.reading.checks.wording import distance  # noqa: E402


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Secretary of State Anthony Blinken spoke.", ["name-variant"]),
        ("Secretary of State Antony Blinken spoke.", []),
        ("Foreign Secretary Dominik Raab spoke.", ["name-variant"]),
        ("It began on 30 February 2021.", ["date-impossible"]),
        ("It began on Monday, 20 July 2021.", ["date-impossible"]),
        ("It began on Monday, 19 July 2021.", []),
        ("Canada accused Russia of the SolarWinds hack on 3 May 2015.", ["date-impossible"]),
    ],
)
def test_names_and_days(kinds: Check, text: str, found: list[str]) -> None:
    assert kinds(text) == found


def test_a_speaker_who_does_and_does_not_blame(kinds: Check) -> None:
    assert kinds("Canada accused Iran of the attack. Canada did not accuse Iran of the attack.") == ["contradiction"]
    assert kinds("Canada accused Iran of the attack. Until then Canada had not accused Iran of the attack.") == []


def test_letters_that_differ_are_counted() -> None:
    assert (distance("anthony", "antony", 2), distance("same", "same", 2), distance("abc", "xyz", 2)) == (1, 0, 3)


def test_an_alias_of_two_is_no_riddle_where_one_of_them_is_named(kinds: Check) -> None:
    assert kinds("Symantec pinned the intrusion on Black Vine, a group.") == ["alias-ambiguous"]
    assert kinds("Symantec pinned it on the group Black Vine, which others call Deep Panda.") == []
