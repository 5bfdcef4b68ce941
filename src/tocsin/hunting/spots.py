"""Spots: where in a form literals with digits may stand, so that of a value only these digits are looked at.

In: literals with digits, and forms of values (`forms`). Out: for each value which of its form's literals stand in it. A
literal stands in a value if, with zeros for digits, it stands in the value's form, and its digits are the value's.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tocsin.collecting.compiled import kernel
from tocsin.collecting.compiled_parts import BEGIN
from tocsin.collecting.words import Words
from tocsin.hunting import needles
from tocsin.hunting.field_tests import Digits
from tocsin.hunting.needle_search import NeedleSearch
from tocsin.hunting.texts import Raw

Numbers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

FIRST, LAST, PLACE, BIT = 0, 1, 2, 3
"""Columns of a spot: the stretch of digits that must be there, at which letter of the value they count from, and which
of the form's literals it is about."""
SPOT = 4

MOST_LITERALS, MOST_SPOTS = 32, 1024
"""Of a form; values that may have more are tested by other means."""

MOST_OF_ALL = 1 << 20
"""Spots of all forms together, from which on no more are looked for."""

_LETTERS, _PLACES = 1 << 16, 1 << 16
"""Letters of forms that are looked at together, about, and places that wait to be added together."""

_NONE = np.empty(0, np.int64)


@kernel(
    "int64[::1]; int64[::1]; uint8[::1]; int64[::1]; int64[::1]; int64[:, ::1]; uint8[::1]; int64; int64[:, ::1]; "
    "int64[::1]"
)
def stand_at(
    rows: Any,
    texts: Any,
    data: Any,
    begins: Any,
    sizes: Any,
    table: Any,
    letters: Any,
    folded: Any,
    found: Any,
    state: Any,
) -> Any:
    """Fill `found` with (pair, place) for each place at which needle `rows[pair]` stands in `texts[pair]`.

    Begins with pair `state[0]`, and has found `state[1]`, of the last text `state[2]`; False: no room. Texts are in
    order; once more than `MOST_SPOTS` places are found in one, it is left.
    """
    for pair in range(state[0], len(rows)):
        if pair == 0 or texts[pair] != texts[pair - 1]:
            state[2] = 0
        needle, begin, size = rows[pair], begins[texts[pair]], sizes[texts[pair]]
        count, length = state[1], table[needle, needles.SIZE]
        if count + size + 1 > len(found):
            state[0] = pair
            return False
        mode, text = table[needle, needles.MODE], table[needle, needles.BEGIN]
        at, last = 0, size - length
        if mode == needles.TAIL:
            at = last
        elif mode != needles.ANYWHERE:
            last = 0
        while at <= last and state[2] <= MOST_SPOTS:
            place = 0
            if mode == needles.ANYWHERE:
                while place < length:
                    letter = data[begin + at + place]
                    if folded and np.uint8(letter - 65) < 26:
                        letter += np.uint8(32)
                    if letter != letters[text + place]:
                        break
                    place += 1
            if mode != needles.ANYWHERE or place == length:
                found[count, 0] = pair
                found[count, 1] = at
                count += 1
                state[2] += 1
            at += 1
        state[1] = count
    state[0] = len(rows)
    return True


@kernel(
    "int64[::1]; int64[::1]; int32[:, ::1]; uint8[::1]; int64[::1]; int64[::1]; int32[:, ::1]; int64[::1]; "
    "uint8[::1]; int64[::1]"
)
def stand(
    words: Any,
    forms: Any,
    table: Any,
    store: Any,
    begins: Any,
    ends: Any,
    spots: Any,
    offsets: Any,
    digits: Any,
    found: Any,
) -> None:
    """Set in `found` the bit of each of a word's form's literals that stands in the word, which is UTF-16."""
    for number in range(len(words)):
        begin = table[words[number], BEGIN]
        bits = np.int64(0)
        for spot in range(begins[forms[number]], ends[forms[number]]):
            at = begin + 2 * spots[spot, PLACE]
            place, last = spots[spot, FIRST], spots[spot, LAST]
            while place < last and store[at + 2 * offsets[place]] == digits[place]:
                place += 1
            if place == last:
                bits |= np.int64(1) << spots[spot, BIT]  # a form with more than 32 is not looked at
        found[number] = bits


class Row:
    """Numbers that become more, end to end in `room`."""

    def __init__(self, kind: npt.DTypeLike, *columns: int) -> None:
        """Begin without any."""
        self.room: npt.NDArray[Any] = np.empty((1024, *columns), kind)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, more: npt.NDArray[Any]) -> int:
        """Add some; return where they begin."""
        begin = self._count
        self._count += len(more)
        if self._count > len(self.room):
            room = np.empty((2 * self._count, *more.shape[1:]), self.room.dtype)
            room[:begin] = self.room[:begin]
            self.room = room
        self.room[begin : self._count] = more
        return begin


class Places(NamedTuple):
    """Where literals may stand in forms: a row each place."""

    atoms: Numbers
    forms: Numbers
    first: Numbers  # stretch of digits
    last: Numbers
    at: Numbers


_NO_PLACES = Places(_NONE, _NONE, _NONE, _NONE, _NONE)


