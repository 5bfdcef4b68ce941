"""Sentences and tokens: a text becomes sentences of tokens, each with its span in the text.

In: any text. Out: `Sentence`s in order, which together hold every character that is not blank. A blank line always
ends a sentence, so do the end of a heading and the start of a list item; a line that is merely wrapped does not.
Linear in the length of the text.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import msgspec

_TOKEN = re.compile(
    r"\s*("
    r"[^\W_]{2,}"  # first, since most are
    r"|(?:[^\W\d_]\.){2,}"  # U.S.
    r"|[^\W_]"
    r"|[’'](?:s|S)(?![^\W_])"  # possessive
    r"|([^\w\s]|_)\2{99,}"  # a line drawn with it: one mark
    r"|\S)"
)  # of a text that ends in no blank: at its end each would be tried
_END = re.compile(r"[.!?…][\"”»’')\]]*(?=\s+[\"“«„‘'(\[]?[\w$€£])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:U\.S|U\.K|E\.U|U\.N|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Lt|Gen|Col|Capt|Maj|Sgt|Adm|St|No|Inc|Corp|Co|Ltd|Jr|Sr"
    r"|Rt|Hon|vs|etc|e\.g|i\.e|cf|approx|Fig|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|v)|\b[A-Z])\.$"
)
_COMPANY = re.compile(r"\b(?:Co|Ltd|Inc|Corp)\.$")
_OPENS = re.compile(r"(?:The|It|In|He|She|They|Both|This|These|Its|His|Her|On|At|A|An)\b")
_LETTER = re.compile(r"[a-z] X\.$")  # the network, no initial
_ITEM = re.compile(r"[ \t]*(?:[•◦▪‣·*–-]|\d{1,3}[.)]|[a-z][.)])[ \t]")
_BLOCK = re.compile(r"[^\n]+(?:\n[^\n]+)*")
_BLANK = re.compile(r"\n[ \t\r\f\v]+(?=\n)|\r")
_KEPT = 4_000_000  # characters of a text whose sentences are worth their memory
_LOOK_BACK = 24  # characters before a full stop that tell an abbreviation
_WORDS = 20_000  # as compared, kept
_LONGEST = 20_000  # characters of a sentence; what goes on longer is a table or no text at all, and cut


class Token(msgspec.Struct, frozen=True, gc=False):
    """A word, a number or one mark; `space` says whether blanks come before it."""

    start: int
    end: int
    text: str
    space: bool
    is_word: bool  # or a number, rather than a mark
    is_capital: bool  # begins with a capital letter


@dataclass(frozen=True)
class Sentence:
    """Half-open range of the text, and the tokens in it; `heading` when it is a line without an end mark."""

    start: int
    end: int
    text: str
    heading: bool
    paragraph: int

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Return its tokens, with offsets in the whole text."""
        return tuple(_tokens(self.text, self.start))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return its tokens in lower case, marks included; typographic quotes and dots of abbreviations are gone."""
        return tuple([plain(token.text) for token in self.tokens])

    @cached_property
    def _starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    def index_at(self, offset: int) -> int:
        """Return the number of the token that covers an offset of the text, or of the last one before it."""
        return max(0, bisect_right(self._starts, offset) - 1)


@lru_cache(maxsize=_WORDS)
def plain(word: str) -> str:
    """Return a token as it is compared: lower case, `U.S.` as `us`, one form of each quote and dash.

    A line drawn with a mark is compared as that mark.

    >>> plain("U.S."), plain("’s"), plain("“"), plain("–"), plain("=" * 100)
    ('us', "'s", '"', '-', '=')
    """
    if len(word) == 1:
        return _MARKS.get(word, word.lower())
    lower = word.lower()
    if lower[0] in "’'":
        return "'" + lower[1:]
    if not lower[0].isalnum():
        return _MARKS.get(lower[0], lower[0])
    return lower.replace(".", "")


_MARKS = {"“": '"', "”": '"', "«": '"', "»": '"', "„": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "‐": "-", "‑": "-"}


def _tokens(text: str, base: int) -> Iterator[Token]:
    last = 0
    for found in _TOKEN.finditer(text.rstrip()):
        start, end = found.span(1)
        word = found[1]
        first = word[0]
        yield Token(base + start, base + end, word, start > last, first.isalnum(), first.isupper())
        last = end


def words_of(text: str) -> list[str]:
    """Return the words and marks of a short text, as written."""
    return [found[1] for found in _TOKEN.finditer(text.rstrip())]


def count_words(text: str) -> int:
    """Return how many words and marks a text has, without making them.

    >>> count_words("Mr. Lee, too.")
    6
    """
    return sum(1 for _ in _TOKEN.finditer(text.rstrip()))


def split(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of a text, in order.

    >>> [sentence.text for sentence in split("The U.S. acted. Mr. Lee, too.")]
    ['The U.S. acted.', 'Mr. Lee, too.']
    """
    return _split(text) if len(text) < _KEPT else tuple(_sentences(text))


