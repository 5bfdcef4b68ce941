"""Drafts of claims: what one sentence says, by the frames of its verbs and by who is quoted in it.

In: the scene of a sentence and the discourse so far. Out: `Draft`s in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tocsin.model.report import Act, MentionKind
from tocsin.reading.acts import ROLES
from tocsin.reading.blame import Blame
from tocsin.reading.compared import compared
from tocsin.reading.culprits import culprits
from tocsin.reading.culprits_by_order import culprits_by_order
from tocsin.reading.denials import is_unlikely, no_evidence
from tocsin.reading.disclaimed import denial, denial_nouns, owns_up, their_own
from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import Draft, end_of, is_of_court, is_state, negation_of, own, prosecutes
from tocsin.reading.frames import Frame, base, frames, frames_at
from tocsin.reading.held import held
from tocsin.reading.on_record import sort_of
from tocsin.reading.parties import ACTORS, Party, Scene, party_words
from tocsin.reading.promises import is_promised
from tocsin.reading.refusals import refusals
from tocsin.reading.sayings import Saying, content_of, is_source, owner, sayings_of
from tocsin.reading.sides import own_side
from tocsin.reading.trees import Tree, Word

_WEIGHED = frozenset({"likely", "probably", "confidence", "confident", "certainly", "certain", "believe", "suspect"})
_TITLE = 60  # characters in which "said" is followed by the title of who says it
_SPOKEN = (Act.DENY, Act.CHARGE, Act.SANCTION, Act.CONDEMN, Act.DEMAND)
_LAID = (Act.LINK, Act.ATTRIBUTE, Act.ACCUSE, Act.ASSESS)
_TEACHING = frozenset({"teach", "train", "instruct", "practise", "rehearse", "simulate"})
_ANY_STATE = frozenset({"state", "country", "government", "nation"})
_SECOND = (Act.SUPPORT, Act.ACKNOWLEDGE)
_TRACED = frozenset({"trace", "attribute", "link", "tie", "connect", "ascribe"})  # "could be traced to X"
_LEGAL = frozenset(["charge", "indict", "indictment", "allege", "arrest", "conspiracy", "complaint", "count", "court",
                    "conspire", "defendant", "accuse"])  # fmt: skip
_THOSE = frozenset({"person", "people", "criminal", "individual", "man", "gang", "hacker"})
_FALSELY = frozenset(["falsely", "groundlessly", "wrongly", "baselessly", "maliciously", "unjustly", "recklessly",
                      "wrongfully", "arbitrarily"])  # fmt: skip
_DONE = frozenset(["attempt", "attack", "conduct", "behaviour", "behavior", "action", "activity", "operation", "hack",
                   "intrusion", "campaign", "act", "tactic", "breach", "targeting", "meddling"])  # fmt: skip


def drafts(scene: Scene, mind: Discourse) -> tuple[Draft, ...]:
    """Return what the sentence claims."""
    before, accused = mind.quoted, mind.accused
    sayings = sayings_of(scene, mind)
    others = [one for one in sayings if not one.ours]
    if not mind.quoted and others:
        mind.quoted = others[0].speakers
        sayings = (
            sayings_of(scene, mind) if any(word.word in ("we", "our", "i") for word in scene.tree.words) else sayings
        )
    try:
        return _drafts(scene, mind, sayings, before)
    finally:
        mind.quoted, mind.accused = before, accused


def _of_frames(scene: Scene, mind: Discourse, sayings: Sequence[Saying], before: tuple[Party, ...]) -> list[Draft]:
    """Return what the verbs of a sentence say by their frames, in whoever's mouth."""
    found: list[Draft] = []
    for word in scene.tree.words:
        draft = _by_frame(scene, mind, word.i)
        if draft is None or (word.dep != "conj" and _accused_above(draft, found, scene.tree.above(word.i))):
            continue
        saying = owner(scene, sayings, word.i)
        if saying is not None and draft.speakers == saying.speakers:
            saying = owner(scene, sayings, saying.at) or saying  # "they speculated and accused us, X said"
        found.append(_within(scene, draft, saying, before))
        if draft.accused and draft.act in (*_LAID, Act.CHARGE, Act.SANCTION) and not draft.negation:
            mind.accused = draft.accused  # "pinned it on X and condemned it"
    return found


