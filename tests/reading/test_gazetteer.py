"""The gazetteer: spellings that are one name, the longest match, and case where it counts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.knowledge.entries import Name
from tocsin.model.report import MentionKind
from tocsin.reading.gazetteer import Gazetteer, gazetteer, incident_names
from tocsin.reading.sentences import split


def name(text: str, *, cased: bool = False) -> Name:
    return Name(text, MentionKind.INTRUSION_SET, f"id:{text}", text, "test", cased, False)


def found(names: Gazetteer, text: str) -> list[str]:
    return [text[one.start : one.end] for sentence in split(text) for one in names.find(sentence)]


@pytest.mark.parametrize("written", ["APT40", "APT 40", "APT-40", "apt40"])
def test_letters_and_digits_are_one_name_however_they_are_joined(written: str) -> None:
    assert found(Gazetteer([name("APT40")]), f"They say {written} did it") == [written]


def test_the_longest_name_wins() -> None:
    assert found(Gazetteer([name("Salt"), name("Salt Typhoon")]), "the Salt Typhoon group") == ["Salt Typhoon"]


def test_part_of_a_number_is_no_name() -> None:
    assert found(Gazetteer([name("APT4")]), "APT40 and APT4") == ["APT4"]


def test_case_counts_where_it_must_but_not_in_a_line_of_capitals() -> None:
    names = Gazetteer([name("Play", cased=True)])

    assert found(names, "they play on") == []
    assert found(names, "PLAY HITS AGAIN") == ["PLAY"]


def test_a_name_of_two_entries_keeps_both() -> None:
    both = Gazetteer([name("NOBELIUM"), Name("Nobelium", MentionKind.INTRUSION_SET, "other", "X", "t", False, False)])
    one = next(iter(both.find(split("Nobelium")[0])))

    assert {entry.id for entry in one.names} == {"id:NOBELIUM", "other"}


def test_incidents_have_a_gazetteer_of_their_own() -> None:
    assert found(incident_names(), "the SolarWinds hack") == ["SolarWinds hack"]
    assert found(gazetteer(), "the Microsoft Exchange hack") != ["Microsoft Exchange hack"]


@settings(derandomize=True, max_examples=60)
@given(st.lists(st.sampled_from(["APT40", "salt", "Salt Typhoon", "-", " ", ".", "U.S.", "(", "’s", "x"]), max_size=10))
def test_finds_do_not_meet_and_are_in_order(pieces: list[str]) -> None:
    names = Gazetteer([name("APT40"), name("Salt"), name("Salt Typhoon"), name("U.S.")])
    for sentence in split("".join(pieces)):
        ends = 0
        for one in names.find(sentence):
            assert ends <= one.start < one.end
            ends = one.end
