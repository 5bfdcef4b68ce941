"""Claims: who says what of whom, as the document has it; and how its claims stand to each other.

In: a Document, its mentions, the incidents it is about. Out: `Claim`s in order and `Relation`s between them.
A claim is never a fact: it has a speaker, an act, an accused at the level that was named, the speaker's own words of
certainty, and the sentence that states it. The same act said again is the same claim with another span. English only.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tocsin import knowledge
from tocsin.model.noun import Span, Window
from tocsin.model.report import (
    Act,
    Certainty,
    Claim,
    Document,
    IncidentMention,
    Mention,
    MentionKind,
    Relation,
)
from tocsin.reading import sentences as sentences_of
from tocsin.reading.certainty import certainty
from tocsin.reading.claim_dates import anchor, said_on
from tocsin.reading.dates import period
from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import Draft
from tocsin.reading.drafts import drafts
from tocsin.reading.incidents import IncidentSpan, incident_of, incident_spans
from tocsin.reading.phrases import Party, find_phrases
from tocsin.reading.sayings import sayings_of
from tocsin.reading.sentences import Sentence
from tocsin.reading.syntax import Syntax

_MOST_WORDS = 400  # of a sentence; a longer one is a table or a list, and states nothing
_DEED_WORDS = 40
_FAMILIES = (
    frozenset({Act.ACCUSE, Act.CONDEMN, Act.EXPOSE}),
    frozenset({Act.ATTRIBUTE, Act.ASSESS, Act.LINK, Act.DETERMINE}),
    frozenset({Act.CONFIRM, Act.SUPPORT, Act.ACKNOWLEDGE, Act.ADMIT}),
)
_TECHNICAL = ("security-company", "company")
_BLAMING = _FAMILIES[0] | _FAMILIES[1] | {Act.CONFIRM, Act.CHARGE, Act.SANCTION}


@dataclass
class _Made:
    """A claim in the making."""

    draft: Draft
    sentence: Sentence
    certainty: Certainty
    date: str | None
    incident: str | None
    deed: str | None
    window: Window | None
    also: list[Span] = field(default_factory=list[Span])


def find_claims(
    document: Document, mentions: Sequence[Mention], incidents: Sequence[IncidentMention]
) -> tuple[tuple[Claim, ...], tuple[Relation, ...]]:
    """Return the claims that the text makes or passes on, in order, and how they stand to each other."""
    if document.language not in (None, "en"):
        return (), ()
    made: list[_Made] = []
    for one in _read(document, mentions, incidents):
        same = next((other for other in made if _same(other, one)), None)
        if same is None:
            made.append(one)
        elif same.sentence.heading and not one.sentence.heading:
            one.also = [*same.also, Span(same.sentence.start, same.sentence.end)]
            made[made.index(same)] = one
        else:
            same.also.append(Span(one.sentence.start, one.sentence.end))
    made.sort(key=lambda one: (one.sentence.start, one.draft.at))
    claims = tuple(_claim(number, one) for number, one in enumerate(made, 1))
    return claims, tuple(_relations(claims))


# reading


def _read(document: Document, mentions: Sequence[Mention], incidents: Sequence[IncidentMention]) -> Iterator[_Made]:
    mind = Discourse()
    own = anchor(document.published, document.text)
    spans = incident_spans(document, mentions)
    parts = sentences_of.split(document.text)
    quotes = _quotes(parts)
    at = 0
    for number, sentence in enumerate(parts):
        inside: list[Mention] = []
        while at < len(mentions) and mentions[at].start < sentence.end:
            if mentions[at].start >= sentence.start:
                inside.append(mentions[at])
            at += 1
        if len(sentence.tokens) > _MOST_WORDS or sentence.text.endswith("?"):
            continue
        phrases = find_phrases(sentence, inside)
        syntax = Syntax(sentence, phrases, _tokens_of(sentence, inside))
        quoted = _quoted(parts, number, quotes, mentions, mind)
        found = drafts(syntax, mind, quoted)
        mind.note(sentence, phrases)
        for draft in found:
            if sentence.heading and not any(party.is_named or party.country for party in draft.accused):
                continue
            yield _made(document, sentence, draft, own, spans)
            if draft.speakers:
                mind.speakers = draft.speakers
            if draft.act in _BLAMING and draft.accused and not draft.negation:
                mind.accused = draft.accused


def _tokens_of(sentence: Sentence, mentions: Sequence[Mention]) -> frozenset[int]:
    return frozenset(
        index
        for mention in mentions
        if mention.kind is not MentionKind.INCIDENT
        for index in range(sentence.index_at(mention.start), sentence.index_at(mention.end - 1) + 1)
    )


def _quotes(parts: Sequence[Sentence]) -> dict[int, int]:
    """Return for each sentence that a quotation leaves open the sentence of its paragraph where it closes."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for number, sentence in enumerate(parts):
        if opened and parts[opened[0]].paragraph != sentence.paragraph:
            opened = []
        balance = sentence.text.count("“") - sentence.text.count("”")
        if balance > 0:
            opened = [number]
        elif opened and balance < 0:
            found.update(dict.fromkeys(opened, number))
            opened = []
        elif opened:
            opened.append(number)
    return found


