"""Culprits by clues: "the tradecraft fits X", "the hackers were Russian", "consistent with an operation out of X".

In: the scene of a sentence and one of its words. Out: `Blame`s.
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.model.report import MentionKind
from tocsin.reading.blame import Blame, those_of
from tocsin.reading.frames import base, frames
from tocsin.reading.parties import ACTORS, STATES, Scene, party_words
from tocsin.reading.trees import Word

_LIKE = frozenset({"consistent", "typical", "reminiscent", "characteristic", "redolent", "indicative"})


def likened(scene: Scene, word: Word) -> Iterator[Blame]:
    """Read `the hackers were Russian`, `the tradecraft is consistent with an operation out of Russia`."""
    tree = scene.tree
    subject = tree.subject(word.i)
    named = scene.mentions.get(word.i)
    if named is not None and named.kind is MentionKind.COUNTRY:
        what = tree.object(word.head) if word.dep == "xcomp" else subject
        if what is not None and what.lemma in frames().wrongs | party_words().accused | {"origin"}:
            yield Blame((word,), word.i, "event", tree.is_negated(word.i))
    if word.lemma in _LIKE and subject is not None and subject.lemma in frames().clues:
        below = [each for place in tree.behind(word.i, ("with", "of"), deep=1) for each in scene.parties_below(place.i)]
        suspects = [each for each in below if scene.mentions[each.i].kind in (*STATES, *ACTORS)]
        yield Blame(tuple(suspects[:1]), word.i, "event", tree.is_negated(word.i))


def by_clue(scene: Scene, word: Word) -> Iterator[Blame]:
    """Read `the tradecraft fits X`, `everything points to X`."""
    tree = scene.tree
    if base(word) not in frames().fitting:
        return
    subject = tree.subject(word.i)
    if subject is not None and subject.word in ("some", "many", "most", "several", "all", "much"):
        subject = next((kid for kid in tree.kids(subject.i, "nmod") if tree.case(kid.i) == "of"), subject)
    if subject is None or subject.lemma not in frames().clues:
        return
    for kid in tree.kids(word.i, "obj", "obl", "nmod", "advcl"):
        plain = scene.plainly_below(kid.i)
        named = [each for each in plain if each.i in scene.mentions
                 and scene.mentions[each.i].kind in (*STATES, *ACTORS)]  # fmt: skip
        named += [each for each in plain if (party := scene.unknown_name(each.i)) is not None and party.kind in ACTORS]
        named += [each for each in plain if tree.words[each.head].word == "those" and tree.case(each.i) == "of"
                  and scene.named_by_case(each.i) is not None]  # fmt: skip
        named.sort(key=lambda each: each.i in scene.mentions and scene.mentions[each.i].kind in STATES)
        if named and kid.i > word.i:
            whose = those_of(scene, named[0]) or (named[0],)  # "resembled those of Tick", whom nobody knows
            yield Blame(whose, word.i, "link", tree.is_negated(word.i))
            return
