"""The roles of frames: who is accused by "accuse", "attribute to", "assess that", "condemn", "deny", and by whom.

In: the scene of a sentence, the discourse so far, the verb of a frame. Out: a `Draft`, or None where the sentence does
not use the verb in that sense.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tocsin.model.report import Act, MentionKind
from tocsin.reading import word_order
from tocsin.reading.accusable import (
    accused_words,
    can_be,
    content,
    draft_of,
    institution,
    is_bare,
    is_union,
    means_other,
    what_of,
)
from tocsin.reading.addressed import address_role, advise_role, warn_role
from tocsin.reading.assailed import assails_role
from tocsin.reading.conduct import whose_conduct
from tocsin.reading.confirmed import confirm_role, incident_role
from tocsin.reading.culprits import SOIL, culprits
from tocsin.reading.denials import denial_role, deny_role, lays_on_own, self_role
from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import (
    Draft,
    is_of_court,
    is_state,
    may_speak,
    negation_of,
    own,
    prosecutes,
    speakers_of,
    suspect,
)
from tocsin.reading.found_out import evidence_role, uncovers_role
from tocsin.reading.frames import Frame, base, frames, frames_at
from tocsin.reading.linking import CLUES, links_role, ties_role
from tocsin.reading.parties import ACTORS, Party, Scene, party_words
from tocsin.reading.sides import own_side
from tocsin.reading.trees import Tree, Word

_CUSTOMS = frozenset({"prosecute", "jail", "imprison", "fine"})
_COURTS = frozenset({"court", "jury", "judge", "tribunal", "magistrate"})
_TO = ("to", "on", "upon", "at", "with")
_AGAINST = ("against", "on", "for", "over")
_STATELY = frozenset({"state", "foreign", "state-sponsored", "state-backed", "state-based", "hostile", "nation-state"})
_REACH = 22  # words from a verb to its "to"
_NEAR = 6  # words from "came" to "that"
_FIGURES = frozenset(["rise", "increase", "growth", "gain", "fall", "drop", "decline", "decrease", "loss", "success",
                      "improvement", "delay", "cost", "result", "change", "surplus", "shortage", "quote"])  # fmt: skip
_BACKING = frozenset({"back", "support", "echo", "second", "endorse"})
_CONDUCT = frozenset({"attempt", "conduct", "tactic", "method", "practice", "behaviour", "behavior"})
Role = Callable[[Scene, Discourse, int, Frame], Draft | None]


def object_role(scene: Scene, mind: Discourse, at: int, frame: Frame) -> Draft | None:
    """Read `accused A of ...`, `A was charged with ... by X`."""
    tree = scene.tree
    speakers = speakers_of(scene, mind, at, actors=frame.act is Act.ACCUSE)  # who breaks in says why
    speakers = speakers or _who_spoke(scene, mind, at, frame, speakers)
    if speakers is None:
        return None
    verb = base(tree.words[at])
    target = _target(scene, at, frame)
    if verb in ("accuse", "suspect", "blame") and is_bare(scene, at):
        speakers, target = (), tree.subject(at)  # "Iran accused of hacking"
    undergone = verb == "suspect" and any(
        kid.word == "being" for each in tree.below(at) for kid in tree.kids(each, "aux")
    )
    if undergone or means_other(scene, at, frame, target):
        return None  # "is suspected of being attacked by"
    words = _longer(scene, accused_words(scene, target)) or institution(scene, at, target)
    words = words or ([] if tree.is_passive(at) else whose_conduct(scene, target))
    if verb == "blame" and not any(word.i in scene.mentions for word in words):
        laid = tree.behind(at, ("on", "upon"), deep=2)
        words = accused_words(scene, laid[0]) or words if laid else words
    if (
        verb == "accuse"
        and tree.words[at].dep == "acl"
        and not tree.agent(at)
        and tree.words[tree.words[at].head].dep == "appos"
    ):
        return None  # "X, a group accused of much", told in passing
    if verb in ("stand", "face"):
        words, speakers = accused_words(scene, tree.subject(at)), _accusers(scene, mind, at)
        if speakers:
            return draft_of(scene, frame, at, speakers, mind.blamed(scene, words), Act.ACCUSE)
    if verb in ("add", "put", "place") and not words:
        return None
    accused = mind.blamed(scene, words)
    if negation_of(scene, at) and accused and not any(party.is_named or party.country for party in accused):
        return draft_of(scene, frame, at, speakers, ())
    if frame.act is Act.CHARGE and _is_custom(scene, at, accused):
        return None
    if _is_anybody(scene, at, speakers, accused) or (own(speakers, accused) and frame.act is not Act.CHARGE):
        return None
    return draft_of(scene, frame, at, speakers, accused, _charging(frame, speakers, accused))


def _who_spoke(
    scene: Scene, mind: Discourse, at: int, frame: Frame, speakers: tuple[Party, ...] | None
) -> tuple[Party, ...] | None:
    """Return who accuses though a verb does not tell: a court's paper, the office that spoke of him before."""
    before = scene.tree.words[:at] if frame.act is Act.CHARGE and scene.tree.words[at].tag == "VBG" else []
    if speakers is None and any(is_of_court(scene, word) for word in before if word.is_noun):
        return ()  # "indictments were unsealed, charging X", whatever a parser hangs the verb on
    subject = scene.tree.object(at) if frame.act is Act.ASSESS and scene.tree.is_passive(at) else None
    if speakers is None or subject is None or subject.word not in ("he", "she") or mind.quoted:
        return speakers
    return mind.speakers if all(is_state(one) for one in mind.speakers) else speakers


