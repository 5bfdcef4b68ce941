"""The recogniser: names that no table holds, and the sense of those that two tables share, by the words around them.

In: the sentences of a text, and for each the labels that the rules gave its tokens. Out: labelled token ranges. A
linear-chain conditional random field over features that `name_features` describes, trained by
`training/train_recogniser.py` on AnnoCTR; the rules' own labels and the gazetteer's candidates are among them, so that
it learns when to believe them. Scores: `docs/models.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

from tocsin.reading.name_features import Classes, Rows, Text, candidates, live, rows
from tocsin.reading.sentences import Sentence

KINDS = ("GROUP", "MALWARE", "TOOL", "LOC", "SECTOR", "ORG")
LABELS = ("O", *(f"{part}-{kind}" for kind in KINDS for part in "BI"))
BIAS = 1.3
"""What is taken from the score of no name: the training data miss more names than they make up."""
_LONGEST = 400  # tokens of a sentence; a longer one is a table
_FORBIDDEN = -1e9
_TOGETHER = 200  # sentences
Weights = NDArray[np.float32]
Spans = list[tuple[int, int, str]]


@cache
def transitions() -> Weights:
    """Return what may follow what: an inside goes on a beginning or an inside of its own kind."""
    made = np.zeros((len(LABELS), len(LABELS)), dtype=np.float32)
    for one, before in enumerate(LABELS):
        for other, after in enumerate(LABELS):
            if after.startswith("I-") and before[2:] != after[2:]:
                made[one, other] = _FORBIDDEN
    return made


def best(scores: Weights, moves: Weights) -> list[int]:
    """Return the best row of labels by Viterbi's algorithm."""
    first = np.array([_FORBIDDEN if label.startswith("I-") else 0.0 for label in LABELS], dtype=np.float32)
    reach = scores[0] + first
    back: list[NDArray[np.intp]] = []
    for row in scores[1:]:
        paths = reach[:, None] + moves
        back.append(paths.argmax(axis=0))
        reach = paths.max(axis=0) + row
    labels = [int(reach.argmax())]
    for pointers in reversed(back):
        labels.append(int(pointers[labels[-1]]))
    return labels[::-1]


@dataclass(frozen=True)
class Model:
    """What was learned: sorted `features` (n,), their `weights` by label (n, labels), and those of moves."""

    features: Rows
    weights: Weights
    moves: Weights
    classes: Classes

    def scores(self, found: Rows) -> Weights:
        """Return the score of each label for tokens with these features, (tokens, labels)."""
        made = np.zeros((len(found), len(LABELS)), dtype=np.float32)
        for column in found.T:
            at = np.minimum(np.searchsorted(self.features, column), len(self.features) - 1)
            known = np.flatnonzero(self.features[at] == column)
            made[known] += self.weights[at[known]]
        made[:, 0] -= BIAS
        return made

    def labels(self, found: Rows) -> list[str]:
        """Return the best row of labels."""
        return [LABELS[one] for one in best(self.scores(found), self.moves)]

    def labels_of_some(self, scores: Weights, at: Sequence[int], size: int) -> list[str]:
        """Return the best row of labels for `size` tokens, of which only those `at` some places can be in a name."""
        made = ["O"] * size
        first = 0
        for last in range(1, len(at) + 1):
            if last == len(at) or at[last] != at[last - 1] + 1:
                part = scores[first:last].copy()
                # before and behind a stretch stand tokens of no name
                part[0] += self.moves[0] if at[first] else 0
                part[-1] += self.moves[:, 0] if at[last - 1] < size - 1 else 0
                for place, label in zip(at[first:last], best(part, self.moves), strict=True):
                    made[place] = LABELS[label]
                first = last
        return made


@cache
def model() -> Model:
    """Return what the package ships, loaded once."""
    with as_file(files("tocsin.reading.model").joinpath("recogniser.npz")) as path, np.load(path) as stored:
        groups = zip(stored["words"].tolist(), stored["classes"].tolist(), strict=True)
        classes = {word: (coarse, middle, fine) for word, (coarse, middle, fine) in groups}
        weights = stored["weights"].astype(np.float32) * np.float32(stored["scale"])
        return Model(stored["features"], weights, stored["moves"].astype(np.float32) + transitions(), classes)


def recognise(sentences: Sequence[Sentence], rules: Sequence[Sequence[str]]) -> list[Spans]:
    """Return for each sentence the token ranges `[first, last)` of names and their kind."""
    known = model()
    text = Text(sentences, rules, [candidates(sentence) for sentence in sentences])
    made: list[Spans] = [[] for _ in sentences]
    waiting: list[tuple[int, Sentence, list[int]]] = []
    for number, sentence in enumerate(sentences):
        if not 0 < len(sentence.tokens) <= _LONGEST or not any(
            token.text != token.text.lower() for token in sentence.tokens
        ):
            continue  # a table, or a line without a capital
        waiting.append((number, sentence, live(sentence, number, text)))
        if len(waiting) == _TOGETHER:
            _label(known, waiting, text, made)
    _label(known, waiting, text, made)
    return made


def _label(known: Model, waiting: list[tuple[int, Sentence, list[int]]], text: Text, made: list[Spans]) -> None:
    """Score the tokens of some sentences at once, and write down the names in each."""
    if not waiting:
        return
    scores = known.scores(rows(waiting, text, known.classes))
    first = 0
    for number, sentence, places in waiting:
        part = scores[first : first + len(places)]
        first += len(places)
        made[number] = list(spans(known.labels_of_some(part, places, len(sentence.tokens))))
    waiting.clear()


def spans(labels: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the ranges that a row of labels marks."""
    first = None
    for at, label in enumerate([*labels, "O"]):
        if first is not None and not label.startswith("I-"):
            yield first, at, labels[first][2:]
            first = None
        if label.startswith("B-"):
            first = at
