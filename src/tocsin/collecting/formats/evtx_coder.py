"""EVTX compiled, last step: a block of chunks as rows of numbers, and as columns where somebody asks for them.

In: blocks of whole chunks, one after the other. Out: `CodedBlock`: for each record of some blocks its stretch of the
stream (`collecting.coded`), what books and coverage need of it, and its bytes. The values are those of `evtx_columns`,
whose tables are also what the rows that are asked for by name come from.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.batches import Wanted
from tocsin.collecting.coded import Kind
from tocsin.collecting.columns import spans
from tocsin.collecting.compiled_parts import AHEAD
from tocsin.collecting.formats import evtx_coding as coding
from tocsin.collecting.formats.evtx_columns import UNKNOWN, ColumnarBlock, layouts_of_frames
from tocsin.collecting.formats.evtx_frames import CHUNK_SIZE, PADDING, Bytes, Positions, Records, u64
from tocsin.collecting.formats.evtx_layouts import Layouts
from tocsin.collecting.formats.evtx_sameness import CompiledExemplars
from tocsin.collecting.formats.evtx_template import FieldName, Template
from tocsin.collecting.formats.evtx_values import STRING, STRING_ARRAY, Ranges, strings_of, texts
from tocsin.collecting.formats.evtx_walk import AT, BASE, END, FIRST, FRAME, PLACE, RECORD, TO, WHOLE, place, walk
from tocsin.collecting.memory import untouched
from tocsin.collecting.windows import number
from tocsin.collecting.words import Numbers, Words

RECORDS_OF_CHUNK, FRAMES_OF_CHUNK = 512, 1024
"""For how many there is room; a chunk with more goes the simple path."""

MOST_KINDS = 1 << 13
"""Events of more kinds than a real log has go the simple path."""

MOST_WORDS = 3 << 16
MOST_STORED = 64 << 20
"""From how many words, or bytes of them, on a coder is given up for a new one."""

_KNOWN = (~UNKNOWN).astype(np.uint8)


def render(kind: int, store: Bytes, begins: Numbers, sizes: Numbers) -> pa.Array:
    """Return words of one kind of value as text; arrays of strings as lists."""
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    data = np.empty(int(offsets[-1]), np.uint8)
    coding.gather(store, np.ascontiguousarray(begins), np.ascontiguousarray(sizes), data)
    values = Ranges(offsets, data)
    if kind == STRING_ARRAY:
        return pa.array([list(strings_of(value)) for value in values.tolist()], pa.list_(pa.string()))
    return texts(kind, values)


@dataclass(slots=True)
class CodedBlock:
    """Records that were taken (`rows`, numbers in `records`), with their bytes."""

    block: Bytes
    coder: Coder
    records: npt.NDArray[np.int64]  # the table of `evtx_walk`
    frames: npt.NDArray[np.int64]
    layouts: npt.NDArray[np.int64]  # of each frame
    rows: Numbers
    table: npt.NDArray[np.int64]  # the table of rows of `evtx_coding`, those that were taken
    stream: npt.NDArray[np.int32]
    extra: npt.NDArray[np.int32]

    @property
    def places(self) -> Numbers:
        """Byte in the file at which each row's record begins."""
        return self.records[self.rows, PLACE]

    def columnar(self, rows: Numbers) -> ColumnarBlock:
        """Return some of the rows (each once, in order) as the columnar path has them."""
        chosen = self.records[self.rows[rows]]
        at = np.ascontiguousarray(chosen[:, AT])
        records = Records(
            at=at,
            size=np.ascontiguousarray(chosen[:, WHOLE]),
            identifier=u64(self.block, at + 8).astype(np.int64),
            written=u64(self.block, at + 16).astype(np.int64),
            unhealthy=np.empty(0, np.int64),
            free=np.empty(0, np.int64),
        )
        counts = chosen[:, END] - chosen[:, FIRST]
        row = np.repeat(np.arange(len(rows)), counts)
        frame = spans(chosen[:, FIRST], counts)
        found = ColumnarBlock(self.block, records)
        layout = self.layouts[frame]
        order = np.argsort(layout, kind="stable")
        for some in np.split(order, np.flatnonzero(np.diff(layout[order])) + 1):
            if not len(some):
                continue
            which = self.coder.layouts
            number = int(layout[some[0]])
            path = which.nodes[which.node_of_layout[number]]
            base, limit = self.frames[frame[some], BASE], self._ends(frame[some])
            for one in layouts_of_frames(self.block, which.templates[number], row[some], base - 4, limit):
                found.layouts.append((path, one))
        return found

    def _ends(self, frames: Numbers) -> Positions:
        return np.ascontiguousarray(self.frames[frames, TO])


