"""Texts of words are the same in the words' bytes, and as they are made."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from tocsin.collecting.compiled_parts import hash_of, number_of_word
from tocsin.collecting.words import Numbers, Words
from tocsin.hunting.word_texts import WordTexts

WIDE, OTHER = 1, 2


def render(kind: int, store: np.ndarray, begins: Numbers, sizes: Numbers) -> pa.Array:
    form = "utf-16-le" if kind == WIDE else "ascii"
    return pa.array([store[at : at + size].tobytes().decode(form) for at, size in zip(begins, sizes, strict=True)])


def words_of(*values: tuple[str, int]) -> Words:
    words, state = Words(render, WIDE), np.zeros(2, np.int64)
    for text, kind in values:
        data = text.encode("utf-16-le" if kind == WIDE else "ascii")
        words.grow(int(state[0]), int(state[1]), 1, len(data))
        block, key = np.frombuffer(data + bytes(8), np.uint8), words.field("f") * 256 + kind
        with np.errstate(over="ignore"):
            hashed = hash_of(block, 0, len(data), key, np.uint64(1))
        number_of_word(block, 0, len(data), key, hashed, words.slots, words.table, words.store, state, 0)
    return words


def laid_out(texts: WordTexts) -> list[bytes]:
    data, begins, sizes, _ = texts.raw
    return [data[at : at + size].tobytes() for at, size in zip(begins.tolist(), sizes.tolist(), strict=True)]


def test_words_of_utf_16_are_looked_at_where_they_lie() -> None:
    texts = WordTexts(words_of(("ab", WIDE), ("é", WIDE), ("", WIDE)), np.array([2, 0, 1]))

    assert texts.raw[3] == 2
    assert laid_out(texts) == ["".encode("utf-16-le"), "ab".encode("utf-16-le"), "é".encode("utf-16-le")]
    assert texts.array.to_pylist() == ["", "ab", "é"]


def test_words_of_several_kinds_are_made_into_text() -> None:
    texts = WordTexts(words_of(("ab", WIDE), ("7", OTHER), ("cd", WIDE)), np.array([2, 1, 0]))

    assert texts.raw[3] == 1
    assert laid_out(texts) == [b"cd", b"7", b"ab"]
    assert texts.array.to_pylist() == ["cd", "7", "ab"]
