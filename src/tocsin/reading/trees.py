"""Trees: a sentence as words that depend on one another, with what the reader of claims asks of them.

In: sentences. Out: a `Tree` each: words with their tag, base form, relation and head (Universal Dependencies), and the
questions of grammar: who is the subject, what stands behind "by" or "to", what is negated, what is only supposed.
A parser errs, in the attachment of prepositions most of all: questions look down a branch, not at one edge.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tocsin.model.report import Mention, MentionKind
from tocsin.reading.frames import third_persons
from tocsin.reading.lemmas import lemma
from tocsin.reading.sentences import Sentence, plain
from tocsin.reading.stand_ins import Disguised, Piece

CLAUSES = ("ccomp", "advcl", "acl", "parataxis", "csubj", "xcomp")
_BY = frozenset({"by"})
_BE = frozenset({"be", "get"})
_MODALS = frozenset({"would", "could", "might", "may", "should", "must", "can"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a tree; `head` is its own number at the root, `dep` has no subtype except in `relation`."""

    i: int
    text: str
    word: str  # as compared: lower case, one form of each mark
    lemma: str
    tag: str
    pos: str
    relation: str
    head: int
    start: int  # in the whole text
    end: int

    @property
    def dep(self) -> str:
        """The universal part of the relation."""
        return self.relation.partition(":")[0]

    @property
    def is_noun(self) -> bool:
        """Whether it can head a noun phrase."""
        return self.pos in ("NOUN", "PROPN", "PRON", "NUM", "X", "SYM") or self.tag in ("NNP", "NN", "NNS", "NNPS")

    @property
    def is_verb(self) -> bool:
        """Whether it is a verb form, whatever its role."""
        return self.tag.startswith("VB")


