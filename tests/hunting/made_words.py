"""Words of a reader that codes, made of texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tocsin.collecting.compiled_parts import AHEAD, hash_of, number_of_word
from tocsin.collecting.formats.evtx_coder import render
from tocsin.collecting.formats.evtx_values import STRING
from tocsin.collecting.words import Words


def words_of(*fields: tuple[str, Sequence[str]]) -> Words:
    """Return words of fields, numbered in this order; no text may be twice in a field."""
    words, state = Words(render, STRING), np.zeros(2, np.int64)
    for name, texts in fields:
        words.field(name)
        for text in texts:
            data = text.encode("utf-16-le", "surrogatepass")
            words.grow(int(state[0]), int(state[1]), 1, len(data) + AHEAD)
            block, key = np.frombuffer(data + bytes(AHEAD), np.uint8), words.field(name) * 256 + STRING
            with np.errstate(over="ignore"):
                hashed = hash_of(block, 0, len(data), key, np.uint64(1))
            number_of_word(block, 0, len(data), key, hashed, words.slots, words.table, words.store, state, 0)
    return words
