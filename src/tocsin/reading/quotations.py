"""Quotations that go on over sentences: who speaks a sentence that only quotes, or that a quotation leaves open.

In: the sentences of a text, their scenes, the discourse so far. Out: where an open quotation closes; who speaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.model.report import Mention, MentionKind
from tocsin.reading.discourse import Discourse
from tocsin.reading.parties import Party, Scene, party_of
from tocsin.reading.sayings import sayings_of
from tocsin.reading.sentences import Sentence

_MARKS = '"“”'
_SPEAKING = (MentionKind.PERSON, MentionKind.ORGANISATION, MentionKind.GOVERNMENT_BODY)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence before, who was quoted in it, and whom it was about."""

    sentence: Sentence
    speakers: tuple[Party, ...]
    about: Party | None


def closings(parts: Sequence[Sentence]) -> tuple[dict[int, int], frozenset[int]]:
    """Return for each sentence that a quotation leaves open the one of its paragraph where it closes.

    With the sentences that begin inside a quotation.
    """
    found: dict[int, int] = {}
    inside: set[int] = set()
    opened: list[int] = []
    for number, sentence in enumerate(parts):
        if opened and parts[opened[0]].paragraph != sentence.paragraph:
            opened = []
        text = sentence.text
        straight = text.count('"') % 2
        balance = text.count("“") - text.count("”") + (straight if not opened else -straight)
        if opened:
            inside.add(number)
        if balance > 0:
            opened = [number]
        elif opened and balance < 0:
            found.update(dict.fromkeys(opened, number))
            opened = []
        elif opened:
            opened.append(number)
    return found, frozenset(inside)


def quoted(scene: Scene, mind: Discourse) -> tuple[Party, ...]:
    """Return who speaks a quotation that is closed and owned in a later sentence."""
    sayings = [one for one in sayings_of(scene, mind) if not one.ours]
    return sayings[0].speakers if sayings else ()


def before_colon(sentence: Sentence, mentions: Sequence[Mention]) -> tuple[Party, ...]:
    """Return whose words a line is that begins with a name and a colon: "Microsoft: Russian group read mail"."""
    first = next(iter(mentions), None)
    if first is None or first.start != sentence.start or sentence.text[len(first.text) :][:2] != ": ":
        return ()
    place = first.kind is MentionKind.COUNTRY and (first.text.isupper() or not sentence.heading)
    speaks = first.kind in (*_SPEAKING, MentionKind.COUNTRY) and not place
    return (party_of(first),) if speaks else ()


def about_whom(scene: Scene, mind: Discourse) -> Party | None:
    """Return whom a sentence was about, as the discourse has noted it, else the only person in it."""
    persons = [scene.party(word.i) for word in scene.heads if scene.mentions[word.i].kind is MentionKind.PERSON]
    return mind.topic or (persons[0] if len(set(persons)) == 1 else mind.subject)


def goes_on(sentence: Sentence, before: Said | None, *, inside: bool) -> tuple[Party, ...]:
    """Return who spoke the sentence before, or whom it was about, where this one is a quotation that goes on.

    `inside`: it begins within one.
    """
    if before is None or before.sentence.paragraph != sentence.paragraph:
        return ()
    if inside:
        return before.speakers
    if sentence.text[:1] not in '"“':
        return ()
    if before.speakers and any(mark in before.sentence.text for mark in _MARKS):
        return before.speakers
    bare = sentence.text.rstrip(" .!?")[-1:] in _MARKS and sum(sentence.text.count(mark) for mark in _MARKS) == 2
    if bare and before.speakers:
        return before.speakers
    return (before.about,) if bare and before.about is not None and before.about.kind in _SPEAKING else ()
