"""Train the guesses of `tocsin.reading.guessed` on texts with gold claims: same texts, same weights.

usage: python training/train_guesses.py OUT.npz GOLD.jsonl TEXTDIR [GOLD.jsonl TEXTDIR ...] [--folds]

Logistic regressions with a ridge over the features that the reader itself makes of each sentence, the state of the
discourse included: of acts, a softmax over what a sentence may say; of who speaks and who is accused, over everybody
in it. Sentences in which the frames found a claim count less, as it is in the others that is guessed. `--folds` leaves
out one round of texts after the other (a fifth of the texts that are of no round), and says what guesses trained on
the rest give in it, alone and where the frames found nothing; nothing is written.
"""

import argparse
import json
import sys
from copy import copy
from dataclasses import dataclass, field, fields, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from logistic import fit_choice, fit_classes

from tocsin.reading import claims as reader
from tocsin.reading import guess_features, guessed
from tocsin.reading.discourse import Discourse
from tocsin.reading.documents import document_of
from tocsin.reading.entities import find_entities
from tocsin.reading.incidents import find_incidents

from benchmarks.read_claims import lenient_parts, same_party

LEAST = 0.25
RIDGE_ACT, RIDGE_ROLE = 2.0, 0.5
FOUND = 0.2  # how much a sentence counts in which the frames found a claim
SMALL = 0.03  # weights below it are left out
FOLDS = 5
_CLASS = {
    "expose": "accuse",
    "determine": "attribute",
    "support": "confirm",
    "acknowledge": "confirm",
    "advise": "warn",
}
Texts = list[tuple[str, list["Piece"]]]
"""The round of each text, and its sentences."""


@dataclass
class Piece:
    """A sentence as the reader met it, and what it says by gold."""

    text: str
    start: int
    end: int
    act: list[str]
    slots: list[guess_features.Slot]
    guess: Any  # a function from a model to a Guess
    found: bool = False  # whether the frames found a claim
    asked: bool = False  # whether the reader would guess
    gold: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


def pieces_of(name: str, text: str, claims: list[dict[str, Any]]) -> list[Piece]:
    """Return the sentences of a text that the reader looks at, with the gold claims that they state."""
    made: list[Piece] = []
    drafts = reader.drafts

    def watched(scene: Any, mind: Any) -> Any:
        found = drafts(scene, mind)
        sentence = scene.tree.sentence
        if not made or made[-1].start != sentence.start:  # else the same, parsed again without its asides
            then = copied(mind)
            made.append(
                Piece(name, sentence.start, sentence.end, sorted(guess_features.act_features(scene)),
                      guess_features.slots(scene, mind), lambda model: guessed.likeliest(scene, then, model))
            )  # fmt: skip
        made[-1].found = made[-1].found or bool(found)
        return found

    def asked(_scene: Any, _mind: Any) -> None:
        made[-1].asked = True

    document = document_of(text.encode(), f"{name}.txt")
    mentions = find_entities(document)
    reader.drafts, guess = watched, reader.guess
    reader.guess = asked
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


def copied(mind: Discourse) -> Discourse:
    """Return the discourse as it stands; what is read later does not change it."""
    return replace(mind, **{one.name: copy(getattr(mind, one.name)) for one in fields(mind) if one.init})


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
    act: str = claim["act"]
    return _CLASS.get(act, act)


def train(pieces: list[Piece]) -> guessed.Model:
    """Return the model of these sentences."""
    rows: list[list[str]] = []
    wanted: list[int] = []
    counts: list[float] = []
    groups: dict[str, list[list[tuple[list[str], bool]]]] = {"speakers": [], "accused": []}
    for piece in pieces:
        need = [one for one in piece.gold if not one.get("optional")]
        if piece.gold and not need:
            continue
        weight = FOUND if piece.found else 1.0
        for said in [label(one) for one in need] or [guessed.NONE]:
            rows.append(piece.act)
            wanted.append(guessed.CLASSES.index(said))
            counts.append(weight / max(1, len(need)))
        for claim in need:
            for side, of in groups.items():
                group = choice(piece, claim, side)
                if any(meant for _, meant in group):
                    of.append(group)
    names, weights, bias = fit_classes(rows, wanted, counts, len(guessed.CLASSES), RIDGE_ACT)
    roles = [fit_choice(of, RIDGE_ROLE) for of in groups.values()]
    speaker, accused = (table(names, of[:, None], np.zeros(1)) for names, of in roles)
    return guessed.Model(table(names, weights, bias), speaker, accused, LEAST)


