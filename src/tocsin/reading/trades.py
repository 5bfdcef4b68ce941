"""Nouns told by a trade of their own: "the translation service", "the catering office" are nobody named before.

In: the scene of a sentence and a bare noun for an office. Out: whether another noun says what it does.
"""

from __future__ import annotations

from tocsin.reading.parties import Party, Scene
from tocsin.reading.trees import Word

_OF_SPIES = frozenset(["spy", "intelligence", "security", "cyber", "cybersecurity", "law", "enforcement", "police",
                       "state", "signals", "government", "defence", "defense", "espionage", "counterintelligence",
                       "data", "eavesdropping", "surveillance", "cyberdefence", "cyberdefense",
                       "counterespionage", "protection", "authoring", "partner", "member", "lead"])  # fmt: skip
_MINISTRIES = frozenset({"ministry", "department", "council", "commission", "committee"})


def is_another(scene: Scene, word: Word, party: Party) -> bool:
    """Say whether an office is told by what it does: "the interior ministry", "the translation service"."""
    return len(party.name.split()) > 1 and (party.noun in _MINISTRIES or _of_trade(scene, word))


def _of_trade(scene: Scene, word: Word) -> bool:
    """Say whether a noun has another before it that is not of the trade of offices that are named in reports."""
    told = [kid for kid in scene.tree.kids(word.i, "compound") if kid.tag == "NN" and kid.i not in scene.mentions]
    return bool(told) and all(kid.lemma not in _OF_SPIES for kid in told)
