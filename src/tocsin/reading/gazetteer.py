"""The gazetteer as a trie over words: every written name of the knowledge base, found in one pass, longest first.

In: a sentence. Out: `Found`s, in order, which do not overlap. Names are compared word by word without case, hyphens,
dots of abbreviations, and the blank between letters and digits: "APT 40", "APT-40" and "APT40" are one name.
What surprises: a name that must keep its case counts in another only where the whole sentence is in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from msgspec.structs import replace

from tocsin import knowledge
from tocsin.knowledge.entries import Name
from tocsin.model.report import MentionKind
from tocsin.reading.lexicons import mention_words
from tocsin.reading.sentences import Sentence, plain, words_of

_LETTERS_DIGITS = re.compile(r"([^\W\d_]{2,})(\d+)")
_CASELESS = re.compile(r"[\s.\-‐‑–—’']+")
_MOST_WORDS = 14
_LONG = 8  # letters
_SURE_LENGTH = 6  # letters from which a group's name that is no word is known by them, capital or not


@dataclass(frozen=True, slots=True)
class Found:
    """Tokens `[first, last)` of a sentence that are written like these names."""

    first: int
    last: int
    start: int
    end: int
    names: tuple[Name, ...]


class Gazetteer:
    """A set of names to be found in sentences."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._trie: dict[str, dict[tuple[str, ...], list[Name]]] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        for name in names:
            key = _key(name.text)
            if key and len(key) <= _MOST_WORDS:
                self._trie.setdefault(key[0], {}).setdefault(key, []).append(name)
        for head, names_of in self._trie.items():
            self._lengths[head] = tuple(sorted({len(key) for key in names_of}, reverse=True))

    def find(self, sentence: Sentence) -> Iterator[Found]:
        """Yield the names in a sentence, the longest at each place, none inside another."""
        keys, where = _keys(sentence.words)
        shouted = sentence.text.isupper()
        at = 0
        while at < len(keys):
            found = self._at(sentence, keys, where, at, shouted)
            if found is None:
                at += 1
                continue
            yield found
            while at < len(keys) and where[at] < found.last:
                at += 1

    def _at(self, sentence: Sentence, keys: list[str], where: list[int], at: int, shouted: bool) -> Found | None:
        lengths = self._lengths.get(keys[at])
        if lengths is None or (at and where[at] == where[at - 1]):
            return None
        names_of = self._trie[keys[at]]
        for length in lengths:
            end = at + length
            if end > len(keys) or (end < len(keys) and where[end] == where[end - 1]):
                continue
            names = names_of.get(tuple(keys[at:end]))
            if not names:
                continue
            first, last = sentence.tokens[where[at]], sentence.tokens[where[end - 1]]
            written = sentence.text[first.start - sentence.start : last.end - sentence.start]
            fitting = tuple(dict.fromkeys(name for name in names if _fits(name, written, shouted)))
            if fitting:
                return Found(where[at], where[end - 1] + 1, first.start, last.end, fitting)
        return None


_METALS = frozenset({"BRONZE", "IRON", "GOLD", "COBALT", "NICKEL", "COPPER", "ZINC", "TIN", "ALUMINUM", "SILVER"})


def _key(written: str) -> tuple[str, ...]:
    return tuple(_keys(tuple(map(plain, words_of(written))))[0])


def _keys(words: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return what is compared, and the number of the token that each part belongs to."""
    keys: list[str] = []
    where: list[int] = []
    for number, word in enumerate(words):
        if word == "-":
            continue
        mixed = _LETTERS_DIGITS.fullmatch(word) if word[-1:].isdecimal() else None
        for part in mixed.groups() if mixed else (word,):
            keys.append(part)
            where.append(number)
    return keys, where


def _fits(name: Name, written: str, shouted: bool) -> bool:
    if not name.cased or shouted:
        return True
    if name.text.isupper() and written.istitle() and name.text.partition(" ")[0] in _METALS:
        return True  # "Bronze President"
    known = name.kind is MentionKind.INTRUSION_SET and not name.common and len(name.text) >= _SURE_LENGTH
    if known and not written.isupper() and all(word[0].isupper() for word in written.split()):
        return written.casefold() == name.text.casefold()  # "KillNet", "Killnet"
    return _CASELESS.sub("", written) == _CASELESS.sub("", name.text)


@cache
def gazetteer() -> Gazetteer:
    """Return the trie of every name the knowledge base knows but those of incidents (built once)."""
    names = [name for name in knowledge.base().gazetteer() if name.kind is not MentionKind.INCIDENT]
    return Gazetteer([*names, *_short(names)])


def _short(names: Sequence[Name]) -> Iterator[Name]:
    """Yield "Gamaredon" for "Gamaredon Group": groups of ATT&CK by a first word too long for a plain one."""
    known = {name.text for name in names}
    for name in names:
        first, _, rest = name.text.partition(" ")
        sure = len(first) >= _LONG or first in mention_words().alone
        short = rest == "Group" and sure and first not in known
        if short and name.kind is MentionKind.INTRUSION_SET and (name.id or "").startswith("G"):
            yield replace(name, text=first, cased=True, role="variant")


@lru_cache(maxsize=2048)
def known_names(sentence: Sentence) -> tuple[Found, ...]:
    """Return the names of the gazetteer in a sentence, which rules and the recogniser ask for, one after the other."""
    return tuple(gazetteer().find(sentence))


@cache
def incident_names() -> Gazetteer:
    """Return the trie of the names of incidents: they may hold other names ("HAFNIUM attack")."""
    return Gazetteer(name for name in knowledge.base().gazetteer() if name.kind is MentionKind.INCIDENT)
