"""Trees for tests, written by hand: `word/tag/head/relation`, words parted by blanks, heads counted from 0."""

from __future__ import annotations

from tocsin.model.report import Mention, MentionKind
from tocsin.reading.parties import PARTY_KINDS, Scene
from tocsin.reading.sentences import Sentence, plain
from tocsin.reading.trees import Tree, Word

_PARTS = {"N": "NOUN", "V": "VERB", "P": "PRON", "J": "ADJ", "I": "ADP", "R": "ADV", "D": "DET"}


def tree_of(rows: str) -> Tree:
    """Return the tree that is written down."""
    cells = [row.rsplit("/", 3) for row in rows.split()]
    text = " ".join(cell[0] for cell in cells)
    words: list[Word] = []
    start = 0
    for number, (word, tag, head, relation) in enumerate(cells):
        pos = "PROPN" if tag.startswith("NNP") else _PARTS.get(tag[0], "X")
        lemma = _lemma(word, tag)
        words.append(Word(number, word, plain(word), lemma, tag, pos, relation, int(head), start, start + len(word)))
        start += len(word) + 1
    return Tree(Sentence(0, len(text), text, False, 0), tuple(words))


def _lemma(word: str, tag: str) -> str:
    from tocsin.reading.lemmas import lemma

    return lemma(word, tag)


def scene_of(rows: str, **names: tuple[MentionKind, str | None]) -> Scene:
    """Return the tree with mentions on it: `Russia=(MentionKind.COUNTRY, "RU")`."""
    tree = tree_of(rows)
    found: dict[int, Mention] = {}
    for word in tree.words:
        if word.text in names:
            kind, ident = names[word.text]
            found[word.i] = Mention(start=word.start, end=word.end, text=word.text, kind=kind, id=ident, name=word.text)
    assert all(mention.kind in PARTY_KINDS for mention in found.values())
    return Scene(tree, found)
