"""Claims: who says what of whom, as the document has it; and how its claims stand to each other.

In: a Document, its mentions, the incidents it is about. Out: `Claim`s in order and `Relation`s between them.
A claim is never a fact: it has a speaker, an act, an accused at the level that was named, the speaker's own words of
certainty, and the sentence that states it. The same act said again is the same claim with another span. English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace as of_draft
from functools import cache

from msgspec.structs import replace

from tocsin import knowledge
from tocsin.model.report import (
    Act,
    Certainty,
    Claim,
    Document,
    IncidentMention,
    Level,
    Mention,
    MentionKind,
    Relation,
)
from tocsin.reading import sentences as sentences_of
from tocsin.reading.about_attacks import ACTING, About, speaks_of_attacks
from tocsin.reading.acts_by_order import by_order
from tocsin.reading.attributions import set_apart
from tocsin.reading.certainty import certainty
from tocsin.reading.claim_dates import Calendar, anchor, dateline
from tocsin.reading.claim_relations import BLAMING, relations
from tocsin.reading.dates import period
from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import Draft
from tocsin.reading.drafts import drafts, says_nothing
from tocsin.reading.entities import states
from tocsin.reading.frames import frames, frames_at, inflected, lacks_subject, loud_words, tells
from tocsin.reading.grammar import parse
from tocsin.reading.growing import flat, grow
from tocsin.reading.guessed import guess, told_by
from tocsin.reading.incidents import IncidentSpan, incident_of, incident_spans
from tocsin.reading.nationals import is_person
from tocsin.reading.no_prose import is_no_prose
from tocsin.reading.nouns_of_speech import laid_by_nouns
from tocsin.reading.parties import ACTORS, PARTY_KINDS, Party, Scene, party_of, party_words, scene
from tocsin.reading.quotation_marks import doubled
from tocsin.reading.quotations import Said, about_whom, before_colon, closings, goes_on, quoted
from tocsin.reading.refusals import asks_nothing, is_no_duty
from tocsin.reading.said_again import Gathered, Made
from tocsin.reading.sentences import Sentence
from tocsin.reading.stand_ins import disguise, has_asides, without_dateline
from tocsin.reading.unknown_names import with_unknown_names

_BREAK = re.compile(r";[\"”]?\s+|:\s+(?=[A-Za-z])")
_QUOTED = re.compile(
    r",[\"”]? (?:[^,;:]+,){0,2}? ?[^,;:]*\b(?:said|says|told|added|declared|announced|wrote|noted|according)\b"
)
_HELPED = re.compile(r"\b(?:is|are|was|were|has|have|had|will)\b")
_SPEAKS = re.compile(
    r"\b(?:said|say|says|told|tells?|added|wrote|noted|asked|declared|announced|statement|words|quote[ds]?)\b"
)
_ANYWHERE = frozenset(["foreign office", "federal police", "military intelligence", "interior ministry",
                       "defence ministry", "federal prosecutor", "supreme court", "national security agency",
                       "national security council", "national cyber security centre", "justice department",
                       "department of justice"])  # fmt: skip
_OF_MANY = frozenset(["foreign intelligence service", "national security agency", "national cyber security centre",
                      "internal security agency", "state security service"])  # fmt: skip
_OURS = ("the country's ", "the country’s ", "the nation's ", "the nation’s ", "the island's ", "the island’s ")
_SHORT = 8  # words before a colon
_A_FEW_LINES = 400  # characters
_MOST_WORDS = 250  # of a sentence; a longer one is a table or a list, and states nothing
_SOMEBODY = frozenset({"he", "she", "they", "we", "it", "i", "our", '"'})
_TAKING_UP = frozenset(["he", "she", "they", "it", "the", "its", "his", "her", "their", "both", "one", "some"])
_OPENING = 8  # words
_NO_NAMES = frozenset(["the", "this", "these", "that", "those", "a", "an", "all", "any", "no", "more", "if", "when"])
_OWNED = frozenset({"responsibility", "credit"})
_DOINGS = frozenset({"doing", "work", "handiwork"})
_MADE_UP = frozenset({"fictitious", "fictional", "imaginary", "hypothetical"})  # of exercises
_NOTED = (*PARTY_KINDS, MentionKind.MALWARE)  # who may speak or be accused later; some software goes for its makers
_DEED_WORDS = 40
_WEIGHED = (Level.ALMOST_CERTAIN, Level.HIGH, Level.MODERATE, Level.LOW)
_ENTRY = re.compile(
    r"\[(?:TA?\d{4}(?:\.\d{3})?|D3-[A-Z]+)\]\s*\Z"
)  # an entry of a list: a sentence ends in a full stop
_SURE = 0.6  # chance from which what is guessed is remembered
_SPARSE = 0.35  # of its sentences that speak of attacks: a text with fewer is about other things, too
_LETTERHEAD = 90  # characters in which a notice names the office that gives it
_HEAD = 600  # characters in which a report names the company that writes it
_HIT = frozenset({"on", "against", "at", "into", "of"})  # words behind which a headline names who was hit
_TECHNICAL = ("security-company", "company")


def find_claims(
    document: Document, mentions: Sequence[Mention], incidents: Sequence[IncidentMention]
) -> tuple[tuple[Claim, ...], tuple[Relation, ...]]:
    """Return the claims that the text makes or passes on, in order, and how they stand to each other."""
    if document.language not in (None, "en") or not (incidents or _speaks_of_attacks(document, mentions)):
        return (), ()
    gathered = Gathered()
    for one in _read(replace(document, text=doubled(document.text)), mentions, incidents):
        gathered.add(one)
    made = sorted(gathered.made, key=lambda one: (one.sentence.start, one.draft.at))
    claims = tuple(_claim(number, one, document.text) for number, one in enumerate(made, 1))
    return claims, tuple(relations(claims))


def _speaks_of_attacks(document: Document, mentions: Sequence[Mention]) -> bool:
    """Say whether a text is about attacks at all: where nobody attacks, nobody is accused of it; a line may not say."""
    acting = (*ACTING, MentionKind.VULNERABILITY)
    told = any(mention.kind in acting for mention in mentions) or speaks_of_attacks(document.text)
    return told or len(document.text) < _A_FEW_LINES


# reading


def _read(document: Document, mentions: Sequence[Mention], incidents: Sequence[IncidentMention]) -> Iterator[Made]:
    dated = bool(document.published) or dateline(document.text)
    calendar = Calendar(anchor(document.published, document.text), dated)
    spans = incident_spans(document, mentions)
    whole = sentences_of.split(document.text)
    parts = [piece for sentence in whole for piece in _clauses(sentence)]
    scenes, inside, telling = _scenes(parts, mentions)
    mind = Discourse(voice=_voice(document, mentions))
    about = About(parts, inside)
    quotes, inside_quotes = closings(parts)
    of_start = {sentence.start: sentence for sentence in whole}
    full = whole[0] if whole else None
    before: Said | None = None
    carried: tuple[Party, ...] = ()
    for number, sentence in enumerate(parts):
        here = scenes[number]
        if sentence.start in of_start:
            carried = mind.clause = ()
        full = of_start.get(sentence.start, full)
        if here is None or sentence.text.endswith("?") or number not in telling:
            if here is not None:
                mind.note(here)
            told_of = about_whom(here, mind) if here is not None else None
            before = Said(sentence, goes_on(sentence, before, inside=number in inside_quotes), told_of)
            carried = () if here is None else carried
            continue
        closing = scenes[quotes[number]] if number in quotes else None
        mind.quoted = quoted(closing, mind) if closing is not None else ()
        mind.quoted = mind.quoted or goes_on(sentence, before, inside=number in inside_quotes)
        mind.quoted = mind.quoted or before_colon(sentence, inside[number])
        going_on = mind.quoted
        mind.quoted = mind.quoted or (carried if not quoted(here, mind) else ())
        found, sure = drafts(here, mind), True
        short = len(document.text) < _A_FEW_LINES  # which may not say what it is about
        if not found and (short or about.near(number) or about.share() >= _SPARSE):
            bare = _without_asides(sentence, inside[number])
            found = drafts(bare, mind) if bare is not None else ()
            here = bare if bare is not None and found else here
            found = found or tuple(laid_by_nouns(here, mind)) or tuple(by_order(here, mind))
            if not found:
                guesses = [one for one in (guess(here, mind),) if one is not None and not says_nothing(one.draft)
                           and not is_no_duty(here, one.draft.at) and not asks_nothing(here, one.draft)]  # fmt: skip
                found = tuple(told_by(one.draft, quoted(here, mind), here) for one in guesses)
                sure = all(one.chance > _SURE for one in guesses)
        said = quoted(here, mind)
        mind.clause = found[-1].speakers if found else mind.clause
        carried = said or carried
        mind.quoted = ()
        mind.note(here)
        before = Said(sentence, said or going_on, about_whom(here, mind))
        for draft in found:
            if sentence.heading and not any(party.is_named or party.country for party in draft.accused):
                continue
            if _is_elsewhere(here, draft, about, number):
                continue
            yield _made(here, full or sentence, draft, calendar, spans)
            if not sure:
                continue  # no "they" later is read by it
            blamed, cleared = draft.act in BLAMING and not draft.negation, draft.act is Act.DENY
            mind.remember(draft.speakers, draft.accused, blamed=blamed, cleared=cleared)


def _is_elsewhere(here: Scene, draft: Draft, about: About, number: int) -> bool:
    """Say whether somebody who is no intruder is accused where the text does not speak of attacks."""
    actors = party_words().same["actor"]
    owned = draft.act is Act.ADMIT and all(one.kind is None and one.noun not in actors for one in draft.accused)
    parties = draft.accused if draft.act in BLAMING or owned else ()  # "the clerk accepted responsibility for"
    states = draft.act in BLAMING and any(party.country is not None for party in draft.accused)
    if (states or draft.act is Act.DENY) and not any(party.kind in ACTORS for party in draft.accused):
        return not about.near(number) and about.in_passing()  # "accused X of fishing beyond its share"
    if not parties or any(party.kind in ACTORS for party in parties):
        return False
    if draft.act is Act.LINK and any(here.party(head.i).country or here.mentions[head.i].kind in ACTORS
                                     for head in here.heads if head.i > draft.at):  # fmt: skip
        return False  # "has been tied to the GRU"
    sparse = _SPARSE / 2 if draft.act in (Act.CHARGE, Act.SANCTION) else _SPARSE
    return not about.near(number) and about.share() < sparse


def _scenes(
    parts: Sequence[Sentence], mentions: Sequence[Mention]
) -> tuple[list[Scene | None], list[list[Mention]], frozenset[int]]:
    """Parse the sentences that may state a claim, and say which; the others only tell which names came up, if any.

    Returned with the mentions in each sentence.
    """
    inside: list[list[Mention]] = []
    at = 0
    for sentence in parts:
        inside.append([])
        while at < len(mentions) and mentions[at].start < sentence.end:
            if mentions[at].start >= sentence.start:
                inside[-1].append(mentions[at])
            at += 1
    told = {one.id for one in mentions if one.kind is MentionKind.COUNTRY}
    told |= {party_of(one).country for one in mentions if one.kind in (MentionKind.GOVERNMENT_BODY, MentionKind.PERSON)
             and not one.text.removeprefix("the ").islower() and one.text.lower() not in _ANYWHERE}  # fmt: skip
    here_so_far: set[str] = set()
    known = [[_with_state(_of_no_state(one, told)) for one in _of_this(sentence, here, here_so_far)
              if not is_person(sentence, one)]
             for sentence, here in zip(parts, inside, strict=True)]  # fmt: skip
    inside = with_unknown_names(parts, known)
    telling = [number for number, sentence in enumerate(parts) if _may_claim(sentence, inside[number])]
    wanted = frozenset(telling)
    disguised = {number: set_apart(disguise(sentence, inside[number])) for number, sentence in enumerate(parts)
                 if number in wanted or any(one.kind in _NOTED for one in inside[number])}  # fmt: skip
    parsed = sorted(wanted | {number - 1 for number in telling if _takes_up(parts[number])} & disguised.keys())
    trees = dict(zip(parsed, grow([disguised[number] for number in parsed], parse), strict=True))
    scenes: list[Scene | None] = [None] * len(parts)
    for number, one in disguised.items():
        scenes[number] = scene(trees.get(number) or flat(one), inside[number])
    return scenes, inside, wanted


def _without_asides(sentence: Sentence, mentions: Sequence[Mention]) -> Scene | None:
    """Parse a sentence again without what it tells between commas; None where there is nothing of the kind."""
    if not has_asides(sentence):
        return None
    bare = disguise(sentence, mentions, bare=True)
    if bare.text == disguise(sentence, mentions).text:
        return None
    return scene(grow([set_apart(bare)], parse)[0], mentions)


def _of_this(sentence: Sentence, mentions: Sequence[Mention], states: set[str]) -> Iterator[Mention]:
    """Yield mentions, "the country's National Security Agency" as nobody's known unless its state was named before.

    So is an office by a name that several states have, where another state was named before.

    The states that the mentions name are added to those named so far.
    """
    for one in mentions:
        before = sentence.text[: max(0, one.start - sentence.start)]
        many = bool(states) and one.text.lower() in _OF_MANY
        body = one.kind is MentionKind.GOVERNMENT_BODY and (before.endswith(_OURS) or many)
        yield replace(one, id=None) if body and party_of(one).country not in states else one
        if one.kind is MentionKind.COUNTRY and one.id:
            states.add(one.id)


def _of_no_state(mention: Mention, told: set[str | None]) -> Mention:
    """Take an office by a name that many states have for nobody's where the text does not speak of its state."""
    plain = mention.text.removeprefix("the ")
    if mention.kind is not MentionKind.GOVERNMENT_BODY or not (plain.islower() or plain.lower() in _ANYWHERE):
        return mention
    body = knowledge.base().body(mention.id) if mention.id else None
    return replace(mention, id=None) if body is not None and body.country not in told else mention


