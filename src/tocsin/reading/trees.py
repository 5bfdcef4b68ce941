"""Trees: a sentence as words that depend on one another, with what the reader of claims asks of them.

In: sentences. Out: a `Tree` each: words with their tag, base form, relation and head (Universal Dependencies), and the
questions of grammar: who is the subject, what stands behind "by" or "to", what is negated, what is only supposed.
A parser errs, in the attachment of prepositions most of all: questions look down a branch, not at one edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec.structs import force_setattr, replace

from tocsin.model.report import Mention
from tocsin.reading.sentences import Sentence

CLAUSES = ("ccomp", "advcl", "acl", "parataxis", "csubj", "xcomp")
_BY = frozenset({"by"})
_BE = frozenset({"be", "get"})
_BEHIND = ("obl", "nmod", "obj", "conj", "xcomp", "advcl", "iobj", "appos", "acl", "flat")
_LEADING = frozenset(["let", "lead", "allow", "enable", "prompt", "bring", "see", "observe", "watch", "catch", "notice",
                      "witness", "find"])  # fmt: skip
_RANKS = frozenset({"first", "second", "third", "last", "latest", "only", "next"})
_MODALS = frozenset({"would", "could", "might", "may", "should", "must", "can"})


_UP = ("conj", "xcomp", "nmod")  # relations by which one goes up from word to word


class Word(msgspec.Struct, frozen=True, gc=False):
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
    dep: str = ""  # the universal part of the relation, whatever is given

    def __post_init__(self) -> None:
        force_setattr(self, "dep", self.relation.partition(":")[0])

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
    made: dict[int, Any] = field(default_factory=dict[int, Any], init=False, repr=False, compare=False)
    """What `frames_at` found for words."""
    _kids: tuple[list[Word], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # of a text that is no sentence: whoever goes up from a joined word would never end at a root that is "joined"
        if any(word.head == word.i and word.dep in _UP for word in self.words):
            rooted = [
                replace(word, relation="root") if word.head == word.i and word.dep in _UP else word
                for word in self.words
            ]
            object.__setattr__(self, "words", tuple(rooted))
        kids: list[list[Word]] = [[] for _ in self.words]
        for word in self.words:
            if word.head != word.i:
                kids[word.head].append(word)
        object.__setattr__(self, "children", tuple([tuple([kid.i for kid in each]) for each in kids]))
        object.__setattr__(self, "_kids", tuple(kids))

    def kids(self, at: int, *deps: str) -> list[Word]:
        """Return the children of a word, those with one of these relations (with or without subtype)."""
        kids = self._kids[at]
        if not kids:
            return []
        return [word for word in kids if word.dep in deps or word.relation in deps] if deps else kids.copy()

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
        if any(kid.word == "been" for kid in self.kids(at, "aux")):
            return True
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
            own = [kid for kid in own if kid.relation != "nsubj:outer"] or own  # "the charge is that X did it"
            if own:
                return self._antecedent(at, next((kid for kid in own if kid.i in self.names), own[0]))
            if self.kids(at, "csubj"):
                return None
            if (other := self._elsewhere(word)) is not None:
                return other
            if word.dep == "ccomp" and any(kid.word in ("that", "whether", "if") for kid in self.kids(at, "mark")):
                return None
            if self._tells_of_head(word) or (len(seen) > 1 and self._goes_with_verb(word)):
                at = word.head
                continue
            if word.dep == "acl" and self.words[word.head].is_noun:
                return self.words[word.head]
            if word.dep in ("conj", "xcomp", "advcl", "ccomp", "parataxis", "acl", "obl", "nmod"):
                if word.dep == "parataxis" and word.tag in ("VBD", "VBZ", "VBP"):
                    return None
                at = word.head
                continue
            return None
        return None

    def _elsewhere(self, word: Word) -> Word | None:
        """Return the subject a parser gave a participle before a verb; whom something lets do it: "lets us say it"."""
        led = self.kids(word.head, "obj") if word.dep == "xcomp" and self.words[word.head].lemma in _LEADING else []
        if led and led[0].i < word.i:
            return led[0]
        for kid in self.kids(word.i, "advcl", "acl"):
            if kid.i < word.i and kid.tag in ("VBN", "VBD", "VBG") and not self.kids(kid.i, "mark"):
                inner = [one for one in self.kids(kid.i, "nsubj") if one.i < kid.i]
                if inner:
                    return inner[0]
        return None

    def _tells_of_head(self, clause: Word) -> bool:
        """Say whether a clause has the subject above it: "was the first to accuse", "became the second ally to"."""
        if clause.dep not in ("csubj", "acl") or not any(kid.word == "to" for kid in self.kids(clause.i, "mark")):
            return False
        noun = self.words[clause.head]
        ranked = any(kid.word in _RANKS for kid in self.kids(noun.i, "amod", "advmod"))
        return clause.dep == "csubj" or (ranked and (noun.dep == "xcomp" or bool(self.kids(noun.i, "cop"))))

    def _goes_with_verb(self, word: Word) -> bool:
        """Say whether a word only completes a verb: "stopped short of accusing"."""
        return word.dep == "advmod" and self.words[word.head].is_verb

    def _antecedent(self, at: int, subject: Word) -> Word:
        """Return whom "who" and "which" mean: the noun their clause hangs on."""
        if subject.word not in ("who", "which", "that", "whose"):
            return subject
        clause = self.words[at]
        while clause.dep == "conj":
            clause = self.words[clause.head]
        head = self.words[clause.head]
        if subject.word == "who" and head.i not in self.names and self.words[subject.i - 1].word == ",":
            named = next((word for word in self.above(head.i) if word.i in self.names), None)
            if named is not None and named.i < head.i and head.dep in ("obl", "nmod"):
                return named  # "Lee, a banker jailed for fraud, who denies it"
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
                if (kid.dep in _BEHIND or kid.word == "back")  # "traced it back to X"
                and (kid.dep not in ("acl", "advcl", "conj") or not self.kids(kid.i, "nsubj"))
            ]
            found.extend(kid for kid in below if kid.i > at and self.case(kid.i) in wanted)
            level = [kid.i for kid in below]
        return found

    def noun(self, at: int) -> str:
        """Return the base form of what heads a noun phrase; "teenager" of "a 17-year-old"."""
        word = self.words[at]
        aged = word.word in ("old", "olds") and [one.word for one in self.words[at - 2 : at]] == ["year", "-"]
        return "teenager" if aged else word.lemma

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
            {subject.word} & {"none", "nobody", "neither", "nothing"}
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


Parsed = tuple[int, str, str, str, str, int]
"""Offset, word, Penn tag, universal tag, relation, head."""
