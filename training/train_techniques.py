"""Train the scorer of `tocsin.reading.described`: same data and seed, same weights.

usage: python training/train_techniques.py TRAM ANNOCTR ATTACK.json.gz [--out OUT.npz] [--held]

TRAM     folder of TRAM 2's annotated reports, one JSON file each
ANNOCTR  folder of AnnoCTR's train part
ATTACK   the ATT&CK Enterprise bundle; its procedure examples are training sentences, too

Logistic regression, one for each technique, by AdaGrad over sentences. The lowest logit that counts, and the curve from
logit to probability, come from three folds of the reports that it trains on. With `--held`, every report whose name's
SHA-256 is 0 modulo 3 is kept away from all of that and scored, and nothing is written.
"""

import argparse
import gzip
import hashlib
import json
import re
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tocsin import knowledge
from tocsin.reading import sentences as sentences_of
from tocsin.reading.described import Scorer, grams

SEED, EPOCHS, BATCH, RATE = 20210719, 6, 128, 0.5
FEATURES, RAREST = 24_000, 3
ENOUGH = 40  # procedure examples that a technique outside TRAM's labels needs
PROCEDURE = ANNOTATED = 0.5  # weight of a sentence; a report of TRAM has 1
UNMARKED = 0.2  # weight of a sentence for techniques that its annotators did not look for
STRICTER = 1.0  # logits that a technique outside TRAM's labels needs more
PRECISION = 0.66  # least, on the inner folds
_ID = re.compile(r"\((T\d{4}(?:\.\d{3})?)\)")
_MARKUP = re.compile(r"\(Citation:[^)]*\)|</?code>|\[([^\]]*)\]\([^)]*\)")
Encoded = tuple[np.ndarray, np.ndarray]  # numbers and values of the features of a sentence


@dataclass
class Row:
    """A sentence: its features, its techniques, its weight for TRAM's techniques and for others."""

    grams: set[str]
    techniques: tuple[str, ...]
    weight: float
    others: float


@dataclass
class Report:
    """A report of TRAM: its sentences, its marked spans, and the techniques it was given."""

    name: str
    sentences: list[Row]
    spans: list[Row]
    techniques: frozenset[str]


def current(identifier: str) -> str:
    """Return the technique that took the place of a revoked one."""
    known = knowledge.base().technique(identifier)
    return known.replaced_by if known is not None and known.replaced_by else identifier


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text that is one sentence or less."""
    return tuple(word for sentence in sentences_of.split(text) for word in sentence.words)


def reports(folder: Path) -> list[Report]:
    """Return TRAM's reports; a sentence has the techniques whose spans meet it."""
    made: list[Report] = []
    for path in sorted(folder.glob("*.json")):
        stored = json.loads(path.read_text(encoding="utf-8"))
        text, marks = stored["text"], list[tuple[int, int, str]]()
        for technique in stored["techniques"]:
            one = current(_ID.findall(technique["label"])[-1])
            marks += [(span[0], span[1], one) for span in technique["spans"]]
        spans = [Row(grams(words(text[start:end])), (one,), 1.0, UNMARKED) for start, end, one in marks]
        whole: list[Row] = []
        for sentence in sentences_of.split(text):
            inside = {one for start, end, one in marks if start < sentence.end and sentence.start < end}
            whole.append(Row(grams(sentence.words), tuple(sorted(inside)), 1.0, UNMARKED))
        made.append(Report(stored["name"], whole, spans, frozenset(one for *_, one in marks)))
    return made


def procedures(bundle: Path) -> list[Row]:
    """Return ATT&CK's procedure examples."""
    objects = json.loads(gzip.decompress(bundle.read_bytes()))["objects"]
    ids: dict[str, str] = {}
    for one in objects:
        if one["type"] == "attack-pattern" and not one.get("revoked") and not one.get("x_mitre_deprecated"):
            ids[one["id"]] = one["external_references"][0]["external_id"]
    return [
        Row(grams(words(_MARKUP.sub(r"\1", one["description"]))), (ids[one["target_ref"]],), PROCEDURE, PROCEDURE)
        for one in objects
        if one["type"] == "relationship" and one["relationship_type"] == "uses" and one.get("description")
        if one["target_ref"] in ids
    ]


def annotated(folder: Path) -> list[Row]:
    """Return AnnoCTR's sentences, with the techniques that they name or describe."""
    made: list[Row] = []
    for path in sorted(folder.glob("*.json")):
        for sentence in json.loads(path.read_text(encoding="utf-8"))["sentences"]:
            urls = [one.get("url", "") for one in sentence["mentions"] if one["label"] == "TECHNIQUE"]
            ids = {current(url.partition("/techniques/")[2].replace("/", ".")) for url in urls if "/techniques/" in url}
            made.append(Row(grams(words(sentence["text"])), tuple(sorted(ids)), ANNOTATED, UNMARKED))
    return made


