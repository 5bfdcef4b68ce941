"""Forms of words: what they are beside their digits, or beside their case. There are far fewer forms than words.

In: words of a reader that codes. Out: for each word the number of its form, -1 where it has none that is told here:
words that are no text, or have more than ASCII, and very long ones.
"""

from __future__ import annotations

import secrets
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.compiled import kernel
from tocsin.collecting.compiled_parts import AHEAD, BEGIN, KEY, SIZE, hash_of, number_of_word
from tocsin.collecting.formats.evtx_coding import add_word
from tocsin.collecting.formats.evtx_values import ANSI, STRING
from tocsin.collecting.memory import untouched
from tocsin.collecting.words import Words
from tocsin.hunting.needle_search import LONGEST_VALUE, PAD, narrowed
from tocsin.hunting.texts import Raw

Numbers = npt.NDArray[np.int64]

NEXT, KNOWN, STORED = 0, 1, 2
"""Places in `state`, as `add_word` has them: the next word, how many forms there are, and bytes of them."""


class Without(IntEnum):
    """What is taken away: digits, which are zeros then, in each field by itself; or case, in all fields together."""

    DIGITS = 0
    CASE = 1


@kernel(
    "int64[::1]; int32[:, ::1]; uint8[::1]; int64; uint8[::1]; uint64; uint64[::1]; int32[:, ::1]; uint8[::1]; "
    "int64[::1]; int32[::1]"
)
def formed(
    words: Any,
    table: Any,
    store: Any,
    without_case: Any,
    copy: Any,
    seed: Any,
    slots: Any,
    known: Any,
    texts: Any,
    state: Any,
    forms: Any,
) -> Any:
    """Fill `forms` for words, from `words[state[NEXT]]` on; False: no room."""
    for place in range(state[NEXT], len(words)):
        word = words[place]
        key = table[word, KEY]
        size = table[word, SIZE] // 2
        form = -1
        if (key & 0xFF) == STRING and 2 * size == table[word, SIZE] and size <= LONGEST_VALUE:
            room = state[KNOWN] < len(known) and 8 * (state[KNOWN] + 1) <= 7 * len(slots)
            if not room or state[STORED] + size + AHEAD > len(texts):
                state[NEXT] = place
                return False
            if narrowed(store, table[word, BEGIN], size, 2, without_case, copy):
                of = ANSI
                if not without_case:
                    of |= key & ~0xFF
                    for letter in range(PAD, PAD + size):
                        if np.uint8(copy[letter] - 48) < 10:
                            copy[letter] = 48
                hashed = hash_of(copy, PAD, size, of, seed)
                form = number_of_word(copy, PAD, size, of, hashed, slots, known, texts, state, KNOWN)
        forms[place] = form
    state[NEXT] = len(words)
    return True


class Forms:
    """The forms of one reader's words."""

    def __init__(self, words: Words, without: Without) -> None:
        """Begin without any form."""
        self._words, self._without = words, without
        self._forms = Words(
            words.render,
            STRING,
            untouched(1 << 15, kind=np.uint64),
            untouched(1 << 16, 4, kind=np.int32),
            untouched(8 << 20, kind=np.uint8),
        )
        self._seed = np.uint64(secrets.randbits(64))
        self._state = np.zeros(3, np.int64)
        self._copy = np.zeros(PAD + LONGEST_VALUE + AHEAD, np.uint8)

    def __len__(self) -> int:
        return int(self._state[KNOWN])

    def of(self, words: Numbers) -> npt.NDArray[np.int32]:
        """Return the forms of words."""
        found = np.empty(len(words), np.int32)
        of, forms, state = self._words, self._forms, self._state
        state[NEXT] = 0
        while not formed(
            words, of.table, of.store, self._without, self._copy, self._seed, forms.slots, forms.table, forms.store,
            state, found,
        ):  # fmt: skip
            forms.grow(int(state[KNOWN]), int(state[STORED]), 2 * LONGEST_VALUE, 2 * LONGEST_VALUE)
        return found

    def number(self, text: str) -> int:
        """Return the form that a text is, of no field."""
        raw = np.frombuffer(text.encode("utf-8", "surrogatepass") + bytes(AHEAD), np.uint8)
        forms, state = self._forms, self._state
        forms.grow(int(state[KNOWN]), int(state[STORED]), 1, len(raw))
        return int(add_word(raw, ANSI, self._seed, forms.slots, forms.table, forms.store, state))

    def bare(self, forms: Numbers) -> Raw:
        """Return forms of ASCII as they lie in memory."""
        rows = self._forms.table[forms].astype(np.int64)
        return self._forms.store, np.ascontiguousarray(rows[:, BEGIN]), np.ascontiguousarray(rows[:, SIZE]), 1

    def texts(self, forms: Numbers) -> pa.Array:
        """Return forms of ASCII of one field as texts."""
        return self._forms.texts(forms)