def _with_state(mention: Mention) -> Mention:
    """Take a sector for the state that its name begins with: "Russian technology" companies are Russia's."""
    words = mention.text.split() if mention.kind is MentionKind.SECTOR else []
    first = next((one for one in (" ".join(words[:2]), *words[:1]) if one in states()), "")
    code = states().get(first)
    country = knowledge.base().country(code) if code else None
    if country is None:
        return mention
    return Mention(
        start=mention.start, end=mention.start + len(first), text=first, kind=MentionKind.COUNTRY, id=code,
        name=country.name,
    )  # fmt: skip


def _clauses(sentence: Sentence) -> Iterator[Sentence]:
    """Cut a sentence at its semicolons: what stands behind one is a sentence of its own to a parser.

    So it is at a colon behind which somebody is quoted: "Berlin sees it otherwise: the GRU did it, a spokeswoman said".
    """
    text = sentence.text
    at = 0
    for found in _BREAK.finditer(text):
        before, after = text[at : found.start()].split(), text[found.end() :].split()
        if found.group()[0] == ":" and not _ends_at_colon(text, at, found):
            continue
        if found.group()[0] == ":" and text[found.end()].isupper() and not _is_told(text[found.end() :]):
            continue  # a list of names
        if len(before) < (2 if found.group()[0] == ":" else 4) or len(after) < 3:
            continue
        yield Sentence(
            sentence.start + at, sentence.start + found.start(), text[at : found.start()], False, sentence.paragraph
        )
        at = found.end()
    if at == 0:
        yield sentence
    else:
        yield Sentence(sentence.start + at, sentence.end, text[at:], False, sentence.paragraph)


