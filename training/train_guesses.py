"""Train the guesses of `tocsin.reading.guessed` on texts with gold claims: same texts, same weights.

usage: python training/train_guesses.py OUT.npz GOLD.jsonl TEXTDIR [GOLD.jsonl TEXTDIR ...] [--folds]

Logistic regressions (softmax over acts, one each for who speaks and who is accused) with a ridge, over the features
that the reader itself makes of each sentence, the state of the discourse included. `--folds` trains on four fifths
and says what the other fifth would gain and lose in sentences in which the frames found nothing; nothing is written.
"""

import argparse
import json
import sys
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tocsin.reading import claims as reader
from tocsin.reading import guessed
from tocsin.reading.documents import document_of
from tocsin.reading.entities import find_entities
from tocsin.reading.incidents import find_incidents

from benchmarks.read_claims import lenient_parts, same_party

LEAST = (0.6, -1.0, -1.0)
RIDGE, STEPS, RATE = 0.02, 400, 0.1
RAREST = 2  # times that a feature must be seen
SMALL = 0.02  # weights below it are left out
FOLDS = 5
_CLASS = {
    "expose": "accuse",
    "determine": "attribute",
    "support": "confirm",
    "acknowledge": "confirm",
    "advise": "warn",
}
Floats = NDArray[np.float32]


@dataclass
class Piece:
    """A sentence as the reader met it, and what it says by gold."""

    text: str
    start: int
    end: int
    act: list[str]
    slots: list[guessed.Slot]
    found: bool  # whether the frames found a claim
    guess: Any  # a function from a model to a Draft
    gold: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


def pieces_of(name: str, text: str, claims: list[dict[str, Any]]) -> list[Piece]:
    """Return the sentences of a text that the reader looks at, with the gold claims that they state."""
    made: list[Piece] = []
    drafts = reader.drafts

    def watched(scene: Any, mind: Any) -> Any:
        found = drafts(scene, mind)
        sentence = scene.tree.sentence
        if made and made[-1].start == sentence.start:  # the same, parsed again without its asides
            made[-1].found = made[-1].found or bool(found)
            return found
        state = (mind.speakers, mind.accused, mind.quoted)

        def guess(model: guessed.Model) -> Any:
            before = mind.speakers, mind.accused, mind.quoted
            mind.speakers, mind.accused, mind.quoted = state
            try:
                return guessed.guess(scene, mind, model)
            finally:
                mind.speakers, mind.accused, mind.quoted = before

        made.append(
            Piece(name, sentence.start, sentence.end, guessed.act_features(scene), guessed.slots(scene, mind),
                  bool(found), guess)
        )  # fmt: skip
        return found

    document = document_of(text.encode(), f"{name}.txt")
    mentions = find_entities(document)
    reader.drafts, guess = watched, reader.guess
    reader.guess = lambda scene, mind: None
    try:
        reader.find_claims(document, mentions, find_incidents(document, mentions, ()))
    finally:
        reader.drafts, reader.guess = drafts, guess
    for claim in claims:
        start = text.find(claim["quote_start_words"])
        end = next((one.end for one in reader.sentences_of.split(text) if one.start <= start < one.end), start)
        inside = [one for one in made if start <= one.start < end or one.start <= start < one.end]
        if inside:
            max(inside, key=lambda one: len(_wanted(one, claim, "speakers")) + len(_wanted(one, claim, "accused"))
                ).gold.append(claim)  # fmt: skip
    return made


def _wanted(piece: Piece, claim: dict[str, Any], side: str) -> set[int]:
    """Return the numbers of the slots that are one of a gold claim's parties."""
    ids = claim["speaker_ids" if side == "speakers" else "accused_ids"]
    found: set[int] = set()
    for number, slot in enumerate(piece.slots):
        for party in slot.speaking if side == "speakers" else slot.accused:
            if any(
                same_party((party.name, party.id), name, ident, claim.get("same_as", {}).get(name, []))
                for name, ident in zip_longest(claim[side], ids)
                if name
            ):
                found.add(number)
    return found


def label(claim: dict[str, Any]) -> str:
    """Return the class of a gold claim."""
    if claim["negated"]:
        return "no-evidence" if claim["act"] == "assess" else "declined"
    return _CLASS.get(claim["act"], claim["act"])


def train(pieces: list[Piece]) -> guessed.Model:
    """Return the model of these sentences."""
    acts: list[tuple[list[str], int]] = []
    roles: dict[str, list[tuple[list[str], int]]] = {"speakers": [], "accused": []}
    for piece in pieces:
        need = [one for one in piece.gold if not one.get("optional")]
        if need:
            acts.extend((piece.act, guessed.CLASSES.index(label(one))) for one in need)
        elif not piece.gold:
            acts.append((piece.act, 0))
        for claim in need:
            for side, rows in roles.items():
                wanted = _wanted(piece, claim, side)
                for number, slot in enumerate(piece.slots):
                    if slot.speaking if side == "speakers" else slot.accused:
                        rows.append((guessed.of_act(slot.features, label(claim)), int(number in wanted)))
    return guessed.Model(_fit(acts, len(guessed.CLASSES)), _fit(roles["speakers"], 1), _fit(roles["accused"], 1), LEAST)


