"""What is laid beside an actor: "has lumped it together with X", "the tools overlapped with those of X".

In: the scene of a sentence, the discourse so far, who is quoted in it. Out: `Draft`s of links. Vendors compare clusters
in long noun phrases that a parser takes apart in many ways, so they are read by the order of their words: a word of
likeness, and not far behind it a preposition with the name of an actor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from tocsin.model.report import Act
from tocsin.reading.accusable import accused_words
from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import Draft, end_of, may_speak, negation_of, own, speakers_of
from tocsin.reading.frames import base, frames, frames_at, inflected
from tocsin.reading.parties import ACTORS, Party, Scene, party_words
from tocsin.reading.sayings import Saying, owner
from tocsin.reading.trees import Word

_PREPOSITIONS = frozenset({"with", "into", "among", "between", "to", "under", "of"})
_FAR = 14  # words from a likeness to the preposition
_NEAR = 5  # words from the preposition to the name
_LAID = frozenset({"attributed", "ascribed", "linked", "tied", "associated", "credited"})
_SHOWING = frozenset({"bear", "show", "share", "have", "display", "exhibit", "present"})
_ENDS = frozenset({";", ":", ".", '"', "which", "who", "but", "although", "while"})
_SEEING = frozenset(["note", "see", "find", "observe", "identify", "report", "point", "describe", "cite", "spot",
                     "uncover", "discover", "notice", "highlight", "document", "reveal", "list"])  # fmt: skip


def compared(scene: Scene, mind: Discourse, sayings: Sequence[Saying]) -> Iterator[Draft]:
    """Yield who lays what beside which actor."""
    for word in scene.tree.words:
        joins = word.word in _joining() and (word.is_verb or (word.tag == "NNS" and word.i - 1 in scene.mentions))
        likens = word.lemma in frames().likenesses or word.word in _likening()
        if not (joins or likens) or word.i in scene.mentions or scene.tree.is_supposed(word.i):
            continue
        named = _behind(scene, word)
        speakers = (_joiner(scene, mind, word) if joins else _seer(scene, mind, sayings, word)) if named else ()
        if named is None or not speakers or speakers[0].kind in ACTORS:
            continue
        accused = _joined(scene, mind, word) if joins and scene.tree.words[named.i - 1].word != "into" else ()
        accused = accused or mind.blamed(scene, accused_words(scene, named)) or (scene.party(named.i),)
        if not own(speakers, accused):
            yield Draft(speakers, Act.LINK, accused, word.i, word.i, end_of(scene, word.i), negation_of(scene, word.i))


@cache
def _joining() -> frozenset[str]:
    return frozenset(form for verb in frames().joining for form in inflected(verb))


@cache
def _likening() -> frozenset[str]:
    return frozenset(form for verb in frames().likening for form in inflected(verb))


def _behind(scene: Scene, word: Word) -> Word | None:
    """Return the name of an actor behind the next preposition that has one."""
    words = scene.tree.words
    for at in range(word.i + 1, min(len(words), word.i + _FAR)):
        if words[at].word in _ENDS:
            return None
        if words[at].word not in _PREPOSITIONS:
            continue
        for name in words[at + 1 : at + 1 + _NEAR]:
            laid = name.word in _LAID  # "with an earlier one attributed to X"
            if name.word in _ENDS or name.word == "," or (name.is_verb and not laid and name.word != "set"):
                break
            if name.i in scene.mentions and scene.mentions[name.i].kind in ACTORS:
                return name
    return None


def _joined(scene: Scene, mind: Discourse, verb: Word) -> tuple[Party, ...]:
    """Return the actor that is laid with others: "counts X among", "lumped it together with"."""
    target = scene.tree.object(verb.i)
    if target is None:
        beside = scene.tree.words[verb.i + 1 : verb.i + 2]
        target = beside[0] if beside and beside[0].i in scene.mentions else None
    found = mind.blamed(scene, [target]) if target is not None else ()
    return tuple(party for party in found if party.kind in ACTORS)


def _joiner(scene: Scene, mind: Discourse, verb: Word) -> tuple[Party, ...]:
    """Return who does the laying: the subject, or the name right before the verb, whatever a parser makes of it."""
    return speakers_of(scene, mind, verb.i) or _before(scene, mind, verb) or ()


def _before(scene: Scene, mind: Discourse, verb: Word) -> tuple[Party, ...]:
    at = verb.i - 1
    words = scene.tree.words
    while at > 0 and (words[at].tag in ("RB", "MD") or words[at].word in ("has", "have", "had")):
        at -= 1
    name = words[at] if at >= 0 else verb
    return mind.speaking(scene, [name]) if name.i in scene.mentions and may_speak(scene, name) else ()


def _seer(scene: Scene, mind: Discourse, sayings: Sequence[Saying], word: Word) -> tuple[Party, ...]:
    """Return who tells of a likeness: the subject of the nearest verb of saying before it, else who is quoted."""
    head = scene.tree.words[word.head]
    shown = word.dep == "obj" and base(head) in _SHOWING and _is_thing(scene, scene.tree.subject(head.i))
    for verb in reversed(scene.tree.words[: word.i]) if not shown else ():
        if verb.word in (";", '"') or word.i - verb.i > _FAR:
            break
        told = base(verb) in _SEEING or any(one.roles != "ties" for one in frames_at(scene.tree, verb.i))
        if verb.is_verb and told:  # not the campaign that "bears similarities"
            speakers = speakers_of(scene, mind, verb.i) or _before(scene, mind, verb)
            bands = all(not one.is_named and one.noun in party_words().same["actor"] for one in speakers)
            if speakers and not bands:
                return speakers
    saying = owner(scene, sayings, word.i)
    if saying is None and (shown or any(one.word in ("we", "our") for one in scene.tree.words)):
        return mind.quoted or mind.voice
    return saying.speakers if saying is not None else ()


def _is_thing(scene: Scene, word: Word | None) -> bool:
    """Say whether something is what a report tells of, nobody who tells: "the campaign bears a resemblance to"."""
    return word is not None and word.i not in scene.mentions and word.lemma in frames().wrongs | frames().clues
