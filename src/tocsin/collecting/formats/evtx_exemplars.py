"""EVTX by columns: which template definitions say the same.

Every chunk repeats the definitions it uses, so a file has thousands of them that say the same few dozen things. The
GUID only proposes what may be the same. Bodies are compared byte by byte, but for the offsets that depend on where in
the chunk a name stands, and the names those offsets lead to character by character: a forged GUID gains nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tocsin.collecting.columns import spans
from tocsin.collecting.formats.evtx_frames import (
    CHUNK_HEADER,
    CHUNK_SIZE,
    DEFINITION,
    Bytes,
    Positions,
    stretches,
    u16,
    u32,
)
from tocsin.collecting.formats.evtx_template import Template, Unsupported, parse_template

MAX_COMPARED = 4_000_000  # bytes of definitions compared at a time
MAX_EXEMPLARS = 64  # different bodies under one GUID and size; more go the simple path

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Exemplar:
    """A definition that was parsed, in the form that others are compared with."""

    number: int  # of its template
    fixed: Bytes  # for each byte of the body: 255 where it does not vary, else 0
    expected: Bytes  # the body, 0 where it varies
    references: Numbers  # positions in the body where a name's offset stands
    lengths: Numbers  # characters of each name
    resident: npt.NDArray[np.bool_]  # does the name stand right behind its reference
    which: Numbers  # for each byte of the names that stand elsewhere: the name it belongs to ...
    within: Numbers  # ... and its position there
    letters: Bytes  # ... and its value

    def fits(self, block: Bytes, bodies: Positions) -> npt.NDArray[np.bool_]:
        """Say which bodies (bytes in the block) say the same as this one."""
        same = np.ones(len(bodies), bool)
        step = max(1, MAX_COMPARED // max(1, len(self.fixed)))
        for begin in range(0, len(bodies), step):
            part = bodies[begin : begin + step]
            alike = ((stretches(block, part, len(self.fixed)) & self.fixed) == self.expected).all(axis=1)
            alike[alike] = self._names_fit(block, part[alike, None])
            same[begin : begin + step] = alike
        return same

    def _names_fit(self, block: Bytes, bodies: Positions) -> npt.NDArray[np.bool_]:
        chunk = bodies // CHUNK_SIZE * CHUNK_SIZE
        offset = u32(block, bodies + self.references)
        inside = (offset >= CHUNK_HEADER) & (offset + 8 + 2 * self.lengths <= CHUNK_SIZE)
        name = np.where(inside, chunk + offset, chunk)
        fits = inside & (u16(block, name + 6) == self.lengths)
        fits &= (name == bodies + self.references + 4) == self.resident
        return fits.all(axis=1) & (block[name[:, self.which] + 8 + self.within] == self.letters).all(axis=1)


class Exemplars:
    """The templates seen so far in a file. Not shared between files: one file's text is no other's."""

    __slots__ = ("_by_key", "_templates")

    def __init__(self) -> None:
        """Start without any."""
        self._templates: list[Template] = []
        self._by_key: dict[bytes, list[Exemplar]] = {}

    def recognise(self, block: Bytes, places: Positions) -> tuple[list[Template], Numbers]:
        """Return all templates, and for each definition (byte in the block) the number of its own; -1: refused."""
        numbers = np.full(len(places), -1, np.int64)
        keys = stretches(block, places + 4, DEFINITION - 4).view(f"V{DEFINITION - 4}").ravel()
        _, group = np.unique(keys, return_inverse=True)
        order = np.argsort(group, kind="stable")
        for waiting in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
            exemplars = self._by_key.setdefault(keys[waiting[0]].tobytes(), [])
            self._assign(block, places, waiting, exemplars, numbers)
        return self._templates, numbers

    def _assign(
        self, block: Bytes, places: Positions, waiting: Numbers, exemplars: list[Exemplar], numbers: Numbers
    ) -> None:
        for exemplar in exemplars:
            if not len(waiting):
                return
            same = exemplar.fits(block, places[waiting] + DEFINITION)
            numbers[waiting[same]] = exemplar.number
            waiting = waiting[~same]
        while len(waiting) and len(exemplars) < MAX_EXEMPLARS:
            exemplar = self._parse(block, int(places[waiting[0]]))
            if exemplar is None:
                waiting = waiting[1:]
                continue
            exemplars.append(exemplar)
            same = exemplar.fits(block, places[waiting] + DEFINITION)
            numbers[waiting[same]] = exemplar.number
            waiting = waiting[~same]

    def _parse(self, block: Bytes, place: int) -> Exemplar | None:
        start = place // CHUNK_SIZE * CHUNK_SIZE
        size = int(u32(block, np.array([place + 20]))[0])
        body = place + DEFINITION
        try:
            template = parse_template(block[start : start + CHUNK_SIZE].tobytes(), body - start, size)
        except Unsupported:
            return None
        varies = np.zeros(size, bool)
        for at, width in template.offsets:
            varies[at : at + width] = True
        fixed = np.where(varies, 0, 255).astype(np.uint8)
        references = np.array([reference for reference, _ in template.names], np.int64)
        sizes = np.array([len(name) for _, name in template.names], np.int64)
        resident = start + u32(block, body + references) == body + references + 4
        elsewhere = np.where(resident, 0, sizes)  # a resident name is among the bytes of the body
        self._templates.append(template)
        return Exemplar(
            number=len(self._templates) - 1,
            fixed=fixed,
            expected=block[body : body + size] & fixed,
            references=references,
            lengths=sizes // 2,
            resident=resident,
            which=np.repeat(np.arange(len(sizes)), elsewhere),
            within=spans(np.zeros_like(elsewhere), elsewhere),
            letters=np.frombuffer(
                b"".join(name for (_, name), here in zip(template.names, resident.tolist(), strict=True) if not here),
                np.uint8,
            ),
        )


@lru_cache(maxsize=1)
def exemplars_of(path: str) -> Exemplars:
    """Return what this process knows of a file already, when it read another part of it before."""
    return Exemplars()
