"""Names as claims print them: of a mention as the document has it, of a person without the office before it.

In: mentions, written names. Out: names, and the state of a person on record.
"""

from __future__ import annotations

import re
from functools import cache

from tocsin import knowledge
from tocsin.model.report import Mention, MentionKind
from tocsin.reading.lexicons import mention_words

_SORT = re.compile(r"^(?:[a-z][a-z-]+ )+(?=[A-Z0-9])")  # "security company 360": what sort of company it is
# the state before a body's own name of several words: "China's National Computer Virus Emergency Response Center"
_OWNED_NAME = re.compile(r"^(?:[A-Z][\w.]+['’]s|U\.S\.|US|UK|U\.K\.) (?=(?:[A-Z]\w+(?: of| and| for)? ){2}[A-Z])")


def as_written(mention: Mention) -> str:
    """Return the name as the document has it; of states, and of persons named wrongly or in part, that on record."""
    written = re.sub(r"^[Tt]he ", "", " ".join(mention.text.split()))
    if mention.kind is MentionKind.COUNTRY:
        return mention.name
    if mention.kind is MentionKind.PERSON and mention.id:
        person = knowledge.base().person(mention.id)
        own = person is not None and written not in person.misspellings
        whole = " " in written and written.split()[-1] == mention.name.split()[-1] and len(written.split()) <= 3
        return written if own and whole else mention.name
    if mention.kind is MentionKind.PERSON and len(written.split()) == 1:
        return mention.name
    if mention.kind is MentionKind.GOVERNMENT_BODY:
        return disowned(written)
    if mention.kind is MentionKind.ORGANISATION:
        return _SORT.sub("", written)
    return written


def disowned(written: str) -> str:
    """Return a body's own name of several words without whose it is: "Lithuania's State Security Department"."""
    return _OWNED_NAME.sub("", written)


@cache
def adjectives() -> frozenset[str]:
    """Return the adjectives of states: "Chinese"."""
    names = knowledge.base().gazetteer()
    return frozenset(name.text for name in names if name.kind is MentionKind.COUNTRY and name.role == "adjective")


def is_demonym(written: str) -> bool:
    """Say whether a word is for the people of a state: "Iranians", "Russian"."""
    return written in adjectives() or (written.endswith("s") and written[:-1] in adjectives())


def unquoted(written: str) -> str:
    """Return a name without a quotation mark that only opens or only closes: `five "APT groups`."""
    return re.sub('["“”]', "", written) if len(re.findall('["“”]', written)) % 2 else written


def untitled(written: str) -> str:
    """Return a person's name without the office before it: "Prime Minister Donald Tusk"."""
    words = re.sub(r"^[A-Z][\w.]+['’]s (?=[A-Z])", "", written).split()
    titles = mention_words().person_titles
    last = max((at for at, word in enumerate(words) if word.lower() in titles), default=-1)
    return " ".join(words[last + 1 :] if last < len(words) - 1 else words)


def state_of_person(person_id: str | None) -> str | None:
    """Return the state that a person on record holds or held office in, if it is one only."""
    person = knowledge.base().person(person_id) if person_id else None
    states = {office.country for office in person.offices if office.country} if person else set[str]()
    return next(iter(states)) if len(states) == 1 else None
