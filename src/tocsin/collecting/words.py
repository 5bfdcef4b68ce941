"""Words: the distinct values of fields as numbers that stay the same from block to block.

A reader that codes (`coded.Coded`) hands out events as numbers of words; whoever tests values then looks at each word
once, however many events hold it. The bytes of all words lie end to end in `store`, in the order of their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.memory import untouched

Numbers = npt.NDArray[np.int64]

LISTS = 0x81
"""Kind of a word that is a list of texts."""

OTHER = ""
"""Name of the field of words that are only searched."""


@dataclass(frozen=True, slots=True)
class Group:
    """Words of one field and kind of value."""

    field: str
    numbers: Numbers
    places: Numbers  # of the words among those that were asked about
    words: Words

    @property
    def is_list(self) -> bool:
        """Whether they are lists of texts."""
        return int(self.words.table[self.numbers[0], 1]) & 0xFF == LISTS

    @property
    def texts(self) -> pa.Array:
        """Their text, or lists of texts."""
        return self.words.texts(self.numbers)


Render = Callable[[int, npt.NDArray[np.uint8], Numbers, Numbers], pa.Array]
"""Kind of value, bytes, beginnings and sizes of values in them -> their texts."""


@dataclass(slots=True)
class Words:
    """The table that `compiled_parts.number_of_word` fills; `render` says what the bytes of a kind mean.

    What is filled in order is large from the beginning: memory that nobody has written to costs nothing, and growing
    takes time. Not so the slots: they are looked up at random, and soon touched all over; there are enough for as many
    words as a reader gathers before it begins anew.
    """

    render: Render
    utf16: int  # the kind of value that is UTF-16 (little-endian) as it lies there
    slots: npt.NDArray[np.uint64] = field(default_factory=lambda: untouched(1 << 18, kind=np.uint64))
    table: npt.NDArray[np.int32] = field(default_factory=lambda: untouched(1 << 20, 4, kind=np.int32))
    store: npt.NDArray[np.uint8] = field(default_factory=lambda: untouched(96 << 20, kind=np.uint8))
    fields: list[str] = field(default_factory=lambda: [OTHER])
    _numbers: dict[str, int] = field(default_factory=lambda: {OTHER: 0})

    def field(self, name: str) -> int:
        """Return the number of a field."""
        number = self._numbers.setdefault(name, len(self.fields))
        if number == len(self.fields):
            self.fields.append(name)
        return number

    def grow(self, count: int, stored: int, words: int, size: int) -> None:
        """Have room for `words` more words of `size` bytes; there are `count` of `stored` bytes."""
        if count + words > len(self.table):
            self.table = np.concatenate([self.table, np.zeros((len(self.table) + words, 4), np.int32)])
        while 8 * (count + words) > 7 * len(self.slots):
            self.slots = np.zeros(2 * len(self.slots), np.uint64)
            self._place(count)
        if stored + size > len(self.store):
            self.store = np.concatenate([self.store, np.zeros(len(self.store) + size, np.uint8)])

    def _place(self, count: int) -> None:
        """Put the words into the slots anew: each into the first free one from its hash on."""
        mask = len(self.slots) - 1
        hashes = self.table[:count, 0].view(np.uint32).astype(np.uint64)
        at = hashes & np.uint64(mask)
        left = (hashes << np.uint64(32)) | np.arange(1, count + 1, dtype=np.uint64)
        while len(left):
            free = self.slots[at] == 0
            self.slots[at[free]] = left[free]  # of several for one slot the last stays
            left_again = self.slots[at] != left
            at, left = (at[left_again] + np.uint64(1)) & np.uint64(mask), left[left_again]

    def groups(self, begin: int, end: int) -> Iterator[Group]:
        """Yield the words from one number to another, by field and kind of value."""
        return self.groups_of(np.arange(begin, end))

    def groups_of(self, words: Numbers) -> Iterator[Group]:
        """Yield words by field and kind of value."""
        if not len(words):
            return
        keys = self.table[words, 1]
        order = np.argsort(keys, kind="stable")
        bounds = np.flatnonzero(np.diff(keys[order], prepend=-1)).tolist()
        for first, last in zip(bounds, [*bounds[1:], len(order)], strict=True):
            places = order[first:last]
            yield Group(self.fields[int(keys[places[0]]) >> 8], words[places], places, self)

    def texts(self, numbers: Numbers) -> pa.Array:
        """Return the texts of words of one field and kind."""
        rows = self.table[numbers].astype(np.int64)
        return self.render(int(rows[0, 1]) & 0xFF, self.store, rows[:, 2], rows[:, 3])


def distinct_of(words: npt.NDArray[np.int64]) -> tuple[Numbers, npt.NDArray[np.int32]]:
    """Return the different words among some, in order, and for each of them which it is; -1 for what is no word."""
    highest = int(words.max(initial=-1))
    if highest < 0:
        return np.empty(0, np.int64), np.full(len(words), -1, np.int32)
    lowest = int(np.where(words < 0, highest, words).min())
    marks = np.zeros(highest - lowest + 2, np.int32)  # the last is for what is no word
    places = np.where(words < 0, highest + 1, words) - lowest
    marks[places] = 1
    marks[-1] = 0
    found = np.flatnonzero(marks)
    marks[found] = np.arange(len(found))
    marks[-1] = -1
    return found + lowest, marks[places]
