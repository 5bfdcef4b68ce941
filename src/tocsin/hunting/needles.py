"""The literals and wildcards of a field laid out for `needle_search`: plain data, kept on disk with a plan.

In: atoms about text. Out: `Needles`: the bytes of each atom, and a key of at most eight of them by which values find
it: how a value begins or ends, all of it, or a stretch of four letters anywhere; of those that a literal has it is the
one that the fewest others share. Values with letters beyond ASCII meet no needle: they are tested by other means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from tocsin.hunting.atoms import AnyRun, Literal, Part, Text, fold

CODE, KEY, NEXT, BEGIN, SIZE, MODE, OFFSET = range(7)
"""Columns of a needle: kind of key, key, the next needle with the same key (-1: none), where its bytes begin, how many,
how they must stand in a value, and how far into them the key begins."""

ANYWHERE, HEAD, TAIL, WHOLE, GLOB = range(5)
"""How the bytes of a needle must stand in a value."""

HEADS, TAILS, IS, FOUR, TWO, ONE, CODES = 0, 8, 17, 18, 19, 20, 21
"""Kinds of keys: the first 1 to 8 bytes of a value (1 to 8), the last (9 to 16), the whole; four, two, one anywhere."""

RUN, ANY = 0xFF, 0xFE
"""`*` and `?` among the bytes of a needle with wildcards."""

LONGEST = 512
"""Bytes of a needle; atoms with more are tested value by value."""

MIX = np.uint64(0x9E3779B97F4A7C15)
FOURS = np.uint64(0x9E3779B1)
"""What four bytes are multiplied with; the highest of 32 bits are their place in `fours`."""

_COMMON = (
    "c:\\windows\\system32\\",
    "c:\\program files (x86)\\",
    "c:\\users\\",
    ".exe",
    ".dll",
    "microsoft",
    "hklm\\software\\",
)
"""Stretches that many values have: better keys are others."""

Numbers = npt.NDArray[np.int64]


class Needles(Struct, frozen=True):
    """Needles of one field; `owners` are their atoms, `left` are atoms that cannot be told so."""

    owners: bytes = b""  # int64
    table: bytes = b""  # int64, seven columns
    text: bytes = b""
    slots: bytes = b""  # int32: a needle + 1 at the place of its key's hash or behind it; 0 is free
    fours: bytes = b""  # uint64, bits: which keys of four bytes there are
    twos: bytes = b""  # uint64, bits: which keys of two bytes there are
    asked: bytes = b""  # uint8: which kinds of keys there are
    left: tuple[int, ...] = ()


def needles_of(atoms: Mapping[int, Text]) -> Needles:
    """Lay out atoms by their numbers: all about text with its case taken away, or all about text as it is."""
    left: list[int] = []
    found: list[tuple[int, int, bytes, bytes]] = []  # atom, how it must stand, bytes, its longest literal
    for number, atom in atoms.items():
        mode, text, literal = _form(atom)
        if literal is None:
            continue  # no value of ASCII has that
        if len(text) > LONGEST or not (literal or mode == WHOLE):
            left.append(number)
        else:
            found.append((number, mode, text, literal))
    if not found:
        return Needles(left=tuple(left))
    shared = Counter(four for _, mode, _, literal in found if mode in (ANYWHERE, GLOB) for four in _fours(literal))
    for common in _COMMON:
        shared.update({four: len(found) for four in _fours(common.encode())})
    table = np.zeros((len(found), OFFSET + 1), np.int64)
    at = 0
    for row, (_, mode, text, literal) in enumerate(found):
        code, key, offset = _key(mode, literal, shared)
        table[row] = code, np.array([key], np.uint64).view(np.int64)[0], -1, at, len(text), mode, offset
        at += len(text)
    asked = np.zeros(CODES, np.uint8)
    asked[table[:, CODE]] = 1
    return Needles(
        owners=np.array([number for number, *_ in found], np.int64).tobytes(),
        slots=_slots(table).tobytes(),  # chains the table, too
        table=table.tobytes(),
        text=b"".join(text for _, _, text, _ in found),
        fours=_fours_there(table).tobytes(),
        twos=_twos_there(table).tobytes(),
        asked=asked.tobytes(),
        left=tuple(left),
    )


def _form(atom: Text) -> tuple[int, bytes, bytes | None]:
    """Return how an atom's bytes must stand in a value, the bytes, and the longest literal; None: it has not ASCII."""
    shape = "".join(map(_letter, atom.parts))
    literals = [_bytes(part.text, cased=atom.cased) for part in atom.parts if isinstance(part, Literal)]
    if any(not literal.isascii() for literal in literals):
        return WHOLE, b"", None
    longest = max(literals, key=len, default=b"")
    mode = {"": WHOLE, "t": WHOLE, "*t*": ANYWHERE, "t*": HEAD, "*t": TAIL}.get(shape, GLOB)
    if mode != GLOB:
        return mode, longest, longest
    waiting = iter(literals)
    signs = {"t": lambda: next(waiting), "*": lambda: bytes([RUN]), "?": lambda: bytes([ANY])}
    return GLOB, b"".join(signs[letter]() for letter in shape), longest


