"""Victims: whom the document says was hit, each with the incident of its sentence.

In: a Document, its mentions, claims and incidents. Out: `Victims`: sectors, countries, organisations, each once for
each incident, at its first place. Whoever speaks or is accused in a sentence is no victim of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from tocsin import knowledge
from tocsin.model.report import (
    Act,
    Claim,
    Document,
    IncidentMention,
    Mention,
    MentionKind,
    VictimCountry,
    VictimOrganisation,
    Victims,
    VictimSector,
)
from tocsin.reading import sentences as sentences_of
from tocsin.reading.frames import inflected, told_forms
from tocsin.reading.hit_sectors import only_made_it, sector_of, sectors_by_noun
from tocsin.reading.incidents import incident_of, incident_spans
from tocsin.reading.lexicons import victim_words
from tocsin.reading.on_record import sort_on_record
from tocsin.reading.sentences import Sentence
from tocsin.reading.written_names import as_written

_PLACES = (MentionKind.COUNTRY, MentionKind.LOCATION)
_NAMED = (MentionKind.ORGANISATION, MentionKind.GOVERNMENT_BODY)
_MOST_WORDS = 1000  # of a sentence; a longer one is a table
_TITLE = 14  # words of who says it, before "said"
_BEFORE_NOUNS = frozenset({"the", "a", "an", "this", "that", "its", "their", "'s", "’s", "of", "in", "for"})
_FAR = 40  # words that a stretch of victims may have
_BARE = frozenset({"Department", "Ministry", "Agency", "Government", "Office", "Bureau", "Council", "Service"})
_OWNING = frozenset({Act.CONFIRM, Act.ACKNOWLEDGE})  # of whoever accuses nobody by it, and was hit himself
_OBSERVING = frozenset({"media", "security-company"})
_BE = frozenset({"was", "were", "been", "being", "is", "are"})
_SPYING = frozenset({"intelligence", "military"})  # roles of offices
_ALLEGING = frozenset({Act.DENY, Act.DEMAND, Act.ADVISE})


@cache
def _hitting() -> frozenset[str]:
    return frozenset(form for verb in victim_words().hitting for form in inflected(verb))


@cache
def _phrases(kind: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the phrases by their first word."""
    listed = victim_words().phrases if kind == "phrases" else victim_words().suffered
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in listed:
        parts = tuple(phrase.split())
        found.setdefault(parts[0], []).append(parts)
    return {head: tuple(phrases) for head, phrases in found.items()}


def _says(words: Sequence[str], at: int, kind: str) -> bool:
    """Say whether one of the phrases stands at a word."""
    return any(tuple(words[at : at + len(phrase)]) == phrase for phrase in _phrases(kind).get(words[at], ()))


def find_victims(
    document: Document, mentions: Sequence[Mention], claims: Sequence[Claim], incidents: Sequence[IncidentMention]
) -> Victims:
    """Return the sectors, countries and organisations that the text says were hit."""
    if document.language not in (None, "en"):
        return Victims()
    sectors: dict[tuple[str, str | None], VictimSector] = {}
    countries: dict[tuple[str, str | None], VictimCountry] = {}
    organisations: dict[tuple[str, str | None], VictimOrganisation] = {}
    guilty = frozenset(one for claim in claims if claim.act is not Act.DENY
                       for one in (*claim.accused, *claim.accused_ids) if one)  # fmt: skip
    for mention, incident in _hit(document, mentions, claims, incidents):
        if mention.kind in _NAMED and _is_guilty(mention, guilty):
            continue
        if mention.kind is MentionKind.SECTOR and mention.id:
            sector = VictimSector(name=mention.id, incident=incident, start=mention.start, end=mention.end)
            sectors.setdefault((mention.id, incident), sector)
        elif mention.kind in _NAMED and mention.text not in _BARE:
            named = VictimOrganisation(
                name=as_written(mention), incident=incident, start=mention.start, end=mention.end
            )
            organisations.setdefault((mention.name, incident), named)
        code = _state(mention)
        country = knowledge.base().country(code) if code else None
        if country is not None and code is not None:
            victim = VictimCountry(
                code=code, name=country.name, incident=incident, start=mention.start, end=mention.end
            )
            countries.setdefault((code, incident), victim)
    return Victims(
        sectors=tuple(sectors.values()),
        countries=tuple(countries.values()),
        organisations=tuple(organisations.values()),
    )


