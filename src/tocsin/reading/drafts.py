"""Drafts of claims: what one sentence says, by the frames of its verbs and by who is quoted in it.

In: the syntax of a sentence and the discourse so far. Out: `Draft`s in order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from tocsin.model.report import Act
from tocsin.reading.answering import (
    address_role,
    advise_role,
    demands,
    deny_role,
    no_evidence,
    nominal_denial,
    refusals,
    self_role,
    warn_role,
)
from tocsin.reading.blaming import (
    against_role,
    call_role,
    clause_role,
    links_role,
    object_role,
    ties_role,
    to_role,
    within_role,
)
from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import Draft, clause_end, own_side
from tocsin.reading.frames import Trigger, frames
from tocsin.reading.phrases import Party
from tocsin.reading.sayings import Saying, sayings_of
from tocsin.reading.syntax import Syntax

ROLES: dict[str, Callable[[Syntax, Discourse, Trigger], Draft | None]] = {
    "object": object_role, "to": to_role, "clause": clause_role, "within": within_role, "deny": deny_role,
    "self": self_role, "address": address_role, "advise": advise_role, "warn": warn_role, "links": links_role,
    "ties": ties_role, "against": against_role, "call": call_role,
}  # fmt: skip


def drafts(syntax: Syntax, mind: Discourse, quoted: tuple[Party, ...] = ()) -> tuple[Draft, ...]:
    """Return what the sentence claims; `quoted` is who speaks where a quotation goes on from the sentence before."""
    sayings = list(sayings_of(syntax, mind))
    found: list[Draft] = []
    for trigger in syntax.triggers:
        if trigger.frame.roles == "say" or _hypothetical(syntax, trigger):
            continue
        draft = ROLES[trigger.frame.roles](syntax, mind, trigger)
        if draft is not None:
            found.append(_within_saying(draft, sayings, quoted))
    if not sayings and quoted:
        sayings = [Saying(quoted, len(syntax.words), ())]
    lacking = no_evidence(syntax, mind, sayings)
    if not lacking and not any(draft.act is not Act.SUPPORT or draft.accused for draft in found):
        for saying in sayings:
            found.extend(_of_content(syntax, mind, saying))
    found.extend(demands(syntax, sayings))
    found.extend(lacking)
    if not found:
        found.extend(nominal_denial(syntax))
    found.extend(refusals(syntax, mind))
    return tuple(found)


def _hypothetical(syntax: Syntax, trigger: Trigger) -> bool:
    """Say whether a verb stands in a condition, or only would be said."""
    words = syntax.words
    group = words[trigger.group : trigger.verb]
    if "would" in group and not set(words[trigger.verb : trigger.end]) & {"say"}:
        return trigger.negation is None and "would only" not in " ".join(group)
    before = words[max(0, trigger.group - 8) : trigger.group]
    return "if" in before or "unless" in before or "should" in group


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


def _of_content(syntax: Syntax, mind: Discourse, saying: Saying) -> list[Draft]:
    """Return what somebody quoted claims without another speech act: "X was behind it", or a denial."""
    found: list[Draft] = []
    own = own_side(saying.speakers)
    if _is_denial(syntax) and any(party.country for party in saying.speakers) and not _denies_others(syntax, saying):
        found.append(
            Draft(saying.speakers, Act.DENY, own, saying.at, 0, clause_end(syntax), via=saying.via, own=not saying.via)
        )
    if _refuses(syntax, saying):
        return found
    blame = next(syntax.blames(0, len(syntax.words), but=frozenset(saying.said)), None)
    if blame is None:
        return found
    accused = mind.blamed(blame.group)
    accused = tuple(party for party in accused if party not in saying.speakers)
    if not accused or {party.country for party in accused} & {
        party.country for party in saying.speakers if party.country
    }:
        return found
    act = Act.ATTRIBUTE if blame.event else Act.ACCUSE
    if set(syntax.words) & frames().doubt and "certain" not in syntax.words[:1]:
        act = Act.ASSESS
    found.append(
        Draft(saying.speakers, act, accused, saying.at, blame.first, blame.last, via=saying.via, own=not saying.via)
    )
    return found


def _is_denial(syntax: Syntax) -> bool:
    words = set(syntax.words)
    if words & frames().accusations and words & frames().denials_of_accusations:
        return True
    text = f" {' '.join(syntax.words)} "
    return any(f" {denial} " in text for denial in frames().denials)


def _denies_others(syntax: Syntax, saying: Saying) -> bool:
    """Say whether the words of denial are about somebody else than the speaker's own side."""
    states = {phrase.party.country for phrase in syntax.phrases if phrase.party.country and phrase not in saying.said}
    ours = {party.country for party in saying.speakers}
    return bool(states) and not states & ours and '"' not in syntax.words


def _refuses(syntax: Syntax, saying: Saying) -> bool:
    return bool(set(syntax.words[:2]) & {"if", "had", "whether"})
