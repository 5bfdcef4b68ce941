"""The roles of frames by which somebody speaks of himself: denies, calls a charge baseless, claims or admits a deed.

In: the scene of a sentence, the discourse so far, the verb of a frame. Out: a `Draft`, or None where the sentence does
not use the verb in that sense.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from tocsin.model.report import Act, MentionKind
from tocsin.reading.accusable import can_be, content, draft_of
from tocsin.reading.culprits import culprits
from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import Draft, is_state, may_speak, negation_of, own, speakers_of
from tocsin.reading.frames import Frame, base, frames, frames_at
from tocsin.reading.parties import ACTORS, Party, Scene, party_words
from tocsin.reading.sides import own_side
from tocsin.reading.trees import Tree, Word
from tocsin.reading.whose import capital

_CHARGES = frozenset(
    {"charge", "allegation", "accusation", "involvement", "responsibility", "complicity", "wrongdoing", "role"}
)
_LINKS = frozenset(
    {
        "order",
        "tie",
        "connection",
        "contact",
        "affiliation",
        "association",
        "collusion",
        "collaboration",
        "motive",
        "motivation",
        "intent",
        "intention",
        "agenda",
        "allegiance",
        "loyalty",
        "sympathy",
    }
)


_LAYING = (Act.ACCUSE, Act.ATTRIBUTE, Act.LINK)
_AT_HOME = frozenset(["ministry", "police", "jury", "prosecution", "prosecutor", "regulator", "watchdog", "bureau",
                      "parliament", "government"])  # fmt: skip  # of which a text speaks by these names as of its own
_PROOFS = frozenset({"evidence", "indication", "proof", "sign"})
_TOO_LITTLE = frozenset({"insufficient", "scant", "little", "inconclusive"})
_SHOWING = frozenset({"suggest", "indicate", "show", "prove", "imply", "support"})
_TELLING = frozenset({"say", "claim", "suggest", "think", "believe", "assert", "imply", "speak", "talk"})
_REPORTS = frozenset({"knowledge", "story", "report", "article", "allegation", "accusation", "claim", "suggestion"})
_OWNERS = frozenset({"owner", "operator", "company", "firm", "maker", "vendor", "manufacturer"})
_ASKED_FOR = frozenset(["access", "entry", "request", "visa", "bail", "entrance", "application", "appeal", "permission",
                        "coverage", "transfer", "payment", "offer", "proposal", "bid", "motion"])  # fmt: skip
_RULING_OUT = frozenset({"rule", "dismiss", "discount", "exclude", "play"})
_ANY_STATE = frozenset({"state", "government", "country", "actor", "power"})
_NEAR = 8  # words
_LET_IN = frozenset({"student", "patient", "visitor", "person", "guest", "pupil", "member"})  # whom somebody admits
_LAWYERS = frozenset({"lawyer", "attorney", "counsel", "solicitor", "barrister", "advocate"})


def clients(scene: Scene, mind: Discourse, at: int) -> tuple[Party, ...]:
    """Return whose lawyer speaks at a verb, if one does: "a lawyer for Lee said", "their attorneys called"."""
    tree = scene.tree
    subject = tree.subject(at) if tree.words[at].is_verb else tree.words[at]
    near = [] if subject is None else [subject, *tree.kids(subject.i, "appos"), tree.words[subject.head]]
    lawyer = next((word for word in near if word.lemma in _LAWYERS), None)
    if lawyer is None or any(kid.lemma == "general" for kid in tree.kids(lawyer.i)):
        return ()
    for kid in tree.kids(lawyer.i, "nmod", "compound"):
        if kid.relation == "nmod:poss" or tree.case(kid.i) in ("for", "of"):
            return mind.blamed(scene, tree.coordinated(kid.i))
    return ()


def of_accused(scene: Scene, mind: Discourse, at: int, speakers: tuple[Party, ...]) -> tuple[Party, ...]:
    """Give an official of whom the text does not say whose he is, and who denies, the state that was accused."""
    subject = scene.tree.subject(at)
    states = {party.country for party in mind.accused if party.country}
    if subject is None or len(speakers) != 1 or len(states) != 1 or scene.party(subject.i).country is not None:
        return speakers
    (one,), (state,) = speakers, states
    if capital(scene, subject) is not None:
        return speakers
    official = one.noun in party_words().officials | party_words().spokesmen and not _is_at_home(one)
    guessed = one.kind in (MentionKind.PERSON, None) and official and one.country not in mind.ever
    return (replace(one, id=state, country=state),) if guessed else speakers


def _is_at_home(party: Party) -> bool:
    words = party.name.lower().split()
    return words[-1] in _AT_HOME and "foreign" not in words


def deny_role(scene: Scene, mind: Discourse, at: int, frame: Frame) -> Draft | None:
    """Read `denied any involvement`: the accused is the speaker's own side."""
    tree = scene.tree
    speakers = speakers_of(scene, mind, at, actors=True)
    if not speakers or negation_of(scene, at) or (tree.words[at].tag == "VBG" and tree.words[at].dep == "amod"):
        return None
    speakers = of_accused(scene, mind, at, speakers)
    if (other := _of_others(scene, mind, at, speakers)) is not None:
        return draft_of(scene, frame, at, speakers, other, Act.ASSESS, "not")
    lemmas = {tree.words[each].lemma for each in (*tree.below(at), *_behind(scene, at))}
    telling = lemmas & (
        _LINKS
        | frames().roles
        | frames().accusations
        | frames().wrongs
        | frames().denials
        | {"it", "this", "that", "which", "all", "have", "be"}
    )
    doing = any(kid.tag == "VBG" for kid in tree.kids(at, "xcomp", "ccomp", "obj"))  # "denies working for X"
    if not (telling or doing):
        return None
    if whose := clients(scene, mind, at):
        return draft_of(scene, frame, at, speakers, whose)
    concerned = any(is_state(party) or party.kind in ACTORS or mind.was_accused(party) for party in speakers)
    plain = lemmas & (frames().wrongs | frames().roles | _CHARGES)
    target = tree.object(at)
    report = target is not None and target.lemma in _REPORTS and not negation_of(scene, at)
    firm = all(party.kind is MentionKind.ORGANISATION or party.noun in _OWNERS for party in speakers)
    if target is not None and not concerned and _is_business(scene, target, speakers):
        return None
    if not (concerned or plain or (report and firm) or (doing and all(party.is_named for party in speakers))):
        return None
    return draft_of(scene, frame, at, speakers, own_side(speakers))


