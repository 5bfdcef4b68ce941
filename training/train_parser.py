"""Train the parser of `tocsin.reading.grammar` on the treebanks: same data and seed, same weights.

usage: python training/train_parser.py TREEBANKS OUT [--steps N] [--stop N]

TREEBANKS  folder with ewt-train, ewt-dev, ewt-test, gum-train and gum-test (`.conllu.gz`)
OUT        folder for `parser.bin` (the best on ewt-dev), `lemmas.tsv`, `scores.json` and `log.jsonl`
One thread (set OMP_NUM_THREADS=1 and PYTHONHASHSEED=0), no network. `--steps` is the length of the schedule of the
learning rate, `--stop` ends training before it. What ships is the best of `--stop 2500`: twenty minutes.
"""

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import fix_random_seed
from thinc.api import Adam

from tocsin.reading import grammar, lemmas

import treebanks

SEED = 20210719
STEPS, WARM, EVERY = 8000, 300, 500
RATE, DROPOUT, WORDS = 0.0015, 0.12, 1000


def rate(step: int, steps: int) -> float:
    """Return the learning rate: up to full in `WARM` steps, level until the middle, then down to a fiftieth."""
    if step < WARM:
        return RATE * (step + 1) / WARM
    fall = max(0.0, (step - steps * 0.4) / (steps * 0.6))
    return RATE * max(0.02, 1.0 - fall)


def batches(rows: list[list[treebanks.Row]], language: Language, chance: random.Random) -> Iterator[list[Example]]:
    """Yield batches without end, about `WORDS` words each, in a new order every epoch."""
    size, words = 250.0, 0
    batch: list[Example] = []
    while True:
        order = list(range(len(rows)))
        chance.shuffle(order)
        for number in order:
            sentence = treebanks.varied(rows[number], chance)
            batch.append(example(language, sentence))
            words += len(sentence)
            if words >= size:
                yield batch
                batch, words, size = [], 0, min(WORDS, size * 1.001)


def example(language: Language, sentence: list[treebanks.Row]) -> Example:
    """Put the bare words beside the annotated ones."""
    gold = treebanks.document(language.vocab, sentence)
    return Example(Doc(language.vocab, words=[token.text for token in gold], spaces=[row[7] for row in sentence]), gold)


def score(language: Language, rows: list[list[treebanks.Row]]) -> dict[str, float]:
    """Count right tags, heads, and heads with relation (its universal part), of all words, punctuation included."""
    words = tags = parts = heads = labelled = exact = 0
    examples = [example(language, sentence) for sentence in rows]
    for document, gold in zip(language.pipe([each.predicted for each in examples]), examples, strict=True):
        for mine, theirs in zip(document, gold.reference, strict=True):
            words += 1
            tags += mine.tag == theirs.tag
            parts += mine.pos == theirs.pos
            if mine.head.i == theirs.head.i:
                heads += 1
                labelled += mine.dep_.split(":")[0] == theirs.dep_.split(":")[0]
                exact += mine.dep == theirs.dep
    figures = {"tag": tags, "pos": parts, "uas": heads, "las": labelled, "las_subtypes": exact}
    return {name: round(100 * count / words, 2) for name, count in figures.items()} | {"words": words}


def lemmas_of(rows: list[list[treebanks.Row]]) -> str:
    """Return the table of base forms that the rules of spelling do not give, by word and class of tag."""
    seen: dict[tuple[str, str], Counter[str]] = {}
    for form, base, _, tag, *_ in (word for sentence in rows for word in sentence):
        kind = lemmas.kind_of(tag)
        if kind in ("VBD", "VBN", "VBG", "VBZ", "NNS", "V", "M"):
            seen.setdefault((form.lower().replace("’", "'"), kind), Counter())[base.lower()] += 1
    table = {key: min(of, key=lambda base: (-of[base], base)) for key, of in seen.items()}
    lines = [
        f"{form}\t{kind}\t{base}"
        for (form, kind), base in sorted(table.items())
        if lemmas.ruled(form, kind) != base and _is_word(form.replace("'", "")) and _is_word(base)
    ]
    return "# form, class of tag, base form\n" + "\n".join(lines) + "\n"


def _is_word(text: str) -> bool:
    return text.isascii() and text.replace("-", "").isalpha()


def main() -> None:
    """Train, keep the best, score it."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("treebanks", type=Path)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--steps", type=int, default=STEPS)
    arguments.add_argument("--stop", type=int, default=STEPS)
    given = arguments.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    fix_random_seed(SEED)
    numpy.random.seed(SEED)
    chance = random.Random(SEED)
    part = {
        name: list(treebanks.sentences(given.treebanks / f"{name}.conllu.gz"))
        for name in ("ewt-train", "gum-train", "ewt-dev", "ewt-test", "gum-test")
    }
    rows = part["ewt-train"] + part["gum-train"]
    (given.out / "lemmas.tsv").write_text(lemmas_of(rows), encoding="utf-8")
    language = grammar.blank()
    language.initialize(lambda: [example(language, sentence) for sentence in rows])
    optimizer = Adam(RATE, L2=0.01, grad_clip=1.0, use_averages=True, L2_is_weight_decay=True)
    best, began = 0.0, time.monotonic()
    stream = batches(rows, language, chance)
    losses: dict[str, float] = {}
    log = (given.out / "log.jsonl").open("w", encoding="utf-8")
    last = min(given.steps, given.stop)
    for step in range(1, last + 1):
        optimizer.learn_rate = rate(step, given.steps)
        language.update(next(stream), sgd=optimizer, drop=DROPOUT, losses=losses)
        if step % EVERY and step != last:
            continue
        with language.use_params(optimizer.averages):
            figures = score(language, part["ewt-dev"])
            if figures["las"] > best:
                best = figures["las"]
                (given.out / "parser.bin").write_bytes(language.to_bytes(exclude=["tokenizer"]))
        line = {"step": step, "seconds": round(time.monotonic() - began), **figures}
        line |= {name: round(loss) for name, loss in losses.items()}
        print(json.dumps(line), file=log, flush=True)
        losses.clear()
    trained = grammar.blank()
    trained.from_bytes((given.out / "parser.bin").read_bytes(), exclude=["tokenizer"])
    scores = {name: score(trained, part[name]) for name in ("ewt-dev", "ewt-test", "gum-test")}
    (given.out / "scores.json").write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
