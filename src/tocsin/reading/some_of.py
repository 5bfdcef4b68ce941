"""Several, and some of them: "another pointed to X", "two of them said", "both men", "these groups".

In: the words of a tree or the scene of a sentence, and who spoke and was accused before. Out: whom they mean.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from tocsin.model.report import Mention, MentionKind
from tocsin.reading.parties import ACTORS, Party, Scene, party_words
from tocsin.reading.trees import Word

SOME = frozenset(["another", "others", "one", "two", "three", "some", "several", "most", "many", "few", "those", "all",
                  "both", "each", "either", "none", "neither"])  # fmt: skip
_FINITE = ("VBD", "VBZ", "VBP")
_BEFORE = ("det", "nummod", "amod", "advmod")


def stands_for_some(word: Word) -> bool:
    """Say whether a word stands for some of those who were spoken of, with no noun of its own."""
    nobody = word.word == "one" and word.tag != "CD"  # "no one"
    return word.word in SOME and word.dep in ("nsubj", "nmod", "obl") and not nobody


def alone(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Give a verb for its subject the word before it that a parser took for its article: "Another pointed to X"."""
    found = list(words)
    for word in words:
        verb = words[word.head]
        near = word.word in SOME and word.dep in _BEFORE and verb.i == word.i + 1 and verb.tag in _FINITE
        if near and not any(kid.head == verb.i and kid.dep in ("nsubj", "csubj") for kid in words):
            found[word.i] = replace(word, relation="nsubj")
    return tuple(found)


def of_several(*before: tuple[Party, ...]) -> tuple[Party, ...]:
    """Return the first of those before that are several of no name, of whom "another" and "two" are."""
    return next((one for one in before if one and all(not each.is_named and each.noun for each in one)), ())


def these(scene: Scene, word: Word) -> tuple[Party, ...]:
    """Return the actors that "these groups" goes back to, where the sentence itself has named several."""
    if word.lemma not in party_words().same["actor"] or not any(k.word == "these" for k in scene.tree.kids(word.i)):
        return ()
    here = tuple(scene.party(one.i) for one in scene.heads
                 if one.i < word.i and scene.mentions[one.i].kind in ACTORS)  # fmt: skip
    return here if len(here) > 1 else ()


def both_men(
    scene: Scene, word: Word, laid: Sequence[tuple[tuple[Party, ...], tuple[Party, ...]]]
) -> tuple[Party, ...]:
    """Return the persons, accused one by one before, that "both men" means; `laid`: who accused whom."""
    if not any(kid.word in ("both", "two") for kid in scene.tree.kids(word.i)) or not scene.is_definite(word.i):
        return ()
    persons = dict.fromkeys(one for _, accused in laid for one in accused if one.kind is MentionKind.PERSON)
    return tuple(persons) if len(persons) == 2 else ()
