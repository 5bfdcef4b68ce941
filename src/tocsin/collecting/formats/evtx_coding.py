"""EVTX compiled, second step: each record as a row of numbers, one for each value that somebody looks at.

In: what `evtx_walk` found, and for each layout (a template below a path) which of its values are looked at. Out: a
stream of numbers: for each record its kind, then for each of its frames a mark that says what stands there, and the
words that do. Kinds and marks are written as numbers below -1, so that they are no words; -1 is a value that is not
there.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tocsin.collecting.compiled import kernel, part
from tocsin.collecting.compiled_parts import AHEAD, copy, fetch, hash_of, is_word, load64, number_of_word, u16, u32
from tocsin.collecting.formats.evtx_walk import (
    AT,
    BASE,
    COLUMN,
    COUNT,
    DEFINED,
    END,
    FIRST,
    PARENT,
    REFUSED,
    WHOLE,
)

# columns of the table of layouts
LEAST, ENTRIES, ENTRIES_END, NODES, NODES_END, MARK = 0, 1, 2, 3, 4, 5
LAYOUT = 6
# columns of the table of entries: number of the substitution (-1: a literal, whose word is given), field, what is done,
# and the word of its last value
SUBSTITUTION, FIELD, MODE, ROLE, WORD = 0, 1, 2, 3, 4
ENTRY = 5
# modes
CODED, SEARCHED, NOT_EMPTY = 1, 2, 4
# roles: those up to EVENT make up the kind, in this order
CHANNEL, PROVIDER, EVENT, COMPUTER, CLOCK, COMMAND, NUMBER, TIME = 1, 2, 3, 4, 5, 6, 7, 8
# columns of the table of rows
BEGIN, STOP, KIND, MORE, MORE_STOP, RECORD_NUMBER, WRITTEN, CLOCKED, COMMAND_WORD, HEADS = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
ROW = HEADS + 5  # by role, so that HEADS + CHANNEL is the word of the channel
# columns of the table of values whose words are looked up when all of a record is seen: byte in the block, size, key,
# hash, place in the stream or in `extra`, entry (-1: only searched), role
VALUE_AT, VALUE_SIZE, VALUE_KEY, VALUE_HASH, VALUE_PLACE, VALUE_ENTRY, VALUE_ROLE = 0, 1, 2, 3, 4, 5, 6
WAITING = 8
# places in `state`
NEXT, WORDS, STORED, KINDS, STREAM, EXTRA, ASKED, ASKED_OF = 0, 1, 2, 3, 4, 5, 6, 7
STATE = 8
# what `code` returns
DONE, NO_LAYOUT, NO_KIND, NO_ROOM = 0, 1, 2, 3

WRONG_CLOCK, NO_CLOCK, ODD_CLOCK = -(1 << 62) - 1, -(1 << 62), -(1 << 62) + 1
"""Digits that are no time; nothing; what only a slower reader knows."""

ROOM = 16_384
"""Numbers in each stream for which there must be room before a record is begun. Of a value's bytes at most `SHARED`
copies are kept, so that one record, of less than 64 KiB, takes at most 128 KiB."""
SHARED = 2
BYTES = 8 * ROOM + AHEAD
"""Bytes of words for which there must be room."""
FETCHED = 4096
"""Bytes of the next record that are fetched while one is coded: by itself the processor stops at the end of a page."""

_EPOCH_US = 11_644_473_600_000_000
_FILETIME, _UINT64, _NULL, _FRAGMENT, _STRINGS = 0x11, 0x0A, 0x00, 0x21, 0x81
_MIX = np.uint64(0x9E3779B97F4A7C15)


@part
def digits(block: Any, at: Any, count: Any) -> Any:
    """Return the number that some digits (UTF-16) are."""
    found = 0
    for place in range(count):
        found = found * 10 + u16(block, at + 2 * place) - 0x30
    return found


@part
def clock_of(block: Any, at: Any, size: Any) -> Any:
    """Return the microseconds since 1970 of a time as Sysmon writes it (`2021-03-02 07:00:00.123`, UTF-16)."""
    if size == 0:
        return NO_CLOCK
    if size != 46:
        return ODD_CLOCK
    for place in range(23):
        letter = u16(block, at + 2 * place)
        if place == 4 or place == 7:
            sound = letter == 0x2D
        elif place == 10:
            sound = letter == 0x20
        elif place == 13 or place == 16:
            sound = letter == 0x3A
        elif place == 19:
            sound = letter == 0x2E
        else:
            sound = 0x30 <= letter <= 0x39
        if not sound:
            return ODD_CLOCK
    year = digits(block, at, 4)
    month, day = digits(block, at + 10, 2), digits(block, at + 16, 2)
    hour, minute, second = digits(block, at + 22, 2), digits(block, at + 28, 2), digits(block, at + 34, 2)
    if month < 1 or month > 12 or day < 1 or day > 31 or hour > 24 or minute > 59 or second > 60:
        return WRONG_CLOCK
    # no day, or the 29th of February, and other things for a slower reader
    short = day == 31 and (month == 4 or month == 6 or month == 9 or month == 11)
    if year < 1970 or short or (day > 28 and month == 2) or hour > 23 or second > 59:
        return ODD_CLOCK
    # days from the civil calendar, March first (Hinnant, "chrono-Compatible Low-Level Date Algorithms")
    shifted = year - 1 if month <= 2 else year
    era = shifted // 400
    of_era = shifted - era * 400
    of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    days = era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468
    return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000_000 + digits(block, at + 40, 3) * 1000


@part
def kind_of(channel: Any, provider: Any, event: Any, seed: Any, slots: Any, kinds: Any, known: Any) -> Any:
    """Return the number of a kind of event by the words of its channel, provider and id; `known` if it is new."""
    found = (np.uint64(channel + 1) * _MIX ^ np.uint64(provider + 1)) * _MIX ^ np.uint64(event + 1)
    found = (found ^ seed) * _MIX
    mask = np.uint64(len(slots) - 1)
    slot = (found ^ (found >> np.uint64(32))) & mask
    while slots[slot] != 0:
        kind = np.int64(slots[slot]) - 1
        if kinds[kind, 0] == channel and kinds[kind, 1] == provider and kinds[kind, 2] == event:
            return kind
        slot = (slot + np.uint64(1)) & mask
    slots[slot] = known + 1
    kinds[known, 0] = channel
    kinds[known, 1] = provider
    kinds[known, 2] = event
    return known


@part
def is_dull(block: Any, at: Any, size: Any, dull: Any) -> Any:
    """Say whether there are only bytes in a value that no search is about."""
    for place in range(at, at + size):  # noqa: SIM110 - numba has no generators here
        if dull[block[place]] == 0:
            return False
    return True


@part
def wait(
    waiting: Any, count: Any, block: Any, at: Any, size: Any, key: Any, place: Any, entry: Any, role: Any, seed: Any,
    slots: Any,
) -> Any:  # fmt: skip
    """Let a value wait for its word while the memory where that is looked up is fetched; return how many wait then."""
    hashed = hash_of(block, at, size, key, seed)
    fetch(slots, (hashed >> np.uint64(32)) & np.uint64(len(slots) - 1))
    one = waiting[count]
    one[VALUE_AT] = at
    one[VALUE_SIZE] = size
    one[VALUE_KEY] = key
    one[VALUE_HASH] = np.int64(hashed)
    one[VALUE_PLACE] = place
    one[VALUE_ENTRY] = entry
    one[VALUE_ROLE] = role
    return count + 1


@part
def look_up(
    waiting: Any, count: Any, block: Any, slots: Any, words: Any, store: Any, state: Any, stream: Any, extra: Any,
    entries: Any, row: Any,
) -> None:  # fmt: skip
    """Put the words of the values that wait where they belong."""
    for number in range(count):
        one = waiting[number]
        word = number_of_word(
            block, one[VALUE_AT], one[VALUE_SIZE], one[VALUE_KEY], np.uint64(one[VALUE_HASH]), slots, words, store,
            state, WORDS,
        )  # fmt: skip
        if one[VALUE_ENTRY] < 0:
            extra[one[VALUE_PLACE]] = word
        else:
            stream[one[VALUE_PLACE]] = word
            entries[one[VALUE_ENTRY], WORD] = word
        if 0 < one[VALUE_ROLE] <= COMPUTER:
            row[HEADS + one[VALUE_ROLE]] = word
        elif one[VALUE_ROLE] == COMMAND:
            row[COMMAND_WORD] = word


@kernel(
    "uint8[::1]; int64; int64[:, ::1]; int64[:, ::1]; int64[:, ::1]; int64[:, ::1]; "
    "int64[:, ::1]; int64[:, ::1]; uint8[:, ::1]; int32[::1]; int64[:, ::1]; uint64[::1]; int32[:, ::1]; "
    "uint8[::1]; uint8[::1]; int64; uint64; int64[::1]; int32[::1]; int32[::1]; int64[:, ::1]; int64[:, ::1]; "
    "int64[::1]"
)
def code(  # noqa: C901 - one loop: a call for each step would cost more than the step
    block: Any,
    count: Any,
    records: Any,
    frames: Any,
    layout_of: Any,
    layouts: Any,
    entries: Any,
    nodes: Any,
    known: Any,
    kind_slots: Any,
    kinds: Any,
    slots: Any,
    words: Any,
    store: Any,
    dull: Any,
    dull_clocks: Any,
    seed: Any,
    state: Any,
    stream: Any,
    extra: Any,
    rows: Any,
    waiting: Any,
    layouts_of: Any,
) -> Any:
    """Write the rows of records from `state[NEXT]` on; return why it stopped.

    `layout_of` is the layout of a template below a node (-1: not
    known, -2: refused), `nodes` the node below a substitution of a layout, `known` the kinds that each layout's entries
    were made for. `rows[:, KIND]` of a refused record is -1. `layouts_of` gets the layout of each frame. Words that
    are only searched stand in `extra`. `waiting` has room for all values of a record.
    """
    for record in range(state[NEXT], count):
        used, more = state[STREAM], state[EXTRA]
        if (
            used + ROOM > len(stream)
            or more + ROOM > len(extra)
            or state[WORDS] + 2 * ROOM > len(words)
            or 8 * (state[WORDS] + 2 * ROOM) > 7 * len(slots)
            or state[STORED] + BYTES > len(store)
        ):
            state[NEXT] = record
            return NO_ROOM
        if record + 1 < count:
            for line in range(0, min(records[record + 1, WHOLE], FETCHED), 64):
                fetch(block, records[record + 1, AT] + line)
        row = rows[record]
        row[BEGIN] = used
        row[MORE] = more
        row[RECORD_NUMBER] = -1
        row[WRITTEN] = np.int64(load64(block, records[record, AT] + 16)) // 10 - _EPOCH_US
        row[CLOCKED] = NO_CLOCK
        row[COMMAND_WORD] = -1
        for role in range(5):
            row[HEADS + role] = -1
        refused = records[record, REFUSED] != 0 or state[KINDS] == len(kinds)
        used += 1  # for the kind
        waits = 0
        most, most_more = used + ROOM - 2, more + ROOM - 2
        for frame in range(records[record, FIRST], records[record, END]):
            if refused:
                break
            node = 0
            if frames[frame, PARENT] >= 0:
                above = layouts_of[frames[frame, PARENT]]
                node = -1
                for place in range(layouts[above, NODES], layouts[above, NODES_END]):
                    if nodes[place, 0] == frames[frame, COLUMN]:
                        node = nodes[place, 1]
                if node < 0:
                    refused = True
                    break
            template = frames[frame, DEFINED]
            layout = -2 if template < 0 else layout_of[node, template]
            if layout == -1:
                state[NEXT], state[ASKED], state[ASKED_OF] = record, node, template
                return NO_LAYOUT
            values = frames[frame, COUNT]
            if layout < 0 or values < layouts[layout, LEAST]:
                refused = True
                break
            if used >= most:
                refused = True
                break
            layouts_of[frame] = layout
            stream[used] = -3 - 2 * layouts[layout, MARK]
            used += 1
            base = frames[frame, BASE]
            at = base + 4 * values
            number = 0
            for entry in range(max(layouts[layout, ENTRIES], 0), layouts[layout, ENTRIES_END]):
                if used >= most or more >= most_more:
                    refused = True
                    break
                mode, role = entries[entry, MODE], entries[entry, ROLE]
                if entries[entry, SUBSTITUTION] < 0:
                    word = entries[entry, WORD]
                    if 0 < role <= COMPUTER:
                        refused = refused or row[HEADS + role] >= 0
                        row[HEADS + role] = word
                    if mode & CODED:
                        stream[used] = word
                        used += 1
                    else:
                        extra[more] = word
                        more += 1
                    continue
                while number < entries[entry, SUBSTITUTION]:
                    at += u16(block, base + 4 * number)
                    number += 1
                what = u32(block, base + 4 * number)
                size, kind = what & 0xFFFF, (what >> 16) & 0xFF
                is_text = kind == 0x01 or kind == 0x02 or kind == 0x81
                if mode & CODED == 0 and role == 0 and not is_text:
                    continue
                word = -1
                if kind not in (_NULL, _FRAGMENT) and not (size == 0 and mode & NOT_EMPTY):
                    clock = NO_CLOCK
                    if role > COMPUTER:
                        if role == NUMBER and kind == _UINT64 and size == 8:
                            row[RECORD_NUMBER] = np.int64(load64(block, at))
                        elif role == TIME and kind == _FILETIME and size == 8:
                            row[WRITTEN] = np.int64(load64(block, at)) // 10 - _EPOCH_US
                        elif role == CLOCK:
                            clock = clock_of(block, at, size) if kind == 0x01 else ODD_CLOCK
                            row[CLOCKED] = clock if row[CLOCKED] == NO_CLOCK else ODD_CLOCK
                    if mode & CODED:
                        key = entries[entry, FIELD] * 256 + kind
                        word = entries[entry, WORD]  # the last one: many values stay the same from event to event
                        if word < 0 or not is_word(block, at, size, key, word, words, store):
                            word = 0  # until it is looked up
                            waits = wait(waiting, waits, block, at, size, key, used, entry, role, seed, slots)
                    elif mode & SEARCHED and is_text:
                        plain = role == CLOCK and dull_clocks != 0 and clock > ODD_CLOCK
                        if not plain and not is_dull(block, at, size, dull):
                            waits = wait(waiting, waits, block, at, size, kind, more, -1, role, seed, slots)
                            more += 1
                    if role != 0:
                        if role <= COMPUTER:
                            refused = refused or row[HEADS + role] >= 0 or kind == _STRINGS
                            row[HEADS + role] = word
                        elif role == COMMAND:
                            row[COMMAND_WORD] = word
                if mode & CODED:
                    stream[used] = word
                    used += 1
        look_up(waiting, waits, block, slots, words, store, state, stream, extra, entries, row)
        if refused:
            row[KIND] = -1
            row[STOP] = row[BEGIN]
            row[MORE_STOP] = row[MORE]
            continue
        kind = kind_of(
            row[HEADS + CHANNEL], row[HEADS + PROVIDER], row[HEADS + EVENT], seed, kind_slots, kinds, state[KINDS]
        )
        if kind == state[KINDS]:
            state[KINDS] += 1
        for frame in range(records[record, FIRST], records[record, END]):
            if kind >= known.shape[1] or known[layouts_of[frame], kind] == 0:
                state[NEXT], state[ASKED], state[ASKED_OF] = record, layouts_of[frame], kind
                return NO_KIND
        stream[row[BEGIN]] = -2 - 2 * kind
        row[KIND] = kind
        row[STOP] = used
        row[MORE_STOP] = more
        state[STREAM] = used
        state[EXTRA] = more
    state[NEXT] = count
    return DONE


@kernel("uint8[::1]; int64; uint64; uint64[::1]; int32[:, ::1]; uint8[::1]; int64[::1]")
def add_word(value: Any, key: Any, seed: Any, slots: Any, words: Any, store: Any, state: Any) -> Any:
    """Return the number of a value (and `AHEAD` bytes) that stands in no record; there must be room for all of it."""
    size = len(value) - AHEAD
    return number_of_word(value, 0, size, key, hash_of(value, 0, size, key, seed), slots, words, store, state, WORDS)


@kernel("uint8[::1]; int64[::1]; int64[::1]; uint8[::1]")
def gather(store: Any, begins: Any, sizes: Any, into: Any) -> None:
    """Lay values end to end."""
    at = 0
    for value in range(len(begins)):
        copy(into, at, store, begins[value], sizes[value])
        at += sizes[value]
