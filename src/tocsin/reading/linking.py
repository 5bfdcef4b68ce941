"""The roles of frames by which somebody is tied to somebody: "linked A to B", "A has maintained ties with B".

In: the scene of a sentence, the discourse so far, the verb of a frame. Out: a `Draft`, or None where the sentence does
not use the verb in that sense.
"""

from __future__ import annotations

from tocsin.model.report import Act, MentionKind
from tocsin.reading import word_order
from tocsin.reading.accusable import accused_words, can_be, draft_of
from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import Draft, negation_of, own, speakers_of, suspect
from tocsin.reading.frames import Frame, base, frames
from tocsin.reading.parties import ACTORS, TIES, Scene, party_words
from tocsin.reading.trees import Word

_TO = ("to", "on", "upon", "at", "with")
_SPONSORS = frozenset({"state", "government", "intelligence", "military", "service", "regime"})
_REACH = 22  # words from a verb to its "to"
CLUES = frozenset(["evidence", "finding", "trail", "sign", "analysis", "investigation", "clue", "everything", "it",
                    "trace", "indicator", "way", "manner", "sophistication", "anything", "nothing",
                    "something"])  # fmt: skip


def links_role(scene: Scene, mind: Discourse, at: int, frame: Frame) -> Draft | None:
    """Read `linked A to B`, `A is tied to B`, `established links between A and B`."""
    tree = scene.tree
    speakers = speakers_of(scene, mind, at)
    verb = base(tree.words[at])
    subject = tree.subject(at)
    if speakers is None and subject is not None and subject.lemma in CLUES:
        speakers = ()
    if verb in ("belong", "subordinate"):
        group = [word for word in tree.behind(at, ("to",), deep=1) if word.i in scene.mentions]
        known = [word for word in group if scene.mentions[word.i].kind in ACTORS]
        theirs = [
            word
            for word in tree.behind(at, ("to",), deep=1)
            if word.is_noun and word.i not in scene.mentions and can_be(scene, word) and scene.party(word.i).country
        ]
        theirs = theirs if accused_words(scene, subject) else []  # "the telephones belonged to staff of X"
        accused = mind.blamed(scene, known or theirs or accused_words(scene, tree.subject(at)))
        return draft_of(scene, frame, at, (), accused) if accused else None
    if speakers is None or (tree.is_passive(at) and not speakers and tree.modals(at)):
        return None
    if verb in ("link", "tie", "connect", "associate", "affiliate"):
        target = tree.object(at)
        first = [word for word in accused_words(scene, target) if _linkable(scene, word)]
        if not tree.behind(at, _TO, deep=3) and not tree.is_passive(at):
            return None  # "the network that links the ministries"
        behind = _linked_to(scene, at)
        second = accused_words(scene, behind[0]) if behind else []
        inside = {tree.words[each].lemma for each in scene.extent(target.i)} if target is not None else set[str]()
        deed = "break" in inside or (
            target is not None
            and target.lemma
            in frames().wrongs
            | frames().things
            | {
                "these",
                "it",
                "code",
                "this",
                "that",
                "author",
                "malware",
                "developer",
                "infrastructure",
            }
        )
        told = bool(speakers) and bool(behind) and any(suspect(scene.party(word.i)) for word in second[:1])
        told = told and any(party.is_named for party in speakers or ())
        those = target is not None and target.word in ("those", "who", "they") and tree.is_passive(at)
        actor = bool(second) and second[0].i in scene.mentions and scene.mentions[second[0].i].kind in ACTORS
        if not first and not deed and not (told and not tree.is_passive(at)) and not (those and actor):
            return None
        nameless = not any(scene.party(word.i).is_named or scene.party(word.i).country for word in first)
        accused = mind.blamed(scene, second if nameless and actor else first or second)  # "linked the cluster to X"
    else:
        behind = tree.behind(at, ("between", "to", "with"), deep=3)
        words = [word for each in behind[:1] for word in accused_words(scene, each)]
        accused = mind.blamed(scene, [word for word in words if _linkable(scene, word)])
        if not accused and any(scene.party(word.i).noun in _SPONSORS for word in words):
            accused = mind.accused  # "a bond with the state", of whoever was spoken of
        target = tree.object(at)
        lacking = negation_of(scene, at) or (target is not None and tree.is_negated(target.i))
        if not accused and speakers and lacking and behind:
            return draft_of(scene, frame, at, speakers, (), None, "no-evidence")
    if not accused or own(speakers, accused):
        return None
    head = tree.words[tree.words[at].head]
    if tree.words[at].relation == "acl:relcl" and tree.is_passive(at) and not speakers:
        return None
    aside = tree.words[at].dep == "conj" and tree.words[at].tag == "VBN" and tree.words[at - 1].word == ","
    reduced = not tree.kids(at, "mark", "nsubj", "aux") and (
        aside or (tree.is_passive(at) and tree.words[at].dep == "acl" and head.is_noun and not speakers)
    )
    if tree.words[at].dep == "amod" or reduced or not any(suspect(party) for party in accused):
        return None
    near = [
        *tree.above(at),
        *([target] if target is not None and target.i > at else []),
    ]  # "found no evidence of a tie"
    lacking = next((one for one in near if one.lemma in ("evidence", "proof", "indication", "sign")), None)
    none = lacking is not None and (tree.is_negated(lacking.i) or tree.is_negated(lacking.head))
    denied = "no-evidence" if none else _no_tie(scene, at)
    return draft_of(scene, frame, at, speakers, accused, Act.ASSESS if none else None, denied)