def _drafts(scene: Scene, mind: Discourse, sayings: Sequence[Saying], before: tuple[Party, ...]) -> tuple[Draft, ...]:
    tree = scene.tree
    found = _of_frames(scene, mind, sayings, before)
    blames = culprits(scene)
    for blame in _in_turn(scene, blames, found, sayings):
        denied = any(one.act in _SPOKEN and one.at != blame.at and _governs(tree, one.at, blame.at) for one in found)
        unproved = any(one.negation == "no-evidence" and tree.hangs_on(blame.at, one.at) for one in found)
        if tree.is_supposed(blame.at) or denied or unproved:
            continue
        saying = owner(scene, sayings, blame.at)
        if saying is not None and (_leaves_open(tree, saying.at) or _undergoes(found, saying)):
            continue
        if blame.accused[0].word == "it" and saying is not None and any(
            one.act is Act.DENY and one.speakers == saying.speakers for one in found
        ):  # fmt: skip
            continue  # "it is just spreading rumours": what is denied
        if saying is None and before:
            saying = Saying(before, blame.at, None, frozenset())
        if saying is None:
            continue
        outer = owner(scene, sayings, saying.at) if saying.frame is not None else None
        draft = _of_content(scene, mind, saying, blame, outer)
        if draft is not None and (sharing := _sharing(tree, sayings, saying)) is not None:
            draft = replace(draft, speakers=sharing.speakers, act=Act.SUPPORT, via=(), own=True)
        if draft is not None and not _told(found, draft, tree.below(saying.at) if saying.frame else []):
            found.append(draft)
    for saying in [*sayings, *([Saying(before, 0, None, frozenset())] if before and not sayings else [])]:
        found = _in_own_words(scene, mind, sayings, saying, found, blames)
    for one in held(scene, mind):
        found = [other for other in found if other.speakers or not one.deed <= other.at < one.deed_end]
        if not any(other.speakers == one.speakers and set(other.accused) & set(one.accused) for other in found):
            found.append(one)
    found = _with_comparisons(scene, mind, sayings, found)
    found = _with_refusal(scene, mind, found)
    found += [one for one in denial_nouns(scene, mind) if not any(other.act is Act.DENY for other in found)]
    found = [_of_no_country(_cleared(one)) for one in found if not (says_nothing(one) or _is_denied(scene, one, found))]
    return tuple(sorted(found, key=lambda one: one.at))


def _in_turn(
    scene: Scene, blames: Sequence[Blame], found: Sequence[Draft], sayings: Sequence[Saying]
) -> Iterator[Blame]:
    """Yield who the tree says did it; if that says nothing, who the order of words says."""
    yield from blames
    if sayings and not found:
        yield from culprits_by_order(scene)


def _with_refusal(scene: Scene, mind: Discourse, found: list[Draft]) -> list[Draft]:
    """Add who refused to attribute it, in place of what the question only asks: "who the company thinks did it"."""
    refused = refusals(scene, mind, found)
    for one in refused:
        found = [other for other in found if other.at <= one.at or not scene.tree.hangs_on(other.at, one.at)]
    return [*found, *refused]


def _cleared(draft: Draft) -> Draft:
    """Take for a denial what somebody says that his own side has not done."""
    if draft.negation != "not" or draft.act not in _LAID or not own(draft.speakers, draft.accused):
        return draft
    states = all(is_state(party) for party in draft.speakers)
    return replace(draft, act=Act.DENY, negation=None, accused=own_side(draft.speakers)) if states else draft


