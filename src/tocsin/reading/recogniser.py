"""The recogniser: names that no table holds, and the sense of those that two tables share, by the words around them.

In: the sentences of a text, and for each the labels that the rules gave its tokens. Out: labelled token ranges. A
structured perceptron over hashed features, trained by `training/train_recogniser.py` on AnnoCTR; the rules' own labels
and the gazetteer's candidates are features, so that it learns when to believe them. Scores: `docs/models.md`.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

from tocsin.reading.gazetteer import gazetteer
from tocsin.reading.sentences import Sentence

KINDS = ("GROUP", "MALWARE", "TOOL", "LOC", "SECTOR", "ORG")
LABELS = ("O", *(f"{part}-{kind}" for kind in KINDS for part in "BI"))
BUCKETS = 1 << 18
_LONGEST = 400  # tokens of a sentence; a longer one is a table
_FORBIDDEN = -1e9
Weights = NDArray[np.float32]
Spans = list[tuple[int, int, str]]


def shape(word: str) -> str:
    """Return the shape of a word, runs shortened.

    >>> shape("MuddyWater"), shape("APT28"), shape("x86-64")
    ('XxXx', 'Xd', 'xd-d')
    """
    made = "".join("X" if c.isupper() else "x" if c.islower() else "d" if c.isdigit() else c for c in word)
    return "".join(c for at, c in enumerate(made) if at == 0 or made[at - 1] != c)[:8]


def candidates(sentence: Sentence) -> list[str]:
    """Return for each token what the tables hold for the name it stands in: kinds, and whether it is a common word."""
    made = [""] * len(sentence.tokens)
    for found in gazetteer().find(sentence):
        kinds = sorted({f"{name.kind}{'~' if name.common else ''}" for name in found.names})
        for at in range(found.first, found.last):
            made[at] = ("B" if at == found.first else "I") + ",".join(kinds)
    return made


def features(
    sentence: Sentence, rules: Sequence[str], seen: Counter[str], tables: Sequence[str] | None = None
) -> list[list[int]]:
    """Return the hashed features of each token; `seen` counts the document's capitalised words inside sentences."""
    words = [token.text for token in sentence.tokens]
    low = list(sentence.words)
    shapes = [shape(word) for word in words]
    tables = candidates(sentence) if tables is None else tables
    around = ["<s>", "<s>", *low, "</s>", "</s>"]
    shaped = ["", *shapes, ""]
    ruled = ["", *rules, ""]
    found: list[list[int]] = []
    for at, word in enumerate(words):
        before2, before, own, after, after2 = around[at : at + 5]
        parts = (
            "b", f"w={own}", f"W={word}", f"p={own[:3]}", f"s={own[-3:]}", f"s4={own[-4:]}", f"f={shapes[at]}",
            f"-1={before}", f"+1={after}", f"-2={before2}", f"+2={after2}", f"-1,0={before} {own}",
            f"0,+1={own} {after}",
            f"-1f={shaped[at]} {shapes[at]}", f"+1f={shapes[at]} {shaped[at + 2]}", f"r={rules[at]}",
            f"r-1={ruled[at]},{rules[at]}", f"r+1={rules[at]},{ruled[at + 2]}", f"rf={rules[at]} {shapes[at]}",
            f"r-1w={rules[at]} {before}", f"r+1w={rules[at]} {after}", f"t={tables[at]}",
            f"tr={tables[at]} {rules[at]}",
            f"f-1={shapes[at]} {before}", f"f+1={shapes[at]} {after}", f"n={min(seen[word], 4)} {shapes[at]}",
        )  # fmt: skip
        found.append([zlib.crc32(part.encode()) % BUCKETS for part in parts])
    return found


def capitals(sentences: Iterable[Sentence]) -> Counter[str]:
    """Count the words that are capitalised where no sentence begins."""
    return Counter(token.text for one in sentences for token in one.tokens[1:] if token.is_capital)


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


@cache
def model() -> tuple[Weights, Weights]:
    """Return the weights by bucket and label, and those of moves, loaded once."""
    with as_file(files("tocsin.reading.model").joinpath("recogniser.npz")) as path, np.load(path) as stored:
        weights = np.zeros((BUCKETS, len(LABELS)), dtype=np.float32)
        weights[stored["buckets"]] = stored["weights"].astype(np.float32)
        return weights, stored["moves"].astype(np.float32) + transitions()


def recognise(sentences: Sequence[Sentence], rules: Sequence[Sequence[str]]) -> list[Spans]:
    """Return for each sentence the token ranges `[first, last)` of names and their kind."""
    weights, moves = model()
    seen = capitals(sentences)
    made: list[Spans] = []
    for sentence, labels in zip(sentences, rules, strict=True):
        if not 0 < len(sentence.tokens) <= _LONGEST or not any(
            token.text != token.text.lower() for token in sentence.tokens
        ):
            made.append([])  # a table, or a line without a capital
            continue
        rows = np.array(features(sentence, labels, seen))
        made.append(list(spans([LABELS[one] for one in best(weights[rows].sum(axis=1), moves)])))
    return made


def spans(labels: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the ranges that a row of labels marks."""
    first = None
    for at, label in enumerate([*labels, "O"]):
        if first is not None and not label.startswith("I-"):
            yield first, at, labels[first][2:]
            first = None
        if label.startswith("B-"):
            first = at
