"""Denials in somebody's own words: "groundless", "nothing to do with it", "we never carried out", "Russia has no part".

In: the scene of a sentence, who is quoted in it, the discourse so far. Out: a `Draft`, or None where nobody denies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tocsin.model.report import Act, MentionKind
from tocsin.reading.blame import Blame
from tocsin.reading.blameless import was_not_through
from tocsin.reading.culprits import culprits
from tocsin.reading.denials import clients, no_evidence
from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import Draft, is_state, may_speak, negation_of, own
from tocsin.reading.frames import base, frames
from tocsin.reading.parties import ACTORS, Party, Scene, party_words
from tocsin.reading.promises import is_promised
from tocsin.reading.sayings import Saying, content_of
from tocsin.reading.sides import own_side
from tocsin.reading.trees import Tree, Word

_HIS = frozenset({"his", "her", "its", "their", "our", "my"})
_OURS = frozenset({"our", "my"})
_WE = frozenset({"we", "i"})
_THIRD = frozenset({"he", "she", "it", "they"})
_STAFF = frozenset(["government", "country", "state", "nation", "kingdom", "service", "hacker", "officer", "agency",
                    "army", "military", "troop", "soldier", "company", "firm", "employee", "staff", "specialist",
                    "engineer", "institution", "authority", "member", "citizen"])  # fmt: skip
_DOING = frozenset(["work", "help", "order", "sell", "support", "participate", "cooperate", "collaborate", "engage",
                    "commission", "sponsor", "employ", "hire", "direct", "instruct", "authorise", "authorize", "write",
                    "build", "develop", "take", "play", "listen", "interfere", "assist", "conduct", "carry", "target",
                    "do", "launch", "cooperate", "back", "fund", "finance", "pay", "share", "give", "hand",
                    "read", "plan", "meet"])  # fmt: skip
_PARTS = frozenset(["part", "role", "hand", "interest", "involvement", "connection", "link", "tie", "contact",
                    "relation", "relationship", "motive", "intention", "responsibility", "dealing",
                    "dealings", "complicity"])  # fmt: skip
_FINDING = frozenset({"find", "see", "discover", "establish", "identify", "detect", "spot", "observe"})
_TRAPS = frozenset({"door", "backdoor", "collusion", "cooperation", "collaboration"})
_UNSAID = frozenset(["evidence", "proof", "comment", "information", "victim", "who", "whether", "what", "how", "which",
                     "why", "ransom", "statement", "question", "detail", "name", "reply"])  # fmt: skip
_HANDS = frozenset(["hacker", "spy", "service", "intelligence", "government", "army", "ministry", "agency", "spyware",
                    "surveillance", "military", "regime"])  # fmt: skip
_HARD = frozenset({"accusation", "allegation", "insinuation", "innuendo", "reproach", "imputation", "charge"})
_AFFIRMING = frozenset(["serious", "grave", "true", "credible", "worrying", "new", "accurate", "correct",
                        "substantiated", "specific", "clear", "severe", "unprecedented", "consistent", "right",
                        "detailed", "founded", "extraordinary", "concerning", "disturbing", "alarming",
                        "shocking"])  # fmt: skip
_DENIALS = frozenset({"denial", "rebuttal", "repudiation", "dementi"})
_OWNING_UP = ("it was us", "it was we", "was our doing", "was our work", "was its doing", "was its work", "we did it",
              "we did this", "was their doing", "was their work")  # fmt: skip
_MISSIONS = frozenset({"embassy", "consulate", "mission", "ambassador", "legation"})


def their_own(scene: Scene, saying: Saying, blame: Blame) -> tuple[Party, ...]:
    """Return the speaker's state where he speaks of "his country", "our government"."""
    word = blame.accused[0]
    owned = any(kid.relation == "nmod:poss" and kid.word in _HIS for kid in scene.tree.kids(word.i))
    state = word.lemma in (*party_words().same["state"], "government") and word.i not in scene.mentions
    side = own_side(saying.speakers) if owned and state else ()
    return side if any(party.country for party in side) else ()