def says_nothing(draft: Draft) -> bool:
    """Say whether a draft names nobody: who speaks is a "who" of no known name, or nobody denies to accuse nobody."""
    nameless = bool(draft.speakers) and all(party.name in ("who", "which", "that") for party in draft.speakers)
    if (draft.act in (Act.LINK, Act.ASSESS) or draft.negation) and not draft.speakers:
        return True  # who says so is not told
    names = {party.name for party in draft.speakers}
    if draft.act not in (Act.DENY, Act.ADMIT) and any(party.name in names for party in draft.accused):
        return True
    if draft.act in _LAID and not draft.negation and own(draft.speakers, draft.accused):
        return all(party.kind is MentionKind.COUNTRY for party in draft.accused)  # "against linking attacks to it"
    anybody = draft.accused and all(
        not party.is_named and party.country is None and party.name in _ANY_STATE for party in draft.accused
    )
    ours = (
        draft.act is Act.ACCUSE
        and draft.at == draft.deed
        and draft.accused[-1:]
        and (draft.accused[0].noun == "government")
    )  # "she accused the government of sleeping"
    if draft.act in _LAID and not draft.negation and anybody and not ours:
        return True
    return nameless or (not draft.speakers and (bool(anybody) or (not draft.accused and draft.negation is not None)))


def _with_comparisons(scene: Scene, mind: Discourse, sayings: Sequence[Saying], found: list[Draft]) -> list[Draft]:
    """Add who lays what beside which actor, in place of the deed that the same words were taken for."""
    for one in compared(scene, mind, sayings):
        same = [other for other in found if other.speakers == one.speakers and set(other.accused) & set(one.accused)]
        found = [other for other in found if other not in same or other.act is not Act.ACCUSE]
        found = [other for other in found if other.speakers or other.accused != one.accused or other.at < one.at]
        bands = [other for other in found if other.speakers == one.speakers and other.accused and all(
            not party.is_named and party.noun in party_words().same["actor"] for party in other.accused)]  # fmt: skip
        found = [other for other in found if other not in bands or other.negation]  # "the group that hit X resembles Y"
        if not any(set(other.accused) & set(one.accused) and other.act in _LAID for other in found):
            found.append(one)
    return found


def _of_no_country(draft: Draft) -> Draft:
    """Take "did not tie it to a country" for what it is: nobody was accused."""
    nobody = all(
        not party.is_named and party.country is None
        and (party.noun in _ANY_STATE or party.name.partition(" ")[0] in ("any", "specific", "known", "particular"))
        for party in draft.accused
    )  # fmt: skip
    return replace(draft, accused=()) if nobody and draft.negation and draft.accused else draft


def _is_denied(scene: Scene, draft: Draft, found: Sequence[Draft]) -> bool:
    """Say whether a draft is only what somebody denies: "voiced its anger at reports that tied the group to China"."""
    here = {scene.party(at).name for at in scene.mentions}
    for one in found if draft.act in _LAID else ():
        if one.act is Act.DENY and one.speakers == draft.via and own(draft.via, draft.accused):
            return True  # "it is irresponsible of X to accuse us"
    return (
        draft.act in _LAID
        and not any(party.name in here for party in draft.speakers)
        and any(
            one.act is Act.DENY and one.at < draft.at and one.speakers not in ((), draft.speakers)
            and scene.tree.hangs_on(draft.at, one.at)
            for one in found
        )
    )  # fmt: skip


def _governs(tree: Tree, verb: int, at: int) -> bool:
    """Say whether a word stands below a verb, and not below another that is only joined to it."""
    word = tree.words[at]
    while word.i != verb:
        if (
            word.head == word.i
            or word.relation == "acl:relcl"
            or (word.dep == "conj" and word.is_verb and tree.kids(word.i, "ccomp", "obj"))
        ):
            return False
        word = tree.words[word.head]
    return True


