"""The roles of frames that blame: who is accused by "accuse", "attribute to", "assess that", "condemn", "charge".

In: the syntax of a sentence, the discourse so far, the trigger of a frame. Out: a `Draft`, or None where the sentence
does not use the verb in that sense.
"""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.model.report import Act, MentionKind
from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import Draft, can_be_linked, clause_end, is_state, names_who, plausible, speakers_of
from tocsin.reading.frames import Form, Trigger, frames, verb_forms
from tocsin.reading.phrases import Party, Phrase, party_words
from tocsin.reading.syntax import Group, Syntax

_TO = frozenset({"to", "on", "at", "with", "upon"})
_AGAINST = frozenset({"against", "on", "for"})
_GUILT = frozenset({"guilt", "responsibility", "involvement"})


def object_role(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    """Read `accused A of ...`, `A was charged with ... by X`."""
    speakers = speakers_of(syntax, mind, trigger)
    if speakers is None:
        return None
    passive = trigger.form in (Form.PASSIVE, Form.REDUCED)
    group = syntax.subject(trigger) if passive else _longer(syntax, syntax.object(trigger))
    accused = mind.blamed(group)
    if not passive and syntax.words[trigger.verb].startswith("blam") and not _on_record(accused):
        group = syntax.governed(trigger, frozenset({"on", "upon"})) or group
        accused = mind.blamed(group)
    if not accused or not plausible(trigger.frame.act, accused) or _only_threatens(trigger):
        return None
    act = trigger.frame.act
    if act is Act.ACCUSE and _prosecutes(speakers) and all(not is_state(party) for party in accused):
        act = Act.CHARGE
    start = trigger.end if passive else group[-1].last
    return Draft(speakers, act, accused, trigger.verb, start, clause_end(syntax), trigger.negation, trigger.frame.level)


def _on_record(accused: Sequence[Party]) -> bool:
    return any(party.is_named or party.country for party in accused)


def _only_threatens(trigger: Trigger) -> bool:
    """Say whether somebody is only to be held to account some day: "vowed to keep holding them accountable"."""
    return "accountable" in trigger.frame.later and trigger.form in (Form.GERUND, Form.INFINITIVE, Form.PASSIVE)


def _longer(syntax: Syntax, group: Group) -> Group:
    """Take in `A, which ..., and B` where only a relative clause parts the two."""
    if len(group) != 1 or syntax.words[group[0].last : group[0].last + 2] not in (
        (",", "which"),
        (",", "who"),
        (",", "a"),
    ):
        return group
    for phrase in syntax.phrases:
        if (
            phrase.first > group[0].last
            and syntax.words[phrase.first - 2 : phrase.first] == (",", "and")
            and not phrase.preposition
        ) and phrase.party.kind in (MentionKind.PERSON, MentionKind.ORGANISATION):
            return (*group, phrase)
    return group


def _prosecutes(speakers: Sequence[Party]) -> bool:
    return any("prosecutor" in party.name.lower() or "jury" in party.name.lower() for party in speakers)


def to_role(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    """Read `attributed the attack to A`, `A has been linked to B`."""
    speakers = speakers_of(syntax, mind, trigger)
    if speakers is None:
        return None
    passive = trigger.form in (Form.PASSIVE, Form.REDUCED)
    group = syntax.governed(trigger, _TO if trigger.frame.act is not Act.ATTRIBUTE else frozenset({"to", "on"}))
    accused = mind.blamed(group)
    deed_from, deed_to = (0, trigger.group) if passive else (trigger.end, group[0].first if group else trigger.end)
    if trigger.frame.act is Act.LINK:
        linked = syntax.subject(trigger) if passive else syntax.object(trigger)
        first = tuple(party for party in mind.blamed(linked) if can_be_linked(party))
        if first:
            accused = tuple(dict.fromkeys((*first, *(() if passive else accused))))
            deed_from, deed_to = trigger.verb, clause_end(syntax)
    accused = tuple(party for party in accused if party.is_named or party.noun in party_words().accused)
    if trigger.negation and not any(party.is_named or party.country for party in accused):
        accused = ()
    nobody = bool(group) or set(syntax.words[trigger.end :]) & {"anyone", "anybody", "anything", "specific"}
    if trigger.negation and not accused and (names_who(syntax, trigger) or nobody):
        return Draft(speakers, trigger.frame.act, (), trigger.verb, trigger.end, clause_end(syntax), trigger.negation)
    if not accused:
        return None
    if deed_to <= deed_from:
        deed_from, deed_to = trigger.verb, clause_end(syntax)
    return Draft(speakers, trigger.frame.act, accused, trigger.verb, deed_from, deed_to, trigger.negation)


def links_role(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    """Read `established links between A and B`, `found links to A`."""
    speakers = speakers_of(syntax, mind, trigger)
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
    return Draft(speakers, Act.LINK, accused, trigger.verb, trigger.verb, clause_end(syntax), trigger.negation)


def ties_role(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    """Read `A has maintained ties with B`: whoever says so links A to B."""
    group = syntax.subject(trigger) or syntax.behind(0, trigger.group)[:1]
    accused = mind.blamed(group)
    if not accused or not syntax.words[trigger.end : trigger.end + 2] or len(accused) > 3:
        return None
    return Draft((), Act.LINK, accused, trigger.verb, trigger.verb, clause_end(syntax), trigger.negation)


def against_role(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    """Read `imposed sanctions on A`, `charges were brought against A by X`."""
    speakers = speakers_of(syntax, mind, trigger)
    group = syntax.governed(trigger, _AGAINST)
    accused = mind.blamed(group)
    if speakers is None or not accused or not plausible(trigger.frame.act, accused):
        return None
    start = group[-1].last
    return Draft(
        speakers,
        trigger.frame.act,
        accused,
        trigger.verb,
        start,
        clause_end(syntax),
        trigger.negation,
        trigger.frame.level,
    )


def call_role(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    """Read `called A the worst of thieves`, `called A's guilt certain`."""
    speakers = speakers_of(syntax, mind, trigger)
    phrase = next((one for one in syntax.phrases if one.first >= trigger.end and not one.pronoun), None)
    if not speakers or phrase is None or phrase.first > trigger.end + 1:
        return None
    if not set(syntax.words[phrase.last : phrase.last + 12]) & frames().wrongs:
        return None
    accused = mind.blamed((phrase,))
    guilt = set(syntax.words[phrase.last : phrase.last + 8]) & _GUILT
    act = Act.ASSESS if guilt and set(syntax.words) & frames().doubt else Act.ACCUSE
    return (
        Draft(speakers, act, accused, trigger.verb, phrase.last, clause_end(syntax), trigger.negation)
        if accused
        else None
    )


def clause_role(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    """Read `assesses that A was behind ...`, `..., X confirmed`."""
    speakers = speakers_of(syntax, mind, trigger)
    if speakers is None:
        return None
    if trigger.form is Form.PASSIVE:
        return _suspected(syntax, mind, trigger, speakers)
    group = frozenset(syntax.subject(trigger))
    regions = ((trigger.end, len(syntax.words)), (0, trigger.group))
    for first, last in regions:
        blame = next(syntax.blames(first, last, but=group), None)
        if blame is not None:
            accused = mind.blamed(blame.group)
            if accused:
                negation = trigger.negation or _no_evidence(syntax, trigger)
                return Draft(
                    speakers,
                    trigger.frame.act,
                    accused,
                    trigger.verb,
                    blame.first,
                    blame.last,
                    negation,
                    trigger.frame.level,
                )
    if trigger.frame.act is Act.CONFIRM and set(syntax.words[trigger.end : trigger.end + 4]) & frames().attributing:
        end = clause_end(syntax)
        return Draft(speakers, Act.CONFIRM, mind.accused, trigger.verb, trigger.end, end) if mind.accused else None
    return None


def _suspected(syntax: Syntax, mind: Discourse, trigger: Trigger, speakers: tuple[Party, ...]) -> Draft | None:
    """Read `A is suspected of stealing ...`, `A is believed to be behind ...`."""
    accused = tuple(party for party in mind.blamed(syntax.subject(trigger)) if plausible(trigger.frame.act, (party,)))
    following = syntax.words[trigger.end : trigger.end + 1]
    end = clause_end(syntax)
    telling = frames().wrongs | set(verb_forms("strong")) | {"behind", "responsible"}
    if not accused or following not in (("of",), ("to",)) or not set(syntax.words[trigger.end : end]) & telling:
        return None
    act, level = trigger.frame.act, trigger.frame.level
    return Draft(speakers, act, accused, trigger.verb, trigger.end, end, trigger.negation, level)


def _no_evidence(syntax: Syntax, trigger: Trigger) -> str | None:
    following = " ".join(syntax.words[trigger.end : trigger.end + 6])
    return "no-evidence" if "no evidence" in following or "no indication" in following else None


def within_role(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    """Read `condemned the attack by A`, `supports the statement`: whom the object names, or the last accused."""
    speakers = speakers_of(syntax, mind, trigger)
    if not speakers:
        return None
    end = min((one.group for one in syntax.triggers if one.verb > trigger.verb), default=clause_end(syntax))
    group = tuple(
        phrase
        for phrase in syntax.behind(trigger.end, end)
        if _accusable_state(phrase, speakers) and phrase.preposition not in ("with", "alongside")
    )
    if trigger.frame.act in (Act.SUPPORT, Act.ACKNOWLEDGE):
        blame = next(syntax.blames(trigger.end, end), None)
        group = (
            blame.group
            if blame
            else tuple(phrase for phrase in group if phrase.preposition == "of" or phrase.possessive)
        )
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
    return bool(words & frames().wrongs) or bool(words & frames().attributing) or "it" in words


def _speaks_of_attacks(syntax: Syntax, trigger: Trigger, end: int) -> bool:
    words = set(syntax.words[trigger.end : end])
    return bool(words & frames().attributing) or (trigger.end - trigger.verb > 1 and "it" in words)