def denial(scene: Scene, mind: Discourse, sayings: Sequence[Saying], saying: Saying) -> Draft | None:
    """Return a denial in somebody's own words: "groundless", "nothing to do with it", "never carried out"."""
    tree = scene.tree
    inside = content_of(scene, sayings, saying)
    if (owner := _mission(scene, saying, inside) or _employer(mind, saying)) is not None:
        saying = replace(saying, speakers=(owner,))
    whose = clients(scene, mind, saying.at)
    side = whose or own_side(saying.speakers)
    if not whose and (_disclaims(scene, mind, saying, inside) or _rejects(scene, mind, saying, inside)):
        return Draft(saying.speakers, Act.DENY, side, saying.at, 0, len(tree.words), via=saying.via, own=not saying.via)
    firm = all(party.kind is MentionKind.ORGANISATION for party in saying.speakers)
    if not whose and not firm and not any(is_state(party) or party.kind in ACTORS for party in saying.speakers):
        return None
    content = [tree.words[each] for each in inside]
    lemmas = {form for word in content for form in (word.lemma, word.word)}
    text = f" {' '.join(word.word for word in content)} "
    unproved = any(
        base(word) in ("provide", "produce", "present", "show", "offer", "furnish", "give") and word.i in inside
        and not {word.i for kid in tree.kids(word.i, "nsubj") for word in [kid] if word.pos == "PRON"}
        and not own(saying.speakers, [scene.party(kid.i) for kid in tree.kids(word.i, "nsubj")])
        and any(kid.lemma == "nothing" or (kid.lemma in ("evidence", "proof")
                                           and (tree.is_negated(kid.i) or negation_of(scene, word.i)))
                for kid in (*tree.kids(word.i, "obj", "ccomp"), *_undergone(tree, word.i)))
        for word in tree.words
    )  # fmt: skip
    accusing = frames().accusations | {"accuse", "blame"}
    plain = (lemmas & frames().denials and lemmas & accusing) or (
        lemmas & (frames().denials - frames().mild) and lemmas & {"it", "this", "move", "they"}
    )
    ours = {party.country for party in saying.speakers if party.country}
    if not any(party.is_named for party in saying.speakers):  # whom a ministry of no state speaks of
        ours = ours or {scene.party(at).country for at in inside if at in scene.mentions}
    if mind.ever and not ours & mind.ever:
        plain = False
    if firm:
        plain = bool(lemmas & (frames().denials - frames().mild) and lemmas & frames().accusations)
        plain = plain or was_not_through(scene, saying.speakers, inside)
        side = saying.speakers if plain else side
    said = not firm and any(f" {phrase} " in text for phrase in frames().denying)
    cleared = any(
        blame.negated
        and (their_own(scene, saying, blame) or own(saying.speakers, [scene.party(word.i) for word in blame.accused]))
        for blame in culprits(scene)
        if blame.at in inside
    )
    unproved = unproved or bool(whose and any(no_evidence(scene, each) for each in inside))
    if said and not cleared and _clears_others(scene, saying, inside):
        said = False  # "Russia itself was not involved, Washington said"
    if not (plain or said or cleared or unproved):
        return None
    return Draft(saying.speakers, Act.DENY, side, saying.at, 0, len(tree.words), via=saying.via, own=not saying.via)


def _clears_others(scene: Scene, saying: Saying, inside: Sequence[int]) -> bool:
    """Say whether what somebody says did not do it is a state, none of his own."""
    for blame in culprits(scene):
        parties = [scene.party(word.i) for word in blame.accused] if blame.negated and blame.at in inside else []
        if any(party.country for party in parties) and not own(saying.speakers, parties):
            return True
    return False


def _undergone(tree: Tree, at: int) -> tuple[Word, ...]:
    """Return the subject of a passive, if any: "no evidence has been presented"."""
    subject = tree.object(at) if tree.is_passive(at) else None
    return () if subject is None else (subject,)


