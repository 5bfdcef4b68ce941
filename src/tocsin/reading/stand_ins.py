"""Stand-ins: before a sentence is parsed, its names give way to words that every newspaper has.

In: a sentence and its mentions. Out: the text to parse, and where each character range of it comes from. A parser
trained on a quarter of a million words has not seen "Hua Chunying" or "UNC3886", but it knows "Bush" and "Hamas": a
name becomes one word of its kind, so that a long name cannot be torn apart. A sentence all in capitals is lowered.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from tocsin.model.report import Mention, MentionKind
from tocsin.reading.frames import loud_words
from tocsin.reading.hints import has_any
from tocsin.reading.lexicons import mention_words
from tocsin.reading.sentences import Sentence, plain
from tocsin.reading.written_names import adjectives

_WORDS: dict[MentionKind, tuple[str, ...]] = {
    MentionKind.COUNTRY: ("Iraq", "Iran", "Israel", "China", "Syria", "Pakistan"),
    MentionKind.GOVERNMENT_BODY: ("Congress", "FBI", "Pentagon", "CIA"),
    MentionKind.ORGANISATION: ("Google", "Enron", "Microsoft"),
    MentionKind.PERSON: ("Bush", "Clinton", "Kerry", "Powell"),
    MentionKind.INTRUSION_SET: ("Hamas", "Hezbollah"),
    MentionKind.THREAT_ACTOR: ("Hamas", "Hezbollah"),
    MentionKind.MALWARE: ("Windows", "Linux"),
    MentionKind.TOOL: ("Windows", "Linux"),
}
_CASES = frozenset(
    {
        "hack",
        "attack",
        "breach",
        "campaign",
        "intrusion",
        "compromise",
        "outbreak",
        "hacks",
        "attacks",
        "worm",
        "intrusions",
        "cyberattack",
        "incident",
        "wiper",
        "operation",
        "theft",
        "heist",
        "leak",
        "outage",
    }
)
_PARTED = (MentionKind.COUNTRY, MentionKind.GOVERNMENT_BODY, MentionKind.INTRUSION_SET, MentionKind.PERSON)
_GROUPS = (MentionKind.INTRUSION_SET, MentionKind.THREAT_ACTOR)
_IN_TITLES = (MentionKind.COUNTRY, MentionKind.GOVERNMENT_BODY, MentionKind.ORGANISATION)
_PLACING = frozenset({"in", "at", "from", "to", "of", "for", "with"})
_BEFORE_TITLES = frozenset(
    ["foreign", "prime", "deputy", "vice", "national", "security", "cyber", "homeland", "former", "assistant", "home",
     "defence", "defense", "ministry", "embassy", "interior", "justice", "digital", "power", "energy", "acting", "then",
     "co", "under", "press", "chief", "federal", "coordinating", "party", "opposition", "intelligence", "-", "finance",
     "policy", "top", "senior", "state", "regional", "military", "presidential", "health", "threat", "research"]
)  # fmt: skip
_NO_TITLE = frozenset(
    ["in", "on", "at", "for", "to", "after", "before", "when", "as", "since", "while", "by", "during", "the", "a", "an",
     "and", "but", "or", "if", "then", "also", "earlier", "monday", "tuesday", "wednesday", "thursday", "friday",
     "saturday", "sunday", "january", "february", "march", "april", "may", "june", "july", "august", "september",
     "october", "november", "december", "asked", "meanwhile", "his", "her", "their", "its", "according", "from", "with"]
)  # fmt: skip
_LONGEST_TITLE = 9
_DETERMINED = re.compile(r"(?i)\b(?:the|a|an|its|his|their|that|this|some|two|[a-z]+ed|[a-z]+al) $")
_LEFT_OUT = re.compile(
    r"[\"“”„«»]|\b(?:it (?:is|was|’s|'s) |(?<=judges )it |(?<=considers )it |(?<=deems )it |(?<=thinks )it "
    r"|(?<=believes )it )[\"“]?(?:almost certain|all but certain|highly likely|very likely|most likely|likely"
    r"|probable|reasonably certain)[\"”]?"
    r" (?:that )?(?=[\w“\"])",
    re.IGNORECASE,
)  # quotation marks; "it was highly likely that": what follows is what is said
_MARKED = ('"', "“", "”", "„", "«", "»", "certain", "likely", "probable")
_SURE = re.compile(
    r",? (?:(?:but|albeit|though|only) )?with (?:a |the )?(?:[\w-]+ ){0,4}"
    r"(?:confidence|certainty|probability|likelihood)"
    r"(?:,(?= (?:that|to|it|the)\b))?",
    re.IGNORECASE,
)  # how sure somebody is, in the middle of what he says
_OF_SURE = ("confidence", "certainty", "probability", "likelihood")
_ALIASES = re.compile(
    r", (?:(?:which|who) (?:is|are) )?(?:also |better |widely |otherwise |sometimes |publicly |variously |commonly )?"
    r"(?:known|tracked|referred to|called|dubbed|a\.k\.a\.|aka)(?: also| elsewhere| variously| by others| publicly"
    r"| internally| in the industry| to others)?(?: as)? [^,;.:()]{2,90}(?:, [A-Z][\w-]+(?: [A-Z][\w-]+)?,? (?:and|or)"
    r" [\w -]{2,40})?,(?= )"
)
_REPUTED = re.compile(
    r", (?:(?:who|which) (?:is|are|was|were) )?(?:widely |also |both )?"
    r"(?:said|believed|thought|alleged|reported|understood|suspected|reputed) to (?:be|have|work|belong)\b"
    r"[^,;:]{3,90},(?= (?:is|are|was|were|has|have|had|will)\b)"
)  # "Lee and Chu, said to be members of a gang, are accused of": a parser takes "said" for the verb
_NAMED_BY = re.compile(
    r", (?:the|an?) (?:\w+ ){0,2}(?:group|gang|crew|actor|unit|outfit|collective|company|firm) (?:that |which )?"
    r"[A-Z][\w&-]+(?: [A-Z][\w&-]+){0,3} (?:(?:has|had) )?\w+ed\b[^,;:]{0,60},(?= (?:is|are|was|were|has|have|had)\b)"
)  # "X, the group Microsoft had blamed in March, is": a parser takes the nearer name for the subject
_CALLING = re.compile(
    r"(?<=[a-z]),? (?:(?:that|which|who) (?:goes|went|go) by|going by|operating under|acting under)"
    r" the (?:name|handle|alias|moniker|nickname)(?: of)?(?= [A-Z])"
    r"|(?<=[a-z]),? (?:that|which|who) (?:(?:calls?|styles?|identif(?:y|ies)) (?:itself|themselves|himself|herself)"
    r"(?: as)?|(?:is|are) known as)(?= [A-Z])"
)  # "a group that goes by the name of X said": X says it
_OR_ELSE = re.compile(r", or [A-Z][\w’'-]+(?: [A-Z][\w-]+){0,2},(?= )")  # "Snake, or Turla, is"
_PART = re.compile(
    r" (?:for (?:its|his|her|their) part|so far|thus far|to date|as yet"
    r"|at this (?:stage|point|time)|in the past|in recent (?:years|months|weeks|days)|at the time|time and again"
    r"|more than once|on several occasions|for (?:many |several |some )?(?:years|months|decades))(?= )"
)
_REMARKS = re.compile(
    r", (?:for (?:its|his|her|their) part|on the other hand|on the contrary|meanwhile|however|too|in turn|nevertheless"
    r"|nonetheless|therefore|by contrast|in contrast|moreover|as well|though|of course|in fact|indeed|likewise"
    r"|as usual|for instance|for example|among others|in particular|once more|once again|so far|for now|in effect"
    r"|in short),(?= )",
    re.IGNORECASE,
)  # words between commas that bear on nobody
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.|Feb\.|Mar\.|Apr\.|Jun\.|Jul\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.)"
)
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = rf"(?:{_NTH} {_MONTH}|{_MONTH} {_NTH}(?!\d)|{_MONTH})(?:,? \d{{4}})?"
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_WHEN = (
    rf"(?:(?:late|early|only|back|again|earlier|first) )?(?:(?:[Oo]n|[Ii]n|[Ll]ast|[Tt]his|[Nn]ext) "
    rf"(?:early |late |mid-)?(?:{_DAY}(?:,? {_DATE})?|{_DATE}|(?:19|20)\d\d)(?: morning| evening| night| afternoon)?"
    rf"|[Oo]n the (?:evening|morning|night|day|eve) of {_DATE}"
    r"|[Tt]he (?:day|evening|night|week|month|year) before(?=[.,;]| that\b|$)"
    rf"|[Tt]he (?:same|next|following|previous) (?:day|week|month|year)|{_DAY}(?:, {_DATE}|(?=[.,]))"
    r"|(?:hours|(?:[Aa]n?|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en|\d{1,2}|several|many|some)"
    r" (?:hour|day|week|month|year)s?|days|weeks|months|years)"
    r" (?:earlier|later|before(?=[,.]))"
    r"|(?:earlier |later )?(?:this|last) (?:week|month|year)|yesterday|today(?=[,.]))"
)
_OF_TIMES = ("day", "evening", "night", "morning", "week", "month", "year", "hour", "19", "20", "Jan", "Feb", "Mar",
             "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # fmt: skip
"""Whatever the pattern of times matches has one of these in it."""
_TIMES = re.compile(
    rf"^{_WHEN},? |, {_WHEN},(?= )|,? {_WHEN}(?=[ .,;]|$)"
    rf"|,? as (?:early|late|recently|far back) as (?:in )?(?:{_DATE}|(?:19|20)\d\d)"
    rf"| of {_NTH} {_MONTH}(?:,? \d{{4}})?(?=[ .,;])"
)  # of which a parser makes objects or names
_CLAUSES = re.compile(
    r", (?:who|which|whose|speaking|writing|briefing|addressing) [^,;:]{3,90},(?= [a-z])"
)  # what is only told about a name on the way to its verb
_BETWEEN = re.compile(
    r", (?:which|who|whose|an?|the|its|two|three|both|one|then|formerly|now|also|part|including|based|in|on|at|after"
    r"|before|during|for|under|from|since|like|alongside|along|together|with|by|as|not|\w+ing|\w+ed)\b"
    r"[^,;:]{3,110},(?= (?!and\b|or\b|but\b|as\b)[a-z])"
)  # anything that could be told on the way
_SUBJECT = re.compile(
    r"[^,;:]{2,60}(?P<aside>, (?:an?|the|who|which|whose|one|head|then|now|[A-Z][\w.]+['’]s"
    r"|(?:(?:deputy|foreign|prime|vice|chief|senior|managing|executive|former) )?(?:minister|secretary|director"
    r"|spokes\w+|chief|chair\w*|president|professor|analyst|researcher|founder|commissioner|officer|head))\b[^,;:]{3,110},)"
    r"(?= (?:has |have |had |also |then |later )*(?:said|says|told|tells|added|wrote|concluded|found|claimed|argued"
    r"|warned|accused|blamed|denied|confirmed|called|insisted|declared|announced|acknowledged|admitted|attributed"
    r"|linked|let on|stated|noted|reported|suggested|estimated|assesse[sd]|judge[sd]|believe[sd]?|thinks?|suspects?"
    r"|described|identified|named|condemned|rejected|dismissed|urged|demanded|maintained|conceded|disclosed|revealed"
    r"|replied|responded|repeated|reiterated|stressed|remarked|asserted|alleged|countered|retorted|asked|explained"
    r"|reckons?|concludes?|links|attributes|blames|accuses|denies|confirms|warns|charged|sanctioned"
    r"|indicted|expelled|summoned|spoke|pointed|put|placed|laid|declined|refused|did not|does not)\b)"
)  # "Lee, an activist of the movement, told ...": a parser takes the nearer name for who speaks
_HELD = re.compile(
    r", (?:which|who|whom|that) (?:[\w'’.-]+ ){1,7}?(?:says?|said|believes?|believed|thinks?|describes?|claims?|claimed"
    r"|alleges?|maintains?|reports?|reported|insists?|considers?|assesses|suspects?)(?: \w+ly){0,2}"
    r" (?:is|was|are|were|has|had|to|works?|acts?)\b"
    r"|, (?:which|whom) (?:the )?[A-Z][\w'’. -]{1,60}? (?:ties?|tied|names?|named|holds?|held|counts?)\b"
)  # what somebody else holds of a name
_BLAMES = re.compile(r"\b(?:accus|blam|attribut|deni|deny|link|charg|sanction|indict|believe|suspect)")
_SAID = re.compile(
    r"\b(?:said|says?|told|added|according|wrote|noted|announced|declared|citing|quoting|accusing|blaming)\b"
)
_ASIDE = re.compile(r" \((?:[^()]{1,80})\)")
_TORN = {
    "break-in": "breach",
    "cyber-break-in": "breach",
    "cyberbreak-in": "breach",
    "write-up": "report",
    "intrusion set": "group",
    "distributed denial-of-service": "DDoS",
    "distributed denial of service": "DDoS",
    "denial-of-service": "DDoS",
    "is convinced that": "believes that",
    "is convinced it": "believes it",
    "are convinced that": "believe that",
    "was convinced that": "believed that",
    "were convinced that": "believed that",
    "let it be known": "said",
    "let on": "said",
    "made it known": "said",
    "made it clear": "said",
    "makes it clear": "says",
    "made clear": "said",
    "makes clear": "says",
}  # a parser sees "in" in it, or a verb in "set"
_TORN_WORDS = re.compile(rf"\b({'|'.join(_TORN)})(s?)\b", re.IGNORECASE)
_UNSEALED = re.compile(
    r"\b(?:indictment|complaint|affidavit|warrant)(?P<aside>,? (?:that (?:was|were) )?(?:unsealed|returned|filed|issued"
    r"|handed (?:up|down)|made public)\b[^;:]{3,90}?)(?= (?:charges|charged|accuses|accused|alleges|says|said|names)\b)"
)  # an indictment where: a parser takes the court for what accuses
_DATELINE = re.compile(
    r"(?:[A-Z][\w.'’]+ ?){1,3}(?<! )(?:, [A-Z][A-Za-z. ]{2,20})?"
    r"(?:,? \(?[A-Z][A-Za-z]+\)| \([A-Z][a-z]+\.? \d{1,2}(?:, \d{4})?\)|,? (?:\d{1,2} )?[A-Z][a-z]+\.?(?: \d{1,2})?"
    r"(?:,? \(?\d{4}\)?)?)?(?:\s[-–—]{1,2}\s|: )(?=[A-Z])"
    r"|[A-Z]{3,}(?:[ /][A-Z]+)*(?:, [^-–—]{3,30})?(?:\s?[-–—]\s|: )(?=\S)"
)  # "WASHINGTON, 15 February 2018 - ": no part of the sentence
_SHORT = re.compile(r"\s?\([A-Z][A-Za-z0-9&-]{1,9}\)")
_ADJECTIVES = ("Iraqi", "American", "Israeli", "British")
_PEOPLES = ("Iraqis", "Americans", "Israelis", "Russians")
_NO_PEOPLE = frozenset({"swiss", "dutch", "us"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `[start, end)` of the text to parse, those of the sentence they stand for, and the mention, if any."""

    start: int
    end: int
    of_start: int
    of_end: int
    mention: Mention | None
    titles: tuple[Mention, ...] = ()  # names in the title before a person's own: "British" of "British Minister Lee"
    respelt: bool = False  # one word for another: the characters have no counterpart each


