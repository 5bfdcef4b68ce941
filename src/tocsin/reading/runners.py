"""Who runs or wrote what attacks: "X was the creator and administrator of the ransomware".

In: the scene of a sentence and a noun. Out: the word for who is said to be that, and whether it is negated.
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.model.report import MentionKind
from tocsin.reading.parties import ACTORS, Scene
from tocsin.reading.trees import Word

_RUNNERS = frozenset(["creator", "administrator", "developer", "author", "leader", "founder", "operator", "mastermind",
                      "ringleader", "owner", "boss", "kingpin", "co-founder", "manager", "organiser",
                      "organizer"])  # fmt: skip
_RUN = frozenset(["ransomware", "malware", "botnet", "strain", "gang", "trojan", "stealer", "infostealer", "cybercrime",
                  "hacking", "scheme", "crew"])  # fmt: skip


def runners(scene: Scene, word: Word) -> Iterator[tuple[Word, bool]]:
    """Yield the person that is said to run it."""
    tree = scene.tree
    if word.lemma not in _RUNNERS or not tree.kids(word.i, "cop"):
        return
    subject = tree.subject(word.i)
    named = scene.mentions.get(subject.i) if subject is not None else None
    person = named.kind is MentionKind.PERSON if named is not None else subject is not None and subject.word in _WHO
    if subject is None or not person or subject.i > word.i:
        return
    if any(_is_run(scene, each) for each in tree.below(word.i) if each > word.i):
        yield subject, tree.is_negated(word.i)


_WHO = frozenset({"he", "she", "they"})


def _is_run(scene: Scene, at: int) -> bool:
    mention = scene.mentions.get(at)
    known = mention is not None and mention.kind in (*ACTORS, MentionKind.MALWARE)
    return known or at in scene.taken or scene.tree.words[at].lemma in _RUN