@dataclass(frozen=True)
class Tree:
    """The words of a sentence, and the children of each in order."""

    sentence: Sentence
    words: tuple[Word, ...]
    names: dict[int, Mention] = field(default_factory=dict[int, Mention])  # by the number of the word that is one
    titles: dict[int, tuple[Mention, ...]] = field(default_factory=dict[int, tuple[Mention, ...]])  # before a person's
    children: tuple[tuple[int, ...], ...] = field(init=False)

    def __post_init__(self) -> None:
        children: list[list[int]] = [[] for _ in self.words]
        for word in self.words:
            if word.head != word.i:
                children[word.head].append(word.i)
        object.__setattr__(self, "children", tuple(tuple(each) for each in children))

    def kids(self, at: int, *deps: str) -> list[Word]:
        """Return the children of a word, those with one of these relations (with or without subtype)."""
        words = (self.words[child] for child in self.children[at])
        return [word for word in words if not deps or word.dep in deps or word.relation in deps]

    def below(self, at: int) -> list[int]:
        """Return a word and all that hangs on it, in order."""
        found, stack = [], [at]
        while stack:
            each = stack.pop()
            found.append(each)
            stack.extend(self.children[each])
        return sorted(found)

    def above(self, at: int) -> Iterator[Word]:
        """Yield the heads of a word, nearest first."""
        while self.words[at].head != at:
            at = self.words[at].head
            yield self.words[at]

    def hangs_on(self, at: int, head: int) -> bool:
        """Say whether a word is the other or hangs on it."""
        return at == head or any(word.i == head for word in self.above(at))

    def at(self, offset: int) -> int:
        """Return the number of the word that covers an offset of the text, or of the next one."""
        return next((word.i for word in self.words if word.end > offset), len(self.words) - 1)

    def text(self, first: int, last: int) -> str:
        """Return the text of words `[first, last)`."""
        start, end = self.words[first].start, self.words[last - 1].end
        return self.sentence.text[start - self.sentence.start : end - self.sentence.start]

    def case(self, at: int) -> str:
        """Return the preposition of a noun: "to", "of", "" when there is none."""
        marks = [mark for mark in self.kids(at, "case") if mark.word not in ("'s", "'", "’s", "’") and mark.i < at]
        if not marks and self.words[at].tag == "VBG":
            marks = [mark for mark in self.kids(at, "mark") if mark.i < at]
        if not marks and self.words[at].dep == "conj" and self.words[at].is_noun:
            return self.case(self.words[at].head)
        return marks[-1].word if marks and marks[0].word in ("in", "off", "out") else marks[0].word if marks else ""

    def is_passive(self, at: int) -> bool:
        """Say whether a verb is passive, also a participle behind its noun ("charges brought by")."""
        word = self.words[at]
        if any(kid.relation in ("nsubj:pass", "aux:pass") for kid in self.kids(at)):
            return True
        if word.tag not in ("VBN", "VBD"):
            return False
        if word.dep == "conj" and not self.kids(at, "nsubj", "aux"):
            return word.tag == "VBN" and self.is_passive(word.head)
        if any(kid.word in ("have", "has", "had", "having") for kid in self.kids(at, "aux")):
            return False
        active = word.tag == "VBD" and self.kids(at, "ccomp", "obj")
        return word.dep in ("acl", "amod", "advcl") and not self.kids(at, "nsubj") and not active

    def subject(self, at: int) -> Word | None:
        """Return the subject of a verb or predicate, also one it shares with the verb above it."""
        seen: set[int] = set()
        while at not in seen:
            seen.add(at)
            word = self.words[at]
            helped = [kid for aux in self.kids(at, "aux") for kid in self.kids(aux.i, "nsubj")]
            own = [kid for kid in [*self.kids(at, "nsubj"), *helped] if kid.is_noun or kid.pos in ("DET", "ADJ")]
            if own:
                return self._antecedent(at, next((kid for kid in own if kid.i in self.names), own[0]))
            if self.kids(at, "csubj"):
                return None
            for kid in self.kids(at, "advcl", "acl"):
                if kid.i < at and kid.tag in ("VBN", "VBD") and not self.kids(kid.i, "mark"):
                    inner = [one for one in self.kids(kid.i, "nsubj") if one.i < kid.i]
                    if inner:
                        return inner[0]
            if word.dep == "ccomp" and any(kid.word in ("that", "whether", "if") for kid in self.kids(at, "mark")):
                return None
            if word.dep == "acl" and self.words[word.head].is_noun:
                return self.words[word.head]
            if word.dep == "csubj" and any(kid.word == "to" for kid in self.kids(at, "mark")):
                at = word.head  # "was the first to accuse"
                continue
            if word.dep in ("conj", "xcomp", "advcl", "ccomp", "parataxis", "acl", "obl", "nmod"):
                if word.dep == "parataxis" and word.tag in ("VBD", "VBZ", "VBP"):
                    return None
                at = word.head
                continue
            return None
        return None

    def _antecedent(self, at: int, subject: Word) -> Word:
        """Return whom "who" and "which" mean: the noun their clause hangs on."""
        if subject.word not in ("who", "which", "that", "whose"):
            return subject
        clause = self.words[at]
        while clause.dep == "conj":
            clause = self.words[clause.head]
        head = self.words[clause.head]
        if head.is_noun and head.i < subject.i:
            return head
        before = [word for word in self.words[: subject.i] if word.i in self.names and word.relation != "nmod:poss"]
        return before[-1] if before and subject.word == "who" else subject

    def agent(self, at: int) -> Word | None:
        """Return who did it, behind "by"."""
        return next(iter(self.behind(at, _BY)), None)

    def behind(self, at: int, prepositions: Iterable[str], *, deep: int = 3) -> list[Word]:
        """Return nouns to the right of a word behind one of these prepositions, the nearest to it in the tree first."""
        wanted = frozenset(prepositions)
        found: list[Word] = []
        level = [at]
        for _ in range(deep):
            below = [
                kid
                for each in level
                for kid in self.kids(each)
                if kid.dep in ("obl", "nmod", "obj", "conj", "xcomp", "advcl", "iobj", "appos", "acl", "flat")
                and (kid.dep not in ("acl", "advcl", "conj") or not self.kids(kid.i, "nsubj"))
            ]
            found.extend(kid for kid in below if kid.i > at and self.case(kid.i) in wanted)
            level = [kid.i for kid in below]
        return found

    def object(self, at: int) -> Word | None:
        """Return the object of a verb, or its subject where it is passive."""
        if self.is_passive(at):
            subject = next(iter(self.kids(at, "nsubj")), None)
            return self._antecedent(at, subject) if subject is not None else self.subject(at)
        objects = [kid for kid in self.kids(at, "obj") if kid.i > at] or self.kids(at, "obj")
        if objects and objects[0].word == "whom" and self.words[at].dep == "acl":
            return self.words[self.words[at].head]
        return objects[0] if objects else next(iter(self.kids(at, "iobj")), None)

    def coordinated(self, at: int) -> list[Word]:
        """Return a noun and those joined to it by "and", commas, "as well as"."""
        found = [self.words[at]]
        for kid in self.kids(at, "conj"):
            if kid.is_noun and not any(mark.word in ("not", "but") for mark in self.kids(kid.i, "cc", "advmod")):
                found.extend(self.coordinated(kid.i))
        return found

    def is_negated(self, at: int) -> bool:
        """Say whether "not", "never", "no" or "neither" bears on a word."""
        marks = {kid.word for kid in self.kids(at, "advmod", "det", "cc", "aux")}
        if marks & {"not", "n't", "never", "neither", "nor", "no", "n’t", "hardly"}:
            return True
        subject = next(iter(self.kids(at, "nsubj")), None)
        return subject is not None and bool(
            {subject.word} & {"none", "nobody", "neither"}
            or {kid.word for kid in self.kids(subject.i, "det", "cc", "advmod")} & {"no", "neither", "none"}
        )

    def is_supposed(self, at: int) -> bool:
        """Say whether a word stands in a condition: "if", "had the worm", or a bare "would"."""
        for word in (self.words[at], *self.above(at)):
            marks = {kid.word for kid in self.kids(word.i, "mark", "advmod") if kid.i < word.i}
            if marks & {"if", "unless", "whether"}:
                return True
            first = next((kid for kid in self.kids(word.i) if kid.dep not in ("punct", "cc")), None)
            if first is not None and first.dep in ("aux", "cop") and first.word in ("had", "were", "should"):
                inverted = first.i < word.i and any(kid.i > first.i for kid in self.kids(word.i, "nsubj"))
                if inverted and not self.sentence.text.endswith("?"):
                    return True
            if word.lemma in ("suppose", "imagine", "assume") and word.tag in ("VB", "VBP"):
                return True
            if word.dep in ("ccomp", "parataxis") and self.words[word.head].lemma not in (
                "suppose",
                "imagine",
                "assume",
            ):
                break
        return False

    def modals(self, at: int) -> set[str]:
        """Return the modal verbs beside a verb."""
        return {kid.word for kid in self.kids(at, "aux")} & _MODALS