class Encoder:
    """The features that are kept, most frequent first, and their rarity."""

    def __init__(self, rows: Sequence[Row]) -> None:
        often = Counter(gram for row in rows for gram in row.grams)
        kept = sorted((gram for gram in often if often[gram] >= RAREST), key=lambda gram: (-often[gram], gram))
        by_sum = {zlib.crc32(gram.encode()): gram for gram in reversed(kept[:FEATURES])}
        self.sums = np.array(sorted(by_sum), dtype=np.uint32)
        self.number = {by_sum[int(one)]: at for at, one in enumerate(self.sums)}
        counts = np.array([often[by_sum[int(one)]] for one in self.sums])
        self.rarity = (np.log(len(rows) / counts) + 0.5).astype(np.float16).astype(np.float32)

    def __call__(self, row: Row) -> Encoded:
        """Return the features of a row that are kept, and their values, of length 1."""
        at = np.array(sorted(self.number[gram] for gram in row.grams if gram in self.number), dtype=np.int64)
        value = self.rarity[at]
        return at, value / np.sqrt(value @ value) if len(at) else value


def fit(rows: Sequence[Row], techniques: Sequence[str], marked: int) -> Scorer:
    """Return a scorer for these techniques, of which the first `marked` are TRAM's; its `least` is still nothing."""
    encode = Encoder(rows)
    encoded = [encode(row) for row in rows]
    number = {one: at for at, one in enumerate(techniques)}
    gold = [[number[one] for one in row.techniques if one in number] for row in rows]
    outer = np.array([[row.weight, row.others] for row in rows], dtype=np.float32)
    group = (np.arange(len(techniques)) >= marked).astype(int)
    weights = np.zeros((len(encode.sums), len(techniques)), dtype=np.float32)
    bias = np.full(len(techniques), -4.0, dtype=np.float32)
    squares = np.full((len(encode.sums), 1), 1e-6, dtype=np.float32)
    chance = np.random.default_rng(SEED)
    order = np.array([at for at, (ids, _) in enumerate(encoded) if len(ids)])
    for epoch in range(EPOCHS):
        chance.shuffle(order)
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            sizes = np.array([len(encoded[at][0]) for at in batch])
            ids = np.concatenate([encoded[at][0] for at in batch])
            values = np.concatenate([encoded[at][1] for at in batch])[:, None]
            logits = np.add.reduceat(weights[ids] * values, np.r_[0, np.cumsum(sizes)[:-1]], axis=0) + bias
            wanted = np.zeros_like(logits)
            for at, row in enumerate(batch):
                wanted[at, gold[row]] = 1
            weight = outer[batch][:, group]
            weight = np.where(wanted > 0, np.maximum(weight, PROCEDURE), weight)
            wrong = (1 / (1 + np.exp(-logits)) - wanted) * weight
            sort = np.argsort(ids, kind="stable")
            cuts = np.flatnonzero(np.r_[True, np.diff(ids[sort]) > 0])
            slope = np.add.reduceat(np.repeat(wrong, sizes, axis=0)[sort] * values[sort], cuts, axis=0)
            touched = ids[sort][cuts]
            squares[touched, 0] += (slope * slope).sum(axis=1) / 8
            weights[touched] -= RATE * slope / np.sqrt(squares[touched])
            bias -= 0.01 * wrong.sum(axis=0) / np.sqrt(epoch + 1)
    # what is shipped is what is measured: eight bits a weight
    scale = (np.abs(weights).max(axis=0) / 127 + 1e-9).astype(np.float16).astype(np.float32)
    small = np.clip(np.round(weights / scale), -127, 127) * scale
    least = np.full(len(techniques), np.inf, dtype=np.float32)
    return Scorer(encode.sums, encode.rarity, small, bias, tuple(techniques), (1.0, 0.0), least)


def highest(scorer: Scorer, report: Report) -> np.ndarray:
    """Return for each technique the highest logit of any sentence of a report."""
    best = np.full(len(scorer.techniques), -20, dtype=np.float32)
    for row in report.sentences:
        wanted = np.array(sorted({zlib.crc32(gram.encode()) for gram in row.grams}), dtype=np.uint32)
        at = np.minimum(np.searchsorted(scorer.grams, wanted), len(scorer.grams) - 1)
        at = at[scorer.grams[at] == wanted]
        if len(at):
            value = scorer.rarity[at]
            np.maximum(best, (value / np.sqrt(value @ value)) @ scorer.weights[at] + scorer.bias, out=best)
    return best


