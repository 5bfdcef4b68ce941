"""Culprits: who a sentence says did it, whoever says so.

In: the scene of a sentence. Out: `Blame`s in order: the words for the culprit, the word of the deed, and how it is put:
"X was behind the attack", "the attack was carried out by X", "X stole the data", "the hand of X", "an attack by X".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.model.report import MentionKind
from tocsin.reading.abetting import abettors
from tocsin.reading.blame import INTRUDERS, Blame, accusable, those_of
from tocsin.reading.clues import by_clue, likened
from tocsin.reading.conduct import doer_behind
from tocsin.reading.employed import did_it, employers, identified, inside, unmasked
from tocsin.reading.frames import base, frames, frames_at
from tocsin.reading.hit import SUFFERING, is_hit, is_suffered
from tocsin.reading.inverted import behind_it
from tocsin.reading.parties import ACTORS, STATES, Scene, party_words, people
from tocsin.reading.promises import is_promised
from tocsin.reading.runners import runners
from tocsin.reading.ties import is_client, only_owns, ties
from tocsin.reading.trees import Word

_PREDICATES = ("ROOT", "root", "ccomp", "conj", "acl", "advcl", "parataxis", "xcomp", "appos", "csubj", "obj", "dep")


_HELD = frozenset({"responsible", "accountable", "culpable", "liable"})
_NEAR = 12  # words from "holds" to "responsible"
_BEHALVES = frozenset(["direction", "behalf", "order", "behest", "instruction", "auspices", "instigation"])
_WHO_DID = frozenset({"culprit", "perpetrator", "mastermind", "author", "offender", "perpetrators"})


def culprits(scene: Scene) -> tuple[Blame, ...]:
    """Return who a sentence says did it, in the order of the deeds; of one deed the plainest wording only."""
    found: tuple[Blame, ...] = scene.once(_culprits)
    return found


def _culprits(scene: Scene) -> tuple[Blame, ...]:
    found: dict[int, Blame] = {}
    masked = unmasked(scene)
    blames = (_compared(scene, blame) for blame in _all(scene))
    for blame in sorted(blames, key=lambda one: ("event", "link", "deed", "any", "noun").index(one.kind)):
        if blame.accused and blame.at not in found and blame.accused[0].i not in masked:
            found[blame.at] = blame
    return tuple(found[at] for at in sorted(found))


def _compared(scene: Scene, blame: Blame) -> Blame:
    """Take "no country has done it as recklessly as X", "nobody does more than X" for what it says of X."""
    tree = scene.tree
    if not blame.accused:
        return blame
    nobody = blame.accused[0].word in ("nobody", "none") or any(
        kid.word == "no" for kid in tree.kids(blame.accused[0].i, "det")
    )
    named = [each for each in tree.below(blame.at) if each in scene.mentions and tree.case(each) in ("as", "than")]
    return Blame((tree.words[named[0]],), blame.at, blame.kind, False) if nobody and named else blame


def _all(scene: Scene) -> Iterator[Blame]:
    tree = scene.tree
    for word in tree.words:
        guilty = word.lemma in frames().culprits and (not word.is_verb or word.lemma == "involve")
        work = not word.is_verb and not frames().works.isdisjoint((word.lemma, word.word))  # "hackers working out of X"
        if guilty or work:
            yield from _predicate(scene, word)
        if word.is_noun:
            yield from _of_noun(scene, word)
        yield from _by_others(scene, word)
        if word.word == "behind" and word.dep in ("advmod", "obl", "ROOT", "root", "compound", "ccomp"):
            yield from _stands_behind(scene, word)
        if word.word == "blame" and word.i > 1 and tree.words[word.i - 1].word == "to":
            yield from _to_blame(scene, word)
        if word.i in scene.mentions and tree.kids(word.i, "cop"):
            yield from _it_was(scene, word)
        if word.tag == "JJ" and word.dep in (*_PREDICATES, "xcomp"):
            yield from likened(scene, word)
        undone = _holds(scene, word) or is_suffered(scene, word) or _measures(scene, word)
        if word.is_verb and word.dep not in ("aux", "cop", "amod") and not undone:
            yield from _deed(scene, word)
            yield from by_clue(scene, word)
            yield from _held_to_be(scene, word)


def _holds(scene: Scene, word: Word) -> bool:
    """Say whether a verb is no deed, but what somebody says: "holds X responsible"."""
    following = scene.tree.words[word.i : word.i + _NEAR]
    return base(word) == "hold" and any(one.word in _HELD for one in following)


def _measures(scene: Scene, word: Word) -> bool:
    """Say whether a verb tells what is done about an attack: "is taking action against the attackers"."""
    what = scene.tree.kids(word.i, "obj") if base(word) == "take" else []
    return any(kid.lemma in ("action", "step", "measure") for kid in what)


def _by_others(scene: Scene, word: Word) -> Iterator[Blame]:
    """Yield who is told to be tied to whom, to have sent or hired those who broke in, to have done "this"."""
    readings = (
        ("link", ties),
        ("deed", identified),
        ("deed", employers),
        ("deed", inside),
        ("event", did_it),
        ("event", behind_it),
        ("deed", abettors),
        ("deed", runners),
    )
    for kind, reading in readings:
        for accused, negated in reading(scene, word):
            yield Blame(those_of(scene, accused), word.i, kind, negated)


_AIMS = frozenset(["aim", "goal", "purpose", "intention", "intent", "objective", "attempt", "effort", "bid", "plan",
                   "plot", "appetite", "ambition", "desire", "will", "willingness", "capability", "capacity",
                   "motive"])  # fmt: skip


def _aim(scene: Scene, word: Word) -> Iterator[Blame]:
    """Yield whose aim it was to do harm: "Russia's goal was to disrupt", "Russia's attempts to interfere"."""
    tree = scene.tree
    if word.lemma not in _AIMS:
        return
    whose = [kid for kid in tree.kids(word.i, "nmod") if kid.relation == "nmod:poss" and kid.i in scene.mentions]
    head = tree.words[word.head]
    if word.dep == "obj" and head.lemma in ("have", "possess", "retain", "show", "harbour", "harbor"):
        whose += [kid for kid in tree.kids(head.i, "nsubj") if kid.i in scene.mentions]  # "had the appetite to attack"
    what = [*tree.kids(word.i, "acl", "xcomp", "ccomp", "csubj", "advcl"), *([head] if word.dep == "nsubj" else [])]
    what += tree.kids(head.i, "xcomp", "ccomp", "advcl") if word.dep == "nsubj" else []
    harm = frames().strong | {"harm", "disrupt", "damage", "destabilise", "destabilize", "influence", "divide", "sow"}
    deed = next((one for one in what if base(one) in harm), None)
    if whose and deed is not None:
        yield Blame((whose[0],), deed.i, "deed", False)


def _of_noun(scene: Scene, word: Word) -> Iterator[Blame]:
    """Yield what a noun says by itself, its preposition and what it is of."""
    yield from _aim(scene, word)
    if (scene.tree.case(word.i) == "behind" and not _describes(scene, word)) or word.lemma in frames().roles:
        yield from _behind(scene, word)
    if word.lemma in _BEHALVES:
        yield from _behalf(scene, word)
    if word.lemma in ("link", "tie", "connection", "overlap") or (word.lemma == "nexus" and word.dep == "obj"):
        yield from _link(scene, word)
    if word.dep in _PREDICATES and (scene.tree.kids(word.i, "cop") or scene.tree.words[word.head].lemma == "remain"):
        yield from _empire(scene, word)
        yield from _is_theirs(scene, word)
        yield from _servant(scene, word)
    many = word.lemma in _QUANTITIES and any(kid.lemma in frames().wrongs for kid in scene.tree.kids(word.i, "nmod"))
    if many or word.lemma in frames().wrongs or word.lemma in frames().accusations:
        yield from _noun(scene, word)


def _describes(scene: Scene, word: Word) -> bool:
    """Say whether "behind" only says which band is meant: "belong to the gang behind Trickbot"."""
    band = scene.tree.words[word.head]
    named = word.i in scene.mentions and scene.mentions[word.i].kind in ACTORS
    return word.dep == "nmod" and named and band.lemma in party_words().same["actor"] and band.dep not in _PREDICATES


def _to_blame(scene: Scene, word: Word) -> Iterator[Blame]:
    """Read `X was to blame`."""
    be = scene.tree.words[word.i - 2]
    head = be if be.lemma == "be" else None
    if head is not None:
        subject = scene.tree.subject(word.i) or scene.tree.subject(head.i)
        yield Blame(those_of(scene, subject), word.i, "event", scene.tree.is_negated(word.i))


def _it_was(scene: Scene, word: Word) -> Iterator[Blame]:
    """Read `This was X`, `it was X that stole`; not `it was X that voted`."""
    subject = next(iter(scene.tree.kids(word.i, "nsubj", "expl")), None)
    clauses = scene.tree.kids(word.i, "acl:relcl", "csubj")
    spied = any(base(kid) in frames().strong for kid in (*scene.tree.kids(word.i, "acl"), *clauses))
    if clauses and not spied and not any(base(kid) in frames().deeds and _does_wrong(scene, kid) for kid in clauses):
        return
    party = scene.party(word.i)
    public = party.kind in (MentionKind.GOVERNMENT_BODY, MentionKind.ORGANISATION)
    nobodys = public and party.country is None and party.entity is None  # rather who was hit
    if subject is not None and subject.word in ("this", "it", "that") and not (nobodys and not spied):
        yield Blame(those_of(scene, word), word.i, "deed" if spied else "event", scene.tree.is_negated(word.i))


def _predicate(scene: Scene, word: Word) -> Iterator[Blame]:
    """Read `X is responsible for ...`, `the culprit is X`, `the work of X`."""
    tree = scene.tree
    negated = tree.is_negated(word.i)
    if word.lemma in frames().works or word.word in frames().works:
        if word.lemma in ("product", "initiative") and not tree.kids(word.i, "cop"):
            return  # "a product of X was used"
        owner = next(iter(tree.behind(word.i, ("of",), deep=1)), None)
        if owner is None and tree.kids(word.i, "cop"):
            owner = next((kid for kid in tree.kids(word.i, "nmod") if kid.relation == "nmod:poss"), None)
        if owner is not None and not accusable(scene, owner):
            kinds = (*STATES, *ACTORS)
            owner = next((one for one in scene.parties_below(owner.i) if scene.mentions[one.i].kind in kinds), None)
        yield Blame(those_of(scene, owner), word.i, "event", negated)
        return
    head = tree.words[word.head]
    if word.lemma in _WHO_DID and word.dep == "nsubj" and head.is_noun and tree.kids(head.i, "cop"):
        yield Blame(those_of(scene, head), word.i, "event", tree.is_negated(head.i))  # "the culprits were X"
    subject = tree.subject(word.i) if word.dep in _PREDICATES else None
    if subject is not None and subject.i != word.i:
        group = those_of(scene, subject)
        if group:
            yield Blame(group, word.i, "event", negated)
    for each in tree.kids(word.i, "appos", "nmod", "flat"):
        if each.i > word.i and each.i in scene.mentions and tree.case(each.i) == "" and word.is_noun:
            yield Blame(those_of(scene, each), word.i, "event", negated)


def _behind(scene: Scene, word: Word) -> Iterator[Blame]:
    """Read `X was behind the attack`; `the involvement of X`, `Russian involvement`."""
    tree = scene.tree
    if tree.case(word.i) == "behind" and word.lemma in frames().attributing:
        return  # "stands behind the findings"
    if tree.case(word.i) == "behind":
        subjects = tree.kids(word.i, "nsubj")
        subject = tree.subject(word.i) if subjects else None
        if subject is None and word.dep in ("obl", "nmod", "xcomp", "advcl"):
            head = tree.words[word.head]
            if head.dep == "obl" and tree.case(head.i) == "by" and tree.is_passive(head.head):
                head = tree.words[head.head]  # "X is suspected by Lee of being behind it"
            subject = tree.subject(head.i) if head.is_verb or tree.kids(head.i, "nsubj") else head
            negated = tree.is_negated(head.i)
        else:
            negated = tree.is_negated(word.i)
        if subject is not None:
            yield Blame(those_of(scene, subject), word.i, "event", negated)
        return
    if word.lemma == "part" and tree.kids(word.i, "cop"):
        return  # "is a part of the GRU"
    owners = [*tree.kids(word.i, "amod", "compound"), *(kid for kid in tree.kids(word.i, "nmod"))]
    for owner in owners:
        if owner.relation == "nmod:poss" and owner.i not in scene.mentions and accusable(scene, owner):
            yield Blame(those_of(scene, owner), word.i, "event", tree.is_negated(word.i))
            return
        if owner.dep == "nmod" and owner.lemma in ("state", "government", "country") and tree.case(owner.i) == "of":
            yield Blame((owner,), word.i, "event", tree.is_negated(word.i))
            return
        of = owner.dep != "nmod" or owner.relation == "nmod:poss" or tree.case(owner.i) in ("of", "by")
        if of and owner.i in scene.mentions:
            yield Blame(those_of(scene, owner), word.i, "event", tree.is_negated(word.i))
            return
    head = tree.words[word.head]
    if word.dep == "obj" and head.lemma in ("bear", "have", "play", "share", "carry", "take"):
        negated = tree.is_negated(head.i) or tree.is_negated(word.i)  # "had no role"
        yield Blame(those_of(scene, tree.subject(head.i)), word.i, "event", negated)


def _behalf(scene: Scene, word: Word) -> Iterator[Blame]:
    """Read `acting at the direction of X`, `on behalf of X`."""
    if scene.tree.case(word.i) in ("at", "on", "under", "upon"):
        owner = next((kid for kid in scene.tree.behind(word.i, ("of",), deep=1) if kid.i in scene.mentions), None)
        yield Blame(those_of(scene, owner), word.i, "event", False)


def _link(scene: Scene, word: Word) -> Iterator[Blame]:
    """Read `links between X and the campaign`, `ties to X`; not of "hackers with links to X", who are called so."""
    told = scene.tree.words[word.head]
    if word.dep == "nmod" and scene.tree.case(word.i) == "with" and told.lemma in party_words().accused:
        return
    behind = scene.tree.behind(word.i, ("between", "to", "with"), deep=2)
    words = [each for one in behind for each in scene.tree.coordinated(one.i)]
    for each in words:
        if each.i in scene.mentions or (scene.party(each.i).noun in party_words().accused and accusable(scene, each)):
            if each.i in scene.mentions and scene.mentions[each.i].kind is MentionKind.ORGANISATION:
                continue
            yield Blame((each,), word.i, "link", scene.tree.is_negated(word.i))
            return
    for kid in scene.tree.kids(word.i, "amod", "compound"):
        if kid.i in scene.mentions and scene.mentions[kid.i].kind in STATES:  # "suspected a Chinese link"
            yield Blame((kid,), word.i, "link", scene.tree.is_negated(word.i))


def _empire(scene: Scene, word: Word) -> Iterator[Blame]:
    """Read `X is the empire of hacking`, `X is the biggest perpetrator`."""
    subject = scene.tree.subject(word.i)
    tree = scene.tree
    of = {tree.words[each].lemma for kid in tree.kids(word.i, "nmod", "compound", "amod", "conj")
          for each in tree.below(kid.i)}  # fmt: skip
    villain = word.lemma in frames().villains
    wrong = of & (frames().wrongs if not villain else frames().wrongs | frames().strong | frames().villains)
    if (
        subject is None
        or subject.i not in scene.mentions
        or not (wrong or word.lemma in ("threat", "adversary"))
        or of & SUFFERING
    ):
        return
    if villain or word.lemma not in ("victim", "target", "ally", "leader", "country", "state"):
        yield Blame(those_of(scene, subject), word.i, "deed", scene.tree.is_negated(word.i))


def _is_theirs(scene: Scene, word: Word) -> Iterator[Blame]:
    """Read `they are a Russian group`, `it remains the most active Chinese crew`."""
    tree = scene.tree
    subject = tree.subject(word.i) or tree.subject(word.head)
    states = [kid for kid in tree.kids(word.i, "amod", "compound") if kid.i in scene.mentions
              and scene.mentions[kid.i].kind in STATES]  # fmt: skip
    if subject is not None and states and word.lemma in party_words().same["actor"]:
        some = subject.word in ("one", "some", "many") or _is_intruder(scene, subject)
        yield Blame((word,) if some else those_of(scene, subject), word.i, "link", tree.is_negated(word.i))


def _is_intruder(scene: Scene, word: Word) -> bool:
    return word.i not in scene.mentions and word.lemma in INTRUDERS


_SERVES = frozenset(["member", "officer", "agent", "operative", "employee", "contractor", "affiliate", "part"])
_SPONSORED = frozenset(["sponsored", "backed", "affiliated", "linked", "aligned", "directed", "controlled",
                        "supported"])  # fmt: skip


def _servant(scene: Scene, word: Word) -> Iterator[Blame]:
    """Read `Lee was a member of X`, `it is a state-sponsored operator`: whose somebody is held to be."""
    tree = scene.tree
    subject = tree.subject(word.i)
    if subject is None or subject.i > word.i or subject.word in ("this", "that", "there"):
        return
    person = subject.i in scene.mentions and scene.mentions[subject.i].kind is MentionKind.PERSON
    masters = [each for kid in tree.kids(word.i, "nmod") if tree.case(kid.i) in ("of", "for", "with")
               for each in scene.parties_below(kid.i)]  # fmt: skip
    serves = word.lemma in _SERVES and person and any(
        scene.mentions[each.i].kind in (*ACTORS, MentionKind.GOVERNMENT_BODY) for each in masters
    )  # fmt: skip
    sponsored = any(tree.words[each].word in _SPONSORED for each in tree.below(word.i) if each < word.i)
    actor = subject.i in scene.mentions and scene.mentions[subject.i].kind in ACTORS
    if serves or (sponsored and (actor or subject.word == "it") and word.lemma in party_words().accused):
        yield Blame(those_of(scene, subject), word.i, "link", tree.is_negated(word.i))


def _stands_behind(scene: Scene, word: Word) -> Iterator[Blame]:
    head = scene.tree.words[word.head] if word.head != word.i else word
    subject = scene.tree.subject(head.i)
    if frames().attributing & {each.lemma for each in scene.tree.words[word.i + 1 : word.i + 4]}:
        return  # "stands behind the findings of"
    if subject is not None:
        yield Blame(those_of(scene, subject), word.i, "event", scene.tree.is_negated(head.i))


SOIL = frozenset(["territory", "soil", "server", "address", "computer", "network", "facility", "building", "base",
                  "headquarters"])  # fmt: skip
_FROM = frozenset(["carry", "conduct", "launch", "mount", "undertake", "commit", "perpetrate", "stage", "run"])
_PATRONS = frozenset(["sponsor", "back", "direct", "control", "steer", "command", "fund", "support", "task"])
_RUNNING = frozenset({"run", "operate", "lead", "manage", "head"})
_HELPING = _PATRONS | {"help", "pay", "arm", "hire", "employ", "shelter", "harbour", "harbor", "protect", "finance",
                       "recruit", "guide"}  # fmt: skip
_DONE = _FROM | {"orchestrate", "mastermind", "execute", "order", "direct"}  # of a known deed: who did it
_QUANTITIES = frozenset(["range", "number", "set", "host", "variety", "flurry", "barrage", "slew", "cluster", "kind"])
_TAKING = frozenset(["theft", "heist", "leak", "exfiltration", "robbery", "burglary", "extortion", "secret"])
_BUYING = frozenset({"buy", "purchase", "acquire"})  # spyware, no spares
_WORKING = frozenset({"work", "collaborate", "cooperate"})
_HOLDS = frozenset({"access", "foothold", "presence"})


def _suffered(scene: Scene, word: Word, verb: str) -> Iterator[Blame]:
    """Read the passive: `was carried out by X`, `was carried out from X`, `X is state-sponsored`."""
    tree = scene.tree
    told = frames().accusations - frames().wrongs - frames().roles
    if word.dep == "acl" and tree.words[word.head].lemma in told and not tree.kids(word.i, "mark"):
        return  # "the accusations made by X"
    negated, agent, target = tree.is_negated(word.i), tree.agent(word.i), tree.object(word.i)
    if target is not None and any(kid.word == "such" for kid in tree.kids(target.i)):
        return  # "such attacks are usually begun by states", whichever
    negated = negated or (word.dep == "acl" and tree.is_negated(word.head))  # "was not an attack planned by X"
    backed = scene.mentions.get(target.i) if target is not None and agent is None and verb in _PATRONS else None
    whole = word.dep != "acl" or bool(tree.kids(word.i, "mark"))
    if not whole and verb in _PATRONS | _RUNNING and tree.words[word.head].lemma in party_words().same["actor"]:
        return  # "hackers backed by X" says whose they are
    if backed is not None and backed.kind in ACTORS and whole:
        yield Blame(those_of(scene, target), word.i, "event", negated)
    if agent is None and verb in _FROM:
        agent = next((one for one in tree.behind(word.i, ("from", "of"), deep=1) if one.i in scene.mentions), None)
        soil = next((one for one in tree.behind(word.i, ("from", "on"), deep=1) if one.lemma in SOIL), None)
        if agent is None and soil is not None:
            agent = next(
                (kid for kid in tree.kids(soil.i, "nmod", "amod", "compound") if kid.i in scene.mentions), None
            )
    now = any(kid.word in ("is", "are") for kid in tree.kids(word.i, "aux"))
    if agent is not None and verb in _PATRONS and target is not None and whole and is_client(scene, target):
        yield Blame(those_of(scene, target), word.i, "link", negated)  # "that the group is backed by X"
        return
    if agent is not None and verb in frames().events | frames().strong and not only_owns(scene, word, verb, agent):
        yield Blame(those_of(scene, agent), word.i, "deed" if now else "event", negated)


def _at_home(scene: Scene, word: Word) -> Iterator[Blame]:
    """Read `the actors are based in X`, `the campaign is aligned with the interests of X`: a tie to a state."""
    tree = scene.tree
    subject = tree.object(word.i) or tree.subject(word.i)
    told = frames().wrongs | frames().clues | set(party_words().same["actor"])
    whose = [kid for kid in tree.kids(subject.i) if kid.relation == "nmod:poss"] if subject is not None else []
    theirs = any(accusable(scene, kid) for kid in whose)
    if subject is None or word.dep in ("acl", "amod"):
        return
    if not (subject.lemma in told or theirs or accusable(scene, subject)):
        return
    client = is_client(scene, subject) and (base(word) == "align" or subject.i in scene.mentions)
    for place in tree.behind(word.i, ("with", "to") if base(word) == "align" else ("in", "from"), deep=1):
        states = [each for each in scene.parties_below(place.i) if scene.mentions[each.i].kind in STATES]
        if states:
            yield Blame(those_of(scene, subject) if client else (states[0],), word.i, "link", tree.is_negated(word.i))
            return


def _deed(scene: Scene, word: Word) -> Iterator[Blame]:
    tree, verb = scene.tree, base(word)
    negated = tree.is_negated(word.i)
    inside = verb == "have" and any(kid.lemma in _HOLDS for kid in tree.kids(word.i, "obj"))
    if (verb in ("have", "be", "do", "suspect") and not inside) or (
        not inside and frames_at(tree, word.i) and verb not in frames().strong and verb not in frames().deeds
    ):
        return
    if verb in ("rest", "lie", "lay") and subject_of(scene, word) & {"this", "responsibility", "blame", "it", "guilt"}:
        yield Blame(those_of(scene, next(iter(tree.behind(word.i, ("with",), deep=1)), None)), word.i, "event", negated)
    sits = verb == "sit" and any(place.i in scene.mentions for place in tree.behind(word.i, ("in",), deep=1))
    if sits or verb in ("align", "base", "locate", "situate", "reside"):
        yield from _at_home(scene, word)
        return
    struck = verb in _STRIKES and word.tag == "VBD" and not tree.kids(word.i, "aux")  # whatever a parser makes of it
    if tree.is_passive(word.i) and not struck:
        yield from _suffered(scene, word, verb)
        return
    if verb in ("come", "originate", "emanate", "stem") and subject_of(scene, word) & frames().wrongs:
        wanted = ("from", "in") if verb == "originate" else ("from",)
        source = next(iter(tree.behind(word.i, wanted, deep=1)), None)
        named = scene.parties_below(source.i) if source is not None else []
        states = [one for one in named if scene.mentions[one.i].kind in (*STATES, *ACTORS)]
        yield Blame(those_of(scene, states[0] if states else None), word.i, "event", negated)
    if verb not in frames().strong and (is_promised(scene, word) or _may(scene, word)):
        return  # what somebody will do is a promise, or a fear
    subject = tree.subject(word.i)
    if subject is None or subject.i == word.i or (verb == "pose" and subject.pos == "PRON"):
        return  # what poses a threat is rather the behaviour than who behaves
    group = those_of(scene, subject)
    reader = verb in ("read", "view") and group and scene.party(group[0].i).kind is MentionKind.PERSON
    if not group or reader or (verb not in frames().strong and all(is_hit(scene, each) for each in group)):
        return
    threat = any(kid.lemma in ("threat", "danger") for kid in tree.kids(word.i, "obj", "xcomp"))
    if threat and verb in ("remain", "pose", "represent", "constitute"):
        yield Blame(group, word.i, "deed", negated)
    acting = all(_acts(scene, each) for each in group)
    if word.dep in ("ccomp", "conj") and all(_foreign(scene, each) for each in group):
        yield Blame(group, word.i, "any", negated)
    busy = tree.kids(word.i, "obj", "obl", "ccomp", "xcomp") and verb not in ("be", "say", "tell", "have")
    wrong = inside or verb in frames().strong or (verb in frames().deeds and _does_wrong(scene, word))
    wrong = wrong or (verb in _STRIKES and bool(busy) and all(_is_gang(scene, each) for each in group))
    if wrong or (acting and busy):
        done = verb in _DONE and word.tag in ("VBD", "VBN") and _is_wrong(tree.object(word.i))
        done = done and verb != "commit"  # "they have committed attacks": no deed that was told
        yield Blame(group, word.i, "event" if done else "deed", negated)


def _may(scene: Scene, word: Word) -> bool:
    """Say whether a verb tells what somebody who is no intruder can do: "towns can use the money"."""
    subject = scene.tree.subject(word.i)
    able = {"can"} if subject is None or subject.i in scene.mentions else {"can", "could"}
    return not able.isdisjoint(scene.tree.modals(word.i)) and subject is not None and not _acts(scene, subject)


def _held_to_be(scene: Scene, word: Word) -> Iterator[Blame]:
    """Read `a client believed to be X`: of whom something is told, and who that is thought to be."""
    tree = scene.tree
    if word.dep != "acl" or word.lemma not in ("believe", "think", "suspect", "allege", "presume", "understand"):
        return
    for kid in tree.kids(word.i, "xcomp"):
        named = scene.mentions.get(kid.i)
        if named is not None and named.kind in (*STATES, *ACTORS) and tree.kids(kid.i, "cop"):
            yield Blame((kid,), word.i, "event", False)


def _is_wrong(word: Word | None) -> bool:
    return word is not None and word.lemma in frames().wrongs


def _foreign(scene: Scene, word: Word) -> bool:
    if any(kid.relation == "nmod:poss" and kid.i not in scene.mentions for kid in scene.tree.kids(word.i)):
        return False  # "its security team"
    mention = scene.mentions.get(word.i)
    kind = mention.kind if mention is not None else None
    return kind in (*ACTORS, *STATES) or (kind is None and scene.party(word.i).noun in party_words().same["actor"])


def subject_of(scene: Scene, word: Word) -> set[str]:
    """Return the base form of a verb's subject, as a set."""
    subject = scene.tree.subject(word.i)
    return {subject.lemma} if subject is not None else set()


