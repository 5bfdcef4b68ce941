"""A claim as one sentence makes it, before the text around it is asked; and who speaks at a verb.

In: the scene of a sentence and the discourse so far. Out: `Draft`; the speakers of a verb, how it is negated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.model.report import Act, Level, MentionKind
from tocsin.reading.discourse import Discourse
from tocsin.reading.frames import base, frames
from tocsin.reading.parties import ACTORS, Party, Scene, party_words
from tocsin.reading.some_of import SOME, stands_for_some
from tocsin.reading.trees import Word

_SHORT = {
    "stop": ("short",), "fall": ("short",), "hold": ("back", "off"), "shrink": ("back", "from"), "draw": ("back",),
    "steer": ("clear",), "decide": ("not", "against"), "fail": ("to",),
}  # fmt: skip
_FAR = 9  # words from a document to who made it
_NEAR = 6  # words between "two colleagues" and their names
_HIS = frozenset({"its", "his", "her", "their", "our", "my"})
_CARRIES = ("xcomp", "advcl", "ccomp", "csubj", "acl", "obl", "nmod", "conj")  # relations over which a negation reaches
_THROUGH = frozenset(
    ["short", "back", "clear", "far", "early", "able", "ready", "reluctant", "unwilling", "position", "anything"]
)
COURT_PAPERS = frozenset(["indictment", "complaint", "affidavit"])  # which speak though nobody is named
_PANELS = frozenset(["committee", "commission", "panel", "inquiry", "ministry", "agency", "council", "inspectorate",
                     "ombudsman", "department"])  # fmt: skip
_GROUNDS = frozenset({"evidence", "reason", "ground", "grounds", "cause", "proof"})
_WILLING = frozenset(["position", "say", "go", "want", "wish", "dare", "be", "able", "ready", "prepare", "prepared",
                      "willing"])  # fmt: skip
_PRONOUNS = frozenset({"both", "he", "she", "it", "they", "we", "i", "us", "him", "her", "them"})


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
    said: int | None = None  # the verb of who is quoted, where it is another


def speakers_of(scene: Scene, mind: Discourse, at: int, *, actors: bool = False) -> tuple[Party, ...] | None:
    """Return who speaks at a verb; nobody for a passive without "by", None where somebody else than a speaker acts."""
    tree = scene.tree
    if tree.is_passive(at):
        agent = tree.agent(at)
        if agent is None:
            return ()
        if not may_speak(scene, agent, actors=actors):
            named = scene.named_by_case(agent.i)
            return (named,) if named is not None else None
        return mind.speaking(scene, tree.coordinated(agent.i))
    subject = tree.subject(at)
    if subject is None or subject.i == at:
        return None
    subject = bearer(scene, subject)
    if _document(scene, subject):
        return of_document(scene, mind, subject)
    if subject.lemma in _GROUNDS and tree.words[at].dep == "acl" and tree.kids(at, "mark"):
        return ()  # "there is evidence to suspect X"
    if not may_speak(scene, subject, actors=actors):
        named = scene.named_by_case(subject.i)
        above = _sharing(scene, at, actors=actors) if named is None else None
        if above is None:
            return (named,) if named is not None else None
        subject = above
    group = [word for word in tree.coordinated(subject.i) if may_speak(scene, word, actors=actors)]
    speakers = mind.speaking(scene, _by_name(scene, group))
    return None if stands_for_some(subject) and not speakers else speakers


def _by_name(scene: Scene, group: list[Word]) -> list[Word]:
    """Return for a plural the names that stand with it: "two colleagues, Lee and Park"."""
    if len(group) != 1 or group[0].tag != "NNS" or group[0].i in scene.mentions:
        return group
    words = scene.tree.words
    named: list[Word] = []
    for word in words[group[0].i + 1 :]:
        mention = scene.mentions.get(word.i)
        if mention is not None and mention.kind is MentionKind.PERSON and words[word.i - 1].word in (",", "and"):
            named.append(word)
        elif named and word.word not in (",", "and"):
            break
        elif not named and (word.is_verb or word.i - group[0].i > _NEAR):
            return group
    return named if len(named) > 1 else group


def _sharing(scene: Scene, at: int, *, actors: bool) -> Word | None:
    """Return who speaks above a verb that was joined too low: "X said the data was old and accused Y"."""
    tree = scene.tree
    if tree.words[at].dep != "conj" or tree.kids(at, "nsubj"):
        return None
    for verb in list(tree.above(at))[1:]:
        subject = next(iter(tree.kids(verb.i, "nsubj")), None)
        if verb.tag == "VBD" and subject is not None and may_speak(scene, subject, actors=actors):
            return subject
    return None


def bearer(scene: Scene, word: Word) -> Word:
    """Return of whom a word is only told: "Lee, the High Representative, who called on", "none of the agencies"."""
    if word.word in SOME:
        word = next((kid for kid in scene.tree.kids(word.i, "nmod", "obl") if scene.tree.case(kid.i) == "of"), word)
    office = scene.mentions.get(word.i)
    person = scene.mentions.get(word.head)
    if person is None or word.dep != "appos" or word.head > word.i:
        return word
    if person.kind is MentionKind.PERSON and (
        word.tag == "NNP" if office is None else office.kind is not MentionKind.PERSON
    ):
        return scene.tree.words[word.head]
    return word


def _document(scene: Scene, word: Word) -> bool:
    return word.lemma in party_words().documents and word.i not in scene.mentions


def of_document(scene: Scene, mind: Discourse, word: Word) -> tuple[Party, ...]:
    """Return who speaks in a statement or report: whose it is, else who spoke before."""
    author = _author(scene, word)
    if author is not None:
        return mind.speaking(scene, scene.tree.coordinated(author.i))
    his = next((kid for kid in scene.tree.kids(word.i, "nmod") if kid.word in _HIS), None)
    if his is not None and (teller := _teller(scene, word)) is not None:
        return mind.speaking(scene, scene.tree.coordinated(teller.i))
    if his is not None and (owners := mind.speaking(scene, [his])):
        return owners
    whose = next((kid for kid in scene.tree.kids(word.i, "nmod", "det") if kid.word == "whose"), None)
    if whose is not None and (meant := _before(scene, whose)) is not None:
        return mind.speaking(scene, scene.tree.coordinated(meant.i))
    owners = scene.tree.kids(word.i, "nmod", "amod", "compound", "acl", "appos")
    for owner in sorted(owners, key=lambda kid: scene.tree.case(kid.i) not in ("from", "by")):
        if found := _owning(scene, mind, owner):
            return found
    verb = scene.tree.words[word.head]
    joined = word.dep == "obl" and base(verb) == "join" and scene.tree.case(word.i) == "in"
    if (word.dep == "obj" and verb.is_verb) or joined:
        subject = scene.tree.subject(verb.i)
        if subject is not None and may_speak(scene, subject):
            others = scene.tree.kids(verb.i, "obj") if joined else []  # "joined X in an advisory that"
            return mind.speaking(scene, [*scene.tree.coordinated(subject.i), *others])
    return _of_nobody_here(scene, mind, word)


def _owning(scene: Scene, mind: Discourse, owner: Word) -> tuple[Party, ...]:
    """Return who a word below a document says made it: "by X", "X's", "written by X"."""
    if owner.dep == "acl":
        return _makers(scene, mind, owner)
    case = scene.tree.case(owner.i)
    made = case in ("from", "by") or owner.relation == "nmod:poss"
    if owner.i in scene.mentions:
        return mind.speaking(scene, scene.tree.coordinated(owner.i)) if made or case in ("", "of") else ()
    body = case == "of" and owner.lemma in _PANELS  # "a report of the committee"
    if (case in ("from", "by") or body) and may_speak(scene, owner):
        return mind.speaking(scene, [owner])
    named = scene.named_by_case(owner.i) if made else None  # a firm that nobody knows
    return () if named is None else (named,)


def is_of_court(scene: Scene, paper: Word) -> bool:
    """Say whether a paper is one of a court, by whoever it was drawn up: "the indictment", "court documents"."""
    court = any(kid.lemma in ("court", "charging") for kid in scene.tree.kids(paper.i, "compound", "amod"))
    return paper.i not in scene.mentions and (paper.lemma in COURT_PAPERS or court)


def _of_nobody_here(scene: Scene, mind: Discourse, word: Word) -> tuple[Party, ...]:
    """Return who speaks in a document whose author the sentence does not tell; in a court's, only who prosecutes."""
    if word.lemma == "paper" and (press := mind.press()) is not None:
        return (press,)  # "the paper also accused"
    legal = prosecutes(mind.speakers) or any(is_state(one) for one in mind.speakers)
    if is_of_court(scene, word) and not legal:
        return ()
    return mind.speakers or mind.voice


