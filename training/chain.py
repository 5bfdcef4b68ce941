"""A linear-chain conditional random field over sparse features, by AdaGrad on batches of sentences of like length.

In: rows of (features (tokens, width), labels (tokens,)). Out: sorted features, weights by label, weights of moves,
each the mean over the second half of the passes. NumPy only; same rows and seed, same weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tocsin.reading.recogniser import LABELS, transitions

_NEVER = -1e4
_START = np.array([_NEVER if label.startswith("I-") else 0.0 for label in LABELS], dtype=np.float32)
_MOVES = np.where(transitions() < 0, _NEVER, 0.0).astype(np.float32)
Row = tuple[np.ndarray, np.ndarray]


@dataclass
class Settings:
    """How to train; `drop` is the share of features that are hidden at random in each pass."""

    epochs: int = 8
    rate: float = 0.15
    shrink: float = 3e-7
    drop: float = 0.1
    batch: int = 32
    seed: int = 1


def expectations(scores: np.ndarray, moves: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how likely each label is at each token (sentences, tokens, labels), and each move's expected count."""
    count, longest, size = scores.shape
    allowed = np.exp(moves)
    local = np.exp(scores - scores.max(axis=2, keepdims=True))
    forward, scale = np.zeros((longest, count, size), np.float32), np.ones((longest, count), np.float32)
    reach = np.exp(_START) * local[:, 0]
    for at in range(longest):
        if at:
            reach = (forward[at - 1] @ allowed) * local[:, at]
        inside = at < lengths
        total = np.where(inside, reach.sum(axis=1), np.float32(1))
        forward[at] = np.where(inside[:, None], reach / total[:, None], forward[at - 1] if at else reach)
        scale[at] = total
    backward, pairs = np.ones((longest, count, size), np.float32), np.zeros((size, size), np.float32)
    for at in range(longest - 2, -1, -1):
        inside = (at + 1 < lengths)[:, None]
        after = local[:, at + 1] * backward[at + 1] / scale[at + 1][:, None]
        backward[at] = np.where(inside, after @ allowed.T, np.float32(1))
        pairs += allowed * (forward[at].T @ np.where(inside, after, np.float32(0)))
    return (forward * backward).transpose(1, 0, 2), pairs


def train(rows: Sequence[Row], given: Settings) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return features, weights (features, labels) and moves (labels, labels)."""
    chance = np.random.default_rng(given.seed)
    known = np.unique(np.concatenate([found.ravel() for found, _ in rows]))
    coded = [(np.searchsorted(known, found), gold) for found, gold in rows]
    size, width = len(known), coded[0][0].shape[1]
    weights, squares = np.zeros((size + 1, len(LABELS)), np.float32), np.zeros((size + 1, 1), np.float32)
    moves, moves_squares = np.zeros_like(_MOVES), np.zeros_like(_MOVES)
    mean, mean_moves, passes = np.zeros_like(weights), np.zeros_like(moves), 0
    order = sorted(range(len(coded)), key=lambda at: len(coded[at][1]))
    batches = [order[at : at + given.batch] for at in range(0, len(order), given.batch)]
    for epoch in range(given.epochs):
        chance.shuffle(batches)
        for batch in batches:
            lengths = np.array([len(coded[at][1]) for at in batch])
            found = np.full((len(batch), lengths.max(), width), size)
            gold = np.zeros((len(batch), lengths.max()), dtype=int)
            for place, at in enumerate(batch):
                found[place, : lengths[place]], gold[place, : lengths[place]] = coded[at]
            if given.drop:
                found = np.where(chance.random(found.shape) < given.drop, size, found)
            inside = np.arange(lengths.max())[None] < lengths[:, None]
            wrong, pairs = expectations(weights[found].sum(axis=2), moves + _MOVES, lengths)
            one, other = np.nonzero(inside)
            wrong[one, other, gold[one, other]] -= 1
            real = np.zeros_like(pairs)
            np.add.at(real, (gold[:, :-1][inside[:, 1:]], gold[:, 1:][inside[:, 1:]]), 1)
            _step(
                weights, squares, found[inside].ravel(), wrong[inside], len(batch), given.shrink * len(batches), given
            )
            slope = (pairs - real) / len(batch)
            moves_squares += slope * slope
            moves -= given.rate * slope / np.sqrt(moves_squares + 1e-4)
            weights[size] = 0
        if epoch >= given.epochs // 2:
            mean, mean_moves, passes = mean + weights, mean_moves + moves, passes + 1
    return known, mean[:size] / passes, mean_moves / passes


def _step(
    weights: np.ndarray, squares: np.ndarray, found: np.ndarray, wrong: np.ndarray, count: int, shrink: float,
    given: Settings,
) -> None:  # fmt: skip
    source = np.repeat(np.arange(len(wrong)), len(found) // len(wrong))
    sort = np.argsort(found, kind="stable")
    cuts = np.flatnonzero(np.r_[True, np.diff(found[sort]) > 0])
    touched = found[sort][cuts]
    slope = np.add.reduceat(wrong[source[sort]], cuts, axis=0) / count + shrink * weights[touched]
    squares[touched, 0] += (slope * slope).mean(axis=1)
    weights[touched] -= given.rate * slope / np.sqrt(squares[touched] + 1e-4)