def _is_guilty(mention: Mention, guilty: frozenset[str]) -> bool:
    """Say whether an office is accused somewhere in the text, or spies for a state that is."""
    body = knowledge.base().body(mention.id) if mention.id else None
    spying = body is not None and body.role in _SPYING and body.country in guilty
    return spying or not guilty.isdisjoint((mention.id, mention.name, mention.text))


def _hit(
    document: Document, mentions: Sequence[Mention], claims: Sequence[Claim], incidents: Sequence[IncidentMention]
) -> Iterator[tuple[Mention, str | None]]:
    """Yield each mention of somebody hit, with the incident of its sentence."""
    spans = incident_spans(document, mentions)
    at = 0
    last: str | None = incidents[0].id if incidents else None
    for sentence in sentences_of.split(document.text):
        inside: list[Mention] = []
        while at < len(mentions) and mentions[at].start < sentence.end:
            if mentions[at].start >= sentence.start:
                inside.append(mentions[at])
            at += 1
        here = [claim for claim in claims if claim.start == sentence.start]
        if sentence.heading or len(sentence.tokens) > _MOST_WORDS or not (inside or here):
            continue
        incident = (
            incident_of(sentence, spans) or next((claim.incident for claim in here if claim.incident), None) or last
        )
        for mention in _in_stretches(sentence, inside, here):
            yield mention, incident


def _in_stretches(sentence: Sentence, mentions: Sequence[Mention], claims: Sequence[Claim]) -> Iterator[Mention]:
    owning = {name for claim in claims if claim.act in _OWNING and not claim.accused for name in claim.speakers}
    yield from (one for one in mentions if one.name in owning and one.kind is MentionKind.ORGANISATION
                and sort_on_record(one.id) not in _OBSERVING)  # fmt: skip
    stretches = _stretches(sentence)
    if not stretches:
        return
    narrow = [(begin, end) for _, begin, end in stretches]
    wide = [(first, end) for first, _, end in stretches]
    parties = _parties(claims)
    accused = {one for claim in claims for one in claim.accused_ids}
    itself = {name for claim in claims for name in claim.speakers} if _says_of_itself(sentence.words) else set()
    for mention in mentions:
        if mention.kind not in (*_PLACES, *_NAMED, MentionKind.SECTOR):
            continue
        if parties & _ids(mention) and (mention.name not in itself or accused & _ids(mention)):
            continue
        first = sentence.index_at(mention.start)
        if only_made_it(sentence, mention) or _only_carried_it(sentence, mention, first):
            continue
        # who says so of others is often of their country: "Denmark's centre said that 22 firms were hit"
        where = wide if mention.kind in _PLACES or mention.name in itself else narrow
        if any(begin <= first < end for begin, end in where) and not _only_modifies_speaker(sentence, mention, first):
            yield mention
            sector = sector_of(mention)
            if sector is not None:
                yield sector
    apart = {at for mention in mentions if mention.kind is not MentionKind.SECTOR and parties & _ids(mention)
             for at in range(sentence.index_at(mention.start), sentence.index_at(mention.end - 1) + 1)}  # fmt: skip
    yield from sectors_by_noun(sentence, narrow, apart)


def _only_carried_it(sentence: Sentence, mention: Mention, first: int) -> bool:
    """Say whether a company is only where something was put: "a script hosted on GitHub", "boasted on Telegram"."""
    before = sentence.words[max(0, first - 2) : first]
    on = len(before) == 2 and before[1] in ("on", "via", "through")
    return on and mention.kind is MentionKind.ORGANISATION and before[0] not in victim_words().nouns


def _says_of_itself(words: Sequence[str]) -> bool:
    """Say whether somebody tells that he was hit himself: "said that it had been attacked"."""
    return any(
        word in ("it", "they", "we") and at + 1 < len(words) and _says(words, at + 1, "suffered")
        for at, word in enumerate(words)
    )