def _named_beside(tree: Tree, at: int) -> Word | None:
    """Return whom a verb names where a parser takes him for its complement: "named a Chinese national, X, as"."""
    return next((kid for kid in tree.kids(at, "xcomp") if kid.is_noun and kid.i > at and not tree.is_passive(at)), None)


def _is_custom(scene: Scene, at: int, accused: Sequence[Party]) -> bool:
    """Say whether a verb tells what is done to anybody: "which prosecutes hackers under a law of 2018"."""
    nobody = not any(party.is_named or party.country for party in accused)
    custom = scene.tree.words[at].tag in ("VBZ", "VBP") and base(scene.tree.words[at]) in _CUSTOMS
    return custom and nobody and not scene.tree.is_passive(at)


def _charging(frame: Frame, speakers: Sequence[Party], accused: Sequence[Party]) -> Act | None:
    """Return the act of a frame; it is a charge where a court finds somebody guilty or a prosecutor accuses a man."""
    if frame.act is not Act.ACCUSE:
        return frame.act
    guilty = "guilty" in frame.needs and any(_COURTS & set(party.name.lower().split()) for party in speakers)
    prosecuted = prosecutes(speakers) and all(not is_state(party) or party.noun for party in accused)
    return Act.CHARGE if guilty or prosecuted else frame.act


def _target(scene: Scene, at: int, frame: Frame) -> Word | None:
    """Return the object of a verb that accuses, also where a parser did not take it for that."""
    tree = scene.tree
    target = tree.object(at)
    if target is not None and target.lemma in frame.needs:  # "found X guilty": a parser makes X a part of "guilty"
        target = next((kid for kid in tree.kids(target.i, "compound") if kid.i in scene.mentions), target)
    if target is not None and target.word in ("that", "which", "whom") and target.i < at:
        return _antecedent(scene, at)  # "a unit that he blames"
    if target is None and base(tree.words[at]) == "accuse":  # "accused X of having done": taken for a clause
        return next((one for kid in tree.kids(at, "ccomp") for one in tree.kids(kid.i, "nsubj")
                     if at < one.i <= at + 3), None)  # fmt: skip
    return target


def _accusers(scene: Scene, mind: Discourse, at: int) -> tuple[Party, ...]:
    """Return by whom somebody "stands accused"."""
    agents = word_order.behind(scene, at, ("by",), may_speak, far=_NEAR)
    accused = any(word.word == "accused" for word in scene.tree.words[at : at + 3])
    agent = next(agents, None) if accused else None
    return mind.speaking(scene, [agent]) if agent is not None else ()


def _is_anybody(scene: Scene, at: int, speakers: Sequence[Party], accused: Sequence[Party]) -> bool:
    """Say whether nobody is meant: no accused, or "persons designated under the regulations", whoever they may be."""
    if speakers or any(party.is_named or party.country for party in accused):
        return not accused
    return not accused or (scene.tree.is_passive(at) and scene.tree.words[at].dep in ("acl", "amod"))


