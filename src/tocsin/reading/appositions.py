"""Appositions that a parser takes for lists: "the group, APT28, is", where no "and" joins the two.

In: the words of a tree, and which of them are names. Out: the words, such a name as an apposition to its noun.
"""

from __future__ import annotations

from msgspec.structs import replace

from tocsin.model.report import Mention
from tocsin.reading.parties import people
from tocsin.reading.trees import Word


def apposed(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Take a name between commas for that of the noun before it, which has an article and nothing else joined to it."""
    found = list(words)
    for name in words[2:-1]:
        noun = words[name.i - 2]
        joined = name.dep == "conj" and name.head == noun.i and name.i in names
        if not joined or words[name.i - 1].word != "," or words[name.i + 1].word != ",":
            continue
        kids = [kid for kid in words if kid.head in (noun.i, name.i) and kid.i not in (noun.i, name.i)]
        plain = noun.tag == "NN" and noun.lemma in people() and any(kid.word == "the" for kid in kids)
        if plain and not any(kid.dep in ("cc", "conj") for kid in kids):
            found[name.i] = replace(name, relation="appos")
    return _counted(tuple(found), names)


def _counted(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Take a number of nouns behind a list for what the names before are: "X and Y, two tracing companies,"."""
    found = list(words)
    for noun in words:
        if noun.dep != "conj" or noun.head not in names or noun.tag != "NNS":
            continue
        kids = [kid for kid in words[: noun.i] if kid.head == noun.i]
        first = min((kid.i for kid in kids if kid.dep != "punct"), default=noun.i)
        number = any(kid.dep == "nummod" or kid.word == "both" for kid in kids)
        if number and first > 0 and words[first - 1].word == "," and not any(kid.dep == "cc" for kid in kids):
            found[noun.i] = replace(noun, relation="appos")
    return tuple(found)