def _makers(scene: Scene, mind: Discourse, verb: Word) -> tuple[Party, ...]:
    """Return who made or got hold of a document: "a report written by X", "mails obtained by the Guardian"."""
    agent = scene.tree.agent(verb.i)
    if agent is not None and agent.i in scene.mentions:
        return mind.speaking(scene, scene.tree.coordinated(agent.i))
    named = scene.named_by_case(agent.i) if agent is not None else None
    return () if named is None else (named,)


def _teller(scene: Scene, word: Word) -> Word | None:
    """Return who tells of a document of his own: "Kroll says its review indicates that ..."."""
    for verb in scene.tree.above(word.i):
        subject = scene.tree.subject(verb.i) if verb.is_verb and verb.i < word.i else None
        if subject is not None and subject.i < word.i and may_speak(scene, subject):
            return subject
    return None


def _before(scene: Scene, relative: Word) -> Word | None:
    """Return who is meant by "whose": the noun that the words before it belong to, if it can speak."""
    words = scene.tree.words
    at = relative.i - 1
    while at >= 0 and words[at].pos == "PUNCT":
        at -= 1
    while at >= 0:
        if may_speak(scene, words[at]):
            return words[at]
        head = words[words[at].head]
        if head.i == at or head.i > relative.i or (head.is_verb and head.dep not in ("acl", "amod")):
            return None
        at = head.i
    return None


