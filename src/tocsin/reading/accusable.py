"""What the roles of frames share: whom a noun phrase accuses, what a verb takes, a draft of the frame's act.

In: the scene of a sentence. Out: words, `Blame`s, a `Draft`.
"""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.model.report import Act, MentionKind
from tocsin.reading.blame import Blame, accusable
from tocsin.reading.draft import Draft, end_of, negation_of
from tocsin.reading.frames import Frame, base, frames
from tocsin.reading.parties import ACTORS, Party, Scene, party_words
from tocsin.reading.trees import Tree, Word

_UNIONS = ("body:UN", "body:EU", "body:NATO", "body:OSCE", "body:G7")  # of states, which nobody accuses
_PRICES = frozenset({"price", "fee", "fare", "rate", "rent", "toll", "euro", "interest"})
_PRONOUNS = frozenset({"he", "she", "it", "they", "him", "her", "them", "both"})


def accused_words(scene: Scene, word: Word | None) -> list[Word]:
    """Return the accusable words of a noun phrase and of those joined to it; the names behind "the groups"."""
    if word is None:
        return []
    if word.tag == "CD" or word.word in ("some", "several", "both", "many"):  # "two of its members, A and B"
        kids = scene.tree.kids(word.i, "nmod", "appos")
        for each in (*kids, *(one for kid in kids for one in scene.tree.kids(kid.i, "appos", "flat"))):
            if each.i in scene.mentions and scene.tree.case(each.i) == "":
                return [one for one in scene.tree.coordinated(each.i) if one.i in scene.mentions]
    people = scene.party(word.i).noun == "citizen" and not scene.party(word.i).is_named  # "two Iranians, A and B"
    plural = people or (word.tag == "NNS" and word.i not in scene.mentions)
    for each in scene.tree.kids(word.i, "appos", "flat", "nmod") if plural else ():
        named = scene.mentions.get(each.i)
        joined = scene.tree.coordinated(each.i)
        kinds = (MentionKind.PERSON,) if people else ACTORS
        if named is not None and named.kind in kinds and scene.tree.case(each.i) == "" and len(joined) > 1:
            return [one for one in joined if one.i in scene.mentions]
    joined = scene.tree.coordinated(word.i)
    if plural and len(joined) > 2 and scene.tree.words[word.i + 1].word == "," and all(
        each.i in scene.mentions and scene.mentions[each.i].kind is not MentionKind.COUNTRY for each in joined[1:]
    ):  # fmt: skip
        return joined[1:]  # "two groups, A and B"
    return [each for each in joined if can_be(scene, each)]


def can_be(scene: Scene, word: Word) -> bool:
    """Say whether a word can stand for an accused: a name, known or not, a noun for somebody, a pronoun."""
    if word.word in _PRONOUNS:
        return True
    unknown = word.tag in ("NNP", "NNPS") and word.text[:1].isupper() and word.i not in scene.taken
    return accusable(scene, word) or (unknown and word.lemma not in party_words().documents)


def draft_of(
    scene: Scene, frame: Frame, at: int, speakers: tuple[Party, ...], accused: tuple[Party, ...],
    act: Act | None = None, negation: str | None = None,
) -> Draft:  # fmt: skip
    """Return what a verb of speech says: with its own act, negation and deed where none is given."""
    return Draft(
        speakers, act or frame.act or Act.ACCUSE, accused, at, at, end_of(scene, at),
        negation or negation_of(scene, at), frame.level,
    )  # fmt: skip


def content(scene: Scene, at: int, found: Sequence[Blame]) -> list[Blame]:
    """Return the blames in the clause or noun that a verb takes."""
    tree = scene.tree
    inside = {
        each
        for kid in tree.kids(at, "obj", "obl", "ccomp", "xcomp", "nmod", "acl", "iobj")
        for each in tree.below(kid.i)
    }
    return [blame for blame in found if blame.at in inside]


def means_other(scene: Scene, at: int, frame: Frame, target: Word | None) -> bool:
    """Say whether a verb is used in another sense: of a price, or of "called the suspect a genius"."""
    tree = scene.tree
    taken = [tree.words[each] for each in tree.below(at)[:16]]
    if base(tree.words[at]) == "charge" and any(word.tag == "$" or word.lemma in _PRICES for word in taken):
        return True
    if base(tree.words[at]) == "charge" and (paid := tree.behind(at, ("for",), deep=1)):
        return not any(tree.words[each].lemma in frames().wrongs | frames().strong for each in tree.below(paid[0].i))
    return target is not None and target.lemma in frame.needs and not tree.is_passive(at)


def is_union(scene: Scene, at: int) -> bool:
    """Say whether a word names a union of states, or its office."""
    mention = scene.mentions.get(at)
    return mention is not None and (mention.id or "").startswith(_UNIONS)


def is_bare(scene: Scene, at: int) -> bool:
    """Say whether a past is a passive of a headline: right before its "of"."""
    following = scene.tree.words[at + 1 : at + 2]
    if scene.tree.is_passive(at) or scene.tree.kids(at, "aux"):
        return False
    last = all(word.pos == "PUNCT" for word in following) and not scene.tree.kids(at, "obj")  # "X hacked, Y suspected"
    return scene.tree.words[at].tag in ("VBN", "VBD") and (last or following[0].word == "of")


def what_of(tree: Tree, at: int) -> Word | None:
    """Return the "what" of which a verb tells: "by what it describes as the work of X"."""
    head = tree.words[tree.words[at].head]
    return head if head.word == "what" else None


def institution(scene: Scene, at: int, target: Word | None) -> list[Word]:
    """Return whom one blames for letting it happen: "blamed the hospital for the leak"."""
    tree = scene.tree
    wrong = any(tree.words[each].lemma in frames().wrongs | {"security"} for each in tree.below(at) if each > at)
    if target is None or not wrong or tree.is_passive(at) or base(tree.words[at]) not in ("accuse", "blame", "fault"):
        return []
    definite = scene.is_definite(target.i) and scene.party(target.i).noun in party_words().speaking
    return [target] if definite else []
