"""The roles of frames that answer or address: deny, admit, demand, advise, warn; and denials without a verb.

In: the syntax of a sentence, the discourse so far, the trigger of a frame. Out: a `Draft`, or None where the sentence
does not use the verb in that sense.
"""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.model.report import Act, MentionKind
from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import Draft, can_be_linked, clause_end, is_state, names_who, own_side, speakers_of
from tocsin.reading.frames import Form, Trigger, frames
from tocsin.reading.sayings import Saying
from tocsin.reading.syntax import Syntax


def deny_role(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    """Read `denied any involvement`: the accused is the speaker's own side."""
    if trigger.form in (Form.PASSIVE, Form.REDUCED):
        speakers = mind.speaking(syntax.agent(trigger))
    else:
        speakers = mind.speaking(syntax.subject(trigger))
    if not speakers or trigger.negation or trigger.form is Form.GERUND:
        return None
    content = set(syntax.words[trigger.end : clause_end(syntax)])
    if not content & frames().denied and not content & frames().wrongs:
        return None
    return Draft(speakers, Act.DENY, own_side(speakers), trigger.verb, trigger.end, clause_end(syntax))


def self_role(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    """Read `claimed responsibility for`: the accused is the speaker."""
    group = syntax.subject(trigger)
    parties = mind.blamed(group)
    bare = trigger.end - trigger.verb == 1
    words = set(syntax.words[trigger.end : clause_end(syntax)])
    wrong = bool(words & frames().wrongs)
    if not parties or trigger.form is Form.PASSIVE or (bare and not wrong):
        return None
    if not bare and not wrong and not any(party.kind is MentionKind.INTRUSION_SET for party in parties):
        return None
    return Draft(parties, Act.ADMIT, parties, trigger.verb, trigger.end, clause_end(syntax), trigger.negation)


def address_role(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    """Read `urged China to stop` as a demand, `urged operators to patch` as advice."""
    speakers = speakers_of(syntax, mind, trigger)
    if not speakers:
        return None
    group = syntax.object(trigger)
    to = next(
        (
            index
            for index in range(trigger.end, min(trigger.end + 16, len(syntax.words)))
            if syntax.words[index] in ("to", "that")
        ),
        None,
    )
    states = tuple(party for party in mind.blamed(group) if is_state(party) or party.country)
    foreign = tuple(party for party in states if not any(party.country == speaker.country for speaker in speakers))
    if foreign and to is not None and set(syntax.words[to : to + 5]) & frames().cease:
        return Draft(speakers, Act.DEMAND, foreign, trigger.verb, to, clause_end(syntax), trigger.negation)
    if states or ("urge" not in syntax.words[trigger.verb] and trigger.frame.act is Act.DEMAND):
        return None
    return advise_role(syntax, mind, trigger)


def advise_role(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    """Read `advises operators to patch`, by an office or a state; nobody is accused."""
    speakers = speakers_of(syntax, mind, trigger)
    official = speakers and all(party.country or party.kind is MentionKind.GOVERNMENT_BODY for party in speakers)
    if not official or speakers is None or trigger.form in (Form.PASSIVE, Form.REDUCED) or trigger.negation:
        return None
    return Draft(speakers, Act.ADVISE, (), trigger.verb, trigger.end, clause_end(syntax))


def warn_role(syntax: Syntax, mind: Discourse, trigger: Trigger) -> Draft | None:
    """Read `warned of A`, `warned that A was attacking`."""
    speakers = speakers_of(syntax, mind, trigger)
    if not speakers or trigger.form in (Form.PASSIVE, Form.REDUCED) or trigger.negation:
        return None
    blame = next(syntax.blames(trigger.end, len(syntax.words), but=frozenset(syntax.subject(trigger))), None)
    named = mind.blamed(blame.group) if blame else ()
    if not named:
        about = syntax.governed(trigger, frozenset({"of", "about", "against"}))
        named = tuple(party for party in mind.blamed(about) if can_be_linked(party) or is_state(party))
    if not named and not set(syntax.words[trigger.end :]) & frames().wrongs:
        return None
    return Draft(speakers, Act.WARN, named, trigger.verb, trigger.end, clause_end(syntax))


def demands(syntax: Syntax, sayings: Sequence[Saying]) -> list[Draft]:
    """Find `China must end this` in somebody's mouth."""
    found: list[Draft] = []
    for saying in sayings:
        for phrase in syntax.phrases:
            following = syntax.words[phrase.last : phrase.last + 4]
            modal = following[:1] in (("must",), ("should",)) or following[:2] in (("needs", "to"), ("has", "to"))
            if not modal or not is_state(phrase.party) or phrase in saying.said or phrase.modifier:
                continue
            if not set(following) & frames().cease or any(
                phrase.party.country == one.country for one in saying.speakers
            ):
                continue
            found.append(
                Draft(
                    saying.speakers,
                    Act.DEMAND,
                    (phrase.party,),
                    saying.at,
                    phrase.last,
                    clause_end(syntax),
                    via=saying.via,
                )
            )
    return found


def nominal_denial(syntax: Syntax) -> list[Draft]:
    """Find `"Absurd" was the verdict of X`."""
    words = syntax.words
    for at, word in enumerate(words):
        if word in ("verdict", "reaction", "response", "answer", "reply") and words[at + 1 : at + 2] in (
            ("of",),
            ("from",),
        ):
            phrase = next(
                (one for one in syntax.phrases if one.first >= at + 1 and one.preposition in ("of", "from")), None
            )
            denied = any(f" {denial} " in f" {' '.join(words[:at])} " for denial in frames().denials)
            if phrase is not None and denied and phrase.party.country:
                speakers = (phrase.party,)
                return [Draft(speakers, Act.DENY, own_side(speakers), at, at, clause_end(syntax))]
    return []


def refusals(syntax: Syntax, mind: Discourse) -> list[Draft]:
    """Find `declined to say who`: an attribution that was refused."""
    found: list[Draft] = []
    for trigger in syntax.triggers:
        if (
            trigger.negation == "declined"
            and trigger.frame.roles in ("say", "object", "clause")
            and names_who(syntax, trigger)
        ):
            speakers = mind.speaking(syntax.subject(trigger))
            if speakers:
                found.append(
                    Draft(speakers, Act.ATTRIBUTE, (), trigger.verb, trigger.end, clause_end(syntax), "declined")
                )
    return found


def no_evidence(syntax: Syntax, mind: Discourse, sayings: Sequence[Saying]) -> list[Draft]:
    """Find `no evidence that A ...`: an assessment that was not made."""
    words = syntax.words
    for at in range(len(words) - 2):
        if words[at] != "no" or words[at + 1] not in ("evidence", "indication", "indications", "proof", "sign"):
            continue
        blame = next(syntax.blames(at, len(words)), None)
        accused = mind.blamed(blame.group) if blame else ()
        verb = next((one for one in syntax.triggers if one.end in (at, at - 1)), None)
        speakers = mind.speaking(syntax.subject(verb)) if verb else ()
        speakers = speakers or (sayings[0].speakers if sayings else mind.speakers)
        if accused:
            return [Draft(speakers, Act.ASSESS, accused, at, at, clause_end(syntax), "no-evidence")]
    return []
