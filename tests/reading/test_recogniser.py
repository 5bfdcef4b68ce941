"""The recogniser: labels that go together, names no table holds, and the same text always the same way."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tocsin.reading.name_features import class_key
from tocsin.reading.recogniser import BIAS, LABELS, best, model, recognise, spans, transitions
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
    ("text", "name", "kind"),
    [
        ("DarkOwl ransomware operators leaked data. DarkOwl ransomware is new.", "DarkOwl", "MALWARE"),
        ("SnakeLoader downloads payloads. SnakeLoader is a loader written in Rust.", "SnakeLoader", "MALWARE"),
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
    assert [LABELS[one] for one in best(scores, moves, [2])] != ["I-ORG", "I-ORG"]


def test_ranges_of_a_row_of_labels() -> None:
    assert list(spans(["B-ORG", "I-ORG", "B-ORG", "O", "B-LOC"])) == [(0, 2, "ORG"), (2, 3, "ORG"), (4, 5, "LOC")]
    assert list(spans([])) == []


def test_words_that_stand_in_like_places_have_a_class() -> None:
    classes = model().classes

    assert classes[class_key("apt28")] == classes[class_key("apt29")]
    assert class_key("germany") in classes


def test_the_weights_are_the_same_each_time() -> None:
    known = model()

    assert known.weights.shape == (len(known.features), len(LABELS))
    assert known.moves.shape == (len(LABELS), len(LABELS))
    assert (np.diff(known.features.astype(np.int64)) > 0).all()
    assert names("Emotet is back.") == names("Emotet is back.")


@pytest.mark.parametrize("text", ["", "\u202e", "1234 5678", "x" * 3000])
def test_hostile_text_is_labelled_without_harm(text: str) -> None:
    assert isinstance(names(text), list)


def test_stretches_are_labelled_apart() -> None:
    known = model()
    scores = np.zeros((3, len(LABELS)), np.float32)
    scores[:, LABELS.index("B-TOOL")] = 50

    assert known.labels(scores, [[0, 3, 4]], [6]) == [["B-TOOL", "O", "O", "B-TOOL", "B-TOOL", "O"]]
    assert known.labels(scores[:0], [[]], [2]) == [["O", "O"]]


def plainly_best(scores: np.ndarray, moves: np.ndarray) -> list[int]:
    """Return the best row of labels of one stretch by trying all: what Viterbi's algorithm must find."""
    rows = itertools.product(range(len(LABELS)), repeat=len(scores))
    allowed = (row for row in rows if not LABELS[row[0]].startswith("I-"))
    weigh = {row: sum(scores[at, one] + (moves[row[at - 1], one] if at else 0) for at, one in enumerate(row))
             for row in allowed}  # fmt: skip
    return list(max(weigh, key=lambda row: weigh[row]))


def test_stretches_of_any_length_go_forward_together() -> None:
    chance = np.random.default_rng(5)
    lengths = [1, 3, 2, 1, 3]
    scores = chance.integers(-5000, 5000, (sum(lengths), len(LABELS))).astype(np.float32)
    moves = chance.integers(-5000, 5000, (len(LABELS), len(LABELS))).astype(np.float32)

    alone = [plainly_best(part, moves) for part in np.split(scores, np.cumsum(lengths)[:-1])]
    assert best(scores, moves, lengths) == [label for row in alone for label in row]
    assert best(scores[:0], moves, []) == []


def test_only_known_features_weigh_anything() -> None:
    known = model()
    some = known.features[[0, 7, -1]]
    given = np.array([some, [1, some[1], 2**32 - 1], [*(some[:1] + 1), 5, 2**31]], dtype=np.uint32)
    rows = [[known.weights[np.flatnonzero(known.features == one)].sum(axis=0) for one in row] for row in given]

    wanted = np.array(rows).sum(axis=1)
    wanted[:, 0] -= BIAS
    assert np.allclose(known.scores(given), wanted)
