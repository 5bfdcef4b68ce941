"""Who stands before a verb or behind a word, by the order of words alone: where a parser errs.

In: the scene of a sentence and a place in it. Out: the word that heads the noun phrase there, or None.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from tocsin.reading.parties import Scene, party_words
from tocsin.reading.trees import Word

_HELPING = frozenset(
    ["has", "have", "had", "having", "is", "are", "was", "were", "been", "be", "being", "'s", "both", "all", "then",
     "now"]
)  # fmt: skip
_IN_PHRASE = ("DT", "JJ", "JJR", "JJS", "CD", "NN", "NNS", "NNP", "NNPS", "POS", "PRP$", "HYPH", "PDT", "VBG")
_NOUNS = ("NN", "NNS", "NNP", "NNPS", "PRP", "CD")
_PARTICIPLES = ("VBN", "VBG", "VBD")
_ENDS = frozenset({";", ":", ".", '"', "but", "while", "although", "though", "because", "after", "when"})
_MOST_ASIDE = 30  # words between two commas
Fits = Callable[[Scene, Word], bool]


def is_head(scene: Scene, word: Word) -> bool:
    """Say whether a word can head a noun phrase that ends with it."""
    return word.i in scene.mentions or word.tag in _NOUNS or word.pos == "PRON"


def first_of(scene: Scene, at: int) -> int:
    """Return the first word of the noun phrase that ends with a word."""
    words = scene.tree.words
    while at > 0 and (words[at - 1].tag in _IN_PHRASE or (at - 1 in scene.mentions)):
        at -= 1
    return at


def head_behind(scene: Scene, at: int) -> Word | None:
    """Return the head of the noun phrase that begins with a word: the last noun of a run of its words."""
    words = scene.tree.words
    head = None
    while at < len(words):
        word = words[at]
        if is_head(scene, word):
            head = word
            whose = words[at + 1 : at + 2]
            if word.pos == "PRON" or (at in scene.mentions and not (whose and (whose[0].tag in (*_NOUNS, "POS")))):
                break
        elif word.tag not in _IN_PHRASE or word.tag == "VBG":
            break
        at += 1
    return head


def before(scene: Scene, at: int, fits: Fits) -> Word | None:
    """Return who does what a verb says: the noun before it that no preposition leads, past what only tells of it."""
    words = scene.tree.words
    at -= 1
    while at >= 0 and (words[at].tag in ("RB", "RBR", "MD") or words[at].word in _HELPING):
        at -= 1
    if at >= 0 and words[at].word == ",":
        at = _aside(scene, at)
    while at >= 0:
        word = words[at]
        if word.tag in _PARTICIPLES and word.i not in scene.mentions:
            at -= 1  # "investigators hired by the bank"
            continue
        if not is_head(scene, word):
            return None
        first = first_of(scene, at)
        led = words[first - 1].word in party_words().prepositions if first else False
        if not led:
            return word if fits(scene, word) else None
        at = first - 2
    return None


def joined(scene: Scene, word: Word, fits: Fits) -> list[Word]:
    """Return a noun with those that "and" and commas join to it before it."""
    words, found, wanted = scene.tree.words, [word], ("and",)
    while True:
        first = first_of(scene, found[0].i)
        if first < 2 or words[first - 1].word not in wanted:
            return found
        other = words[first - 2]
        if not is_head(scene, other) or not fits(scene, other):
            return found
        found.insert(0, other)
        wanted = (",",)


def _aside(scene: Scene, comma: int) -> int:
    """Return the word before what stands between a comma and the one before it."""
    for at in range(comma - 1, max(-1, comma - _MOST_ASIDE), -1):
        if scene.tree.words[at].word == ",":
            return at - 1
    return comma - 1


def behind(scene: Scene, at: int, prepositions: Collection[str], fits: Fits, *, far: int) -> Iterator[Word]:
    """Yield who stands behind one of these prepositions, not far from a word and in its clause."""
    words = scene.tree.words
    for word in words[at + 1 : at + 1 + far]:
        if word.word in _ENDS:
            return
        if word.word in prepositions:
            head = head_behind(scene, word.i + 1)
            if head is not None and fits(scene, head):
                yield head
