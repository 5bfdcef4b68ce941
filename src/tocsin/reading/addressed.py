"""The roles of frames by which somebody is addressed: demands of states, advice to everybody, warnings of somebody.

In: the scene of a sentence, the discourse so far, the verb of a frame. Out: a `Draft`, or None where the sentence does
not use the verb in that sense.
"""

from __future__ import annotations

from tocsin.model.report import Act, MentionKind
from tocsin.reading.accusable import accused_words, can_be, content, draft_of
from tocsin.reading.culprits import culprits
from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import Draft, is_state, negation_of, own, speakers_of
from tocsin.reading.frames import Frame, base, frames
from tocsin.reading.parties import ACTORS, Scene, party_words
from tocsin.reading.trees import Word


def address_role(scene: Scene, mind: Discourse, at: int, frame: Frame) -> Draft | None:
    """Read `urged China to stop` as a demand, `urged operators to patch` as advice."""
    tree = scene.tree
    speakers = speakers_of(scene, mind, at)
    if not speakers:
        return _advised(scene, mind, at, frame) if speakers == () else None
    verb = base(tree.words[at])
    if _means_other(scene, at, verb) or _for_himself(scene, at):
        return None
    where = {"appeal": ("to",), "call": ("on", "upon", "from"), "demand": ("on", "upon", "from")}
    places = tree.behind(at, where[verb], deep=1) if verb in where else []
    target = places[0] if places else tree.object(at)
    inner = [
        *tree.kids(at, "ccomp", "xcomp"),
        *(kid for kid in tree.kids(at, "advcl") if kid.tag != "VBG" or kid.i < at),
    ]  # not ", saying that"
    if target is not None:
        inner = [*inner, *(kid for kid in tree.kids(target.i, "acl") if tree.kids(kid.i, "mark"))]
    if target is None or target.i not in scene.mentions:
        subjects = [tree.subject(kid.i) for kid in inner]
        target = next((one for one in subjects if one is not None and one.i != at and one.i > at), target)
    target, inner = _behind_that(scene, at, verb) or (target, inner)
    words = accused_words(scene, target)
    if target is not None and target.lemma in _ADVISED and target.i not in scene.mentions:
        return advise_role(scene, mind, at, frame) if verb in ("urge", "ask", "implore", "exhort") and inner else None
    if target is not None and target.i not in scene.mentions:
        words = [
            each for each in scene.parties_below(target.i) if scene.mentions[each.i].kind is MentionKind.COUNTRY
        ] or words
    states = tuple(party for party in mind.blamed(scene, words) if is_state(party))
    foreign = tuple(party for party in states if party.country is not None and not own(speakers, (party,)))
    lemmas = {tree.words[each].lemma for each in tree.below(at)}
    if verb in ("warn", "tell") and not tree.kids(at, "xcomp"):
        return None
    if _asks(scene, at):
        return None
    if foreign and (lemmas & frames().cease or inner):
        if verb in ("tell", "ask", "warn", "press", "want", "order", "request") and not inner:
            return None
        return draft_of(scene, frame, at, speakers, foreign)
    ceasing = {tree.words[each].lemma for kid in inner for each in (kid.i,)} & {
        "stop",
        "end",
        "refrain",
        "cease",
        "respect",
    }
    if states or ceasing or verb not in ("urge", "ask", "implore", "exhort") or not inner:
        return None
    return advise_role(scene, mind, at, frame)


def _behind_that(scene: Scene, at: int, verb: str) -> tuple[Word, list[Word]] | None:
    """Return the state right behind "that", whatever a parser makes of its verb: "demanded that Rome hand him over"."""
    following = [word.word for word in scene.tree.words[at + 1 : at + 2]]
    named = scene.mentions.get(at + 2) if following == ["that"] and verb in ("demand", "insist") else None
    state = scene.tree.words[at + 2] if named is not None and named.kind is MentionKind.COUNTRY else None
    return (state, [state]) if state is not None else None


_ADVISED = frozenset(
    ["operator", "organisation", "organization", "company", "user", "customer", "administrator", "defender", "owner",
     "firm", "business", "reader", "vendor", "manufacturer", "entity", "provider", "hospital", "utility", "citizen",
     "soldier", "resident", "voter", "employee", "staff", "traveller", "student", "patient", "client", "developer"]
)  # fmt: skip


