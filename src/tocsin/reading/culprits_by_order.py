"""Culprits by the order of words: "the three men, all of them in X, were behind the raids", where no tree shows it.

In: the scene of a sentence. Out: `Blame`s.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from tocsin.reading import word_order
from tocsin.reading.blame import Blame, accusable
from tocsin.reading.draft import suspect
from tocsin.reading.frames import base, frames, inflected
from tocsin.reading.parties import Scene
from tocsin.reading.trees import Word

_STANDING = frozenset({"be", "stand", "lie"})
_SUPPOSING = frozenset({"assume", "suppose", "imagine", "if", "whether", "fear", "who"})
_NEAR = 4  # words before a verb that may take it back, or make a passive of it
_CLAUSE = 8  # words before a verb that may only suppose it
_AGENT = 12  # words from a passive to who did it


def culprits_by_order(scene: Scene) -> Iterator[Blame]:
    """Yield who stands before a verb of wrongdoing, or behind its passive."""
    words = scene.tree.words
    for word in words:
        if word.i in scene.mentions or word.i in scene.taken or word.i == 0:
            continue
        near = words[max(0, word.i - _NEAR) : word.i]
        if any(one.lemma in _SUPPOSING for one in words[max(0, word.i - _CLAUSE) : word.i]):
            continue
        if any(one.word in frames().negations or one.tag == "MD" or one.word == "to" for one in near):
            continue
        if word.word == "behind" and any(one.lemma in frames().attributing for one in words[word.i + 1 : word.i + 4]):
            continue  # "stands behind the findings"
        if word.word == "behind" and any(one.lemma in _STANDING for one in near[-2:]):
            verb = next(one for one in reversed(near) if one.lemma in _STANDING)
            yield from _blame(word_order.before(scene, verb.i, _is_suspect), word, "event")
        elif (word.tag in ("VBD", "VBN", "VBZ", "VBP") and base(word) in frames().strong) or _is_past(near, word):
            undergone = any(one.lemma == "be" for one in near)
            by = word_order.behind(scene, word.i, ("by",), _is_suspect, far=_AGENT) if undergone else iter(())
            who = next(by, None) if undergone else word_order.before(scene, word.i, _is_suspect)
            yield from _blame(who, word, "event" if undergone else "deed")


def _is_past(near: Sequence[Word], word: Word) -> bool:
    """Say whether a parser took a past for an adjective: "X allegedly extorted millions"."""
    return word.tag == "JJ" and bool(near) and near[-1].word == "allegedly" and word.word in _pasts()


@cache
def _pasts() -> frozenset[str]:
    return frozenset(form for verb in frames().strong for form, kind in inflected(verb).items() if kind == "past")


def _is_suspect(scene: Scene, word: Word) -> bool:
    return accusable(scene, word) and suspect(scene.party(word.i))


def _blame(who: Word | None, word: Word, kind: str) -> Iterator[Blame]:
    if who is not None:
        yield Blame((who,), word.i, kind, negated=False)