def _longer(scene: Scene, words: list[Word]) -> list[Word]:
    """Take in `A, which ..., and B` where only a clause parts the two; for `two men` the names behind a colon."""
    tree = scene.tree
    if len(words) == 1 and words[0].tag == "NNS" and tree.kids(words[0].i, "nummod"):
        colon = next((word.i for word in tree.words[words[0].i :] if word.text in (":", "–", "—")), len(tree.words))
        named = [tree.words[each] for each in dict.fromkeys(
            scene.head_of(mention) for at, mention in sorted(scene.mentions.items())
            if at > colon and mention.kind is MentionKind.PERSON)]  # fmt: skip
        if len(named) > 1:
            return named
        named = _behind_comma(scene, words[0].i)
        if len(named) > 1:
            return named
    if len(words) != 1 or words[0].i not in scene.mentions or words[0].i + 2 >= len(tree.words):
        return words
    if tree.words[words[0].i + 1].word != "," or tree.words[words[0].i + 2].word not in ("which", "who", "a", "the"):
        return words
    for at in range(words[0].i + 3, len(tree.words)):
        named = scene.mentions.get(at)
        if named is None or named.kind not in (MentionKind.PERSON, MentionKind.ORGANISATION):
            continue
        if [word.word for word in tree.words[at - 2 : at]] == [",", "and"]:
            return [*words, *tree.coordinated(at)]
    return words


def _behind_comma(scene: Scene, at: int) -> list[Word]:
    """Return the persons that a number of them is said to be: "two men, A and B, with"."""
    tree = scene.tree
    named: list[Word] = []
    if tree.words[at + 1 : at + 2] and tree.words[at + 1].word == ",":
        for word in tree.words[at + 2 :]:
            mention = scene.mentions.get(word.i)
            if mention is not None and mention.kind is MentionKind.PERSON:
                if scene.head_of(mention) == word.i:
                    named.append(word)
            elif word.word not in (",", "and"):
                break
    return named


def _antecedent(scene: Scene, at: int) -> Word | None:
    """Return what a relative clause is about: a name that stands with the noun it hangs on, else that noun."""
    tree = scene.tree
    head = tree.words[tree.words[at].head]
    if "relcl" not in tree.words[at].relation or head.i > at:
        return None
    whole = tree.words[head.head] if head.dep == "appos" else head
    return whole if whole.i in scene.mentions else head


def alleged_role(scene: Scene, mind: Discourse, at: int, frame: Frame) -> Draft | None:
    """Read `A is alleged to have stolen it`: by the prosecutor who spoke before, if one did."""
    tree = scene.tree
    target = tree.object(at) if tree.is_passive(at) and not tree.agent(at) else None
    done = tree.kids(at, "xcomp", "ccomp")
    if target is None or target.i > at or not done or tree.words[at].dep in ("acl", "amod") or mind.quoted:
        return None
    accused = mind.blamed(scene, accused_words(scene, target))
    if not any(suspect(party) for party in accused):
        return None
    return draft_of(scene, frame, at, mind.speakers if prosecutes(mind.speakers) else (), accused)


def names_role(scene: Scene, mind: Discourse, at: int, frame: Frame) -> Draft | None:
    """Read `spoke of a sophisticated state actor`: somebody is accused, though not by name."""
    speakers = speakers_of(scene, mind, at)
    for word in scene.tree.behind(at, ("of", "about"), deep=1) if speakers else ():
        said = {scene.tree.words[each].word for each in scene.extent(word.i)}
        if word.lemma in party_words().same["actor"] and said & _STATELY and word.i not in scene.mentions:
            return draft_of(scene, frame, at, speakers or (), (scene.party(word.i),))
    return None


