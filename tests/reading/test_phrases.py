"""Noun phrases: whom they mean, and when a name only modifies another noun."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model.report import Document
from tocsin.reading.entities import find_entities
from tocsin.reading.phrases import Phrase, find_phrases
from tocsin.reading.sentences import split

Make = Callable[..., Document]


@pytest.fixture
def phrases(document: Make) -> Callable[[str], tuple[Phrase, ...]]:
    def find(text: str) -> tuple[Phrase, ...]:
        return find_phrases(split(text)[0], find_entities(document(text)))

    return find


@pytest.mark.parametrize(
    ("text", "name", "state"),
    [
        ("U.K. Foreign Secretary Dominic Raab spoke.", "Dominic Raab", "GB"),
        ("four Chinese nationals fled.", "four Chinese nationals", "CN"),
        ("North Korean hackers came.", "North Korean hackers", "KP"),
        (
            "state-sponsored actors of the People's Republic of China came.",
            "state-sponsored actors of the People's Republic of China",
            "CN",
        ),
        ("hackers linked to Iran came.", "hackers linked to Iran", "IR"),
        ("Her colleague Yang Tao spoke.", "Yang Tao", None),
    ],
)
def test_a_phrase_means_a_party_of_a_state(
    phrases: Callable[[str], tuple[Phrase, ...]], text: str, name: str, state: str | None
) -> None:
    first = phrases(text)[0]

    assert (first.party.name, first.party.country) == (name, state)


def test_an_adjective_before_another_noun_only_modifies(phrases: Callable[[str], tuple[Phrase, ...]]) -> None:
    assert phrases("Chinese hacking grew.")[0].modifier
    assert phrases("China’s pattern of hacking")[0].possessive
    assert not phrases("China hacked them.")[0].modifier


def test_the_preposition_is_kept(phrases: Callable[[str], tuple[Phrase, ...]]) -> None:
    assert [one.preposition for one in phrases("In Wellington the GCSB spoke.")] == ["in", ""]