@dataclass(frozen=True)
class Disguised:
    """A sentence as it is parsed, in pieces."""

    sentence: Sentence
    text: str
    pieces: tuple[Piece, ...]
    cut: int | None = None  # where what is said ends and who says it begins, if they were set apart
    before: int | None = None  # of who says it, the characters before its clause; None: "according to", which has none

    @cached_property
    def _starts(self) -> list[int]:
        return [one.start for one in self.pieces]

    def piece(self, start: int) -> Piece:
        """Return the piece that a character of the parsed text belongs to."""
        return self.pieces[bisect_right(self._starts, start) - 1]

    def origin(self, start: int, end: int) -> tuple[int, int, Mention | None]:
        """Return the range of the whole text that characters of the parsed text come from."""
        piece = self.piece(start)
        base = self.sentence.start
        if piece.mention is not None or piece.respelt:
            return base + piece.of_start, base + piece.of_end, piece.mention
        shift = piece.of_start - piece.start
        return base + start + shift, base + min(end + shift, piece.of_end), None


def without_dateline(text: str) -> str:
    """Return a sentence with blanks for where and when it was written: "DOHA, 17 July - ", so that offsets stay."""
    dateline = _DATELINE.match(text)
    return " " * dateline.end() + text[dateline.end() :] if dateline else text