def to_role(scene: Scene, mind: Discourse, at: int, frame: Frame) -> Draft | None:
    """Read `attributed the attack to A`."""
    tree = scene.tree
    speakers = speakers_of(scene, mind, at)
    subject = tree.subject(at)
    if speakers is None and subject is not None and subject.lemma in CLUES:
        speakers = ()
    if speakers is None:
        return None
    negation = negation_of(scene, at)
    laid = tree.object(at) if tree.is_passive(at) and base(tree.words[at]) in ("put", "lay", "place") else None
    if laid is not None and frame.objects and laid.lemma not in frame.objects:
        return None  # "were put on the list for attacks"
    wanted = _TO
    if frame.act is Act.ATTRIBUTE:
        wanted = ("to",) if tree.behind(at, ("to",), deep=4) else ("on",)
    behind = tree.behind(at, wanted, deep=4)
    if frame.needs & {"door", "doorstep"}:  # "laid at the door of X", "at X's feet"
        doors = [
            word for word in tree.behind(at, ("at",), deep=3) if word.lemma in ("door", "doorstep", "foot", "feet")
        ]
        behind = [kid for door in doors for kid in tree.kids(door.i, "nmod")]
    elif frame.needs & {"towards", "down"}:
        behind = tree.behind(at, ("to", "towards", "toward"), deep=4)
    found = [word for word in behind if can_be(scene, word)]
    if not found and frame.act is Act.ATTRIBUTE:  # "traced it to a server in China"
        found = [one for word in behind if word.lemma in SOIL for one in scene.parties_below(word.i)]
    if frame.objects & {"blame"}:
        # "the blame for the theft of the mail on Microsoft": a parser hangs the name on the mail
        found = [word for word in found if word.i in scene.mentions] or found
        found.sort(key=lambda word: tree.case(word.i) == "at")  # "for the outage at X on Y"
    accused = mind.blamed(scene, accused_words(scene, found[0])) if found else ()
    accused = tuple(party for party in accused if suspect(party))
    accused = tuple(party for party in accused if not (negation and not party.is_named and party.country is None))
    if not accused and not negation:
        return None
    known = any(party.country or party.entity or party.kind in ACTORS for party in accused)
    if not known and not speakers and subject is not None and subject.lemma in _FIGURES:
        return None  # "the rise is attributed to a new law"
    return draft_of(scene, frame, at, speakers, accused)


def as_role(scene: Scene, mind: Discourse, at: int, frame: Frame) -> Draft | None:
    """Read `named A as the culprit`, `identified the actor as A`, `describes the group as ...`."""
    tree = scene.tree
    speakers = speakers_of(scene, mind, at)
    target = tree.object(at) or what_of(tree, at) or _named_beside(tree, at)
    if speakers is None or target is None:
        return None
    if _is_called(scene, at, target):
        return None
    behind = [*tree.behind(at, ("as",), deep=2), *tree.kids(at, "xcomp")]
    behind += [kid for kid in tree.kids(at, "obj") if kid.i >= target.i and kid.lemma in frames().works]
    if target.lemma in frames().culprits:  # "named the culprit: X"
        colon = next((word.i for word in tree.words[target.i :] if word.text in (":", "–", "—")), len(tree.words))
        behind += [tree.words[one] for one in scene.mentions if one > colon][:1]
    named_so = tree.words[at].dep == "acl" and target.lemma not in party_words().same["actor"]
    if not speakers and named_so and tree.is_passive(at) and not tree.kids(at, "aux"):
        return None  # "activities designated as X" says what they are called
    if base(tree.words[at]) == "name" and tree.is_passive(at) and negation_of(scene, at):
        return None  # "an official who asked not to be named"
    person = target.word in ("him", "them") or target.lemma in party_words().same["actor"]
    whom = (*ACTORS, MentionKind.PERSON) if person else ACTORS  # "unmasked the hacker as Lee"
    named = [each for word in behind for each in tree.coordinated(word.i)
             if each.i in scene.mentions and scene.mentions[each.i].kind in whom]  # fmt: skip
    if not named:
        named = [each for word in behind for each in scene.parties_below(word.i)
                 if scene.mentions[each.i].kind in ACTORS and each.i > at][:1]  # fmt: skip
    words = accused_words(scene, target)
    own_name = [word for word in words if word.i in scene.mentions or scene.party(word.i).is_named]
    if own_name:
        words = own_name
    elif named:
        words = named
    elif not words or not behind:
        return None
    accused = mind.blamed(scene, words)
    if not accused or own(speakers, accused):
        return None
    below = {word.lemma for word in tree.words}
    guilty = (
        frames().culprits
        | frames().strong
        | frames().wrongs
        | frames().works
        | frames().villains
        | set(party_words().same["actor"])
    )
    if not any(suspect(party) and (party.country or party.kind in ACTORS) for party in accused) and not below & guilty:
        return None  # "named her as head of security"
    return draft_of(scene, frame, at, speakers, accused)


def _is_called(scene: Scene, at: int, target: Word) -> bool:
    """Read `the group, which it tracks as X`, `the firm calls the group X`: it only says what somebody is called."""
    verb = base(scene.tree.words[at])
    if "relcl" in scene.tree.words[at].relation:
        return target.word != "what" and verb in ("track", "call", "label", "list", "describe")
    band = target.i not in scene.mentions and target.lemma in party_words().same["actor"]
    named = band and scene.party(target.i).kind in ACTORS and not scene.tree.is_passive(at)
    return named and verb in ("call", "dub", "track")


