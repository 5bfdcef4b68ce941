"""The roles of frames by which somebody confirms: another's finding, or only that there was an attack.

In: the scene of a sentence, the discourse so far, the verb of a frame. Out: a `Draft`, or None where the sentence does
not use the verb in that sense.
"""

from __future__ import annotations

from tocsin.model.report import Act
from tocsin.reading.accusable import content, draft_of
from tocsin.reading.culprits import culprits
from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import Draft, negation_of, speakers_of
from tocsin.reading.frames import Frame, base, frames
from tocsin.reading.parties import ACTORS, Scene, party_words
from tocsin.reading.trees import Word

_INCIDENTS = frozenset(["breach", "attack", "cyberattack", "cyber-attack", "intrusion", "hack", "theft", "leak",
                        "incident", "compromise", "break-in", "infection", "heist", "hijacking", "defacement",
                        "infiltration", "outage"])  # fmt: skip
_LOSSES = frozenset({"breach", "leak", "theft", "incident", "intrusion", "outage", "infection", "compromise"})
_UNDERGONE = frozenset(["encrypt", "hit", "take", "access", "copy", "expose", "disrupt", "paralyse", "paralyze",
                        "affect", "leak", "publish", "destroy", "view", "obtain", "download", "lock",
                        "disable"])  # fmt: skip
_SUFFERING = frozenset(["suffer", "experience", "discover", "detect", "face", "see", "notice", "undergo", "contain",
                        "identify"])  # fmt: skip


def confirm_role(scene: Scene, mind: Discourse, at: int, frame: Frame) -> Draft | None:
    """Read `confirmed the finding`: of whoever was accused before; what a clause says is read elsewhere."""
    tree = scene.tree
    target = tree.object(at)
    if target is None:
        return None
    sure = frame.act is Act.ASSESS and target.lemma == "confidence"
    behind = {tree.words[each].lemma for each in tree.below(target.i)}
    shared = frame.act is Act.DETERMINE and "same" in behind  # "reached the same verdict"
    known = target.lemma in frames().attributing or bool(behind & frames().attributing)
    if not (known and (frame.act is Act.CONFIRM or sure)) and not shared:
        return None
    speakers = speakers_of(scene, mind, at)
    if not speakers or not mind.accused or content(scene, at, culprits(scene)):
        return None
    return draft_of(scene, frame, at, speakers, mind.accused)


def incident_role(scene: Scene, mind: Discourse, at: int, frame: Frame) -> Draft | None:
    """Read `confirmed the breach`, `acknowledged that data had been stolen`: nobody is accused."""
    tree = scene.tree
    if tree.is_passive(at) or negation_of(scene, at) or content(scene, at, culprits(scene)):
        return None
    what = [kid for kid in tree.kids(at, "obj", "ccomp") if kid.i > at]
    speakers = speakers_of(scene, mind, at) if any(_is_incident(scene, kid) for kid in what) else ()
    actors = party_words().same["actor"]
    if not speakers or any(party.kind in ACTORS or party.noun in actors for party in speakers):
        return None
    deed = any(not kid.is_verb and kid.lemma not in _LOSSES for kid in what)
    if base(tree.words[at]) == "admit" and (deed or any(mind.was_accused(party) for party in speakers)):
        return None  # who admits an attack, or is accused of it, does not speak as its victim
    return draft_of(scene, frame, at, speakers, ())


def _is_incident(scene: Scene, word: Word) -> bool:
    """Say whether a noun or a clause tells of an attack as of something that happened."""
    tree = scene.tree
    if not word.is_verb:
        return word.lemma in _INCIDENTS
    if tree.is_negated(word.i) or tree.modals(word.i) or tree.is_supposed(word.i):
        return False
    if tree.is_passive(word.i):
        return base(word) in frames().strong | _UNDERGONE
    return base(word) in _SUFFERING and any(kid.lemma in _INCIDENTS for kid in tree.kids(word.i, "obj"))