def _accused_above(draft: Draft, found: Sequence[Draft], above: Iterable[Word]) -> bool:
    """Say whether the verb belongs to the deed of an accusation: "accused them of belonging to"."""
    verbs: set[int] = set()
    for word in above:
        verbs.add(word.i)
        if word.dep == "conj":
            break
    if draft.speakers:
        return any(one.at in verbs and one.act in _SECOND and set(one.accused) & set(draft.accused) for one in found)
    return any(one.at in verbs and one.act in (Act.ACCUSE, Act.CHARGE, Act.SANCTION, *_SECOND) for one in found)


def _by_frame(scene: Scene, mind: Discourse, at: int) -> Draft | None:
    tree = scene.tree
    possible = frames_at(tree, at)
    if not possible or tree.is_supposed(at) or _leaves_open(tree, at):
        return None
    able = tree.modals(at) == {"could"} and any(kid.word in ("we", "i") for kid in tree.kids(at, "nsubj"))
    traced = tree.modals(at) == {"could"} and tree.is_passive(at) and base(tree.words[at]) in _TRACED
    if tree.modals(at) & {"would", "could", "might"} and not negation_of(scene, at) and not (able or traced):
        return None
    if tree.words[at].tag == "VBG" and tree.words[at].dep != "xcomp" and is_promised(scene, tree.words[at]):
        return None  # "will go on to counter it, including by sanctioning X"
    if is_promised(scene, tree.words[at]) and any(
        kid.word in ("if", "unless") for clause in tree.kids(at, "advcl") for kid in tree.kids(clause.i, "mark")
    ):
        return None  # "will put X on its list if the inquiry confirms it"
    for frame in possible:
        if frame.act is Act.SUPPORT and tree.words[0].word == "behind":
            continue  # "behind it stand hackers"
        if frame.act is Act.ACCUSE and base(tree.words[at]) == "hold" and is_promised(scene, tree.words[at]):
            continue
        role = ROLES.get(frame.roles)
        draft = role(scene, mind, at, frame) if role is not None else None
        if draft is not None:
            return draft
    return None


def _undergoes(found: Sequence[Draft], saying: Saying) -> bool:
    """Say whether who seems to speak is who is accused by that very verb: "bank hacked, Iran suspected"."""
    return any(one.at == saying.at and not one.speakers and set(one.accused) & set(saying.speakers) for one in found)


def _leaves_open(tree: Tree, at: int) -> bool:
    """Say whether somebody "would neither confirm nor deny" it: nothing is said by that."""
    near = [word.word for word in tree.words[max(0, at - 3) : at + 4]]
    verb = tree.words[at].lemma
    return verb in ("confirm", "deny") and "confirm" in near and "deny" in near and bool({"nor", "or"} & set(near))


def _within(scene: Scene, draft: Draft, saying: Saying | None, before: tuple[Party, ...]) -> Draft:
    """Give a draft its speaker from who is quoted; of somebody else's act the one quoted is the relay."""
    speakers = saying.speakers if saying else before
    if not speakers:
        return draft
    via = saying.via if saying else ()
    draft = replace(draft, said=saying.at if saying else None)
    judged = draft.act is Act.ACCUSE and draft.accused and not draft.negation and _is_judged(scene.tree, draft.at)
    if judged and not draft.speakers and not any(party.country for party in speakers):
        return replace(draft, speakers=speakers, act=Act.DENY, via=via)  # "to accuse X is baseless, the ministry said"
    generic = bool(draft.speakers) and not any(party.is_named or party.country for party in draft.speakers)
    whose = scene.tree.subject(draft.at)
    state = whose is not None and whose.i not in scene.mentions and whose.lemma in ("state", "country", "government")
    generic = generic or (state and saying is not None)  # "the state, he said, had no proof"
    if not draft.speakers or draft.speakers == speakers or (generic and any(party.is_named for party in speakers)):
        weighed = saying.frame.act if saying is not None and saying.frame is not None else None
        if not draft.speakers and weighed and draft.act in (Act.LINK, Act.ACCUSE) and not draft.negation:
            draft = replace(draft, act=weighed)
        accused = own_side(speakers) if draft.act is Act.DENY else draft.accused
        return replace(draft, speakers=speakers, accused=accused, via=via or draft.via, own=draft.own and not via)
    if (
        saying is not None
        and saying.frame is not None
        and saying.frame.act is Act.CONFIRM
        and draft.act in _LAID
        and not draft.negation
    ):
        return replace(draft, speakers=speakers, act=Act.CONFIRM, via=draft.speakers)
    falsely = {kid.word for kid in scene.tree.kids(draft.at, "advmod")} & _FALSELY or _is_judged(scene.tree, draft.at)
    if falsely and own(speakers, draft.accused) and draft.act in _LAID:
        return replace(draft, speakers=speakers, act=Act.DENY, accused=own_side(speakers), via=via)
    ours = {party.country for party in speakers if party.country}
    if any(party.kind is MentionKind.COUNTRY and party.country in ours for party in draft.speakers):
        return replace(draft, speakers=speakers, via=via)  # who speaks for his state
    return replace(draft, via=speakers, own=False)