def against_role(scene: Scene, mind: Discourse, at: int, frame: Frame) -> Draft | None:
    """Read `imposed sanctions on A`, `charges were brought against A by X`."""
    tree = scene.tree
    speakers = speakers_of(scene, mind, at)
    if speakers is None:
        return None
    wanted = ("with",) if base(tree.words[at]) == "raise" else _AGAINST
    found = [word for word in tree.behind(at, wanted) if can_be(scene, word)]
    if not found and frame.act is Act.SANCTION:  # of any trade: "on the Sinbad mixer"
        found = [word for word in tree.behind(at, wanted) if word.is_noun and _has_name(scene, word)]
    if tree.is_passive(at) and not found:
        subject = tree.object(at)
        found = [word for word in tree.behind(subject.i, _AGAINST) if can_be(scene, word)] if subject else []
    if not found and frame.act in (Act.CHARGE, Act.SANCTION) and tree.words[at].dep == "acl":
        what = tree.words[tree.words[tree.words[at].head].head]  # "X is the subject of charges brought by Y"
        if what.lemma in ("subject", "target", "object") and (target := tree.subject(what.i)) is not None:
            found = [target]
    if not found and frame.act is Act.CHARGE:
        agent = tree.agent(at)
        found = [word for word in tree.behind(at, ("of",), deep=4)
                 if can_be(scene, word) and tree.words[word.head].tag != "NNP"  # "Lee, of Canada"
                 and (agent is None or not tree.hangs_on(word.i, agent.i))]  # fmt: skip
        if not found:
            return None
    words: list[Word] = []
    for word in found:
        if word.i not in {each.i for each in words} and tree.case(word.i) == tree.case(found[0].i):
            words.extend(accused_words(scene, word))
    accused = mind.blamed(scene, words)
    if not accused or own(speakers, accused):
        return None
    return draft_of(scene, frame, at, speakers, accused)


def _has_name(scene: Scene, word: Word) -> bool:
    """Say whether a noun has a name beside it that nobody knows."""
    return any(kid.tag == "NNP" and kid.i not in scene.mentions for kid in scene.tree.kids(word.i, "compound", "flat"))


def within_role(scene: Scene, mind: Discourse, at: int, frame: Frame) -> Draft | None:
    """Read `condemned the attack by A`, `supports the statement`: whom the object names, or the last accused."""
    tree = scene.tree
    speakers = speakers_of(scene, mind, at)
    if not speakers:
        return None
    found = content(scene, at, culprits(scene))
    words = list(found[0].accused) if found and base(tree.words[at]) != "summon" else []
    if frame.act in (Act.SUPPORT, Act.ACKNOWLEDGE):
        return _support(scene, mind, at, frame, speakers, words)
    if not words:
        words = [each for kid in tree.kids(at, "obj", "obl", "ccomp", "xcomp", "advcl")
                 for each in scene.parties_below(kid.i)
                 if scene.mentions[each.i].kind in (MentionKind.COUNTRY, MentionKind.GOVERNMENT_BODY, *ACTORS)
                 and tree.case(each.i) not in ("with", "alongside", "in", "against", "to", "at")
                 and not _condemns(scene, each)
                 and not is_union(scene, each.i)
                 and not _is_nobodys(scene, each)
                 and not _tells(scene, each, at)][:1]  # fmt: skip
    accused = tuple(party for party in mind.blamed(scene, words) if not own(speakers, (party,)))
    below = {tree.words[each].lemma for each in tree.below(at)}
    telling = bool(below & (frames().wrongs | frames().attributing | _CONDUCT))
    target = tree.object(at)
    if frame.act is Act.CONDEMN and target is not None and target.lemma in frames().accusations:
        return None  # whoever denounces an accusation denies it
    if frame.act is Act.CONDEMN and lays_on_own(scene, at, speakers):
        return draft_of(scene, frame, at, speakers, own_side(speakers), Act.DENY)
    general = target is not None and {kid.word for kid in tree.kids(target.i, "det")} & {"all", "any", "every"}
    if not accused:
        if frame.act is Act.EXPOSE or (not telling and "it" not in below):
            return None
        accused = tuple(party for party in mind.accused if not own(speakers, (party,)) and not general)
    return draft_of(scene, frame, at, speakers, accused)


def _is_nobodys(scene: Scene, word: Word) -> bool:
    """Say whether a word names an office of no state that is known: "a member of the Security Council"."""
    mention = scene.mentions[word.i]
    return mention.kind is MentionKind.GOVERNMENT_BODY and mention.id is None and scene.party(word.i).country is None


