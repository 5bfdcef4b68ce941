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

_PLAIN = re.compile(r"\w+|[^\w\s]")


def grow(sentences: Sequence[Disguised], parse: Callable[[Sequence[str]], Iterable[Sequence[Parsed]]]) -> list[Tree]:
    """Return a tree for each sentence; `parse` gives for texts their words and how they depend on one another."""
    wanted = [texts(one) for one in sentences]
    parsed = iter(parse([text for each in wanted for text in each]))
    return [_tree(one, joined(one, [next(parsed) for _ in each])) for one, each in zip(sentences, wanted, strict=True)]


def _tree(one: Disguised, parsed: Sequence[Parsed]) -> Tree:
    origins = [one.origin(offset, offset + len(word)) for offset, word, *_ in parsed]
    names = {number: mention for number, (_, _, mention) in enumerate(origins) if mention is not None}
    titles = {number: one.piece(parsed[number][0]).titles for number in names}
    words = tuple([_word(origins[number], number, *each[1:]) for number, each in enumerate(parsed)])
    return Tree(one.sentence, mended(words, names), names, titles)


def flat(disguised: Disguised) -> Tree:
    """Return a sentence that was not parsed: its words, each a noun of its own under the first."""
    words: list[Word] = []
    names: dict[int, Mention] = {}
    base = disguised.sentence.start
    for piece in disguised.pieces:
        shift = base + piece.of_start - piece.start
        if piece.mention is not None:
            names[len(words)] = piece.mention
        for start, end, text in _tokens(disguised, piece):
            whole = piece.mention is not None or piece.respelt
            place = (base + piece.of_start, base + piece.of_end) if whole else (start + shift, end + shift)
            relation = "dep" if words else "ROOT"
            words.append(_word((*place, piece.mention), len(words), text, "NN", "NOUN", relation, 0))
    return Tree(disguised.sentence, tuple(words), names)


def _tokens(disguised: Disguised, piece: Piece) -> list[tuple[int, int, str]]:
    """Return the words of a piece with their places in the text to parse; a name is one."""
    if piece.mention is not None:
        return [(piece.start, piece.end, disguised.text[piece.start : piece.end])]
    return [(*found.span(), found.group()) for found in _PLAIN.finditer(disguised.text, piece.start, piece.end)]


def _word(
    origin: tuple[int, int, Mention | None], number: int, text: str, tag: str, pos: str, relation: str, head: int
) -> Word:
    start, end, mention = origin
    if mention is not None and mention.kind is MentionKind.INCIDENT:
        return Word(number, mention.text, mention.text.lower(), "attack", tag, pos, relation, head, start, end)
    if mention is not None and mention.text.split()[-1] != text:
        written = mention.text
        word = written if len(written) < 5 else written.lower()  # "US" is no pronoun
        return Word(number, written, word, written.lower(), tag, pos, relation, head, start, end)
    return Word(number, text, plain(text), lemma(text, tag), tag, pos, relation, head, start, end)
