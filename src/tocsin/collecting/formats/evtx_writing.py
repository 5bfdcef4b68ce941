"""EVTX compiled: whole events as JSON, straight from the bytes of their records.

In: records that `evtx_walk` found, and for each shape (the layouts of a record's frames, in order) its fields by name.
Out: the texts `hunting.event_texts` makes of the same events' columns, byte by byte. An event that holds something
out of the ordinary (several values of a field, times beyond all years) is refused: whoever asks writes it from columns.
Source: [MS-EVEN6] 2.2.12 and 2.2.18; RFC 8259 for the escapes, in the short forms that orjson writes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tocsin.collecting.compiled import kernel, part, part_made_by
from tocsin.collecting.compiled_parts import fetch, load64, u16, u32
from tocsin.collecting.compiled_texts import put_decimal, put_padded, put_seconds, put_signed
from tocsin.collecting.formats.evtx_values import STRING_ARRAY
from tocsin.collecting.formats.evtx_walk import BASE, COUNT

# columns of the table of items, the fields of a shape by name: number of the frame, of the substitution (-1: a
# literal), where the name (and the literal) stands as JSON, and what is done
OF_FRAME, SUBSTITUTION, NAME, NAME_END, MODE = 0, 1, 2, 3, 4
ITEM = 5
NOT_EMPTY, INTEGER, LIST = 1, 2, 4

PER_BYTE = 6
"""Letters of JSON that a byte of a value becomes at most (`\\u0000`)."""
_AHEAD = 2048
"""Bytes of the next record that are fetched while one is written."""
_BESIDE = 16
"""Letters of a field beside its name and those: a comma, quotes, brackets, `false` for no bytes at all."""

_LETTERS = np.frombuffer(b"0123456789ABCDEF0123456789abcdef", np.uint8).copy()
_SHORT = np.zeros(128, np.uint8)
for _letter, _short in zip(b'"\\\b\f\n\r\t', b'"\\bfnrt', strict=True):
    _SHORT[_letter] = _short
_ANSI = np.array([ord(bytes([byte]).decode("cp1252", "replace")) for byte in range(256)], np.int64)
_QUOTE, _BACKSLASH = 0x22, 0x5C
_FROM_1601 = 134_774 * 86_400
"""Seconds from 1601 to 1970."""
_YEAR_9999 = 2_650_467_744_000_000_000
"""FILETIME of the first moment that is beyond the years that can be written."""


STEP = 16
"""Letters that are looked at together; so many bytes more may be written than are said."""


def _vectors(bits: int) -> Any:
    """Return the types of `STEP` numbers in one register, and of a pointer to them."""
    from llvmlite import ir

    vector = ir.VectorType(ir.IntType(bits), STEP)
    return vector, vector.as_pointer()


def _putting_plain() -> Any:
    """Return what numba compiles into a few steps for all letters."""
    from llvmlite import ir
    from numba import types
    from numba.extending import intrinsic

    wide, at_wide = _vectors(16)
    narrow, at_narrow = _vectors(8)

    def put(typing_context: Any, block: Any, begin: Any, text: Any, at: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            source = context.make_array(signature.args[0])(context, builder, values[0])
            target = context.make_array(signature.args[2])(context, builder, values[2])
            letters = builder.load(builder.bitcast(builder.gep(source.data, [values[1]]), at_wide), align=1)
            place = builder.bitcast(builder.gep(target.data, [values[3]]), at_narrow)
            builder.store(builder.trunc(letters, narrow), place, align=1)
            beyond = builder.sub(letters, ir.Constant(wide, [0x20] * STEP))
            other = builder.icmp_unsigned(">=", beyond, ir.Constant(wide, [0x80 - 0x20] * STEP))
            for letter in (_QUOTE, _BACKSLASH):
                other = builder.or_(other, builder.icmp_unsigned("==", letters, ir.Constant(wide, [letter] * STEP)))
            marks = builder.zext(builder.bitcast(other, ir.IntType(STEP)), ir.IntType(64))
            marks = builder.or_(marks, ir.Constant(ir.IntType(64), 1 << STEP))
            return builder.cttz(marks, ir.Constant(ir.IntType(1), 1))

        array = types.Array(types.uint8, 1, "C")
        return types.int64(array, types.int64, array, types.int64), code

    return intrinsic(put)


@part_made_by(_putting_plain)
def put_plain(block: Any, begin: Any, text: Any, at: Any) -> Any:
    """Write `STEP` letters of UTF-16 as if they were ASCII; return how many are before one that is not, or escaped."""
    letters = block[begin : begin + 2 * STEP].view("<u2")
    text[at : at + STEP] = letters.astype(np.uint8)
    other = (letters < 0x20) | (letters >= 0x80) | (letters == _QUOTE) | (letters == _BACKSLASH)
    return int(np.argmax(other)) if other.any() else STEP


def _putting_name() -> Any:
    """Return what numba compiles into one load and one store."""
    from numba import types
    from numba.extending import intrinsic

    _, pointer = _vectors(8)

    def put(typing_context: Any, names: Any, name: Any, text: Any, at: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            source = context.make_array(signature.args[0])(context, builder, values[0])
            target = context.make_array(signature.args[2])(context, builder, values[2])
            letters = builder.load(builder.bitcast(builder.gep(source.data, [values[1]]), pointer), align=1)
            builder.store(letters, builder.bitcast(builder.gep(target.data, [values[3]]), pointer), align=1)
            return context.get_dummy_value()

        array = types.Array(types.uint8, 1, "C")
        return types.void(array, types.int64, array, types.int64), code

    return intrinsic(put)


@part_made_by(_putting_name)
def put_step(names: Any, name: Any, text: Any, at: Any) -> None:
    """Copy `STEP` bytes."""
    text[at : at + STEP] = names[name : name + STEP]


@part
def put_name(names: Any, name: Any, end: Any, text: Any, at: Any) -> Any:
    """Write a field's name as it was prepared; behind the last one there are `STEP` bytes more."""
    for done in range(0, end - name, STEP):
        put_step(names, name + done, text, at + done)
    return at + end - name


