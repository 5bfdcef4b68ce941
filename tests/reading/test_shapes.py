"""Names known by shape: persons by title, organisations by their last word, offices of states."""

from __future__ import annotations

import pytest

from tocsin.model.report import MentionKind
from tocsin.reading.gazetteer import gazetteer
from tocsin.reading.sentences import split
from tocsin.reading.shapes import shaped


def names(text: str) -> list[tuple[str, str]]:
    sentence = split(text)[0]
    return [
        (text[sentence.tokens[one.first].start : sentence.tokens[one.last - 1].end], one.kind.value)
        for one in shaped(sentence, ())
    ]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Her colleague Jane Doe protested.", "Jane Doe"),
        ("The defence minister, Claus Berg Larsen, also spoke.", "Claus Berg Larsen"),
        ("Nobody knew, said Mary Lou Roe.", "Mary Lou Roe"),
        ("Mr. John Q. Public denied it.", "John Q. Public"),
    ],
)
def test_a_person_is_known_by_title_or_by_a_verb_of_saying(text: str, person: str) -> None:
    assert (person, MentionKind.PERSON.value) in names(text)


def test_an_organisation_is_known_by_its_last_word() -> None:
    assert names("hackers of the Fictional Polytechnical University of Technology came") == [
        ("Fictional Polytechnical University of Technology", "organisation")
    ]


def test_a_company_takes_in_what_the_law_adds() -> None:
    assert names("It named Quux Bar Technology Co., Ltd. today") == [("Quux Bar Technology Co., Ltd.", "organisation")]


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("He worked for Beijing Quuxbar Technology Co., Ltd. in Xian.", "Beijing Quuxbar Technology Co., Ltd."),
        (
            "It went to Guangzhou Foobar Information Technology Company.",
            "Guangzhou Foobar Information Technology Company",
        ),
        ("Firms such as Tehran Quux Limited were named", "Tehran Quux Limited"),
    ],
)
def test_a_company_may_be_named_after_its_city(text: str, company: str) -> None:
    sentence = split(text)[0]
    shapes = shaped(sentence, tuple(gazetteer().find(sentence)))
    assert [
        (text[sentence.tokens[one.first].start : sentence.tokens[one.last - 1].end], one.kind) for one in shapes
    ] == [(company, MentionKind.ORGANISATION)]


def test_offices_in_small_letters_are_found() -> None:
    assert names("the foreign ministry and the embassy") == [
        ("foreign ministry", "government-body"),
        ("embassy", "government-body"),
    ]


def test_ordinary_sentences_name_nobody() -> None:
    assert names("The server was patched in March and Nothing Else Matters.") == []


def test_a_name_does_not_end_in_the_word_that_was_to_go_on_with_it() -> None:
    text = "It came from the Ministry of Culture of Saudi Arabia."
    sentence = split(text)[0]
    taken = tuple(gazetteer().find(sentence))
    assert [
        text[sentence.tokens[one.first].start : sentence.tokens[one.last - 1].end] for one in shaped(sentence, taken)
    ] == ["Ministry of Culture"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Minister Park Min-jun spoke.", ("Park Min-jun", "person")),
        ("Leaders of the Harbour Progress Party spoke.", ("Harbour Progress Party", "organisation")),
        ("Spokeswoman Jane Doe-led talks went on.", ("Jane Doe", "person")),
    ],
)
def test_where_a_name_begins_and_ends(text: str, name: tuple[str, str]) -> None:
    assert name in names(text)
