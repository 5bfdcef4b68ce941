"""Subjects, objects, agents, lists and blame, read by order and function words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model.report import Document, MentionKind
from tocsin.reading.entities import find_entities
from tocsin.reading.phrases import find_phrases
from tocsin.reading.sentences import split
from tocsin.reading.syntax import Group, Syntax

Make = Callable[..., Document]


@pytest.fixture
def syntax(document: Make) -> Callable[[str], Syntax]:
    def make(text: str) -> Syntax:
        sentence, mentions = split(text)[0], find_entities(document(text))
        taken = frozenset(
            index
            for one in mentions
            if one.kind is not MentionKind.INCIDENT
            for index in range(sentence.index_at(one.start), sentence.index_at(one.end - 1) + 1)
        )
        return Syntax(sentence, find_phrases(sentence, mentions), taken)

    return make


def names(group: Group) -> list[str]:
    return [phrase.party.name for phrase in group]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("On Monday, the U.S., U.K., and their allies accused Iran.", ["United States", "United Kingdom", "allies"]),
        ("In Wellington the White House accused Iran.", ["White House"]),
        ("Tom Bossert, who had accused Iran, left.", ["Tom Bossert"]),
        ("Japan condemned it and accused Iran.", ["Japan"]),
        ("CISA (the agency) and the FBI accused Iran.", ["CISA", "FBI"]),
    ],
)
def test_the_subject_is_found(syntax: Callable[[str], Syntax], text: str, subject: list[str]) -> None:
    made = syntax(text)

    assert names(made.subject(made.triggers[-1])) == subject


def test_a_subject_may_stand_behind_its_verb(syntax: Callable[[str], Syntax]) -> None:
    made = syntax('"It was them," said Lisa Monaco.')

    assert names(made.subject(made.triggers[-1])) == ["Lisa Monaco"]


def test_a_passive_has_an_agent(syntax: Callable[[str], Syntax]) -> None:
    made = syntax("Russia was accused of it by Estonia and Canada.")

    assert names(made.agent(made.triggers[0])) == ["Estonia", "Canada"]
    assert names(made.subject(made.triggers[0])) == ["Russia"]


@pytest.mark.parametrize(
    ("text", "culprit"),
    [
        ("North Korea was behind the worm.", ["North Korea"]),
        ("Russia carried out the attack.", ["Russia"]),
        ("The attack was launched by Iran.", ["Iran"]),
        ("It was the work of APT28.", ["APT28"]),
        ("Volt Typhoon, tracked as Vanguard Panda, has broken into networks.", ["Volt Typhoon"]),
        ("The attack hit Iran.", []),
        ("Iran was attacked in May.", []),
    ],
)
def test_blame_is_found_and_victims_are_not_blamed(
    syntax: Callable[[str], Syntax], text: str, culprit: list[str]
) -> None:
    made = syntax(text)
    blames = list(made.blames(0, len(made.words)))

    assert [name for blame in blames[:1] for name in names(blame.group)] == culprit
