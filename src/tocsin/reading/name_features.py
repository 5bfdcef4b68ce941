"""Features of words for the recogniser: how a word looks, what stands around it, what the whole text does with it.

In: the sentences of a text, and for each the labels that the rules gave its tokens. Out: for each token a row of
`WIDTH` numbers, each of which stands for something that is true of it. Of the whole text it uses which words stand
beside other places of the same word ("the Remcos RAT" tells of "Remcos" elsewhere), and what the rules call it there.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from tocsin.reading.gazetteer import known_names
from tocsin.reading.lexicons import mention_words
from tocsin.reading.sentences import Sentence

Classes = Mapping[int, tuple[int, int, int]]
"""Word classes by CRC-32 of a word in small letters with its digits as zeros: coarse, middle, fine."""

_DIGIT = re.compile(r"\d")
_AROUND = 4  # words to each side in which cues count
_NONE = (-2, -2, -2)
_BUSIEST = 3  # of the words beside all places of a word
_GOLDEN = np.uint32(2_654_435_769)
_BARE = ("sector", "organisation")  # what names in small letters end in
Rows = NDArray[np.uint32]


@lru_cache(maxsize=20_000)
def shape(word: str) -> str:
    """Return the shape of a word, runs shortened.

    >>> shape("MuddyWater"), shape("APT28"), shape("x86-64")
    ('XxXx', 'Xd', 'xd-d')
    """
    made = "".join("X" if c.isupper() else "x" if c.islower() else "d" if c.isdigit() else c for c in word)
    return "".join(c for at, c in enumerate(made) if at == 0 or made[at - 1] != c)[:8]


@lru_cache(maxsize=20_000)
def class_key(word: str) -> int:
    """Return what stands for a word in small letters in the table of classes."""
    return crc32(_DIGIT.sub("0", word).encode("utf-8", "replace"))


def candidates(sentence: Sentence) -> list[str]:
    """Return for each token what the tables hold for the name it stands in: kinds, and whether it is a common word."""
    made = [""] * len(sentence.tokens)
    for found in known_names(sentence):
        kinds = sorted({f"{name.kind}{'~' if name.common else ''}" for name in found.names})
        for at in range(found.first, found.last):
            made[at] = ("B" if at == found.first else "I") + ",".join(kinds)
    return made


@cache
def cues() -> dict[str, str]:
    """Return for each word that tells of a kind of name which kind that is."""
    return {word: kind for kind, words in mention_words().cues.items() for word in words}


@lru_cache(maxsize=50_000)
def code(value: str) -> int:
    """Return a number below 2**32 that stands for a string."""
    return crc32(value.encode("utf-8", "replace"))


@cache
def _cue_bits() -> dict[str, int]:
    return {kind: 1 << bit for bit, kind in enumerate(mention_words().cues)}


@lru_cache(maxsize=20_000)
def _looks(text: str, word: str) -> tuple[int, ...]:
    """Return what a word is by itself, and last what stands for it in the table of classes."""
    form = shape(text)
    return (
        code(word), code(text), code(word[:3]), code(word[-2:]), code(word[-3:]), code(word[-4:]), code(form),
        code(form[:1]), _MARKS.get(word, 0), _cue_bits().get(cues().get(word, ""), 0), class_key(word),
    )  # fmt: skip


_LOOKS = 11
_MARKS = {"(": 1, ")": 2}
_TOLD = 2 * _BUSIEST + 2
_OUTSIDE = (1, *[0] * (_LOOKS - 2), -1, -1, -1, *[0] * (4 + _TOLD))
"""What stands before and behind each sentence."""
WIDTH = 64


class Text:
    """What the whole text does with its words."""

    def __init__(
        self, sentences: Sequence[Sentence], rules: Sequence[Sequence[str]], tables: Sequence[Sequence[str]]
    ) -> None:
        self.tables = tables
        self.rules = rules
        self.inside: Counter[str] = Counter()  # capitalised words where no sentence begins
        self.written = Counter([token.text for sentence in sentences for token in sentence.tokens])
        beside: dict[str, Counter[str]] = defaultdict(Counter)
        neighbours: dict[str, Counter[str]] = defaultdict(Counter)
        called: dict[str, Counter[str]] = defaultdict(Counter)
        kinds = cues()
        for sentence, labels in zip(sentences, rules, strict=True):
            words = sentence.words
            for at, token in enumerate(sentence.tokens):
                text = token.text
                if token.is_capital:
                    self.inside[text] += at > 0
                elif text.isalpha() or not text.isalnum() or text.isdigit():
                    continue
                word = words[at]
                for other, side in ((at - 2, "-"), (at - 1, "-"), (at + 1, "+"), (at + 2, "+")):
                    if 0 <= other < len(words) and (kind := kinds.get(words[other])):
                        beside[word][side + kind] += 1
                if at:
                    neighbours[word][f"p{words[at - 1]}"] += 1
                if at + 1 < len(words):
                    neighbours[word][f"n{words[at + 1]}"] += 1
                if labels[at] != "O":
                    called[word][labels[at][2:]] += 1
        self._beside, self._neighbours, self._called = beside, neighbours, called
        self._told: dict[str, tuple[int, ...]] = {}

    def told(self, word: str) -> tuple[int, ...]:
        """Return what other places of a word tell: what stands beside them, who their neighbours are, what it is."""
        made = self._told.get(word)
        if made is None:
            called = self._called.get(word)
            made = self._told[word] = (
                *_most(self._beside.get(word)),
                *_most(self._neighbours.get(word)),
                code(min(called, key=lambda one: (-called[one], one))) if called else 0,
                min(self.written.get(word, 0), 2) if word.islower() and (word.isalpha() or not word.isalnum()) else 0,
            )
        return made


def _most(found: Counter[str] | None) -> list[int]:
    most = sorted(found, key=lambda one: (-found[one], one))[:_BUSIEST] if found else []
    return [*(code(one) for one in most), *[0] * (_BUSIEST - len(most))]


def live(sentence: Sentence, number: int, text: Text) -> list[int]:
    """Return the numbers of tokens that could be of a name: with capitals or digits, known, told of; and their next."""
    rules, tables = text.rules[number], text.tables[number]
    found: set[int] = set()
    for at, token in enumerate(sentence.tokens):
        if tables[at] or rules[at] != "O" or (token.is_word and not (token.text.islower() and token.text.isalpha())):
            found.update((at - 1, at, at + 1))
        elif cues().get(token.text) in _BARE:
            found.update((at - 2, at - 1, at, at + 1))
    return sorted(at for at in found if 0 <= at < len(sentence.tokens))


def rows(parts: Sequence[tuple[int, Sentence, Sequence[int]]], text: Text, classes: Classes) -> Rows:
    """Return the features of some tokens of some sentences of a text, one sentence after the other: (tokens, `WIDTH`).

    `parts` are sentences with their number in the text, and the numbers of their tokens whose features are asked for.
    """
    made: list[tuple[int, ...]] = [_OUTSIDE]
    # where in `made` stands what is true of a token by itself, in a heading or not, by its text for most
    known: tuple[dict[str | tuple[str, str, str], int], ...] = ({}, {})
    order: list[int] = []
    wanted: list[int] = []
    for number, sentence, places in parts:
        if not places:
            continue
        order += [0] * _AROUND
        first, last = max(0, places[0] - _AROUND), places[-1] + _AROUND + 1  # nothing further away counts
        wanted += [len(order) + at - first for at in places]
        begins, here = (2, known[1]) if sentence.heading else (1, known[0])
        around = (sentence.tokens, sentence.words, text.rules[number], text.tables[number])
        for token, word, rule, table in zip(*(each[first:last] for each in around), strict=True):
            key = token.text if rule == "O" and not table else (token.text, rule, table)
            row = here.get(key)
            if row is None:
                row = here[key] = len(made)
                looks = _looks(token.text, word)
                group = classes.get(looks[-1], _NONE)
                inside = min(text.inside.get(token.text, 0), 4)
                made.append((*looks[:-1], *group, code(rule), code(table), begins, inside, *text.told(word)))
            order.append(row)
        order += [0] * _AROUND
    columns = np.array(made, dtype=np.int64).astype(np.uint32).T
    return _rows(np.take(columns, np.array(order, dtype=np.intp), axis=1), np.array(wanted, dtype=np.intp))


def _rows(columns: Rows, wanted: NDArray[np.intp]) -> Rows:
    """Join what is known of tokens and of their neighbours, (columns, tokens), to features of those wanted."""
    word, exact, start, end2, end3, end4, form, begin, mark, cue = columns[: _LOOKS - 1]
    coarse, middle, fine, rule, table, heading, inside = columns[_LOOKS - 1 : _LOOKS + 6]
    told = columns[_LOOKS + 6 :]

    def at(column: Rows, step: int = 0) -> Rows:
        return column[wanted + step]

    def any_of(column: Rows, steps: Sequence[int]) -> Rows:
        found = at(column, steps[0])
        for step in steps[1:]:
            found = found | at(column, step)
        return found

    own, before, after = at(word), at(word, -1), at(word, 1)
    mine, hint, said, first = at(form), at(table), at(rule), at(begin)
    group, left, right = at(middle), at(middle, -1), at(middle, 1)
    ahead, behind = any_of(cue, range(-_AROUND, 0)), any_of(cue, range(1, _AROUND + 1))
    brackets = any_of(mark & 1, (-3, -2, -1)) + (any_of(mark & 2, (1, 2)))
    beside, others = [one[wanted] for one in told[:_BUSIEST]], [one[wanted] for one in told[_BUSIEST : 2 * _BUSIEST]]
    called, small = told[-2][wanted], told[-1][wanted]
    bits = [np.uint32(1 << bit) for bit in range(len(mention_words().cues))]
    joined: list[tuple[Rows, ...]] = [
        (np.zeros_like(own),), (own,), (at(exact),), (at(start),), (at(end2),), (at(end3),), (at(end4),), (mine,),
        (before,), (after,), (at(word, -2),), (at(word, 2),), (before, own), (own, after),
        (at(word, -2), before), (after, at(word, 2)),
        (at(form, -1), mine), (mine, at(form, 1)), (at(form, -1), mine, at(form, 1)),
        (said,), (at(rule, -1), said), (said, at(rule, 1)), (said, mine), (said, before), (said, after),
        (hint,), (hint, said), (at(table, -1), hint), (hint, at(table, 1)),
        (mine, before), (mine, after), (at(inside), mine), (small, first),
        (at(coarse),), (group,), (at(fine),),
        (at(middle, -2),), (left,), (right,), (at(middle, 2),),
        (at(coarse, -1), at(coarse)), (at(coarse), at(coarse, 1)),
        (mine, left), (mine, right), (said, left), (said, right), (at(fine, -1),), (at(fine, 1),),
        *((ahead & bit, behind & bit, first) for bit in bits),
        *((one, first) for one in beside), *((one,) for one in others),
        (called, said), (brackets, mine), (at(heading), mine), (hint, beside[0]),
    ]  # fmt: skip
    made = np.empty((len(joined), len(wanted)), dtype=np.uint32)
    for number, values in enumerate(joined):
        made[number] = _mixed(number, values)
    return made.T


def _mixed(seed: int, values: Sequence[Rows]) -> Rows:
    """Return one number for each row of values: Fibonacci hashing (Knuth 1973), once a value."""
    made = np.full(len(values[0]), seed + 1, dtype=np.uint32)
    for value in values:
        made = (made ^ value) * _GOLDEN
        made ^= made >> np.uint32(15)
    return made
