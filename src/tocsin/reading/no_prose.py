"""Stretches that are no prose: code, rules for scanners, lists of paths and addresses, which state nothing.

In: the words and marks of a sentence. Out: whether too many of them are marks that prose seldom has.
"""

from __future__ import annotations

from collections.abc import Sequence

_MARKS = frozenset("={}[]\\/$<>|_;#@*+^~%")
_FEWEST = 8  # more than an address on the web has that somebody gives at the end of a sentence
_EVERY = 7  # so many words for each in prose, at least


def is_no_prose(words: Sequence[str]) -> bool:
    """Say whether a sentence is code or a list of paths rather than prose.

    >>> is_no_prose('rule a { strings : $ a = " x " $ b = " y " condition : all of ( $ * ) }'.split())
    True
    >>> is_no_prose("They blamed the group for it , see https : / / a . org / b / c .".split())
    False
    """
    if _MARKS.isdisjoint(words):
        return False
    marks = sum(word in _MARKS for word in words)
    return marks >= _FEWEST and marks * _EVERY > len(words)
