"""Ties: whose a deed or a name is said to be: "the intrusions serve Chinese interests", "the name is a cover for X".

In: the scene of a sentence and one of its words. Out: the word for whoever it is tied to, and whether that is denied.
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.model.report import MentionKind
from tocsin.reading.frames import base, frames
from tocsin.reading.parties import ACTORS, STATES, Scene, party_words
from tocsin.reading.trees import Word

_SERVING = frozenset(["serve", "advance", "further", "benefit", "reflect", "match", "support", "promote", "fit", "suit",
                      "favour", "favor", "align", "pursue", "mirror", "follow"])  # fmt: skip
_FRONTS = frozenset(["cover", "front", "facade", "façade", "smokescreen", "mask", "arm", "extension", "instrument",
                     "puppet", "alias", "pseudonym", "creation", "persona", "cutout", "proxy"])  # fmt: skip
_FALLING = frozenset({"fall", "settle", "rest", "center", "centre", "focus", "alight", "turn", "hang"})
_MAKING = frozenset({"use", "make", "develop", "create", "write", "build", "run", "operate", "design", "own"})


def only_owns(scene: Scene, word: Word, verb: str, agent: Word) -> bool:
    """Say whether a participle only tells whose an honest thing is: "a firewall made by X", "mail used by towns"."""
    thing, words = scene.tree.words[word.head], frames()
    wrong = thing.lemma in words.wrongs | words.clues | words.strong or thing.i in scene.taken
    if verb not in _MAKING or wrong or word.dep != "acl" or scene.tree.kids(word.i, "aux", "nsubj", "mark"):
        return False
    named = scene.mentions.get(agent.i)
    if named is not None:
        return named.kind is MentionKind.ORGANISATION
    return scene.party(agent.i).noun not in party_words().same["actor"]


def ties(scene: Scene, word: Word) -> Iterator[tuple[Word, bool]]:
    """Yield whom a word ties a deed, a group or its name to."""
    if word.lemma == "interest":
        yield from _interests(scene, word)
    elif word.lemma == "suspicion" and word.dep == "nsubj":
        yield from _suspicion(scene, word)
    elif word.lemma in _FRONTS and scene.tree.kids(word.i, "cop"):
        yield from _front(scene, word)


def _interests(scene: Scene, word: Word) -> Iterator[tuple[Word, bool]]:
    """Read `the intrusions serve Chinese interests`, `the targeting reflects the interests of Tehran`."""
    tree = scene.tree
    verb = tree.words[word.head]
    subject = tree.subject(verb.i) if verb.is_verb and base(verb) in _SERVING else None
    told = frames().wrongs | frames().clues | set(party_words().same["actor"])
    if subject is None or not (subject.lemma in told or subject.pos == "PRON"):
        return
    for owner in tree.kids(word.i, "amod", "compound", "nmod"):
        if owner.i in scene.mentions and scene.mentions[owner.i].kind in STATES:
            yield owner, tree.is_negated(verb.i)
            return


def _suspicion(scene: Scene, word: Word) -> Iterator[tuple[Word, bool]]:
    """Read `suspicion fell on X`, `suspicions centred on hackers from X`."""
    verb = scene.tree.words[word.head]
    if not verb.is_verb or base(verb) not in _FALLING:
        return
    for place in scene.tree.behind(verb.i, ("on", "upon", "around"), deep=1):
        named = [each for each in scene.parties_below(place.i) if scene.mentions[each.i].kind in (*STATES, *ACTORS)]
        if named:
            yield named[0], scene.tree.is_negated(verb.i)
            return


def _front(scene: Scene, word: Word) -> Iterator[tuple[Word, bool]]:
    """Read `the name is a cover for Tehran`, `X is a creation of the GRU`: X where it is named, else whose it is."""
    tree = scene.tree
    subject = tree.subject(word.i)
    behind = [kid for kid in tree.kids(word.i, "nmod") if tree.case(kid.i) in ("for", "of", "by")]
    named = [each for kid in behind for each in scene.parties_below(kid.i)
             if scene.mentions[each.i].kind in (*STATES, *ACTORS)]  # fmt: skip
    if subject is None or not named:
        return
    actor = scene.party(subject.i).kind in ACTORS
    yield subject if actor or subject.pos == "PRON" else named[0], tree.is_negated(word.i)


def is_client(scene: Scene, word: Word) -> bool:
    """Say whether somebody who is said to be a state's own is the one spoken of: a group's name, "the group", "it"."""
    named = scene.mentions.get(word.i)
    if named is not None:
        return named.kind in ACTORS
    band = word.tag == "NN" and word.lemma in party_words().same["actor"] and scene.is_definite(word.i)
    return word.word in ("it", "they") or band