def choice(piece: Piece, claim: dict[str, Any], side: str) -> list[tuple[list[str], bool]]:
    """Return the features of everybody who may have a role in a claim, and whether he has it by gold."""
    said, wanted = label(claim), _wanted(piece, claim, side)
    if side == "speakers":
        return [(guess_features.of_act(slot.features, said), number in wanted)
                for number, slot in enumerate(piece.slots) if slot.speaking]  # fmt: skip
    if said in ("deny", "admit"):
        return []
    speaking = _wanted(piece, claim, "speakers") - wanted
    group = [(guess_features.of_act(slot.features, said), number in wanted)
             for number, slot in enumerate(piece.slots) if slot.accused and number not in speaking]  # fmt: skip
    return [*group, (guess_features.of_act(guess_features.NOBODY.features, said), not claim["accused"])]


def table(names: list[str], weights: NDArray[np.float64], bias: NDArray[np.float64]) -> guessed.Table:
    """Return what weighs something, as the package keeps it."""
    kept = np.abs(weights).max(axis=1) > SMALL
    keys = np.array([guessed.key(one) for one in names], dtype=np.uint32)[kept]
    order = np.argsort(keys, kind="stable")
    return guessed.Table(keys[order], weights[kept][order].astype(np.float32), bias.astype(np.float32))


def judged(model: guessed.Model, pieces: list[Piece]) -> list[tuple[float, bool, str]]:
    """Return for each guess its chance, whether the reader would make it, and whether it is right."""
    made: list[tuple[float, bool, str]] = []
    for piece in pieces:
        best = piece.guess(model)
        if best is None:
            continue
        right = [one for one in piece.gold if lenient_parts(one, best.draft)]
        said = "wrong" if not right else "optional" if all(one.get("optional") for one in right) else "right"
        made.append((best.chance, piece.asked and not piece.found, said))
    return made


def folds(texts: Texts) -> None:
    """Print what guesses give in rounds that they were not trained on."""
    every: list[tuple[float, bool, str]] = []
    for left in sorted({of for of, _ in texts}):
        model = replace(train([piece for of, one in texts if of != left for piece in one]), least=0.1)
        every += judged(model, [piece for of, one in texts if of == left for piece in one])
    need = [(sum(not each.get("optional") for each in piece.gold), piece.found) for _, one in texts for piece in one]
    print(f"{sum(size for size, _ in need)} claims, {sum(size for size, found in need if not found)} of them in "
          "sentences in which the frames find nothing")  # fmt: skip
    for least in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        for where in ("alone", "where frames find nothing"):
            kept = [said for chance, rest, said in every if chance >= least and (rest or where == "alone")]
            print(least, where, {said: kept.count(said) for said in ("right", "optional", "wrong")})


def main() -> None:
    """Train, or score by folds."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("out", type=Path)
    options.add_argument("sources", type=Path, nargs="+")
    options.add_argument("--folds", action="store_true")
    given = options.parse_args()
    texts: Texts = []
    for gold, folder in zip(given.sources[::2], given.sources[1::2], strict=True):
        for number, line in enumerate(gold.read_text(encoding="utf-8").splitlines()):
            row = json.loads(line)
            text = (folder / f"{row['text']}.txt").read_text(encoding="utf-8")
            texts.append((str(row.get("round", f"fold {number % FOLDS}")), pieces_of(row["text"], text, row["claims"])))
    if given.folds:
        folds(texts)
        return
    model = train([piece for _, one in texts for piece in one])
    arrays: dict[str, Any] = {"least": np.float32(LEAST)}
    for name in ("act", "speaker", "accused"):
        one = getattr(model, name)
        arrays |= {f"{name}_features": one.features, f"{name}_weights": one.weights.astype(np.float16),
                   f"{name}_bias": one.bias}  # fmt: skip
    np.savez_compressed(given.out, **arrays)


if __name__ == "__main__":
    main()
