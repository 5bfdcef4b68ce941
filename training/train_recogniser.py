"""Train the recogniser of `tocsin.reading.recogniser` on AnnoCTR: same data and seed, same weights.

usage: python training/train_recogniser.py DATA OUT.npz [--fold K]

DATA  folder with `annotated/annoctr/train` and `annotated/tram2` (one JSON file a report), `attack/*.json.gz`,
      `actors/*.json.gz` and `treebanks/*-train.conllu.gz`; all but the first serve to class words only
A conditional random field; the rules' labels are features, and in training some names are hidden from the tables at
random, so that it learns to see new ones. With `--fold K` (0 to 4) every fifth report is left out of training and
scored, and nothing is written.
"""

import argparse
import json
import random
from dataclasses import replace
from pathlib import Path

import chain
import numpy as np
import word_classes

from tocsin.model.report import Mention, MentionKind
from tocsin.reading import recogniser as shape
from tocsin.reading import sentences as sentences_of
from tocsin.reading.documents import document_of
from tocsin.reading.entities import rule_mentions
from tocsin.reading.name_features import Classes, Text, candidates, rows
from tocsin.reading.recognised import labels_by_rule
from tocsin.reading.sentences import Sentence

SEED = 20210719
HIDDEN = (0.5, 0.5, 0.8)  # share of names hidden from the tables, once each
SETTINGS = chain.Settings()
SEEDS = (1, 2, 3)  # of the order of sentences; the weights are the mean, which depends less on chance
LEAST = 0.02  # weights below it in every label are left out
_HIDEABLE = (MentionKind.INTRUSION_SET, MentionKind.MALWARE, MentionKind.TOOL, MentionKind.ORGANISATION)
Gold = list[tuple[int, int, str]]


def rows_of(path: Path, classes: Classes, chance: random.Random | None = None) -> list[chain.Row]:
    """Return features and gold labels of each sentence of a report; with `chance` also as if some names were new."""
    text, gold = "", Gold()
    for sentence in json.loads(path.read_text(encoding="utf-8"))["sentences"]:
        base = len(text)
        text += sentence["text"] + "\n\n"
        gold += [
            (base + one["start"], base + one["end"], one["label"])
            for one in sentence["mentions"]
            if one["label"] in shape.KINDS and one.get("layer") in ("ce", "ne")
        ]
    parts = sentences_of.split(text)
    mentions = rule_mentions(document_of(text.encode(), path.name), parts)
    tables = [candidates(part) for part in parts]
    made = _encoded(parts, mentions, tables, gold, classes, range(len(parts)))
    names = sorted({mention.text.casefold() for mention in mentions if mention.kind in _HIDEABLE})
    for share in HIDDEN if chance is not None else ():
        hidden = {name for name in names if chance and chance.random() < share}
        gone = [mention for mention in mentions if mention.text.casefold() in hidden]
        bare = [list(table) for table in tables]
        touched: set[int] = set()
        for number, part in enumerate(parts):
            for one in (one for one in gone if part.start <= one.start < part.end):
                touched.add(number)
                for at in range(part.index_at(one.start), part.index_at(one.end - 1) + 1):
                    bare[number][at] = ""
        known = [mention for mention in mentions if mention.text.casefold() not in hidden]
        made += _encoded(parts, known, bare, gold, classes, sorted(touched))
    return made


def _encoded(
    parts: tuple[Sentence, ...],
    mentions: list[Mention],
    tables: list[list[str]],
    gold: Gold,
    classes: Classes,
    wanted: range | list[int],
) -> list[chain.Row]:
    text = Text(parts, labels_by_rule(parts, mentions), tables)
    return [
        (
            rows([(number, parts[number], range(len(parts[number].tokens)))], text, classes),
            np.array(_gold(parts[number], gold)),
        )
        for number in wanted
        if parts[number].tokens
    ]


def _gold(part: Sentence, gold: Gold) -> list[int]:
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


def trained(rows_given: list[chain.Row]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return features, and the mean weights and moves of one training a seed."""
    made = [chain.train(rows_given, replace(SETTINGS, seed=seed)) for seed in SEEDS]
    features = made[0][0]
    return features, sum(one[1] for one in made) / len(made), sum(one[2] for one in made) / len(made)


def write(path: Path, features: np.ndarray, weights: np.ndarray, moves: np.ndarray, classes: Classes) -> None:
    """Write what `tocsin.reading.recogniser.model` reads: eight bits a weight."""
    kept = np.abs(weights).max(axis=1) > LEAST
    scale = np.abs(weights).max() / 127
    words = sorted(classes)
    np.savez_compressed(
        path,
        features=features[kept].astype(np.uint32),
        weights=np.round(weights[kept] / scale).astype(np.int8),
        scale=np.float32(scale),
        moves=moves.astype(np.float32),
        words=np.array(words, dtype=np.uint32),
        classes=np.array([classes[word] for word in words], dtype=np.uint16),
    )


def main() -> None:
    """Train and write, or score one fold."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("data", type=Path)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--fold", type=int, default=None)
    given = arguments.parse_args()
    annoctr, attack = given.data / "annotated/annoctr/train", sorted((given.data / "attack").glob("*.json.gz"))[0]
    classes = word_classes.classes_of(
        word_classes.texts(
            given.data / "annotated/tram2", annoctr, attack, given.data / "actors", given.data / "treebanks"
        )
    )
    paths = sorted(annoctr.glob("*.json"))
    kept = [path for at, path in enumerate(paths) if given.fold is None or at % 5 != given.fold]
    chance = random.Random(SEED)
    features, weights, moves = trained([row for path in kept for row in rows_of(path, classes, chance)])
    if given.fold is None:
        write(given.out, features, weights, moves, classes)
        return
    made = shape.Model(features, weights.astype(np.float32), (moves + shape.transitions()).astype(np.float32), classes)
    hits, found, wanted = 0, 0, 0
    for path in sorted(set(paths) - set(kept)):
        for row, gold in rows_of(path, classes):
            (named,) = made.labels(made.scores(row), [range(len(gold))], [len(gold)])
            have, want = (set(shape.spans(labels)) for labels in (named, [shape.LABELS[one] for one in gold]))
            hits, found, wanted = hits + len(have & want), found + len(have), wanted + len(want)
    print(f"fold {given.fold}: F1 {2 * hits / (found + wanted):.3f} (found {found}, wanted {wanted})")


if __name__ == "__main__":
    main()