class DigitLiterals:
    """The literals with digits of one matcher, in one case or as they are."""

    def __init__(self, literals: Digits, *, cased: bool) -> None:
        """Take literals; `cased`: they are about text as it is."""
        self._zeroed = NeedleSearch(literals.zeroed, cased=cased)
        self.atoms = np.frombuffer(literals.zeroed.owners, np.int64)
        """In order, each at the place of its needle."""
        begins, sizes = self._zeroed.table[:, needles.BEGIN], self._zeroed.table[:, needles.SIZE]
        places = np.flatnonzero(self._zeroed.text == 0x30)
        self._first, self._last = np.searchsorted(places, begins), np.searchsorted(places, begins + sizes)
        self.offsets: Numbers = places - np.repeat(begins, self._last - self._first)
        """Of the digits of all literals end to end: which letter of their literal they are."""
        self.digits: Bytes = np.frombuffer(literals.text, np.uint8)[places]

    def places(self, bare: Raw) -> tuple[Places, Numbers]:
        """Return the places in forms where literals may stand, and the forms in which some may that have wildcards."""
        data, begins, sizes, _ = bare
        zeroed = self._zeroed
        atom, form, _ = zeroed.pairs(*bare)
        row = np.searchsorted(self.atoms, atom)
        wild = zeroed.table[row, needles.MODE] == needles.GLOB
        wilder, row, form = form[wild], row[~wild], np.ascontiguousarray(form[~wild])
        found, state = np.empty((4 * len(row) + int(sizes.max(initial=0)) + 1, 2), np.int64), np.zeros(3, np.int64)
        while not stand_at(
            row, form, data, begins, sizes, zeroed.table, zeroed.text, zeroed.folded, found, state
        ):  # fmt: skip
            found = np.concatenate([found, np.empty_like(found)])
        pair, at = found[: state[1], 0], found[: state[1], 1]
        row = row[pair]
        return Places(self.atoms[row], form[pair], self._first[row], self._last[row], at), wilder


class Spots:
    """The spots of all forms of a reader's words."""

    def __init__(self, words: Words) -> None:
        """Begin without any."""
        self._words = words
        self._offsets, self._digits = Row(np.int64), Row(np.uint8)
        self._bases: dict[DigitLiterals, int] = {}
        self._spots, self._atoms = Row(np.int32, SPOT), Row(np.int64)
        self._found: list[Places] = []
        self._left: list[Numbers] = []
        self._begins, self._ends, self._first_atom = (np.zeros(1024, np.int64) for _ in range(3))

    def some(self, forms: Numbers) -> npt.NDArray[np.bool_]:
        """Say which forms have spots."""
        return self._ends[forms] > self._begins[forms]

    def have(self, forms: int) -> None:
        """Have room for so many forms."""
        if forms > len(self._begins):
            more = np.zeros(2 * forms - len(self._begins), np.int64)
            self._begins = np.concatenate([self._begins, more])
            self._ends = np.concatenate([self._ends, more])
            self._first_atom = np.concatenate([self._first_atom, more])

    def find(self, forms: Numbers, literals: list[DigitLiterals], bare: Raw) -> None:
        """Look where literals may stand in new forms, whose texts are given."""
        data, begins, sizes, width = bare
        block = np.cumsum(sizes) // _LETTERS
        bounds = np.flatnonzero(np.diff(block, prepend=-1)).tolist() if literals else []
        for begin, end in zip(bounds, [*bounds[1:], len(forms)], strict=False):
            mine = forms[begin:end]
            if len(self._spots) > MOST_OF_ALL:
                self._left.append(mine)
                continue
            for one in literals:
                places, wild = one.places((data, begins[begin:end], sizes[begin:end], width))
                base = self._base(one)
                places = places._replace(forms=mine[places.forms], first=places.first + base, last=places.last + base)
                self._found.append(places)
                self._left.append(mine[wild])  # where a text with wildcards stands is not told
            if sum(len(places.atoms) for places in self._found) > _PLACES:
                self._add()

    def settle(self) -> Numbers:
        """Add what was found; return the forms of which not all spots are known."""
        self._add()
        left, self._left = self._left, []
        return np.concatenate([_NONE, *left])

    def _add(self) -> None:
        found, self._found = self._found, []
        atom, form, first, last, at = (
            np.concatenate([_NONE, *column]) for column in zip(_NO_PLACES, *found, strict=True)
        )
        if not len(atom):
            return
        order = np.lexsort((atom, form))
        atom, form = atom[order], form[order]
        begins = np.flatnonzero(np.diff(form, prepend=-1))
        sizes = np.diff(begins, append=len(form))
        new = np.diff(atom, prepend=-1) != 0
        new[begins] = True
        number = np.cumsum(new) - 1
        bit = number - np.repeat(number[begins], sizes)
        mine = form[begins]
        known = self._spots.add(np.stack([first[order], last[order], at[order], bit], 1))
        self._begins[mine], self._ends[mine] = known + begins, known + begins + sizes
        self._first_atom[mine] = self._atoms.add(atom[new]) + number[begins]
        self._left.append(mine[(bit[begins + sizes - 1] >= MOST_LITERALS) | (sizes > MOST_SPOTS)])

    def standing(self, words: Numbers, forms: Numbers) -> Numbers:
        """Return for each word the literals of its form that stand in it, as bits."""
        found = np.empty(len(words), np.int64)
        stand(
            words, forms, self._words.table, self._words.store, self._begins, self._ends, self._spots.room,
            self._offsets.room, self._digits.room, found,
        )  # fmt: skip
        return found

    def atoms(self, forms: Numbers, bits: Numbers) -> tuple[Numbers, Numbers]:
        """Return (atom, place) for the literals of forms that are set in bits."""
        each = np.unpackbits(bits.view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
        place, bit = np.nonzero(each)
        return self._atoms.room[self._first_atom[forms[place]] + bit], place

    def _base(self, literals: DigitLiterals) -> int:
        base = self._bases.get(literals)
        if base is None:
            base = self._bases[literals] = self._offsets.add(literals.offsets)
            self._digits.add(literals.digits)
        return base