def _condemns(scene: Scene, word: Word) -> bool:
    """Say whether a name is whose condemnation somebody joins: "the American condemnation of hackers"."""
    head = scene.tree.words[word.head]
    whose = word.relation == "nmod:poss" or word.dep in ("amod", "compound")
    return whose and head.lemma in ("condemnation", "rebuke", "censure", "statement")


def _tells(scene: Scene, word: Word, at: int) -> bool:
    """Say whether somebody is the subject of a verb of speech other than the one asked about."""
    return word.dep == "nsubj" and word.head != at and bool(frames_at(scene.tree, word.head))


def _support(
    scene: Scene, mind: Discourse, at: int, frame: Frame, speakers: tuple[Party, ...], words: list[Word]
) -> Draft | None:
    """Read `supports the statement`, `acknowledged statements that attribute it to A`."""
    tree = scene.tree
    accused = mind.blamed(scene, words)
    done = tree.object(at)
    if base(tree.words[at]) in ("support", "back") and done is not None and done.lemma in frames().wrongs:
        return None  # "supports operations of the groups": helps with the deed
    if base(tree.words[at]) == "come" and any(word.word == "that" for word in tree.words[at : at + _NEAR]):
        return None  # "came to the conclusion that"
    if base(tree.words[at]) == "stand" and any(kid.lemma in frames().wrongs for kid in tree.behind(at, ("behind",))):
        return None  # "stood behind the attack": who did it
    if base(tree.words[at]) == "join" and any(
        frames_at(tree, each) for each in tree.below(at) if each != at and tree.words[each].tag == "VBG"
    ):
        return None  # "joined its allies in condemning": the other verb says it
    inside = {each for kid in tree.kids(at, "obj", "obl", "ccomp", "xcomp", "nmod") for each in tree.below(kid.i)}
    for each in sorted(inside):
        if not accused:
            inner = [one for one in frames_at(tree, each) if one.roles in ("to", "object")]
            draft = ROLES[inner[0].roles](scene, mind, each, inner[0]) if inner else None
            accused = draft.accused if draft is not None else ()
    if not accused and base(tree.words[at]) in ("agree", "concur"):  # "agrees that the intruders, X, are of Y"
        named = [word for word in tree.words[at:] if word.i in scene.mentions]
        accused = mind.blamed(scene, [word for word in named if scene.mentions[word.i].kind in ACTORS][:1])
    below = {tree.words[each].lemma for each in tree.below(at)}
    laid = [word for each in inside if tree.words[each].lemma == "attribution"
            for word in tree.behind(each, ("to",)) if can_be(scene, word)]  # fmt: skip
    accused = accused or mind.blamed(scene, laid[:1]) or _of_backed(scene, mind, at, frame)
    if not accused and not below & (frames().attributing | {"ally", "partner", "with"}):
        return None
    if tree.is_passive(at) and not below & frames().attributing:
        return None
    friends = {party.country for kid in tree.behind(at, ("with", "by", "alongside")) if kid.i in scene.mentions
               for party in (scene.party(kid.i),) if party.country}  # fmt: skip
    accused = accused or mind.accused_by(friends) or mind.accused[:1]
    accused = tuple(party for party in accused if not own(speakers, (party,)))
    return draft_of(scene, frame, at, speakers, accused) if accused else None


def _of_backed(scene: Scene, mind: Discourse, at: int, frame: Frame) -> tuple[Party, ...]:
    """Return whom somebody who is backed accused just before: "the Foreign Office backed her"."""
    whom = scene.tree.object(at) if frame.act is Act.SUPPORT and base(scene.tree.words[at]) in _BACKING else None
    if whom is None or not may_speak(scene, whom):
        return ()
    names = {party.name for party in mind.speakers}
    return mind.accused if any(party.name in names for party in mind.speaking(scene, [whom])) else ()


ROLES: dict[str, Role] = {
    "object": object_role, "to": to_role, "as": as_role, "links": links_role, "ties": ties_role,
    "against": against_role, "within": within_role, "uncovers": uncovers_role, "deny": deny_role,
    "denial": denial_role, "self": self_role, "address": address_role,
    "evidence": evidence_role, "alleged": alleged_role, "names": names_role, "clause": confirm_role,
    "incident": incident_role,
    "advise": advise_role, "warn": warn_role, "assails": assails_role,
}  # fmt: skip
