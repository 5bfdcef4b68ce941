"""States and capitals that are somebody's first name: "Minister Jordan Smith", "Stanley Johnson told reporters".

In: a sentence and the names found in it by a table. Out: those that are names of places indeed.
"""

from __future__ import annotations

from collections.abc import Collection

from tocsin.model.report import MentionKind
from tocsin.reading.gazetteer import Found
from tocsin.reading.lexicons import mention_words
from tocsin.reading.sentences import Sentence

_GIVEN = frozenset(["jordan", "georgia", "chad", "israel", "stanley", "victoria", "kingston", "sofia", "paris",
                    "vienna", "santiago", "hamilton", "douglas", "florence", "malta", "kenya", "india"])  # fmt: skip
_SAYS = frozenset({"said", "says", "told", "added", "wrote", "warned", "blamed", "accused", "called"})


def without_given_names(sentence: Sentence, found: tuple[Found, ...]) -> tuple[Found, ...]:
    """Leave out first names: a title stands before them, or their surname speaks."""
    if _GIVEN.isdisjoint(sentence.words):
        return found
    taken = {at for one in found for at in range(one.first, one.last)}
    return tuple(one for one in found if not _is_given(sentence, one, taken))


def _is_given(sentence: Sentence, one: Found, taken: Collection[int]) -> bool:
    words, tokens, at = sentence.words, sentence.tokens, one.first
    country = all(name.kind is MentionKind.COUNTRY for name in one.names)
    if not country or one.last - at != 1 or words[at] not in _GIVEN or at + 2 >= len(words):
        return False
    surname = tokens[at + 1]
    if at + 1 in taken or not (surname.is_capital and surname.text.isalpha() and not surname.text.isupper()):
        return False
    titled = at > 0 and (words[at - 1] in mention_words().person_titles or words[at - 1] == "executive")
    return titled or words[at + 2] in _SAYS
