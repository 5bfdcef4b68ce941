"""Whose conduct somebody objects to: "blamed the neglect of X", "called out X's activity", "targeting of Y by X".

In: the scene of a sentence and a noun for a deed or a way to behave. Out: the words for who behaves so.
"""

from __future__ import annotations

from tocsin.reading import word_order
from tocsin.reading.blame import accusable
from tocsin.reading.frames import frames
from tocsin.reading.parties import ACTORS, STATES, Scene, party_words
from tocsin.reading.trees import Word

_WAYS = frozenset(["activity", "conduct", "behaviour", "behavior", "action", "neglect", "negligence", "mismanagement",
                   "failure", "failing", "inaction", "carelessness", "incompetence", "policy", "decision", "laxity",
                   "complacency", "recklessness", "aggression", "practice", "tactic", "use", "handling",
                   "lack", "refusal", "delay"])  # fmt: skip
_FAR = 14  # words from a noun to its "by"


def whose_conduct(scene: Scene, noun: Word | None) -> list[Word]:
    """Return whose conduct a noun and those joined to it are: "the neglect and mismanagement of X"."""
    if noun is None or noun.i in scene.mentions or noun.lemma not in _WAYS | frames().wrongs:
        return []
    for each in scene.tree.coordinated(noun.i):
        for kid in scene.tree.kids(each.i, "nmod", "amod", "compound"):
            led = kid.dep != "nmod" or kid.relation == "nmod:poss" or scene.tree.case(kid.i) in ("of", "by")
            if led and accusable(scene, kid) and (kid.dep == "nmod" or kid.i in scene.mentions):
                return [one for one in scene.tree.coordinated(kid.i) if accusable(scene, one)]
    return []


def doer_behind(scene: Scene, noun: Word) -> Word | None:
    """Return who stands behind "by" and a deed, with no verb between: "targeting of the industry by X"."""
    words = scene.tree.words
    for word in words[noun.i + 1 : noun.i + _FAR]:
        if word.word == "by":
            head = word_order.head_behind(scene, word.i + 1)
            return head if head is not None and _is_suspect(scene, head) else None
        if word.is_verb or word.pos == "PUNCT" or (word.lemma in frames().wrongs and word.is_noun):
            return None
    return None


def _is_suspect(scene: Scene, word: Word) -> bool:
    """Say whether somebody is one that attacks are laid to: a state or its servants, a band, intruders."""
    party = scene.party(word.i)
    band = party.noun in party_words().same["actor"] and scene.is_definite(word.i)
    return accusable(scene, word) and (party.kind in (*STATES, *ACTORS) or party.country is not None or band)
