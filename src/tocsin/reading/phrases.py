"""Noun phrases that can speak or be accused: a name, or a noun for somebody with the names that go with it.

In: a sentence and its mentions. Out: `Phrase`s in order: whom each means, the preposition that governs it, and whether
it only modifies another noun ("Chinese hacking"). This is a shallow reading by word lists; positions, not trees.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from tocsin import knowledge
from tocsin.model.noun import Noun
from tocsin.model.report import Mention, MentionKind
from tocsin.reading.frames import frames, inflected, verb_forms
from tocsin.reading.lexicons import lexicon
from tocsin.reading.sentences import Sentence

_PARTIES = (
    MentionKind.COUNTRY, MentionKind.GOVERNMENT_BODY, MentionKind.ORGANISATION, MentionKind.PERSON,
    MentionKind.INTRUSION_SET, MentionKind.THREAT_ACTOR,
)  # fmt: skip
_SPOKESMEN = frozenset({"spokesman", "spokeswoman", "spokesperson", "minister", "ambassador", "official"})
_AHEAD = 7  # words within which the head noun of a phrase must follow


class PartyWords(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nouns and function words from which phrases are built."""

    speaking: frozenset[str]
    accused: frozenset[str]
    documents: frozenset[str]
    pronouns: frozenset[str]
    prepositions: frozenset[str]
    stops: frozenset[str]
    verbs: tuple[str, ...]
    between: frozenset[str]
    months: frozenset[str]
    links: tuple[str, ...]
    same_speakers: frozenset[str]
    plural_bodies: frozenset[str]
    regimes: frozenset[str]
    same_actors: frozenset[str]
    articles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody: the name to print, the id to give, the state it belongs to."""

    name: str
    id: str | None
    country: str | None
    kind: MentionKind | None  # None: a noun for somebody, no name
    noun: str = ""  # the head noun where there is no name
    entity: str | None = None  # the knowledge base's id of what is named

    @property
    def is_named(self) -> bool:
        """Whether it has a name of its own."""
        return self.kind is not None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words `[first, last)` that mean a party; `core` is where the noun itself begins, without its articles."""

    first: int
    core: int
    last: int
    party: Party
    preposition: str  # "" when none governs it
    possessive: bool  # "China's ..."
    modifier: bool  # only part of another noun: "Chinese hacking"
    pronoun: bool = False
    attached: bool = False  # belongs to the phrase before: "hackers of China"


@cache
def party_words() -> PartyWords:
    """Return the word lists."""
    return lexicon("parties.yaml", PartyWords)


@cache
def known_verbs() -> frozenset[str]:
    """Return every form of every verb in the lexicons."""
    found = {form for frame in frames().frames for verb in frame.verbs for form in inflected(verb.split()[0])}
    found |= set(verb_forms("deeds")) | set(verb_forms("events"))
    found |= {form for verb in party_words().verbs for form in inflected(verb)}
    return frozenset(found - {"hack", "attack", "state", "report", "charge", "act", "operation", "target", "spread"})


@cache
def _heads() -> frozenset[str]:
    return party_words().speaking | party_words().accused


@cache
def _adjectives() -> frozenset[str]:
    names = knowledge.base().gazetteer()
    return frozenset(name.text for name in names if name.kind is MentionKind.COUNTRY and name.role == "adjective")


def party_of(mention: Mention) -> Party:
    """Return whom a mention means: its own name, and the id by which claims know it.

    The id of an office or a named official is its state's; that of an actor its own; other names have none.
    """
    known = knowledge.base()
    kind, country, ident = mention.kind, None, None
    name = _as_written(mention)
    if kind is MentionKind.COUNTRY:
        country = ident = mention.id
    elif kind is MentionKind.GOVERNMENT_BODY:
        body = known.body(mention.id) if mention.id else None
        country = ident = body.country if body else None
    elif kind is MentionKind.PERSON:
        country = ident = _state_of_person(mention.id)
    elif kind in (MentionKind.INTRUSION_SET, MentionKind.THREAT_ACTOR):
        ident = mention.id
    return Party(name, ident, country, kind, entity=mention.id)


def _as_written(mention: Mention) -> str:
    """Return the name as the document has it; of states, and of persons named wrongly or in part, that on record."""
    written = re.sub(r"^[Tt]he ", "", " ".join(mention.text.split()))
    if mention.kind is MentionKind.COUNTRY:
        return mention.name
    if mention.kind is MentionKind.PERSON and mention.id:
        person = knowledge.base().person(mention.id)
        own = person is not None and written not in person.misspellings
        whole = " " in written and written.split()[-1] == mention.name.split()[-1] and len(written.split()) <= 3
        return written if own and whole else mention.name
    return written


