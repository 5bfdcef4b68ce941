"""The language of a text, by the share of its words that are among a language's most frequent ones."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from tocsin.reading.data import table

_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?!\w)")  # whole words: letters inside a hash are none
_SAMPLE = 60_000  # characters, taken from the start, the middle and the end
_FEWEST = 6  # frequent words that must be there before anything is said
_SHARE = 0.08


def language(text: str) -> str | None:
    """Return the ISO 639-1 code of the text's language; None for too little text, or one that is not known here.

    >>> language("The cyberattacks have been linked to the hacker groups, according to a statement on Monday.")
    'en'
    """
    third = _SAMPLE // 3
    middle = len(text) // 2
    sample = text if len(text) <= _SAMPLE else text[:third] + text[middle : middle + third] + text[-third:]
    words = Counter(_WORD.findall(sample.lower()))
    total = sum(words.values())
    scores = {code: sum(words[word] for word in frequent) for code, frequent in _frequent().items()}
    if not scores or not total:
        return None
    best = max(sorted(scores), key=lambda code: scores[code])
    return best if scores[best] >= _FEWEST and scores[best] >= total * _SHARE else None


@cache
def _frequent() -> dict[str, tuple[str, ...]]:
    rows = (line.split("\t", 1) for line in table("frequent_words.tsv"))
    return {code: tuple(words.split()) for code, words in rows}