def _parties(claims: Sequence[Claim]) -> frozenset[str]:
    """Return the ids and names of all who speak or are accused in a sentence."""
    found: set[str] = set()
    for claim in claims:
        if claim.act in _ALLEGING and not claim.accused:
            continue
        found |= {one for one in (*claim.accused_ids, *claim.accused, *claim.via) if one}
        found |= set(claim.speakers)
    return frozenset(found)


def _ids(mention: Mention) -> frozenset[str]:
    state = _state(mention) if mention.kind in _PLACES else None
    return frozenset(one for one in (mention.id, mention.name, state) if one and mention.kind is not MentionKind.SECTOR)


def _only_modifies_speaker(sentence: Sentence, mention: Mention, first: int) -> bool:
    """Say whether the name is of one who acts: "Chinese hackers", "Russian military intelligence"."""
    following = sentence.words[first + 1 : first + 7]
    if mention.kind not in _PLACES or not following:
        return False
    acting = {"hackers", "actors", "actor", "spies", "intelligence", "operatives", "hacker", "sponsored", "backed"}
    return bool(set(following[:4]) & acting) and following[0] not in (",", "and", ".")


def _stretches(sentence: Sentence) -> list[tuple[int, int, int]]:
    """Return the token ranges in which names are of those who were hit, each with where who says so begins before."""
    words = sentence.words
    found: list[tuple[int, int, int]] = []
    for at, word in enumerate(words):
        noun = words[max(0, at - 1)] in _BEFORE_NOUNS and word in victim_words().nouns  # "traced the attack to"
        if word in _hitting() and not noun and not _passive(words, at) and words[at + 1 : at + 2] != ("by",):
            found.append((at + 1, at + 1, _end(words, at + 1)))
        elif word in victim_words().nouns and words[at + 1 : at + 2] and words[at + 1] in victim_words().prepositions:
            found.append((at + 2, at + 2, _end(words, at + 2)))
        elif _says(words, at, "phrases") and (word not in ("including", "such") or found):
            found.append((at + 1, at + 1, _end(words, at + 1)))
        if _says(words, at, "suffered"):
            found.append((*_begins(words, at), at))
    return found


def _passive(words: Sequence[str], at: int) -> bool:
    done = words[at] not in victim_words().hitting or words[at] == "hit"  # "was meant to disrupt" is none
    been = not _BE.isdisjoint(words[max(0, at - 3) : at])
    return done and been and not words[at].endswith("ing")


def _end(words: Sequence[str], at: int) -> int:
    for index in range(at, min(at + _FAR, len(words))):
        if words[index] in (";", ":", '"'):
            return index
        if words[index] in victim_words().ends:
            # behind the last comma those stand who say it: "..., spokeswoman Lee told reporters"
            return next((each for each in range(index, max(at, index - _TITLE), -1) if words[each] == ","), index)
    return min(at + _FAR, len(words))


def _begins(words: Sequence[str], at: int) -> tuple[int, int]:
    """Return where the clauses before a word begin, with who says so, and where those who were hit do: behind him."""
    clause = 0
    for index in range(at - 1, -1, -1):
        told = words[index] in told_forms() and words[max(0, index - 1)] not in _BE  # "are listed among the victims"
        if words[index] in (";", ":"):
            return index + 1, max(clause, index + 1)
        if not clause and (told or words[index] == "that"):
            clause = index + 1
    return 0, clause


@cache
def _places() -> dict[str, str]:
    return {place.name: place.country for place in knowledge.base().locations() if place.country}


def _state(mention: Mention) -> str | None:
    """Return the state that a mention lies in or belongs to."""
    known = knowledge.base()
    if mention.kind is MentionKind.COUNTRY:
        return mention.id
    if mention.kind is MentionKind.LOCATION:
        return _places().get(mention.name)
    body = known.body(mention.id) if mention.kind is MentionKind.GOVERNMENT_BODY and mention.id else None
    return body.country if body else None