def _state_of_person(person_id: str | None) -> str | None:
    person = knowledge.base().person(person_id) if person_id else None
    states = {office.country for office in person.offices if office.country} if person else set[str]()
    return next(iter(states)) if len(states) == 1 else None


def find_phrases(sentence: Sentence, mentions: Sequence[Mention]) -> tuple[Phrase, ...]:
    """Return the phrases of a sentence that mean a party, in order."""
    by_token: dict[int, tuple[Mention, int]] = {}
    for mention in mentions:
        if mention.kind in _PARTIES:
            first, last = sentence.index_at(mention.start), sentence.index_at(mention.end - 1) + 1
            by_token[first] = (mention, last)
    inside = _inside_mentions(sentence, mentions)
    phrases: list[Phrase] = []
    at = 0
    while at < len(sentence.words):
        phrase = _phrase(sentence, by_token, inside, at)
        if phrase is None:
            at += 1
            continue
        phrases.append(_attached(sentence, phrases, phrase))
        at = max(phrase.last, at + 1)
    return tuple(phrases)


def _inside_mentions(sentence: Sentence, mentions: Sequence[Mention]) -> frozenset[int]:
    """Return the tokens within names of things that are no party."""
    taken: set[int] = set()
    for mention in mentions:
        if mention.kind not in _PARTIES and mention.kind not in (MentionKind.SECTOR, MentionKind.INCIDENT):
            taken.update(range(sentence.index_at(mention.start), sentence.index_at(mention.end - 1) + 1))
    return frozenset(taken)


def _phrase(
    sentence: Sentence, by_token: dict[int, tuple[Mention, int]], inside: frozenset[int], at: int
) -> Phrase | None:
    words = sentence.words
    if at in inside:
        return None
    if words[at] in party_words().pronouns and not (words[at] == "it" and sentence.tokens[at].text == "IT"):
        preposition, first = _before(sentence, at)
        return Phrase(first, at, at + 1, Party(words[at], None, None, None, words[at]), preposition, False, False, True)
    end, head, owner, noun = _extent(sentence, by_token, inside, at)
    if end == at:
        return None
    possessive = words[end : end + 1] == ("'s",) or (words[end : end + 1] == ("'",) and words[end - 1].endswith("s"))
    modifier = possessive or _modifies(sentence, end, head, noun)
    preposition, first = _before(sentence, at)
    party = _party(sentence, at, end, head, owner, noun)
    return Phrase(first, at, end, party, preposition, possessive, modifier)


def _extent(
    sentence: Sentence, by_token: dict[int, tuple[Mention, int]], inside: frozenset[int], at: int
) -> tuple[int, Mention | None, Mention | None, str]:
    """Follow a noun phrase to its head: (end, naming mention, mention it belongs to, head noun)."""
    words = sentence.words
    head: Mention | None = None
    owner: Mention | None = None
    noun = ""
    end = index = at
    while index < len(words) and index not in inside:
        person = head is not None and head.kind is MentionKind.PERSON
        if index in by_token:
            if person or (index > at and words[index] == "the"):
                break
            owner = owner or head
            head, index = by_token[index]
            noun, end = "", index
        elif words[index] in _heads() and not _is_verb_here(sentence, index):
            if noun and person:
                break
            owner, noun = owner or head, words[index]
            end = index = index + 1
        elif index == end and words[index] == "'s" and head is not None:
            # behind a possessive the noun itself may follow: "China's foreign ministry"
            if not _head_ahead(sentence, by_token, inside, index + 1):
                break
            owner, head, noun = owner or head, None, ""
            index += 1
        elif words[index] == "of" and noun == "secretary" and words[index + 1 : index + 2] == ("state",):
            end = index = index + 2
        elif _goes_on(sentence, index, index == at) and _head_ahead(sentence, by_token, inside, index):
            index += 1
        else:
            break
    if noun:
        return end, None if head is None or end > _end_of(sentence, head) else head, owner or head, noun
    return end, head, owner, ""


def _goes_on(sentence: Sentence, index: int, first: bool) -> bool:
    """Say whether a noun phrase may go on, or begin, with a word that is no head of it."""
    return _begins(sentence, index) if first else _connects(sentence, index)


def _end_of(sentence: Sentence, mention: Mention) -> int:
    return sentence.index_at(mention.end - 1) + 1


def _is_verb_here(sentence: Sentence, index: int) -> bool:
    """Say whether a noun that is also a verb ("states", "members", "report") stands as a verb here."""
    words = sentence.words
    return words[index] in ("states", "state", "man", "people") and words[index + 1 : index + 2] in (("that",), (":",))


