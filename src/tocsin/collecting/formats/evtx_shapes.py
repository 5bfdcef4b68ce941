"""EVTX compiled: shapes of records, and the events of some rows as JSON.

A shape is the layouts of a record's frames in order: which fields a record of it can have, and in which order they
are written, is worked out once.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from tocsin.collecting.columns import mixed
from tocsin.collecting.formats import evtx_writing as writing
from tocsin.collecting.formats.evtx_coder import CodedBlock
from tocsin.collecting.formats.evtx_layouts import Layouts
from tocsin.collecting.formats.evtx_template import FieldName
from tocsin.collecting.formats.evtx_walk import END, FIRST
from tocsin.collecting.windows import NUMBERS
from tocsin.collecting.words import Numbers

_LISTS = "Data"
"""Field that an event may have several of; whether it has a list or one value is told by all events of a column."""


class Shapes:
    """The shapes of one file."""

    def __init__(self, layouts: Layouts, name_of: FieldName) -> None:
        """Take the file's layouts, and what names fields."""
        self._layouts, self._name_of = layouts, name_of
        self._numbers: dict[tuple[int, ...], int] = {}
        self._starts = [0]
        self._listing: list[bool] = []
        self._items: list[tuple[int, ...]] = []
        self._names = bytearray()
        self._made: tuple[Numbers, Numbers, npt.NDArray[np.uint8]] | None = None

    def written(self, block: CodedBlock, rows: Numbers) -> tuple[pa.Array, npt.NDArray[np.bool_]]:
        """Return some rows of a block as JSON, and which of them are not written here."""
        records = block.records[block.rows[rows]]
        shapes = self._of(block.layouts, records)
        texts, refused = self._written(block, records, shapes)
        if refused.any() and self._listing:
            listing = np.array(self._listing)[shapes] & (shapes >= 0)
            if (listing & ~refused).any():  # those that are refused may be lists because of these
                return self._written(block, records, np.where(listing, -1, shapes))
        return texts, refused

    def _written(
        self, block: CodedBlock, records: npt.NDArray[np.int64], shapes: Numbers
    ) -> tuple[pa.Array, npt.NDArray[np.bool_]]:
        text = np.empty(len(records) * 2048 + (1 << 20), np.uint8)
        ends, refused = np.zeros(len(records), np.int64), np.zeros(len(records), np.uint8)
        state = np.zeros(2, np.int64)
        firsts = np.ascontiguousarray(records[:, FIRST])
        starts, items, names = self._arrays()
        while (
            writing.write(
                block.block, firsts, shapes, block.frames, starts, items, names, state, text, ends, refused
            )
            < len(records)
        ):  # fmt: skip
            text = np.concatenate([text, np.empty(len(text) + (1 << 20), np.uint8)])
        offsets = np.concatenate([[0], ends])
        texts = pa.Array.from_buffers(
            pa.large_string(), len(records), [None, pa.py_buffer(offsets), pa.py_buffer(text[: int(offsets[-1])])]
        )
        return texts, refused.astype(bool)

    def _arrays(self) -> tuple[Numbers, Numbers, npt.NDArray[np.uint8]]:
        """Return the shapes as the loop takes them; made anew only when there are more of them."""
        if self._made is None or len(self._made[0]) < len(self._starts):
            items = np.array(self._items, np.int64).reshape(-1, writing.ITEM)
            names = np.frombuffer(bytes(self._names) + bytes(writing.STEP), np.uint8).copy()
            self._made = np.array(self._starts), items, names
        return self._made

    def _of(self, layouts: Numbers, records: npt.NDArray[np.int64]) -> Numbers:
        """Return the number of each record's shape among those that can be written; -1: it cannot be."""
        sizes = records[:, END] - records[:, FIRST]
        shapes = np.empty(len(records), np.int64)
        for size in np.unique(sizes).tolist():
            mine = np.flatnonzero(sizes == size)
            frames = layouts[records[mine, FIRST][:, None] + np.arange(size)]
            first, again = _kinds(frames)
            numbers = [self._number(tuple(shape)) for shape in frames[first].tolist()]
            shapes[mine] = np.array(numbers, np.int64)[again]
        return shapes

    def _number(self, shape: tuple[int, ...]) -> int:
        if shape not in self._numbers:
            self._numbers[shape] = self._add(shape)
        return self._numbers[shape]

    def _add(self, shape: tuple[int, ...]) -> int:
        which = self._layouts
        found = [
            (name, frame, slot)
            for frame, layout in enumerate(shape)
            for slot, name in which.templates[layout].named(which.nodes[which.node_of_layout[layout]], self._name_of)
        ]
        names = [name for name, _, _ in found]
        numbers = any(slot.substitution < 0 and name in NUMBERS for name, _, slot in found)
        lists = any(slot.substitution < 0 and name == _LISTS for name, _, slot in found)
        if len(set(names)) < len(names) or lists or numbers:
            return -1
        for name, frame, slot in sorted(found, key=lambda one: one[0]):
            begin = len(self._names)
            self._names += orjson.dumps(name) + b":"
            if slot.substitution < 0:
                self._names += orjson.dumps(slot.literal)
            mode = writing.NOT_EMPTY if slot.attribute is None and slot.path[-1] != "Data" else 0
            mode |= writing.INTEGER if name in NUMBERS else 0
            mode |= writing.LIST if name == _LISTS else 0
            self._items.append((frame, slot.substitution, begin, len(self._names), mode))
        self._starts.append(len(self._items))
        self._listing.append(_LISTS in names)
        return len(self._starts) - 2


def _kinds(frames: Numbers) -> tuple[Numbers, Numbers]:
    """Return a row of each kind, and of which kind each row is; rows of a kind are the same.

    >>> [found.tolist() for found in _kinds(np.array([[2, 9], [0, 3], [2, 9]]))]
    [[1, 0], [1, 0, 1]]
    """
    above = frames - frames.min(axis=0)
    code = mixed(((column, int(column.max()) + 1) for column in above.T), len(frames))
    _, first, again = np.unique(code, return_index=True, return_inverse=True)
    return first, again