def disguise(sentence: Sentence, mentions: Sequence[Mention], *, bare: bool = False) -> Disguised:
    """Put stand-ins for the names of a sentence; `bare`: and leave out whatever it tells between commas."""
    text = _even(sentence)
    shout = text.isupper()
    may_be_torn = has_any(text.lower(), _TORN)
    parts: list[str] = []
    pieces: list[Piece] = []
    dateline = _DATELINE.match(text)
    at, length = dateline.end() if dateline else 0, 0
    counts: dict[str, int] = {}

    def add(part: str, first: int, last: int, mention: Mention | None, titles: tuple[Mention, ...] = ()) -> None:
        nonlocal length
        if part:
            pieces.append(Piece(length, length + len(part), first, last, mention, titles))
            parts.append(part)
            length += len(part)

    def add_plain(first: int, last: int) -> None:
        begin = first
        for start, end in (span for span in left if first <= span[0] and span[1] <= last):
            add_words(begin, start)
            begin = end
        add_words(begin, last)

    def add_words(first: int, last: int) -> None:
        nonlocal length
        begin = first
        for torn in _TORN_WORDS.finditer(text, first, last) if may_be_torn else ():
            add(cased(text[begin : torn.start()]), begin, torn.start(), None)
            word = _TORN[torn[1].lower()]
            word += ("es" if word.endswith("h") else "s") if torn[2] else ""
            pieces.append(Piece(length, length + len(word), torn.start(), torn.end(), None, (), respelt=True))
            parts.append(word)
            length += len(word)
            begin = torn.end()
        add(cased(text[begin:last]), begin, last, None)

    def cased(part: str) -> str:
        return part.lower() if shout else part

    mentions = _with_cases(mentions)
    titled = dict(_titled(sentence, mentions))
    held = {id(other) for _, others in titled.values() for other in others}
    left = _left_out(sentence, text, mentions, bare=bare)
    held |= {id(one) for one in mentions for first, last in left if first <= one.start - sentence.start < last}
    for mention in mentions:
        if id(mention) in held:
            continue
        first, last = mention.start - sentence.start, mention.end - sentence.start
        title, names = titled.get(id(mention), (first, ()))
        names = names or _told_of(sentence, mentions, mention, left)
        first = title if title >= at else first
        governed = bool(_DETERMINED.search(text, max(0, first - 12), first))
        word = _stand_in(mention, counts, governed=governed) if first >= at and last <= len(text) else None
        if word is None:
            continue
        add_plain(at, first)
        last = _with_abbreviation(text, last)
        if text[last : last + 1] == "-" and mention.text.split()[0] in adjectives() and " " in mention.text:
            last = first + len(mention.text.split()[0])  # "Chinese state-backed": the state is part of what follows
            word = _ADJECTIVES[0]
        add(word, first, last, mention, names)
        at = last
    add_plain(at, len(text))
    return Disguised(sentence, "".join(parts), tuple(pieces))


