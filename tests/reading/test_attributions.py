"""Attributions: what is said and who says it become two plain sentences, and one tree again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.reading.attributions import joined, set_apart, texts
from tocsin.reading.documents import document_of
from tocsin.reading.entities import find_entities
from tocsin.reading.grammar import parse
from tocsin.reading.sentences import split
from tocsin.reading.stand_ins import Disguised, disguise

from benchmarks.read_claims import read


def apart(text: str) -> Disguised:
    mentions = find_entities(document_of(text.encode(), "a.txt"))
    (sentence,) = split(text)
    return set_apart(disguise(sentence, [one for one in mentions if one.end <= sentence.end]))


@pytest.mark.parametrize(
    ("text", "said", "told"),
    [
        ("The hackers, she told reporters, are dangerous.", "The hackers are dangerous", "she told reporters that"),
        ("The hackers, say the investigators, are active.", "The hackers are active", "the investigators say that"),
        (
            "Hackers broke in, said Lee, deputy head of sales.",
            "Hackers broke in",
            "Lee, deputy head of sales, said that",
        ),
        ("Hackers did it, according to Lee, head of sales.", "Hackers did it", "It was so according to Lee, head of"),
        ("Hackers broke in, the agencies note on Friday.", "Hackers broke in", "the agencies note that"),
        (
            "Hackers broke in, the agency said on Friday, calling it a raid.",
            "Hackers broke in",
            "the agency said that Iraq had done so, calling it a raid",
        ),
        ("The worm came back, said a spokesman.", "The worm came back", "a spokesman said that"),
        ("According to the police, hackers did it.", "hackers did it", "It was so According to the police"),
        ("Hackers did it, according to the police.", "Hackers did it", "It was so according to the police"),
    ],
)
def test_who_says_it_is_a_sentence_of_its_own(text: str, said: str, told: str) -> None:
    first, second = texts(apart(text))

    assert first == said + "."
    assert second.startswith(told)


@pytest.mark.parametrize(
    "text",
    [
        "In London, the minister said on Monday.",
        "The minister said that hackers did it.",
        "Hackers, who said so, fled.",
    ],
)
def test_other_sentences_stay_whole(text: str) -> None:
    assert apart(text).cut is None


def test_what_is_said_hangs_on_the_verb_of_who_says_it() -> None:
    one = apart("Hackers broke into the network, the agencies note.")
    words = joined(one, list(parse(texts(one))))
    broke = next(number for number, word in enumerate(words) if word[1] == "broke")
    note = next(number for number, word in enumerate(words) if word[1] == "note")

    assert words[broke][4:] == ("ccomp", note)
    assert [one.text[word[0] : word[0] + len(word[1])] for word in words if word[1] != "."] == [
        word[1] for word in words if word[1] != "."
    ]


PARTS = [
    "China ",
    "said ",
    "it ",
    ", ",
    "the FBI ",
    "who ",
    "told reporters ",
    "on Monday",
    "according to ",
    "the group ",
]


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=14))
def test_every_word_hangs_on_a_root(parts: list[str]) -> None:
    one = apart("".join(parts).strip(" ,") + "x")
    words = joined(one, list(parse(texts(one))))
    for number in range(len(words)):
        at = number
        for _ in words:
            at = words[at][5]
        assert words[at][5] == at


def test_a_long_hostile_sentence_is_not_taken_apart() -> None:
    """An expression that tried every way to read it would not come to an end."""
    (one,) = texts(apart("x " + ", the China said the the the " * 60 + "."))

    assert one.count(" said the the the ") == 60


def test_a_verb_with_an_object_behind_a_title_is_no_inversion() -> None:
    claims = read("After the hack Anna Berg, a colleague of his, holds a state actor responsible.")

    assert [claim.speakers for claim in claims] == [("Anna Berg",)]


def test_a_name_said_of_a_noun_and_a_paper_are_no_list() -> None:
    (claim,) = read("Hackers came back. The NSA read the mail of the founder, Wen Haoran, Reuters reported.")

    assert (claim.speakers, claim.accused) == (("Reuters",), ("NSA",))
