"""Mends of a sentence whose verb a parser took for something else: a participle of its subject or of its object.

In: the words of a tree, and which of them are names. Out: the words, some with another head, relation or tag.
"""

from __future__ import annotations

from msgspec.structs import replace

from tocsin.model.report import Mention, MentionKind
from tocsin.reading.trees import Word

_FINITE = ("VBD", "VBZ", "VBP")
_PLACES = (MentionKind.COUNTRY, MentionKind.LOCATION)
_OF_NOUNS = ("nmod", "conj", "appos")


def finite(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Make a verb of the participle that has an object of its own: "The minister accused China"."""
    found = list(words)
    for verb in words:
        noun = words[verb.head]
        while noun.relation in _OF_NOUNS and noun.head < noun.i:
            noun = words[noun.head]
        if verb.dep != "acl" or verb.tag not in ("VBN", "VBD") or not _is_top(words, noun) or noun.i > verb.i:
            continue
        kids = [word for word in words if word.head == verb.i and word.i != verb.i]
        if not _takes(words, names, verb) or any(
            word.dep in ("aux", "nsubj") or word.tag in ("WDT", "WP") for word in kids
        ):
            continue
        for word in words:
            if word.head == noun.i and word.i > verb.i:
                found[word.i] = replace(word, head=verb.i)
        root = noun.head == noun.i
        head, relation = (verb.i, "ROOT") if root else (noun.head, noun.relation)
        found[verb.i] = replace(verb, head=head, relation=relation, tag="VBD")
        found[noun.i] = replace(noun, head=verb.i, relation="nsubj")
        break
    return tuple(found)


def _is_top(words: tuple[Word, ...], noun: Word) -> bool:
    """Say whether a noun heads the sentence, or all that somebody behind it says: "(the firm sold it), Lee said"."""
    said = noun.dep == "ccomp" and noun.head > noun.i and words[noun.head].is_verb
    return noun.head == noun.i or (said and not any(word.head == noun.i and word.dep == "cop" for word in words))


def _takes(words: tuple[Word, ...], names: dict[int, Mention], verb: Word) -> bool:
    """Say whether a verb has an object, or right behind it a name that a parser did not take for one."""
    kids = [word for word in words if word.head == verb.i and word.i != verb.i]
    joined = any(word.word in ("neither", "nor") for word in kids) or words[verb.head].word in ("nothing", "nobody")
    named = [word for word in kids if word.dep == "xcomp" and word.i == verb.i + 1 and word.i in names]
    return joined or bool(named) or any(word.dep in ("obj", "ccomp") for word in kids)


def between(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Make a verb of the participle between subject and object: "The prosecutor general blamed Unit 29155 for it"."""
    for verb in words[1:-1]:
        what, subject = words[verb.head], words[verb.i - 1]
        root = words[what.head]
        torn = verb.dep == "amod" and verb.tag in ("VBN", "VBD") and what.i > verb.i and what.i in names
        if not torn or root.head != root.i or root.i >= verb.i or not root.is_noun or not subject.is_noun:
            continue
        if any(word.tag in _FINITE and word.dep not in ("aux", "cop") for word in words[: verb.i]):
            continue
        found = list(words)
        found[verb.i] = replace(verb, head=verb.i, relation="ROOT", tag="VBD")
        found[root.i] = replace(root, head=verb.i, relation="nsubj")
        found[what.i] = replace(what, head=verb.i, relation="obj")
        for word in words:
            if word.head in (root.i, what.i) and word.i > verb.i and word.i != what.i and word.dep != "nmod":
                found[word.i] = replace(word, head=verb.i)
        return tuple(found)
    return words


def opening(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Hang on the verb of a sentence the participle that it opens with: "Calling it absurd, a spokesman urged"."""
    first = words[0] if words else None
    if first is not None and first.word == "having" and first.dep == "aux":
        first = words[first.head]
    if first is None or first.tag not in ("VBG", "VBN") or first.head != first.i or words[0].tag != "VBG":
        return words
    comma = next((word.i for word in words if word.word == ","), len(words))
    behind = [
        word for word in words[comma:] if word.dep not in ("aux", "cop", "ccomp") and "relcl" not in word.relation
    ]
    helped = {word.head for word in words if word.dep == "aux"}
    verb = next((word for word in behind if word.tag in _FINITE), None) or next(
        (word for word in behind if word.tag == "VBN" and word.head == first.i and word.i not in helped), None
    )
    if verb is None:
        return words
    subjects = [word for word in words[comma : verb.i] if word.dep in ("nsubj", "parataxis", "obj") and word.is_noun]
    if not subjects:
        return words
    found = list(words)
    found[verb.i] = replace(verb, head=verb.i, relation="ROOT", tag="VBD" if verb.tag == "VBN" else verb.tag)
    found[first.i] = replace(first, head=verb.i, relation="advcl")
    named = next((word for word in subjects if word.i in names), subjects[0])
    found[named.i] = replace(named, head=verb.i, relation="nsubj")
    for word in words:
        if word.head == first.i and word.i > comma and word.i not in (verb.i, named.i):
            other = word.is_noun and word.i < verb.i
            found[word.i] = replace(
                word, head=named.i if other else verb.i, relation="appos" if other else word.relation
            )
    return tuple(found)


def placed(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Give a verb its subject back that a parser took for another name of a place: "In Riga the minister told them"."""
    place = next((word for word in words[:4] if word.i in names and word.dep == "obl"), None)
    if place is None or words[0].pos != "ADP" or names[place.i].kind not in _PLACES:
        return words
    verb = words[place.head]
    beside = [word for word in words if word.head == place.i and word.dep == "appos" and place.i < word.i < verb.i]
    torn = verb.tag in _FINITE and not any(word.head == verb.i and word.dep == "nsubj" for word in words)
    if not torn or len(beside) != 1 or any(word.word == "," for word in words[place.i : beside[0].i]):
        return words
    found = list(words)
    found[beside[0].i] = replace(beside[0], head=verb.i, relation="nsubj")
    return tuple(found)


LOST_VERBS = (finite, between, opening, placed)
