"""CoNLL-U into spaCy documents: one sentence a document, words and blanks as in the text.

Multi-word tokens ("don't") are already two words in both treebanks and only lose their range line; empty nodes are
dropped. `varied` gives a sentence the dress of a headline now and then, so that the parser knows it from training.
"""

import gzip
import random
from collections.abc import Iterator
from pathlib import Path

from spacy.tokens import Doc
from spacy.vocab import Vocab

Row = tuple[str, str, str, str, str, int, str, bool]
"""Form, lemma, universal tag, Penn tag, features, head (0 is the root), relation, blank after."""


def sentences(path: Path) -> Iterator[list[Row]]:
    """Yield the rows of each sentence."""
    rows: list[Row] = []
    joined: dict[int, bool] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if len(cells) == 1:
                if not cells[0] and rows:
                    yield _spaced(rows, joined)
                    rows, joined = [], {}
                continue
            if "." in cells[0]:
                continue
            blank = "SpaceAfter=No" not in cells[9]
            if "-" in cells[0]:
                first, last = (int(part) for part in cells[0].split("-"))
                joined.update({number: number == last and blank for number in range(first, last + 1)})
                continue
            form, lemma, upos, xpos, feats, head, relation = cells[1:8]
            rows.append((form.replace(" ", "_"), lemma, upos, xpos, feats, int(head), relation, blank))
    if rows:
        yield _spaced(rows, joined)


def _spaced(rows: list[Row], joined: dict[int, bool]) -> list[Row]:
    return [(*row[:7], joined.get(number, row[7])) for number, row in enumerate(rows, 1)]


def varied(rows: list[Row], chance: random.Random) -> list[Row]:
    """Give about one sentence in eight another dress: Title Case, no case, no full stop."""
    throw = chance.random()
    if throw < 0.05:
        rows = [(_titled(row, number), *row[1:]) for number, row in enumerate(rows)]
    elif throw < 0.08:
        rows = [(row[0].lower(), *row[1:]) for row in rows]
    elif throw < 0.09:
        rows = [(row[0].upper(), *row[1:]) for row in rows]
    last = len(rows)
    bare = all(row[5] != last for row in rows)
    if len(rows) > 3 and rows[-1][0] == "." and bare and (throw < 0.06 or throw > 0.97):
        rows = rows[:-1]
    return rows


def _titled(row: Row, number: int) -> str:
    small = row[2] in ("ADP", "DET", "CCONJ", "PART") and len(row[0]) < 5 and number
    return row[0] if small or not row[0].islower() else row[0][0].upper() + row[0][1:]


def document(vocab: Vocab, rows: list[Row]) -> Doc:
    """Make the annotated document of one sentence."""
    heads = [number if row[5] == 0 else row[5] - 1 for number, row in enumerate(rows)]
    return Doc(
        vocab,
        words=[row[0] for row in rows],
        spaces=[row[7] for row in rows],
        tags=[row[3] for row in rows],
        pos=[row[2] for row in rows],
        morphs=["" if row[4] == "_" else row[4] for row in rows],
        lemmas=[row[1] for row in rows],
        heads=heads,
        deps=["ROOT" if row[5] == 0 else row[6] for row in rows],
        sent_starts=[number == 0 for number in range(len(rows))],
    )
