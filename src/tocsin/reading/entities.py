"""Mentions: the entities that a text names, linked to the knowledge base where it knows them.

In: a Document. Out: `Mention`s in order; none meets another, but an incident's name may hold other names. The longest
written name wins; a name of two entries keeps both (`also`); a name that is usually an ordinary word counts only
with evidence around it; an abbreviation that the text introduces means in the whole text what it was introduced for.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from msgspec.structs import replace

from tocsin import knowledge
from tocsin.knowledge.entries import Name
from tocsin.model.report import Document, Mention, MentionKind
from tocsin.reading import sentences as sentences_of
from tocsin.reading.country_codes import codes_in_tables
from tocsin.reading.frames import told_forms
from tocsin.reading.gazetteer import Found, incident_names, known_names
from tocsin.reading.given_names import without_given_names
from tocsin.reading.lexicons import mention_words
from tocsin.reading.no_mentions import without_addresses
from tocsin.reading.recognised import claims_behind, with_recognised
from tocsin.reading.sentences import Sentence
from tocsin.reading.shapes import shaped

_LIST = 40  # words to each side in which other members of a list may stand
_LONGEST_STATE = 30  # characters
_NEAR = 6  # words to each side in which evidence may stand
_CVE = re.compile(r"(?<![\w-])CVE-\d{4}-\d{4,7}(?![\w-])", re.IGNORECASE)
_ABBREVIATION = re.compile(r"[A-Z][A-Za-z0-9&-]{1,9}")
_PREFERRED = (  # where two kinds share a name and nothing around it decides
    MentionKind.GOVERNMENT_BODY,
    MentionKind.COUNTRY,
    MentionKind.LOCATION,
    MentionKind.PERSON,
    MentionKind.ORGANISATION,
    MentionKind.INTRUSION_SET,
    MentionKind.TOOL,
    MentionKind.MALWARE,
    MentionKind.VULNERABILITY,
    MentionKind.PRODUCT,
    MentionKind.SECTOR,
)
_ACTING = (MentionKind.INTRUSION_SET, MentionKind.THREAT_ACTOR, MentionKind.MALWARE, MentionKind.TOOL)
_RANK = {kind: rank for rank, kind in enumerate(_PREFERRED)}


@dataclass(frozen=True, slots=True)
class _Whole:
    """What the whole text says that decides about single names."""

    countries: Counter[str]
    surely: frozenset[str | None]  # ids of names that are no ordinary words
    introduced: dict[str, Mention]
    capital: frozenset[str | None]  # ids of names written at least once as the knowledge base writes them


def find_entities(document: Document) -> tuple[Mention, ...]:
    """Return the entities that the text names, in order."""
    parts, plain = _by_rule(document)
    if document.language in (None, "en"):
        plain = _without_overlaps(with_recognised(document.text, parts, plain))
    said = without_addresses(document.text, plain)
    cases = _incidents(document.text, parts)
    return tuple(sorted((*said, *cases), key=lambda mention: (mention.start, mention.end, mention.kind)))


def find_sectors(document: Document) -> tuple[Mention, ...]:
    """Return the sectors that the text speaks of, as names of their own or not, in order."""
    return tuple(mention for mention in _by_rule(document)[1] if mention.kind is MentionKind.SECTOR)


@lru_cache(maxsize=1)
def _by_rule(document: Document) -> tuple[tuple[Sentence, ...], list[Mention]]:
    """Return sentences and what rules find in them; kept for the last document, which victims ask for again."""
    parts = sentences_of.split(document.text)
    return parts, rule_mentions(document, parts)


def rule_mentions(document: Document, parts: Sequence[Sentence]) -> list[Mention]:
    """Return the entities that tables and rules find in the sentences of a text, in order and apart."""
    candidates = [(sentence, without_given_names(sentence, known_names(sentence))) for sentence in parts]
    whole = _whole(candidates)
    introduced = dict(_introduced(candidates, whole)) | _surnames(candidates)
    whole = _Whole(whole.countries, whole.surely, introduced, whole.capital)
    mentions: list[Mention] = []
    for sentence, found in candidates:
        mentions.extend(_of_sentence(document.text, sentence, found, whole))
    others = (*_vulnerabilities(document.text), *codes_in_tables(document.text))
    return list(_without_overlaps([*mentions, *others]))


def _incidents(text: str, parts: Sequence[Sentence]) -> Iterator[Mention]:
    names = incident_names()
    for sentence in parts:
        for found in names.find(sentence):
            ids = tuple(dict.fromkeys(name.id for name in found.names if name.id))
            yield Mention(
                start=found.start, end=found.end, text=text[found.start : found.end], kind=MentionKind.INCIDENT,
                id=found.names[0].id, name=found.names[0].name, also=ids[1:],
            )  # fmt: skip


def _whole(candidates: Sequence[tuple[Sentence, tuple[Found, ...]]]) -> _Whole:
    countries: Counter[str] = Counter()
    surely: set[str | None] = set()
    capital: set[str | None] = set()
    for sentence, found in candidates:
        for one in found:
            written = sentence.text[one.start - sentence.start : one.end - sentence.start]
            for name in one.names:
                if written[:1].isupper():
                    capital.add(name.id)
                if name.common and not (name.kind is MentionKind.GOVERNMENT_BODY and one.last - one.first > 2):
                    continue
                surely.add(name.id)
                if name.common:
                    continue
                code = _country(name)
                if code and len({_country(other) for other in one.names}) == 1:
                    countries[code] += 1
    return _Whole(countries, frozenset(surely), {}, frozenset(capital))


def _country(name: Name) -> str | None:
    if name.kind is MentionKind.COUNTRY:
        return name.id
    body = knowledge.base().body(name.id) if name.kind is MentionKind.GOVERNMENT_BODY and name.id else None
    return body.country if body else None


def _of_sentence(text: str, sentence: Sentence, found: Sequence[Found], whole: _Whole) -> Iterator[Mention]:
    kept: list[Found] = []
    for one in found:
        mention = _mention(text[one.start : one.end], sentence, one, found, whole)
        if mention is not None:
            kept.append(one)
            yield _in_direction(text, sentence, one, mention)
            code = _code_beside(sentence, one, mention)
            if code is not None:
                yield code
    for shape in shaped(sentence, kept):
        start, end = sentence.tokens[shape.first].start, sentence.tokens[shape.last - 1].end
        written = text[start:end]
        yield Mention(start=start, end=end, text=written, kind=shape.kind, id=None, name=" ".join(written.split()))
    yield from _halves(text, sentence, whole)
    if whole.introduced:
        for token in sentence.tokens:
            known = whole.introduced.get(token.text)
            if known is not None:
                yield Mention(
                    start=token.start, end=token.end, text=token.text, kind=known.kind, id=known.id,
                    name=known.name, also=known.also,
                )  # fmt: skip


def _mention(written: str, sentence: Sentence, found: Found, others: Sequence[Found], whole: _Whole) -> Mention | None:
    """Return what a written name means here; None where it is only a word."""
    if found.last - found.first == 1 and sentence.tokens[found.first].text in whole.introduced:
        return None  # the text says itself what this abbreviation means
    believed = [
        name
        for name in found.names
        if not _ordinary(name, written, whole)
        and (not (_common(name, found) or _doubtful(name, written)) or _evident(name, sentence, found, others, whole))
    ]
    if not believed:
        return None
    ranked = sorted(believed, key=lambda name: _rank(name, sentence, found, whole))
    best = ranked[0]
    owner = _owner(sentence, found) if best.kind is MentionKind.GOVERNMENT_BODY else None
    if owner is not None and _country(best) not in (None, owner):
        # a body of the same name, of a state for which the tables have none
        return Mention(start=found.start, end=found.end, text=written, kind=best.kind, id=None, name=written)
    also = tuple(dict.fromkeys(name.id for name in ranked if name.id and name.id != best.id))
    return Mention(
        start=found.start, end=found.end, text=written, kind=best.kind, id=best.id,
        name=best.name, also=also,
    )  # fmt: skip


_HALVES = {"North": "KP", "South": "KR"}


def _halves(text: str, sentence: Sentence, whole: _Whole) -> Iterator[Mention]:
    """Yield "the North" and "the South" in a text that speaks of North Korea."""
    if not whole.countries["KP"]:
        return
    for at, (token, following) in enumerate(zip(sentence.tokens, (*sentence.tokens[1:], None), strict=False)):
        code = _HALVES.get(token.text)
        alone = following is None or not (following.is_capital or following.text == "-")
        if code is None or not alone or not at or sentence.words[at - 1] != "the":
            continue
        country = knowledge.base().country(code)
        if country is not None:
            yield Mention(
                start=token.start, end=token.end, text=text[token.start : token.end], kind=MentionKind.COUNTRY, id=code,
                name=country.name,
            )  # fmt: skip


def _in_direction(text: str, sentence: Sentence, found: Found, mention: Mention) -> Mention:
    """Take the capitalised direction before a region into its name: "Eastern Mediterranean", "sub-Saharan Africa"."""
    if mention.kind is not MentionKind.LOCATION or not found.first:
        return mention
    before = sentence.tokens[found.first - 1]
    if sentence.words[max(0, found.first - 3) : found.first] == ("sub", "-", "saharan"):
        before = sentence.tokens[found.first - 3]
    elif not before.is_capital or sentence.words[found.first - 1] not in mention_words().directions:
        return mention
    return replace(
        mention,
        start=before.start,
        text=text[before.start : mention.end],
        name=" ".join(text[before.start : mention.end].split()),
    )


def _code_beside(sentence: Sentence, found: Found, mention: Mention) -> Mention | None:
    """Return the code of a state that stands before its name in brackets: "SE (Sweden)"."""
    at = found.first - 2
    if mention.kind is not MentionKind.COUNTRY or at < 0 or sentence.words[at + 1] != "(":
        return None
    token = sentence.tokens[at]
    if token.text != mention.id:
        return None
    return replace(mention, start=token.start, end=token.end, text=token.text)


def _common(name: Name, found: Found) -> bool:
    """Say whether a name is usually a word; a sector is, if any of its words that stand here is."""
    return name.common or (
        name.kind is MentionKind.SECTOR and any(other.common and other.id == name.id for other in found.names)
    )


def _ordinary(name: Name, written: str, whole: _Whole) -> bool:
    """Say whether a name of software or an actor is here no more than a word: by list, or in small letters only."""
    if name.kind not in _ACTING or not written.isalpha():
        return False
    if written.lower() in mention_words().ordinary:
        return True
    return written.islower() and not name.text.islower() and name.id not in whole.capital


def _doubtful(name: Name, written: str) -> bool:
    """Say whether a name that only a catalogue of samples has could as well be a word of the language."""
    return (
        name.kind in _ACTING and name.kind is not MentionKind.INTRUSION_SET and written.isalpha()
        and written[1:].islower() and len(written) <= 8 and (name.id or "").startswith(("misp:", "malpedia:"))
    )  # fmt: skip


def _rank(name: Name, sentence: Sentence, found: Found, whole: _Whole) -> tuple[int, int, int, int, int]:
    """Order the entries that share a name: words around it first, then the states the text speaks of."""
    around = _around(sentence, found, _NEAR)
    said = {
        MentionKind.INTRUSION_SET: mention_words().intrusion_set,
        MentionKind.MALWARE: mention_words().software,
        MentionKind.TOOL: mention_words().software,
    }.get(name.kind, frozenset[str]())
    code = _country(name)
    owner = _owner(sentence, found)
    return (
        0 if owner is None or code is None or code == owner else 1,
        1 if name.common else 0,
        -len(around & said),
        -whole.countries[code] if code else 0,
        _RANK.get(name.kind, len(_RANK)),
    )


def _owner(sentence: Sentence, found: Found) -> str | None:
    """Return the state whose a body is said to be by the words before it: "Britain's Ministry of Defence"."""
    tokens, first = sentence.tokens, found.first
    at = first - 1 if first and sentence.words[first - 1] == "'s" else first
    before = sentence.text[
        max(0, tokens[at].start - sentence.start - _LONGEST_STATE) : tokens[at].start - sentence.start
    ]
    words = before.split()
    tries = (" ".join(words[-count:]) for count in (3, 2, 1) if len(words) >= count)
    return next((code for one in tries if (code := states().get(one))), None)


@cache
def states() -> dict[str, str]:
    """Return the names and adjectives of states."""
    names = knowledge.base().gazetteer()
    return {name.text: name.id for name in names if name.kind is MentionKind.COUNTRY and name.id and not name.common}


def _around(sentence: Sentence, found: Found, width: int) -> set[str]:
    words = sentence.words
    return set(words[max(0, found.first - width) : found.first]) | set(words[found.last : found.last + width])


def _evident(name: Name, sentence: Sentence, found: Found, others: Sequence[Found], whole: _Whole) -> bool:
    """Say whether something around an ambiguous name speaks for this reading of it."""
    lexicon = mention_words()
    around = _around(sentence, found, _NEAR)
    kind = name.kind
    if kind is MentionKind.SECTOR:
        close = _around(sentence, found, 3)
        near = _close(others, found, _LIST)
        listed = sum(any(other.kind is MentionKind.SECTOR for other in one.names) for one in near) >= 3
        return bool(close & lexicon.sector) or listed
    if kind is MentionKind.INTRUSION_SET:
        return _is_name(sentence, found) and (
            bool(_around(sentence, found, 3) & lexicon.intrusion_set) or _beside(found, others, kind)
        )
    if kind in (MentionKind.MALWARE, MentionKind.TOOL):
        return _is_software(sentence, found, around & lexicon.software, others) or _claims(sentence, found)
    if kind is MentionKind.PERSON:
        return name.id in whole.surely or bool(_around(sentence, found, 1) & lexicon.person_titles)
    if kind is MentionKind.GOVERNMENT_BODY:
        return _is_body(name, sentence, found, whole)
    if kind is MentionKind.VULNERABILITY:
        return bool(around & lexicon.vulnerability)
    if kind is MentionKind.PRODUCT:
        return bool(_around(sentence, found, 3) & lexicon.product)
    if kind is MentionKind.COUNTRY:
        return name.id in whole.surely or _beside(found, others, kind)
    return _is_name(sentence, found) or (kind is MentionKind.ORGANISATION and _speaks(sentence, found))


def _speaks(sentence: Sentence, found: Found) -> bool:
    """Say whether a name with a capital is followed by a verb of speech: "Apple disputed the report"."""
    behind = sentence.words[found.last : found.last + 1]
    return sentence.tokens[found.first].is_capital and bool(behind) and behind[0] in told_forms()


def _claims(sentence: Sentence, found: Found) -> bool:
    """Say whether what is named, with a capital, claims something."""
    return sentence.tokens[found.first].is_capital and claims_behind(sentence.text, found.end - sentence.start)


def _is_name(sentence: Sentence, found: Found) -> bool:
    """Say whether it is written as a name where a sentence would not begin with a capital anyway."""
    token = sentence.tokens[found.first]
    if not token.is_capital or sentence.text.isupper():
        return token.is_capital and found.first > 0
    if _claims(sentence, found):
        return True
    others = [one for one in sentence.tokens[found.first + 1 : found.last] if one.is_word]
    return found.first > 0 or token.text.isupper() or (bool(others) and all(one.is_capital for one in others))


def _beside(found: Found, others: Sequence[Found], kind: MentionKind) -> bool:
    """Say whether a sure name of the kind stands in the same list or close by."""
    return any(
        other is not found and any(name.kind is kind and not name.common for name in other.names)
        for other in _close(others, found, _NEAR)
    )


def _close(others: Sequence[Found], found: Found, width: int) -> Sequence[Found]:
    """Return the names of a sentence that stand within so many words."""
    first = bisect_left(others, found.first - width, key=lambda other: other.first)
    return others[first : bisect_left(others, found.last + width, key=lambda other: other.first)]


def _is_software(sentence: Sentence, found: Found, cues: set[str], others: Sequence[Found]) -> bool:
    words = sentence.words
    if words[found.last : found.last + 2] in ((".", "exe"), (".", "dll")) and not sentence.tokens[found.last].space:
        return True
    if not _is_name(sentence, found):
        return False
    return bool(cues) or _beside(found, others, MentionKind.MALWARE) or _beside(found, others, MentionKind.TOOL)


def _is_body(name: Name, sentence: Sentence, found: Found, whole: _Whole) -> bool:
    """Say whether a state that a shared name needs, or a full name for a short acronym, is in the text."""
    body = knowledge.base().body(name.id) if name.id else None
    state = body.country if body else None
    if name.role == "acronym" and len(name.text) <= 3:
        ours = body is not None and body.origin is None
        return name.id in whole.surely or (
            ours and (state is None or whole.countries[state] > 0) and not sentence.text.isupper()
        )
    full = name.role != "acronym" and name.text.count(" ") >= 2
    return state is None or full or whole.countries[state] > 0 or name.id in whole.surely


def _introduced(
    candidates: Sequence[tuple[Sentence, tuple[Found, ...]]], whole: _Whole
) -> Iterator[tuple[str, Mention]]:
    """Find `Name (ABBR)`: what the name means, the abbreviation means too."""
    seen: set[str] = set()
    for sentence, found in candidates:
        words, tokens = sentence.words, sentence.tokens
        if "(" not in words:
            continue
        for one in found:
            # "the Federal Security Service (FSB)", "(the "FSB")"
            at = one.last
            if words[at : at + 1] != ("(",):
                continue
            at += 1
            while at < len(words) and words[at] in ('"', "the", "or", "'", "hereafter", "also", "known", "as"):
                at += 1
            closing = at + 1 < len(words) and words[at + 1] in (")", '"', "'", ",", ";")
            if not closing or tokens[at].text in seen or not _ABBREVIATION.fullmatch(tokens[at].text):
                continue
            mention = _mention(_within(sentence, one), sentence, one, found, whole)
            short = tokens[at].text
            if mention is not None and mention.kind is not MentionKind.SECTOR and _shortens(short, one, sentence):
                seen.add(short)
                yield short, mention


_FAMILY_NAME_FIRST = frozenset({"CN", "KP", "KR", "TW", "VN", "HU"})


def _surnames(candidates: Sequence[tuple[Sentence, tuple[Found, ...]]]) -> dict[str, Mention]:
    """Return the family names of the persons that the text names in full, where they mean nobody else."""
    meant: dict[str, set[str | None]] = {}
    mentions: dict[str, Mention] = {}
    for sentence, found in candidates:
        for one in found:
            name = one.names[0]
            if name.kind is not MentionKind.PERSON or one.last - one.first < 2:
                continue
            person = knowledge.base().person(name.id) if name.id else None
            states = {office.country for office in person.offices} if person else set[str | None]()
            first = bool(states & _FAMILY_NAME_FIRST) or not states
            for index in {one.last - 1, one.first} if first else {one.last - 1}:
                token = sentence.tokens[index]
                if len(token.text) > 2 and token.text.istitle():
                    meant.setdefault(token.text, set()).add(name.id)
                    mentions[token.text] = Mention(
                        start=one.start, end=one.end, text=token.text, kind=name.kind, id=name.id, name=name.name
                    )
    return {text: mentions[text] for text, ids in meant.items() if len(ids) == 1}


def _within(sentence: Sentence, found: Found) -> str:
    return sentence.text[found.start - sentence.start : found.end - sentence.start]


def _shortens(short: str, found: Found, sentence: Sentence) -> bool:
    """Say whether the abbreviation's letters begin words of the name, in order (at least the first two do)."""
    initials = [word[0] for word in sentence.words[found.first : found.last] if word[0].isalnum()]
    letters = [letter for letter in short.lower() if letter.isalnum()]
    hits = 0
    at = 0
    for letter in letters:
        while at < len(initials) and initials[at] != letter:
            at += 1
        if at == len(initials):
            break
        hits += 1
        at += 1
    return hits >= 2


def _vulnerabilities(text: str) -> Iterator[Mention]:
    for found in _CVE.finditer(text):
        name = found.group().upper()
        yield Mention(
            start=found.start(), end=found.end(), text=found.group(), kind=MentionKind.VULNERABILITY, id=name, name=name
        )


def _without_overlaps(mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Keep the longer of two that meet, in order of the text."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda one: (one.start, -one.end, one.id is None)):
        while kept and kept[-1].end > mention.start:
            if kept[-1].end - kept[-1].start >= mention.end - mention.start:
                break
            kept.pop()
        else:
            kept.append(mention)
    return iter(kept)
