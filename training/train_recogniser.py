"""Train the recogniser of `tocsin.reading.recogniser` on AnnoCTR: same data and seed, same weights.

usage: python training/train_recogniser.py TRAIN OUT.npz [--epochs N] [--fold K]

TRAIN  folder with one JSON file a report (AnnoCTR's train part)
An averaged structured perceptron; the rules' labels are features. With `--fold K` (0 to 4) every fifth report is left
out of training and scored, and nothing is written.
"""

import argparse
import json
import random
from pathlib import Path

import numpy as np

from tocsin.model.report import MentionKind
from tocsin.reading import recogniser as shape
from tocsin.reading import sentences as sentences_of
from tocsin.reading.documents import document_of
from tocsin.reading.entities import rule_mentions
from tocsin.reading.recognised import labels_by_rule
from tocsin.reading.sentences import Sentence

SEED, EPOCHS = 20210719, 8
MASKS = (0.5, 0.5, 0.8)
Row = tuple[np.ndarray, np.ndarray]
_MASKED = (MentionKind.INTRUSION_SET, MentionKind.MALWARE, MentionKind.TOOL, MentionKind.ORGANISATION)


def rows_of(path: Path, chance: random.Random | None = None) -> list[Row]:
    """Return features and gold labels of each sentence of a report; with `chance` also as if some names were new."""
    text, gold = "", list[tuple[int, int, str]]()
    for sentence in json.loads(path.read_text(encoding="utf-8"))["sentences"]:
        base = len(text)
        text += sentence["text"] + "\n\n"
        for one in sentence["mentions"]:
            if one["label"] in shape.KINDS and one.get("layer") in ("ce", "ne"):
                gold.append((base + one["start"], base + one["end"], one["label"]))
    document = document_of(text.encode(), path.name)
    parts = sentences_of.split(text)
    mentions = rule_mentions(document, parts)
    seen = shape.capitals(parts)
    made: list[Row] = []
    for part, labels in zip(parts, labels_by_rule(parts, mentions), strict=True):
        if part.tokens:
            made.append((np.array(shape.features(part, labels, seen)), np.array(_gold(part, gold))))
    names = sorted({mention.text.casefold() for mention in mentions if mention.kind in _MASKED})
    for share in MASKS if chance is not None else ():
        hidden = {name for name in names if chance and chance.random() < share}
        known = [mention for mention in mentions if mention.text.casefold() not in hidden]
        gone = [mention for mention in mentions if mention.text.casefold() in hidden]
        for part, labels in zip(parts, labels_by_rule(parts, known), strict=True):
            inside = [one for one in gone if part.start <= one.start < part.end]
            if part.tokens and inside:
                tables = shape.candidates(part)
                for one in inside:
                    for at in range(part.index_at(one.start), part.index_at(one.end - 1) + 1):
                        tables[at] = ""
                found = np.array(shape.features(part, labels, seen, tables))
                made.append((found, np.array(_gold(part, gold))))
    return made


def _gold(part: Sentence, gold: list[tuple[int, int, str]]) -> list[int]:
    made = ["O"] * len(part.tokens)
    for start, end, kind in gold:
        if not part.start <= start < part.end:
            continue
        inside = [at for at, token in enumerate(part.tokens) if token.start < end and start < token.end]
        if inside and part.tokens[inside[0]].text.lower() == "the" and len(inside) > 1:
            inside = inside[1:]
        for number, at in enumerate(inside):
            made[at] = ("I-" if number else "B-") + kind
    return [shape.LABELS.index(label) for label in made]


def train(rows: list[Row], epochs: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the averaged weights by bucket and label, and those of moves from label to label."""
    chance = random.Random(SEED)
    size = len(shape.LABELS)
    weights, total = np.zeros((shape.BUCKETS, size), np.float32), np.zeros((shape.BUCKETS, size), np.float64)
    moves, moved = np.zeros((size, size), np.float32), np.zeros((size, size), np.float64)
    allowed, step = shape.transitions(), 1
    rows = list(rows)
    for _ in range(epochs):
        chance.shuffle(rows)
        for found, gold in rows:
            mine = np.array(shape.best(weights[found].sum(axis=1), moves + allowed))
            for at in np.flatnonzero(mine != gold):
                for label, sign in ((gold[at], 1.0), (mine[at], -1.0)):
                    np.add.at(weights, (found[at], label), sign)
                    np.add.at(total, (found[at], label), sign * step)
            if (mine != gold).any():
                for path, sign in ((gold, 1.0), (mine, -1.0)):
                    np.add.at(moves, (path[:-1], path[1:]), sign)
                    np.add.at(moved, (path[:-1], path[1:]), sign * step)
            step += 1
    return (weights - total / step).astype(np.float32), (moves - moved / step).astype(np.float32)


def main() -> None:
    """Train and write, or score one fold."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("train", type=Path)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--epochs", type=int, default=EPOCHS)
    arguments.add_argument("--fold", type=int, default=None)
    given = arguments.parse_args()
    paths = sorted(given.train.glob("*.json"))
    kept = [path for at, path in enumerate(paths) if given.fold is None or at % 5 != given.fold]
    chance = random.Random(SEED)
    weights, moves = train([row for path in kept for row in rows_of(path, chance)], given.epochs)
    if given.fold is None:
        used = np.flatnonzero(np.abs(weights).max(axis=1) > 0.05)
        np.savez_compressed(
            given.out, buckets=used.astype(np.uint32), weights=weights[used].astype(np.float16), moves=moves
        )
        return
    allowed, hits, found, wanted = moves + shape.transitions(), 0, 0, 0
    for path in sorted(set(paths) - set(kept)):
        for features, gold in rows_of(path):
            mine = [shape.LABELS[one] for one in shape.best(weights[features].sum(axis=1), allowed)]
            have, want = set(shape.spans(mine)), set(shape.spans([shape.LABELS[one] for one in gold]))
            hits, found, wanted = hits + len(have & want), found + len(have), wanted + len(want)
    print(f"fold {given.fold}: F1 {2 * hits / (found + wanted):.3f} (found {found}, wanted {wanted})")


if __name__ == "__main__":
    main()