def _fit(rows: list[tuple[list[str], int]], classes: int) -> guessed.Table:
    """Fit a softmax over classes, or for one class a logistic regression, by Adam over all rows at once."""
    counts: dict[str, int] = {}
    for features, _ in rows:
        for one in set(features):
            counts[one] = counts.get(one, 0) + 1
    names = sorted(one for one, count in counts.items() if count >= RAREST)
    place = {one: at for at, one in enumerate(names)}
    matrix = np.zeros((len(rows), len(names)), dtype=np.float32)
    target = np.zeros((len(rows), classes), dtype=np.float32)
    for at, (features, wanted) in enumerate(rows):
        matrix[at, [place[one] for one in features if one in place]] = 1
        target[at, wanted if classes > 1 else 0] = 1 if classes > 1 else wanted
    # rows of many features must not count more
    weights, bias = np.zeros((len(names), classes), dtype=np.float32), np.zeros(classes, dtype=np.float32)
    moment = [np.zeros_like(weights), np.zeros_like(weights), np.zeros_like(bias), np.zeros_like(bias)]
    for step in range(1, STEPS + 1):
        scores = matrix @ weights + bias
        if classes > 1:
            chance = np.exp(scores - scores.max(axis=1, keepdims=True))
            chance /= chance.sum(axis=1, keepdims=True)
        else:
            chance = 1 / (1 + np.exp(-scores))
        error = (chance - target) / len(rows)
        slopes = (matrix.T @ error + RIDGE * weights / 10, error.sum(axis=0))
        for number, (values, slope) in enumerate(zip((weights, bias), slopes, strict=True)):
            first, second = moment[2 * number], moment[2 * number + 1]
            first += 0.1 * (slope - first)
            second += 0.001 * (slope * slope - second)
            rate = RATE * 0.3 * (1 - step / (STEPS + 1))
            values -= (rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)).astype("f")
    kept = np.abs(weights).max(axis=1) > SMALL
    keys = np.array([guessed.key(one) for one in names], dtype=np.uint32)[kept]
    order = np.argsort(keys)
    return guessed.Table(keys[order], weights[kept][order], bias)


def gains(model: guessed.Model, pieces: list[Piece]) -> list[tuple[float, str]]:
    """Return for each guess in a sentence without a claim by frames its score, and whether it is right."""
    made: list[tuple[float, str]] = []
    for piece in pieces:
        if piece.found:
            continue
        draft = piece.guess(model)
        if draft is None:
            continue
        chance = guessed.best_act(model.act.scores(piece.act))[1]
        need = [one for one in piece.gold if not one.get("optional")]
        if any(lenient_parts(one, draft) for one in need):
            made.append((chance, "right"))
        elif any(lenient_parts(one, draft) for one in piece.gold):
            made.append((chance, "optional"))
        else:
            made.append((chance, "wrong"))
    return made


def main() -> None:
    """Train, or score by folds."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("out", type=Path)
    options.add_argument("sources", type=Path, nargs="+")
    options.add_argument("--folds", action="store_true")
    given = options.parse_args()
    texts: list[list[Piece]] = []
    for gold, folder in zip(given.sources[::2], given.sources[1::2], strict=True):
        for line in gold.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            text = (folder / f"{row['text']}.txt").read_text(encoding="utf-8")
            texts.append(pieces_of(row["text"], text, row["claims"]))
    if given.folds:
        every: list[tuple[float, str]] = []
        for fold in range(FOLDS):
            model = train([piece for at, one in enumerate(texts) if at % FOLDS != fold for piece in one])
            every += gains(model, [piece for at, one in enumerate(texts) if at % FOLDS == fold for piece in one])
        missed = sum(not piece.found and any(not one.get("optional") for one in piece.gold)
                     for one in texts for piece in one)  # fmt: skip
        print(f"{missed} sentences with a claim that the frames miss")
        for least in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
            kept = [one for score, one in every if score >= least]
            print(least, {one: kept.count(one) for one in ("right", "optional", "wrong")})
        return
    model = train([piece for one in texts for piece in one])
    arrays: dict[str, Any] = {"least": np.array(LEAST, dtype=np.float32)}
    for name in ("act", "speaker", "accused"):
        table = getattr(model, name)
        arrays |= {f"{name}_features": table.features, f"{name}_weights": table.weights.astype(np.float16),
                   f"{name}_bias": table.bias}  # fmt: skip
    np.savez_compressed(given.out, **arrays)


if __name__ == "__main__":
    main()
