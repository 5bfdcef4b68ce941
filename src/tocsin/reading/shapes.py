"""Names known by their shape alone: persons by title, organisations by their last word, embassies and ministries.

In: a sentence and the token ranges that are taken already. Out: `Shaped`s that do not overlap them, except that a
longer organisation may swallow a country in its own name ("Australian Strategic Policy Institute").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from tocsin.model.report import MentionKind
from tocsin.reading.gazetteer import Found
from tocsin.reading.lexicons import mention_words
from tocsin.reading.sentences import Sentence

_SAYS = frozenset(
    {"said", "says", "told", "added", "stated", "noted", "wrote", "argued", "warned", "remarked", "explained"}
)
_COMPANY_ENDS = frozenset({"inc", "ltd", "llc", "corp", "co", "plc", "gmbh", "limited"})
_COMPANIES = _COMPANY_ENDS | {"company", "corporation"}
_MOST_NAME = 4  # words of a person's name
_MOST_RUN = 12  # words of an organisation's name


@dataclass(frozen=True, slots=True)
class Shaped:
    """Tokens `[first, last)` of a sentence that look like a name of this kind."""

    first: int
    last: int
    kind: MentionKind


def shaped(sentence: Sentence, found: Sequence[Found]) -> tuple[Shaped, ...]:
    """Return the names in a sentence that the gazetteer does not have."""
    taken: list[Found | None] = [None] * len(sentence.tokens)
    for one in found:
        taken[one.first : one.last] = [one] * (one.last - one.first)
    shapes: list[Shaped] = []
    if not sentence.text.isupper():
        shapes.extend(_organisations(sentence, taken))
        for shape in shapes:
            taken[shape.first : shape.last] = [found[0] if found else None] * (shape.last - shape.first)
        busy = [one is not None for one in taken]
        for shape in shapes:
            busy[shape.first : shape.last] = [True] * (shape.last - shape.first)
        persons = tuple(_persons(sentence, busy))
        for shape in persons:
            busy[shape.first : shape.last] = [True] * (shape.last - shape.first)
        shapes.extend(persons)
    else:
        busy = [one is not None for one in taken]
    shapes.extend(_state_bodies(sentence, busy))
    return tuple(sorted(shapes, key=lambda shape: shape.first))


def _organisations(sentence: Sentence, taken: Sequence[Found | None]) -> Iterator[Shaped]:
    """Yield runs of capitals that end in a word for an organisation, with `Co., Ltd.` behind."""
    words, tokens, lexicon = sentence.words, sentence.tokens, mention_words()
    at = 0
    while at < len(tokens):
        if not tokens[at].is_capital or not _may_begin(sentence, taken, at):
            at += 1
            continue
        end = _run(sentence, taken, at)
        best = None
        first = taken[at]
        for last in range(end, at + 1, -1):
            word = words[last - 1]
            if word in lexicon.organisations or word in lexicon.bodies or word in _COMPANY_ENDS:
                best = last
                break
            if last < end and word in ("of", "for") and words[last - 2] in lexicon.bodies | lexicon.organisations:
                best = end
                break
        if (
            best is not None
            and best - at >= 2
            and not (best - at == 2 and first is not None and words[at + 1] in lexicon.bodies)
            and (first is None or _is_of_a_name(first) or words[best - 1] in _COMPANIES)
        ):
            body = words[best - 1] in lexicon.bodies or any(word in lexicon.bodies for word in words[at:best][:1])
            kind = MentionKind.GOVERNMENT_BODY if body else MentionKind.ORGANISATION
            last = _with_company_end(sentence, best)
            if any(taken[index] is None for index in range(at, last)):
                yield Shaped(at, last, kind)
            at = max(end, last)
        else:
            at = max(end, at + 1)


def _may_begin(sentence: Sentence, taken: Sequence[Found | None], at: int) -> bool:
    token = sentence.tokens[at]
    if not (token.is_word and token.is_capital) or sentence.words[at] in ("the", "a", "an", "in", "on", "according"):
        return False
    if sentence.words[at].endswith("s") and sentence.words[at][:-1] in mention_words().person_titles:
        return False  # "Leaders of the X Party"
    one = taken[at]
    return one is None or _is_of_a_name(one) or all(name.kind is MentionKind.COUNTRY for name in one.names)


def _is_of_a_name(found: Found) -> bool:
    """Say whether a state's adjective or a place may be the first word of any organisation's name."""
    return all(
        (name.kind is MentionKind.COUNTRY and name.role == "adjective") or name.kind is MentionKind.LOCATION
        for name in found.names
    )


def _run(sentence: Sentence, taken: Sequence[Found | None], at: int) -> int:
    """Return the end of the run of capitals from `at` on."""
    words, tokens, links = sentence.words, sentence.tokens, mention_words().links
    end = at + 1
    while end < len(tokens) and end - at < _MOST_RUN:
        token, one = tokens[end], taken[end]
        if (token.is_word and token.is_capital and (one is None or _may_stand_in(one))) or (
            words[end] in links and end + 1 < len(tokens) and _is_capital(sentence, end + 1)
        ):
            end += 1
        elif words[end] in ("of", "for") and words[end + 1 : end + 2] == ("the",) and _is_capital(sentence, end + 2):
            end += 2
        elif words[end] == "-" and not token.space and _is_capital(sentence, end + 1):
            end += 1
        else:
            break
    while end > at + 1 and (words[end - 1] in links or words[end - 1] == "the"):
        end -= 1  # what it was to go on with is a name already, or too long
    return end


def _may_stand_in(found: Found) -> bool:
    """Say whether what has a name may be a part of a longer one: a word, a trade ("Information Technology")."""
    return found.last - found.first == 1 or all(name.kind is MentionKind.SECTOR for name in found.names)


def _is_capital(sentence: Sentence, at: int) -> bool:
    return at < len(sentence.tokens) and sentence.tokens[at].is_word and sentence.tokens[at].is_capital


def _with_company_end(sentence: Sentence, last: int) -> int:
    """Take in `Co., Ltd.` behind the name."""
    words = sentence.words
    while True:
        at = last
        while at < len(words) and words[at] in (",", "."):
            at += 1
        if at - last <= 2 and _is_capital(sentence, at) and words[at] in _COMPANY_ENDS:
            last = at + 1
            if last < len(words) and words[last] == "." and last + 1 < len(words):
                last += 1
        else:
            return last


def _persons(sentence: Sentence, busy: Sequence[bool]) -> Iterator[Shaped]:
    """Yield names beside a title or a verb of saying."""
    words, tokens, titles = sentence.words, sentence.tokens, mention_words().person_titles
    at = 0
    while at < len(words):
        if not tokens[at].is_capital:
            at += 1
            continue
        length = _name_length(sentence, busy, at)
        title = next((one for one in range(at + length - 1, at, -1) if words[one] in titles), None)
        if title is not None and _name_length(sentence, busy, title + 1) > 1:  # "Under Secretary John K. Doe"
            at, length = title + 1, _name_length(sentence, busy, title + 1)
        if length < 2 or words[at + length - 1] in titles:  # "Home Affairs Minister" of a name that is known
            at += max(1, length)
            continue
        before = words[at - 1] if at else ""
        skip = (
            2
            if before == "." and at > 1 and words[at - 2] in ("mr", "ms", "mrs", "dr", "sen", "rep", "gen", "gov")
            else 1
        )
        titled = at >= skip and (words[at - skip] in titles or skip == 2)
        after = words[at + length] if at + length < len(words) else ""
        if before == "," and after == "," and set(words[max(0, at - 4) : at - 1]) & titles:
            titled = True  # "the defence minister, Jane Doe, said"
        if titled or before in _SAYS or (after in _SAYS and length <= 3) or _apposed(words, at + length, titles):
            yield Shaped(at, at + length, MentionKind.PERSON)
        at += length


def _apposed(words: Sequence[str], at: int, titles: frozenset[str]) -> bool:
    """Say whether `, a ... spokesman` follows."""
    if at + 2 >= len(words) or words[at] != ",":
        return False
    for word in words[at + 1 : at + 8]:
        if word in (",", "and", "who", "which", "said"):
            return False
        if word in titles:
            return True
    return False


def _name_length(sentence: Sentence, busy: Sequence[bool], at: int) -> int:
    """Return how many tokens from `at` on could be a person's name."""
    words, tokens, never = sentence.words, sentence.tokens, mention_words().not_persons
    titles = mention_words().person_titles
    length = 0
    while at + length < len(tokens) and length < _MOST_NAME:
        token, word = tokens[at + length], words[at + length]
        initial = len(word) == 1 and token.is_capital
        name = token.text.isalpha() and token.is_capital and (not token.text.isupper() or initial)
        if busy[at + length] or not name or word in never or (word in titles and length == 0):
            if word == "." and length and len(words[at + length - 1]) == 1 and _is_capital(sentence, at + length + 1):
                length += 1
                continue
            if word == "-" and length and not token.space and _is_capital(sentence, at + length + 1):
                length += 1
                continue
            if word == "-" and length > 1 and _is_joined(sentence, at + length):
                length += 2
            break
        length += 1
    return length