def _is_told(after: str) -> bool:
    """Say whether what stands behind a colon has a verb of its own, not far from its beginning."""
    beginning = " ".join(after.split()[: _SHORT * 2])
    return bool(_HELPED.search(beginning) or _SPEAKS.search(beginning))


def _ends_at_colon(text: str, first: int, found: re.Match[str]) -> bool:
    """Say whether a colon parts two sentences: who is quoted speaks behind it only, or nobody speaks before it."""
    before, after = len(text[first : found.start()].split()), len(text[found.end() :].split())
    if before <= _SHORT and _QUOTED.search(text, found.end()):
        return True
    return before <= 2 * _SHORT and after >= 5 and not _SPEAKS.search(text, first, found.start())


def _may_claim(sentence: Sentence, mentions: Sequence[Mention]) -> bool:
    """Say whether a sentence has the words of a speech act, and somebody in it who could speak or be accused."""
    if len(sentence.tokens) > _MOST_WORDS or is_no_prose(sentence.words):
        return False
    if not _MADE_UP.isdisjoint(sentence.words) or _ENTRY.search(sentence.text):
        return False
    if sum(mention.kind is MentionKind.GOVERNMENT_BODY for mention in mentions) > 1:
        return True  # who stand together are spoken of later as "the agencies"
    named = {at for one in mentions
             for at in range(sentence.index_at(one.start), sentence.index_at(one.end - 1) + 1)}  # fmt: skip
    if not (tells(sentence, named) or before_colon(sentence, mentions)):
        return False
    if (
        any(mention.kind in _NOTED for mention in mentions)
        or "according" in sentence.words
        or not _SOMEBODY.isdisjoint(sentence.words)
    ):
        return True
    nouns = {one for at, word in enumerate(sentence.words) if at not in named for one in _singular(word)}
    if not (_OWNED.isdisjoint(nouns) or nouns.isdisjoint(party_words().same["actor"])):
        return True  # "the group claimed responsibility"
    if not (_DOINGS.isdisjoint(sentence.words) or nouns.isdisjoint(party_words().same["actor"])):
        return True  # "the group claimed that it was its doing"
    loud = [at for at, word in enumerate(sentence.words)
            if word in loud_words() and not lacks_subject(sentence.words, at)]  # fmt: skip
    if any(at and sentence.tokens[at - 1].is_capital and sentence.words[at - 1] not in _NO_NAMES for at in loud):
        return True  # a name that nobody knows
    quiet = party_words().spokesmen.union(party_words().same["speakers"], party_words().officials,
                                            party_words().same["company"], ("lawyer",))  # fmt: skip
    return not nouns.isdisjoint(party_words().speaking if loud else quiet)


