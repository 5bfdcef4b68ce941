"""Drafts of claims: what one sentence says, by the frame of its verb, before the text around it is asked.

In: the syntax of a sentence and the discourse so far. Out: `Draft`s in order. Each role of a frame is a small function.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tocsin import knowledge
from tocsin.model.report import Act, Level, MentionKind
from tocsin.reading.discourse import Discourse
from tocsin.reading.frames import Form, Trigger, frames
from tocsin.reading.phrases import Party, Phrase, party_words
from tocsin.reading.syntax import Group, Syntax

_TO = frozenset({"to", "on", "at", "with", "upon"})
_AGAINST = frozenset({"against", "on", "for"})
_WHO = frozenset({"who", "which", "whom", "whether", "what"})
_DOUBT = frozenset("confidence confident certain likely sure doubt".split())
_STATES = (MentionKind.COUNTRY, MentionKind.GOVERNMENT_BODY)
_CONDITIONAL = frozenset({"if", "had", "unless", "whether", "would", "should"})


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


@dataclass(frozen=True, slots=True)
class Saying:
    """Somebody quoted or reported in a sentence; `said` tells which words are not the content."""

    speakers: tuple[Party, ...]
    at: int
    said: Group
    via: tuple[Party, ...] = ()


def drafts(syntax: Syntax, mind: Discourse, quoted: tuple[Party, ...] = ()) -> tuple[Draft, ...]:
    """Return what the sentence claims; `quoted` is who speaks where a quotation goes on from the sentence before."""
    sayings = list(sayings_of(syntax, mind))
    found: list[Draft] = []
    for trigger in syntax.triggers:
        if trigger.frame.roles == "say" or _hypothetical(syntax, trigger):
            continue
        draft = _ROLES[trigger.frame.roles](syntax, mind, trigger)
        if draft is not None:
            found.append(_within_saying(draft, sayings, quoted))
    if not sayings and quoted:
        sayings = [Saying(quoted, len(syntax.words), ())]
    if not any(draft.act is not Act.SUPPORT or draft.accused for draft in found):
        for saying in sayings:
            found.extend(_of_content(syntax, mind, saying))
    found.extend(_demands(syntax, sayings))
    if not found:
        found.extend(_nominal_denial(syntax))
    return tuple(found)


def sayings_of(syntax: Syntax, mind: Discourse) -> tuple[Saying, ...]:
    """Return who is quoted or reported in a sentence."""
    return (*_according_to(syntax, mind), *_sayings(syntax, mind))


def _hypothetical(syntax: Syntax, trigger: Trigger) -> bool:
    """Say whether a verb stands in a condition, or only would be said."""
    words = syntax.words
    group = words[trigger.group : trigger.verb]
    if "would" in group and not set(words[trigger.verb : trigger.end]) & {"say"}:
        return trigger.negation is None and "would only" not in " ".join(group)
    before = words[max(0, trigger.group - 8) : trigger.group]
    return "if" in before or "unless" in before or "should" in group


# who is quoted


def _sayings(syntax: Syntax, mind: Discourse) -> list[Saying]:
    found: list[Saying] = []
    for trigger in syntax.triggers:
        if trigger.frame.roles != "say" or trigger.form in (Form.PASSIVE, Form.REDUCED) or trigger.negation:
            continue
        group = _meant(syntax, syntax.subject(trigger))
        if group:
            speakers = mind.speaking(group)
        elif syntax.words[trigger.group - 1 : trigger.group] and syntax.words[trigger.group - 1] in party_words().documents:
            speakers = mind.speakers
        else:
            continue
        if speakers and all(_may_speak(party) for party in speakers):
            found.append(Saying(speakers, trigger.verb, group))
    return found


def _meant(syntax: Syntax, group: Group) -> Group:
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


def _may_speak(party: Party) -> bool:
    if party.is_named:
        return party.kind not in (MentionKind.INTRUSION_SET, MentionKind.THREAT_ACTOR)
    return party.noun in party_words().speaking


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
        document = next((index for index in range(at + 1, min(at + 10, len(words))) if words[index] in party_words().documents), None)
        direct = next((phrase for phrase in sources if phrase.preposition in ("to", "per")), None)
        if document is not None:
            behind = next((phrase for phrase in sources if phrase.first > document and phrase.preposition in ("from", "by", "of")), None)
            group = syntax.right(behind) if behind else (direct,) if direct else ()
            speakers = mind.speaking(group) or mind.speakers
        else:
            group = syntax.right(direct)
            speakers = mind.speaking(group)
        if not speakers:
            continue
        cited = _cited(syntax, group[-1].last if group else at)
        if cited:
            return [Saying(mind.speaking(cited), at, (*group, *cited), speakers)]
        return [Saying(speakers, at, group)]
    return []


def _cited(syntax: Syntax, at: int) -> Group:
    words = syntax.words
    for index in range(at, min(at + 4, len(words))):
        if words[index] in ("citing", "quoting"):
            phrase = next((one for one in syntax.phrases if one.first > index and one.first - index <= 4), None)
            return syntax.right(phrase)
    return ()


def _within_saying(draft: Draft, sayings: Sequence[Saying], quoted: tuple[Party, ...]) -> Draft:
    """Give a draft its speaker from who is quoted; of somebody else's act the one quoted is the relay."""
    saying = next((one for one in sayings if one.at != draft.at), None)
    speakers = saying.speakers if saying else quoted
    if not speakers:
        return draft
    via = saying.via if saying else ()
    if not draft.speakers or draft.speakers == speakers:
        return replace(draft, speakers=speakers, via=via or draft.via, own=draft.own and not via)
    if _same_side(draft.speakers, speakers):
        return replace(draft, speakers=speakers, via=via)
    return replace(draft, via=speakers, own=False)


