"""Features of words: how a word looks, and what the whole text does with it."""

from __future__ import annotations

import numpy as np
import pytest

from tocsin.reading.name_features import WIDTH, Text, candidates, class_key, cues, live, rows, shape
from tocsin.reading.sentences import split


@pytest.mark.parametrize(
    ("word", "made"), [("Emotet", "Xx"), ("APT41", "Xd"), ("MuddyWater", "XxXx"), ("svchost.exe", "x.x"), ("", "")]
)
def test_the_shape_of_a_word(word: str, made: str) -> None:
    assert shape(word) == made


def test_every_token_has_its_features_and_its_candidates() -> None:
    (part,) = split("The Emotet malware and APT28 came back.")
    tables = [candidates(part)]
    made = rows([(0, part, range(len(part.tokens)))], Text([part], [["O"] * len(part.tokens)], tables), {})

    assert made.shape == (len(part.tokens), WIDTH)
    assert tables[0][1].startswith("B")


def test_other_places_of_a_word_are_features_of_it() -> None:
    """What stands beside a name elsewhere tells its kind where nothing does."""
    alone, told = (
        split(text) for text in ("It was Gremlor again.", "It was Gremlor again. The Gremlor ransomware is new.")
    )
    made = [
        rows(
            [(0, parts[0], range(len(parts[0].tokens)))],
            Text(parts, *([["O"] * len(part.tokens) for part in parts], [candidates(p) for p in parts])),
            {},
        )
        for parts in (alone, told)
    ]

    assert (made[0][2] != made[1][2]).any()


def test_a_class_does_not_depend_on_numbers() -> None:
    assert class_key("apt28") == class_key("apt41") != class_key("apt")


def test_each_cue_tells_of_one_kind() -> None:
    from tocsin.reading.lexicons import mention_words

    assert len(cues()) == sum(len(words) for words in mention_words().cues.values())


@pytest.mark.parametrize("text", ["\u202e x", "\ud800 x", "x" * 3000, "é" * 20 + " 中文"])
def test_hostile_words_have_features(text: str) -> None:
    parts = split(text)
    whole = Text(parts, [["O"] * len(part.tokens) for part in parts], [candidates(part) for part in parts])

    assert all(len(rows([(at, part, [0])], whole, {})) == 1 for at, part in enumerate(parts))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("they went to the lab52 site", {"the", "lab52", "site"}),
        ("it hit all Widgets and left", {"all", "Widgets", "and"}),
        ("they hit several shipping companies again", {"several", "shipping", "companies", "again"}),
        ("nothing was here", set()),
    ],
)
def test_tokens_that_could_be_of_a_name(text: str, wanted: set[str]) -> None:
    (part,) = split(text)
    whole = Text([part], [["O"] * len(part.tokens)], [candidates(part)])
    places = live(part, 0, whole)

    assert {part.tokens[at].text for at in places} == wanted
    every = rows([(0, part, range(len(part.tokens)))], whole, {})
    assert (rows([(0, part, places)], whole, {}) == every[places]).all()


def test_sentences_taken_together_have_the_features_they_have_alone() -> None:
    parts = split("Emotet is back. The Gremlor ransomware hit (all) banks.")
    whole = Text(parts, [["O"] * len(part.tokens) for part in parts], [candidates(part) for part in parts])
    given = [(at, part, range(len(part.tokens))) for at, part in enumerate(parts)]

    assert (rows(given, whole, {}) == np.concatenate([rows([one], whole, {}) for one in given])).all()
    assert rows([], whole, {}).shape == (0, WIDTH)