def _takes_up(sentence: Sentence) -> bool:
    """Say whether a sentence begins with somebody of the one before: "they", "the company"."""
    return not _TAKING_UP.isdisjoint(sentence.words[:_OPENING])


def _singular(word: str) -> tuple[str, ...]:
    """Return what a word may be the plural of, and itself."""
    return (word, word.removesuffix("s"), *([f"{word[:-3]}y"] if word.endswith("ies") else []))


def _voice(document: Document, mentions: Sequence[Mention]) -> tuple[Party, ...]:
    """Return who says "we" in a document: its publisher, else the first company or office of security it names."""
    kinds = {one.name: one.kind for one in knowledge.base().organisations()}
    if (publisher := _publisher(document, mentions)) is not None:
        return (publisher,)
    for mention in mentions:
        if mention.start >= _HEAD:
            break
        before = document.text[: mention.start].split()[-1:]
        if before and before[0].lower() in _HIT:
            continue  # "RANSOMWARE ATTACK ON KASEYA"
        company = mention.kind is MentionKind.ORGANISATION and kinds.get(mention.name)
        if company == "security-company":
            return (party_of(mention),)
    for mention in mentions:
        hyphen = document.text[mention.end : mention.end + 1] == "-"  # "North Korean regime-backed hackers"
        body = mention.kind is MentionKind.GOVERNMENT_BODY and mention.id and not hyphen
        body = body and not _strikes(document.text[mention.end :])
        if body and mention.start < _LETTERHEAD:
            return (party_of(mention),)
        if mention.kind is MentionKind.ORGANISATION and kinds.get(mention.name) in _TECHNICAL:
            return (party_of(mention),)
        if mention.kind is MentionKind.GOVERNMENT_BODY:
            return ()
    return ()