def _no_tie(scene: Scene, at: int) -> str | None:
    """Say that a tie is denied by its article: "sees no link to X"."""
    target = scene.tree.object(at)
    tie = target is not None and target.lemma in TIES
    return "not" if target is not None and tie and scene.tree.is_negated(target.i) else None


def _linked_to(scene: Scene, at: int) -> list[Word]:
    """Return to whom a verb links: what a parser hangs on it, else by order: "tied it, aimed at ministries, to X"."""
    tree = scene.tree
    behind = [word for word in tree.behind(at, _TO, deep=2) if can_be(scene, word)]
    behind = behind or [word for word in tree.behind(at, _TO) if can_be(scene, word)]
    if behind and tree.case(behind[0].i) not in ("to", "with"):
        led = word_order.behind(scene, at, ("to", "with"), can_be, far=_REACH)
        behind = [word for word in led if word.i in scene.mentions or word.tag == "NNP"][:1] or behind
    return behind


def _linkable(scene: Scene, word: Word) -> bool:
    if word.word in ("them", "him", "her"):
        return True
    party = scene.party(word.i)
    return party.is_named or party.noun in party_words().same["actor"] or party.country is not None


def ties_role(scene: Scene, mind: Discourse, at: int, frame: Frame) -> Draft | None:
    """Read `A has maintained ties with B`, `worked for B`: whoever says so links A to B."""
    tree = scene.tree
    words = accused_words(scene, tree.subject(at))
    if tree.words[at].dep in ("acl", "amod") and not tree.kids(at, "nsubj"):
        return None
    if tree.words[at].dep == "conj" and tree.words[tree.words[at].head].dep == "acl" and not tree.kids(at, "nsubj"):
        return None  # "a member of a team known as X and worked for Y": of whom it is said, a parser cannot tell
    if base(tree.words[at]) == "work" and not tree.behind(at, ("for", "with"), deep=1):
        return None
    accused = mind.blamed(scene, words)
    if not any(party.is_named for party in accused):
        behind = [word for word in tree.behind(at, ("for", "with", "to"), deep=2) if word.i in scene.mentions]
        accused = mind.blamed(scene, behind[:1]) or accused
    if not accused or any(party.kind is MentionKind.COUNTRY for party in accused):
        return None
    return draft_of(scene, frame, at, (), accused)