def _is_judged(tree: Tree, at: int) -> bool:
    """Say whether a verb is what a word of denial is said of: "it is irresponsible to accuse us"."""
    word = tree.words[at]
    head = tree.words[word.head]
    return word.tag == "VB" and not head.is_verb and head.lemma in frames().denials | frames().judging


def _is_told(scene: Scene, word: Word) -> bool:
    """Say whether a noun has an article or the like that points back: "the hackers", "those two groups"."""
    return any(kid.word in ("the", "these", "those", "this", "that", "both") for kid in scene.tree.kids(word.i))


def _is_anybody(scene: Scene, saying: Saying, blame: Blame, accused: Sequence[Party]) -> bool:
    """Say whether nobody in particular is accused: "attacks by advanced groups rose", "an attacker was inside"."""
    loose = blame.kind == "noun"
    if not any(party.is_named or party.country for party in accused) and any(
        kid.word == "another" for word in blame.accused for kid in scene.tree.kids(word.i, "det")
    ):
        return True  # "cannot rule out that another actor did it"
    if not loose and (saying.frame is None or saying.frame.act is not None):
        return False
    for word, party in zip(blame.accused, accused, strict=False):
        bare = party.name.lower() == word.word and party.noun in party_words().same["actor"]
        if party.is_named or party.country or _is_told(scene, word) or not (word.tag == "NNS" if loose else bare):
            return False
    return True


def _is_other(saying: Saying, blame: Blame, accused: Sequence[Party]) -> bool:
    """Say whether "we" was taken for somebody else than who speaks: "we will hit back"."""
    return blame.accused[0].word in ("we", "i") and set(accused).isdisjoint(saying.speakers)


