"""Growing: sentences in disguise become trees whose words lead back to the text.

In: sentences with stand-ins, and a parser. Out: a `Tree` each, mended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from tocsin.model.report import Mention, MentionKind
from tocsin.reading.attributions import joined, texts
from tocsin.reading.lemmas import lemma
from tocsin.reading.mends import mended
from tocsin.reading.sentences import plain
from tocsin.reading.stand_ins import Disguised, Piece
from tocsin.reading.trees import Parsed, Tree, Word


def grow(sentences: Sequence[Disguised], parse: Callable[[Sequence[str]], Iterable[Sequence[Parsed]]]) -> list[Tree]:
    """Return a tree for each sentence; `parse` gives for texts their words and how they depend on one another."""
    wanted = [texts(one) for one in sentences]
    parsed = iter(parse([text for each in wanted for text in each]))
    return [_tree(one, joined(one, [next(parsed) for _ in each])) for one, each in zip(sentences, wanted, strict=True)]


def _tree(one: Disguised, parsed: Sequence[Parsed]) -> Tree:
    names = _mentions(one, parsed)
    titles = {number: one.piece(parsed[number][0]).titles for number in names}
    words = _words(one, parsed)
    return Tree(one.sentence, mended(words, names), names, titles)


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


def _words(disguised: Disguised, parsed: Sequence[Parsed]) -> tuple[Word, ...]:
    return tuple(_word(disguised, number, *one) for number, one in enumerate(parsed))


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