class Coder:
    """Codes the blocks of one file, for what is wanted of it. Not shared between files."""

    def __init__(self, wanted: Wanted, name_of: FieldName, room: int) -> None:
        """Start without any words, with room for so many chunks."""
        self.wanted = wanted
        self.words = Words(render, STRING)
        self.exemplars = CompiledExemplars()
        self.kinds: list[Kind] = []
        self._seed = np.uint64(secrets.randbits(64))
        self._state = np.zeros(coding.STATE, np.int64)
        self._kind_slots = np.zeros(4 * MOST_KINDS, np.int32)
        self._kinds = np.zeros((MOST_KINDS, 3), np.int64)
        self._seen = np.zeros(CHUNK_SIZE, np.int32)
        self._stream, self._extra = np.empty(1 << 22, np.int32), np.empty(1 << 21, np.int32)
        self._waiting = untouched(2 * coding.ROOM, coding.WAITING, kind=np.int64)
        self.chunks = 0
        self._counts, self._placed = np.zeros(3, np.int64), np.zeros(2, np.int64)
        self._records = np.empty((0, RECORD), np.int64)
        self._frames = np.empty((0, FRAME), np.int64)
        self._layouts_of = np.empty(0, np.int64)
        self._rows = np.empty((0, coding.ROW), np.int64)
        self._data = np.empty(0, np.uint8)
        self._make_room(room)
        self._dull = np.zeros(256, np.uint8)
        self._dull[np.frombuffer(wanted.dull, np.uint8)] = 1
        self._dull[0] = 1
        self.layouts = Layouts(name_of, self._literal, self.words.field)
        self.layouts.searched = wanted.searched

    @property
    def full(self) -> bool:
        """Whether there are so many words that a new coder had better go on."""
        state = self._state
        return (
            state[coding.WORDS] > MOST_WORDS
            or state[coding.STORED] > MOST_STORED
            or 2 * state[coding.KINDS] > len(self._kinds)
            or self.exemplars.full
            or self.layouts.full
        )

    @property
    def count(self) -> int:
        """How many words there are."""
        return int(self._state[coding.WORDS])

    def buffer(self, chunks: int) -> Bytes:
        """Return the place for the bytes of the next `chunks` chunks, with `PADDING` zeros to be behind them."""
        if self.chunks + chunks > self._room:
            self._make_room(self.chunks + chunks)
        start = self.chunks * CHUNK_SIZE
        return self._data[start : start + chunks * CHUNK_SIZE + PADDING]

    def take(self, block: Bytes, chunks: int, begin: int) -> list[int]:
        """Code a block of `chunks` chunks (and `PADDING` zeros behind them) that begins at byte `begin` of the file.

        Returns the chunks that must go the simple path. What is not in `buffer` yet is copied there.
        """
        buffer = self.buffer(chunks)
        if not np.may_share_memory(block, buffer):
            buffer[: chunks * CHUNK_SIZE] = block[: chunks * CHUNK_SIZE]
            buffer[chunks * CHUNK_SIZE :] = 0
        healthy = np.zeros(chunks, np.uint8)
        first = int(self._counts[0])
        walk(
            buffer, chunks, _KNOWN, self._records, self._frames, self._definitions, healthy, self._seen, self._counts
        )  # fmt: skip
        templates, template_of = self.exemplars.recognise(buffer, self._definitions[: self._counts[2]])
        last = int(self._counts[0])
        chunk_of = self._records[first:last, AT] // CHUNK_SIZE
        start = self.chunks * CHUNK_SIZE
        place(start, begin, self._records, self._frames, template_of, self._counts, self._placed)
        self.layouts.have(len(templates))
        self._code(last, templates)
        simple = healthy == 0
        simple[chunk_of[self._rows[first:last, coding.KIND] < 0]] = True
        self._rows[first:last, coding.KIND][simple[chunk_of]] = -1
        self.chunks += chunks
        return np.flatnonzero(simple).tolist()

    def taken(self) -> CodedBlock:
        """Return everything that was taken since the last time; valid until more is taken."""
        count = int(self._counts[0])
        rows = np.flatnonzero(self._rows[:count, coding.KIND] >= 0)
        self._name_kinds()
        table = self._rows[:count] if len(rows) == count else self._rows[rows]
        found = CodedBlock(
            self._data, self, self._records, self._frames, self._layouts_of, rows, table, self._stream, self._extra
        )
        self.chunks = 0
        self._counts[:] = 0
        self._placed[:] = 0
        self._state[[coding.NEXT, coding.STREAM, coding.EXTRA]] = 0
        return found

    def _code(self, count: int, templates: list[Template]) -> None:
        """Code the records up to number `count`."""
        state = self._state
        while True:
            which, words = self.layouts, self.words
            stopped = coding.code(
                self._data, count, self._records, self._frames, which.of, which.table, which.entries, which.children,
                which.known, self._kind_slots, self._kinds, words.slots, words.table, words.store, self._dull,
                int(self.wanted.dull_clocks), self._seed, state, self._stream, self._extra, self._rows, self._waiting,
                self._layouts_of,
            )  # fmt: skip
            asked, of = int(state[coding.ASKED]), int(state[coding.ASKED_OF])
            if stopped == coding.DONE:
                return
            if stopped == coding.NO_LAYOUT:
                which.add(asked, of, templates[of])
            elif stopped == coding.NO_KIND:
                record = self._records[int(state[coding.NEXT])]
                for frame in range(int(record[FIRST]), int(record[END])):
                    self._ask(int(self._layouts_of[frame]), of)
            else:
                self._grow()

    def _make_room(self, chunks: int) -> None:
        """Have tables for so many chunks; they are used again for the next block."""
        before = self._records, self._frames, self._layouts_of, self._rows, self._data
        self._room = chunks
        self._records = untouched(chunks * RECORDS_OF_CHUNK, RECORD, kind=np.int64)
        self._frames = untouched(chunks * FRAMES_OF_CHUNK, FRAME, kind=np.int64)
        self._definitions = untouched(len(self._frames), kind=np.int64)
        self._layouts_of = untouched(len(self._frames), kind=np.int64)
        self._rows = untouched(len(self._records), coding.ROW, kind=np.int64)
        self._data = untouched(chunks * CHUNK_SIZE + PADDING, kind=np.uint8)
        for old, new in zip(
            before, (self._records, self._frames, self._layouts_of, self._rows, self._data), strict=True
        ):
            new[: len(old)] = old

    def release(self) -> None:
        """Give up the tables of chunks: what refers to a coder that is given up only asks whether it is another one."""
        self._room = 0
        self._records = self._frames = self._definitions = self._layouts_of = self._rows = np.empty(0, np.int64)
        self._data = np.empty(0, np.uint8)

    def _grow(self) -> None:
        """Make room, wherever some lacks."""
        state = self._state
        self.words.grow(int(state[coding.WORDS]), int(state[coding.STORED]), 2 * coding.ROOM, coding.BYTES)
        if state[coding.STREAM] + 2 * coding.ROOM > len(self._stream):
            self._stream = np.concatenate([self._stream, np.empty_like(self._stream)])
        if state[coding.EXTRA] + 2 * coding.ROOM > len(self._extra):
            self._extra = np.concatenate([self._extra, np.empty_like(self._extra)])

    def _ask(self, layout: int, kind: int) -> None:
        """Have entries of a layout for a kind of event."""
        self._name_kinds()
        of = self.kinds[kind]
        of_kind = self.wanted.of_kind
        fields = self.wanted.fields if of_kind is None else of_kind(of.channel, of.provider, number(of.event_id))
        self.layouts.ask(layout, kind, fields)

    def _name_kinds(self) -> None:
        for kind in range(len(self.kinds), int(self._state[coding.KINDS])):
            channel, provider, event = (self.text(int(word)) for word in self._kinds[kind])
            self.kinds.append(Kind(channel, provider, event))

    def text(self, word: int) -> str | None:
        """Return the text of a word; None for -1."""
        return None if word < 0 else self.words.texts(np.array([word]))[0].as_py()

    def _literal(self, field: str, literal: str) -> int:
        """Return the word of a literal of a template."""
        raw = np.frombuffer(literal.encode("utf-16-le", "surrogatepass") + bytes(AHEAD), np.uint8).copy()
        words, state = self.words, self._state
        words.grow(int(state[coding.WORDS]), int(state[coding.STORED]), 1, len(raw))
        key = words.field(field) * 256 + STRING
        return int(coding.add_word(raw, key, self._seed, words.slots, words.table, words.store, state))
