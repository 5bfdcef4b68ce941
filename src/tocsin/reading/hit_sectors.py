"""Sectors of who was hit, by the nouns for them: "the hospital", "modems", "Northwestern Polytechnical University".

In: a sentence and the ranges of its tokens in which those stand who were hit. Out: mentions of sectors.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache

from tocsin import knowledge
from tocsin.model.report import Mention, MentionKind
from tocsin.reading.lexicons import mention_words, victim_words
from tocsin.reading.sentences import Sentence

_OF_BODY = {"military": "defense", "defence": "defense"}  # by role; whatever else a state has is of its government
_THINGS = frozenset(["router", "routers", "firewall", "firewalls", "product", "products", "phones", "account",
                     "accounts", "customer", "customers", "users", "cameras", "boxes", "hardware"])  # fmt: skip
_OF_COMPANY = {"university": "education", "media": "communications", "security-company": "technology"}


def sectors_by_noun(
    sentence: Sentence, stretches: Sequence[tuple[int, int]], apart: Collection[int]
) -> Iterator[Mention]:
    """Yield the sectors that nouns tell in ranges of tokens; `apart`: tokens of those who speak or are accused."""
    for begin, end in stretches:
        for at in range(begin, min(end, len(sentence.words))):
            sector = _by_noun().get(sentence.words[at])
            if sector is not None and at not in apart:
                token = sentence.tokens[at]
                yield _mention(sector, token.start, token.end, token.text)


def only_made_it(sentence: Sentence, mention: Mention) -> bool:
    """Say whether a company is named for what it makes: "Cisco routers", "Apple iPhones", "Google accounts"."""
    last = sentence.index_at(mention.end - 1)
    behind = sentence.tokens[last + 1 : last + 2]
    if mention.kind is not MentionKind.ORGANISATION or not behind:
        return False
    thing = sentence.words[last + 1] in mention_words().product | _THINGS
    return thing or (behind[0].is_word and behind[0].text != sentence.words[last + 1] and behind[0].text[0].islower())


def sector_of(mention: Mention) -> Mention | None:
    """Return the sector that an organisation or office on record is of."""
    known = knowledge.base()
    sector = None
    if any(word in _by_noun() for word in mention.text.lower().split()):
        return None  # its name tells: "National Health Service"
    if mention.kind is MentionKind.GOVERNMENT_BODY and mention.id:
        body = known.body(mention.id)
        sector = _OF_BODY.get(body.role or "", "government-national") if body is not None and body.country else None
    elif mention.kind is MentionKind.ORGANISATION:
        sector = _of_organisations().get(mention.name)
    return None if sector is None else _mention(sector, mention.start, mention.end, mention.text)


@cache
def _of_organisations() -> dict[str, str | None]:
    return {one.name: one.sector or _OF_COMPANY.get(one.kind) for one in knowledge.base().organisations()}


@cache
def _by_noun() -> dict[str, str]:
    return {word: sector for sector, words in victim_words().institutions.items() for word in words}


def _mention(sector: str, start: int, end: int, text: str) -> Mention:
    return Mention(start=start, end=end, text=text, kind=MentionKind.SECTOR, id=sector, name=sector)
