"""The lexicons of reading as typed data: which words tell what a name names, what somebody did with words, how sure.

In: YAML files of `reading/data`. Out: frozen values, loaded once; an unknown key is refused with its line.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from typing import TypeVar

from tocsin.knowledge.strict import read_yaml
from tocsin.model.noun import Noun

T = TypeVar("T")


class MentionWords(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words beside a name that tell what it names."""

    person_titles: frozenset[str]
    not_persons: frozenset[str]
    organisations: frozenset[str]
    bodies: frozenset[str]
    links: frozenset[str]
    directions: frozenset[str]
    alone: frozenset[str]
    state_bodies: tuple[str, ...]
    intrusion_set: frozenset[str]
    claiming: frozenset[str]
    software: frozenset[str]
    product: frozenset[str]
    vulnerability: frozenset[str]
    sector: frozenset[str]
    body: frozenset[str]
    ordinary: frozenset[str]
    cues: dict[str, frozenset[str]]  # by the kind of name that they tell of


class VictimWords(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words by which texts say who was hit, and of which sector that is."""

    hitting: tuple[str, ...]
    phrases: tuple[str, ...]
    nouns: frozenset[str]
    prepositions: frozenset[str]
    suffered: tuple[str, ...]
    ends: frozenset[str]
    institutions: dict[str, tuple[str, ...]]


def lexicon(name: str, kind: type[T]) -> T:
    """Return a data file of reading as a value of `kind`."""
    with as_file(files("tocsin.reading.data").joinpath(name)) as path:
        return read_yaml(path, kind)


@cache
def mention_words() -> MentionWords:
    """Return the words beside names."""
    return lexicon("mention_words.yaml", MentionWords)


@cache
def victim_words() -> VictimWords:
    """Return the words about who was hit."""
    return lexicon("victims.yaml", VictimWords)