def grow(sentences: Sequence[Disguised], parse: Callable[[Sequence[str]], Iterable[Sequence[Parsed]]]) -> list[Tree]:
    """Return a tree for each sentence; `parse` gives for texts their words and how they depend on one another."""
    from tocsin.reading.attributions import joined, texts

    wanted = [texts(one) for one in sentences]
    parsed = iter(parse([text for each in wanted for text in each]))
    return [_tree(one, joined(one, [next(parsed) for _ in each])) for one, each in zip(sentences, wanted, strict=True)]


def _tree(one: Disguised, parsed: Sequence[Parsed]) -> Tree:
    names = _mentions(one, parsed)
    titles = {number: one.piece(parsed[number][0]).titles for number in names}
    words = _words(one, parsed)
    for mend in (_named, _verbless, _finite, _flipped, _listed, _subjects):
        mended = mend(words, names)
        words = mended if _is_tree(mended) else words
    return Tree(one.sentence, words, names, titles)


def flat(disguised: Disguised) -> Tree:
    """Return a sentence that was not parsed: its words, each a noun of its own under the first."""
    parsed: list[Parsed] = []
    for piece in disguised.pieces:
        words = [(0, disguised.text[piece.start : piece.end])] if piece.mention else _tokens(disguised, piece)
        for offset, word in words:
            parsed.append((piece.start + offset, word, "NN", "NOUN", "dep" if parsed else "ROOT", 0))
    return Tree(disguised.sentence, _words(disguised, parsed), _mentions(disguised, parsed))


def _tokens(disguised: Disguised, piece: Piece) -> list[tuple[int, str]]:
    text = disguised.text[piece.start : piece.end]
    return [(found.start(), found.group()) for found in re.finditer(r"\w+|[^\w\s]", text)]


Parsed = tuple[int, str, str, str, str, int]
"""Offset, word, Penn tag, universal tag, relation, head."""


def _words(disguised: Disguised, parsed: Sequence[Parsed]) -> tuple[Word, ...]:
    return tuple(_word(disguised, number, *one) for number, one in enumerate(parsed))


def _is_tree(words: tuple[Word, ...]) -> bool:
    """Say whether every word still hangs on a root: what was mended must not go in circles."""
    sound: set[int] = set()
    for word in words:
        path: list[int] = []
        at = word.i
        while at not in sound and words[at].head != at:
            if at in path:
                return False
            path.append(at)
            at = words[at].head
        sound.update(path, (at,))
    return True


