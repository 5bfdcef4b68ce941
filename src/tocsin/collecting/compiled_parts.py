"""What compiled loops are made of: numbers at any byte of a block, and byte strings that get numbers.

Words are kept in a table of open addressing: `slots` holds the number of a word + 1 (0:
free), `words[w]` its hash, key, first byte in `store` and size. A key says what kind of value it is and of which field.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tocsin.collecting.compiled import part, part_made_by

HASH, KEY, BEGIN, SIZE = 0, 1, 2, 3
_MIX = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_ONE = np.uint64(1)
_BITS = np.uint64(8)


def _loading(bits: int) -> Any:
    """Return what numba compiles into one load from any address."""
    from llvmlite import ir
    from numba import types
    from numba.extending import intrinsic

    number = getattr(types, f"uint{bits}")

    def load(typing_context: Any, block: Any, at: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            array = context.make_array(signature.args[0])(context, builder, values[0])
            place = builder.gep(array.data, [values[1]])
            return builder.load(builder.bitcast(place, ir.IntType(bits).as_pointer()), align=1)

        return number(types.Array(types.uint8, 1, "C"), types.int64), code

    return intrinsic(load)


@part_made_by(lambda: _loading(16))
def load16(block: Any, at: Any) -> Any:
    """Read a little-endian number of 16 bits that begins at any byte."""
    return np.uint64(int.from_bytes(block[at : at + 2].tobytes(), "little"))


@part_made_by(lambda: _loading(32))
def load32(block: Any, at: Any) -> Any:
    """Read a little-endian number of 32 bits that begins at any byte."""
    return np.uint64(int.from_bytes(block[at : at + 4].tobytes(), "little"))


@part_made_by(lambda: _loading(64))
def load64(block: Any, at: Any) -> Any:
    """Read a little-endian number of 64 bits that begins at any byte."""
    return np.uint64(int.from_bytes(block[at : at + 8].tobytes(), "little"))


@part
def u16(block: Any, at: Any) -> Any:
    """Read a 16-bit number."""
    return np.int64(load16(block, at))


@part
def u32(block: Any, at: Any) -> Any:
    """Read a 32-bit number."""
    return np.int64(load32(block, at))


@part
def alike(one: Any, at: Any, other: Any, begin: Any, size: Any) -> bool:
    """Say whether two stretches of bytes are the same."""
    done = 0
    while done + 8 <= size:
        if load64(one, at + done) != load64(other, begin + done):
            return False
        done += 8
    while done < size:
        if one[at + done] != other[begin + done]:
            return False
        done += 1
    return True


@part
def hash_of(block: Any, at: Any, size: Any, seed: Any) -> Any:
    """Return a number that different stretches of bytes seldom share."""
    found = seed ^ (np.uint64(size) * _MIX)
    done = 0
    while done + 8 <= size:
        found = (found ^ load64(block, at + done)) * _MIX
        found ^= found >> _HALF
        done += 8
    rest = np.uint64(0)
    place = np.uint64(0)
    while done < size:
        rest |= np.uint64(block[at + done]) << place
        place += _BITS
        done += 1
    found = (found ^ rest) * _MIX
    return found ^ (found >> np.uint64(29))


@part
def is_word(block: Any, at: Any, size: Any, key: Any, word: Any, words: Any, store: Any) -> bool:
    """Say whether a byte string is a word that is known."""
    return words[word, KEY] == key and words[word, SIZE] == size and alike(block, at, store, words[word, BEGIN], size)


@part
def number_of_word(
    block: Any, at: Any, size: Any, key: Any, seed: Any, slots: Any, words: Any, store: Any, state: Any, at_state: Any
) -> Any:
    """Return the number of a byte string, a new one if it is new; there must be room for it.

    `state[at_state]` is how many words there are, and the next number how many bytes are in `store`.
    """
    found = hash_of(block, at, size, seed ^ (np.uint64(key) * _MIX))
    mask = np.uint64(len(slots) - 1)
    slot = found & mask
    while slots[slot] != 0:
        word = np.int64(slots[slot]) - 1
        if words[word, HASH] == np.int64(found) and is_word(block, at, size, key, word, words, store):
            return word
        slot = (slot + _ONE) & mask
    word = state[at_state]
    begin = state[at_state + 1]
    slots[slot] = word + 1
    words[word, HASH] = np.int64(found)
    words[word, KEY] = key
    words[word, BEGIN] = begin
    words[word, SIZE] = size
    for place in range(size):
        store[begin + place] = block[at + place]
    state[at_state] = word + 1
    state[at_state + 1] = begin + size
    return word
