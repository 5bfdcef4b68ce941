"""The recogniser: names that no table holds, and the sense of those that two tables share, by the words around them.

In: the sentences of a text, and for each the labels that the rules gave its tokens. Out: labelled token ranges. A
linear-chain conditional random field over features that `name_features` describes, trained by
`training/train_recogniser.py` on AnnoCTR; the rules' own labels and the gazetteer's candidates are among them, so that
it learns when to believe them. Scores: `docs/models.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
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
_HALVES = 1 << 16  # upper halves of a number of 32 bits
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


def best(scores: Weights, moves: Weights, lengths: Sequence[int]) -> list[int]:
    """Return the best rows of labels by Viterbi's algorithm, of stretches of tokens that stand one behind the other.

    `scores`: (tokens, labels); `lengths`: how many tokens each stretch has, at least one. All go forward in step.
    """
    size = np.array(lengths, dtype=np.intp)
    order = np.argsort(-size, kind="stable")
    begins = (np.cumsum(size) - size)[order]
    going = [int(np.count_nonzero(size > step)) for step in range(int(size.max(initial=0)))]
    first = np.array([_FORBIDDEN if label.startswith("I-") else 0.0 for label in LABELS], dtype=np.float32)
    reach = scores[begins] + first
    back: list[NDArray[np.intp]] = []
    for step, count in enumerate(going[1:], 1):
        paths = reach[:count, None, :] + moves.T
        back.append(paths.argmax(axis=2))
        reach[:count] = paths.max(axis=2) + scores[begins[:count] + step]
    made = np.zeros(len(scores), dtype=np.intp)
    now = reach.argmax(axis=1)
    for step in range(len(going) - 1, -1, -1):
        count = going[step]
        made[begins[:count] + step] = now[:count]
        if step:
            now[:count] = back[step - 1][np.arange(count), now[:count]]
    labels: list[int] = made.tolist()
    return labels


@dataclass(frozen=True)
class Model:
    """What was learned: sorted `features` (n,), their `weights` by label (n, labels), and those of moves."""

    features: Rows
    weights: Weights
    moves: Weights
    classes: Classes

    @cached_property
    def _halves(self) -> tuple[NDArray[np.intp], int]:
        """Return for each upper half of a number the first feature that has it or a higher one, and the most of one."""
        halves = np.arange(_HALVES + 1, dtype=np.uint64) << np.uint64(16)
        begins = np.searchsorted(self.features.astype(np.uint64), halves)
        return begins, int(np.diff(begins).max())

    @cached_property
    def _padded(self) -> tuple[Rows, Weights]:
        """Return features and weights with one more behind the last, the highest number, which weighs nothing."""
        highest = np.array([0xFFFFFFFF], dtype=np.uint32)
        return np.append(self.features, highest), np.append(self.weights, np.zeros_like(self.moves[:1]), 0)

    def _places(self, found: Rows) -> NDArray[np.intp]:
        """Return the places of features among those that weigh something, behind the last for the others.

        A few steps from the first of those with the same upper half: a third of the time of a binary search.
        """
        features = self._padded[0]
        begins, most = self._halves
        at = begins[found >> np.uint32(16)]
        for _ in range(most):
            at += features[at] < found
        at[features[at] != found] = len(self.features)
        return at

    def scores(self, found: Rows) -> Weights:
        """Return the score of each label for tokens with these features, (tokens, labels)."""
        weights = self._padded[1]
        made = np.zeros((len(found), len(LABELS)), dtype=np.float32)
        for places in self._places(np.ascontiguousarray(found.T)):
            made += weights.take(places, axis=0)
        made[:, 0] -= BIAS
        return made

    def labels(self, scores: Weights, places: Sequence[Sequence[int]], sizes: Sequence[int]) -> list[list[str]]:
        """Return the best rows of labels for sentences of `sizes` tokens, of which only some can be in a name.

        `places` are the numbers of those tokens in each sentence; `scores` theirs, (tokens, labels), in their order.
        """
        scores = scores.copy()
        lengths: list[int] = []
        behind: list[int] = []  # tokens before which one of no name stands, and after which
        ahead: list[int] = []
        row = 0
        for at, size in zip(places, sizes, strict=True):
            for number, place in enumerate(at):
                if number and at[number - 1] == place - 1:
                    lengths[-1] += 1
                else:
                    lengths.append(1)
                    behind += [row] if place else []
                if place < size - 1 and (number + 1 == len(at) or at[number + 1] != place + 1):
                    ahead.append(row)
                row += 1
        scores[behind] += self.moves[0]
        scores[ahead] += self.moves[:, 0]
        named = iter(best(scores, self.moves, lengths))
        made = [["O"] * size for size in sizes]
        for labels, at in zip(made, places, strict=True):
            for place in at:
                labels[place] = LABELS[next(named)]
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
    labels = known.labels(scores, [places for *_, places in waiting], [len(one.tokens) for _, one, _ in waiting])
    for (number, *_), row in zip(waiting, labels, strict=True):
        made[number] = list(spans(row))
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