def _connects(sentence: Sentence, index: int) -> bool:
    """Say whether a word may stand inside a noun phrase before its head."""
    word, token = sentence.words[index], sentence.tokens[index]
    if word == "-":
        return True
    if not token.is_word or word in party_words().stops or word in party_words().prepositions:
        return False
    if token.is_capital and not sentence.text.isupper() and not (sentence.heading and word in known_verbs()):
        return True
    hyphened = sentence.words[index - 1] == "-" and not token.space
    return hyphened or word not in known_verbs()


def _begins(sentence: Sentence, index: int) -> bool:
    """Say whether a phrase without a name may begin with this word: an adjective, a number, a title."""
    return sentence.tokens[index].is_word and _connects(sentence, index) and not sentence.words[index].endswith("ly")


def _head_ahead(
    sentence: Sentence, by_token: dict[int, tuple[Mention, int]], inside: frozenset[int], index: int
) -> bool:
    for ahead in range(index, min(index + _AHEAD, len(sentence.words))):
        if ahead in inside:
            return False
        if ahead in by_token or (sentence.words[ahead] in _heads() and not _is_verb_here(sentence, ahead)):
            return True
        if not _connects(sentence, ahead):
            return False
    return False


def _modifies(sentence: Sentence, end: int, head: Mention | None, noun: str) -> bool:
    """Say whether the phrase is only the beginning of a longer noun: "PRC cyber techniques"."""
    if end >= len(sentence.words) or (noun.endswith("s") and noun != "cyber"):
        return False
    if head is not None and not noun and head.text in _adjectives() and sentence.words[end - 2 : end - 1] != ("the",):
        return True
    word, token = sentence.words[end], sentence.tokens[end]
    if word == "-" and not token.space:
        return True
    if not token.is_word or word in party_words().stops or word in party_words().prepositions:
        return False
    if head is not None and head.kind is MentionKind.PERSON:
        return False
    if word in known_verbs() or word in party_words().between or word.endswith("ly") or word in party_words().months:
        return False
    return not word.endswith("ed")


def _before(sentence: Sentence, at: int) -> tuple[str, int]:
    """Return the preposition that governs a phrase, and where the phrase with its articles begins."""
    words = sentence.words
    index = at
    while index > 0 and at - index < 4:
        word = words[index - 1]
        if word in party_words().prepositions:
            return word, index
        article = word in ("the", "a", "an", "its", "his", "her", "their", "our", "both", "this", "these", "several")
        if not article and not word.isdigit():
            break
        index -= 1
    return "", index


def _party(sentence: Sentence, at: int, end: int, head: Mention | None, owner: Mention | None, noun: str) -> Party:
    of_owner = party_of(owner) if owner is not None else None
    if head is not None and not noun:
        party = party_of(head)
        if head.kind is MentionKind.PERSON and party.country is None and set(sentence.words[at:end]) & _SPOKESMEN:
            party = replace(party, noun="spokesman")
        if party.id is None and of_owner is not None and head.kind in (MentionKind.PERSON, MentionKind.GOVERNMENT_BODY):
            party = replace(party, id=of_owner.country, country=of_owner.country)
            if head.kind is MentionKind.GOVERNMENT_BODY:
                party = replace(party, name=_written(sentence, at, end))
        return party
    country = of_owner.country if of_owner is not None else None
    ident = of_owner.id if of_owner is not None else None
    return Party(_written(sentence, at, end), ident, country, None, noun)


def _written(sentence: Sentence, first: int, last: int) -> str:
    start, end = sentence.tokens[first].start - sentence.start, sentence.tokens[last - 1].end - sentence.start
    return " ".join(sentence.text[start:end].split())


def _attached(sentence: Sentence, before: list[Phrase], phrase: Phrase) -> Phrase:
    """Join `hackers of/linked to China` : the noun gets the state, the name is no party of its own."""
    if not before or phrase.pronoun:
        return phrase
    previous = before[-1]
    between = " ".join(word for word in sentence.words[previous.last : phrase.core] if word not in ("the", "a", "an"))
    noun = previous.party.noun
    speaks_for = noun in _SPOKESMEN and between in ("for", "of", "from", "at", "with")
    if (
        noun
        and not previous.modifier
        and (between in party_words().links or speaks_for)
        and not (noun and previous.pronoun)
    ):
        plain_of = between in ("of", "from", "based in", "operating from", "operating in")
        if plain_of and phrase.party.is_named and noun in ("group", "coalition", "alliance"):
            return phrase
        ident = previous.party.id or phrase.party.id
        state = previous.party.country or phrase.party.country
        name = _written(sentence, previous.core, phrase.last)
        before[-1] = replace(
            previous, last=phrase.last, party=replace(previous.party, name=name, id=ident, country=state)
        )
        return replace(phrase, attached=True)
    titled = previous.party.kind is MentionKind.PERSON and between == "" and previous.last == phrase.first
    return replace(phrase, attached=titled)
