"""What a clause about somebody's masters ends with: "hackers sponsored by Iran", not "of the theft" behind it.

In: a tree and the words of such a clause. Out: those before the deed that a parser hangs on it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tocsin.reading.frames import frames
from tocsin.reading.trees import Tree, Word

_BEFORE_DEEDS = frozenset({"of", "for", "over", "in"})

_SEIZED = frozenset(["extradited", "arrested", "detained", "deported", "expelled", "indicted", "charged", "jailed"])


def without_deed(tree: Tree, words: Sequence[int], named: Collection[int]) -> list[int]:
    """Return the words of a clause up to the name in it, and past it as long as they tell of no deed."""
    first = next((at for at, each in enumerate(words) if each in named), len(words))
    for at, each in enumerate(words):
        word = tree.words[each]
        head = tree.words[word.head]
        wrong = head.lemma in frames().wrongs or head.tag == "VBG" or word.tag == "VBG"
        if at > first and word.word in _BEFORE_DEEDS and wrong:
            return list(words[:at])
    return list(words)


def tells_no_state(tree: Tree, clause: Word) -> bool:
    """Say whether a clause does not tell whose somebody is: "extradited from X", "who told X"."""
    whole = bool(tree.kids(clause.i, "nsubj", "obj", "xcomp")) and clause.tag != "VBG"
    return whole or clause.word in _SEIZED
