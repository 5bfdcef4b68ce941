"""Whose an office or an official is of which the text does not say it: by the place, by what he says, by his title.

In: the scene of a sentence, the word of somebody in it. Out: a `Party` with a state, or None.
"""

from __future__ import annotations

from dataclasses import replace

from tocsin.model.report import MentionKind
from tocsin.reading.culprits import culprits
from tocsin.reading.parties import STATES, Party, Scene, party_words
from tocsin.reading.trees import Word
from tocsin.reading.written_names import adjectives

_OPENING = 3  # words with which a sentence begins
_OFFICIALS = frozenset(
    {
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "minister",
        "president",
        "premier",
        "chancellor",
        "ambassador",
        "secretary",
        "official",
        "diplomat",
        "commissioner",
        "envoy",
        "director",
    }
)
MISSIONS = frozenset({"embassy", "mission", "consulate"})
_NEAR = 3  # words behind an adjective in which its noun stands
_STANDING = frozenset({"oppose", "combat", "fight", "reject", "respect", "abide", "condemn"})
_SEATS = frozenset({"brussels", "geneva", "vienna", "the hague", "new york", "strasbourg"})  # where others meet


def in_passing(scene: Scene, word: Word) -> bool:
    """Say whether a state is only what things are of: "Chinese tea", not "Chinese officials"."""
    if scene.mentions[word.i].text not in adjectives():
        return False
    words = party_words()
    people = words.speaking | words.accused | words.spokesmen | words.officials
    behind = scene.tree.words[word.i + 1 : word.i + 1 + _NEAR]
    return people.isdisjoint(form for one in behind for form in (one.lemma, one.word.removesuffix("s")))


def is_seat(scene: Scene, word: Word) -> bool:
    """Say whether a state is only where another's mission is: "Iran's embassy in Rome", "mission to Brussels"."""
    mission = scene.tree.words[word.head]
    words = set(mission.word.split()) | {mission.lemma}
    return (
        word.dep in ("nmod", "obl") and scene.tree.case(word.i) in ("in", "to", "at") and not MISSIONS.isdisjoint(words)
    )


def capital(scene: Scene, word: Word) -> Party | None:
    """Return the state where a sentence about an office begins: "In Moscow the ministry said"."""
    for at, mention in sorted(scene.mentions.items()):
        if at < min(word.i, _OPENING) and scene.tree.case(at) == "in" and mention.kind is MentionKind.COUNTRY:
            return scene.party(at) if mention.text.lower() not in _SEATS else None
    return None


def of_capital(scene: Scene, party: Party, word: Word) -> Party | None:
    """Give somebody without a state that of the capital he speaks in: "In Moscow spokesman Lee dismissed it"."""
    state = capital(scene, word)
    return replace(party, id=state.country, country=state.country) if state is not None and state.country else None


def nameless(scene: Scene, subject: Word | None) -> Word | None:
    """Return the official without a name whom a sentence is about: "a spokesman said"; any that speaks if unclear."""
    near = [word for word in scene.tree.words if word.dep == "nsubj"] if subject is None else [subject]
    return next((word for word in near if word.tag == "NN" and word.i not in scene.mentions
                 and word.lemma in _OFFICIALS), None)  # fmt: skip


def is_titled_body(word: Word, party: Party) -> bool:
    """Say whether a noun is the last word of an office's name: "the Federal Council", not "the council"."""
    written = party.name.split()
    capitals = len(written) > 1 and all(one[0].isupper() for one in (written[0], written[-1]))
    return capitals and word.tag == "NNP" and not party.is_named and party.noun in party_words().same["body"]


def of_cleared(scene: Scene, party: Party, word: Word) -> Party | None:
    """Give an official without a state that of which he says that it did not do it: "X had no role, Lee said"."""
    if word.dep != "nsubj":
        return None
    said = {each for kid in scene.tree.kids(word.head, "ccomp") for each in scene.tree.below(kid.i)}
    for blame in culprits(scene):
        cleared = scene.party(blame.accused[0].i) if blame.negated and blame.at in said else None
        if cleared is not None and cleared.kind in STATES and cleared.country:
            return replace(party, id=cleared.country, country=cleared.country)
    for at in said:
        verb = scene.tree.words[at]
        state = scene.tree.subject(at) if verb.lemma in _STANDING and verb.is_verb else None
        if state is not None and state.i in said and scene.party(state.i).kind is MentionKind.COUNTRY:
            country = scene.party(state.i).country  # "China firmly opposes hacking, the embassy said"
            return replace(party, id=country, country=country)
    return None
