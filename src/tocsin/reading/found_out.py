"""The roles of frames by which somebody finds out: no evidence of A's involvement, an operation by A.

In: the scene of a sentence, the discourse so far, the verb of a frame. Out: a `Draft`, or None where the sentence does
not use the verb in that sense.
"""

from __future__ import annotations

from tocsin.model.report import Act
from tocsin.reading.accusable import accused_words, draft_of
from tocsin.reading.culprits import culprits
from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import Draft, negation_of, own, speakers_of, suspect
from tocsin.reading.frames import Frame, base, frames
from tocsin.reading.parties import ACTORS, TIES, Party, Scene, party_words
from tocsin.reading.trees import Word

_ASKED = 5  # words from "proof" to the "who" of "proof as to who did it"
_LIDS = frozenset({"lid", "cover", "light", "veil", "whistle", "curtain", "spotlight"})


def evidence_role(scene: Scene, mind: Discourse, at: int, frame: Frame) -> Draft | None:
    """Read `found no evidence of A's involvement`, `were unable to find proof of it`: of who was accused before."""
    tree = scene.tree
    target = tree.object(at)
    if target is None or target.lemma not in frame.objects or not (tree.is_negated(target.i) or negation_of(scene, at)):
        return None
    speakers = speakers_of(scene, mind, at)
    inside = [blame for blame in culprits(scene) if tree.hangs_on(blame.at, at)]
    accused = mind.blamed(scene, inside[0].accused) if inside else ()
    about = {kid.lemma for kid in tree.kids(target.i, "nmod")}
    if not accused:  # "no trace of APT28"
        named = [kid for kid in tree.kids(target.i, "nmod") if tree.case(kid.i) == "of" and kid.i in scene.mentions]
        accused = mind.blamed(scene, [kid for kid in named if scene.mentions[kid.i].kind in ACTORS])
    following = {word.word for word in tree.words[target.i + 1 : target.i + _ASKED]}
    if not accused and following & {"who", "whom", "whose"} and (speakers := speakers_of(scene, mind, at)):
        return draft_of(scene, frame, at, speakers, (), Act.ASSESS, "no-evidence")  # "no proof of who did it"
    if not accused and about & {"it", "this", "that", "involvement", "role", "complicity", "responsibility", "hand"}:
        accused = mind.accused or _asked_about(scene, mind, at)
    foreign = about & {"state", "power", "government", "country", "nation"}
    if accused and all(not party.is_named and party.country is None for party in accused):
        accused = ()  # "no proof that a state is backing the group"
    elif not (accused or foreign):
        return None
    if not speakers or own(speakers, accused):
        return None
    return draft_of(scene, frame, at, speakers, accused, Act.ASSESS, "no-evidence")


def _asked_about(scene: Scene, mind: Discourse, at: int) -> tuple[Party, ...]:
    """Return of whom it was asked whether he did it: "Asked whether X was behind it, she said she had no proof"."""
    if scene.tree.words[0].word not in ("asked", "pressed", "questioned"):
        return ()
    blame = next((one for one in culprits(scene) if one.at < at), None)
    return mind.blamed(scene, blame.accused) if blame is not None else ()


def uncovers_role(scene: Scene, mind: Discourse, at: int, frame: Frame) -> Draft | None:
    """Read `identified an operation by A`, `foiled an attack by A's hackers`: what was found out is somebody's."""
    tree = scene.tree
    target = tree.object(at)
    speakers = speakers_of(scene, mind, at)
    if not speakers or target is None or tree.is_passive(at) or negation_of(scene, at):
        return None
    if target.lemma in _LIDS:  # "lifted the lid on the operation"
        target = next(iter(tree.behind(at, ("on", "from", "of"), deep=2)), target)
    if target.lemma in TIES:
        return None  # "is examining a possible link to X"
    done = [kid.i for kid in tree.kids(at, "xcomp") if base(kid) in frames().strong]  # "have seen X attack"
    seen = base(tree.words[at]) in ("see", "watch", "catch", "notice", "witness")
    found = [blame for blame in culprits(scene) if (blame.at in done if seen else tree.hangs_on(blame.at, target.i))]
    accused = mind.blamed(scene, found[0].accused) if found else ()
    if not accused and target.i in scene.mentions and scene.mentions[target.i].kind in ACTORS:
        accused = mind.blamed(scene, [target])  # "blew the cover of X"
    accused = accused or mind.blamed(scene, _at_work(scene, at, target))
    if not accused or own(speakers, accused) or not any(suspect(party) for party in accused):
        return None
    return draft_of(scene, frame, at, speakers, accused)


def _at_work(scene: Scene, at: int, target: Word) -> list[Word]:
    """Return whom somebody found at it: "observed two actors, A and B, exploiting it", "groups that fired attacks"."""
    tree = scene.tree
    named = scene.mentions.get(target.i)
    actor = named.kind in ACTORS if named is not None else target.lemma in party_words().same["actor"]
    for each in tree.below(at) if actor else ():
        verb = tree.words[each]
        doing = verb.tag == "VBG" and verb.dep in ("advcl", "acl", "xcomp")
        if each < target.i or not (doing or verb.relation == "acl:relcl") or tree.is_passive(each):
            continue
        wrong = any(kid.lemma in frames().wrongs for kid in tree.kids(each, "obj"))
        if wrong or base(verb) in (frames().strong | frames().deeds if doing else frames().strong):
            return accused_words(scene, target)
    return []