def _left_out(sentence: Sentence, text: str, mentions: Sequence[Mention], *, bare: bool) -> list[tuple[int, int]]:
    """Return, in order, what a parser does better without: marks, remarks, how sure, and other names of a name."""
    ends = {one.end - sentence.start for one in mentions}
    lower = text.lower()
    patterns = [_REPUTED, _NAMED_BY, _PART, _REMARKS, *([_TIMES] if has_any(text, _OF_TIMES) else [])]
    patterns += [pattern for pattern, hints in ((_LEFT_OUT, _MARKED), (_SURE, _OF_SURE)) if has_any(lower, hints)]
    spans = [found.span() for pattern in patterns for found in pattern.finditer(text)]
    begins = {one.start - sentence.start for one in mentions if one.kind in _GROUPS}
    if begins:
        spans += [found.span() for found in _CALLING.finditer(text) if found.end() + 1 in begins]
    spans += [
        found.span()
        for pattern in (_ALIASES, _OR_ELSE, _ASIDE)
        for found in pattern.finditer(text)
        if found.start() in ends
    ]
    spans += [found.span() for found in _CLAUSES.finditer(text) if _is_quiet(text, found)]
    spans += [found.span("aside") for found in _UNSEALED.finditer(text)]
    spans += [
        found.span("aside")
        for found in [_SUBJECT.match(text)]
        if found
        and loud_words().isdisjoint(found["aside"].lower().split())
        and not _BLAMES.search(found["aside"])
        and not _HELD.match(found["aside"])
        and (found["aside"].startswith((", who", ", which")) or not _SAID.search(found["aside"]))
    ]
    if bare:
        spans += _between(text)
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _between(text: str) -> list[tuple[int, int]]:
    return [found.span() for found in _BETWEEN.finditer(text) if not _SAID.search(found.group())]


