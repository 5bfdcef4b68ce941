"""All needles of a field looked for in many values by one compiled loop, in the values' own bytes.

In: `Needles`, and values as they lie in memory, UTF-8 or UTF-16. Out: pairs (needle, value), and the values that are
left to others: those with letters beyond ASCII, and very long ones. A value is copied once, its case taken away; what
it begins and ends with is looked up, and each stretch of four letters is looked at by one bit. What has the key of a
needle is compared byte by byte.
"""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import numpy.typing as npt

from tocsin.collecting.compiled import kernel, part
from tocsin.collecting.compiled_parts import alike, load16, load32, load64
from tocsin.hunting.needles import (
    ANY,
    ANYWHERE,
    BEGIN,
    CODE,
    FOUR,
    FOURS,
    GLOB,
    HEADS,
    IS,
    KEY,
    MIX,
    MODE,
    NEXT,
    OFFSET,
    ONE,
    RUN,
    SIZE,
    TAIL,
    TAILS,
    TWO,
    WHOLE,
    Needles,
)

Numbers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

LONGEST_VALUE = 1 << 14
"""Letters; longer values are left to others, whose time is linear in them whatever the needles."""

PAD = 8
"""Zeros before and behind the copy of a value."""
_ROW, _FOUND, _STAMP = 0, 1, 2
"""Places in `state`: the next value, pairs that were found, and a number for each value ever looked at."""


@part
def narrowed(data: Any, begin: Any, size: Any, width: Any, folded: Any, copy: Any) -> Any:
    """Copy a value, letter by letter, between eight zeros; False where it has more than ASCII, or (UTF-16) a NUL."""
    for place in range(PAD):
        copy[PAD + size + place] = 0
    high = np.uint8(0)
    if width == 1:
        for place in range(size):
            letter = data[begin + place]
            high |= letter
            if folded and np.uint8(letter - 65) < 26:
                letter += np.uint8(32)
            copy[PAD + place] = letter
        return high < 128
    for place in range(size):
        letter = data[begin + 2 * place]
        high |= letter | (np.uint8(data[begin + 2 * place + 1] != 0) << 7) | (np.uint8(letter == 0) << 7)
        if folded and np.uint8(letter - 65) < 26:
            letter += np.uint8(32)
        copy[PAD + place] = letter
    return high < 128


@part
def globs(copy: Any, size: Any, text: Any, begin: Any, length: Any) -> Any:
    """Say whether a value is what bytes with wildcards mean."""
    at = 0
    place = 0
    star = -1
    mark = 0
    while at < size:
        letter = text[begin + place] if place < length else np.uint8(0x80)  # no letter of a value
        if letter == RUN:
            star = place
            mark = at
            place += 1
        elif letter == ANY or letter == copy[PAD + at]:
            place += 1
            at += 1
        elif star >= 0:
            place = star + 1
            mark += 1
            at = mark
        else:
            return False
    while place < length and text[begin + place] == RUN:
        place += 1
    return place == length


@part
def stands(needle: Any, place: Any, size: Any, copy: Any, table: Any, text: Any) -> Any:
    """Say whether a needle stands in a value whose key was found at a place."""
    begin = table[needle, BEGIN]
    length = table[needle, SIZE]
    mode = table[needle, MODE]
    if mode == GLOB:
        return globs(copy, size, text, begin, length)
    if length > size or (mode == WHOLE and length != size):
        return False
    at = 0
    if mode == ANYWHERE:
        at = place - table[needle, OFFSET]
        if at < 0 or at + length > size:
            return False
    elif mode == TAIL:
        at = size - length
    return alike(copy, PAD + at, text, begin, length)


@part
def hashed(code: Any, key: Any) -> Any:
    """Mix a key and its kind."""
    found = (key ^ np.uint64(code)) * MIX
    return found ^ (found >> np.uint64(29))


@part
def first_of(code: Any, key: Any, slots: Any, table: Any) -> Any:
    """Return the first needle with a key; -1: there is none."""
    mask = np.uint64(len(slots) - 1)
    at = hashed(code, key) & mask
    while slots[at] != 0:
        needle = np.int64(slots[at]) - 1
        if table[needle, KEY] == np.int64(key) and table[needle, CODE] == code:
            return needle
        at = (at + np.uint64(1)) & mask
    return -1


@part
def note(
    needle: Any,
    place: Any,
    size: Any,
    copy: Any,
    table: Any,
    text: Any,
    value: Any,
    stamp: Any,
    stamps: Any,
    found: Any,
    count: Any,
) -> Any:
    """Note a needle and those with the same key, each once a value; return how many were found by now."""
    while needle >= 0:
        if stamps[needle] != stamp and stands(needle, place, size, copy, table, text):
            stamps[needle] = stamp
            found[count, 0] = needle
            found[count, 1] = value
            count += 1
        needle = table[needle, NEXT]
    return count