def _of_others(scene: Scene, mind: Discourse, at: int, speakers: Sequence[Party]) -> tuple[Party, ...] | None:
    """Return who is cleared by somebody else: "Spain's prosecutors ruled out Russian involvement"; () for "a state"."""
    tree = scene.tree
    ours = {party.country for party in speakers if party.country}
    target = tree.object(at)
    if target is not None and base(tree.words[at]) == "rule" and target.lemma in _ANY_STATE:
        return ()
    if target is not None and base(tree.words[at]) == "rule" and _is_culprit(scene, at):
        return mind.blamed(scene, [target]) if target.i in scene.mentions else None
    if base(tree.words[at]) not in _RULING_OUT:
        return None  # who denies that others broke in clears himself
    if not ours or ours & mind.ever or any(mind.was_accused(party) for party in speakers):
        return None
    for blame in content(scene, at, culprits(scene)):
        accused = mind.blamed(scene, blame.accused)
        if accused and all(party.country and party.country not in ours for party in accused):
            return accused
    return None


def _is_culprit(scene: Scene, at: int) -> bool:
    """Say whether a verb takes "as the author", "as the culprit"."""
    return any(word.lemma in frames().culprits for word in scene.tree.behind(at, ("as",), deep=2))


def _behind(scene: Scene, at: int) -> range:
    """Return the few words behind a verb, whatever a parser hung them on: "disputes the firm's findings"."""
    words = scene.tree.words
    end = next((word.i for word in words[at + 1 : at + _NEAR] if (word.pos == "PUNCT" and word.word != "-")
                or word.tag in ("VBD", "VBZ", "VBP", "MD")), at + _NEAR)  # fmt: skip
    return range(at + 1, min(end, len(words)))