def _letter(part: Part) -> str:
    return "t" if isinstance(part, Literal) else "*" if isinstance(part, AnyRun) else "?"


def _bytes(text: str, *, cased: bool) -> bytes:
    return (text if cased else fold(text)).encode("utf-8", "surrogatepass")


def _fours(text: bytes) -> set[bytes]:
    return {text[at : at + 4] for at in range(len(text) - 3)}


def _key(mode: int, literal: bytes, shared: Counter[bytes]) -> tuple[int, int, int]:
    """Return kind of key, key, and where in the literal it begins."""
    size = min(len(literal), 8)
    if mode == WHOLE:
        first, last = _number(literal[:8]), _number(literal[-8:])
        return IS, whole_key(first, last, len(literal)), 0
    if mode == HEAD:
        return HEADS + size, _number(literal[:8]), 0
    if mode == TAIL:
        return TAILS + size, _number(literal[-size:]), 0
    if len(literal) < 4:
        return (ONE, literal[0], 0) if len(literal) == 1 else (TWO, _number(literal[:2]), 0)
    offset = min(range(len(literal) - 3), key=lambda place: (shared[literal[place : place + 4]], place))
    return FOUR, _number(literal[offset : offset + 4]), offset


def _number(text: bytes) -> int:
    return int.from_bytes(text, "little")


def whole_key(first: int, last: int, size: int) -> int:
    """Return the key of a whole value: of its first and last eight bytes, as numbers, the last at the top, and size."""
    top = last << (8 * (8 - min(size, 8)))
    return ((first * int(MIX)) ^ top ^ (size << 32)) & 0xFFFF_FFFF_FFFF_FFFF


def _hashes(codes: Numbers, keys: Numbers) -> npt.NDArray[np.uint64]:
    """Return what `needle_search.hashed` does."""
    found = (keys.view(np.uint64) ^ codes.astype(np.uint64)) * MIX
    return found ^ (found >> np.uint64(29))


def _slots(table: Numbers) -> npt.NDArray[np.int32]:
    """Return the slots of keys, and chain needles of the same key."""
    size = 1 << max(4, (2 * len(table) - 1).bit_length())
    slots = np.zeros(size, np.int32)
    hashes = _hashes(np.ascontiguousarray(table[:, CODE]), np.ascontiguousarray(table[:, KEY]))
    first: dict[tuple[int, int], int] = {}
    for row, (hashed, code, key) in enumerate(
        zip((hashes & np.uint64(size - 1)).tolist(), table[:, CODE].tolist(), table[:, KEY].tolist(), strict=True)
    ):
        if (code, key) in first:
            head = first[code, key]
            table[row, NEXT] = table[head, NEXT]
            table[head, NEXT] = row
            continue
        first[code, key] = row
        at = hashed
        while slots[at]:
            at = (at + 1) % size
        slots[at] = row + 1
    return slots


def _fours_there(table: Numbers) -> npt.NDArray[np.uint64]:
    keys = _keys_of(table, FOUR)
    bits = 0 if not len(keys) else min(18, max(10, (16 * len(keys)).bit_length()))
    places = (keys * FOURS & np.uint64(0xFFFF_FFFF)) >> np.uint64(32 - bits) if bits else keys
    return _bits(places, 1 << bits if bits else 64)


def _twos_there(table: Numbers) -> npt.NDArray[np.uint64]:
    keys = _keys_of(table, TWO)
    return _bits(keys, 1 << 16 if len(keys) else 64)


def _keys_of(table: Numbers, code: int) -> npt.NDArray[np.uint64]:
    return np.ascontiguousarray(table[table[:, CODE] == code, KEY]).view(np.uint64)


def _bits(places: npt.NDArray[np.uint64], count: int) -> npt.NDArray[np.uint64]:
    """Return so many bits, 64 to a number, those of some places set."""
    found = np.zeros(count // 64, np.uint64)
    np.bitwise_or.at(found, (places >> np.uint64(6)).astype(np.int64), np.uint64(1) << (places & np.uint64(63)))
    return found
