"""Words that stand in like places, as numbered classes: counted over texts about attacks, without any annotation.

In: texts. Out: for each word that is frequent enough its coarse, middle and fine class. Words are rows of positive
pointwise mutual information with the words up to two places away; the rows are made short by a randomised singular
value decomposition (Halko et al. 2011) and grouped by spherical k-means. Same texts, same classes.
"""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from tocsin.reading.name_features import class_key
from tocsin.reading.sentences import plain, words_of

SIZES = (48, 200, 700)
LEAST, CONTEXTS, WIDTH, SEED = 4, 2_500, 80, 20210719
_MARKUP = re.compile(r"\(Citation:[^)]*\)|\[([^\]]*)\]\([^)]*\)")
_DIGIT = re.compile(r"\d")


def texts(tram: Path, annoctr: Path, attack: Path, actors: Path, treebanks: Path) -> Iterator[str]:
    """Yield paragraphs and sentences: TRAM's and AnnoCTR's reports, ATT&CK, MISP's galaxies, the treebanks."""
    for path in sorted(tram.glob("*.json")):
        yield from json.loads(path.read_text(encoding="utf-8"))["text"].split("\n")
    for path in sorted(annoctr.glob("*.json")):
        yield from (one["text"] for one in json.loads(path.read_text(encoding="utf-8"))["sentences"])
    for thing in json.loads(gzip.decompress(attack.read_bytes()))["objects"]:
        yield from _MARKUP.sub(r"\1", thing.get("description") or "").split("\n")
    for name in ("threat-actor", "ransomware", "tool", "malpedia"):
        for thing in json.loads(gzip.decompress((actors / f"{name}.json.gz").read_bytes()))["values"]:
            yield from (thing.get("description") or "").split("\n")
    for path in sorted(treebanks.glob("*-train.conllu.gz")):
        for line in gzip.decompress(path.read_bytes()).decode().split("\n"):
            if line.startswith("# text = "):
                yield line.removeprefix("# text = ")


def classes_of(texts_given: Iterable[str]) -> dict[int, tuple[int, int, int]]:
    """Return the classes of words, by what stands for a word (`class_key`)."""
    rows = [[_DIGIT.sub("0", plain(word)) for word in words_of(text)] for text in dict.fromkeys(texts_given)]
    often = Counter(word for row in rows for word in row)
    words = sorted((word for word in often if often[word] >= LEAST), key=lambda word: (-often[word], word))
    number = {word: at for at, word in enumerate(words)}
    counts = np.zeros((len(words), 4 * CONTEXTS), dtype=np.float32)
    for row in rows:
        ids = [number.get(word, -1) for word in row]
        for at, one in enumerate(ids):
            for place, distance in enumerate((-2, -1, 1, 2)):
                other = ids[at + distance] if 0 <= at + distance < len(ids) else -1
                if one >= 0 and 0 <= other < CONTEXTS:
                    counts[one, place * CONTEXTS + other] += 1
    vectors = _short(_information(counts))
    found = [_groups(vectors, size) for size in SIZES]
    return {class_key(word): (int(found[0][at]), int(found[1][at]), int(found[2][at])) for word, at in number.items()}


def _information(counts: np.ndarray) -> np.ndarray:
    """Return positive pointwise mutual information, contexts smoothed by the power 0.75 (Levy et al. 2015)."""
    rows = counts.sum(axis=1, keepdims=True) + 1
    columns = (counts.sum(axis=0, keepdims=True) + 1) ** 0.75
    columns *= counts.sum() / columns.sum()
    return np.maximum(np.log(np.maximum(counts * counts.sum() / (rows * columns), 1e-9)) - 0.3, 0)


def _short(matrix: np.ndarray) -> np.ndarray:
    start = np.random.default_rng(SEED).standard_normal((matrix.shape[1], WIDTH + 30)).astype(np.float32)
    reach = matrix @ start
    for _ in range(2):
        reach, _ = np.linalg.qr(reach)
        reach = matrix @ (matrix.T @ reach)
    base, _ = np.linalg.qr(reach)
    left, strength, _ = np.linalg.svd(base.T @ matrix, full_matrices=False)
    vectors = (base @ left)[:, :WIDTH] * np.sqrt(strength[:WIDTH])
    return vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)


def _groups(vectors: np.ndarray, size: int) -> np.ndarray:
    """Return the group of each row; the most frequent words are the first centres."""
    centres = vectors[:size].copy()
    mine = np.zeros(len(vectors), dtype=int)
    for _ in range(15):
        mine = (vectors @ centres.T).argmax(axis=1)
        sums = np.zeros_like(centres)
        np.add.at(sums, mine, vectors)
        centres = sums / (np.linalg.norm(sums, axis=1, keepdims=True) + 1e-9)
    return mine