def _acts(scene: Scene, word: Word) -> bool:
    """Say whether a culprit is one whose every deed is suspect: a group of intruders, hackers."""
    mention = scene.mentions.get(word.i)
    if mention is not None:
        return mention.kind in ACTORS
    return scene.party(word.i).noun in INTRUDERS


_STRIKES = frozenset({"aim", "strike", "hit", "single", "turn", "move"})
_GANGS = frozenset({"group", "gang", "crew", "collective", "cluster", "operator", "outfit", "syndicate"})


def _is_gang(scene: Scene, word: Word) -> bool:
    """Say whether a noun is one for intruders that the text has spoken of: "the gang", "the same crew"."""
    return word.i not in scene.mentions and word.lemma in _GANGS and scene.is_definite(word.i)


def _does_wrong(scene: Scene, word: Word) -> bool:
    """Say whether what a verb is done to, or with, tells of an attack."""
    tree = scene.tree
    if base(word) == "make" and any(kid.tag.startswith("JJ") for kid in tree.kids(word.i, "xcomp")):
        return False  # "makes it easier"
    seen: set[int] = set()
    for kid in tree.kids(word.i, "obj", "obl", "xcomp", "advcl", "iobj", "acl"):
        seen.update(tree.below(kid.i))
    lemmas = {tree.words[each].lemma for each in seen}
    if base(word) in _HELPING and any(_acts(scene, kid) or scene.party(kid.i).noun in party_words().same["actor"]
                                      for kid in tree.kids(word.i, "obj")):  # fmt: skip
        return True
    if base(word) in _WORKING and any(kid.word in ("it", "them") and tree.case(kid.i) == "on"
                                      for kid in tree.kids(word.i, "obl")):  # fmt: skip
        return True  # "the two services worked on it"
    if base(word) in ("order", "orchestrate", "mastermind") and any(
        kid.word in ("this", "it", "that") for kid in tree.kids(word.i, "obj")
    ):
        return True  # "the Kremlin ordered this"
    if base(word) in _PATRONS and any(kid.word in ("it", "them") for kid in tree.kids(word.i, "obj")):
        return True  # "the service steers it"
    if base(word) == "wage" and any(kid.lemma in ("war", "warfare") for kid in tree.kids(word.i, "obj")):
        return True
    if base(word) in ("pay", "arm"):
        return False  # a ransom
    if base(word) in _BUYING:
        return any(kid.i in scene.taken or kid.lemma in frames().wrongs for kid in tree.kids(word.i, "obj"))
    return bool(lemmas & frames().wrongs or lemmas & frames().things or seen & scene.taken) or bool(
        lemmas & frames().strong
    )


