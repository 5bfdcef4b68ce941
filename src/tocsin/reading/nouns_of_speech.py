"""What a noun says: "Berlin's accusation that the GRU ...", "in the view of the service", "its finding is that ...".

In: the scene of a sentence and the discourse so far. Out: `Saying`s by the noun, with the words that are in whoever's
mouth; `Draft`s where the noun itself names the accused ("the attribution of the theft to X by Y").
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from tocsin.model.report import Act, MentionKind
from tocsin.reading import word_order
from tocsin.reading.accusable import accused_words, can_be
from tocsin.reading.culprits import culprits
from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import Draft, end_of, may_speak, own, suspect
from tocsin.reading.frames import Frame, base, frames
from tocsin.reading.parties import Party, Scene
from tocsin.reading.trees import Word

_NEAR = 9  # words from a noun to "that"
_FAR = 16  # words from a noun to the accused
_WHOSE = frozenset({"by", "of", "from", "among"})
_LEADING_TO = {
    Act.ACCUSE: frozenset({"against", "at", "on"}),
    Act.ATTRIBUTE: frozenset({"to"}),
    Act.CONDEMN: frozenset({"of", "against"}),
}
_ENDS = frozenset({";", "but"})


@cache
def _frame_of() -> dict[str, Frame]:
    told = {noun: Frame(act=act, roles="clause", verbs=()) for act, nouns in frames().nouns.items() for noun in nouns}
    return told | {noun: Frame(roles="clause", verbs=()) for noun in frames().asserting}


@cache
def _refusing() -> frozenset[str]:
    return frozenset(verb for frame in frames().frames if frame.act is Act.DENY for verb in frame.verbs)


def clauses_of_nouns(scene: Scene, mind: Discourse) -> Iterator[tuple[tuple[Party, ...], Word, Frame, frozenset[int]]]:
    """Yield who says what a clause says by a noun: the parties, the noun, its frame, the words of the clause."""
    for noun in scene.tree.words:
        frame = _frame_of().get(noun.lemma) if noun.is_noun and noun.i not in scene.mentions else None
        if frame is None or _is_refused(scene, noun):
            continue
        holders, last = _holders(scene, noun)
        content = _content(scene, noun, last)
        speakers = mind.speaking(scene, holders) if content and holders else ()
        if speakers and content:
            yield speakers, noun, frame, content


def laid_by_nouns(scene: Scene, mind: Discourse) -> Iterator[Draft]:
    """Yield "X's accusations against Y", "the attribution to Y by X"."""
    for noun in scene.tree.words:
        frame = _frame_of().get(noun.lemma) if noun.is_noun and noun.i not in scene.mentions else None
        act = frame.act if frame is not None else None
        if act is None or act not in _LEADING_TO or _is_refused(scene, noun):
            continue
        holders, _ = _holders(scene, noun, of=act is not Act.CONDEMN)
        holders = holders or _mover(scene, noun)
        laid = list(word_order.behind(scene, noun.i, _LEADING_TO[act], can_be, far=_FAR))
        laid += _done(scene, noun) if act is Act.CONDEMN else []
        for word in laid:
            accused = tuple(one for one in mind.blamed(scene, accused_words(scene, word)) if suspect(one))
            speakers = mind.speaking(scene, holders) if holders else ()
            if accused and speakers and not own(speakers, accused):
                yield Draft(speakers, act, accused, noun.i, noun.i, end_of(scene, noun.i))
                break


def _done(scene: Scene, noun: Word) -> list[Word]:
    """Return whose the deed is that a noun condemns: "condemnation of the Iranian attack"."""
    return [blame.accused[0] for blame in culprits(scene)
            if noun.i < blame.at < noun.i + _FAR and blame.kind == "noun" and not blame.negated]  # fmt: skip


def _is_refused(scene: Scene, noun: Word) -> bool:
    """Say whether what a noun says is denied, doubted or nobody's."""
    tree = scene.tree
    head = tree.words[noun.head]
    if any(kid.word in ("no", "any", "such", "every") for kid in tree.kids(noun.i, "det", "amod")):
        return True
    taken = noun.dep in ("obj", "obl", "nmod") or (noun.dep == "nsubj" and tree.is_passive(head.i))
    return tree.is_negated(noun.i) or (
        taken and head.is_verb and (base(head) in _refusing() or tree.is_negated(head.i))
    )


def _holders(scene: Scene, noun: Word, *, of: bool = True) -> tuple[list[Word], int]:
    """Return whose a noun is, and the last word that says so."""
    tree = scene.tree
    for kid in tree.kids(noun.i, "nmod", "amod", "compound"):
        whose = kid.relation == "nmod:poss" and may_speak(scene, kid)
        state = kid.i < noun.i and kid.i in scene.mentions and scene.mentions[kid.i].kind is MentionKind.COUNTRY
        if whose or (state and kid.dep != "nmod"):
            return tree.coordinated(kid.i), noun.i
    wanted = _WHOSE if of else _WHOSE - {"of"}
    following = tree.words[noun.i + 1 : noun.i + 2]
    near = bool(following) and following[0].word in wanted
    for word in (
        word_order.behind(scene, noun.i, wanted, may_speak, far=_FAR if not of else 1) if near or not of else ()
    ):
        if word.i in scene.mentions or near or scene.party(word.i).is_named or scene.party(word.i).country:
            return tree.coordinated(word.i), max(each.i for each in tree.coordinated(word.i))
    if of and (mover := _mover(scene, noun)):
        return mover, noun.i
    return [], noun.i


def _mover(scene: Scene, noun: Word) -> list[Word]:
    """Return who makes, voices or reaches what a noun says: "came to the conclusion", "is of the view"."""
    tree = scene.tree
    head = tree.words[noun.head]
    verb = head if noun.dep in ("obj", "obl", "nmod") and head.is_verb else noun if tree.kids(noun.i, "cop") else None
    if verb is None or tree.is_passive(verb.i) or (verb is noun and tree.case(noun.i) != "of"):
        return []
    subject = tree.subject(verb.i)
    return tree.coordinated(subject.i) if subject is not None and may_speak(scene, subject) else []


def _content(scene: Scene, noun: Word, last: int) -> frozenset[int]:
    """Return the words of the clause that says what a noun says; none where no clause does."""
    words = scene.tree.words
    for word in words[last + 1 : last + _NEAR]:
        if word.word == "that" or (word.word in ("is", "was") and not _is_of_clause(scene, word)):
            return frozenset(_to_end(scene, word.i + 1))
        if word.word in _ENDS or (word.is_verb and word.tag in ("VBD", "VBZ", "VBP")):
            break
    led = word_order.first_of(scene, noun.i)
    if led and words[led - 1].word == "in" and noun.lemma in frames().nouns[Act.ASSESS]:  # "in the view of X"
        return frozenset(word.i for word in words if not led - 1 <= word.i <= last)
    return frozenset()


def _is_of_clause(scene: Scene, word: Word) -> bool:
    """Say whether "is" belongs to another verb: "the accusation is rejected"."""
    following = scene.tree.words[word.i + 1 : word.i + 2]
    return not following or following[0].tag in ("VBN", "JJ", "RB")


def _to_end(scene: Scene, at: int) -> Iterator[int]:
    for word in scene.tree.words[at:]:
        if word.word in _ENDS:
            return
        yield word.i