@part
def put_letter(letter: Any, text: Any, at: Any) -> Any:
    """Write a character as JSON in UTF-8; return where the text goes on."""
    if letter < 0x80:
        if letter >= 0x20 and letter != 0x22 and letter != 0x5C:
            text[at] = letter
            return at + 1
        text[at] = 0x5C
        if _SHORT[letter] != 0:
            text[at + 1] = _SHORT[letter]
            return at + 2
        text[at + 1] = 0x75
        text[at + 2] = 0x30
        text[at + 3] = 0x30
        text[at + 4] = _LETTERS[16 + (letter >> 4)]
        text[at + 5] = _LETTERS[16 + (letter & 15)]
        return at + 6
    if letter < 0x800:
        text[at] = 0xC0 | (letter >> 6)
        text[at + 1] = 0x80 | (letter & 0x3F)
        return at + 2
    if letter < 0x10000:
        text[at] = 0xE0 | (letter >> 12)
        text[at + 1] = 0x80 | ((letter >> 6) & 0x3F)
        text[at + 2] = 0x80 | (letter & 0x3F)
        return at + 3
    text[at] = 0xF0 | (letter >> 18)
    text[at + 1] = 0x80 | ((letter >> 12) & 0x3F)
    text[at + 2] = 0x80 | ((letter >> 6) & 0x3F)
    text[at + 3] = 0x80 | (letter & 0x3F)
    return at + 4


@part
def put_letters(block: Any, begin: Any, units: Any, text: Any, at: Any) -> Any:
    """Write so many letters of UTF-16; what is half a letter becomes U+FFFD."""
    place = 0
    while place < units:
        if begin + 2 * (place + STEP) <= len(block):
            plain = min(put_plain(block, begin + 2 * place, text, at), units - place)
            at += plain
            place += plain
            if plain == STEP or place == units:
                continue
        unit = u16(block, begin + 2 * place)
        place += 1
        if 0xD800 <= unit < 0xE000:
            low = u16(block, begin + 2 * place) if unit < 0xDC00 and place < units else 0
            if 0xDC00 <= low < 0xE000:
                place += 1
                unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
            else:
                unit = 0xFFFD
        at = put_letter(unit, text, at)
    return at


@part
def put_half(block: Any, begin: Any, units: Any, text: Any, at: Any) -> Any:
    """Write what a byte behind whole letters becomes: nothing more where the last of them is half a letter already."""
    if units > 0 and 0xD800 <= u16(block, begin + 2 * units - 2) < 0xDC00:
        return at
    return put_letter(0xFFFD, text, at)


@part
def put_wide(block: Any, begin: Any, size: Any, text: Any, at: Any) -> Any:
    """Write UTF-16 without the NULs at its end."""
    units = size // 2
    odd = size & 1
    while odd == 0 and units > 0 and u16(block, begin + 2 * units - 2) == 0:
        units -= 1
    at = put_letters(block, begin, units, text, at)
    return put_half(block, begin, units, text, at) if odd != 0 else at