def _same_side(one: Sequence[Party], other: Sequence[Party]) -> bool:
    """Say whether those quoted speak for those who act: an official for his state."""
    return any(
        speaker.country is not None and any(actor.country == speaker.country for actor in one) for speaker in other
    )


# what is said, by role


def _speakers(syntax: Syntax, mind: Discourse, trigger: Trigger) -> tuple[Party, ...] | None:
    """Return who speaks; nobody for a passive without "by", None where an active verb has no subject."""
    if trigger.form in (Form.PASSIVE, Form.REDUCED):
        agent = syntax.agent(trigger)
        if trigger.form is Form.REDUCED and not agent:
            return None
        return mind.speaking(agent)
    group = syntax.subject(trigger)
    speakers = mind.speaking(group)
    if any(phrase.pronoun and (phrase.party.noun == "we" or _said_before(syntax, phrase)) for phrase in group):
        return ()
    if speakers and all(_may_speak(party) or party.noun in ("group", "country") for party in speakers):
        return speakers
    before = syntax.words[trigger.group - 1] if trigger.group else ""
    if not group and before in party_words().documents:
        return mind.speakers
    return None


def _said_before(syntax: Syntax, pronoun: Phrase) -> bool:
    """Say whether the pronoun means who is quoted: "X said it had ..."."""
    return any(
        trigger.frame.roles == "say" and trigger.end <= pronoun.first and pronoun.first - trigger.end <= 2
        for trigger in syntax.triggers
    )


def _end(syntax: Syntax) -> int:
    words = syntax.words
    return len(words) - 1 if words and words[-1] in (".", "!") else len(words)


