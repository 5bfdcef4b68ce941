"""Frames of speech acts: the verbs by which people accuse, attribute, deny, and where a sentence uses one.

In: a sentence's words. Out: `Trigger`s in order: which frame, where, in which form, and how it is negated. Who speaks
and who is accused is not decided here; the roles of a frame say where to look.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from tocsin.model.noun import Noun
from tocsin.model.report import Act, Level
from tocsin.reading.lexicons import lexicon

_NEAR = 10  # words within which a frame's `near` word must follow
_FAR = 22  # words within which a frame's `later` word must follow
_BE = frozenset(["is", "are", "was", "were", "be", "been", "being"])
_HAVE = frozenset(["has", "have", "had", "having"])
_AUXILIARIES = (
    _BE
    | _HAVE
    | frozenset(["will", "would", "may", "might", "could", "can", "should", "must", "did", "does", "do", "to"])
)
_MODAL = frozenset(["would", "might", "could", "may"])


class Form(StrEnum):
    """How a verb stands in its sentence."""

    ACTIVE = "active"
    PASSIVE = "passive"
    GERUND = "gerund"  # "accusing", without an auxiliary
    INFINITIVE = "infinitive"
    REDUCED = "reduced"  # a participle behind its noun: "the charges brought by"


class Frame(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A speech act, the verbs for it, and the scheme of its parties."""

    act: Act
    roles: str
    verbs: tuple[str, ...]
    after: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    level: Level | None = None


