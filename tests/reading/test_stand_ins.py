"""Stand-ins: what a parser gets to see of a sentence, and that every part leads back to the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.model.report import Mention, MentionKind
from tocsin.reading.documents import document_of
from tocsin.reading.entities import find_entities
from tocsin.reading.sentences import split
from tocsin.reading.stand_ins import Disguised, disguise


def disguised(text: str) -> Disguised:
    (sentence,) = split(text)
    return disguise(sentence, find_entities(document_of(text.encode(), "a.txt")))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Hungary accused Nigeria of spying.", "Iraq accused Iran of spying."),
        ("Chinese hackers did it.", "Iraqi hackers did it."),
        ("Chinese state-backed hackers did it.", "Iraqi state-backed hackers did it."),
        ('The breach was "clearly" wrong.', "The breach was clearly wrong."),
        ("They agree with high confidence that it was so.", "They agree that it was so."),
        ("APT28, also known as Fancy Bear, did it.", "Hamas did it."),
        ("The break-in, however, failed.", "The breach failed."),
        ("Kremlin spokesman Dmitry Peskov denied it.", "Bush denied it."),
        ("WASHINGTON, 3 May 2024 - The breach was found.", "The breach was found."),
        ("HACKERS STOLE DATA", "hackers stole data"),
        ("The FBI said it was highly likely that hackers did it.", "The Congress said hackers did it."),
        ("The Federal Bureau of Investigation (FBI) spoke.", "The Congress spoke."),
    ],
)
def test_what_the_parser_sees(text: str, seen: str) -> None:
    assert disguised(text).text == seen


def test_a_title_tells_the_state_of_a_person() -> None:
    piece = disguised("Kremlin spokesman Dmitry Peskov denied it.").pieces[0]

    assert piece.mention is not None
    assert piece.mention.text == "Dmitry Peskov"
    assert [name.text for name in piece.titles] == ["Kremlin"]


WORDS = [
    "China",
    " ",
    ", ",
    '"',
    "said",
    "the FBI",
    " (FBI)",
    "“",
    "he told Reuters",
    "According to ",
    ".",
    "-",
    "\n",
    "’s",
]


@settings(derandomize=True, max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
def test_every_character_leads_back_to_one_of_the_sentence(parts: list[str]) -> None:
    text = "".join(parts) + "x"
    mentions = find_entities(document_of(text.encode(), "a.txt"))
    for sentence in split(text):
        inside = [one for one in mentions if sentence.start <= one.start and one.end <= sentence.end]
        made = disguise(sentence, inside)
        assert [piece.start for piece in made.pieces[1:]] == [piece.end for piece in made.pieces[:-1]]
        for at in range(len(made.text)):
            start, end, mention = made.origin(at, at + 1)
            assert sentence.start <= start < end <= sentence.end
            assert mention is not None or text[start].lower() == made.text[at].lower() or text[start].isspace()


def test_a_mention_that_is_no_party_keeps_its_word() -> None:
    text = "The health sector suffered."
    (sentence,) = split(text)
    sector = Mention(start=4, end=10, text="health", kind=MentionKind.SECTOR, id="healthcare", name="health")

    assert disguise(sentence, [sector]).text == text


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Analysts, in a paper from May, blamed hackers.", "Analysts blamed hackers."),
        ("Analysts, two of them from here, and hackers met.", "Analysts, two of them from here, and hackers met."),
        ("Hackers, an official said, broke in.", "Hackers, an official said, broke in."),
    ],
)
def test_what_is_told_between_commas_can_be_left_out(text: str, bare: str) -> None:
    (sentence,) = split(text)

    assert disguise(sentence, [], bare=True).text == bare
