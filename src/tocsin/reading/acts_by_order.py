"""Acts by the order of their words, where the tree shows none: "Lee, ..., singled out X over the theft".

In: the scene of a sentence and the discourse so far. Out: `Draft`s. A parser makes a participle of a past, hangs a name
on the wrong noun, cuts a clause in two; a verb that can only accuse, and a name right before and right behind it, tell
the same whatever it does. Negated, supposed and possible acts are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from tocsin.model.report import Act
from tocsin.reading import word_order
from tocsin.reading.accusable import accused_words, can_be
from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import Draft, end_of, may_speak, own, suspect
from tocsin.reading.frames import base, frames, inflected
from tocsin.reading.parties import ACTORS, Party, Scene
from tocsin.reading.trees import Word

_NAMING = {
    "accuse": Act.ACCUSE, "blame": Act.ACCUSE, "fault": Act.ACCUSE, "implicate": Act.ACCUSE, "finger": Act.ACCUSE,
    "single": Act.ACCUSE, "call": Act.ACCUSE, "hold": Act.ACCUSE, "unmask": Act.EXPOSE, "out": Act.EXPOSE,
    "condemn": Act.CONDEMN, "denounce": Act.CONDEMN,
}  # fmt: skip
_PARTICLES = {"single": "out", "call": "out", "put": "down", "chalk": "up"}
_COMPLETED = {"hold": frozenset({"responsible", "accountable", "culpable", "liable"})}
_LEADING = {
    "point": Act.ACCUSE,
    "attribute": Act.ATTRIBUTE, "ascribe": Act.ATTRIBUTE, "trace": Act.ATTRIBUTE, "credit": Act.ATTRIBUTE,
    "impute": Act.ATTRIBUTE, "put": Act.ATTRIBUTE, "chalk": Act.ATTRIBUTE, "pin": Act.ACCUSE, "blame": Act.ACCUSE,
    "link": Act.LINK, "tie": Act.LINK, "connect": Act.LINK, "associate": Act.LINK,
}  # fmt: skip
_SURE = frozenset({"accuse", "attribute", "ascribe", "implicate", "impute", "associate", "connect", "hold"})
_LEADS = {
    "point": ("to", "at"),
    "pin": ("on", "upon"),
    "blame": ("on", "upon"),
    "connect": ("to", "with"),
    "associate": ("with",),
}
_NO_ACT = frozenset(["if", "whether", "unless", "would", "could", "might", "may", "should", "to", "not", "n't", "never",
                     "no", "neither", "nor", "hardly", "can", "will"])  # fmt: skip
_FAR = 22  # words from a verb to whom it leads to
_NEAR = 5  # words before a verb that may take it back


def by_order(scene: Scene, mind: Discourse) -> Iterator[Draft]:
    """Yield what verbs of accusing say by the order of words."""
    for word in scene.tree.words:
        verb, kind = _verb(word.word)
        if not verb or word.i in scene.mentions or word.i in scene.taken or _is_no_act(scene, word):
            continue
        particle = _PARTICLES.get(verb)
        beside = scene.tree.words[word.i + 1 :][: 1 if verb in _NAMING else _FAR]
        if particle is not None and not any(one.word == particle for one in beside):
            continue
        completed = _COMPLETED.get(verb)
        if completed is not None and not any(one.word in completed for one in scene.tree.words[word.i : word.i + _FAR]):
            continue
        passive = kind in ("past", "participle") and _is_undergone(scene, word)
        found = _undergone(scene, mind, word, verb) if passive else _done(scene, mind, word, verb, kind)
        if found is None:
            continue
        speakers, accused, act = found
        accused = tuple(one for one in accused if suspect(one))
        if not speakers or not accused or own(speakers, accused) or speakers[0].kind in ACTORS:
            continue
        yield Draft(speakers, act, accused, word.i, word.i, end_of(scene, word.i))


@cache
def _forms() -> dict[str, tuple[str, str]]:
    return {form: (verb, kind) for verb in {**_NAMING, **_LEADING} for form, kind in inflected(verb).items()}


def _verb(word: str) -> tuple[str, str]:
    return _forms().get(word, ("", ""))


def _is_no_act(scene: Scene, word: Word) -> bool:
    """Say whether a verb is negated, supposed, possible or wanted, or a noun after all."""
    before = scene.tree.words[max(0, word.i - _NEAR) : word.i]
    if any(one.word in _NO_ACT for one in before[-2:]) or any(one.word in frames().negations for one in before):
        return True
    if scene.tree.is_supposed(word.i) or any(base(one) in frames().declines for one in before):
        return True
    return bool(before) and before[-1].tag in ("DT", "PRP$", "POS", "IN") and not word.is_verb


def _is_undergone(scene: Scene, word: Word) -> bool:
    """Say whether a form of "be" stands before a participle, or nobody who could do it does."""
    for one in reversed(scene.tree.words[max(0, word.i - 4) : word.i]):
        if one.lemma == "be":
            return True
        if one.tag != "RB":
            break
    beside = word_order.head_behind(scene, word.i + (2 if _verb(word.word)[0] in _PARTICLES else 1))
    return beside is None and scene.tree.is_passive(word.i) and word.dep in ("acl", "advcl")


def _speaking(scene: Scene, mind: Discourse, word: Word | None) -> tuple[Party, ...]:
    if word is None:
        return ()
    group = word_order.joined(scene, word, may_speak)
    return mind.speaking(scene, group if len(group) > 1 else scene.tree.coordinated(word.i))


def _led_to(scene: Scene, mind: Discourse, word: Word, verb: str) -> tuple[Party, ...]:
    """Return to whom a deed is laid behind the verb, names first."""
    wanted = _LEADS.get(verb, ("to",))
    found = [mind.blamed(scene, accused_words(scene, one))
             for one in word_order.behind(scene, word.i, wanted, can_be, far=_FAR)]  # fmt: skip
    known = [parties for parties in found if any(one.country or one.kind in ACTORS for one in parties)]
    return next(iter(known), next(iter(found), ()))


Found = tuple[tuple[Party, ...], tuple[Party, ...], Act]


def _done(scene: Scene, mind: Discourse, word: Word, verb: str, kind: str) -> Found | None:
    """Return who accuses whom: "X ... blamed Y", "Blaming Y for it, X"."""
    if kind == "base" and word.tag not in ("VBP", "VBD") and verb not in _SURE:
        return None  # a noun, an infinitive
    subject = _after_comma(scene, word.i) if kind == "ing" else _before(scene, word.i)
    speakers = _speaking(scene, mind, subject)
    laid = _led_to(scene, mind, word, verb) if verb in _LEADING else ()
    if laid:
        return speakers, laid, _LEADING[verb]
    if verb not in _NAMING:
        return None
    at = word.i + (2 if verb in _PARTICLES else 1)
    whom = word_order.head_behind(scene, at)
    whom = whom if whom is not None and can_be(scene, whom) else None
    return (speakers, mind.blamed(scene, accused_words(scene, whom)), _NAMING[verb]) if whom is not None else None


def _before(scene: Scene, at: int) -> Word | None:
    """Return who stands before a verb, or before one that "and" joins it to: "X voiced concern and condemned Y"."""
    words = scene.tree.words
    if at > 2 and words[at - 1].word == "and":
        first = next((one for one in reversed(words[max(0, at - _FAR) : at - 1]) if one.tag in ("VBD", "VBN")), None)
        return word_order.before(scene, first.i, may_speak) if first is not None else None
    return word_order.before(scene, at, may_speak)


def _after_comma(scene: Scene, at: int) -> Word | None:
    """Return who a participle that begins a sentence is about: the noun behind the comma that ends its clause."""
    words = scene.tree.words
    if at > 1:  # "..., blaming X": who spoke before
        subject = scene.tree.subject(at)
        return subject if subject is not None and subject.i < at and may_speak(scene, subject) else None
    for comma in words[at:]:
        if comma.word == "," and comma.i + 1 < len(words):
            head = word_order.head_behind(scene, comma.i + 1)
            verb = words[head.i + 1] if head is not None and head.i + 1 < len(words) else None
            if head is not None and may_speak(scene, head) and verb is not None and (verb.is_verb or verb.tag == "RB"):
                return head
    return None


def _undergone(scene: Scene, mind: Discourse, word: Word, verb: str) -> Found | None:
    """Return who was accused by whom: "Y was blamed by X", "it was traced by X to Y"."""
    agents = word_order.behind(scene, word.i, ("by",), may_speak, far=_FAR)
    speakers = _speaking(scene, mind, next(iter(agents), None))
    laid = _led_to(scene, mind, word, verb) if verb in _LEADING else ()
    if laid:
        return speakers, laid, _LEADING[verb]
    whom = word_order.before(scene, word.i, can_be) if verb in _NAMING else None
    return (speakers, mind.blamed(scene, accused_words(scene, whom)), _NAMING[verb]) if whom is not None else None