def has_asides(sentence: Sentence) -> bool:
    """Say whether a sentence tells anything between commas, so that it differs when it is `bare`."""
    return bool(_between(_even(sentence)))


def _even(sentence: Sentence) -> str:
    """Return the text of a sentence with each blank as one that patterns know."""
    return sentence.text.replace("\n", " ").replace("\t", " ")


def _told_of(
    sentence: Sentence, mentions: Sequence[Mention], person: Mention, left: Sequence[tuple[int, int]]
) -> tuple[Mention, ...]:
    """Return the names in a clause that was left out behind a person's: "Lee, who heads the FBI's cyber division,"."""
    if person.kind is not MentionKind.PERSON:
        return ()
    end = person.end - sentence.start
    clause = next((span for span in left if span[0] == end and span[1] - span[0] > 8), None)
    if clause is None:
        return ()
    first, last = clause[0] + sentence.start, clause[1] + sentence.start
    return tuple(one for one in mentions if first <= one.start < last and one.kind in _IN_TITLES)


def _is_quiet(text: str, found: re.Match[str]) -> bool:
    """Say whether a clause about a name holds no act of its own, and the verb of the name follows it."""
    before = text[: found.start()].split()
    named = bool(before) and before[-1][:1].isupper()
    if _HELD.match(found.group()):
        return False
    return named and loud_words().isdisjoint(found.group().lower().split())