def _of_content(
    scene: Scene, mind: Discourse, saying: Saying, blame: Blame, outer: Saying | None = None
) -> Draft | None:
    """Return what somebody quoted claims without another speech act: "X was behind it"."""
    tree = scene.tree
    accused = their_own(scene, saying, blame) or mind.blamed(scene, blame.accused)
    if (
        not accused
        or _is_anybody(scene, saying, blame, accused)
        or _is_other(saying, blame, accused)
        or _is_no_worry(tree, blame.at)
    ):
        return None
    negation = "not" if blame.negated or is_unlikely(tree, blame.at) else no_evidence(scene, blame.at)
    if outer is not None and not any(
        party.is_named or (party.country and party.noun not in _ANY_STATE) for party in saying.speakers
    ):
        told = is_source(scene, saying, outer)  # or "he said his company was sure"
        saying = replace(saying, via=outer.speakers) if told else replace(saying, speakers=outer.speakers)
    frame = saying.frame
    inside = frame is not None and (blame.at in saying.content or tree.hangs_on(blame.at, saying.at))
    if saying.negation and not _may_be_refused(tree, saying, blame, negation):
        return None
    negation = negation or saying.negation
    if blame.kind == "any" and not (inside and frame is not None and frame.act is not None):
        return None
    if _of_himself(saying, blame):
        accused = saying.speakers
    via, mine = saying.via, not saying.via
    first = mind.blamed(scene, blame.accused[:1])
    if first and set(first) <= set(saying.speakers) and blame.accused[0].pos == "PRON":
        accused = first  # "that he and some friends had done it": of the friends nobody is heard
    if set(accused) <= set(saying.speakers) or (own(saying.speakers, accused)):
        if (
            set(accused) & set(saying.speakers)
            and not negation
            and blame.kind != "noun"
            and base(tree.words[blame.at]) != "threaten"
            and not tree.hangs_on(saying.at, blame.at)  # "the minister held a meeting and spoke"
            and blame.accused[0].head != saying.at  # a parser gave the verb the subject of who says it
            and not any(word.dep == "acl" for word in _up_to_clause(tree, blame.at))
            and all(party.kind in (*ACTORS, MentionKind.PERSON) or not party.is_named for party in accused)
            and not any(party.country and party.noun not in party_words().same["actor"] for party in accused)
        ):
            return Draft(
                saying.speakers, Act.ADMIT, accused, saying.at, blame.at, end_of(scene, blame.at), via=via, own=mine
            )
        return None
    if blame.kind == "noun" and frame is not None and frame.act is None and not tree.hangs_on(blame.at, saying.at):
        return None
    act = Act.ASSESS if negation == "no-evidence" else _act(scene, frame, blame, saying.speakers)
    if act is Act.ACCUSE and not negation and _is_charge(scene, saying):
        act = Act.CHARGE
    silent = saying.speakers and all(party.kind in ACTORS and not saying.ours for party in saying.speakers)
    if silent and act is not Act.ADMIT:
        return None  # intruders speak for themselves only
    level = frame.level if frame is not None else None
    return Draft(
        saying.speakers, act, accused, saying.at, blame.at, end_of(scene, blame.at), negation, level, via, mine
    )


def _sharing(tree: Tree, sayings: Sequence[Saying], saying: Saying) -> Saying | None:
    """Return who shares a judgement of somebody else: "X said it shared Y's assessment that Z did it"."""
    noun = tree.words[saying.at]
    above = tree.words[noun.head]
    if not noun.is_noun or base(above) not in ("share", "support", "back", "endorse", "echo", "accept"):
        return None
    return next((one for one in sayings if one.at in (above.i, above.head) and one.speakers != saying.speakers), None)


def _of_himself(saying: Saying, blame: Blame) -> bool:
    """Say whether somebody without a name tells what he did: "a hacker told the paper that he had stolen it"."""
    told = blame.accused[0].word in ("he", "she", "i", "we") and blame.kind in ("deed", "event")
    return told and len(saying.speakers) == 1 and not saying.speakers[0].is_named and not saying.speakers[0].country


def _is_no_worry(tree: Tree, at: int) -> bool:
    """Say whether something is what somebody does not fear or know of: "was not worried about being spied on"."""
    word = tree.words[at]
    if any(base(one) in _TEACHING for one in tree.above(at)):
        return True  # "teaches officers how X breaks into networks"
    about = word.dep == "advcl" and any(kid.word in ("about", "of") for kid in tree.kids(at, "mark"))
    return about and tree.is_negated(word.head)


def _may_be_refused(tree: Tree, saying: Saying, blame: Blame, negation: str | None) -> bool:
    """Say whether somebody who is said not to say something leaves a blame unsaid: not "how X got in"."""
    if any(kid.word in ("how", "when", "where", "why") for kid in tree.kids(blame.at, "advmod", "mark")):
        return False
    bare = not negation and blame.kind == "noun" and saying.frame is not None and saying.frame.act is None
    return saying.frame is not None and tree.hangs_on(blame.at, saying.at) and not bare


def _up_to_clause(tree: Tree, at: int) -> Iterable[Word]:
    """Yield a word and those above it in its own clause."""
    word = tree.words[at]
    yield word
    while word.head != word.i and word.dep not in ("ccomp", "root", "ROOT", "parataxis", "acl"):
        word = tree.words[word.head]
        yield word


