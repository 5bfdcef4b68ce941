"""Whose official a person is, by the order of words: "India's minister for technology, Lee" where no tree shows it.

In: a tree, the mentions in it, the word for a person. Out: the word for the state before his title, or None.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tocsin.model.report import Mention, MentionKind

if TYPE_CHECKING:
    from tocsin.reading.trees import Tree

_TITLES = frozenset(["minister", "secretary", "president", "premier", "chancellor", "ambassador", "commissioner",
                     "spokesman", "spokeswoman", "spokesperson", "envoy", "chief", "head"])  # fmt: skip
_FAR = 12  # words of a title


def state_before(tree: Tree, mentions: Mapping[int, Mention], at: int) -> int | None:
    """Return the word for the state in "X's minister for trade and industry, NAME"."""
    if at < 4 or tree.words[at - 1].word != ",":
        return None
    titled = False
    for word in reversed(tree.words[max(0, at - _FAR) : at - 1]):
        if word.is_verb or word.pos == "PUNCT":
            return None
        titled = titled or word.lemma in _TITLES
        mention = mentions.get(word.i)
        if mention is not None and mention.kind is MentionKind.COUNTRY:
            owning = tree.words[word.i + 1].word in ("'s", "’s", "'")
            return word.i if titled and owning else None
    return None
