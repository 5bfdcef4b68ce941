"""A claim as one sentence makes it, before the text around it is asked; and what all roles of a frame need.

In: the syntax of a sentence, the discourse so far, a trigger. Out: who speaks, where the clause ends, whose side it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin import knowledge
from tocsin.model.report import Act, Level, MentionKind
from tocsin.reading.discourse import Discourse
from tocsin.reading.frames import Form, Trigger
from tocsin.reading.phrases import Party, Phrase, party_words
from tocsin.reading.syntax import Group, Syntax

_WHO = frozenset({"who", "which", "whom", "whether", "what"})
_STATES = (MentionKind.COUNTRY, MentionKind.GOVERNMENT_BODY)


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim as one sentence makes it; words `[deed, deed_end)` are the deed, `at` is the verb."""

    speakers: tuple[Party, ...]
    act: Act
    accused: tuple[Party, ...]
    at: int
    deed: int
    deed_end: int
    negation: str | None = None
    level: Level | None = None
    via: tuple[Party, ...] = ()
    own: bool = True  # False: a relay of what others said


def speakers_of(syntax: Syntax, mind: Discourse, trigger: Trigger) -> tuple[Party, ...] | None:
    """Return who speaks; nobody for a passive without "by", None where an active verb has no subject."""
    if trigger.form in (Form.PASSIVE, Form.REDUCED):
        agent = syntax.agent(trigger)
        if trigger.form is Form.REDUCED and not agent:
            return None
        return mind.speaking(agent)
    group = syntax.subject(trigger)
    speakers = mind.speaking(meant(syntax, group))
    if any(phrase.pronoun and (phrase.party.noun == "we" or said_before(syntax, phrase)) for phrase in group):
        return ()
    if speakers and all(may_speak(party) or party.noun in ("group", "country") for party in speakers):
        return speakers
    before = syntax.words[trigger.group - 1] if trigger.group else ""
    if not group and before in party_words().documents:
        return mind.speakers
    return None


def may_speak(party: Party) -> bool:
    """Say whether a party can speak: no group of intruders does."""
    if party.is_named:
        return party.kind not in (MentionKind.INTRUSION_SET, MentionKind.THREAT_ACTOR)
    return party.noun in party_words().speaking


def said_before(syntax: Syntax, pronoun: Phrase) -> bool:
    """Say whether the pronoun means who is quoted: "X said it had ..."."""
    return any(
        trigger.frame.roles == "say" and trigger.end <= pronoun.first and pronoun.first - trigger.end <= 2
        for trigger in syntax.triggers
    )


def clause_end(syntax: Syntax) -> int:
    """Return where the words of the sentence end, without the closing mark."""
    words = syntax.words
    return len(words) - 1 if words and words[-1] in (".", "!") else len(words)


def is_state(party: Party) -> bool:
    """Say whether a party is a state or one of its offices."""
    return party.kind in _STATES


def plausible(act: Act, accused: Sequence[Party]) -> bool:
    """Say whether these can be accused, charged, sanctioned: not the public, not a sector."""
    return all(party.is_named or party.noun in party_words().accused for party in accused)


def can_be_linked(party: Party) -> bool:
    """Say whether a party is one that is linked to others: actors, persons, nouns for them."""
    return party.kind in (MentionKind.INTRUSION_SET, MentionKind.THREAT_ACTOR, MentionKind.PERSON) or (
        not party.is_named and party.noun in party_words().accused
    )


def own_side(speakers: Sequence[Party]) -> tuple[Party, ...]:
    """Return whom a denial clears: the speaker's own state, else the speaker."""
    sides: list[Party] = []
    for party in speakers:
        country = knowledge.base().country(party.country) if party.country else None
        sides.append(Party(country.name, country.code, country.code, MentionKind.COUNTRY) if country else party)
    return tuple(dict.fromkeys(sides))


def names_who(syntax: Syntax, trigger: Trigger) -> bool:
    """Say whether the verb goes on with "who" or "whether"."""
    return bool(set(syntax.words[trigger.end : trigger.end + 6]) & _WHO)


def meant(syntax: Syntax, group: Group) -> Group:
    """Return whom "it" or "he" means where the sentence itself names somebody before."""
    if len(group) != 1 or not group[0].pronoun:
        return group
    person = group[0].party.noun in ("he", "she")
    for phrase in syntax.phrases:
        if phrase.last > group[0].first or phrase.modifier or phrase.preposition in ("in", "at", "into", "for", "to"):
            continue
        if phrase.party.is_named and (phrase.party.kind is MentionKind.PERSON) == person:
            return (phrase,)
    return group