def _author(scene: Scene, word: Word) -> Word | None:
    """Return who stands behind "by" in "an advisory put out on Monday by X", whatever the parser makes of it."""
    words = scene.tree.words
    made = [each for each in words[word.i + 1 : word.i + 3] if each.word != ","]
    if not made or made[0].tag not in ("VBN", "VBD"):
        return None
    by = next((each for each in words[made[0].i + 1 : word.i + _FAR] if each.word == "by"), None)
    behind = words[by.i + 1 : by.i + 4] if by is not None else ()
    named = [each for each in behind if each.i in scene.mentions]
    return next((each for each in named if scene.mentions[each.i].kind is MentionKind.PERSON), next(iter(named), None))


def may_speak(scene: Scene, word: Word, *, actors: bool = False) -> bool:
    """Say whether a noun phrase can speak: no group of intruders does, except of itself."""
    if word.word in _PRONOUNS or stands_for_some(word):
        return True
    if word.i in scene.taken or any(kid.word == "no" for kid in scene.tree.kids(word.i, "det")):
        return False
    party = scene.party(word.i)
    if party.country is not None and word.text[:1].isupper() and not party.is_named:
        return True
    if party.is_named:
        return actors or party.kind not in ACTORS
    return party.noun in party_words().speaking


def _is_still_to(scene: Scene, word: Word) -> bool:
    """Say whether somebody "has yet" to do something."""
    return word.lemma in ("have", "be") and any(kid.word == "yet" for kid in scene.tree.kids(word.i, "advmod"))


def negation_of(scene: Scene, at: int) -> str | None:
    """Return how a verb is negated: "not", "declined", None."""
    tree = scene.tree
    word = tree.words[at]
    if tree.is_negated(at):
        return "not"
    for head in tree.above(at):
        low = word.lemma in ("short", "far") and word.dep == "advmod"  # "stopped short of"
        seen = word.lemma == "anything" and word.dep == "obj"
        if head.dep == "aux" or not (low or seen or word.dep in _CARRIES):
            break
        stem = base(head) if head.is_verb and head.word not in frames().declines else head.word
        if word.dep != "conj" and stem in frames().declines and not tree.kids(word.i, "nsubj"):
            if stem in _SHORT and not any(tree.words[each].word in _SHORT[stem] for each in range(head.i, at)):
                return None
            return None if tree.is_negated(head.i) else "declined"
        if head.is_verb and stem not in frames().declines and word.dep in ("ccomp", "conj"):
            break
        if head.lemma == "premature" or _is_still_to(scene, head):
            return "declined"
        if head.lemma == "early" and any(kid.word == "too" for kid in tree.kids(head.i, "advmod")):
            return "declined"
        if word.lemma == "anything" and head.is_verb and tree.is_negated(head.i):
            return "not"  # "has not seen anything that ties it to X"
        willing = (head.is_verb or head.lemma in _WILLING) and stem in _WILLING
        if willing and tree.is_negated(head.i):
            return "not"
        word = head
        if not word.is_verb and word.lemma not in _THROUGH:
            break
    return None


def prosecutes(speakers: Sequence[Party]) -> bool:
    """Say whether somebody is a prosecutor or a jury."""
    return any(
        word in party.name.lower()
        for party in speakers
        for word in ("prosecutor", "prosecution", "jury", "justice dep")
    )


def suspect(party: Party) -> bool:
    """Say whether somebody is one that attacks are laid to: a name, a state's own, a noun for intruders."""
    nouns = (*party_words().same["actor"], "state", "government", "regime", "agent", "country", "nation", "spy",
             "teenager", "youth", "insider", "individual")  # fmt: skip
    return party.is_named or party.country is not None or party.noun in nouns


def end_of(scene: Scene, at: int) -> int:
    """Return where the clause of a word ends, without the closing mark."""
    last = scene.tree.below(at)[-1] + 1
    while last > at + 1 and scene.tree.words[last - 1].pos == "PUNCT":
        last -= 1
    return last


def own(speakers: Sequence[Party], accused: Sequence[Party]) -> bool:
    """Say whether the accused are the speakers' own side."""
    entities = {party.entity for party in speakers if party.entity}
    if set(speakers) & set(accused) or entities & {party.entity for party in accused}:
        return True  # "Kaspersky" is "Kaspersky Lab"
    ours = {party.country for party in speakers if party.country}
    return bool(ours & {party.country for party in accused if party.country})


def is_state(party: Party) -> bool:
    """Say whether a party is a state, one of its offices, or of one."""
    return party.kind in (MentionKind.COUNTRY, MentionKind.GOVERNMENT_BODY) or party.country is not None
