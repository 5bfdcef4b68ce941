"""Techniques by description: sentences that tell what was done without ATT&CK's name or id for it.

In: a document. Out: mentions with basis `described`, one for each sentence that is evidence, with a score: how often a
document with such a sentence has the technique, by reports annotated by people. Logistic regression over words and
pairs of words, trained by `training/train_techniques.py`; it knows the techniques of TRAM's label set and a few that
packs look for. Scores: `docs/models.md`. English only.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

from tocsin import knowledge
from tocsin.model.report import Document, TechniqueMention
from tocsin.reading.sections import Sections
from tocsin.reading.sentences import Sentence, split

SHA256 = "81953805a2a74607155a6304e0bd8a13d7023a820a5f01e327dc8027c59fb1ca"
_FEWEST, _MOST = 4, 200  # tokens of a sentence that can be evidence; a longer one is a table
_DIGIT = re.compile(r"\d")
_STOP = frozenset(
    re.findall(
        r"\S+",
        "the a an of to and in that is for on with as was by it be this have has not which or were their its also can"
        " will from at , . ( ) \" ' : ; - 's",
    )
)
_BEFORE = {"reconnaissance", "resource-development"}
_WHOLE = frozenset(("T1016", "T1027", "T1055", "T1078", "T1090", "T1110", "T1219"))  # parents among TRAM's labels
_ADVICE = frozenset(
    ("apply", "audit", "avoid", "click", "consider", "enforce", "ensure", "implement", "maintain", "monitor", "require",
     "restrict", "review", "select", "uncheck", "verify")
)  # fmt: skip
_ENDINGS = (
    ("ications", 4), ("ication", 4), ("ations", 4), ("ation", 4), ("ating", 4), ("ated", 4), ("ates", 4), ("ings", 4),
    ("ing", 3), ("ies", 3), ("ied", 3), ("ers", 4), ("ed", 3), ("es", 3), ("ly", 4), ("s", 3), ("e", 4),
)  # fmt: skip


@dataclass(frozen=True)
class Scorer:
    """What was learned: for each feature its weight for each technique.

    `grams`: sorted CRC-32 of the features, (n,); `rarity`: their inverse document frequency, (n,); `weights`: (n, k);
    `bias`: (k,); `techniques`: k ids; `curve`: slope and offset that make a logit a probability; `least`: lowest logit
    that counts, (k,).
    """

    grams: NDArray[np.uint32]
    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    techniques: tuple[str, ...]
    curve: tuple[float, float]
    least: NDArray[np.float32]

    def logits(self, sentences: Sequence[Sequence[str]]) -> Iterator[NDArray[np.float32]]:
        """Yield for each sentence, given as its words, how strongly it speaks for each technique.

        The features of all sentences are looked up at once.
        """
        codes = [sorted({zlib.crc32(gram.encode()) for gram in grams(words)}) for words in sentences]
        wanted = np.fromiter(itertools.chain.from_iterable(codes), dtype=np.uint32)
        at = np.minimum(np.searchsorted(self.grams, wanted), len(self.grams) - 1)
        known = self.grams[at] == wanted
        last = 0
        for each in codes:
            first, last = last, last + len(each)
            yield self._weighed(at[first:last][known[first:last]])

    def _weighed(self, at: NDArray[np.intp]) -> NDArray[np.float32]:
        if not len(at):
            return self.bias
        value = self.rarity[at]
        return ((value / np.sqrt(value @ value)) @ self.weights[at] + self.bias).astype(np.float32)

    def probability(self, logit: float) -> float:
        """Return how often a document whose best sentence has this logit has the technique."""
        slope, offset = self.curve
        return round(float(1 / (1 + np.exp(-(slope * logit + offset)))), 3)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return a word without its ending, digits made one.

    >>> stem("downloads"), stem("downloading"), stem("port8080")
    ('download', 'download', 'port0000')
    """
    word = _DIGIT.sub("0", word)
    for ending, least in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word[: -len(ending)]
    return word


def grams(words: Iterable[str]) -> set[str]:
    """Return the features of a sentence: its stems, pairs of neighbours, and pairs with one between."""
    stems = [stem(word) for word in words if word not in _STOP]
    return {
        *stems,
        *(f"{one} {other}" for one, other in itertools.pairwise(stems)),
        *(f"{one}  {other}" for one, other in zip(stems, stems[2:], strict=False)),
    }


@cache
def scorer() -> Scorer:
    """Return the scorer that the package ships, loaded once.

    Raises `ValueError` if the file is not the one that was shipped.
    """
    with as_file(files("tocsin.reading.model").joinpath("techniques.npz")) as path:
        if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
            raise ValueError("techniques.npz is damaged: install tocsin again")
        return load(path)


def load(path: object) -> Scorer:
    """Return the scorer in a file that `training/train_techniques.py` wrote."""
    with np.load(path) as stored:  # type: ignore[arg-type]
        scale = stored["scale"].astype(np.float32)
        return Scorer(
            grams=stored["grams"],
            rarity=stored["rarity"].astype(np.float32),
            weights=stored["weights"].astype(np.float32) * scale,
            bias=stored["bias"].astype(np.float32),
            techniques=tuple(stored["techniques"].tobytes().decode().split()),
            curve=(float(stored["curve"][0]), float(stored["curve"][1])),
            least=stored["least"].astype(np.float32),
        )


def find_described(document: Document, *, by: Scorer | None = None) -> tuple[TechniqueMention, ...]:
    """Return the techniques that a document describes, a mention for each sentence that does, in order."""
    if document.language not in (None, "en"):
        return ()
    by = by or scorer()
    least = np.where(_telling(by.techniques), by.least, np.inf)
    sections, advice = Sections(document.text), Sections.of_advice(document.text)
    telling = [
        sentence
        for sentence in split(document.text)
        if _FEWEST <= len(sentence.tokens) <= _MOST
        and not _advises(sentence)
        and not sections.aside(sentence.start)
        and not advice.aside(sentence.start)
    ]
    mentions = [
        _mention(by.techniques[at], by.probability(float(logits[at])), sentence)
        for sentence, logits in zip(telling, by.logits([one.words for one in telling]), strict=True)
        for at in np.flatnonzero(logits > least)
    ]
    return tuple(sorted(mentions, key=lambda mention: (mention.start, mention.end, mention.id)))


@cache
def _telling(techniques: tuple[str, ...]) -> NDArray[np.bool_]:
    """Say of each technique whether it is done at the victim's side, and is no group of others that TRAM left alone."""
    groups = {one.id.partition(".")[0] for one in knowledge.base().techniques() if "." in one.id}
    made: list[bool] = []
    for identifier in techniques:
        known = knowledge.base().technique(identifier)
        vague = identifier in groups and identifier not in _WHOLE
        made.append(known is not None and not vague and not set(known.tactics) & _BEFORE)
    return np.array(made)


def _advises(sentence: Sentence) -> bool:
    """Say whether a sentence tells its reader what to do: an imperative that is no ability of malware, or a note."""
    words = [word for word in sentence.words[:6] if word.isalpha()]
    return bool(words) and (words[0] in _ADVICE or sentence.words[:2] == ("note", ":"))


def _mention(identifier: str, score: float, sentence: Sentence) -> TechniqueMention:
    technique = knowledge.base().technique(identifier)
    return TechniqueMention(
        id=identifier,
        name=technique.name if technique else identifier,
        basis="described",
        score=score,
        status=technique.status if technique else "current",
        start=sentence.start,
        end=sentence.end,
    )
