"""The texts of words: looked at in the words' own bytes where that is enough, and made only when somebody asks.

In: words of one field, none of them a list. Out: `Texts`.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pyarrow as pa

from tocsin.collecting.compiled_parts import BEGIN, KEY, SIZE
from tocsin.collecting.words import Words
from tocsin.hunting.texts import Numbers, Raw, Texts


class WordTexts(Texts):
    """The texts of words, in the words' order."""

    def __init__(self, words: Words, numbers: Numbers) -> None:
        """Take words of one field."""
        self._words, self._numbers = words, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @cached_property
    def array(self) -> pa.Array:  # type: ignore[override] - the base sets it when it is made
        """The texts."""
        groups = list(self._words.groups_of(self._numbers))
        if len(groups) == 1:
            return groups[0].texts
        place = np.argsort(np.concatenate([group.places for group in groups]), kind="stable")
        return pa.concat_arrays([group.texts for group in groups]).take(pa.array(place))

    @cached_property
    def raw(self) -> Raw:
        """The values as they lie in memory: UTF-16 where all of them are."""
        rows = self._words.table[self._numbers].astype(np.int64)
        if (rows[:, KEY] & 0xFF != self._words.utf16).any():
            return super().raw
        return self._words.store, np.ascontiguousarray(rows[:, BEGIN]), np.ascontiguousarray(rows[:, SIZE]), 2