def _is_charge(scene: Scene, saying: Saying) -> bool:
    """Say whether a saying is that of a prosecutor, or of an indictment."""
    tree = scene.tree
    verb = tree.words[saying.at]
    subject = tree.subject(saying.at) if verb.is_verb else verb
    paper = subject is not None and is_of_court(scene, subject)
    told = {word.lemma for word in tree.words} & _LEGAL
    prosecutor = prosecutes(saying.speakers) and bool(told)
    alleged = any(word.word == "alleged" for word in tree.words)
    before = tree.sentence.text[: max(0, verb.end - tree.sentence.start + _TITLE)]
    return paper or prosecutor or (alleged and "Attorney" in before)


def _act(scene: Scene, frame: Frame | None, blame: Blame, speakers: Sequence[Party]) -> Act:
    """Return the act of a blame in somebody's mouth: the verb's own, else what its wording and its doubt make of it."""
    act = frame.act if frame is not None else None
    if blame.kind == "link" and act not in (Act.ASSESS, Act.CONFIRM):
        return Act.LINK
    if act is not None:
        return act
    weighed = {word.lemma for word in scene.tree.words if not _is_no_weight(scene, word)} & _WEIGHED
    if weighed or scene.tree.modals(blame.at) & {"may", "might", "could"}:
        return Act.ASSESS
    if any(word.word == "alleged" for word in scene.tree.above(blame.at)):
        return Act.ACCUSE  # "is alleged to have done it"
    told = scene.tree.words[blame.at].tag in ("VBD", "VBN") and not scene.tree.modals(blame.at)
    firm = bool(speakers) and all(
        party.kind is MentionKind.ORGANISATION and sort_of(party) != "media" for party in speakers
    )  # who looked into it, and tells what it saw
    return Act.ATTRIBUTE if blame.kind == "event" or (told and firm) else Act.ACCUSE


def _is_no_weight(scene: Scene, word: Word) -> bool:
    """Say whether a noun weighs nothing: "without naming any suspect", "to erode confidence in the system"."""
    following = scene.tree.words[word.i + 1 : word.i + 2]
    if word.lemma == "confidence" and following and following[0].word == "in":
        return True
    return word.lemma == "suspect" and any(kid.word in ("any", "no", "a") for kid in scene.tree.kids(word.i, "det"))


def _told(found: Sequence[Draft], draft: Draft, below: Sequence[int]) -> bool:
    """Say whether the sentence's own frames have said this already: of the same accused, or with the same verb."""
    for one in found:
        if one.at == draft.deed and one.act in _LAID:
            return True  # "the government holds X responsible, the ministry said": to hold is no deed
        if (
            one.act is draft.act is Act.LINK
            and one.speakers == draft.speakers
            and one.deed <= draft.deed < one.deed_end
        ):
            return True  # "A has ties to B": nothing more is said of B
        same = set(one.accused) & set(draft.accused)
        if same and (one.speakers == draft.speakers or one.at == draft.at):
            return True
        apart = {party.country for party in one.accused} ^ {party.country for party in draft.accused}
        if one.at == draft.at and one.act == draft.act and (not apart or None in apart):
            return True
        if same and one.said == draft.at and one.act in _LAID and one.at in below:
            return True  # "X is suspected by Y, Z said": Z adds nothing
        if one.act is Act.ADMIT and (same or one.speakers == draft.speakers):
            return True
        if one.at in below and one.act in (Act.DENY, Act.DEMAND, Act.SANCTION, Act.CHARGE) and same:
            return True
    return False


