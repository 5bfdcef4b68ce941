"""Events as combinations of profiles, compiled: which events are the same to every rule.

In: events as numbers (`collecting.coded`), and the profile of each word: what the rules' tests say of it. Out: for each
event the number of its combination. Combinations are kept: each is looked at by the rules once.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tocsin.collecting.compiled import kernel

ALONE = -1
"""In place of a combination: an event that must be looked at by itself."""

COMBINED, KEYED, ROW = 0, 1, 2
"""Places in `state`: combinations, numbers in their keys, the next row."""

LIST = -1
"""In place of a number that words with the same text have: a list of texts."""

MOST_ALIKE = 31
"""Texts in an event that are compared with others."""

_PROFILE_BITS = 26
"""Of a number in a key; above them stands the first of the texts that is the same."""

_MIX = np.uint64(0x9E3779B97F4A7C15)


@kernel(
    "int64; int32[::1]; int64[::1]; int64[::1]; int32[::1]; int64[::1]; int64[::1]; int64[::1]; "
    "int32[::1]; int32[::1]; int32[::1]; uint64[::1]; uint64[::1]; uint64; int32[::1]; int64[:, ::1]; int32[::1]; "
    "int64[::1]; int64[::1]"
)
def combine(  # noqa: C901 - one loop: a call for each step would cost more than the step
    count: Any,
    stream: Any,
    begins: Any,
    ends: Any,
    extra: Any,
    more: Any,
    more_ends: Any,
    kind_of: Any,
    profile_of: Any,
    alike: Any,
    texts: Any,
    sought_in: Any,
    sought_by: Any,
    seed: Any,
    slots: Any,
    table: Any,
    keys: Any,
    state: Any,
    combination: Any,
) -> Any:
    """Fill `combination` from row `state[ROW]` on; False where there is no room, and rows are left.

    `alike` gives words whose text is compared with that of others of the event a number, those with the same text the
    same: what counts is which of them are the same; `texts` is room for `MOST_ALIKE` of them. `sought_in` says, by
    word, for which searches something was found in it, `sought_by` which of them matter to events of a kind. A
    combination is a row of `table` (hash, first number in `keys`, how many, and the row of this batch in which it
    turned up).
    """
    mask = np.uint64(len(slots) - 1)
    for row in range(state[ROW], count):
        begin, end = begins[row], ends[row]
        size = end - begin
        keyed = state[KEYED]
        if keyed + size > len(keys) or state[COMBINED] + 1 > len(table) or 2 * (state[COMBINED] + 1) > len(slots):
            state[ROW] = row
            return False
        kind = kind_of[row]
        asked = sought_by[kind]
        found = np.uint64(0)
        hashed = seed
        compared = 0
        strange = False
        for place in range(size):
            number = stream[begin + place]
            if number >= 0:
                found |= sought_in[number]
                text = alike[number]
                number = profile_of[number]
                if text != 0:
                    same_as = 0
                    while same_as < compared and texts[same_as] != text:
                        same_as += 1
                    if same_as == MOST_ALIKE or text == LIST or number >> _PROFILE_BITS != 0:
                        strange = True
                    else:
                        texts[same_as] = text
                        compared = max(compared, same_as + 1)
                        number |= np.int32((same_as + 1) << _PROFILE_BITS)
            keys[keyed + place] = number
            hashed = (hashed ^ np.uint64(np.uint32(number))) * _MIX
            hashed ^= hashed >> np.uint64(32)
        if asked != 0:
            for place in range(more[row], more_ends[row]):
                found |= sought_in[extra[place]]
        if strange or found & asked != 0:
            combination[row] = ALONE
            continue
        slot = hashed & mask
        known = np.int64(-1)
        while slots[slot] != 0:
            other = np.int64(slots[slot]) - 1
            if table[other, 0] == np.int64(hashed) and table[other, 2] == size:
                first = table[other, 1]
                same = True
                for place in range(size):
                    if keys[first + place] != keys[keyed + place]:
                        same = False
                        break
                if same:
                    known = other
                    break
            slot = (slot + np.uint64(1)) & mask
        if known < 0:
            known = state[COMBINED]
            slots[slot] = known + 1
            table[known, 0] = np.int64(hashed)
            table[known, 1] = keyed
            table[known, 2] = size
            table[known, 3] = row
            state[COMBINED] = known + 1
            state[KEYED] = keyed + size
        combination[row] = known
    state[ROW] = count
    return True
