"""What a reader keeps in mind from one sentence to the next: who spoke last, who was accused, who was called what.

In: phrases of a sentence. Out: parties with a name, where the text gave one before: "he", "the ministry".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from tocsin import knowledge
from tocsin.model.report import MentionKind
from tocsin.reading.phrases import Party, Phrase, party_words
from tocsin.reading.sentences import Sentence


@dataclass
class Discourse:
    """The state of a text so far."""

    speakers: tuple[Party, ...] = ()
    person: Party | None = None
    body: Party | None = None
    bodies: tuple[Party, ...] = ()
    accused: tuple[Party, ...] = ()
    actors: tuple[Party, ...] = ()  # the last named ones that act rather than speak
    called: list[tuple[str, Party]] = field(default_factory=list[tuple[str, Party]])

    def note(self, sentence: Sentence, phrases: Iterable[Phrase]) -> None:
        """Remember the names of a sentence and the words they came with."""
        found: list[Party] = []
        for phrase in phrases:
            party = phrase.party
            if not party.is_named:
                continue
            written = " ".join(sentence.words[phrase.core : phrase.last])
            self.called.append((f"{written} {party.name.lower()}", party))
            if party.kind is MentionKind.PERSON:
                self.person = party
            elif party.kind in (MentionKind.GOVERNMENT_BODY, MentionKind.ORGANISATION):
                self.body = party
                found.append(party)
            elif party.kind in (MentionKind.INTRUSION_SET, MentionKind.THREAT_ACTOR):
                self.actors = (party,)
        if len(found) > 1:
            self.bodies = tuple(dict.fromkeys(found))

    def speaking(self, group: Sequence[Phrase]) -> tuple[Party, ...]:
        """Return who speaks: names for pronouns and bare nouns where the text gave them."""
        found: list[Party] = []
        for phrase in group:
            found.extend(self._speaker(phrase, alone=len(group) == 1))
        return tuple(dict.fromkeys(found))

    def _speaker(self, phrase: Phrase, *, alone: bool) -> tuple[Party, ...]:
        party = phrase.party
        if phrase.pronoun:
            if party.noun in ("he", "she"):
                return (self.person,) if self.person else ()
            if party.noun == "they":
                return self.speakers
            return (self.body,) if party.noun == "it" and self.body else ()
        if party.kind is MentionKind.PERSON and party.noun and party.country is None and self.body:
            return (replace(party, id=self.body.country, country=self.body.country),)
        if party.is_named:
            return (party,)
        bare = len(party.name.split()) == 1 or party.name.lower().startswith(("authoring", "sealing"))
        if party.noun in party_words().plural_bodies and party.country is None and self.bodies and bare:
            return self.bodies
        if not alone:
            return (party,)
        if party.noun in party_words().same_speakers and party.country is None and self.speakers:
            # "the investigators": who reported before, unless they bring an adjective of their own
            return self.speakers if len(party.name.split()) == 1 else (party,)
        return (self._named(party),)

    def _named(self, party: Party) -> Party:
        """Return the name behind a bare noun: "the prime minister", "the ministry", "the bloc"."""
        if party.country is not None:
            return party
        wanted = party.name.lower()
        for written, named in reversed(self.called[-60:]):
            if wanted in written:
                return _above(named, party.noun)
        if party.noun == "bloc":
            union = next((named for written, named in reversed(self.called) if "european union" in written), None)
            return union or party
        if (
            party.noun in ("spokesman", "spokeswoman", "spokesperson", "official", "officials", "minister")
            and self.body
        ):
            return replace(party, id=self.body.country, country=self.body.country)
        return party

    def blamed(self, group: Sequence[Phrase]) -> tuple[Party, ...]:
        """Return who is accused: names for bare nouns where the text gave them."""
        found: list[Party] = []
        for phrase in group:
            party = phrase.party
            if phrase.pronoun:
                continue
            if party.is_named or party.country is not None:
                found.append(party)
            elif party.noun in party_words().regimes and self.accused:
                found.append(self.accused[0])
            elif (
                party.noun in party_words().same_actors
                and len(party.name.split()) == 1
                and (self.actors or self.accused)
            ):
                found.extend(self.actors or self.accused)
            else:
                found.append(self._named(party))
        return tuple(dict.fromkeys(found))


def _above(named: Party, noun: str) -> Party:
    """Return the ministry of a bureau where "the ministry" is meant, and the name only says it in passing."""
    known = knowledge.base()
    body = known.body(named.entity) if named.entity else None
    while body is not None and noun not in body.name.lower() and body.parent:
        body = known.body(body.parent)
        if body is not None and noun in body.name.lower():
            return Party(body.name, body.country, body.country, named.kind, entity=body.id)
    return named
