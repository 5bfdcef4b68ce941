"""Those who broke in, and whose they are: who sent or hired them, who they were, who did "this".

In: the scene of a sentence and one of its words. Out: the word for who is accused, and whether that is negated.
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.reading.blame import INTRUDERS
from tocsin.reading.frames import base, frames
from tocsin.reading.parties import ACTORS, STATES, Scene, party_words, people
from tocsin.reading.trees import Word

_BREAKERS = INTRUDERS | {"culprit", "perpetrator", "burglar", "thief"}
_EMPLOYING = frozenset(["send", "dispatch", "hire", "pay", "employ", "recruit", "train", "equip", "task", "finance",
                        "fund", "shelter", "protect", "command", "instruct", "steer", "pick"])  # fmt: skip
_SERVING = frozenset(["member", "officer", "agent", "operative", "employee", "servant", "soldier", "spy", "contractor",
                      "hacker", "unit", "arm", "branch", "part", "wing"])  # fmt: skip
_BREAKING = frozenset(["break", "read", "copy", "empty", "encrypt", "lock", "knock", "plant", "switch", "shut"])
_SYSTEMS = frozenset(["network", "system", "server", "computer", "mail", "account", "mailbox", "database", "phone",
                      "cloud", "environment", "infrastructure", "inbox"])  # fmt: skip
Accused = Iterator[tuple[Word, bool]]


def unmasked(scene: Scene) -> frozenset[int]:
    """Return the nouns for intruders of whom a sentence says who they were: he is accused, not "the hackers"."""
    predicates = [word for word in scene.tree.words if word.lemma in _SERVING and scene.tree.kids(word.i, "cop")]
    subjects = ((word, scene.tree.subject(word.i)) for word in predicates)
    return frozenset(one.i for word, one in subjects if one is not None and one.i not in scene.mentions
                     and one.pos != "PRON" and any(one.i != who.i for who, _ in identified(scene, word)))  # fmt: skip


def employers(scene: Scene, word: Word) -> Accused:
    """Read `the intruders were sent by X`, `X had hired the men who broke in`."""
    tree = scene.tree
    if base(word) not in _EMPLOYING or not word.is_verb or word.dep in ("aux", "cop", "amod"):
        return
    passive = tree.is_passive(word.i)
    whom, by = tree.object(word.i), tree.agent(word.i) if passive else tree.subject(word.i)
    told = word.dep not in ("acl", "amod") or bool(tree.kids(word.i, "mark", "nsubj"))
    if whom is not None and by is not None and whom.i != by.i and told and _breaks_in(scene, whom):
        yield by, tree.is_negated(word.i)


def identified(scene: Scene, word: Word) -> Accused:
    """Read `the attackers were officers of X`, `X are the thieves who stole it`."""
    tree = scene.tree
    subject = tree.subject(word.i) if word.is_noun and tree.kids(word.i, "cop") else None
    if subject is None or subject.i > word.i:
        return
    if _breaks_in(scene, subject) and word.lemma in _SERVING:
        of = (kid for kid in tree.kids(word.i, "nmod") if tree.case(kid.i) in ("of", "for", "from", "with"))
        below = (each for kid in of for each in scene.parties_below(kid.i))
        masters = [each for each in below if scene.mentions[each.i].kind in (*STATES, *ACTORS)]
        if masters:
            yield masters[-1] if masters[0].relation == "nmod:poss" else masters[0], tree.is_negated(word.i)
    elif word.lemma in people() and _has_done(scene, word):
        yield subject, tree.is_negated(word.i)


def inside(scene: Scene, word: Word) -> Accused:
    """Read `Chinese spies had been in the council's network`."""
    tree = scene.tree
    within = word.lemma in _SYSTEMS and tree.kids(word.i, "cop") and tree.case(word.i) in ("in", "inside", "within")
    subject = tree.subject(word.i) if within else None
    if subject is not None and _breaks_in(scene, subject):
        yield subject, tree.is_negated(word.i)


def did_it(scene: Scene, word: Word) -> Accused:
    """Read `the Iranians did this to us`: a state or a band, and what was told before."""
    tree = scene.tree
    subject = tree.subject(word.i) if word.is_verb and base(word) == "do" and word.dep != "aux" else None
    what = {kid.word for kid in tree.kids(word.i, "obj")}
    if subject is None or what.isdisjoint({"this", "that", "it"}):
        return
    mention = scene.mentions.get(subject.i)
    band = subject.lemma in party_words().same["actor"]
    if band if mention is None else mention.kind in (*STATES, *ACTORS):
        yield subject, tree.is_negated(word.i)


def _breaks_in(scene: Scene, word: Word) -> bool:
    """Say whether a noun is one for intruders, or for people who are told to have broken in."""
    mention = scene.mentions.get(word.i)
    if mention is not None:
        return mention.kind in ACTORS
    return word.lemma in _BREAKERS or (word.lemma in people() and _has_done(scene, word))


def _has_done(scene: Scene, word: Word) -> bool:
    """Say whether a clause behind a noun tells of a deed of theirs: "the men who stole it"."""
    clauses = (kid for kid in scene.tree.kids(word.i, "acl") if "relcl" in kid.relation)
    verbs = (one for kid in clauses for one in (kid, *scene.tree.kids(kid.i, "conj")) if one.is_verb)
    return any(base(one) in frames().strong | _BREAKING and not scene.tree.is_passive(one.i)
               and not scene.tree.is_negated(one.i) for one in verbs)  # fmt: skip
