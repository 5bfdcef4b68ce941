"""Persons told by their nationality: "Kai West, a British national" is no company, whatever its name looks like.

In: a sentence and a mention in it. Out: whether the words behind the name are said of a person only.
"""

from __future__ import annotations

import re

from tocsin.model.report import Mention, MentionKind
from tocsin.reading.sentences import Sentence

_TOLD = re.compile(
    r",(?: (?:aged )?\d{1,2},)? (?:an?|the|both|who is an?) (?:[\w-]+ ){0,3}"
    r"(?:nationals?|citizens?|residents?|natives?|man|woman|student|teenager|hacker)\b"
    r"|, (?:aged )?\d{1,2}(?:, (?:of|from) [A-Z]|-year-old\b)"
)


def is_person(sentence: Sentence, mention: Mention) -> bool:
    """Say whether a name that nobody knows, taken for a company, is told to be a person."""
    if mention.kind is not MentionKind.ORGANISATION or mention.id or not 1 < len(mention.text.split()) < 4:
        return False
    return bool(_TOLD.match(sentence.text, mention.end - sentence.start))
