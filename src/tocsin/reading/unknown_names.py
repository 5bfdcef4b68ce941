"""Names that the knowledge base lacks: runs of words with capitals that are nobody known, taken for persons.

In: a sentence and its mentions. Out: further mentions, only for the reader of claims: a parser reads "Robert Lee"
better as one word, and whoever speaks needs a name, known or not.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import cache

from tocsin.model.report import Mention, MentionKind
from tocsin.reading.family_names import family_first
from tocsin.reading.hints import has_any
from tocsin.reading.lexicons import mention_words
from tocsin.reading.parties import party_words, people
from tocsin.reading.sentences import Sentence

_RUN = re.compile(
    r"(?<![\w&’'.-])(?:(?!U\.[SKN]\.|E\.U\.|D\.C\.)(?:[A-Z]\. ?){1,3}(?= [A-Z])|[A-Z][a-zß-ÿ]+)"
    r"(?:[-’'][A-Z]?[a-z]+)?(?: (?:[A-Z]\.|van|von|de|der|al|bin|El|Al"
    r"|(?:al|el|as|ash|ad|an|ar|ben|abu)-[A-Z][\wß-ÿ]+|[A-Z][\wß-ÿ]+"
    r"(?:[-’'][A-Z]?[a-z]+)?)){1,6}(?![\w&-])"
)
_ACTOR = re.compile(
    r"\b(?:[A-Z][a-z]+ ?(?:Sparrow|Panda|Bear|Kitten|Spider|Chollima|Typhoon|Blizzard|Sleet|Sandstorm|Tempest|Jackal"
    r"|Buffalo|Leopard|Lynx|Werewolf|Tsunami|Cyclone)|(?:UNC|TA|APT)\d{2,5}|(?:UAC|UAT|TAG|DEV|Storm)-\d{3,5}"
    r"|(?!Red |Blue |Security |Response |Research |Threat |Support |The |Hunter )[A-Z][a-z]+ (?:Team|Gang))\b"
)  # as vendors name groups of intruders, and as these name themselves
_HACKTIVISTS = re.compile(
    r"(?<![\w-])(?!Ukraine['’]s |National |Joint )(?:(?:[A-Z]|a[dln]-[A-Z])[\w'’-]+ ){0,4}"
    r"(?:Cyber|Electronic|Digital|Hacking|IT) (?:Army|Fighters|Partisans|Legion|Brigades?|Resistance|Avengers"
    r"|Warriors|Jihad|Militia|Guerrilla)\b(?: of (?:Izz ad-Din )?[A-Za-z]*-?[A-Z][\w-]+)?"
)  # as these name themselves: a state in it is part of the name
_CALLED = re.compile(
    r"\b(?:group|gang|crew|collective|outfit|band|cartel|syndicate|hacker|individual|persona)(?: of \w+)?,?"
    r" (?:named|called|dubbed|known as|calling itself|calling themselves|that calls itself|which calls itself"
    r"|(?:who|that|which) (?:goes|went|go) by(?: the (?:name|handle|alias)(?: of)?)?|going by the name of"
    r"|styling itself|(?:that|who|which) (?:signed|signs|signed itself|identified itself|identified themselves"
    r"|introduced itself|presented itself) as|signing as|identifying itself as|using the name|under the name(?: of)?"
    r"|posting as) (?:the |“|\")?(?P<name>[A-Z][\w&-]*(?: [A-Z][\w&-]*){0,4})"
)  # of intruders, whatever else goes by that name
_BANDS = r"(?:group|gang|crew|collective|outfit|band|cartel|syndicate)"
_SOMEBODY = ("group", "gang", "crew", "collective", "outfit", "band", "cartel", "syndicate", "hacker", "individual",
             "persona")  # fmt: skip
_FIGHTING = ("Army", "Fighters", "Partisans", "Legion", "Brigade", "Resistance", "Avengers", "Warriors", "Jihad",
             "Militia", "Guerrilla")  # fmt: skip
_INTRUDING = r"(?:hacktivist|hackers?|hacking|ransomware|extortion|cybercrime|cybercriminal|espionage|spy|pro-[A-Z]\w+)"
_BESIDE_BAND = re.compile(
    rf"\b{_INTRUDING}(?:[ -][a-z]+)? {_BANDS} (?P<after>[A-Z][\w&-]{{2,}}(?: [A-Z][\w&-]*){{0,3}})(?![\w-])"
    rf"|(?<![\w&’'.-])(?P<before>[A-Z][\w&-]{{2,}}(?: [A-Z][\w&-]*){{0,3}}), (?:an?|the|another) (?:[\w’'-]+ ){{0,4}}?"
    rf"(?:{_INTRUDING}|unknown|self-styled|obscure|shadowy)(?:[ -][a-z]+)? {_BANDS}"
    rf"(?=[,.;]| (?:that|which|with|from|linked|tied|based|known|aligned|backed)\b)"
)  # "the hacktivist group X", "X, a ransomware gang,"
_OWNING = re.compile(
    r"\b(?:[Rr]esponsibility|[Cc]redit) (?:for [^,;:]{3,60} )?(?:was|were|(?:has|had) been) (?:later |also |since )?"
    r"claimed (?:on \w+ )?by (?:a |the )?(?:\w+ )?(?:group )?"
    r"(?P<name>[A-Z][\w&-]+(?: (?:of )?[A-Z][\w&-]*){0,3})(?![\w-])"
)  # "responsibility was claimed by X"
_COMPANY = re.compile(
    r"(?<![\w&’'.-])([A-Z][\w&-]{2,}(?: (?:&|[A-Z][\w&.-]*)){0,4}),(?: also known as [^,]{2,60},)?"
    r" (?:a|an|the|another|its) ((?:[\w’'-]+ ){0,5}[\w’'-]+)"
)
_APPOSED = (", a ", ", an ", ", the ", ", another ", ", its ")
_OF_COMPANY = re.compile(
    r"\b(?:[Tt]he|an?) (?:[\w’'-]+ ){0,3}?(?P<noun>[a-z-]+) (?P<name>[A-Z][\w&-]{2,}(?: (?:&|[A-Z][\w&.-]*)){0,4})"
)
_COMPANIES = re.compile(
    r"(?<![\w&’'.-])([A-Z][\w&-]{2,}(?: [A-Z][\w&.-]*){0,3}) and ([A-Z][\w&-]{2,}(?: [A-Z][\w&.-]*){0,3}),"
    r" (?:two|both) (?:[\w’'-]+ ){0,4}(?:companies|firms|vendors)\b"
)  # "X and Y, two tracing companies"
_TRADES = frozenset(
    ["insurer", "reinsurer", "retailer", "utility", "airline", "carrier", "operator", "consultancy", "manufacturer",
     "supplier", "lender", "bank", "brokerage", "carmaker", "telecom", "broker", "charity", "chain"]
)  # fmt: skip
_OUTLETS = frozenset({"site", "website", "outlet", "portal", "newspaper", "daily", "weekly", "magazine", "broadcaster"})
_PHRASE_ENDS = frozenset({"of", "in", "from", "for", "that", "which", "who", "where", "with", "on", "and", "based"})
_WITH_AND = re.compile(
    r"(?<=['’]s )(?:[A-Z][a-z]+ ){1,3}and (?:[A-Z][a-z]+ ){1,3}(?:Organi[sz]ation|Authority|Agency|Administration"
    r"|Commission|Council|Board|Directorate|Ministry|Committee|Department|Service|Office|Bureau)\b"
    r"|\b(?:Department|Ministry|Office|Bureau|Directorate|Commission|Committee|Agency|Council|Institute|Cent(?:re|er)"
    r"|Service|Authority) (?:of|for|on) (?:[A-Z][a-z]+ ){1,3}and (?:[A-Z][a-z]+)(?: [A-Z][a-z]+){0,2}\b"
    r"|\b(?!The |In |At |On |A |But |And )[A-Z][a-z]+ and [A-Z][a-z]+ (?:Committee|Commission|Council|Authority"
    r"|Administration|Agency|Board|Office|Bureau)\b"
)  # offices that nobody knows: "Department of Information and Communications Technology"
_OFFICES = ("Organi", "Authority", "Agency", "Administration", "Commission", "Council", "Board", "Directorate",
            "Ministry", "Committee", "Department", "Service", "Office", "Bureau", "Institute", "Cent")  # fmt: skip
_FEWEST, _MOST = 2, 5
_KOREAN = 3  # words of a Korean's name
_BODIES = frozenset({"board", "panel", "committee", "commission", "tribunal", "taskforce", "coalition"})


def with_unknown_names(sentences: Sequence[Sentence], mentions: Sequence[Sequence[Mention]]) -> list[list[Mention]]:
    """Return the mentions of each sentence with the names that nobody knows; a family name means the whole."""
    mentions = [_with_and(one, here) for one, here in zip(sentences, mentions, strict=True)]
    firms = _firms(sentences, mentions)
    mentions = [_with_groups(one, here) for one, here in zip(sentences, mentions, strict=True)]
    mentions = [[*here, *_named_again(one, here, firms)] for one, here in zip(sentences, mentions, strict=True)]
    found = [[*here, *unknown_names(one, here)] for one, here in zip(sentences, mentions, strict=True)]
    whole = {one.text.split()[-1]: one.text for here in found for one in here if one.kind is MentionKind.PERSON
             and one.id is None and " " in one.text}  # fmt: skip
    for name in [one for one in whole.values() if len(one.split()) == _KOREAN]:
        whole.setdefault(name.split()[0], name)  # the family name comes first: "Rim Jong Hyok", later "Rim"
    whole |= family_first(sentences, whole)
    for sentence, here in zip(sentences, found, strict=True):
        here[:] = [one for one in here if one.id or one.text.removesuffix("'s").removesuffix("’s") not in whole
                   or (one.text in whole and one.kind is not MentionKind.ORGANISATION)]  # fmt: skip
        for token in sentence.tokens:
            known = token.text in whole and not any(one.start < token.end and token.start < one.end for one in here)
            if known:
                name = whole[token.text]
                kind = MentionKind.PERSON
                here.append(Mention(start=token.start, end=token.end, text=token.text, kind=kind, id=None, name=name))
        here.sort(key=lambda one: one.start)
    return found


def _names_of_groups(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield names that a text itself shows to be those of intruders, with where they stand."""
    some = has_any(text, _SOMEBODY)  # quicker than to look for what nothing is said of
    for called in _CALLED.finditer(text) if some else ():
        yield called["name"], called.span("name")
    for beside in _BESIDE_BAND.finditer(text) if some else ():
        which = "after" if beside["after"] else "before"
        yield beside[which], beside.span(which)
    for owning in _OWNING.finditer(text) if "claimed" in text else ():
        yield owning["name"], owning.span("name")
    for found in _HACKTIVISTS.finditer(text) if has_any(text, _FIGHTING) else ():
        first = found.start() + (4 if found.group().startswith("The ") else 0)
        yield text[first : found.end()], (first, found.end())


