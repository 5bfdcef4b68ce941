"""Whom a deed is done to, so that what a clause tells of them is no deed of theirs.

In: the scene of a sentence and a word for somebody. Out: whether they are hit.
"""

from __future__ import annotations

from tocsin.reading.frames import base, frames
from tocsin.reading.parties import Scene
from tocsin.reading.trees import Word

SUFFERING = frozenset({"victim", "target"})


def is_suffered(scene: Scene, word: Word) -> bool:
    """Say whether a deed is what somebody is a victim of: "X is itself one of the victims of hacking"."""
    return word.tag == "VBG" and word.dep == "nmod" and scene.tree.words[word.head].lemma in SUFFERING


def is_hit(scene: Scene, word: Word) -> bool:
    """Say whether somebody without a name is whom a deed is done to: "broke into a trade group that works in X"."""
    verb = scene.tree.words[word.head]
    done = word.dep in ("obj", "obl") and verb.is_verb and base(verb) in frames().strong | frames().deeds
    return (
        done
        and word.i not in scene.mentions
        and not scene.tree.is_passive(verb.i)
        and scene.tree.case(word.i) in ("", "into", "at", "against")
    )
