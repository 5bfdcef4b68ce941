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
    pairs = {last: name for last, name in whole.items() if len(name.split()) == _CALLED}
    firsts = {last: name.split()[0] for last, name in pairs.items()}
    alone = _alone(sentences, frozenset([*firsts.keys(), *firsts.values()]))
    found: dict[str, str] = {}
    for last, name in pairs.items():
        first = firsts[last]
        if first in alone and last not in alone and first.lower() not in mention_words().not_persons:
            found[first] = name
    return {first: name for first, name in found.items() if first not in whole}


def _alone(sentences: Sequence[Sentence], wanted: frozenset[str]) -> set[str]:
    """Return which of these words a text has somewhere with no other with a capital beside it."""
    found: set[str] = set()
    for sentence in sentences if wanted else ():
        tokens = sentence.tokens
        for at, token in enumerate(tokens):
            if token.text in wanted and token.is_capital and token.is_word and token.text not in found:
                beside = (*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 2])
                if not any(one.is_capital for one in beside):
                    found.add(token.text)
    return found
