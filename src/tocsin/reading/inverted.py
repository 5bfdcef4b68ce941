"""Who is behind it, where a sentence begins with that: "behind the attack stand groups close to the Kremlin".

In: the scene of a sentence and a word of it. Out: the word for who did it, and whether that is denied.
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.reading.parties import Scene
from tocsin.reading.trees import Word
from tocsin.reading.word_order import head_behind

_STANDING = frozenset(["stand", "stands", "stood", "is", "are", "was", "were", "lies", "lie", "lay", "sits"])
_FAR = 9  # words from the beginning to the verb


def behind_it(scene: Scene, word: Word) -> Iterator[tuple[Word, bool]]:
    """Yield who stands behind the verb of a sentence that begins with "behind"."""
    if word.word != "behind" or word.i > 1:
        return
    words = scene.tree.words
    verb = next((one for one in words[word.i + 1 : word.i + _FAR] if one.word in _STANDING), None)
    if verb is None or any(one.word == "," for one in words[word.i : verb.i]):
        return
    if verb.i < word.i + 2 or scene.tree.is_supposed(verb.i):
        return
    head = head_behind(scene, verb.i + 1)
    if head is not None:
        yield head, scene.tree.is_negated(head.i)