def _noun(scene: Scene, word: Word) -> Iterator[Blame]:
    """Read `an attack by X`, `Iran's attack`, `Chinese hacking`."""
    tree = scene.tree
    if word.lemma in (*INTRUDERS, "spyware"):
        return  # "Israeli spyware" says who sells it
    if word.lemma in frames().accusations and word.lemma not in frames().wrongs:
        return
    if word.dep == "compound" and tree.words[word.head].lemma in people() - frames().wrongs:
        return  # "Israeli intelligence officials"
    if word.dep == "nmod" and tree.case(word.i) in ("on", "about") and tree.words[word.head].lemma in _SUBJECTS:
        return  # "the report on Chinese espionage"
    hit = [kid for kid in tree.kids(word.i, "nmod") if tree.case(kid.i) in ("on", "against", "into")]
    whence = ("by",) if word.lemma in _TAKING else ("by", "from")  # "the theft from X" was done to X
    by = [kid for kid in tree.kids(word.i, "nmod", "obl") if tree.case(kid.i) in whence and kid.i > word.i]
    by += [kid for one in hit for kid in tree.kids(one.i, "nmod") if tree.case(kid.i) == "by"]  # "on the grid by X"
    if not by and (doer := doer_behind(scene, word)) is not None:
        by = [doer]
    for kid in by:
        if kid.i in scene.mentions or scene.party(kid.i).kind or scene.party(kid.i).noun in party_words().accused:
            yield Blame(those_of(scene, kid), word.i, "noun", False)
            return
    kids = tree.kids(word.i, "nmod", "amod", "compound")
    kids += [
        one for kid in tree.kids(word.i, "compound") if kid.i not in scene.mentions for one in tree.kids(kid.i, "amod")
    ]  # "a Russian information operation"
    for kid in kids:
        owns = kid.dep != "nmod" or kid.relation == "nmod:poss" or tree.case(kid.i) in ("", "of")
        mention = scene.mentions.get(kid.i)
        if owns and mention is not None and mention.kind in (*STATES, *ACTORS):
            of = kid.dep == "nmod" and tree.case(kid.i) == "of"
            if not (of and mention.kind is not MentionKind.INTRUSION_SET):
                yield Blame((kid,), word.i, "noun", False)
                return


_SUBJECTS = frozenset(["report", "book", "study", "debate", "hearing", "conference", "law", "bill", "film", "lecture",
                       "article", "paper", "talk", "exhibition", "course", "documentary", "briefing", "talks",
                       "seminar", "thesis", "novel", "series", "chapter", "research", "work"])  # fmt: skip


def of_region(found: Sequence[Blame], inside: frozenset[int]) -> list[Blame]:
    """Return the blames whose deed stands in a region of the sentence."""
    return [blame for blame in found if blame.at in inside]
