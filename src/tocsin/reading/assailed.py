"""Whom somebody goes for: "lashed out at X", "rounded on X", "poured scorn on X for it".

In: the scene of a sentence, the discourse so far, the verb of a frame. Out: a `Draft` of what is condemned, or None.
"""

from __future__ import annotations

from tocsin.reading import word_order
from tocsin.reading.accusable import accused_words, can_be, draft_of
from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import Draft, own, speakers_of, suspect
from tocsin.reading.frames import Frame
from tocsin.reading.parties import Scene

_AT = frozenset({"on", "upon", "at", "into", "against"})
_NEAR = 5  # words from the verb to its preposition


def assails_role(scene: Scene, mind: Discourse, at: int, frame: Frame) -> Draft | None:
    """Read `lashed out at A`."""
    speakers = speakers_of(scene, mind, at)
    if not speakers or scene.tree.is_passive(at):
        return None
    for word in word_order.behind(scene, at, _AT, can_be, far=_NEAR):
        accused = tuple(one for one in mind.blamed(scene, accused_words(scene, word)) if suspect(one))
        if accused and not own(speakers, accused):
            return draft_of(scene, frame, at, speakers, accused)
    return None