def _in_own_words(
    scene: Scene,
    mind: Discourse,
    sayings: Sequence[Saying],
    saying: Saying,
    found: list[Draft],
    blames: Sequence[Blame],
) -> list[Draft]:
    """Add what somebody quoted judges, denies and demands without a verb for it."""
    if base(scene.tree.words[saying.at]) == "have":
        return found  # who has no evidence says nothing himself
    judged = _judged(scene, mind, sayings, saying, blames)
    if judged is not None:
        plain = [one for one in found if one.at == judged.at and one.act is Act.ACCUSE and not one.negation]
        found = [one for one in found if one not in plain]
        if not any(_alike(one, judged) for one in found):
            found.append(judged)
    denied = denial(scene, mind, sayings, saying)
    if denied is not None and not any(one.act is Act.DENY and _is_of(denied, one) for one in found):
        found = [
            one
            for one in found
            if one.at != saying.at or one.act not in _LAID or one.negation or not own(denied.speakers, one.accused)
        ]  # "the claim that X did it is a lie, X's embassy said"
        found.append(denied)
    if owns_up(scene, sayings, saying) and not any(one.act is Act.ADMIT for one in found):
        found.append(Draft(saying.speakers, Act.ADMIT, saying.speakers, saying.at, 0, saying.at, via=saying.via))
    asked = _demand(scene, mind, saying)
    if asked is not None and not any(one.act is Act.DEMAND for one in found):
        found.append(asked)
    return found


def _is_of(denied: Draft, one: Draft) -> bool:
    """Say whether one denial only goes on with another: "the embassy denied it, saying its country opposes hacking"."""
    nameless = all(not party.is_named or party.kind is MentionKind.COUNTRY for party in denied.speakers)
    return one.speakers == denied.speakers or (nameless and own(one.speakers, denied.speakers))


def _alike(one: Draft, other: Draft) -> bool:
    return one.speakers == other.speakers and (one.act is Act.CONDEMN or bool(set(one.accused) & set(other.accused)))


def _judged(
    scene: Scene, mind: Discourse, sayings: Sequence[Saying], saying: Saying, blames: Sequence[Blame]
) -> Draft | None:
    """Return a condemnation in somebody's own words: "Russia's reckless campaign is unacceptable"."""
    tree = scene.tree
    if saying.negation or not any(is_state(party) for party in saying.speakers):
        return None
    inside = frozenset(content_of(scene, sayings, saying))
    hard = {tree.words[each].word for each in inside} & frames().judging
    if not hard or {tree.words[each].lemma for each in inside} & frames().accusations:
        return None
    for blame in blames:
        accused = mind.blamed(scene, blame.accused) if blame.at in inside and not blame.negated else ()
        if accused and not own(saying.speakers, accused):
            at = saying.at
            return Draft(saying.speakers, Act.CONDEMN, accused, at, blame.at, end_of(scene, blame.at), via=saying.via)
    accused = tuple(party for party in mind.accused if not own(saying.speakers, (party,)))
    if any(own(saying.speakers, mind.blamed(scene, blame.accused)) for blame in blames):
        return None  # a verb that was taken for one of the accused's
    told = any(scene.is_definite(each) and tree.words[each].lemma in _DONE | _THOSE for each in inside)
    if accused and (told or any(tree.words[each].word in ("they", "this") for each in inside)):
        return Draft(
            saying.speakers, Act.CONDEMN, accused, saying.at, saying.at, end_of(scene, saying.at), via=saying.via
        )
    return None


def _demand(scene: Scene, mind: Discourse, saying: Saying) -> Draft | None:
    """Return `China must end this` in somebody's mouth."""
    tree = scene.tree
    for word in tree.words:
        needs = tree.modals(word.i) & {"must", "should"} or (
            word.word in ("needs", "has") and tree.kids(word.i, "xcomp")
        )
        subject = tree.subject(word.i) if needs and word.i not in saying.apart else None
        if subject is None or subject.i not in scene.mentions:
            continue
        states = tuple(party for party in mind.blamed(scene, [subject]) if is_state(party))
        lemmas = {tree.words[each].lemma for each in tree.below(word.i)}
        if states and not own(saying.speakers, states) and lemmas & frames().cease and not tree.is_supposed(word.i):
            return Draft(saying.speakers, Act.DEMAND, states, saying.at, word.i, end_of(scene, word.i), via=saying.via)
    return None
