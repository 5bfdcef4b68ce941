"""Parties: whom a noun phrase means, by the names and the states that stand with it."""

from __future__ import annotations

import pytest

from tocsin.model.report import MentionKind
from tocsin.reading.parties import party_words

from tests.reading.trees import scene_of

IRAN = (MentionKind.COUNTRY, "IR")
KREMLIN = (MentionKind.GOVERNMENT_BODY, "body:RU-KREMLIN")
CREW = (MentionKind.INTRUSION_SET, "G0034")
LEE = (MentionKind.PERSON, None)


def test_a_name_is_itself_and_its_state_the_id() -> None:
    party = scene_of("Kremlin/NNP/0/root", Kremlin=KREMLIN).party(0)

    assert (party.name, party.id, party.is_named) == ("Kremlin", "RU", True)


def test_a_noun_has_the_state_it_is_of() -> None:
    party = scene_of("the/DT/2/det Iran/NNP/2/compound hackers/NNS/2/root", Iran=IRAN).party(2)

    assert (party.name, party.id, party.is_named) == ("Iran hackers", "IR", False)


def test_an_official_has_the_name_that_stands_with_him_and_the_state_of_his_office() -> None:
    rows = "Kremlin/NNP/1/compound spokesman/NN/1/root Lee/NNP/1/flat"
    party = scene_of(rows, Kremlin=KREMLIN, Lee=LEE).party(1)

    assert (party.name, party.id, party.kind) == ("Lee", "RU", MentionKind.PERSON)


def test_a_group_has_the_name_it_goes_by() -> None:
    rows = "a/DT/1/det group/NN/1/root known/VBN/1/acl as/IN/4/case Sandworm/NNP/2/obl"

    assert scene_of(rows, Sandworm=CREW).party(1).name == "Sandworm"


def test_a_group_that_no_catalogue_knows_has_the_name_it_goes_by() -> None:
    rows = "a/DT/1/det group/NN/1/root calling/VBG/1/acl itself/PRP/2/obj Glass/NNP/5/compound Owl/NNP/2/obj"
    party = scene_of(rows).party(1)

    assert (party.name, party.kind) == ("Glass Owl", MentionKind.INTRUSION_SET)


def test_two_capitals_in_a_row_are_a_name() -> None:
    party = scene_of("Ivan/NNP/2/nsubj Petrov/NNP/0/flat spoke/VBD/2/root").party(0)

    assert (party.name, party.kind) == ("Ivan Petrov", MentionKind.PERSON)


@pytest.mark.parametrize(
    ("rows", "definite"),
    [
        ("the/DT/1/det group/NN/1/root", True),
        ("a/DT/1/det group/NN/1/root", False),
        ("two/CD/1/nummod groups/NNS/1/root", False),
        ("its/PRP$/1/nmod:poss group/NN/1/root", False),
    ],
)
def test_a_definite_noun_is_one_that_was_named_before(rows: str, definite: bool) -> None:
    assert scene_of(rows).is_definite(1) is definite


def test_the_article_is_no_part_of_a_name() -> None:
    rows = "the/DT/2/det federal/JJ/2/amod prosecutors/NNS/2/root in/IN/4/case Ohio/NNP/2/nmod"

    assert scene_of(rows).written(2) == "federal prosecutors"


def test_the_word_lists_are_in_base_form() -> None:
    plural = [
        word for word in party_words().speaking if word.endswith("s") and word + "s" not in party_words().speaking
    ]

    assert set(plural) <= {"police", "press"} | {word for word in plural if word.endswith(("ss", "us", "is"))}


def test_a_number_of_people_is_not_their_state() -> None:
    party = scene_of("three/CD/1/nummod Iranians/NNPS/1/root", Iranians=IRAN).party(1)

    assert (party.name, party.id, party.is_named) == ("three Iranians", "IR", False)


def test_a_spokesman_without_a_name_is_whom_he_speaks_for() -> None:
    rows = "a/DT/1/det spokesman/NN/1/root for/IN/4/case the/DT/4/det Kremlin/NNP/1/nmod"

    assert scene_of(rows, Kremlin=KREMLIN).party(1).name == "Kremlin"


def test_a_name_is_no_judgement() -> None:
    rows = "such/JJ/3/amod sophisticated/JJ/3/amod state/NN/3/compound hackers/NNS/3/root"

    assert scene_of(rows).party(3).name == "state hackers"


def test_a_service_has_the_name_right_behind_it() -> None:
    rows = "the/DT/1/det service/NN/1/root Kremlin/NNP/1/flat"

    assert scene_of(rows, Kremlin=KREMLIN).party(1).name == "Kremlin"
