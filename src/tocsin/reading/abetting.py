"""Who serves those who break in: "X provided servers to ransomware groups", "laundered the proceeds of the gang".

In: the scene of a sentence and a verb. Out: the word for who is told to have helped. Read by the order of words: what
is given and to whom stands in long lists that a parser takes apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.model.report import MentionKind
from tocsin.reading import word_order
from tocsin.reading.blame import INTRUDERS, accusable
from tocsin.reading.frames import base, frames
from tocsin.reading.parties import ACTORS, Scene, party_words
from tocsin.reading.trees import Word

_GIVING = frozenset(["provide", "supply", "sell", "lease", "rent", "offer", "host", "launder", "furnish", "register"])
_HELPED = INTRUDERS | {"criminal", "ransomware", "fraudster", "scammer", "extortionist", "launderer", "cybercrime",
                       "malware", "infostealer"}  # fmt: skip
_HOSTED = frozenset({"host", "launder"})
_FAR = 16  # words from what is given to whom


def abettors(scene: Scene, word: Word) -> Iterator[tuple[Word, bool]]:
    """Read `X has sold access to criminals`, `X hosts the servers of the gang`."""
    if not word.is_verb or base(word) not in _GIVING or word.dep in ("amod", "aux") or scene.tree.is_passive(word.i):
        return
    subject = scene.tree.subject(word.i) or word_order.before(scene, word.i, accusable)
    named = scene.mentions.get(subject.i) if subject is not None else None
    known = named is not None and named.kind in (MentionKind.ORGANISATION, MentionKind.PERSON)
    firm = subject is not None and (known or scene.party(subject.i).kind is MentionKind.ORGANISATION)
    if subject is None or not (firm or subject.word in ("he", "she", "it", "they")):
        return
    if any(_is_helped(scene, one) for one in _behind(scene, word)):
        yield subject, scene.tree.is_negated(word.i)


def _behind(scene: Scene, verb: Word) -> Iterator[Word]:
    """Yield the words behind "to", and behind a verb of hosting, up to the next preposition."""
    led = base(verb) in _HOSTED
    leading = ("to", "of", "for") if led else ("to",)
    for word in scene.tree.words[verb.i + 1 : verb.i + _FAR]:
        if word.word in leading:
            led = True
        elif word.word in (";", '"', ".", "who", "which") or (led and word.word in party_words().prepositions):
            return
        elif led:
            yield word


def _is_helped(scene: Scene, word: Word) -> bool:
    mention = scene.mentions.get(word.i)
    if mention is not None:
        return mention.kind in (*ACTORS, MentionKind.MALWARE)
    return word.lemma in _HELPED or word.lemma in frames().villains - {"source", "champion", "threat"}