def _is_joined(sentence: Sentence, at: int) -> bool:
    """Say whether a dash joins the second half of a first name: "Han Min-koo"."""
    half = sentence.tokens[at + 1 : at + 2]
    if sentence.tokens[at].space or not half or half[0].space or not half[0].text.isalpha():
        return False
    return not half[0].text.endswith("ed") and half[0].text not in ("led", "style", "era", "like")


@cache
def _state_body_words() -> dict[str, tuple[tuple[str, ...], ...]]:
    table: dict[str, list[tuple[str, ...]]] = {}
    for phrase in mention_words().state_bodies:
        key = tuple(phrase.replace("'s", " 's").split())
        table.setdefault(key[0], []).append(key)
    return {head: tuple(sorted(keys, key=len, reverse=True)) for head, keys in table.items()}


def _state_bodies(sentence: Sentence, busy: Sequence[bool]) -> Iterator[Shaped]:
    """`foreign ministry`, `embassy`: what is written there, whosesoever it is."""
    words, table = sentence.words, _state_body_words()
    if table.keys().isdisjoint(words):
        return
    at = 0
    while at < len(words):
        key = next((key for key in table.get(words[at], ()) if words[at : at + len(key)] == key), None)
        if key is None or any(busy[at : at + len(key)]):
            at += 1
            continue
        yield Shaped(at, at + len(key), MentionKind.GOVERNMENT_BODY)
        at += len(key)