def _object(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    speakers = _speakers(syntax, mind, trigger)
    if speakers is None:
        return None
    passive = trigger.form in (Form.PASSIVE, Form.REDUCED)
    group = syntax.subject(trigger) if passive else _longer(syntax, syntax.object(trigger))
    accused = mind.blamed(group)
    if not accused or not _plausible(trigger.frame.act, accused) or _only_threatens(trigger):
        return None
    act = trigger.frame.act
    if act is Act.ACCUSE and _prosecutes(speakers) and all(not _is_state(party) for party in accused):
        act = Act.CHARGE
    start = trigger.end if passive else group[-1].last
    return Draft(speakers, act, accused, trigger.verb, start, _end(syntax), trigger.negation, trigger.frame.level)


def _only_threatens(trigger: Trigger) -> bool:
    """Say whether somebody is only to be held to account some day: "vowed to keep holding them accountable"."""
    return "accountable" in trigger.frame.later and trigger.form in (Form.GERUND, Form.INFINITIVE, Form.PASSIVE)


def _longer(syntax: Syntax, group: Group) -> Group:
    """Take in `A, which ..., and B` where only a relative clause parts the two."""
    if len(group) != 1 or syntax.words[group[0].last : group[0].last + 2] not in ((",", "which"), (",", "who"), (",", "a")):
        return group
    for phrase in syntax.phrases:
        if phrase.first > group[0].last and syntax.words[phrase.first - 2 : phrase.first] == (",", "and") and not phrase.preposition:
            if phrase.party.kind in (MentionKind.PERSON, MentionKind.ORGANISATION):
                return (*group, phrase)
    return group


def _prosecutes(speakers: Sequence[Party]) -> bool:
    return any("prosecutor" in party.name.lower() or "jury" in party.name.lower() for party in speakers)


def _is_state(party: Party) -> bool:
    return party.kind in _STATES


def _plausible(act: Act, accused: Sequence[Party]) -> bool:
    """Say whether these can be accused, charged, sanctioned: not the public, not a sector."""
    return all(party.is_named or party.noun in party_words().accused for party in accused)


def _to(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    speakers = _speakers(syntax, mind, trigger)
    if speakers is None:
        return None
    passive = trigger.form in (Form.PASSIVE, Form.REDUCED)
    group = syntax.governed(trigger, _TO if trigger.frame.act is not Act.ATTRIBUTE else frozenset({"to", "on"}))
    accused = mind.blamed(group)
    deed_from, deed_to = (0, trigger.group) if passive else (trigger.end, group[0].first if group else trigger.end)
    if trigger.frame.act is Act.LINK:
        linked = syntax.subject(trigger) if passive else syntax.object(trigger)
        first = tuple(party for party in mind.blamed(linked) if _can_be_linked(party))
        if first:
            accused = tuple(dict.fromkeys((*first, *(() if passive else accused))))
            deed_from, deed_to = trigger.verb, _end(syntax)
    accused = tuple(party for party in accused if party.is_named or party.noun in party_words().accused)
    if trigger.negation and not accused and _names_who(syntax, trigger):
        return Draft(speakers, trigger.frame.act, (), trigger.verb, trigger.end, _end(syntax), trigger.negation)
    if not accused:
        return None
    if deed_to <= deed_from:
        deed_from, deed_to = trigger.verb, _end(syntax)
    return Draft(speakers, trigger.frame.act, accused, trigger.verb, deed_from, deed_to, trigger.negation)


def _can_be_linked(party: Party) -> bool:
    return party.kind in (MentionKind.INTRUSION_SET, MentionKind.THREAT_ACTOR, MentionKind.PERSON) or (
        not party.is_named and party.noun in party_words().accused
    )


def _links(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    """Read `established links between A and B`, `found links to A`."""
    speakers = _speakers(syntax, mind, trigger)
    group = next(
        (
            syntax.right(phrase)
            for phrase in syntax.phrases
            if phrase.first >= trigger.end and phrase.preposition in ("between", "to", "with")
        ),
        (),
    )
    accused = tuple(party for party in mind.blamed(group) if party.kind is not MentionKind.ORGANISATION)
    if speakers is None or not accused:
        return None
    return Draft(speakers, Act.LINK, accused, trigger.verb, trigger.verb, _end(syntax), trigger.negation)


def _ties(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    """Read `A has maintained ties with B`: whoever says so links A to B."""
    group = syntax.subject(trigger) or syntax.behind(0, trigger.group)[:1]
    accused = mind.blamed(group)
    if not accused or not syntax.words[trigger.end : trigger.end + 2] or len(accused) > 3:
        return None
    return Draft((), Act.LINK, accused, trigger.verb, trigger.verb, _end(syntax), trigger.negation)


def _against(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    """Read `imposed sanctions on A`, `charges were brought against A by X`."""
    speakers = _speakers(syntax, mind, trigger)
    group = syntax.governed(trigger, _AGAINST)
    accused = mind.blamed(group)
    if speakers is None or not accused or not _plausible(trigger.frame.act, accused):
        return None
    start = group[-1].last
    return Draft(speakers, trigger.frame.act, accused, trigger.verb, start, _end(syntax), trigger.negation, trigger.frame.level)


def _call(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    """Read `called A the worst of thieves`, `called A's guilt certain`."""
    speakers = _speakers(syntax, mind, trigger)
    phrase = next((one for one in syntax.phrases if one.first >= trigger.end and not one.pronoun), None)
    if not speakers or phrase is None or phrase.first > trigger.end + 1:
        return None
    if not set(syntax.words[phrase.last : phrase.last + 12]) & frames().wrongs:
        return None
    accused = mind.blamed((phrase,))
    guilt = set(syntax.words[phrase.last : phrase.last + 8]) & {"guilt", "responsibility", "involvement"}
    act = Act.ASSESS if guilt and set(syntax.words) & _DOUBT else Act.ACCUSE
    return Draft(speakers, act, accused, trigger.verb, phrase.last, _end(syntax), trigger.negation) if accused else None


def _clause(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    speakers = _speakers(syntax, mind, trigger)
    if speakers is None:
        return None
    group = frozenset(syntax.subject(trigger))
    regions = ((trigger.end, len(syntax.words)), (0, trigger.group))
    for first, last in regions:
        blame = next(syntax.blames(first, last, but=group), None)
        if blame is not None:
            accused = mind.blamed(blame.group)
            if accused:
                negation = trigger.negation or _no_evidence(syntax, trigger)
                return Draft(speakers, trigger.frame.act, accused, trigger.verb, blame.first, blame.last, negation, trigger.frame.level)
    return None


def _no_evidence(syntax: Syntax, trigger: Trigger) -> str | None:
    following = " ".join(syntax.words[trigger.end : trigger.end + 6])
    return "no-evidence" if "no evidence" in following or "no indication" in following else None


def _within(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    """Read `condemned the attack by A`, `supports the statement`: whom the object names, else who was accused before."""
    speakers = _speakers(syntax, mind, trigger)
    if not speakers:
        return None
    end = _end(syntax)
    group = tuple(
        phrase
        for phrase in syntax.behind(trigger.end, end)
        if _accusable_state(phrase, speakers) and not (trigger.frame.act is Act.SUPPORT and phrase.preposition in ("with", "by"))
    )
    if trigger.frame.act in (Act.SUPPORT, Act.ACKNOWLEDGE):
        blame = next(syntax.blames(trigger.end, end), None)
        group = blame.group if blame else tuple(phrase for phrase in group if phrase.preposition == "of" or phrase.possessive)
        stated = blame is not None and "that" in syntax.words[trigger.end : blame.group[0].first]
        if not stated and not _speaks_of_attacks(syntax, trigger, end):
            return None
    accused = mind.blamed(group[:1]) or (mind.accused if _about_attack(syntax, trigger, end) else ())
    if not accused and trigger.frame.act is not Act.CONDEMN:
        return None
    if not accused and not set(syntax.words[trigger.end : end]) & frames().wrongs:
        return None
    return Draft(speakers, trigger.frame.act, accused, trigger.verb, trigger.end, end, trigger.negation)


def _accusable_state(phrase: Phrase, speakers: Sequence[Party]) -> bool:
    party = phrase.party
    if party.kind is MentionKind.ORGANISATION or party.kind is MentionKind.PERSON:
        return False
    if party.country is not None and any(speaker.country == party.country for speaker in speakers):
        return False
    return party.is_named or (party.noun in party_words().accused and party.country is not None)


def _about_attack(syntax: Syntax, trigger: Trigger, end: int) -> bool:
    words = set(syntax.words[trigger.end : end])
    return bool(words & frames().wrongs) or bool(words & _ATTRIBUTING) or "it" in words


_ATTRIBUTING = frozenset(
    "attribution attributions statement statements analysis assessment finding findings conclusion claim claims evidence".split()
)


def _speaks_of_attacks(syntax: Syntax, trigger: Trigger, end: int) -> bool:
    words = set(syntax.words[trigger.end : end])
    return bool(words & _ATTRIBUTING) or (trigger.end - trigger.verb > 1 and "it" in words)


def _deny(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    if trigger.form in (Form.PASSIVE, Form.REDUCED):
        speakers = mind.speaking(syntax.agent(trigger))
    else:
        speakers = mind.speaking(syntax.subject(trigger))
    if not speakers or trigger.negation or trigger.form is Form.GERUND:
        return None
    content = set(syntax.words[trigger.end : _end(syntax)])
    if not content & _DENIED and not content & frames().wrongs:
        return None
    return Draft(speakers, Act.DENY, _own_side(speakers), trigger.verb, trigger.end, _end(syntax))


_DENIED = frozenset(
    "charge charges accusation accusations allegation allegations claim claims involvement responsibility role report reports any "
    "wrongdoing being having it them such assertion assertions finding findings attribution".split()
)


def _own_side(speakers: Sequence[Party]) -> tuple[Party, ...]:
    """Return whom a denial clears: the speaker's own state, else the speaker."""
    sides: list[Party] = []
    for party in speakers:
        country = knowledge.base().country(party.country) if party.country else None
        sides.append(Party(country.name, country.code, country.code, MentionKind.COUNTRY) if country else party)
    return tuple(dict.fromkeys(sides))


def _self(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    group = syntax.subject(trigger)
    parties = mind.blamed(group)
    bare = trigger.end - trigger.verb == 1
    words = set(syntax.words[trigger.end : _end(syntax)])
    wrong = bool(words & frames().wrongs)
    if not parties or trigger.form is Form.PASSIVE or (bare and not wrong):
        return None
    if not bare and not wrong and not any(party.kind is MentionKind.INTRUSION_SET for party in parties):
        return None
    return Draft(parties, Act.ADMIT, parties, trigger.verb, trigger.end, _end(syntax), trigger.negation)


def _address(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    """Read `urged China to stop` as a demand, `urged operators to patch` as advice."""
    speakers = _speakers(syntax, mind, trigger)
    if not speakers:
        return None
    group = syntax.object(trigger)
    to = next((index for index in range(trigger.end, min(trigger.end + 16, len(syntax.words))) if syntax.words[index] in ("to", "that")), None)
    states = tuple(party for party in mind.blamed(group) if _is_state(party) or party.country)
    foreign = tuple(party for party in states if not any(party.country == speaker.country for speaker in speakers))
    if foreign and to is not None and set(syntax.words[to : to + 5]) & frames().cease:
        return Draft(speakers, Act.DEMAND, foreign, trigger.verb, to, _end(syntax), trigger.negation)
    if states or "urge" not in syntax.words[trigger.verb] and trigger.frame.act is Act.DEMAND:
        return None
    return _advise(syntax, mind, trigger)


def _advise(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    speakers = _speakers(syntax, mind, trigger)
    official = speakers and all(party.country or party.kind is MentionKind.GOVERNMENT_BODY for party in speakers)
    if not official or speakers is None or trigger.form in (Form.PASSIVE, Form.REDUCED) or trigger.negation:
        return None
    return Draft(speakers, Act.ADVISE, (), trigger.verb, trigger.end, _end(syntax))


def _warn(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    speakers = _speakers(syntax, mind, trigger)
    if not speakers or trigger.form in (Form.PASSIVE, Form.REDUCED) or trigger.negation:
        return None
    blame = next(syntax.blames(trigger.end, len(syntax.words), but=frozenset(syntax.subject(trigger))), None)
    named = mind.blamed(blame.group) if blame else ()
    if not named:
        about = syntax.governed(trigger, frozenset({"of", "about", "against"}))
        named = tuple(party for party in mind.blamed(about) if _can_be_linked(party) or _is_state(party))
    if not set(syntax.words[trigger.end :]) & frames().wrongs:
        return None
    return Draft(speakers, Act.WARN, named, trigger.verb, trigger.end, _end(syntax))


_ROLES: dict[str, Callable[[Syntax, Discourse, Trigger], Draft | None]] = {
    "object": _object, "to": _to, "clause": _clause, "within": _within, "deny": _deny, "self": _self,
    "address": _address, "advise": _advise, "warn": _warn, "links": _links, "ties": _ties, "against": _against,
    "call": _call,
}  # fmt: skip


# what is said without a verb of its own


def _of_content(syntax: Syntax, mind: Discourse, saying: Saying) -> list[Draft]:
    """Return what somebody quoted claims without another speech act: "X was behind it", or a denial."""
    found: list[Draft] = []
    text = " ".join(syntax.words)
    own = _own_side(saying.speakers)
    if any(f" {denial} " in f" {text} " for denial in frames().denials) and any(party.country for party in saying.speakers):
        if not _denies_others(syntax, saying):
            found.append(Draft(saying.speakers, Act.DENY, own, saying.at, 0, _end(syntax), via=saying.via, own=not saying.via))
    if _refuses(syntax, saying):
        return found
    blame = next(syntax.blames(0, len(syntax.words), but=frozenset(saying.said)), None)
    if blame is None:
        return found
    accused = mind.blamed(blame.group)
    accused = tuple(party for party in accused if party not in saying.speakers)
    if not accused or {party.country for party in accused} & {party.country for party in saying.speakers if party.country}:
        return found
    act = Act.ATTRIBUTE if blame.event else Act.ACCUSE
    if set(syntax.words) & _DOUBT and "certain" not in syntax.words[:1]:
        act = Act.ASSESS
    found.append(Draft(saying.speakers, act, accused, saying.at, blame.first, blame.last, via=saying.via, own=not saying.via))
    return found


def _denies_others(syntax: Syntax, saying: Saying) -> bool:
    """Say whether the words of denial are about somebody else than the speaker's own side."""
    states = {phrase.party.country for phrase in syntax.phrases if phrase.party.country and phrase not in saying.said}
    ours = {party.country for party in saying.speakers}
    return bool(states) and not states & ours and '"' not in syntax.words


def _refuses(syntax: Syntax, saying: Saying) -> bool:
    return bool(set(syntax.words[:2]) & {"if", "had", "whether"})


def _demands(syntax: Syntax, sayings: Sequence[Saying]) -> list[Draft]:
    """Find `China must end this` in somebody's mouth."""
    found: list[Draft] = []
    for saying in sayings:
        for phrase in syntax.phrases:
            following = syntax.words[phrase.last : phrase.last + 4]
            modal = following[:1] in (("must",), ("should",)) or following[:2] in (("needs", "to"), ("has", "to"))
            if not modal or not _is_state(phrase.party) or phrase in saying.said or phrase.modifier:
                continue
            if not set(following) & frames().cease or any(phrase.party.country == one.country for one in saying.speakers):
                continue
            found.append(Draft(saying.speakers, Act.DEMAND, (phrase.party,), saying.at, phrase.last, _end(syntax), via=saying.via))
    return found


def _nominal_denial(syntax: Syntax) -> list[Draft]:
    """Find `"Absurd" was the verdict of X`."""
    words = syntax.words
    for at, word in enumerate(words):
        if word in ("verdict", "reaction", "response", "answer", "reply") and words[at + 1 : at + 2] in (("of",), ("from",)):
            phrase = next((one for one in syntax.phrases if one.first >= at + 1 and one.preposition in ("of", "from")), None)
            denied = any(f" {denial} " in f" {' '.join(words[:at])} " for denial in frames().denials)
            if phrase is not None and denied and phrase.party.country:
                speakers = (phrase.party,)
                return [Draft(speakers, Act.DENY, _own_side(speakers), at, at, _end(syntax))]
    return []


def _names_who(syntax: Syntax, trigger: Trigger) -> bool:
    return bool(set(syntax.words[trigger.end : trigger.end + 6]) & _WHO)


def refusals(syntax: Syntax, mind: Discourse) -> list[Draft]:
    """Find `declined to say who`: an attribution that was refused."""
    found: list[Draft] = []
    for trigger in syntax.triggers:
        if trigger.negation == "declined" and trigger.frame.roles in ("say", "object", "clause") and _names_who(syntax, trigger):
            speakers = mind.speaking(syntax.subject(trigger))
            if speakers:
                found.append(Draft(speakers, Act.ATTRIBUTE, (), trigger.verb, trigger.end, _end(syntax), "declined"))
    return found