class Frames(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything the data file says."""

    frames: tuple[Frame, ...]
    irregular: dict[str, tuple[str, str]]
    deeds: tuple[str, ...]
    strong: tuple[str, ...]
    cease: frozenset[str]
    events: tuple[str, ...]
    wrongs: frozenset[str]
    blamed: tuple[str, ...]
    denials: tuple[str, ...]
    denials_of_accusations: frozenset[str]
    accusations: frozenset[str]
    negations: frozenset[str]
    declines: tuple[str, ...]
    sources: tuple[str, ...]
    doubt: frozenset[str]
    attributing: frozenset[str]
    denied: frozenset[str]
    idle: frozenset[str]


@dataclass(frozen=True, slots=True)
class Trigger:
    """A frame's verb in a sentence: words `[group, verb)` are its auxiliaries, `[verb, end)` it and what it needs."""

    frame: Frame
    group: int
    verb: int
    end: int
    form: Form
    negation: str | None  # not, declined


@cache
def frames() -> Frames:
    """Return the frames."""
    return lexicon("frames.yaml", Frames)


def inflected(verb: str) -> dict[str, str]:
    """Return every form of a verb and what it is: base, s, past, participle, ing.

    >>> inflected("deny")["denies"], inflected("steal")["stolen"], inflected("accuse")["accusing"]
    ('s', 'participle', 'ing')
    """
    irregular = frames().irregular.get(verb)
    vowel_y = verb.endswith("y") and verb[-2:-1] not in "aeiou"
    if vowel_y:
        s, past = verb[:-1] + "ies", verb[:-1] + "ied"
    elif verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        s, past = verb + "es", verb + "ed"
    else:
        s, past = verb + "s", verb + ("d" if verb.endswith("e") else "ed")
    ing = verb[:-1] + "ing" if verb.endswith("e") and not verb.endswith("ee") and verb != "be" else verb + "ing"
    forms = {ing: "ing", s: "s"}
    if irregular:
        forms |= {irregular[0]: "past", irregular[1]: "participle" if irregular[1] != irregular[0] else "past"}
        if past[:-2] == verb and irregular[0] == verb + verb[-1] + "ed":
            forms |= {verb + verb[-1] + "ing": "ing"}
    else:
        forms[past] = "past"
    forms.setdefault(verb, "base")
    return forms


@cache
def verb_forms(group: str) -> dict[str, tuple[str, str]]:
    """Return every form of the verbs of `deeds`, `strong` or `events`: (base, form)."""
    verbs = {"deeds": frames().deeds, "events": frames().events, "strong": frames().strong}[group]
    return {form: (verb, kind) for verb in verbs if verb != "be" for form, kind in inflected(verb).items()}


@cache
def _triggers() -> dict[str, tuple[tuple[str, Frame, tuple[str, ...]], ...]]:
    """Return by first word: its form, the frame, and words that must follow."""
    table: dict[str, list[tuple[str, Frame, tuple[str, ...]]]] = {}
    for frame in frames().frames:
        for verb in frame.verbs:
            head, *rest = verb.split()
            forms = dict.fromkeys(_BE, "base") if head == "be" else inflected(head)
            for word, form in forms.items():
                for after in frame.after or ("",):
                    table.setdefault(word, []).append((form, frame, (*rest, *after.split())))
    return {word: tuple(sorted(of, key=lambda one: -len(one[2]))) for word, of in table.items()}


def find_triggers(words: Sequence[str]) -> tuple[Trigger, ...]:
    """Return the frames that a sentence uses, in order; of two at one place the one with more words."""
    return tuple(_find(words))


def _find(words: Sequence[str]) -> Iterator[Trigger]:
    table = _triggers()
    at = 0
    while at < len(words):
        trigger = next(
            (found for entry in table.get(words[at], ()) if (found := _at(words, at, *entry)) is not None), None
        )
        if trigger is None:
            at += 1
            continue
        yield trigger
        at = trigger.end


def _at(words: Sequence[str], at: int, form: str, frame: Frame, rest: tuple[str, ...]) -> Trigger | None:
    direct = tuple(words[at + 1 : at + 1 + len(rest)]) == rest
    if not direct and not (frame.after and rest and _gapped(words, at + 1, rest)):
        return None
    end = at + 1 + (len(rest) if direct else 0)
    if frame.later and not _follows(words, end, frame.later):
        return None
    if frame.near and not _is_near(words, end, frame.near):
        return None
    group = _group(words, at)
    auxiliaries = set(words[group:at])
    kind = _form(words, at, form, auxiliaries)
    if kind is None:
        return None
    return Trigger(frame, group, at, end, kind, _negation(words, group, at))


def _gapped(words: Sequence[str], at: int, rest: tuple[str, ...]) -> bool:
    """Say whether an adverb or the like stands between the verb and what it needs."""
    return (
        len(rest) > 0
        and words[at : at + 1] != ()
        and any(
            tuple(words[start : start + len(rest)]) == rest and all(_is_adverb(word) for word in words[at:start])
            for start in range(at + 1, min(at + 3, len(words)))
        )
    )


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") or word in ("also", "again", "then", "directly", "now", "new", "fresh", "formal")


def _follows(words: Sequence[str], at: int, later: tuple[str, ...]) -> bool:
    clause = words[at : at + _FAR]
    for phrase in later:
        parts = tuple(phrase.split())
        if any(tuple(clause[start : start + len(parts)]) == parts for start in range(len(clause))):
            return True
    return False


def _is_near(words: Sequence[str], at: int, near: tuple[str, ...]) -> bool:
    for word in words[at : at + _NEAR]:
        if word in near:
            return True
        if word in ("that", ",", '"', ":"):
            return False
    return False


def _group(words: Sequence[str], at: int) -> int:
    """Return where the verb's auxiliaries and adverbs begin."""
    first = at
    while first > 0 and at - first < 7:
        word = words[first - 1]
        split = word in ("'", "’") and words[first : first + 1] == ("t",)  # "did n ' t" of a cut "didn't"
        if (
            word in _AUXILIARIES
            or word in frames().negations
            or _is_adverb(word)
            or split
            or word in frames().idle
            or word.startswith(("didn", "doesn", "hasn", "don", "isn", "wasn"))
        ):
            first -= 1
        else:
            break
    return first


def _form(words: Sequence[str], at: int, form: str, auxiliaries: set[str]) -> Form | None:
    before = words[at - 1] if at else ""
    if form == "ing":
        if auxiliaries & _BE:
            return Form.ACTIVE
        return None if before in ("the", "a", "an") else Form.GERUND
    if form in ("past", "participle"):
        if _passive(words, at):
            return Form.PASSIVE
        if auxiliaries & _HAVE or (
            form == "past" and before not in ("the", "a", "an", "of") and words[at + 1 : at + 2] != ("by",)
        ):
            return Form.ACTIVE
        return Form.REDUCED
    if before in (
        "the",
        "a",
        "an",
        "of",
        "its",
        "their",
        "his",
        "her",
        "this",
        "'s",
        "no",
        "any",
        "new",
        "further",
        "more",
        "technical",
    ):
        return None  # a noun: "the charge", "sanctions"
    if form == "base":
        return Form.INFINITIVE if "to" in auxiliaries else Form.ACTIVE
    return Form.ACTIVE


def _passive(words: Sequence[str], at: int) -> bool:
    """Say whether the nearest auxiliary before is a form of "be"."""
    for index in range(at - 1, max(-1, at - 6), -1):
        word = words[index]
        if word in _BE:
            return True
        if word in _HAVE or not (_is_adverb(word) or word in frames().idle or word in frames().negations):
            return False
    return False


def _negation(words: Sequence[str], group: int, at: int) -> str | None:
    inside = words[group:at]
    negated = any(word in frames().negations for word in inside) or "no longer" in " ".join(inside)
    negated = negated or any(word.startswith(("didn", "doesn", "hasn", "isn", "wasn", "don")) for word in inside)
    before = " ".join(words[max(0, group - 6) : at])
    for phrase in _declines():
        # "stopped short of blaming", "declined to say": right before the verb
        if before.endswith((phrase, phrase + " to", phrase + " directly")):
            return "declined"
    return "not" if negated else None


@cache
def _declines() -> tuple[str, ...]:
    phrases: list[str] = []
    for phrase in frames().declines:
        head, _, rest = phrase.partition(" ")
        forms = (head,) if head in ("not", "yet", "reluctant", "unwilling") else tuple(inflected(head))
        phrases += [f"{form} {rest}".strip() for form in forms]
    phrases += ["stopped short of", "stopping short of", "fell short of", "shied away from"]
    return tuple(sorted(set(phrases), key=len, reverse=True))
