"""What compiled loops are made of: numbers at any byte of a block, and byte strings that get numbers.

Words are kept in a table of open addressing: `slots` holds the upper half of a word's hash and its number + 1 (0:
free), `words[w]` that half, its key, first byte in `store` and size. A key says what kind of value it is and of which
field.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tocsin.collecting.compiled import part, part_made_by

HASH, KEY, BEGIN, SIZE = 0, 1, 2, 3

AHEAD = 64
"""Bytes that are compared at once: so many can be read behind any byte string, and behind the last one in `store`."""

_MIX = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_ONE = np.uint64(1)
_NUMBER = np.uint64(0xFFFFFFFF)
_OTHER = np.uint64(0xD1B54A32D192ED03)


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


def _comparing(*, masked: bool) -> Any:
    """Return what numba compiles into a comparison of vectors, of whatever width the processor has."""
    from llvmlite import ir
    from numba import types
    from numba.extending import intrinsic

    kind = types.Array(types.uint8, 1, "C")
    vector = ir.VectorType(ir.IntType(8), AHEAD)

    def loaded(context: Any, builder: Any, array: Any, at: Any) -> Any:
        place = builder.gep(context.make_array(kind)(context, builder, array).data, [at])
        return builder.load(builder.bitcast(place, vector.as_pointer()), align=1)

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        one, other = loaded(context, builder, *values[:2]), loaded(context, builder, *values[2:4])
        if masked:
            one = builder.and_(one, loaded(context, builder, values[4], values[3]))
        return builder.bitcast(builder.icmp_unsigned("!=", one, other), ir.IntType(AHEAD))

    def compare(typing_context: Any, one: Any, at: Any, other: Any, begin: Any) -> Any:
        return types.uint64(kind, types.int64, kind, types.int64), code

    def compare_masked(typing_context: Any, one: Any, at: Any, other: Any, begin: Any, mask: Any) -> Any:
        return types.uint64(kind, types.int64, kind, types.int64, kind), code

    return intrinsic(compare_masked if masked else compare)


@part_made_by(lambda: _comparing(masked=False))
def differing(one: Any, at: Any, other: Any, begin: Any) -> Any:
    """Return a bit for each of 64 bytes that is not the same."""
    pairs = zip(one[at : at + AHEAD].tolist(), other[begin : begin + AHEAD].tolist(), strict=False)
    return np.uint64(sum(1 << place for place, (left, right) in enumerate(pairs) if left != right))


@part_made_by(lambda: _comparing(masked=True))
def differing_from(one: Any, at: Any, expected: Any, begin: Any, fixed: Any) -> Any:
    """Return a bit for each of 64 bytes whose bits that are `fixed` are not those that are expected."""
    return differing(one[at : at + AHEAD] & fixed[begin : begin + AHEAD], 0, expected, begin)


def _folding() -> Any:
    """Return what numba compiles into one multiplication."""
    from llvmlite import ir
    from numba import types
    from numba.extending import intrinsic

    def fold(typing_context: Any, one: Any, other: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            wide, number = ir.IntType(128), ir.IntType(64)
            product = builder.mul(builder.zext(values[0], wide), builder.zext(values[1], wide))
            upper = builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), number)
            return builder.xor(builder.trunc(product, number), upper)

        return types.uint64(types.uint64, types.uint64), code

    return intrinsic(fold)


@part_made_by(_folding)
def folded(one: Any, other: Any) -> Any:
    """Return both halves of a product of 128 bits as one number of 64."""
    product = int(one) * int(other)
    return np.uint64((product ^ (product >> 64)) & 0xFFFFFFFFFFFFFFFF)


def _copying() -> Any:
    """Return what numba compiles into one copy."""
    from numba import types
    from numba.core import cgutils
    from numba.extending import intrinsic

    def copied(typing_context: Any, into: Any, begin: Any, block: Any, at: Any, size: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            arrays = [
                context.make_array(signature.args[which])(context, builder, values[which]).data for which in (0, 2)
            ]
            target, source = builder.gep(arrays[0], [values[1]]), builder.gep(arrays[1], [values[3]])
            cgutils.raw_memcpy(builder, target, source, values[4], 1)
            return context.get_dummy_value()

        kind = types.Array(types.uint8, 1, "C")
        return types.void(kind, types.int64, kind, types.int64, types.int64), code

    return intrinsic(copied)


@part_made_by(_copying)
def copy(into: Any, begin: Any, block: Any, at: Any, size: Any) -> None:
    """Copy bytes to another array."""
    into[begin : begin + size] = block[at : at + size]


def _fetching() -> Any:
    """Return what numba compiles into a hint to the processor."""
    from llvmlite import ir
    from numba import types
    from numba.extending import intrinsic

    def fetch(typing_context: Any, array: Any, at: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            items = context.make_array(signature.args[0])(context, builder, values[0]).data
            pointer, number = ir.IntType(8).as_pointer(), ir.IntType(32)
            kind = ir.FunctionType(ir.VoidType(), [pointer, number, number, number])
            called = builder.module.declare_intrinsic("llvm.prefetch", [pointer], kind)
            place = builder.bitcast(builder.gep(items, [values[1]]), pointer)
            builder.call(called, [place, *(ir.Constant(number, one) for one in (0, 3, 1))])  # data, to be read soon
            return context.get_dummy_value()

        return types.void(array, at), code

    return intrinsic(fetch)


@part_made_by(_fetching)
def fetch(array: Any, at: Any) -> None:
    """Have the processor fetch an item of an array that is looked at shortly: it goes on meanwhile."""


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
def ending(block: Any, at: Any, size: Any) -> Any:
    """Return up to seven bytes as a number."""
    return load64(block, at) & ((_ONE << np.uint64(8 * size)) - _ONE)


@part
def hash_of(block: Any, at: Any, size: Any, key: Any, seed: Any) -> Any:
    """Return a number that different byte strings, or keys, seldom share.

    Both factors of each product hang on the seed, so nobody who does not know it can make values that share a number.
    """
    mixed = seed ^ (np.uint64(key) * _MIX)
    factor = folded(mixed ^ _OTHER, _MIX)
    found = mixed ^ (np.uint64(size) * _MIX)
    if size < 8:
        return folded(folded(found, factor) ^ ending(block, at, size), factor)
    done = 0
    while done + 16 < size:
        found = folded(load64(block, at + done) ^ factor, load64(block, at + done + 8) ^ found)
        done += 16
    # the last 16 bytes, of which some were taken already, or of less than 16 the first and the last 8
    last = max(size - 16, 0)
    found = folded(load64(block, at + last) ^ factor, load64(block, at + size - 8) ^ found)
    return folded(found, factor)


@part
def is_word(block: Any, at: Any, size: Any, key: Any, word: Any, words: Any, store: Any) -> bool:
    """Say whether a byte string is a word that is known."""
    if words[word, KEY] != key or words[word, SIZE] != size:
        return False
    begin = words[word, BEGIN]
    for done in range(0, size, AHEAD):
        beyond = np.uint64(max(0, done + AHEAD - size))
        if differing(block, at + done, store, begin + done) << beyond != 0:
            return False
    return True


@part
def number_of_word(
    block: Any, at: Any, size: Any, key: Any, hashed: Any, slots: Any, words: Any, store: Any, state: Any, at_state: Any
) -> Any:
    """Return the number of a byte string (its hash is given), a new one if it is new; there must be room for it.

    `state[at_state]` is how many words there are, and the next number how many bytes are in `store`.
    """
    mask = np.uint64(len(slots) - 1)
    slot = (hashed >> _HALF) & mask
    while slots[slot] != 0:
        taken = slots[slot]
        if taken >> _HALF == hashed >> _HALF:
            word = np.int64(taken & _NUMBER) - 1
            if is_word(block, at, size, key, word, words, store):
                return word
        slot = (slot + _ONE) & mask
    word = state[at_state]
    begin = state[at_state + 1]
    slots[slot] = (hashed >> _HALF << _HALF) | np.uint64(word + 1)
    words[word, HASH] = np.int32(np.int64(hashed) >> 32)
    words[word, KEY] = key
    words[word, BEGIN] = begin
    words[word, SIZE] = size
    copy(store, begin, block, at, size)
    state[at_state] = word + 1
    state[at_state + 1] = begin + size
    return word
