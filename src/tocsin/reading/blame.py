"""Blame: a deed and who is accused of it, by the words of one sentence.

In: the scene of a sentence, a word. Out: whether somebody can be accused, and the words for all who are by it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.model.report import MentionKind
from tocsin.reading.parties import ACTORS, Scene, party_words
from tocsin.reading.trees import Word

_PRONOUNS = frozenset({"it", "they", "he", "she", "we", "i", "which", "who", "that", "this"})
INTRUDERS = frozenset(["hacker", "attacker", "intruder", "spy", "cybercriminal", "hacktivist"])


@dataclass(frozen=True, slots=True)
class Blame:
    """Who did it, by what word; `kind`: event (a known deed is laid to somebody), deed, noun ("Iran's attack")."""

    accused: tuple[Word, ...]
    at: int
    kind: str
    negated: bool


_WHICHEVER = frozenset({"any", "every", "each", "whichever", "what", "which"})


def accusable(scene: Scene, word: Word) -> bool:
    """Say whether somebody can be accused: a state, an office, an actor, a noun for such; never a mere thing."""
    if word.word in _PRONOUNS:
        return word.word not in ("this", "that", "which", "who")
    if word.i in scene.taken:
        return False
    party = scene.party(word.i)
    if party.is_named:
        return True
    return party.noun in party_words().accused


def _is_general(scene: Scene, word: Word) -> bool:
    """Say whether a plural stands for states in general: "responsible states do not harbour criminals"."""
    plural = word.tag == "NNS" and word.word in ("states", "countries", "nations", "governments")
    kids = scene.tree.kids(word.i)
    known = any(kid.dep in ("det", "nummod", "acl", "nmod") or kid.word in ("other", "foreign") for kid in kids)
    return plural and not known and word.i not in scene.mentions and scene.party(word.i).country is None


def those_of(scene: Scene, word: Word | None) -> tuple[Word, ...]:
    """Return who is accused by a word: it and those joined to it; of "what X did" the actor; nobody of "any"."""
    if word is not None and word.word == "what":
        named = [each for each in scene.parties_below(word.i) if scene.mentions[each.i].kind in ACTORS]
        return tuple(named[:1])
    if word is None or not accusable(scene, word):
        return ()
    if word.lemma in ("state", "country", "nation", "power", "government") and word.i not in scene.mentions:
        named = [kid for kid in scene.tree.kids(word.i, "appos") if kid.i in scene.mentions
                 and scene.mentions[kid.i].kind is MentionKind.COUNTRY]  # fmt: skip
        if named:
            return (named[0],)  # "a state, likely China,"
    if any(kid.word in _WHICHEVER for kid in scene.tree.kids(word.i, "det")) or _is_general(scene, word):
        return ()
    named = word.i in scene.mentions  # beside whom a name that nobody knows may stand: "Iran and Hezbollah"
    return tuple(each for each in scene.tree.coordinated(word.i)
                 if accusable(scene, each) or (named and each.tag == "NNP" and each.i not in scene.taken))  # fmt: skip