def _means_other(scene: Scene, at: int, verb: str) -> bool:
    """Say whether nobody is addressed: "calling them revenge for", "asked for proof", of whom it does not say."""
    if verb == "call":
        return any(kid.pos == "PRON" for kid in scene.tree.kids(at, "obj"))
    bare = verb in ("ask", "request", "press") and scene.tree.object(at) is None
    return bare and bool(scene.tree.behind(at, ("for",), deep=1))


def _for_himself(scene: Scene, at: int) -> bool:
    """Say whether somebody only asks for himself: "who asked not to be named"."""
    inner = scene.tree.kids(at, "xcomp")
    return any(kid.word in ("named", "identified", "quoted") for kid in inner)


def _asks(scene: Scene, at: int) -> bool:
    """Say whether a verb takes a question: "asked why China had waited"."""
    asking = ("why", "how", "whether", "what", "if", "when", "where", "who")
    kids = scene.tree.kids(at, "ccomp", "xcomp", "advcl")
    return any(
        scene.tree.words[each].word in asking for kid in kids for each in scene.tree.below(kid.i) if each <= kid.i
    )


def _advised(scene: Scene, mind: Discourse, at: int, frame: Frame) -> Draft | None:
    """Read `operators were urged to patch`: by who spoke last, if that is an office."""
    tree = scene.tree
    subject = tree.object(at)
    if base(tree.words[at]) not in ("urge", "advise", "ask", "encourage") or not tree.kids(at, "xcomp", "ccomp"):
        return None
    whom = {word.lemma for word in tree.coordinated(subject.i)} if subject is not None else set[str]()
    if not whom & _ADVISED or not mind.speakers or not all(is_state(party) for party in mind.speakers):
        return None
    return draft_of(scene, frame, at, mind.speakers, (), Act.ADVISE)


def advise_role(scene: Scene, mind: Discourse, at: int, frame: Frame) -> Draft | None:
    """Read `advises operators to patch`, by an office, a state or a company; nobody is accused."""
    speakers = speakers_of(scene, mind, at)
    if speakers == () and not negation_of(scene, at):
        return _advised(scene, mind, at, frame)
    if not speakers or scene.tree.is_passive(at) or negation_of(scene, at) or _asks(scene, at):
        return None
    if _for_himself(scene, at):
        return None
    target = scene.tree.object(at)
    if target is not None and target.word in ("nobody", "none"):
        return None
    told = scene.tree.kids(at, "xcomp", "ccomp", "advcl") or (target is not None and scene.tree.kids(target.i, "acl"))
    asked = base(scene.tree.words[at]) not in ("ask", "urge", "implore", "advise") or told
    asked = asked or bool(scene.tree.behind(at, ("against",), deep=1))
    offices = ("agency", "authority", "service", "bureau", "centre", "center")
    if not asked or not all(is_state(party) or party.noun in offices for party in speakers):
        return None
    return draft_of(scene, frame, at, speakers, (), Act.ADVISE)


def warn_role(scene: Scene, mind: Discourse, at: int, frame: Frame) -> Draft | None:
    """Read `warned of A`, `warned that A was attacking`."""
    tree = scene.tree
    speakers = speakers_of(scene, mind, at)
    if not speakers or tree.is_passive(at) or negation_of(scene, at):
        return None
    found = content(scene, at, culprits(scene))
    words = list(found[0].accused) if found else []
    if not words:
        behind = tree.behind(at, ("of", "about", "against"))
        owners = [kid for word in behind for kid in tree.kids(word.i, "nmod") if kid.relation == "nmod:poss"]
        words = [word for word in (*behind, *owners) if can_be(scene, word)][:1]
    if not words:  # "warned that the same actors were turning to shops"
        subjects = [one for kid in tree.kids(at, "ccomp") for one in tree.kids(kid.i, "nsubj")]
        intruders = party_words().same["actor"]
        words = [one for one in subjects if scene.party(one.i).noun in intruders
                 or (can_be(scene, one) and scene.party(one.i).kind in ACTORS)]  # fmt: skip
    accused = tuple(party for party in mind.blamed(scene, words) if not own(speakers, (party,)))
    if not accused and not {tree.words[each].lemma for each in tree.below(at)} & frames().wrongs:
        return None
    return draft_of(scene, frame, at, speakers, accused)
