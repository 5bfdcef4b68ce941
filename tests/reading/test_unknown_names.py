"""Names that nobody knows: runs of capitals that may be persons, and those that are no name."""

from __future__ import annotations

import pytest

from tocsin.model.report import MentionKind
from tocsin.reading.documents import document_of
from tocsin.reading.entities import find_entities
from tocsin.reading.sentences import split
from tocsin.reading.unknown_names import unknown_names, with_unknown_names


def names(text: str) -> list[str]:
    mentions = find_entities(document_of(text.encode(), "a.txt"))
    (sentence,) = split(text)
    return [one.text for one in unknown_names(sentence, mentions)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Robertina Leeson of SANS warned them.", "Robertina Leeson"),
        ("They heard Elzbeta Sherwood-Randall speak.", "Elzbeta Sherwood-Randall"),
        ("They heard Anke van Dalen speak.", "Anke van Dalen"),
    ],
)
def test_a_run_of_capitals_is_a_person(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "The Electoral Commission was hit.",
        "The White House spoke.",
        "We use Marks & Spencer.",
    ],
)
def test_offices_known_names_and_titles_are_none(text: str) -> None:
    assert names(text) == []


def test_what_a_gang_is_called_is_a_gang() -> None:
    text = "A gang named Cuba listed the parliament of Montenegro."
    mentions = find_entities(document_of(text.encode(), "a.txt"))
    ((gang, state),) = with_unknown_names(split(text), [mentions])

    assert (gang.text, gang.kind, gang.id) == ("Cuba", MentionKind.INTRUSION_SET, None)
    assert state.id == "ME"


def test_where_it_stands() -> None:
    text = "Then Robertina Leeson spoke."
    (sentence,) = split(text)
    (one,) = unknown_names(sentence, [])

    assert text[one.start : one.end] == one.text


@pytest.mark.parametrize(
    "text",
    [
        "Curbs were put on Zservo, a provider of hosting in Barnaul. Norway accused Zservo of it.",
        "Norway heard the security company Zservo. Later Zservo was named.",
    ],
)
def test_what_a_text_calls_a_company_is_one_wherever_it_is_named(text: str) -> None:
    parts = split(text)
    found = with_unknown_names(parts, [[] for _ in parts])

    assert [[(one.text, one.kind.value) for one in here] for here in found] == [[("Zservo", "organisation")]] * 2


def test_a_place_is_no_company() -> None:
    parts = split("They met in Barnaul, a town on the Ob.")

    assert with_unknown_names(parts, [[]]) == [[]]


def test_a_name_with_an_article_in_it_is_one_name() -> None:
    (part,) = split("Yousef al-Otaiba called the story false.")

    (found,) = unknown_names(part, [])

    assert found.text == "Yousef al-Otaiba"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Persian Cyber Army said so.", "Persian Cyber Army"),
        ("A gang called itself the Latvian Electronic Resistance.", "Latvian Electronic Resistance"),
    ],
)
def test_hacktivists_are_known_by_how_they_name_themselves(text: str, name: str) -> None:
    mentions = find_entities(document_of(text.encode(), "a.txt"))
    (found,) = with_unknown_names(split(text), [mentions])

    assert [(one.text, one.kind) for one in found] == [(name, MentionKind.INTRUSION_SET)]


def test_an_outlet_is_named_by_the_noun_before_it() -> None:
    text = "Mails seen by the investigative site Lumenor show it."
    (found,) = with_unknown_names(split(text), [[]])

    assert [(one.text, one.kind) for one in found] == [("Lumenor", MentionKind.ORGANISATION)]


def test_a_group_is_named_by_how_it_signs() -> None:
    text = "A group that signed as Brass Heron leaked the mails."
    (found,) = with_unknown_names(split(text), [[]])

    assert [(one.text, one.kind) for one in found] == [("Brass Heron", MentionKind.INTRUSION_SET)]


@pytest.mark.parametrize(
    "text",
    ["The hacktivist group Brass Heron leaked it.", "Brass Heron, a new ransomware gang, leaked it."],
)
def test_a_group_is_named_beside_what_it_is(text: str) -> None:
    (found,) = with_unknown_names(split(text), [[]])

    assert [(one.text, one.kind) for one in found] == [("Brass Heron", MentionKind.INTRUSION_SET)]
