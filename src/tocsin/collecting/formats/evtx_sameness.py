"""EVTX compiled: which template definitions say the same, as `evtx_exemplars` tells, one after the other.

Exemplars lie in tables: one row each, their bodies end to end, and the names that stand in them; those of one GUID and
size are a chain that begins in `slots`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tocsin.collecting.compiled import kernel
from tocsin.collecting.compiled_parts import AHEAD, alike, differing_from, load64, u16, u32
from tocsin.collecting.formats.evtx_exemplars import MAX_EXEMPLARS, Exemplars
from tocsin.collecting.formats.evtx_frames import Bytes, Positions
from tocsin.collecting.formats.evtx_template import Template

# columns of the table of exemplars: both halves of the GUID, bytes of the body, where it begins in `fixed` and in
# `expected`, its names from first to end, its template, the next of the chain (0: none, else its number + 1)
LOW, HIGH, BODY, BEGIN, NAMES, NAMES_END, TEMPLATE, FOLLOWING = 0, 1, 2, 3, 4, 5, 6, 7
EXEMPLAR = 8
# columns of the table of names: where the reference stands in the body, characters, whether it stands right behind,
# where its letters begin
REFERENCE, LENGTH, RESIDENT, LETTERS = 0, 1, 2, 3
NAME = 4

_CHUNK = 65536
_HEADER = 512
_SLOTS = 4096
_START = 24  # bytes of a definition before its body


@kernel(
    "uint8[::1]; int64[::1]; int64; int64; int64; int32[::1]; int64[:, ::1]; uint8[::1]; uint8[::1]; "
    "int64[:, ::1]; uint8[::1]; int64[::1]"
)
def recognise(
    block: Any,
    definitions: Any,
    first: Any,
    count: Any,
    most: Any,
    slots: Any,
    exemplars: Any,
    fixed: Any,
    expected: Any,
    names: Any,
    letters: Any,
    templates: Any,
) -> Any:
    """Fill in the template of each definition from `first` on; return the first that is like no exemplar, or `count`.

    Where there are `most` exemplars of one GUID and size already, what is like none of them is refused (-1).
    """
    for number in range(first, count):
        place = definitions[number]
        start = place // _CHUNK * _CHUNK
        low, high = np.int64(load64(block, place + 4)), np.int64(load64(block, place + 12))
        size = u32(block, place + 20)
        body = place + _START
        templates[number] = -1
        tried = 0
        following = np.int64(slots[(low ^ high ^ size) & (_SLOTS - 1)])
        while following != 0:
            one = following - 1
            following = exemplars[one, FOLLOWING]
            if exemplars[one, LOW] != low or exemplars[one, HIGH] != high or exemplars[one, BODY] != size:
                continue
            tried += 1
            good = True
            begin = exemplars[one, BEGIN]
            done = 0
            while good and done < size:  # beyond the body nothing is fixed
                good = differing_from(block, body + done, expected, begin + done, fixed) == 0
                done += AHEAD
            for name in range(exemplars[one, NAMES], exemplars[one, NAMES_END]):
                if not good:
                    break
                at = body + names[name, REFERENCE]
                offset = u32(block, at)
                length = names[name, LENGTH]
                good = offset >= _HEADER and offset + 8 + 2 * length <= _CHUNK
                good = good and u16(block, start + offset + 6) == length
                here = np.int64(start + offset == at + 4)
                good = good and here == names[name, RESIDENT]
                if good and here == 0:
                    good = alike(block, start + offset + 8, letters, names[name, LETTERS], 2 * length)
            if good:
                templates[number] = exemplars[one, TEMPLATE]
                break
        if templates[number] < 0 and tried < most:
            return number
    return count


MOST_OF_ALL = 4096
"""Exemplars together: one is compared with all that share its slot. Records of further templates go the simple path."""


class CompiledExemplars(Exemplars):
    """Exemplars that are compared one by one."""

    def __init__(self) -> None:
        """Start without any."""
        super().__init__()
        self._slots = np.zeros(_SLOTS, np.int32)
        self._table = np.zeros((0, EXEMPLAR), np.int64)
        self._fixed, self._expected, self._letters = (np.zeros(size, np.uint8) for size in (0, 0, 8))
        self._names = np.zeros((0, NAME), np.int64)

    def recognise(self, block: Bytes, places: Positions) -> tuple[list[Template], npt.NDArray[np.int64]]:
        """Return all templates, and for each definition (byte in the block) the number of its own; -1: refused."""
        found = np.empty(len(places), np.int64)
        at = 0
        while at < len(places):
            at = recognise(
                block, places, at, len(places), MAX_EXEMPLARS, self._slots, self._table, self._fixed, self._expected,
                self._names, self._letters, found,
            )  # fmt: skip
            if at < len(places) and not self._add(block, int(places[at])):
                at += 1
        return self._templates, found

    @property
    def full(self) -> bool:
        """Whether there are so many that whoever keeps them had better begin anew."""
        return 2 * len(self._table) > MOST_OF_ALL

    def _add(self, block: Bytes, place: int) -> bool:
        """Make a definition an exemplar; False where it is refused."""
        one = self._parse(block, place) if len(self._table) < MOST_OF_ALL else None
        if one is None:
            return False
        guid = block[place + 4 : place + 20].tobytes()
        low, high = (int.from_bytes(half, "little", signed=True) for half in (guid[:8], guid[8:]))
        size = len(one.fixed)
        slot = (low ^ high ^ size) & (_SLOTS - 1)
        elsewhere = np.where(one.resident, 0, 2 * one.lengths)
        letters = len(self._letters) - 8 + np.cumsum(elsewhere) - elsewhere
        names = np.stack([one.references, one.lengths, one.resident.astype(np.int64), letters], axis=1)
        row = (
            low,
            high,
            size,
            len(self._fixed),
            len(self._names),
            len(self._names) + len(names),
            one.number,
            int(self._slots[slot]),
        )
        self._table = np.concatenate([self._table, np.array([row], np.int64)])
        self._slots[slot] = len(self._table)
        self._names = np.concatenate([self._names, names])
        spare = np.zeros(-size % AHEAD, np.uint8)  # nothing of the next body is looked at
        self._fixed = np.concatenate([self._fixed, one.fixed, spare])
        self._expected = np.concatenate([self._expected, one.expected, spare])
        self._letters = np.concatenate([self._letters[:-8], one.letters, np.zeros(8, np.uint8)])
        return True