def _named(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Join a noun and the name right behind it where both were taken for subjects: "the group Rhysida said"."""
    found = list(words)
    for noun, name in itertools.pairwise(words):
        both = noun.dep == name.dep == "nsubj" and noun.head == name.head
        if both and noun.tag == "NN" and name.tag == "NNP" and noun.i not in names:
            found[name.i] = replace(name, head=noun.i, relation="flat")
    return tuple(found)


def _verbless(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Make the verb of a sentence that has none of a noun that is spelt like one: "the bureau attributes it to X"."""
    root = next((word for word in words if word.head == word.i), None)
    if root is None or root.is_verb or any(word.head == root.i and word.dep == "cop" for word in words):
        return words
    plural = (word for word in words if word.i and word.tag in ("NNS", "NNPS") and word.word in third_persons())
    verb = next((word for word in plural if word.i < root.i + 2 or root.i == 0), None)
    if verb is None or not words[verb.i - 1].is_noun or verb.i + 1 >= len(words) or verb.i in names:
        return words
    found = list(words)
    subject = words[verb.i - 1]
    found[verb.i] = replace(verb, head=verb.i, relation="ROOT", tag="VBZ", pos="VERB", lemma=lemma(verb.text, "VBZ"))
    found[subject.i] = replace(subject, head=verb.i, relation="nsubj")
    objects = 0
    for word in words:
        if word.i in (verb.i, subject.i):
            continue
        if word.i < verb.i:
            if word.head >= verb.i or word.head == word.i:
                found[word.i] = replace(word, head=subject.i, relation="compound" if word.is_noun else word.relation)
        elif word.head <= verb.i or word.head == word.i:
            cased = any(kid.head == word.i and kid.dep == "case" for kid in words)
            relation = word.relation
            if word.is_noun:
                relation = "obl" if cased or objects else "obj"
                objects += relation == "obj"
            found[word.i] = replace(word, head=verb.i, relation=relation)
    return tuple(found)


def _finite(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Make a verb of the participle that has an object of its own: "The minister accused China"."""
    found = list(words)
    for verb in words:
        noun = words[verb.head]
        while noun.relation in ("nmod", "conj", "appos") and noun.head < noun.i:
            noun = words[noun.head]
        if verb.relation != "acl" or verb.tag not in ("VBN", "VBD") or noun.head != noun.i or noun.i > verb.i:
            continue
        kids = [word for word in words if word.head == verb.i and word.i != verb.i]
        if not any(word.dep in ("obj", "ccomp") for word in kids) or any(word.dep in ("aux", "nsubj") for word in kids):
            continue
        for word in words:
            if word.head == noun.i and word.i > verb.i:
                found[word.i] = replace(word, head=verb.i)
        found[verb.i] = replace(verb, head=verb.i, relation="ROOT", tag="VBD")
        found[noun.i] = replace(noun, head=verb.i, relation="nsubj")
        break
    return tuple(found)


def _flipped(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Give a verb its object back that a parser took for its head: "(X) had accused actors", "short of blaming X"."""
    found = list(words)
    for verb in words:
        noun = found[verb.head]
        if verb.relation != "amod" or noun.i < verb.i or not verb.tag.startswith("VB"):
            continue
        kids = [word for word in found if word.head == verb.i and word.i != verb.i]
        subject = any(word.dep == "nsubj" for word in kids)
        case = next((word for word in found if word.head == noun.i and word.dep == "case" and word.i < verb.i), None)
        if not subject and not (
            verb.tag == "VBG" and case is not None and case.i == verb.i - 1 and noun.i - verb.i <= 2
        ):
            continue
        root = noun.head == noun.i
        found[verb.i] = replace(
            verb, head=verb.i if root else noun.head, relation="advcl" if case is not None else noun.relation
        )
        found[noun.i] = replace(noun, head=verb.i, relation="obj")
        for word in list(found):
            before = word.head == noun.i and word.i < verb.i and word.i != verb.i
            if before or (
                word.head == noun.i and word.dep in ("punct", "parataxis", "advcl", "ccomp") and word.i > noun.i
            ):
                found[word.i] = replace(word, head=verb.i, relation="mark" if word is case else word.relation)
    return tuple(found)


def _subjects(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Give a verb without a subject the name right before it: "In a statement, A, B and C condemned"."""
    found = list(words)
    for verb in words:
        kids = [word for word in found if word.head == verb.i and word.i != verb.i]
        perfect = any(word.dep == "aux" and word.word in ("has", "have", "had", "will") for word in kids)
        if not (verb.tag in ("VBD", "VBZ", "VBP") or (verb.tag in ("VBN", "VB") and perfect)) or verb.dep in (
            "aux",
            "cop",
        ):
            continue
        if any(word.dep in ("nsubj", "csubj") for word in kids):
            continue
        at = verb.i - 1
        while at >= 0 and (found[at].dep == "aux" or found[at].tag == "RB"):
            at -= 1
        telling = found[at].dep in ("obj", "obl", "nmod") and any(word.dep == "ccomp" for word in kids)
        if (at not in names and not telling) or found[at].tag == "JJ" or (telling and not found[at].is_noun):
            continue
        first = at
        while found[first].dep == "conj" and found[first].head in names and found[first].head < first:
            first = found[first].head
        before = [word for word in found if word.head == first and word.dep == "case" and word.i < first]
        if before or found[first].dep == "nsubj" or verb.i == found[first].head or found[first].head == first:
            continue
        found[first] = replace(found[first], head=verb.i, relation="nsubj")
    return tuple(found)


def _listed(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Join names in a row by commas and "and", which parsers tend to take for appositions."""
    found = list(words)
    at = 0
    while at < len(words):
        run = _run(words, names, at)
        at = run[-1] + 1 if run else at + 1
        kinds = {_sort(names[each]) for each in run if each in names}
        if len(run) < 2 or len(kinds) > 1 or any(names.get(each) is names[run[0]] for each in run[1:]):
            continue
        inside = range(run[0], run[-1] + 1)
        heads = [each for each in run if words[each].head not in inside or words[each].head == each]
        head = next((each for each in heads if words[each].dep in ("nsubj", "obj")), heads[0] if heads else run[0])
        first = words[head]
        root = first.head == head
        found[run[0]] = replace(words[run[0]], head=run[0] if root else first.head, relation=first.relation)
        for each in run[1:]:
            found[each] = replace(words[each], head=run[0], relation="conj")
        for number, word in enumerate(found):
            outside = word.head in run[1:] and number not in inside
            orphan = root and number != run[0] and word.head == head and head != run[0]
            if outside or orphan:
                found[number] = replace(word, head=run[0])
    return tuple(found)


def _sort(mention: Mention) -> str:
    kind = mention.kind
    if kind in (MentionKind.COUNTRY, MentionKind.GOVERNMENT_BODY, MentionKind.ORGANISATION):
        return "body"
    return kind.value


def _run(words: Sequence[Word], names: dict[int, Mention], at: int) -> list[int]:
    """Return the names of a list that begins here and holds an "and"."""
    if at not in names or words[at].tag == "JJ":
        return []
    at = _owned(words, names, at)
    run, index = [at], at + 1
    while index < len(words):
        skip = index
        while (
            skip < len(words)
            and words[skip].word in (",", "and", "&", "the", "both", "their", "its", "other")
            and skip - index < 4
        ):
            skip += 1
        marks = [word.word for word in words[index:skip]]
        if joined_noun(words, skip, marks):
            run.append(skip)
            return run
        if not marks or marks[0] == "the" or skip not in names or words[skip].tag == "JJ":
            break
        skip = _owned(words, names, skip)
        if skip + 1 < len(words) and words[skip + 1].word in ("'s", "’s"):
            break
        run.append(skip)
        index = skip + 1
        if "and" in marks or "&" in marks:
            return run
    closed = index < len(words) and words[index].word == "and"
    return run if closed and len(run) > 1 else []


def joined_noun(words: Sequence[Word], at: int, marks: Sequence[str]) -> bool:
    """Say whether a list of names ends with a noun: "the U.S., the U.K. and their allies"."""
    if at >= len(words) or "and" not in marks:
        return False
    return words[at].tag == "NNS" and bool({"their", "its", "other"} & set(marks)) and words[at].dep in (
        "nsubj", "conj", "appos", "ROOT", "root", "obl", "nmod"
    )  # fmt: skip


def _owned(words: Sequence[Word], names: dict[int, Mention], at: int) -> int:
    """Return the second name of `Britain's NCSC`, which is the one that is listed."""
    if at + 2 < len(words) and words[at + 1].word in ("'s", "’s") and at + 2 in names:
        return at + 2
    return at


def _mentions(disguised: Disguised, parsed: Sequence[Parsed]) -> dict[int, Mention]:
    found: dict[int, Mention] = {}
    for number, (offset, word, *_) in enumerate(parsed):
        mention = disguised.origin(offset, offset + len(word))[2]
        if mention is not None:
            found[number] = mention
    return found


def _word(
    disguised: Disguised, number: int, offset: int, text: str, tag: str, pos: str, relation: str, head: int
) -> Word:
    start, end, mention = disguised.origin(offset, offset + len(text))
    if mention is not None and mention.kind is MentionKind.INCIDENT:
        return Word(number, mention.text, mention.text.lower(), "attack", tag, pos, relation, head, start, end)
    if mention is not None and mention.text.split()[-1] != text:
        written = mention.text
        word = written if len(written) < 5 else written.lower()  # "US" is no pronoun
        return Word(number, written, word, written.lower(), tag, pos, relation, head, start, end)
    return Word(number, text, plain(text), lemma(text, tag), tag, pos, relation, head, start, end)