def _with_groups(sentence: Sentence, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with what a group is called as a group's name: "a gang named Cuba" is no island."""
    kept = list(mentions)
    if sentence.text.isupper():
        return kept
    for name, span in _names_of_groups(sentence.text):
        first, last = sentence.start + span[0], sentence.start + span[1]
        inside = [one for one in kept if one.start < last and first < one.end]
        if any(one.id and one.kind in (MentionKind.INTRUSION_SET, MentionKind.THREAT_ACTOR, MentionKind.MALWARE)
               for one in inside):  # fmt: skip
            continue
        kept = [one for one in kept if one not in inside]
        kept.append(Mention(start=first, end=last, text=name, kind=MentionKind.INTRUSION_SET, id=None, name=name))
    return sorted(kept, key=lambda one: one.start)


def _with_and(sentence: Sentence, here: Sequence[Mention]) -> Sequence[Mention]:
    """Return the mentions with offices whose name has an "and", where no name that is known is in its second half."""
    possible = " and " in sentence.text and has_any(sentence.text, _OFFICES)
    for found in _WITH_AND.finditer(sentence.text) if possible else ():
        first, last = sentence.start + found.start(), sentence.start + found.end()
        inside = [one for one in here if one.start < last and first < one.end]
        if any(one.id is not None and one.kind is not MentionKind.SECTOR for one in inside):
            continue
        kind = MentionKind.GOVERNMENT_BODY
        name = Mention(start=first, end=last, text=found.group(), kind=kind, id=None, name=found.group())
        here = sorted([*(one for one in here if one not in inside), name], key=lambda one: one.start)
    return here


@cache
def _of_company() -> tuple[frozenset[str], frozenset[str]]:
    """Return the nouns for a company that stand before its name, and the words that they are written with."""
    nouns = frozenset({*party_words().same["company"], "institute", "academy"} - {"business"} | _OUTLETS | _TRADES)
    return nouns, frozenset(part for noun in nouns for part in noun.split("-"))


def _firms(sentences: Sequence[Sentence], mentions: Sequence[Sequence[Mention]]) -> list[str]:
    """Return the names, longest first, that nobody knows and of which a sentence says that they are a company."""
    found: set[str] = set()
    for sentence, here in zip(sentences, mentions, strict=True):
        found.update(
            name
            for name, start, end in _told_of_firms(sentence)
            if not any(one.start < sentence.start + end and sentence.start + start < one.end for one in here)
        )
    return sorted(found, key=lambda name: (-len(name), name))


def _told_of_firms(sentence: Sentence) -> Iterator[tuple[str, int, int]]:
    """Yield what a sentence calls a company, and where in it; patterns are tried only where their words are."""
    text = sentence.text
    shouted = text.isupper()
    if not shouted and has_any(text, _APPOSED):
        companies = {*party_words().same["company"], "institute", "academy"}
        for told in _COMPANY.finditer(text):
            words = itertools.takewhile(lambda word: word not in _PHRASE_ENDS, told.group(2).split())
            if not companies.isdisjoint(words) and not any(_is_no_name(word) for word in told.group(1).split()):
                yield told.group(1), *told.span(1)
    if ", two " in text or ", both " in text:
        for told in _COMPANIES.finditer(text):
            yield from ((told.group(one), *told.span(one)) for one in (1, 2)
                        if not any(_is_no_name(word) for word in told.group(one).split()))  # fmt: skip
    nouns, parts = _of_company()
    if not shouted and not parts.isdisjoint(sentence.words):
        for told in _OF_COMPANY.finditer(text):
            plain = all(_is_no_name(word) for word in told.group("name").split())  # not "the firm Eye Security"
            if told.group("noun") in nouns and not plain:
                yield told.group("name"), *told.span("name")


def _named_again(sentence: Sentence, here: Sequence[Mention], firms: Sequence[str]) -> list[Mention]:
    """Return where a sentence has one of the names of companies that only the text tells of."""
    found: list[Mention] = []
    for name in firms:
        at = sentence.text.find(name)
        while at >= 0:
            first, last = sentence.start + at, sentence.start + at + len(name)
            around = sentence.text[max(0, at - 1) : at] + sentence.text[at + len(name) : at + len(name) + 1]
            whole = not any(mark.isalnum() for mark in around)
            if whole and not any(one.start < last and first < one.end for one in (*here, *found)):
                kind = MentionKind.ORGANISATION
                found.append(Mention(start=first, end=last, text=name, kind=kind, id=None, name=name))
            at = sentence.text.find(name, at + len(name))
    return found


def unknown_names(sentence: Sentence, mentions: Sequence[Mention]) -> list[Mention]:
    """Return runs of two to four words with capitals that belong to no mention and hold no word of an office."""
    if sentence.heading or sentence.text.isupper():
        return []
    found: list[Mention] = []
    for name in _ACTOR.finditer(sentence.text):
        first, last = sentence.start + name.start(), sentence.start + name.end()
        if not any(one.start < last and first < one.end for one in mentions):
            kind = MentionKind.INTRUSION_SET
            found.append(Mention(start=first, end=last, text=name.group(), kind=kind, id=None, name=name.group()))
    mentions = [*mentions, *found]
    for run in _RUN.finditer(sentence.text):
        start = _behind_state(sentence, mentions, run)
        words = sentence.text[start : run.end()].split()
        if words[0].lower() in party_words().prepositions:  # "In Brussels"
            start, words = start + len(words[0]) + 1, words[1:]
        titles = [at for at, word in enumerate(words) if word.lower() in mention_words().person_titles]
        if titles:
            start += len(" ".join(words[: titles[-1] + 1])) + 1
            words = words[titles[-1] + 1 :]
        first, last = sentence.start + start, sentence.start + run.end()
        if words and words[-1].lower() in _BODIES and len(words) > _FEWEST:
            kind, first, name = MentionKind.ORGANISATION, sentence.start + run.start(), run.group()
            if words[0].lower() == "the":
                first, name = first + 4, name[4:]
            if not any(one.start < sentence.start + run.end() and first < one.end for one in mentions):
                found.append(
                    Mention(start=first, end=sentence.start + run.end(), text=name, kind=kind, id=None, name=name)
                )
            continue
        taken = any(one.start < last and first < one.end for one in mentions)
        if not _FEWEST <= len(words) <= _MOST or taken or any(_is_no_name(word) for word in words):
            continue
        name = " ".join(words)
        found.append(Mention(start=first, end=last, text=name, kind=MentionKind.PERSON, id=None, name=name))
    return found


@cache
def _nouns() -> frozenset[str]:
    return people() | party_words().documents | mention_words().organisations


def _behind_state(sentence: Sentence, mentions: Sequence[Mention], run: re.Match[str]) -> int:
    """Return where a run of capitals begins behind the state it begins with: "Saudi Prince Mohammed bin Salman"."""
    first = sentence.start + run.start()
    state = next((one for one in mentions if one.kind is MentionKind.COUNTRY and one.start == first), None)
    titled = not mention_words().person_titles.isdisjoint(run.group().lower().split())
    inside = titled and state is not None and state.end < sentence.start + run.end()
    owner = next((one for one in mentions if one.start == first), None)
    after = owner.end - sentence.start if owner is not None else run.end()
    if sentence.text[after : after + 2] in ("'s", "’s") and after + 3 < run.end():
        return after + 3  # "Kaspersky's Igor Kuznetsov"
    return state.end - sentence.start + 1 if state is not None and inside else run.start()


def _is_no_name(word: str) -> bool:
    lower = word.lower()
    return lower in mention_words().not_persons or lower in _nouns() or lower.removesuffix("s") in _nouns()
