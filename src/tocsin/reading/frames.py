"""Frames of speech acts: the verbs by which people accuse, attribute, deny, and where a sentence uses one.

In: the tree of a sentence. Out: for each verb of speech the frames that it may stand in, the most telling first. Who
speaks and who is accused is not decided here; the roles of a frame say where to look.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from tocsin.model.noun import Noun
from tocsin.model.report import Act, Level
from tocsin.reading.lexicons import lexicon

if TYPE_CHECKING:
    from tocsin.reading.sentences import Sentence, Token
    from tocsin.reading.trees import Tree, Word

_NOUNS = frozenset(
    ["charge", "link", "tie", "sanction", "claim", "report", "note", "state", "name", "target", "list", "call", "back",
     "support", "demand", "point", "hold", "see", "view", "post", "place", "work", "date", "credit", "answer", "press",
     "order", "request", "shoot", "fire", "joke", "object", "signal", "pledge", "venture", "slap", "hit", "ban",
     "fault", "mock", "dispute", "contest", "wave", "rule", "hint", "face",
     "stand", "comment", "blog", "estimate", "sign", "track", "label", "brand", "finger", "cast", "air", "question"]
)  # fmt: skip
_BE = frozenset({"be", "been", "being", "is", "are", "was", "were"})
_HAVE = frozenset({"have", "has", "had", "having", "by"})
_DOUBLED = re.compile(r"[^aeiou]*[aeiou][bdgmnpt]|refer|admit|rebut|defer")  # plan, planned


class Frame(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A speech act, the verbs for it, and the scheme of its parties."""

    act: Act | None = None
    roles: str
    verbs: tuple[str, ...]
    objects: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    level: Level | None = None