@kernel(
    "int64; uint8[::1]; int64[::1]; int64[::1]; int64; int64; uint8[::1]; int64[:, ::1]; uint8[::1]; int32[::1]; "
    "uint64[::1]; uint64[::1]; uint8[::1]; int64[::1]; int64[::1]; int64[:, ::1]"
)
def search(  # noqa: C901 - one loop: a call for each step would cost more than the step
    values: Any,
    data: Any,
    begins: Any,
    sizes: Any,
    width: Any,
    folded: Any,
    copy: Any,
    table: Any,
    text: Any,
    slots: Any,
    fours: Any,
    twos: Any,
    asked: Any,
    stamps: Any,
    state: Any,
    found: Any,
) -> Any:
    """Fill `found` with (needle, value), or (-1, value) for those left, from value `state[0]` on; False: no room."""
    shift = np.uint64(32)
    bits = len(fours) * 64
    while bits > 1:
        bits >>= 1
        shift -= np.uint64(1)
    for value in range(state[_ROW], values):
        count = state[_FOUND]
        if count + len(table) + 1 > len(found):
            state[_ROW] = value
            return False
        size = sizes[value] // width
        if (
            size * width != sizes[value]
            or size > len(copy) - 2 * PAD
            or not narrowed(data, begins[value], size, width, folded, copy)
        ):
            found[count, 0] = -1
            found[count, 1] = value
            state[_FOUND] = count + 1
            continue
        state[_STAMP] += 1
        stamp = state[_STAMP]
        first = load64(copy, PAD)
        last = load64(copy, size)
        if asked[IS]:
            key = (first * MIX) ^ last ^ (np.uint64(size) << np.uint64(32))
            one = first_of(IS, key, slots, table)
            count = note(one, 0, size, copy, table, text, value, stamp, stamps, found, count)
        for length in range(1, min(size, 8) + 1):
            unused = np.uint64(64 - 8 * length)
            if asked[HEADS + length]:
                one = first_of(HEADS + length, (first << unused) >> unused, slots, table)
                count = note(one, 0, size, copy, table, text, value, stamp, stamps, found, count)
            if asked[TAILS + length]:
                one = first_of(TAILS + length, last >> unused, slots, table)
                count = note(one, 0, size, copy, table, text, value, stamp, stamps, found, count)
        if asked[FOUR]:
            for place in range(size - 3):
                key = np.uint64(load32(copy, PAD + place))
                bit = ((key * FOURS) & np.uint64(0xFFFFFFFF)) >> shift
                if (fours[bit >> np.uint64(6)] >> (bit & np.uint64(63))) & np.uint64(1):
                    one = first_of(FOUR, key, slots, table)
                    count = note(one, place, size, copy, table, text, value, stamp, stamps, found, count)
        if asked[TWO]:
            for place in range(size - 1):
                key = np.uint64(load16(copy, PAD + place))
                if (twos[key >> np.uint64(6)] >> (key & np.uint64(63))) & np.uint64(1):
                    one = first_of(TWO, key, slots, table)
                    count = note(one, place, size, copy, table, text, value, stamp, stamps, found, count)
        if asked[ONE]:
            for place in range(size):
                one = first_of(ONE, np.uint64(copy[PAD + place]), slots, table)
                count = note(one, place, size, copy, table, text, value, stamp, stamps, found, count)
        state[_FOUND] = count
    state[_ROW] = values
    return True


class _Room(threading.local):
    """Memory that all searches of a thread use, one after the other: new memory would be cleared each time."""

    def __init__(self) -> None:
        self.copy = np.zeros(LONGEST_VALUE + 2 * PAD, np.uint8)
        self.found = np.empty((1 << 14, 2), np.int64)

    def have(self, pairs: int) -> None:
        """Have room for so many pairs, with those that are there."""
        if pairs > len(self.found):
            self.found = np.concatenate([self.found, np.empty((pairs - len(self.found), 2), np.int64)])


_room = _Room()


class NeedleSearch:
    """Needles of one field, ready."""

    def __init__(self, needles: Needles, *, cased: bool) -> None:
        """Take needles; `cased`: they are about text as it is."""
        self._owners = np.frombuffer(needles.owners, np.int64)
        self.table = np.frombuffer(needles.table, np.int64).reshape(-1, OFFSET + 1)
        self.text = np.frombuffer(needles.text, np.uint8)
        self._tables = (
            self.table,
            self.text,
            np.frombuffer(needles.slots, np.int32),
            np.frombuffer(needles.fours, np.uint64),
            np.frombuffer(needles.twos, np.uint64),
            np.frombuffer(needles.asked, np.uint8),
        )
        self.folded = not cased
        self._stamps = np.zeros(len(self._owners), np.int64)
        self._state = np.zeros(3, np.int64)

    def pairs(self, data: Bytes, begins: Numbers, sizes: Numbers, width: int) -> tuple[Numbers, Numbers, Numbers]:
        """Return (atom, value) for what is found, and the values that are left, in order.

        `width` is the number of bytes of a letter: 1 for UTF-8, 2 for UTF-16 (little-endian).
        """
        self._state[[_ROW, _FOUND]] = 0
        fixed = len(begins), data, begins, sizes, width, self.folded, _room.copy, *self._tables
        _room.have(len(self._owners) + 1)
        while not search(*fixed, self._stamps, self._state, _room.found):
            _room.have(2 * len(_room.found))
        needle, value = _room.found[: self._state[_FOUND]].T
        left = needle < 0
        if not left.any():
            return self._owners[needle], value.copy(), np.empty(0, np.int64)
        return self._owners[needle[~left]], value[~left], value[left]