@lru_cache(maxsize=2)
def _split(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of the last text, which each step of reading asks for again, as it is and in other marks."""
    return tuple(_sentences(text))


def _sentences(text: str) -> list[Sentence]:
    sentences: list[Sentence] = []
    # same length, so that offsets stay: blanks on an empty line must not hide that it is empty
    even = _BLANK.sub(lambda blank: "\n" * len(blank.group()) if "\n" in blank.group() else " ", text)
    even = re.sub(r" (?=\n)", " ", even)
    for number, block in enumerate(_BLOCK.finditer(even)):
        lines = _lines(block.group())
        for start, end in lines:
            sentences.extend(_parts(even, block.start() + start, block.start() + end, number))
    return sentences


def _lines(block: str) -> list[tuple[int, int]]:
    """Cut a block where a line ends that is no wrapped line: before list items, after short heading-like lines."""
    if "\n" not in block:
        return [(0, len(block))]
    rows: list[tuple[int, int]] = []
    at = 0
    for line in block.split("\n"):
        rows.append((at, at + len(line)))
        at += len(line) + 1
    width = max(end - start for start, end in rows)
    pieces: list[tuple[int, int]] = [rows[0]]
    for (before_start, before_end), (start, end) in itertools.pairwise(rows):
        line, before = block[start:end], block[before_start:before_end].rstrip()
        opens = line.lstrip()[:1]
        short = before_end - before_start < 0.6 * width
        if _ITEM.match(line) or (short and (opens.isupper() or opens in '"“#') and before[-1:] not in ",-"):
            pieces.append((start, end))
        else:
            pieces[-1] = (pieces[-1][0], end)
    return pieces


def _parts(text: str, start: int, end: int, paragraph: int) -> Iterator[Sentence]:
    piece = text[start:end]
    at = 0
    for found in _END.finditer(piece):
        if _goes_on(piece, at, found):
            continue
        yield from _sentence(piece[at : found.end()], start + at, False, paragraph)
        at = found.end()
    rest = piece[at:]
    ends = rest.rstrip(" \t\r\n\"”»’')]")[-1:]
    yield from _sentence(rest, start + at, ends not in ".!?…:;" and at == 0, paragraph)


def _goes_on(piece: str, at: int, found: re.Match[str]) -> bool:
    """Say whether the mark belongs to an abbreviation, or the next word is in lower case."""
    head = piece[max(at, found.start() - _LOOK_BACK) : found.start() + 1]
    tail = piece[found.end() : found.end() + _LOOK_BACK].lstrip()
    if piece[found.start()] == "." and _ABBREVIATION.search(head):
        return not (
            (_COMPANY.search(head) or _LETTER.search(head) or head.endswith(("U.S.", "U.K."))) and _OPENS.match(tail)
        )
    return tail[:1].islower()


def _sentence(text: str, start: int, heading: bool, paragraph: int) -> Iterator[Sentence]:
    at = 0
    while at < len(text):
        end = at + _LONGEST
        if end < len(text):
            blank = text.rfind(" ", at + _LONGEST // 2, end)
            end = blank if blank > 0 else end
        piece = text[at:end]
        if bare := piece.strip():
            first = start + at + len(piece) - len(piece.lstrip())
            yield Sentence(first, first + len(bare), bare, heading, paragraph)
        at = end


def at(sentences: Sequence[Sentence], offset: int) -> Sentence | None:
    """Return the sentence that covers an offset, or None."""
    index = bisect_right(sentences, offset, key=lambda sentence: sentence.start) - 1
    if index < 0 or offset >= sentences[index].end:
        return None
    return sentences[index]
