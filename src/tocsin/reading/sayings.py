"""Who is quoted or reported in a sentence: "X said", "according to X", "per a statement from X", "X, citing Y".

In: the syntax of a sentence and the discourse so far. Out: `Saying`s: who speaks, and through whom.
"""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import may_speak, meant
from tocsin.reading.frames import Form
from tocsin.reading.phrases import Party, party_words
from tocsin.reading.syntax import Group, Syntax


@dataclass(frozen=True, slots=True)
class Saying:
    """Somebody quoted or reported in a sentence; `said` tells which words are not the content."""

    speakers: tuple[Party, ...]
    at: int
    said: Group
    via: tuple[Party, ...] = ()


def sayings_of(syntax: Syntax, mind: Discourse) -> tuple[Saying, ...]:
    """Return who is quoted or reported in a sentence."""
    return (*_according_to(syntax, mind), *_sayings(syntax, mind))


def _sayings(syntax: Syntax, mind: Discourse) -> list[Saying]:
    found: list[Saying] = []
    for trigger in syntax.triggers:
        if trigger.frame.roles != "say" or trigger.form in (Form.PASSIVE, Form.REDUCED) or trigger.negation:
            continue
        group = meant(syntax, syntax.subject(trigger))
        if group:
            speakers = mind.speaking(group)
        elif (
            syntax.words[trigger.group - 1 : trigger.group]
            and syntax.words[trigger.group - 1] in party_words().documents
        ):
            speakers = mind.speakers
        else:
            continue
        if speakers and all(may_speak(party) for party in speakers):
            found.append(Saying(speakers, trigger.verb, group))
    return found


def _according_to(syntax: Syntax, mind: Discourse) -> list[Saying]:
    """Find `according to X`, `per a statement from X`, `According to X, citing Y`."""
    words = syntax.words
    for at, word in enumerate(words):
        if not (word == "per" or (word == "according" and words[at + 1 : at + 2] == ("to",))):
            continue
        sources = [
            phrase
            for phrase in syntax.phrases
            if phrase.first > at and phrase.first - at <= 14 and not phrase.modifier and not phrase.pronoun
        ]
        document = next(
            (index for index in range(at + 1, min(at + 10, len(words))) if words[index] in party_words().documents),
            None,
        )
        direct = next((phrase for phrase in sources if phrase.preposition in ("to", "per")), None)
        if document is not None:
            behind = next(
                (
                    phrase
                    for phrase in sources
                    if phrase.first > document and phrase.preposition in ("from", "by", "of")
                ),
                None,
            )
            group = syntax.right(behind) if behind else (direct,) if direct else ()
            speakers = mind.speaking(group) or mind.speakers
        else:
            group = syntax.right(direct)
            speakers = mind.speaking(group)
        cited = _cited(syntax, at)
        if not speakers and not cited:
            continue
        if cited:
            return [Saying(mind.speaking(cited), at, (*group, *cited), speakers)]
        return [Saying(speakers, at, group)]
    return []


def _cited(syntax: Syntax, at: int) -> Group:
    words = syntax.words
    for index in range(at, min(at + 12, len(words))):
        if words[index] in ("citing", "quoting"):
            phrase = next((one for one in syntax.phrases if one.first > index and one.first - index <= 4), None)
            return syntax.right(phrase)
    return ()