def _mission(scene: Scene, saying: Saying, inside: Sequence[int]) -> Party | None:
    """Return the embassy of a state that is not told as that of the only one it speaks of."""
    one = saying.speakers[0] if len(saying.speakers) == 1 else None
    if one is None or one.country is not None:
        return None
    told = {scene.party(at).country for at in inside if at in scene.mentions} - {None}
    if not _MISSIONS & set(one.name.lower().split()):
        subject = scene.tree.subject(saying.at)
        its = subject is not None and any(kid.word == "its" for kid in scene.tree.kids(subject.i, "nmod"))
        if not its or one.noun not in party_words().officials:
            return None  # "X had no part in it, its ministry said"
        first = [at for at in inside if at in scene.mentions and scene.tree.words[at].dep == "nsubj"]
        told = {scene.party(at).country for at in first}
    (state,) = told if len(told) == 1 else (None,)
    return replace(one, id=state, country=state) if state is not None else None


def _employer(mind: Discourse, saying: Saying) -> Party | None:
    """Return the company that spoke last where a spokesman of nobody in particular goes on for it."""
    one = saying.speakers[0] if len(saying.speakers) == 1 else None
    last = mind.speakers[0] if len(mind.speakers) == 1 else None
    bare = one is not None and len(one.name.split()) == 1 and one.name.lower().startswith("spokes")
    return last if bare and last is not None and last.kind is MentionKind.ORGANISATION else None


def _disclaims(scene: Scene, mind: Discourse, saying: Saying, inside: Sequence[int]) -> bool:
    """Say whether somebody says of himself or his side that they did not do it: "we had no hand in this"."""
    state = any(is_state(party) or party.kind in ACTORS for party in saying.speakers)
    plain = all(party.kind in (MentionKind.ORGANISATION, MentionKind.PERSON) for party in saying.speakers)
    if not saying.speakers or saying.negation or not (state or plain):
        return False
    tree = scene.tree
    suspected = any(mind.was_accused(party) or party.country in mind.ever for party in saying.speakers)
    if (state or suspected) and any(_is_none(scene, at) for at in inside):
        return True
    for at in inside:
        word = tree.words[at]
        subject = tree.subject(at) if word.is_verb and word.dep not in ("aux", "cop") else None
        if subject is None or subject.i == saying.at or tree.is_passive(at):
            continue
        subject = next((one for one in (subject, *tree.kids(at, "nsubj")) if _mine(scene, saying, one)), None)
        if subject is None:
            continue
        if not _undone(tree, at) or tree.is_supposed(at) or is_promised(scene, word) or word.dep in ("acl", "advcl"):
            continue
        said = [tree.words[each] for each in tree.below(at) if not tree.hangs_on(each, subject.i)]
        lemmas = {each.lemma for each in said}
        if lemmas & _UNSAID or base(word) in _FINDING:
            continue
        none_of_it = "do" in lemmas and bool(lemmas & {"nothing", "anything"})
        part = none_of_it or any(kid.lemma in _PARTS for kid in tree.kids(at, "obj", "obl"))
        wrong = bool(lemmas & (frames().wrongs | frames().strong))
        done = base(word) in _DOING or base(word) in frames().strong or (base(word) == "know" and suspected)
        near = state or wrong or suspected or bool(lemmas & _HANDS)
        if near and ((part and base(word) != "know") or (done and (wrong or suspected or lemmas & _HANDS))):
            return True
    return False


def _is_none(scene: Scene, at: int) -> bool:
    """Say whether there is said to be nothing of the kind: "there was no back door in its products"."""
    tree = scene.tree
    if tree.words[at].tag != "EX":
        return False
    what = tree.kids(tree.words[at].head, "nsubj", "obj")
    return any(kid.lemma in _PARTS | _TRAPS and tree.is_negated(kid.i) for kid in what)


