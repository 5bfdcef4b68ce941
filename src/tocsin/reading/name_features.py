"""Features of words for the recogniser: how a word looks, what stands around it, what the whole text does with it.

In: the sentences of a text, and for each the labels that the rules gave its tokens. Out: for each token a row of
`WIDTH` numbers (CRC-32 of what is true of it). Of the whole text it uses which words stand beside other places of the
same word ("the Remcos RAT" tells of "Remcos" elsewhere), and what the rules call it there.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from tocsin.reading.gazetteer import gazetteer
from tocsin.reading.lexicons import mention_words
from tocsin.reading.sentences import Sentence

Classes = Mapping[int, tuple[int, int, int]]
"""Word classes by CRC-32 of a word in small letters with its digits as zeros: coarse, middle, fine."""

_DIGIT = re.compile(r"\d")
_AROUND = 4  # words to each side in which cues count
_NONE, _EDGE = (-2, -2, -2), (-1, -1, -1)
_END = b"\x1f"
_BUSIEST = 3  # of the words beside all places of a word
_NEAREST = 4
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
    for found in gazetteer().find(sentence):
        kinds = sorted({f"{name.kind}{'~' if name.common else ''}" for name in found.names})
        for at in range(found.first, found.last):
            made[at] = ("B" if at == found.first else "I") + ",".join(kinds)
    return made


@cache
def cues() -> dict[str, str]:
    """Return for each word that tells of a kind of name which kind that is."""
    return {word: kind for kind, words in mention_words().cues.items() for word in words}


class Text:
    """What the whole text does with its words."""

    def __init__(
        self, sentences: Sequence[Sentence], rules: Sequence[Sequence[str]], tables: Sequence[Sequence[str]]
    ) -> None:
        self.tables = tables
        self.rules = rules
        self.inside: Counter[str] = Counter()  # capitalised words where no sentence begins
        self.small: Counter[str] = Counter()
        beside: dict[str, Counter[bytes]] = defaultdict(Counter)
        neighbours: dict[str, Counter[bytes]] = defaultdict(Counter)
        called: dict[str, Counter[str]] = defaultdict(Counter)
        kinds = cues()
        for sentence, labels in zip(sentences, rules, strict=True):
            words = sentence.words
            for at, token in enumerate(sentence.tokens):
                text = token.text
                if token.is_capital:
                    self.inside[text] += at > 0
                elif text.isalpha() or not text.isalnum() or text.isdigit():
                    if text.islower():
                        self.small[text] += 1
                    continue
                word = words[at]
                for other, side in ((at - 2, "-"), (at - 1, "-"), (at + 1, "+"), (at + 2, "+")):
                    if 0 <= other < len(words) and (kind := kinds.get(words[other])):
                        beside[word][(side + kind).encode()] += 1
                if at:
                    neighbours[word][f"p{words[at - 1]}".encode("utf-8", "replace")] += 1
                if at + 1 < len(words):
                    neighbours[word][f"n{words[at + 1]}".encode("utf-8", "replace")] += 1
                if labels[at] != "O":
                    called[word][labels[at][2:]] += 1
        self.beside = {word: _most(found) for word, found in beside.items()}
        self.neighbours = {word: _most(found) for word, found in neighbours.items()}
        self.called = {word: min(found, key=lambda one: (-found[one], one)) for word, found in called.items()}


def _most(found: Counter[bytes]) -> list[bytes]:
    return sorted(found, key=lambda one: (-found[one], one))[:_BUSIEST]


def _bytes(words: Sequence[str]) -> list[bytes]:
    return [word.encode("utf-8", "replace") + _END for word in words]


@lru_cache(maxsize=20_000)
def _class_bytes(classes: tuple[int, int, int]) -> list[bytes]:
    return _bytes([str(one) for one in classes])


def _padded(values: list[bytes], edge: bytes) -> list[bytes]:
    return [edge, edge, *values, edge, edge]


@cache
def _seeds() -> list[int]:
    return [crc32(b"%d" % number) for number in range(WIDTH)]


WIDTH = 62


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


def rows(sentence: Sentence, number: int, text: Text, classes: Classes, wanted: Sequence[int] | None = None) -> Rows:
    """Return the features of all tokens, or those `wanted`, of the text's `number`-th sentence: (tokens, `WIDTH`)."""
    tokens, low = sentence.tokens, sentence.words
    rules, tables = text.rules[number], text.tables[number]
    shapes = [shape(token.text) for token in tokens]
    word, exact = _padded(_bytes(low), b"<>"), _bytes([token.text for token in tokens])
    form, rule, table = (_padded(_bytes(values), b"") for values in (shapes, rules, tables))
    known = [_EDGE, _EDGE, *(classes.get(class_key(one), _NONE) for one in low), _EDGE, _EDGE]
    groups = [_class_bytes(one) for one in known[2:-2]]
    coarse, middle, fine = (_padded([one[at] for one in groups], b"-1") for at in range(3))
    kinds = [cues().get(one) for one in low]
    near = [one for one, kind in enumerate(kinds) if kind]
    heading = b"1" if sentence.heading else b"0"
    seeds = _seeds()
    wanted = range(len(tokens)) if wanted is None else wanted
    made = np.empty((len(wanted), WIDTH), dtype=np.uint32)
    for place, at in enumerate(wanted):
        here = at + 2
        own, before, after = word[here], word[here - 1], word[here + 1]
        bare, mine, hint, said = low[at], form[here], table[here], rule[here]
        begin = mine[:1]
        around = sorted(
            {(("-" if one < at else "+") + str(kinds[one])).encode() for one in near if 0 < abs(one - at) <= _AROUND}
        )[:_NEAREST]
        beside, others = text.beside.get(bare, []), text.neighbours.get(bare, [])
        first = beside[0] if beside else b""
        count = b"%d" % min(text.inside[tokens[at].text], 4)
        seen = b"%d" % min(text.small[bare], 2)
        called = text.called.get(bare, "").encode() + _END
        open_close = b"%d%d" % ("(" in low[max(0, at - 3) : at], ")" in low[at + 1 : at + 3])
        plain = own[:-1]
        around += [b""] * (_NEAREST - len(around))
        parts = (
            b"", own, exact[at], plain[:3], plain[-2:], plain[-3:], plain[-4:], mine,
            before, after, word[here - 2], word[here + 2], before + own, own + after,
            word[here - 2] + before, after + word[here + 2],
            form[here - 1] + mine, mine + form[here + 1], form[here - 1] + mine + form[here + 1],
            said, rule[here - 1] + said, said + rule[here + 1], said + mine, said + before, said + after,
            hint, hint + said, table[here - 1] + hint, hint + table[here + 1],
            mine + before, mine + after, count + mine, seen + begin,
            coarse[here], middle[here], fine[here],
            middle[here - 2], middle[here - 1], middle[here + 1], middle[here + 2],
            coarse[here - 1] + coarse[here], coarse[here] + coarse[here + 1],
            mine + middle[here - 1], mine + middle[here + 1], said + middle[here - 1], said + middle[here + 1],
            fine[here - 1], fine[here + 1],
            *(one + begin for one in around),
            *(one + begin for one in [*beside, b"", b"", b""][:_BUSIEST]), *[*others, b"", b"", b""][:_BUSIEST],
            called + said, open_close + mine, heading + mine, hint + first,
        )  # fmt: skip
        made[place] = [crc32(part, seed) for part, seed in zip(parts, seeds, strict=True)]
    return made
