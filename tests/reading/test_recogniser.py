"""The recogniser: labels that go together, names no table holds, and the same text always the same way."""

from __future__ import annotations

import numpy as np
import pytest

from tocsin.reading.recogniser import (
    LABELS,
    best,
    candidates,
    capitals,
    features,
    model,
    recognise,
    shape,
    spans,
    transitions,
)
from tocsin.reading.sentences import split


def names(text: str) -> list[tuple[str, str]]:
    """Return the names that the recogniser sees without any help of the rules."""
    parts = split(text)
    found = recognise(parts, [["O"] * len(part.tokens) for part in parts])
    return [
        (" ".join(token.text for token in part.tokens[first:last]), kind)
        for part, ranges in zip(parts, found, strict=True)
        for first, last, kind in ranges
    ]


@pytest.mark.parametrize(
    ("word", "made"), [("Emotet", "Xx"), ("APT41", "Xd"), ("MuddyWater", "XxXx"), ("svchost.exe", "x.x"), ("", "")]
)
def test_the_shape_of_a_word(word: str, made: str) -> None:
    assert shape(word) == made


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("DarkOwl ransomware operators leaked data. DarkOwl ransomware is new.", "DarkOwl", "MALWARE"),
        ("Researchers at Brightwall Inc. in Lisbon found the GlimRAT trojan.", "GlimRAT", "MALWARE"),
    ],
)
def test_a_name_that_no_table_holds_is_seen_by_the_words_around_it(text: str, name: str, kind: str) -> None:
    assert (name, kind) in names(text)


def test_an_inside_only_goes_on_its_own_kind() -> None:
    moves = transitions()
    inside, other, begin = LABELS.index("I-ORG"), LABELS.index("B-TOOL"), LABELS.index("B-ORG")

    assert moves[other, inside] < -1e6
    assert moves[begin, inside] == 0
    scores = np.zeros((2, len(LABELS)), np.float32)
    scores[:, inside] = 5
    assert [LABELS[one] for one in best(scores, moves)] != ["I-ORG", "I-ORG"]


def test_ranges_of_a_row_of_labels() -> None:
    assert list(spans(["B-ORG", "I-ORG", "B-ORG", "O", "B-LOC"])) == [(0, 2, "ORG"), (2, 3, "ORG"), (4, 5, "LOC")]
    assert list(spans([])) == []


def test_every_token_has_its_features_and_its_candidates() -> None:
    (part,) = split("The Emotet malware and APT28 came back.")
    made = features(part, ["O"] * len(part.tokens), capitals([part]))

    assert len(made) == len(part.tokens) == len(candidates(part))
    assert candidates(part)[1].startswith("B")


def test_the_weights_are_small_and_the_same_each_time() -> None:
    weights, moves = model()

    assert weights.shape[1] == moves.shape[0] == len(LABELS)
    assert names("Emotet is back.") == names("Emotet is back.")


@pytest.mark.parametrize("text", ["", "\u202e", "1234 5678", "x" * 3000])
def test_hostile_text_is_labelled_without_harm(text: str) -> None:
    assert isinstance(names(text), list)
