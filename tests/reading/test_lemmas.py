"""Base forms: what the table knows, and what the rules of spelling say of words it does not."""

from __future__ import annotations

import pytest

from tocsin.reading.lemmas import kind_of, lemma, ruled


@pytest.mark.parametrize(
    ("word", "tag", "base"),
    [
        ("stole", "VBD", "steal"),
        ("taken", "VBN", "take"),
        ("men", "NNS", "man"),
        ("denies", "VBZ", "deny"),
        ("blaming", "VBG", "blame"),
        ("accused", "VBN", "accuse"),
        ("planned", "VBD", "plan"),
        ("agencies", "NNS", "agency"),
        ("freezes", "NNS", "freeze"),
        ("breaches", "NNS", "breach"),
        ("Hackers", "NNS", "hacker"),
    ],
)
def test_base_forms(word: str, tag: str, base: str) -> None:
    assert lemma(word, tag) == base


def test_the_rules_leave_a_word_alone_that_has_no_ending() -> None:
    assert ruled("cyber", "JJ") == "cyber"
    assert ruled("is", "NNS") == "is"


def test_a_past_and_a_participle_are_apart() -> None:
    assert kind_of("VBD") != kind_of("VBN")
    assert kind_of("NNP") == kind_of("NN")