def _is_business(scene: Scene, target: Word, speakers: Sequence[Party]) -> bool:
    """Say whether what is refused is asked for every day: "denied access to accounts", "insurers reject claims"."""
    named = any(party.is_named for party in speakers)
    return target.lemma in _ASKED_FOR or (target.word == "claims" and not named and not scene.is_definite(target.i))


def no_evidence(scene: Scene, at: int) -> str | None:
    """Return that a word is what nobody has evidence for: "no records or evidence to suggest that"."""
    for word in scene.tree.above(at):
        if base(word) in _SHOWING and scene.tree.words[word.head].word == "nothing":
            return "no-evidence"  # "nothing to suggest that it had a part"
        proofs = [one for one in scene.tree.coordinated(word.i) if one.lemma in _PROOFS]  # "no records or evidence"
        if proofs and scene.tree.is_negated(word.i):
            return "no-evidence"
        if any(one.lemma in _PROOFS and any(kid.lemma in _TOO_LITTLE for kid in scene.tree.kids(one.i, "amod"))
               for one in proofs):  # fmt: skip
            return "no-evidence"  # "insufficient evidence to conclude that"
        if word.lemma == "evidence" and any(
            scene.tree.is_negated(head.i) for head in list(scene.tree.above(word.i))[:1]
        ):
            return "no-evidence"
    return None


def is_unlikely(tree: Tree, at: int) -> bool:
    """Say whether a word stands in what is called unlikely: "it was unlikely that X had a part in it"."""
    return any(word.lemma in ("unlikely", "improbable") and not tree.is_negated(word.i)
               for word in itertools.islice(tree.above(at), 2))  # fmt: skip


def lays_on_own(scene: Scene, at: int, speakers: Sequence[Party]) -> bool:
    """Say whether a verb judges that something is laid to the speaker's side: "irresponsible to blame China"."""
    tree = scene.tree
    for each in tree.below(at):
        laying = any(frame.act in _LAYING for frame in frames_at(tree, each)) if each != at else False
        if laying and own(speakers, [scene.party(one.i) for one in scene.parties_below(each)]):
            return True
    return False


def _on_own(scene: Scene, at: int, speakers: Sequence[Party]) -> bool:
    """Say whether what is judged is to say something of the speaker's side: "called it absurd to say that X did it"."""
    telling = any(base(scene.tree.words[each]) in _TELLING for each in scene.tree.below(at) if each > at)
    ours = telling and own(speakers, [scene.party(one.i) for one in scene.parties_below(at) if one.i > at])
    return ours or lays_on_own(scene, at, speakers)


def denial_role(scene: Scene, mind: Discourse, at: int, frame: Frame) -> Draft | None:
    """Read `called the claims groundless`, `expressed firm opposition to the smear`."""
    tree = scene.tree
    speakers = speakers_of(scene, mind, at, actors=True)
    below = {form for each in tree.below(at) for form in (tree.words[each].lemma, tree.words[each].word)}
    if not speakers or negation_of(scene, at) or not below & frames().denials:
        return None
    speakers = of_accused(scene, mind, at, speakers)
    plain = below & frames().denials - frames().mild
    accused = {party.country for party in speakers if party.country} & mind.ever
    if whose := clients(scene, mind, at):
        return draft_of(scene, frame, at, speakers, whose)
    about = below & frames().accusations or (
        plain and (accused or below & {"it", "move", "step", "they", "that", "such"})
    )
    target = tree.object(at)
    charge = target is not None and target.lemma in frames().accusations
    about = about or _on_own(scene, at, speakers)
    others = mind.ever and not charge and not {party.country for party in speakers} & mind.ever
    if not about or (others and not plain):
        return None
    office = all(party.noun in party_words().officials for party in speakers)
    if (
        not office
        and not any(is_state(party) or party.kind in ACTORS for party in speakers)
        and not own(speakers, mind.accused)
    ):
        named = any(party.kind is MentionKind.PERSON for party in speakers)
        return draft_of(scene, frame, at, speakers, mind.accused) if charge and named and mind.accused else None
    return draft_of(scene, frame, at, speakers, own_side(speakers))