def _quoted(
    parts: Sequence[Sentence], number: int, quotes: dict[int, int], mentions: Sequence[Mention], mind: Discourse
) -> tuple[Party, ...]:
    """Return who speaks a quotation that is closed and owned in a later sentence."""
    closing = quotes.get(number)
    if closing is None:
        return ()
    sentence = parts[closing]
    first = bisect_left(mentions, sentence.start, key=lambda mention: mention.start)
    last = bisect_left(mentions, sentence.end, key=lambda mention: mention.start)
    inside = mentions[first:last]
    syntax = Syntax(sentence, find_phrases(sentence, inside), _tokens_of(sentence, inside))
    sayings = sayings_of(syntax, mind)
    return sayings[0].speakers if sayings else ()


def _made(
    document: Document,
    sentence: Sentence,
    draft: Draft,
    own: str | None,
    spans: Sequence[IncidentSpan],
) -> _Made:
    verb = sentence.tokens[min(draft.at, len(sentence.tokens) - 1)]
    place = (verb.start - sentence.start, verb.end - sentence.start)
    states = [party.country for party in draft.speakers]
    return _Made(
        draft=draft,
        sentence=sentence,
        certainty=certainty(sentence.words, states, draft.act, draft.level, draft.at),
        date=said_on(sentence.text, place, own, document.published),
        incident=incident_of(sentence, spans, verb.start),
        deed=_deed(sentence, draft),
        window=period(sentence.text),
    )


def _deed(sentence: Sentence, draft: Draft) -> str | None:
    """Return the words that say what was done, from the document."""
    tokens, words = sentence.tokens, sentence.words
    first, last = max(0, draft.deed), min(draft.deed_end, len(tokens))
    if draft.act in (Act.ACCUSE, Act.CHARGE, Act.SANCTION) and words[first : first + 1] in (
        ("of",),
        ("for",),
        ("with",),
        ("over",),
    ):
        first += 1
    while first < last and not tokens[first].is_word:
        first += 1
    last = min(last, first + _DEED_WORDS)
    if first >= last:
        return None
    text = sentence.text[tokens[first].start - sentence.start : tokens[last - 1].end - sentence.start]
    return " ".join(text.split()).strip(' ,;:.“”"') or None


# one claim, said more than once


