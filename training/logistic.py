"""Logistic regressions over features by name, fitted to the same optimum each time: same rows, same weights.

In: rows of features that are true, with what is wanted. Out: the names and their weights. Two kinds: `fit_classes`, a
softmax over classes for each row; `fit_choice`, a softmax over the rows of a group, of which one or several are meant.
Fitted by L-BFGS (Nocedal and Wright 2006, algorithm 7.4) over sparse rows, with a ridge on the weights.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RAREST = 2  # rows in which a feature must be true
STEPS, MEMORY = 150, 10
GOOD_ENOUGH = 1e-6  # gain of a step, as a share of the loss, at which it ends
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rows:
    """Rows of numbered features, each true: those of row i are `numbers[starts[i]:starts[i + 1]]`."""

    names: list[str]
    numbers: NDArray[np.intp]
    starts: NDArray[np.intp]

    def times(self, weights: Floats) -> Floats:
        """Return for each row the sum of its features' weights; a row of an array for each class."""
        sums = np.concatenate([np.zeros((1, *weights.shape[1:])), weights[self.numbers].cumsum(axis=0)])
        return sums[self.starts[1:]] - sums[self.starts[:-1]]

    def spread(self, values: Floats) -> Floats:
        """Return for each feature the sum of the values of its rows: one column."""
        each = np.repeat(values, np.diff(self.starts))
        return np.bincount(self.numbers, each, minlength=len(self.names)).astype(np.float64)


def rows_of(rows: Sequence[Sequence[str]]) -> Rows:
    """Return rows with their features numbered, those left out that are too rare."""
    counts = Counter(one for row in rows for one in set(row))
    names = sorted(one for one, count in counts.items() if count >= RAREST)
    place = {one: at for at, one in enumerate(names)}
    numbers = [sorted({place[one] for one in row if one in place}) for row in rows]
    starts = np.cumsum([0, *(len(one) for one in numbers)])
    return Rows(names, np.array([one for row in numbers for one in row], dtype=np.intp), starts)


def fit_classes(
    rows: Sequence[Sequence[str]], wanted: Sequence[int], counts: Sequence[float], classes: int, ridge: float
) -> tuple[list[str], Floats, Floats]:
    """Return features, their weights (features, classes) and the bias of each class; `counts` weigh the rows."""
    table = rows_of(rows)
    target = np.zeros((len(rows), classes))
    target[np.arange(len(rows)), list(wanted)] = 1
    weigh = np.array(counts)
    size = len(table.names)

    def loss(values: Floats) -> tuple[float, Floats]:
        weights, bias = values[: size * classes].reshape(size, classes), values[size * classes :]
        scores = table.times(weights) + bias
        scores -= scores.max(axis=1, keepdims=True)
        total = np.exp(scores).sum(axis=1, keepdims=True)
        error = (np.exp(scores) / total - target) * weigh[:, None]
        lost = (weigh * (np.log(total[:, 0]) - (scores * target).sum(axis=1))).sum() + ridge / 2 * (weights**2).sum()
        slope = np.stack([table.spread(column) for column in error.T], axis=1) + ridge * weights
        return float(lost), np.concatenate([slope.ravel(), error.sum(axis=0)])

    found = minimum(loss, np.zeros((size + 1) * classes))
    return table.names, found[: size * classes].reshape(size, classes), found[size * classes :]


def fit_choice(groups: Sequence[Sequence[tuple[Sequence[str], bool]]], ridge: float) -> tuple[list[str], Floats]:
    """Return features and their weights; each group has rows and whether they are meant, at least one is."""
    table = rows_of([features for group in groups for features, _ in group])
    starts = np.cumsum([0, *(len(group) for group in groups)])[:-1]
    group_of = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    meant = np.array([float(one) for group in groups for _, one in group])
    meant /= np.add.reduceat(meant, starts)[group_of]

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = table.times(weights)
        scores -= np.maximum.reduceat(scores, starts)[group_of]
        total = np.add.reduceat(np.exp(scores), starts)[group_of]
        lost = (meant * (np.log(total) - scores)).sum() + ridge / 2 * (weights @ weights)
        return float(lost), table.spread(np.exp(scores) / total - meant) + ridge * weights

    return table.names, minimum(loss, np.zeros(len(table.names)))


def minimum(loss: Callable[[Floats], tuple[float, Floats]], values: Floats) -> Floats:
    """Return where a smooth, convex loss is least, near enough; `loss` gives value and slope."""
    lost, slope = loss(values)
    moves: list[tuple[Floats, Floats]] = []
    for _ in range(STEPS):
        way = _direction(slope, moves)
        steep, rate = float(slope @ way), 1.0 if moves else 1.0 / max(1.0, float(np.abs(slope).sum()))
        while True:
            tried = values + rate * way
            now, next_slope = loss(tried)
            if now <= lost + 1e-4 * rate * steep or rate < 1e-10:
                break
            rate /= 2
        move = (tried - values, next_slope - slope)
        if float(move[0] @ move[1]) > 0:
            moves = [*moves[1 - MEMORY :], move]
        gain, values, lost, slope = lost - now, tried, now, next_slope
        if gain < GOOD_ENOUGH * max(1.0, abs(lost)):
            break
    return values


def _direction(slope: Floats, moves: Sequence[tuple[Floats, Floats]]) -> Floats:
    """Return where to go, by the last moves and how they changed the slope."""
    way = -slope
    shares: list[float] = []
    for step, change in reversed(moves):
        shares.append(float(step @ way) / float(step @ change))
        way = way - shares[-1] * change
    if moves:
        step, change = moves[-1]
        way = way * (float(step @ change) / float(change @ change))
    for (step, change), share in zip(moves, reversed(shares), strict=True):
        way = way + (share - float(change @ way) / float(step @ change)) * step
    return way