class Frames(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything the data file says."""

    frames: tuple[Frame, ...]
    irregular: dict[str, tuple[str, str]]
    strong: frozenset[str]
    deeds: frozenset[str]
    events: frozenset[str]
    wrongs: frozenset[str]
    things: frozenset[str]
    culprits: frozenset[str]
    works: frozenset[str]
    roles: frozenset[str]
    denials: frozenset[str]
    mild: frozenset[str]
    denying: tuple[str, ...]
    accusations: frozenset[str]
    negations: frozenset[str]
    declines: frozenset[str]
    doubt: frozenset[str]
    attributing: frozenset[str]
    cease: frozenset[str]
    villains: frozenset[str]
    clues: frozenset[str]
    fitting: frozenset[str]
    judging: frozenset[str]
    joining: frozenset[str]
    likenesses: frozenset[str]
    likening: frozenset[str]
    telling: frozenset[str]
    vague: frozenset[str]
    asked: frozenset[str]
    asking: frozenset[str]
    opinions: frozenset[str]
    orders: frozenset[str]
    nouns: dict[Act, frozenset[str]]
    asserting: frozenset[str]


@cache
def frames() -> Frames:
    """Return the frames."""
    return lexicon("frames.yaml", Frames)


@lru_cache(maxsize=4096)
def inflected(verb: str) -> Mapping[str, str]:
    """Return every form of a verb and what it is: base, s, past, participle, ing.

    >>> inflected("deny")["denies"], inflected("steal")["stolen"], inflected("accuse")["accusing"]
    ('s', 'participle', 'ing')
    """
    irregular = frames().irregular.get(verb)
    vowel_y = verb.endswith("y") and verb[-2:-1] not in "aeiou"
    if vowel_y:
        s, past = verb[:-1] + "ies", verb[:-1] + "ied"
    elif verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        s, past = verb + "es", verb + "ed"
    else:
        s, past = verb + "s", verb + ("d" if verb.endswith("e") else "ed")
    if _DOUBLED.fullmatch(verb):
        verb_, past = verb + verb[-1], verb + verb[-1] + "ed"
    else:
        verb_ = verb
    british = verb + "l" if re.fullmatch(r".*[^aeiou][ae]l", verb) else None  # labelled, signalled
    ing = verb_[:-1] + "ing" if verb.endswith("e") and not verb.endswith("ee") and verb != "be" else verb_ + "ing"
    forms = {ing: "ing", s: "s"}
    if irregular:
        forms |= {irregular[0]: "past", irregular[1]: "participle" if irregular[1] != irregular[0] else "past"}
        if past[:-2] == verb and irregular[0] == verb + verb[-1] + "ed":
            forms |= {verb + verb[-1] + "ing": "ing"}
    else:
        forms[past] = "past"
    if british is not None:
        forms |= {british + "ed": "past", british + "ing": "ing"}
    forms.setdefault(verb, "base")
    return forms


@cache
def _by_verb() -> dict[str, tuple[Frame, ...]]:
    """Return the frames of each verb, those that need more words with it first."""
    table: dict[str, list[Frame]] = {}
    for frame in frames().frames:
        for verb in frame.verbs:
            table.setdefault(verb, []).append(frame)
    return {verb: tuple(sorted(of, key=lambda frame: not (frame.needs or frame.objects))) for verb, of in table.items()}


@cache
def _base() -> dict[str, str]:
    """Return the base form of every form of every verb of the lexicon, for words whose tag is doubtful."""
    verbs = {verb for frame in frames().frames for verb in frame.verbs}
    verbs |= frames().strong | frames().deeds | frames().events
    return {form: verb for verb in sorted(verbs) for form in inflected(verb)}


@dataclass(frozen=True, slots=True)
class _Opener:
    """What a sentence must have beside a form of a verb; a `weak` verb reports only as a finite, active verb."""

    wanted: tuple[frozenset[str], ...]
    weak: bool
    verb: bool = False  # and no noun


_CROWDS = frozenset({"groups", "clusters", "pairs", "bundles", "numbers"})


@cache
def _openers() -> dict[str, tuple[_Opener, ...]]:
    """Return for each telling word what else one of its frames asks for."""
    found: dict[str, list[_Opener]] = {}
    for frame in frames().frames:
        wanted = tuple(frozenset(form for word in words for form in _any_form(word))
                       for words in (frame.objects, frame.needs) if words)  # fmt: skip
        weak = not wanted and (frame.roles == "uncovers" or (frame.roles == "clause" and frame.act is None))
        for verb in frame.verbs:
            for form in inflected(verb):
                found.setdefault(form, []).append(_Opener(wanted, weak, verb=True))
    refusing = frozenset(form for verb in frames().declines for form in _any_form(verb)) | frames().negations
    refused = _Opener((refusing | {"no", "nobody", "none", "without", "nothing"},), weak=False)
    for verb in frames().telling:
        for form in inflected(verb):
            found.setdefault(form, []).append(refused)
    beside = _Opener((frozenset({"with", "into", "among"}),), weak=False)  # "merged it into X", "overlaps with X"
    told = _Opener((frozenset({"that", "is", "was", "against", "to", "at", "in", "of"}),), weak=False)
    for noun in {noun for nouns in frames().nouns.values() for noun in nouns}:
        for form in (noun, noun + "s"):
            found.setdefault(form, []).append(told)  # "its accusation that", "the attribution to X"
    laid = {form for verb in frames().joining for form, kind in inflected(verb).items() if kind in ("past", "s")}
    for form in laid - _CROWDS | {form for verb in frames().likening for form in inflected(verb)}:
        found.setdefault(form, []).append(beside)
    for word in frames().judging:
        found.setdefault(word, []).append(_Opener((frozenset({'"'}),), weak=False))  # "its irresponsible behaviour"
    for noun in ("denial", "denials", "rebuttal"):
        found.setdefault(noun, []).append(_Opener((frozenset({"from", "by"}),), weak=False))
    alone = dict.fromkeys(frames().culprits | frames().works | {"according", "per", "behind"}, _Opener((), False))
    return {form: tuple(each) for form, each in found.items()} | {form: (one,) for form, one in alone.items()}


def _any_form(word: str) -> frozenset[str]:
    return frozenset(
        {word, word + "s", word + "es", word[:-1] + "ies" if word.endswith("y") else word, *inflected(word)}
    )


def tells(sentence: Sentence, named: Set[int] = frozenset()) -> bool:
    """Say whether a sentence has the words of a frame at all, so that it is worth being parsed; not in its names.

    `named`: the numbers of the tokens of names: "states" in "United States".
    """
    words = frozenset(sentence.words)
    if _orders(sentence):
        return False
    openers = _openers()
    for at, word in enumerate(sentence.words):
        if word not in openers or at in named or _is_part(sentence.tokens, at):
            continue
        bare, noun = _is_bare(sentence.words, at), _is_noun(sentence.words, at)
        able = [one for one in openers[word] if not ((one.weak and bare) or (one.verb and noun))]
        if any(all(not words.isdisjoint(each) for each in one.wanted) for one in able):
            return True
    return False


def _orders(sentence: Sentence) -> bool:
    """Say whether a sentence is advice to its reader: it begins with a verb for that, which begins no name."""
    first = next((at for at, token in enumerate(sentence.tokens) if token.is_word), 0)
    named = any(token.is_capital for token in sentence.tokens[first + 1 : first + 2])
    return not named and sentence.words[first] in frames().orders and '"' not in sentence.words


def _is_part(tokens: Sequence[Token], at: int) -> bool:
    """Say whether a token begins a compound: "state" in "state-sponsored"."""
    following = tokens[at + 1 : at + 3]
    return len(following) == 2 and following[0].text == "-" and not following[0].space and not following[1].space


def _is_bare(words: Sequence[str], at: int) -> bool:
    """Say whether a verb has no subject that reports: it lacks one, or "were observed"."""
    passive = _base().get(words[at]) != words[at] and not _BE.isdisjoint(words[max(0, at - 2) : at])
    return lacks_subject(words, at) or (passive and "by" not in words[at:])


def lacks_subject(words: Sequence[str], at: int) -> bool:
    """Say whether a verb has no subject: "to identify", "Detect ...", "the order", "a known group"."""
    before = words[max(0, at - 2) : at]
    if words[at] in _base() and _base()[words[at]] == words[at]:
        led = not before or before[-1] in ("to", "can", "may", "should", "could", "and", "•", ".", "*")
        return led or _is_noun(words, at)
    if at == 0 or words[at - 1] == ":":
        return True  # "12 March: Added information on", "Mentioned by name"
    return words[at] in _participles() and _HAVE.isdisjoint(words[max(0, at - 3) : at])


def _is_noun(words: Sequence[str], at: int) -> bool:
    """Say whether a word that is spelt like a verb is a noun: "the order", "in order to"."""
    return at > 0 and words[at] in _NOUNS and words[at - 1] in ("the", "a", "an", "of", "in", "no", "-", "this")


@cache
def _participles() -> frozenset[str]:
    """Return the participles that are no past tense: known, shown."""
    return frozenset(form for verb in _by_verb() for form, kind in inflected(verb).items() if kind == "participle")


@cache
def loud_words() -> frozenset[str]:
    """Return the forms of verbs that are an act by themselves: accuse, blame, attribute, deny, not "make" or "say"."""
    verbs = {verb for frame in frames().frames if frame.act and not (frame.needs or frame.objects)
             for verb in frame.verbs}  # fmt: skip
    return frozenset(form for verb in verbs - _NOUNS | {"link", "point"} for form in inflected(verb))


@cache
def third_persons() -> frozenset[str]:
    """Return the forms in -s of the verbs of speech that are seldom a noun in the plural."""
    verbs = {verb for frame in frames().frames for verb in frame.verbs} - _NOUNS
    return frozenset(form for verb in verbs for form, kind in inflected(verb).items() if kind == "s")


@cache
def told_forms() -> frozenset[str]:
    """Return the finite forms of the verbs of speech, those that are seldom anything else: "said", "disputes"."""
    verbs = {verb for frame in frames().frames for verb in frame.verbs}
    return frozenset(form for verb in verbs for form, kind in inflected(verb).items()
                     if kind == "past" or (kind == "s" and verb not in _NOUNS))  # fmt: skip


@cache
def past_deeds() -> frozenset[str]:
    """Return the past forms of the verbs for what attackers do."""
    verbs = frames().strong | frames().deeds
    return frozenset(form for verb in verbs for form, kind in inflected(verb).items() if kind == "past")


@cache
def plain_pasts() -> frozenset[str]:
    """Return those of them that are no participles: "stole", which never says what something is like."""
    return frozenset(past for past, participle in frames().irregular.values()
                     if past != participle and past in past_deeds())  # fmt: skip


def base(word: Word) -> str:
    """Return the base form of a verb, by the lexicon first: a parser may take a past for a participle."""
    return _base().get(word.word, word.lemma)


def clause_frame(verb: str, form: str) -> Frame | None:
    """Return the frame of a verb by which somebody says or believes what a clause says, of a form that is finite."""
    frame = next((one for one in _by_verb().get(verb, ())
                  if one.roles == "clause" and not one.needs and not one.objects), None)  # fmt: skip
    return frame if frame is not None and inflected(verb).get(form) in ("s", "past", "base") else None


def frames_at(tree: Tree, at: int) -> tuple[Frame, ...]:
    """Return the frames that a word of a sentence may stand in, the most telling first; worked out once."""
    found = tree.made.get(at)
    if found is None:
        found = tree.made[at] = _frames_at(tree, at)
    return found


def _frames_at(tree: Tree, at: int) -> tuple[Frame, ...]:
    word = tree.words[at]
    found = _by_verb().get(base(word), ())
    if not found:
        return ()  # most words, before more is asked of the tree
    predicate = word.tag == "JJ" and word.dep in ("root", "ROOT", "ccomp", "conj", "advcl", "xcomp", "parataxis", "acl")
    verbal = word.is_verb or bool(tree.kids(at, "nsubj") and tree.kids(at, "ccomp", "obj", "aux"))
    if not (verbal or predicate) or word.dep in ("aux", "cop"):
        return ()
    return tuple(frame for frame in found if _fits(tree, at, frame))


def _fits(tree: Tree, at: int, frame: Frame) -> bool:
    if frame.objects:
        near = {tree.words[each].lemma for each in _complements(tree, at)}
        if not near & frame.objects:
            return False
    if frame.needs:
        subject = {each for kid in tree.kids(at, "nsubj") for each in tree.below(kid.i)}
        below = [each for each in tree.below(at) if each not in subject and each - at < 24]
        words = {tree.words[each].word for each in below} | {tree.words[each].lemma for each in below}
        return bool(words & frame.needs)
    return True


def _complements(tree: Tree, at: int) -> list[int]:
    """Return the words that a verb takes: objects, what stands behind its prepositions, subject of a passive."""
    kids = tree.kids(at, "obj", "obl", "xcomp", "iobj", "conj")
    if tree.is_passive(at):
        subject = tree.object(at)
        kids = [*kids, *([subject] if subject is not None else [])]
    found = [kid.i for kid in kids]
    for kid in kids:
        found.extend(other.i for other in tree.kids(kid.i, "conj", "nmod", "obj"))
    return found
