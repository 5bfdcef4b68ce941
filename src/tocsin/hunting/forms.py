"""Forms of words: what they are beside their digits. A field's words have far fewer forms than there are words.

In: words of a reader that codes, and the fields whose words have forms. Out: for each word the number of its form, -1
where it has none: words that are no text, or have more than ASCII, and very long ones.
"""

from __future__ import annotations

import secrets
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.compiled import kernel
from tocsin.collecting.compiled_parts import AHEAD, BEGIN, KEY, SIZE, hash_of, number_of_word
from tocsin.collecting.formats.evtx_values import ANSI, STRING
from tocsin.collecting.words import Words
from tocsin.hunting.needle_search import LONGEST_VALUE, PAD, narrowed
from tocsin.hunting.texts import Raw

Numbers = npt.NDArray[np.int64]

KNOWN, STORED, WORD = 0, 1, 2
"""Places in `state`: how many forms there are, bytes of them, and the next word."""

_ROOM = 2 * LONGEST_VALUE


@kernel(
    "int64; int64; int32[:, ::1]; uint8[::1]; uint8[::1]; uint8[::1]; uint64; uint64[::1]; int32[:, ::1]; "
    "uint8[::1]; int64[::1]; int32[::1]"
)
def formed(
    first: Any,
    count: Any,
    words: Any,
    store: Any,
    asked: Any,
    copy: Any,
    seed: Any,
    slots: Any,
    table: Any,
    bare: Any,
    state: Any,
    forms: Any,
) -> Any:
    """Fill `forms` for the words from `first` to `count`, from word `state[WORD]` on; False: no room.

    `asked` says of each field whether its words have forms.
    """
    for word in range(state[WORD], count):
        key = words[word, KEY]
        size = words[word, SIZE] // 2
        form = -1
        if (key & 0xFF) == STRING and asked[key >> 8] and 2 * size == words[word, SIZE] and size <= LONGEST_VALUE:
            if (
                state[KNOWN] == len(table)
                or 4 * (state[KNOWN] + 1) > 3 * len(slots)
                or state[STORED] + size + AHEAD > len(bare)
            ):
                state[WORD] = word
                return False
            if narrowed(store, words[word, BEGIN], size, 2, False, copy):
                for place in range(PAD, PAD + size):
                    if np.uint8(copy[place] - 48) < 10:
                        copy[place] = 48
                of = (key & ~0xFF) | ANSI
                hashed = hash_of(copy, PAD, size, of, seed)
                form = number_of_word(copy, PAD, size, of, hashed, slots, table, bare, state, KNOWN)
        forms[word - first] = form
    state[WORD] = count
    return True


class Forms:
    """The forms of one reader's words."""

    def __init__(self, words: Words) -> None:
        """Begin without any form."""
        self._words = words
        self._forms = Words(words.render, STRING)
        self._seed = np.uint64(secrets.randbits(64))
        self._state = np.zeros(3, np.int64)
        self._copy = np.zeros(PAD + LONGEST_VALUE + AHEAD, np.uint8)

    def __len__(self) -> int:
        return int(self._state[KNOWN])

    def of(self, first: int, count: int, asked: npt.NDArray[np.uint8]) -> npt.NDArray[np.int32]:
        """Return the forms of the words from `first` to `count`; `asked` says whether the words of a field have any."""
        found = np.empty(count - first, np.int32)
        words, forms, state = self._words, self._forms, self._state
        state[WORD] = first
        while not formed(
            first, count, words.table, words.store, asked, self._copy, self._seed, forms.slots, forms.table,
            forms.store, state, found,
        ):  # fmt: skip
            forms.grow(int(state[KNOWN]), int(state[STORED]), _ROOM, _ROOM)
        return found

    def bare(self, forms: Numbers) -> Raw:
        """Return forms as texts whose digits are zeros."""
        rows = self._forms.table[forms].astype(np.int64)
        return self._forms.store, np.ascontiguousarray(rows[:, BEGIN]), np.ascontiguousarray(rows[:, SIZE]), 1

    def texts(self, forms: Numbers) -> pa.Array:
        """Return forms as texts, one by one."""
        return self._forms.texts(forms)
