"""Mentions by rule and by the recogniser, joined: what either is better at.

In: sentences, the mentions that tables and rules found. Out: mentions, which may still meet. States, offices, persons
stay as the rules have them. Of software and actors the recogniser settles the sense ("DarkSide operators"); a name of
software that is one plain word counts only if it sees one too; names that no table holds are added, without an id.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from tocsin.model.report import Mention, MentionKind
from tocsin.reading.lexicons import mention_words
from tocsin.reading.links import linked
from tocsin.reading.recogniser import Spans, recognise
from tocsin.reading.sentences import Sentence

KIND = {
    "GROUP": MentionKind.INTRUSION_SET, "MALWARE": MentionKind.MALWARE, "TOOL": MentionKind.TOOL,
    "LOC": MentionKind.LOCATION, "SECTOR": MentionKind.SECTOR, "ORG": MentionKind.ORGANISATION,
}  # fmt: skip
LABEL = {kind: label for label, kind in KIND.items()} | {
    MentionKind.THREAT_ACTOR: "GROUP", MentionKind.COUNTRY: "LOC", MentionKind.GOVERNMENT_BODY: "ORG",
}  # fmt: skip
_NAME_BEHIND = re.compile(r"\s+[A-Z]")
_GROUP = re.compile(r"G\d{4}")
_JOINED = re.compile(r"\band\b|['’]s\s")  # two names, or a name and its owner's
_TEAM = re.compile(r" (?:Research|Labs|Threat|Team|Intelligence|Security Research)\b")
_COMPANY = re.compile(r"[\s,]*(?:(?:co|ltd|inc|corp|llc|gmbh|ag|plc)\b[\s,.]*)+", re.IGNORECASE)
_ACTING = (MentionKind.INTRUSION_SET, MentionKind.MALWARE, MentionKind.TOOL)
_SETTLED = (
    MentionKind.COUNTRY, MentionKind.LOCATION, MentionKind.GOVERNMENT_BODY, MentionKind.PERSON,
    MentionKind.VULNERABILITY, MentionKind.PRODUCT, MentionKind.ORGANISATION,
)  # fmt: skip


def labels_by_rule(parts: Sequence[Sentence], mentions: Sequence[Mention]) -> list[list[str]]:
    """Return what the rules say of each token of each sentence: a kind's label, or the kind itself; "O" for nothing."""
    made: list[list[str]] = []
    at = 0
    for sentence in parts:
        labels = ["O"] * len(sentence.tokens)
        while at < len(mentions) and mentions[at].start < sentence.end:
            mention = mentions[at]
            at += 1
            if mention.start < sentence.start:
                continue
            label = LABEL.get(mention.kind, mention.kind.value)
            if mention.kind in _ACTING and mention.id is None:
                label += "?"
            first, last = sentence.index_at(mention.start), sentence.index_at(mention.end - 1)
            for index in range(first, last + 1):
                labels[index] = ("B-" if index == first else "I-") + label
        made.append(labels)
    return made


def with_recognised(text: str, parts: Sequence[Sentence], mentions: Sequence[Mention]) -> list[Mention]:
    """Return the rules' mentions, corrected and completed by the recogniser."""
    found = recognise(parts, labels_by_rule(parts, mentions))
    seen = _agreed(parts, found)
    marked = [(first, last, KIND[label]) for first, last, label in seen]
    kept = [
        one
        for one in (_corrected(text, mention, marked_at(marked, mention)) for mention in mentions)
        if one is not None
    ]
    taken = sorted((mention.start, mention.end) for mention in kept)
    ids = {mention.text.casefold(): mention for mention in mentions if mention.id}
    for start, end, kind in marked:
        if kind is MentionKind.LOCATION or _meets(taken, start, end):
            continue
        written = text[start:end]
        if not any(letter.isalnum() for letter in written) or (
            written.islower() and written.isalpha() and kind is not MentionKind.SECTOR
        ):
            continue
        known = ids.get(written.casefold()) or linked(written, kind)
        kept.append(
            Mention(
                start=start, end=end, text=written, kind=kind, id=known.id if known else None,
                name=known.name if known else " ".join(written.split()),
                also=known.also if isinstance(known, Mention) else (),
            )
        )  # fmt: skip
    return sorted(kept, key=lambda mention: (mention.start, mention.end))


