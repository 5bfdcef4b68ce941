"""Frames: the verbs of speech acts in their forms, and what must stand with them."""

from __future__ import annotations

import pytest

from tocsin.reading.acts import ROLES
from tocsin.reading.frames import base, frames, frames_at, inflected, tells
from tocsin.reading.sentences import split

from tests.reading.trees import tree_of


@pytest.mark.parametrize(
    ("rows", "at", "roles"),
    [
        ("Canada/NNP/1/nsubj accused/VBD/1/root Russia/NNP/1/obj", 1, "object"),
        ("Canada/NNP/1/nsubj imposed/VBD/1/root sanctions/NNS/1/obj", 1, "against"),
        ("Canada/NNP/1/nsubj drew/VBD/1/root links/NNS/1/obj", 1, "links"),
        ("Canada/NNP/2/nsubj was/VBD/2/cop confident/JJ/2/root", 2, "clause"),
    ],
)
def test_a_verb_stands_in_its_frame(rows: str, at: int, roles: str) -> None:
    assert frames_at(tree_of(rows), at)[0].roles == roles


def test_a_frame_that_needs_a_word_is_no_frame_without_it() -> None:
    fits = frames_at(tree_of("Canada/NNP/1/nsubj imposed/VBD/1/root taxes/NNS/1/obj"), 1)

    assert fits == ()


def test_a_noun_is_no_verb() -> None:
    assert frames_at(tree_of("charges/NNS/1/nsubj rose/VBD/1/root"), 0) == ()


def test_every_frame_has_a_known_role_and_an_act_unless_its_content_decides() -> None:
    for frame in frames().frames:
        assert frame.roles in ROLES
        assert frame.act is not None or frame.roles == "clause"


def test_irregular_and_doubled_forms() -> None:
    assert inflected("steal")["stole"] == "past"
    assert inflected("slap")["slapped"] == "past"
    assert inflected("plan")["planning"] == "ing"


@pytest.mark.parametrize(
    ("text", "telling"),
    [
        ("Prosecutors charged two men.", True),
        ("The finger was pointed at Moscow.", True),
        ("They put the server away.", False),  # "put" accuses only with blame, a list, a door
        ("Chinese state-sponsored actors use proxies.", False),
        ("Chinese actors have been observed using proxies.", False),
        ("Researchers observed Chinese actors using proxies.", True),
        ("Monitor hosts and report what they say.", False),
        ("Check Point said so.", True),
        ("They used proxies in order to hide, which helps to.", False),  # "order" is no verb in it
        ("12 March: Added information on the malware.", False),
        ('It spoke of "irresponsible" behaviour.', True),
        ("Such behaviour is irresponsible.", False),
    ],
)
def test_only_sentences_with_the_words_of_a_frame_are_worth_parsing(text: str, *, telling: bool) -> None:
    assert tells(split(text)[0]) is telling


def test_words_of_names_tell_nothing() -> None:
    """In "United States" nobody states anything."""
    sentence = split("The United States has networks that it runs.")[0]
    assert tells(sentence)
    assert not tells(sentence, named={1, 2})


def test_the_lexicon_knows_the_base_of_its_verbs_better_than_the_rules() -> None:
    assert base(tree_of("accused/VBN/0/root").words[0]) == "accuse"