def score(tops: np.ndarray, gold: np.ndarray, least: float) -> tuple[float, float, float]:
    """Return precision, recall and F1, micro, of reports by techniques."""
    found = tops > least
    right = float((found & gold).sum())
    return (
        right / max(1, found.sum()),
        right / max(1, gold.sum()),
        2 * right / max(1, found.sum() + gold.sum()),
    )


def curve_of(tops: np.ndarray, gold: np.ndarray) -> tuple[float, float]:
    """Return slope and offset of the logistic curve from highest logit to having the technique (Newton's method)."""
    x, y = np.column_stack([tops.ravel(), np.ones(tops.size)]), gold.ravel().astype(float)
    found = np.zeros(2)
    for _ in range(30):
        mine = 1 / (1 + np.exp(-x @ found))
        curvature = (x * (mine * (1 - mine))[:, None]).T @ x + 1e-3 * np.eye(2)
        found -= np.linalg.solve(curvature, x.T @ (mine - y))
    return float(found[0]), float(found[1])


def train(given: Sequence[Report], more: Sequence[Row], techniques: Sequence[str], marked: int) -> Scorer:
    """Return a scorer with its curve and lowest logits, both from three folds of the reports."""
    tops, gold = list[np.ndarray](), list[np.ndarray]()
    for fold in range(3):
        rest = [report for at, report in enumerate(given) if at % 3 != fold]
        scorer = fit(rows_of(rest, more), techniques, marked)
        for at, report in enumerate(given):
            if at % 3 == fold:
                tops.append(highest(scorer, report)[:marked])
                gold.append(np.array([one in report.techniques for one in techniques[:marked]]))
    top, right = np.array(tops), np.array(gold)
    tried = [(score(top, right, least), float(least)) for least in np.arange(-4.5, 1.0, 0.05)]
    fit_for_use = [(figures[2], least) for figures, least in tried if figures[0] >= PRECISION]
    least = max(fit_for_use)[1]
    print("inner folds: precision, recall, F1", *(f"{one:.3f}" for one in score(top, right, least)), "least", least)
    made = fit(rows_of(given, more), techniques, marked)
    lowest = np.where(np.arange(len(techniques)) < marked, least, least + STRICTER).astype(np.float32)
    return replace(made, curve=curve_of(top, right), least=lowest)


def rows_of(given: Sequence[Report], more: Sequence[Row]) -> list[Row]:
    """Return all sentences to train on."""
    return [row for report in given for row in (*report.spans, *report.sentences)] + list(more)


def write(scorer: Scorer, path: Path) -> None:
    """Write what `tocsin.reading.described.load` reads."""
    scale = (np.abs(scorer.weights).max(axis=0) / 127 + 1e-9).astype(np.float16)
    np.savez_compressed(
        path,
        grams=scorer.grams,
        rarity=scorer.rarity.astype(np.float16),
        weights=np.round(scorer.weights / scale.astype(np.float32)).astype(np.int8),
        scale=scale,
        bias=scorer.bias,
        techniques=np.frombuffer(" ".join(scorer.techniques).encode(), dtype=np.uint8),
        curve=np.array(scorer.curve),
        least=scorer.least,
    )


def main() -> None:
    """Train and write, or score the reports that are kept away."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("tram", type=Path)
    arguments.add_argument("annoctr", type=Path)
    arguments.add_argument("attack", type=Path)
    arguments.add_argument("--out", type=Path)
    arguments.add_argument("--held", action="store_true")
    given = arguments.parse_args()
    told, examples = reports(given.tram), procedures(given.attack)
    more = [*examples, *annotated(given.annoctr)]
    labels = sorted({one for report in told for one in report.techniques})
    often = Counter(one for row in examples for one in row.techniques)
    more_of = sorted(one for one in often if often[one] >= ENOUGH and one not in labels)
    techniques = [*labels, *more_of]
    print(len(told), "reports,", len(labels), "techniques of TRAM,", len(techniques) - len(labels), "more")
    if not given.held:
        write(train(told, more, techniques, len(labels)), given.out)
        print("SHA-256", hashlib.sha256(given.out.read_bytes()).hexdigest())
        return
    held = [report for report in told if int(hashlib.sha256(report.name.encode()).hexdigest(), 16) % 3 == 0]
    scorer = train([report for report in told if report not in held], more, techniques, len(labels))
    tops = np.array([highest(scorer, report)[: len(labels)] for report in held])
    gold = np.array([[one in report.techniques for one in labels] for report in held])
    figures = score(tops, gold, float(scorer.least[0]))
    print(len(held), "held reports: precision, recall, F1", *(f"{one:.3f}" for one in figures))


if __name__ == "__main__":
    main()