def _meets(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    at = bisect_right(taken, end - 1, key=lambda one: one[0])
    return any(start < last for _, last in taken[max(0, at - 3) : at])


def marked_at(marked: Sequence[tuple[int, int, MentionKind]], mention: Mention) -> tuple[int, int, MentionKind] | None:
    """Return the place and kind that the recogniser gives to most of a mention; None where it sees no name."""
    at = max(0, bisect_right(marked, mention.start, key=lambda one: one[0]) - 1)
    for start, end, kind in marked[at : at + 3]:
        shared = min(end, mention.end) - max(start, mention.start)
        if shared * 2 >= mention.end - mention.start:
            return start, end, kind
    return None


def _corrected(text: str, mention: Mention, place: tuple[int, int, MentionKind] | None) -> Mention | None:
    kind = place[2] if place is not None else None
    if mention.kind is MentionKind.ORGANISATION and kind is None and _of_product(text, mention.end):
        return None
    if mention.kind is MentionKind.PRODUCT and kind is MentionKind.ORGANISATION and mention.text.isalpha():
        return replace(mention, kind=MentionKind.ORGANISATION, id=None)
    if mention.kind is MentionKind.LOCATION and kind is MentionKind.ORGANISATION:
        return None  # the company's own name begins with its city
    own = mention.kind is MentionKind.LOCATION or (mention.kind is MentionKind.ORGANISATION and not mention.id)
    if own and kind is mention.kind and place is not None and not _JOINED.search(text, place[0], place[1]):
        # what is left of the name is "GmbH" or ", Inc."; a direction before a region is of its name
        end = mention.end if _COMPANY.fullmatch(text, place[1], max(place[1], mention.end)) else place[1]
        start = min(place[0], mention.start)
        return replace(mention, start=start, end=end, text=text[start:end])
    if mention.kind is MentionKind.GOVERNMENT_BODY and mention.id is None and kind is None:
        return None  # "Network Service": capitals that end in a word for an office
    if mention.kind in _SETTLED:
        return mention
    if mention.kind in _ACTING:
        return _acting(text, mention, place)
    if mention.kind is MentionKind.SECTOR:
        if kind is not MentionKind.SECTOR or place is None:
            return None
        if _NAME_BEHIND.match(text, mention.end, place[1]):
            place = (place[0], mention.end, kind)  # "the car maker Nissan"
        return replace(mention, start=place[0], end=place[1], text=text[place[0] : place[1]])
    return mention


def _acting(text: str, mention: Mention, place: tuple[int, int, MentionKind] | None) -> Mention | None:
    """Return an actor or software as the recogniser sees it; None where it is a word."""
    if place is not None and place[2] in _ACTING:
        kind = place[2]
        if kind is not mention.kind and _is_group_only(mention):
            return mention
        if place[1] < mention.end and not _is_sort(text[place[1] : mention.end]):
            return replace(mention, kind=kind)  # only "group" and its like are cut from a known name
        return replace(mention, kind=kind, start=place[0], end=place[1], text=text[place[0] : place[1]])
    if mention.kind in (MentionKind.MALWARE, MentionKind.TOOL) and place is None:
        # a program that ATT&CK knows can leave traces, so that it stays unless it is one plain word
        stays = mention.id and mention.id.startswith("S") and not mention.text.isalpha()
        return mention if stays or claims_behind(text, mention.end) else None
    return mention


def _is_group_only(mention: Mention) -> bool:
    """Say whether a name is that of a group of ATT&CK's and of no software: whatever is around it, it is no malware."""
    return bool(_GROUP.fullmatch(mention.id or "")) and all(_GROUP.fullmatch(one) for one in mention.also)


def claims_behind(text: str, end: int) -> bool:
    """Say whether what has a name claims something as a gang does: "Rhysida has claimed"."""
    following = re.findall(r"\w+", text[end : end + 24].casefold())[:2]
    return not mention_words().claiming.isdisjoint(following)


def _is_sort(words: str) -> bool:
    """Say whether words only tell what sort of thing has a name: "group", "ransomware"."""
    lexicon = mention_words()
    sorts = lexicon.intrusion_set | lexicon.software
    return all(word in sorts for word in re.findall(r"\w+", words.casefold()))


def _of_product(text: str, end: int) -> bool:
    """Say whether a capital or a number follows at once: "Microsoft Office" is a product, "ESET Research" ESET."""
    if _TEAM.match(text, end):
        return False
    following = text[end : end + 2]
    return (following[:1] == " " and following[1:2].isupper()) or following[:1] in ("/", "\\")


def _agreed(parts: Sequence[Sentence], found: Sequence[Spans]) -> Iterator[tuple[int, int, str]]:
    """Yield the places of names: each with the kind that most of its places in the text have, and its other places."""
    votes: dict[tuple[str, ...], Counter[str]] = {}
    for sentence, ranges in zip(parts, found, strict=True):
        for first, last, kind in ranges:
            votes.setdefault(sentence.words[first:last], Counter())[kind] += 1
    heads = _spread(votes)
    for sentence, ranges in zip(parts, found, strict=True):
        at = 0
        for first, last, kind in [*ranges, (len(sentence.tokens), len(sentence.tokens), "")]:
            while at < first:
                again = _again(sentence, heads, at, first)
                if again is not None:
                    yield _place(sentence, at, at + len(again), votes[again].most_common(1)[0][0])
                at += len(again) if again is not None else 1
            if kind:
                most, times = votes[sentence.words[first:last]].most_common(1)[0]
                agreed = most if times * 2 > votes[sentence.words[first:last]].total() else kind
                yield _place(sentence, first, last, agreed)
            at = last


def _spread(votes: dict[tuple[str, ...], Counter[str]]) -> dict[str, list[tuple[str, ...]]]:
    """Return by first word the names of software and actors that may stand elsewhere unseen."""
    heads: dict[str, list[tuple[str, ...]]] = {}
    for name, kinds in votes.items():
        if kinds.most_common(1)[0][0] in ("GROUP", "MALWARE") and len("".join(name)) > 4:
            heads.setdefault(name[0], []).append(name)
    return {head: sorted(names, key=len, reverse=True) for head, names in heads.items()}


def _again(sentence: Sentence, heads: dict[str, list[tuple[str, ...]]], at: int, end: int) -> tuple[str, ...] | None:
    if not sentence.tokens[at].is_capital:
        return None
    names = heads.get(sentence.words[at], ())
    return next((name for name in names if sentence.words[at : at + len(name)] == name and at + len(name) <= end), None)


def _place(sentence: Sentence, first: int, last: int, kind: str) -> tuple[int, int, str]:
    """Return where a name stands, without the mark of what is its own: "Karim's"."""
    while last - first > 1 and sentence.tokens[last - 1].text in ("'s", "’s", "'", "’"):
        last -= 1
    return sentence.tokens[first].start, sentence.tokens[last - 1].end, kind
