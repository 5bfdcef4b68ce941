"""Promises: what somebody will do, or says that he will, is no deed and no accusation.

In: the scene of a sentence and a verb in it. Out: whether it tells of what will be.
"""

from __future__ import annotations

from tocsin.reading.frames import base
from tocsin.reading.parties import Scene
from tocsin.reading.trees import Word

_PROMISING = frozenset({"promise", "vow", "pledge", "threaten", "undertake"})


def is_promised(scene: Scene, word: Word) -> bool:
    """Say whether a verb tells of what will be: "will hold them accountable", "vowed to hold them accountable"."""
    verbs = [word]
    while verbs[-1].dep == "xcomp" or (verbs[-1].tag == "VBG" and _is_means(scene, verbs[-1])):
        verbs.append(scene.tree.words[verbs[-1].head])
    vowed = any(base(verb) in _PROMISING for verb in verbs[1:])
    return vowed or any(
        kid.word in ("will", "shall", "would") for verb in verbs for kid in scene.tree.kids(verb.i, "aux")
    )


def _is_means(scene: Scene, word: Word) -> bool:
    """Say whether a participle tells by what something will be done: "will respond by expelling X"."""
    marks = {kid.word for kid in scene.tree.kids(word.i, "mark", "case")}
    return word.dep in ("advcl", "acl") and not marks.isdisjoint({"by", "including", "through"})