def _same(one: _Made, other: _Made) -> bool:
    a, b = one.draft, other.draft
    if a.negation != b.negation:
        return False
    alike = a.act == b.act or any(a.act in family and b.act in family for family in _FAMILIES)
    headed = one.sentence.heading != other.sentence.heading and {a.act, b.act} <= _BLAMING
    if not alike and not headed:
        return False
    if one.sentence is other.sentence:
        return a.at == b.at or (_keys(a.speakers) == _keys(b.speakers) and _keys(a.accused) == _keys(b.accused))
    if one.sentence.heading != other.sentence.heading and {a.act, b.act} <= _BLAMING:
        # a headline says shortly what the text says in full
        states = _states(a.speakers) & _states(b.speakers) and _states(a.accused) & _states(b.accused)
        return (
            bool(states)
            and (a.act is Act.CHARGE) == (b.act is Act.CHARGE)
            and (a.act is Act.SANCTION) == (b.act is Act.SANCTION)
        )
    if a.act is Act.ADVISE and b.act is Act.ADVISE:
        return _keys(a.speakers) == _keys(b.speakers)
    if a.act != b.act or _keys(a.accused) != _keys(b.accused) or not a.accused:
        return False
    if one.incident and other.incident and one.incident != other.incident:
        return False
    return _keys(a.speakers) == _keys(b.speakers) and one.date == other.date


def _keys(parties: Sequence[Party]) -> frozenset[str]:
    """Return what makes parties the same: the id where there is one of their own, else the name."""
    named = (MentionKind.PERSON, MentionKind.ORGANISATION, MentionKind.GOVERNMENT_BODY)
    return frozenset(
        party.name.casefold()
        if party.kind in named and not _is_government(party)
        else party.id or party.name.casefold()
        for party in parties
    )


def _is_government(party: Party) -> bool:
    """Say whether a body is a state's government as such, so that it and the state are one."""
    return (party.entity or "").endswith("-GOV")


def _states(parties: Sequence[Party]) -> frozenset[str]:
    return frozenset(party.country for party in parties if party.country)


def _claim(number: int, made: _Made) -> Claim:
    draft, sentence = made.draft, made.sentence
    return Claim(
        id=f"claim-{number}",
        speakers=tuple(party.name for party in draft.speakers),
        speaker_ids=tuple(party.id for party in draft.speakers),
        act=draft.act,
        accused=tuple(party.name for party in draft.accused),
        accused_ids=tuple(party.id for party in draft.accused),
        deed=made.deed,
        incident=made.incident,
        date=made.date,
        window=made.window,
        certainty=made.certainty,
        basis=_basis(draft),
        origin="own" if draft.own else "relay",
        via=tuple(party.name for party in draft.via),
        negated=draft.negation is not None,
        negation=draft.negation,
        start=sentence.start,
        end=sentence.end,
        quote=sentence.text,
        also=tuple(made.also),
    )


def _basis(draft: Draft) -> str | None:
    """Return the class of the claim after EuRepoC, by its act and who speaks."""
    if draft.act is Act.ADMIT:
        return "self"
    if draft.act is Act.CHARGE:
        return "legal"
    if not draft.speakers:
        return None
    if any(party.country or party.kind is MentionKind.GOVERNMENT_BODY for party in draft.speakers):
        official = any(party.is_named for party in draft.speakers)
        return "political-official" if official else "political-unofficial"
    if draft.speakers[0].kind is MentionKind.ORGANISATION:
        kinds = {one.name: one.kind for one in knowledge.base().organisations()}
        return "technical" if kinds.get(draft.speakers[0].name) in _TECHNICAL else None
    return None


# between claims


def _relations(claims: Sequence[Claim]) -> Iterator[Relation]:
    """Yield how claims stand: a denial conflicts with what it denies, support supports, a relay repeats."""
    blaming = [claim for claim in claims if claim.act in _BLAMING and claim.accused and not claim.negated]
    for claim in claims:
        before = [other for other in blaming if other.start <= claim.start and other is not claim]
        if claim.act is Act.DENY:
            for other in blaming:
                if set(filter(None, other.accused_ids)) & set(filter(None, claim.accused_ids)):
                    yield Relation(source=claim.id, target=other.id, kind="conflicts")
        elif claim.act in (Act.SUPPORT, Act.ACKNOWLEDGE) and before:
            yield Relation(source=claim.id, target=before[-1].id, kind="supports")
        elif claim.origin == "relay":
            for other in before:
                if (
                    other.speakers == claim.speakers
                    and other.accused_ids == claim.accused_ids
                    and other.act == claim.act
                ):
                    yield Relation(source=claim.id, target=other.id, kind="repeats")
