"""Family names that come first: "Guan" after "Guan Tianfeng".

In: the sentences of a text, the persons of two names it tells of by their last. Out: the first names by which the text
goes on to call some of them, which it does of nobody's given name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tocsin.reading.lexicons import mention_words
from tocsin.reading.sentences import Sentence

_CALLED = 2  # parts of such a name


def family_first(sentences: Sequence[Sentence], whole: Mapping[str, str]) -> dict[str, str]:
    """Return by family name the persons that a text calls by the first part of their name and never by the last."""
    alone = {word for one in sentences for word in _alone(one)}
    found: dict[str, str] = {}
    for last, name in whole.items():
        first = name.split()[0]
        called = first in alone and last not in alone
        if len(name.split()) == _CALLED and called and first.lower() not in mention_words().not_persons:
            found[first] = name
    return {first: name for first, name in found.items() if first not in whole}


def _alone(sentence: Sentence) -> set[str]:
    """Return the words with a capital that no other such word is beside."""
    tokens = sentence.tokens
    found: set[str] = set()
    for at, token in enumerate(tokens):
        beside = [one for one in tokens[max(0, at - 1) : at + 2] if one is not token and one.is_capital]
        if token.is_capital and token.is_word and not beside:
            found.add(token.text)
    return found