def _answers_for(mind: Discourse, parties: Sequence[Party]) -> bool:
    """Say whether somebody takes responsibility for what went wrong in his charge: "the minister ... and resigned"."""
    offices = party_words().officials | party_words().spokesmen
    return all(party.noun in offices and not mind.was_accused(party) for party in parties)


def self_role(scene: Scene, mind: Discourse, at: int, frame: Frame) -> Draft | None:
    """Read `claimed responsibility for`: the accused is the speaker."""
    tree = scene.tree
    subject = tree.subject(at)
    if tree.is_passive(at):
        subject = tree.agent(at)  # "responsibility was claimed by X"
    if subject is None or any(kid.word in ("no", "neither") for kid in tree.kids(subject.i)):
        return None
    words = [word for word in tree.coordinated(subject.i) if can_be(scene, word) or may_speak(scene, word, actors=True)]
    accused = mind.blamed(scene, words)
    if subject.word in ("he", "she") and mind.speakers and all(party.kind in ACTORS for party in mind.speakers):
        accused = mind.speakers  # an intruder who spoke of himself goes on
    if not accused or subject.lemma in party_words().documents:
        return None
    if base(tree.words[at]) in ("take", "accept", "assume") and _answers_for(mind, accused):
        return None
    if (let := tree.object(at)) is not None and let.lemma in _LET_IN and not tree.is_passive(at):
        return None
    if "relcl" in tree.words[at].relation and subject.i not in scene.mentions and scene.is_definite(subject.i):
        return None  # "the hackers who took the credit", told in passing
    who = set(tree.below(subject.i)) if subject.i < at else set[int]()  # "a spy named Lee confesses to nothing much"
    lemmas = {tree.words[each].lemma for each in tree.below(at) if each not in who}
    if "it" in frame.needs and not all(party.kind in ACTORS for party in accused):
        return None  # only intruders claim an attack by "it"
    if "have" in frame.needs:  # "claims to have done it": of itself
        done = [kid for kid in tree.kids(at, "xcomp") if any(aux.word == "have" for aux in tree.kids(kid.i, "aux"))]
        return draft_of(scene, frame, at, accused, accused) if done and not tree.kids(at, "ccomp") else None
    told = [kid for kid in tree.kids(at, "xcomp", "advcl", "ccomp") if tree.kids(kid.i, "mark", "aux")]
    done = any(kid.tag in ("VBG", "VBN") and not tree.kids(kid.i, "nsubj") for kid in told)
    boasted = base(tree.words[at]) in ("boast", "brag") and any(
        word.tag == "VBN" and any(aux.word == "having" for aux in tree.kids(word.i, "aux")) for word in tree.words[at:]
    )
    done = done or boasted
    mine = [party for party in accused if party.kind is MentionKind.PERSON
            or (boasted and (party.kind in ACTORS or party.noun in party_words().same["actor"]))]  # fmt: skip
    own_deed = done and len(mine) == len(accused)  # "admitted to having laundered it"
    if not frame.objects and not own_deed and not lemmas & (frames().wrongs | frames().strong | {"guilty"}):
        return None
    return draft_of(scene, frame, at, accused, accused)
