"""Companies that say it was not through them: "the breach was not caused by a flaw in its products".

In: the scene of a sentence, who is quoted and the words in his mouth. Out: whether he clears what is his.
"""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.reading.frames import base, frames
from tocsin.reading.parties import Party, Scene
from tocsin.reading.trees import Word

_CAUSING = frozenset(["cause", "result", "stem", "originate", "arise", "come", "lead", "enable", "follow"])
_CAUSES = frozenset(["result", "fault", "consequence", "product", "due"])
_OURS = frozenset({"its", "our", "their", "own"})


def was_not_through(scene: Scene, speakers: Sequence[Party], inside: Sequence[int]) -> bool:
    """Say whether what happened is said not to come of what is the speaker's own."""
    tree = scene.tree
    for at in inside:
        word = tree.words[at]
        if not (base(word) in _CAUSING if word.is_verb else word.lemma in _CAUSES and tree.kids(at, "cop")):
            continue
        subject = tree.object(at) if tree.is_passive(at) else tree.subject(at)
        happened = subject is not None and subject.lemma in frames().wrongs
        if (
            happened
            and tree.is_negated(at)
            and any(_is_own(scene, speakers, tree.words[each]) for each in tree.below(at))
        ):
            return True
    return False


def _is_own(scene: Scene, speakers: Sequence[Party], word: Word) -> bool:
    return word.word in _OURS or (word.i in scene.mentions and scene.party(word.i) in speakers)