def _publisher(document: Document, mentions: Sequence[Mention]) -> Party | None:
    """Return who published a document, or by whose name it begins: "CERT-XX: report on an intrusion"."""
    for mention in mentions:
        if mention.kind is MentionKind.ORGANISATION and document.publisher in (mention.name, mention.text):
            return party_of(mention)
    if document.publisher:
        return Party(document.publisher, None, None, MentionKind.ORGANISATION)
    first = mentions[0] if mentions else None
    if first is None or first.start or not first.id or first.kind is not MentionKind.GOVERNMENT_BODY:
        return None
    heading = document.text[first.end :].partition("\n")[0]
    return party_of(first) if heading.startswith((":", " (")) and ":" in heading else None


def _strikes(after: str) -> bool:
    """Say whether a headline goes on with a deed of whom it names: "GRU Targeting Western Logistics Entities"."""
    following = after.lstrip(" ").split(maxsplit=1)[:1]
    return bool(following) and following[0].lower() in _striking()


@cache
def _striking() -> frozenset[str]:
    return frozenset(form for verb in frames().strong | {"exploit"} for form in inflected(verb))


def _made(here: Scene, sentence: Sentence, draft: Draft, calendar: Calendar, spans: Sequence[IncidentSpan]) -> Made:
    verb = here.tree.words[min(draft.at, len(here.tree.words) - 1)]
    told = here.tree.words[draft.said if draft.said is not None else verb.i]
    spoken = (told.start - sentence.start, told.end - sentence.start)
    now = not any(word.tag in ("VBD", "VBN") for word in (told, verb))
    had = any(kid.word == "had" for kid in here.tree.kids(told.i, "aux"))
    place = sentence.paragraph
    who = tuple(party.entity or party.name for party in draft.speakers) if draft.speakers else None
    states = [party.country for party in draft.speakers]
    sure = certainty(sentence.words, states, draft.act, draft.level, sentence.index_at(verb.start))
    if draft.act is Act.ATTRIBUTE and sure.level in _WEIGHED and _is_set_apart(here, draft, sure):
        draft = of_draft(draft, act=Act.ASSESS)
    return Made(
        draft=draft,
        sentence=sentence,
        certainty=sure,
        date=calendar.said(without_dateline(sentence.text), spoken, who, now=now, paragraph=place, before=had)
        or calendar.said(sentence.text, spoken, who, now=now, paragraph=place, before=had),
        incident=incident_of(sentence, spans, verb.start),
        deed=_deed(here, draft),
        window=period(sentence.text),
    )


def _is_set_apart(here: Scene, draft: Draft, sure: Certainty) -> bool:
    """Say whether what somebody only says is weighed by words left out before parsing: "it is likely that"."""
    laid = any(frame.act is Act.ATTRIBUTE for frame in frames_at(here.tree, draft.at))
    inside = {word.word for word in here.tree.words}
    return not laid and not draft.negation and not inside.issuperset((sure.words or "").split())


def _deed(here: Scene, draft: Draft) -> str | None:
    """Return the words that say what was done, from the document."""
    words = here.tree.words
    first, last = max(0, draft.deed), min(draft.deed_end, len(words))
    while first < last and not words[first].text[0].isalnum():
        first += 1
    last = min(last, first + _DEED_WORDS)
    if first >= last:
        return None
    return " ".join(here.tree.text(first, last).split()).strip(' ,;:.“”"') or None


def _claim(number: int, made: Made, text: str) -> Claim:
    """Return a claim that was made, with its words as they stand in the text."""
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
        quote=text[sentence.start : sentence.end],
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
