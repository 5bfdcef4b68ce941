"""Attributions: "..., X said on Tuesday", "according to X, ...": set apart before parsing, joined after it.

In: a sentence in disguise. Out: the same with the words that say who says it moved behind the rest; and of both parts,
parsed one by one, the words of one tree. What is said and who says it are plain sentences each, which a parser reads
far better than one inside the other: "Hackers broke in, the agencies note on Friday" is read as "Hackers broke in" and
"the agencies note on Friday that Iraq had done so".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from tocsin.reading.frames import frames, inflected
from tocsin.reading.parties import party_words
from tocsin.reading.stand_ins import Disguised, Piece
from tocsin.reading.trees import Parsed

_SO = " that Iraq had done so"  # stands for what is said where only who says it is parsed
_IT = "It was so "
Range = tuple[int, int]

_OFFICE = (
    r"(?:(?!and |but |or |with |in |at |on |by |as |to |from |after |when )[a-z][a-z-]* ){0,4}?"
    r"(?:spokes(?:man|woman|person)|(?:vice[ -])?president|chair(?:man|woman)?|co-\w+|head|chief|director|minister"
    r"|secretary|ambassador|commissioner|analyst|researcher|professor|lecturer|manager|officer|engineer|fellow|adviser"
    r"|advisor|coordinator|consultant|expert|specialist|strategist|editor|lawyer|attorney|founder|author)"
    r"(?: (?:for|of|at|in|with|on|to)\b[^,;:]{0,80})?(?=,|$)"
)  # behind a name, without an article: "Lee, deputy head of the office"
_ACCORDING = re.compile(
    rf"(?:According to|Per) (?P<by>[^,;:]{{3,90}}(?:, citing [^,;:]{{3,60}}|, (?:an? |the )?{_OFFICE})?), (?=\w)"
)
_ACCORDING_LATE = re.compile(
    rf",? (?:according to|per) (?P<by>[^,;:]{{3,90}}(?:, citing [^,;:]{{3,60}}|, (?:an? |the )?{_OFFICE})?)(?=,\s|$)"
)
_LIST = re.compile(r"(?:, (?:and )?(?:[Tt]he )?[A-Z][^,;:]{1,60})+")  # more names of who says it
_OPENING = frozenset(
    [
        "in",
        "on",
        "at",
        "for",
        "to",
        "after",
        "before",
        "when",
        "as",
        "since",
        "while",
        "by",
        "during",
        "earlier",
        "from",
    ]
)
_NO_NAME = frozenset(
    ["which", "who", "that", "when", "where", "whose", "while", "if", "because", "is", "was", "are", "were", "had",
     "has", "have", "but", "or", "by", "although", "though", "after", "before", "since", "until", "as", "than", "been",
     "being", "including", "with"]
)  # fmt: skip
_WHEN = (
    r"(?: (?:on|in|at|to|during|after|from|late|last|yesterday|today|earlier|this|later|by|with|as|through|about|of"
    r"|two|three|four|several|hours|days|weeks|months|next|early|before|afterwards|over|under)\b[^,;:]{0,80})?"
)
_NAME = r"(?:(?:the |The )?[A-Z][\w'’.-]*)"
_TWO = rf"{_NAME}, [A-Z][\w'’.-]* (?:said|says|reported|reports|wrote|writes|added|noted)\b"
_WHO = (  # "Lee, TASS said" is no list of names
    rf"(?:he|she|it|they|we|I|(?:(?!{_TWO}){_NAME}, )*"
    r"(?:(?:the|its|his|her|their|a|an|one|two|three|four|both|some|several|many"
    r"|most|other|these|those|senior|federal|local|foreign|state|security|government|military)\s(?:[\w'’&-]+\s){0,6}?"
    rf"[\w'’&-]+|[A-Z][\w'’&.-]*(?:\s[\w'’&-]+){{0,6}}?|(?:officials|prosecutors|investigators|researchers|analysts"
    r"|experts|authorities|ministers|lawmakers|police|agencies|sources|observers)(?:\s[\w'’&-]+){0,4}?))"
)
_ADVERBS = r"(?:(?:has|have|had|also|later|then|further|now|once|bluntly|formally|publicly|soon|promptly|still) )*"
_BESIDE = (
    r"(?:, (?:the|a|an|its|his|her|who|whose|of|one|then|now|president|head|[A-Z][\w]+['’]s)\b[^,]{2,90},"
    rf"|, {_OFFICE},|, {_NAME}(?: {_NAME}){{0,2}},)?"
)


_ABOUT_WHO = re.compile(
    rf"{_OFFICE}|"
    r"(?:who|whose|which|adding|calling|head|chief|director|president|chair(?:man|woman)?|founder|author|co-\w+"
    r"|\w+['’]s (?:\w+ ){0,4}(?:minister|secretary|spokes\w+|chief|head|director))\b"
)  # behind a name: "said Lee, head of the office"
_SAYING_SO = re.compile(r"(?:citing|quoting|adding|saying|calling|accusing|blaming|describing|denouncing|without)\b")

_APPOSED = re.compile(
    r"(?:an?|the|one of|its|his|her|their) (?:[\w’'-]+ ){0,5}?(?P<noun>[a-z-]+)"
    r"(?=(?: (?:for|of|at|in|with|from|to|on)\b[^,;:]*)?$)"
)  # so too: "said Lee, a spokesman for the consulate in Milan", where that is the end


_STILL_TOLD = re.compile(
    r"(?!including|according|being|having)(?:[a-z]{2,}ing\b|(?:but|and|though|although) (?:he|she|they|it|did|does|has"
    r"|have|had|would|was|is|declined|refused|stopped|gave|offered|named|blamed|accused|called|said|added|urged|vowed)"
    r"\b)"
)  # behind who says it and a comma: of him, not of what he says


_PLAINLY = frozenset(
    ["say", "says", "said", "add", "added", "adds", "note", "notes", "noted", "write", "writes", "wrote"]
)

_KNOWING = re.compile(
    r" (?:familiar with|with (?:direct |first-hand |close )?(?:knowledge|insight)|who (?:was|were) briefed)\b"
)

_NAMES = re.compile(r"(?:(?:the )?[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*)*(?:, (?:and )?| and |$))+")


@cache
def _said() -> str:
    verbs = {verb for frame in frames().frames if frame.roles == "clause" and not frame.needs and not frame.objects
             for verb in frame.verbs}  # fmt: skip
    forms = {form for verb in verbs | {"warn", "allege"} for form, kind in inflected(verb).items() if kind != "ing"}
    plain = forms - {
        "find",
        "found",
        "read",
        "hold",
        "holds",
        "held",
        "finds",
        "reads",
        "knows",
        "shows",
        "deems",
        "wants",
        "learn",
        "learns",
        "understand",
        "understands",
        "know",
        "known",
        "show",
        "shown",
        "deem",
        "want",
        "tell",
        "tells",
        "told",
        "inform",
        "informs",
        "informed",
    }
    return "|".join(sorted(plain))


@cache
def _aside() -> re.Pattern[str]:
    """Return the pattern of who says it in the middle: ", Lee told reporters, ", ", say the investigators, "."""
    told = rf"(?:told|tells|informed|assured|assures) [^,;:]{{3,70}}?|(?:{_said()}){_WHEN}"
    return re.compile(
        rf", (?:(?P<who>{_WHO}{_BESIDE}) {_ADVERBS}(?P<does>{told})|(?P<verb>{_said()}) (?P<by>{_WHO}{_WHEN})),\s(?=\S)"
    )


@cache
def _closing() -> re.Pattern[str]:
    """Return the pattern of who says it at the end: ", Lee said on Friday, adding that ...", ", said Lee, who ..."."""
    told = rf"(?:told|tells|informed|assured|assures) (?:(?! that )[^,;:])+|(?:{_said()}){_WHEN}"
    return re.compile(
        rf"[,!] (?:(?P<who>{_WHO}{_BESIDE}) {_ADVERBS}(?P<does>{told})(?P<rest>,\s.*)?"
        rf"|(?P<verb>{_said()}) (?P<by>{_WHO})(?P<more>{_WHEN}(?:,\s.*)?))$"
    )


def set_apart(one: Disguised) -> Disguised:
    """Move who says it behind what is said, where a sentence has it at an end or in the middle."""
    end = len(one.text.rstrip(' .!”"'))
    text = one.text[:end]
    opening = _ACCORDING.match(text)
    if opening is not None:
        return _parted(one, [(opening.end(), end)], [(0, opening.end("by"))], None)
    late = _ACCORDING_LATE.search(text)
    if late is not None and _is_clause(text[: late.start()]):
        mark = 1 if text[late.start()] == "," else 0
        last = end if _LIST.fullmatch(text, late.end("by")) else late.end("by")
        return _parted(one, [(0, late.start()), (last, end)], [(late.start() + mark + 1, last)], None)
    for found in _aside().finditer(text):
        if _is_aside(text, found) and _is_somebody(found) and not _goes_on(text, found):
            content = [(0, found.start()), (found.end() - 1, end)]
            return _parted(one, content, *_order(found))
    for found in _closing().finditer(text):
        if _is_clause(text[: found.start()]) and _is_somebody(found):
            return _parted(one, [(0, found.start())], *_order(found))
    return one


def _is_clause(before: str) -> bool:
    """Say whether what stands before can be what is said; "In London, the minister said" has none."""
    words = before.split()
    return len(words) > 2 and not (words[0].lower() in _OPENING and len(words) <= 7)


def _is_aside(text: str, found: re.Match[str]) -> bool:
    before = text[: found.start()]
    words = before.split()
    if not words or "," in before[-3:]:
        return False
    told = _APPOSED.match(text, found.end())
    if found.group("by") and _NAMES.fullmatch(text, found.end()):
        return False  # the list of who says it goes on: "say the FBI, the NSA and their partners in X, Y and Z"
    apposed = told is not None and told.group("noun") in party_words().speaking
    if found.group("by") and (apposed or _ABOUT_WHO.match(text, found.end())):
        return False  # what follows is about who says it
    if _SAYING_SO.match(text, found.end()):
        return False  # what follows is said of the saying
    timed = any(word[:1].isdigit() for word in words)  # "Between 2016 and 2021, prosecutors say, he"
    return bool(found.group("by")) or timed or not (words[0].lower() in _OPENING and len(words) <= 7)


def _goes_on(text: str, found: re.Match[str]) -> bool:
    """Say whether what follows is told of who says it, so that he closes the sentence: "X said, calling it a lie"."""
    closes = next(_closing().finditer(text, found.start()), None)
    return bool(_STILL_TOLD.match(text, found.end())) and closes is not None and _is_clause(text[: found.start()])


def _is_somebody(found: re.Match[str]) -> bool:
    name = found.group("who") or found.group("by")
    head = name.split(",")[0] if found.re is _closing() else name
    words = head.lower().split()
    if (
        found.group("verb")
        and found.group("verb") not in _PLAINLY
        and not any(word[0].isupper() for word in head.split())
    ):
        nouns = {each for word in words for each in (word, word.removesuffix("s"))}
        if nouns.isdisjoint(party_words().speaking):
            return False  # ", mocked the charge", ", announced an investigation": no inversion
    return _NO_NAME.isdisjoint(_KNOWING.sub("", head.lower()).split())


def _order(found: re.Match[str]) -> tuple[list[Range], int | None]:
    """Return the ranges of who says it in the order of a plain sentence, and the characters before its "that"."""
    if found.group("who"):
        begin = found.start("who")
        last = found.end("rest") if "rest" in found.re.groupindex and found.group("rest") else found.end("does")
        return [(begin, last)], found.end("does") - begin
    verb, by = found.span("verb"), found.span("by")
    gap = (verb[1], by[0])
    more = found.span("more") if "more" in found.re.groupindex else (by[1], by[1])
    comma = found.group("by").find(", ")
    if comma >= 0 and " and " not in found.group("by") and more[1] > by[1]:
        by, more = (by[0], by[0] + comma), (by[0] + comma, more[1])  # "Lee, the director": no list
    text = found.string[more[0] : more[1]]
    if re.match(r", (?:adding|and|but|who added|which)\b", text) or not text.startswith(","):
        return [by, gap, verb, more], by[1] - by[0] + gap[1] - gap[0] + verb[1] - verb[0]
    comma = (more[0], more[0] + 2)
    then = re.search(rf", (?={_STILL_TOLD.pattern})", text)
    told = (more[0], more[0] + then.start()) if then else more
    ranges = [by, told, comma, verb]
    return [*ranges, (told[1], more[1])], sum(last - first for first, last in ranges)


def _parted(one: Disguised, content: Sequence[Range], told: Sequence[Range], before: int | None) -> Disguised:
    """Put the ranges of a text in another order; `before`: where in what is told "that ..." belongs."""
    parts: list[str] = []
    pieces: list[Piece] = []
    length = cut = 0
    for number, (first, last) in enumerate([*content, *told]):
        if number == len(content):
            cut = length
        for piece in _cut(one, first, last):
            moved = replace(piece, start=length, end=length + piece.end - piece.start)
            pieces.append(moved)
            parts.append(one.text[piece.start : piece.end])
            length = moved.end
    if cut in (0, length):
        return one
    return Disguised(one.sentence, "".join(parts), tuple(pieces), cut, before)


def _cut(one: Disguised, first: int, last: int) -> Iterator[Piece]:
    """Yield the parts of pieces that lie in a range of the text to parse."""
    for piece in one.pieces:
        start, end = max(piece.start, first), min(piece.end, last)
        if start >= end:
            continue
        if piece.mention is not None or piece.respelt:
            yield piece
        else:
            shift = piece.of_start - piece.start
            yield Piece(start, end, start + shift, end + shift, None)


def texts(one: Disguised) -> list[str]:
    """Return what is to be parsed of a sentence: all of it, or what is said and who says it."""
    if one.cut is None:
        return [one.text]
    content, told = one.text[: one.cut], one.text[one.cut :]
    whole = _IT + told + "." if one.before is None else told[: one.before] + _SO + told[one.before :] + "."
    return [content.rstrip(" ,") + ".", whole]


def joined(one: Disguised, parsed: Sequence[Sequence[Parsed]]) -> list[Parsed]:
    """Join what was parsed of a sentence to one tree: what is said hangs on the verb of who says it."""
    if one.cut is None:
        return list(parsed[0])
    content = [word for word in parsed[0] if word[0] < one.cut]
    told = list(parsed[1])
    places = [_place(one, word) for word in told]
    kept = [number for number, place in enumerate(places) if place is not None and place < len(one.text)]
    number_of = {old: len(content) + new for new, old in enumerate(kept)}
    root = next((number for number, word in enumerate(content) if word[5] == number), 0)
    verb = _verb(one, told, kept, number_of, len(content))
    rootless = not any(told[old][5] == old for old in kept)
    found: list[Parsed] = []
    for number, (at, text, tag, pos, relation, head) in enumerate(content):
        head = min(head, len(content) - 1)
        if number == root:
            relation, head = ("ROOT", root) if verb is None else ("ccomp", verb)
        elif head == number:
            relation, head = "parataxis", root
        found.append((at, text, tag, pos, relation, head))
    for old in kept:
        _, text, tag, pos, relation, head = told[old]
        relation = "nsubj" if relation == "expl" and tag == "PRP" else relation  # "it said"
        own = number_of[old]
        if verb is None:
            target = number_of.get(head, root) if head != old else root
        else:
            target = own if own == verb and rootless else number_of.get(head, verb)
            relation = "ROOT" if target == own else relation
        found.append((places[old] or 0, text, tag, pos, relation, target))
    return found if _ends(found) else [(*word[:4], "ROOT" if not at else "dep", 0) for at, word in enumerate(found)]


def _ends(words: Sequence[Parsed]) -> bool:
    """Say whether every word hangs on a root: parts that were parsed one by one must not make a circle."""
    for at in range(len(words)):
        steps = 0
        while words[at][5] != at:
            at, steps = words[at][5], steps + 1
            if steps > len(words):
                return False
    return True


def _place(one: Disguised, word: Parsed) -> int | None:
    """Return where a word of who says it stands in the text; None for one that was only put in."""
    cut = one.cut or 0
    if one.before is None:
        return cut + word[0] - len(_IT) if word[0] >= len(_IT) else None
    if word[0] < one.before:
        return cut + word[0]
    return cut + word[0] - len(_SO) if word[0] >= one.before + len(_SO) else None


def _verb(
    one: Disguised, told: Sequence[Parsed], kept: Sequence[int], number_of: dict[int, int], first: int
) -> int | None:
    """Return the new number of the verb that what is said hangs on; None for "according to"."""
    if one.before is None:
        return None
    for number, word in enumerate(told):
        if number not in number_of and word[5] in number_of and told[word[5]][2].startswith("VB"):
            return number_of[word[5]]
    verbs = [number for number in kept if told[number][2].startswith("VB")]
    return number_of[verbs[0]] if verbs else first