@part
def put_list(block: Any, begin: Any, size: Any, text: Any, at: Any) -> Any:
    """Write an array of strings in UTF-16, each of which ends with a NUL, as a list."""
    units = size // 2
    odd = size & 1
    if odd == 0 and units > 0 and u16(block, begin + 2 * units - 2) == 0:
        units -= 1
    text[at] = 0x5B
    text[at + 1] = _QUOTE
    at += 2
    first = 0
    for place in range(units):
        if u16(block, begin + 2 * place) == 0:
            at = put_letters(block, begin + 2 * first, place - first, text, at)
            text[at] = _QUOTE
            text[at + 1] = 0x2C
            text[at + 2] = _QUOTE
            at += 3
            first = place + 1
    at = put_letters(block, begin + 2 * first, units - first, text, at)
    if odd != 0:
        at = put_half(block, begin, units, text, at)
    text[at] = _QUOTE
    text[at + 1] = 0x5D
    return at + 2


@part
def put_hex(block: Any, begin: Any, size: Any, text: Any, at: Any) -> Any:
    """Write bytes as hex digits."""
    for place in range(size):
        byte = np.int64(block[begin + place])
        text[at] = _LETTERS[byte >> 4]
        text[at + 1] = _LETTERS[byte & 15]
        at += 2
    return at


@part
def put_nibbles(number: Any, digits: Any, text: Any, at: Any) -> Any:
    """Write so many hex digits of a number."""
    for place in range(digits):
        text[at + digits - 1 - place] = _LETTERS[np.int64(number & np.uint64(15))]
        number >>= np.uint64(4)
    return at + digits