def _with_cases(mentions: Sequence[Mention]) -> list[Mention]:
    """Let the name of a case stand for what is named in it: "the SolarWinds hack" is a hack, of no matter what."""
    cases = [one for one in mentions if one.kind is MentionKind.INCIDENT and one.text.split()[-1].lower() in _CASES]
    kept = [
        case
        for case in cases
        if not any(case.start <= one.start < case.end and one.kind in _PARTED for one in mentions if one is not case)
    ]
    return [
        one for one in mentions
        if one in kept
        or not (one.kind is MentionKind.INCIDENT or any(case.start <= one.start < case.end for case in kept))
    ]  # fmt: skip


@cache
def _titles() -> frozenset[str]:
    return mention_words().person_titles | _BEFORE_TITLES


def _titled(sentence: Sentence, mentions: Sequence[Mention]) -> Iterator[tuple[int, tuple[int, tuple[Mention, ...]]]]:
    """Yield for persons where their title begins, and the names in it: "Kremlin spokesman Dmitry Peskov"."""
    by_end = {mention.end: mention for mention in mentions if mention.kind in _IN_TITLES}
    words, tokens = sentence.words, sentence.tokens
    titles = _titles()
    for mention in mentions:
        if mention.kind is not MentionKind.PERSON:
            continue
        at = sentence.index_at(mention.start)
        office = by_end.get(tokens[at - 1].end) if at else None
        titled = office is not None and not titles.isdisjoint(plain(word) for word in office.text.split())
        if not at or not (words[at - 1] in titles or titled) or tokens[at - 1].text in ("–", "—"):
            continue
        first, names = at, list[Mention]()
        while first > 0 and at - first < _LONGEST_TITLE:
            before = tokens[first - 1]
            if before.text in ("–", "—"):
                break
            name = by_end.get(before.end)
            if name is not None:
                start = sentence.index_at(name.start)
                place = name.kind is MentionKind.COUNTRY and start > 0 and words[start - 1] in _PLACING
                if place and name.text not in adjectives():
                    break
                names.append(name)
                first = start
            elif words[first - 1] in ("'s", "'"):
                if by_end.get(tokens[first - 2].end if first > 1 else -1) is None:
                    break
                first -= 1
            elif words[first - 1] in titles or (before.is_capital and words[first - 1] not in _NO_TITLE):
                if (
                    before.start
                    and sentence.text[before.start - sentence.start - 1 : before.start - sentence.start] == "&"
                ):
                    break
                first -= 1
            else:
                break
        yield id(mention), (tokens[first].start - sentence.start, tuple(names))


def _with_abbreviation(text: str, last: int) -> int:
    """Take in the short form that a name introduces: "Federal Bureau of Investigation (FBI)"."""
    short = _SHORT.match(text, last)
    return short.end() if short else last


def _stand_in(mention: Mention, counts: dict[str, int], *, governed: bool) -> str | None:
    if mention.kind is MentionKind.INCIDENT:
        return "attacks" if mention.text.endswith("s") else "attack"
    words = _WORDS.get(mention.kind)
    if words is None or not mention.text.strip():
        return None
    last = mention.text.split()[-1]
    if mention.kind is MentionKind.COUNTRY and mention.text in adjectives():
        several = last.endswith("s") and last.lower() not in _NO_PEOPLE and not last.endswith("ss")
        words = _PEOPLES if several else _ADJECTIVES
    elif last.islower() and last.isalpha() and (mention.text.islower() or governed):
        return last
    number = counts.get(words[0], 0)
    counts[words[0]] = number + 1
    return words[number % len(words)]
