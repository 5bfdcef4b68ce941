"""Infinitives that a parser hangs on a noun in between: "declined at a press conference to name the attacker".

In: the words of a tree, and which of them are names. Out: the words, the infinitive below the verb that takes it.
"""

from __future__ import annotations

from msgspec.structs import replace

from tocsin.model.report import Mention
from tocsin.reading.trees import Word

_TAKING = frozenset(["declined", "declines", "refused", "refuses", "refusing", "declining", "hesitated", "hesitates",
                     "vowed", "vows", "promised", "promises", "threatened", "threatens"])  # fmt: skip
_FAR = 12  # words between
_ENDS = frozenset([",", ";", ":", "that", "and", "but", '"'])


def infinitives(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Hang the infinitive behind a verb that has nothing else to take below it."""
    found = list(words)
    for verb in words:
        if verb.word not in _TAKING or any(
            kid.head == verb.i and kid.i > verb.i and kid.dep in ("xcomp", "ccomp", "obj") for kid in words
        ):
            continue
        taken = _infinitive(words, verb.i)
        if taken is not None and verb.i < taken.head < taken.i and taken.head not in names:
            found[taken.i] = replace(taken, head=verb.i, relation="xcomp")
    return tuple(found)


def _infinitive(words: tuple[Word, ...], at: int) -> Word | None:
    for word in words[at + 2 : at + _FAR]:
        if word.word in _ENDS:
            return None
        if word.tag == "VB" and words[word.i - 1].word == "to":
            return word
    return None