@part
def put_filetime(moment: Any, text: Any, at: Any) -> Any:
    """Write 100 ns since 1601 as RFC 3339 with microseconds."""
    micros = np.int64(moment // np.uint64(10))
    at = put_seconds(micros // 1_000_000 - _FROM_1601, text, at)
    text[at] = 0x2E
    at = put_padded(micros % 1_000_000, 6, text, at + 1)
    text[at] = 0x5A
    return at + 1


@part
def put_value(  # noqa: C901 - one branch for each kind of value
    block: Any, kind: Any, begin: Any, size: Any, text: Any, at: Any
) -> Any:
    """Write a value as it stands between quotes; return where the text goes on, -1 for what is refused."""
    if kind == 0x01:
        return put_wide(block, begin, size, text, at)
    if kind == 0x02:
        while size > 0 and block[begin + size - 1] == 0:
            size -= 1
        for place in range(begin, begin + size):
            at = put_letter(_ANSI[block[place]], text, at)
        return at
    if 0x03 <= kind <= 0x0A:
        width = 1 << ((kind - 3) >> 1)
        if size != width:
            return put_hex(block, begin, size, text, at)
        number = load64(block, begin)
        spare = np.uint64(64 - 8 * width)
        if kind & 1 == 1:  # with a sign
            signed = np.int64(number << spare) >> np.int64(spare)
            return put_signed(signed, text, at)
        return put_decimal((number << spare) >> spare, text, at)
    if kind == 0x0D:
        some = False
        for place in range(begin, begin + size):
            some = some or block[place] != 0
        word = 0x65757274 if some else 0x736C6166  # "true", "fals"
        for place in range(4):
            text[at + place] = (word >> (8 * place)) & 0xFF
        if not some:
            text[at + 4] = 0x65
        return at + (4 if some else 5)
    if kind == 0x0E or (kind == 0x0F and size != 16):
        return put_hex(block, begin, size, text, at)
    if kind == 0x0F:
        at = put_nibbles(np.uint64(u32(block, begin)), 8, text, at)
        text[at] = 0x2D
        at = put_nibbles(np.uint64(u16(block, begin + 4)), 4, text, at + 1)
        text[at] = 0x2D
        at = put_nibbles(np.uint64(u16(block, begin + 6)), 4, text, at + 1)
        text[at] = 0x2D
        at = put_hex(block, begin + 8, 2, text, at + 1)
        text[at] = 0x2D
        return put_hex(block, begin + 10, 6, text, at + 1)
    if kind == 0x11:
        moment = load64(block, begin)
        if size != 8 or moment >= np.uint64(_YEAR_9999):
            return -1
        return put_filetime(moment, text, at)
    if kind == 0x13:
        if size < 8 or size != 8 + 4 * np.int64(block[begin + 1]):
            return put_hex(block, begin, size, text, at)
        text[at] = 0x53
        text[at + 1] = 0x2D
        at = put_decimal(np.uint64(block[begin]), text, at + 2)
        number = np.uint64(0)
        for place in range(2, 8):
            number = (number << np.uint64(8)) | np.uint64(block[begin + place])
        text[at] = 0x2D
        at = put_decimal(number, text, at + 1)
        for place in range(np.int64(block[begin + 1])):
            text[at] = 0x2D
            at = put_decimal(np.uint64(u32(block, begin + 8 + 4 * place)), text, at + 1)
        return at
    if (kind == 0x14 or kind == 0x15) and 0 < size <= 8:
        number = load64(block, begin)
        spare = np.uint64(64 - 8 * size)
        number = (number << spare) >> spare
        text[at] = 0x30
        text[at + 1] = 0x78
        digits = 1
        while digits < 16 and number >> np.uint64(4 * digits) != 0:
            digits += 1
        for place in range(digits):
            text[at + 1 + digits - place] = _LETTERS[16 + np.int64((number >> np.uint64(4 * place)) & np.uint64(15))]
        return at + 2 + digits
    return -1


@kernel(
    "uint8[::1]; int64[::1]; int64[::1]; int64[:, ::1]; int64[::1]; int64[:, ::1]; "
    "uint8[::1]; int64[::1]; uint8[::1]; int64[::1]; uint8[::1]"
)
def write(  # noqa: C901 - one loop: a call for each step would cost more than the step
    block: Any,
    firsts: Any,
    shapes: Any,
    frames: Any,
    starts: Any,
    items: Any,
    names: Any,
    state: Any,
    text: Any,
    ends: Any,
    refused: Any,
) -> Any:
    """Write records from number `state[0]` on, from place `state[1]` of `text` on; return how many are written.

    `firsts` are the records' first frames, `shapes` their shapes (-1: refused); the items of shape
    s are those from `starts[s]` to `starts[s + 1]`. `ends` gets where each text ends.
    """
    at = state[1]
    for record in range(state[0], len(firsts)):
        shape = shapes[record]
        begin = at
        if record + 1 < len(firsts):
            ahead = frames[firsts[record + 1], BASE]
            for line in range(0, _AHEAD, 64):  # it was read long ago
                fetch(block, ahead + line)
        if shape >= 0:
            most = 64
            for item in range(starts[shape], starts[shape + 1]):
                most += items[item, NAME_END] - items[item, NAME] + _BESIDE
                substitution = items[item, SUBSTITUTION]
                if substitution >= 0:  # several fields may have the same one
                    base = frames[firsts[record] + items[item, OF_FRAME], BASE]
                    most += PER_BYTE * u16(block, base + 4 * substitution)
            if at + most > len(text):
                state[0], state[1] = record, at
                return record
            text[at] = 0x7B
            at += 1
            good = True
            for item in range(starts[shape], starts[shape + 1]):
                name, name_end = items[item, NAME], items[item, NAME_END]
                substitution = items[item, SUBSTITUTION]
                comma = at > begin + 1
                if substitution < 0:
                    if comma:
                        text[at] = 0x2C
                        at += 1
                    at = put_name(names, name, name_end, text, at)
                    continue
                frame = firsts[record] + items[item, OF_FRAME]
                base = frames[frame, BASE]
                size = u16(block, base + 4 * substitution)
                kind = np.int64(block[base + 4 * substitution + 2])
                mode = items[item, MODE]
                if kind == 0x00 or kind == 0x21 or (size == 0 and mode & NOT_EMPTY != 0):
                    continue
                value = base + 4 * frames[frame, COUNT]
                for number in range(substitution):
                    value += u16(block, base + 4 * number)
                if comma:
                    text[at] = 0x2C
                    at += 1
                at = put_name(names, name, name_end, text, at)
                if mode & LIST != 0:
                    if kind != STRING_ARRAY:
                        good = False
                        break
                    at = put_list(block, value, size, text, at)
                    continue
                if mode & INTEGER != 0:
                    width = 1 << ((kind - 3) >> 1) if kind == 0x04 or kind == 0x06 or kind == 0x08 else 0
                    if width == 0 or size != width:
                        good = False
                        break
                    at = put_value(block, kind, value, size, text, at)
                    continue
                text[at] = _QUOTE
                at = put_value(block, kind, value, size, text, at + 1)
                if at < 0:
                    good = False
                    break
                text[at] = _QUOTE
                at += 1
            if good:
                text[at] = 0x7D
                at += 1
            else:
                at = begin
                refused[record] = 1
        else:
            refused[record] = 1
        ends[record] = at
    state[0], state[1] = len(firsts), at
    return len(firsts)