def _mine(scene: Scene, saying: Saying, subject: Word) -> bool:
    """Say whether a subject is who speaks, his state or its people."""
    if subject.word in _WE:
        return True
    owners = [kid for kid in scene.tree.kids(subject.i, "nmod") if kid.word in _HIS]
    if subject.word in _THIRD:
        return scene.tree.hangs_on(subject.i, saying.at) and not _other_before(scene, saying, subject)
    if owners and subject.lemma in _STAFF:
        return owners[0].word in _OURS or not _other_before(scene, saying, subject)
    party = scene.party(subject.i)
    return own(saying.speakers, [party]) and party.kind not in ACTORS


def _other_before(scene: Scene, saying: Saying, subject: Word) -> bool:
    """Say whether a pronoun has somebody else before it in what is said: "China had hired X and it had never ..."."""
    named = [at for at in scene.mentions if saying.at < at < subject.i or (at < subject.i < saying.at)]
    return any(scene.tree.words[at].dep == "nsubj" and not own(saying.speakers, [scene.party(at)]) for at in named)


def _undone(tree: Tree, at: int) -> bool:
    """Say whether a verb is negated, or what it takes is nothing: "had no part in it", "knew nothing of it"."""
    if tree.is_negated(at):
        return True
    taken = tree.kids(at, "obj", "obl", "xcomp")
    return any(kid.lemma in ("nothing", "none", "nobody") or any(each.word in ("no", "neither")
               for each in tree.kids(kid.i, "det", "cc")) for kid in taken)  # fmt: skip


def _rejects(scene: Scene, mind: Discourse, saying: Saying, inside: Sequence[int]) -> bool:
    """Say whether a side that was accused judges the charge: "these accusations are as old as they are empty"."""
    tree = scene.tree
    ours = {party.country for party in saying.speakers if party.country}
    accused = any(mind.was_accused(party) for party in saying.speakers) or ours & mind.ever
    if saying.negation or not (accused or (ours and not mind.ever)):
        return False
    for at in inside:
        subject = tree.words[at]
        head = tree.words[subject.head]
        if subject.lemma not in _HARD or subject.dep != "nsubj" or not tree.kids(head.i, "cop"):
            continue
        below = {tree.words[each].lemma for each in tree.below(head.i)} & _AFFIRMING
        others = {scene.party(kid.i).country for kid in scene.parties_below(subject.i)} - {None} - ours
        if bool(below) == tree.is_negated(head.i) and not others:
            return True
    return False


def denial_nouns(scene: Scene, mind: Discourse) -> list[Draft]:
    """Return the denials that a noun tells of: "the allegation drew a swift denial from Hanoi"."""
    tree = scene.tree
    found: list[Draft] = []
    for noun in tree.words:
        following = [word.word for word in tree.words[noun.i + 1 : noun.i + 4]]
        if noun.lemma not in _DENIALS or not noun.is_noun or "service" in following:
            continue
        verb = tree.words[noun.head]
        by = [kid for kid in (*tree.kids(noun.i, "nmod"), *tree.kids(verb.i, "obl", "nmod"))
              if kid.i > noun.i and tree.case(kid.i) in ("from", "by")]  # fmt: skip
        speakers = mind.speaking(scene, by[:1]) if by and may_speak(scene, by[0]) else ()
        if speakers and any(is_state(party) or party.kind is MentionKind.ORGANISATION for party in speakers):
            found.append(Draft(speakers, Act.DENY, own_side(speakers), noun.i, noun.i, noun.i + 1))
    return found


def owns_up(scene: Scene, sayings: Sequence[Saying], saying: Saying) -> bool:
    """Say whether intruders say that it was they: "it was us", "this was our doing"."""
    if not saying.speakers or saying.negation or not all(party.kind in ACTORS for party in saying.speakers):
        return False
    text = f" {' '.join(scene.tree.words[at].word for at in content_of(scene, sayings, saying))} "
    return any(f" {phrase} " in text for phrase in _OWNING_UP)
