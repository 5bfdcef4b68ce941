"""EVTX compiled: the events of a block as a batch that is coded.

In: a block of whole chunks. Out: as `evtx_events.read_block`, with the events as numbers beside the few columns that
books and coverage need; the others are made for the rows of which somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.batches import ALL_FIELDS, Wanted
from tocsin.collecting.coded import Coded
from tocsin.collecting.coding import values_of
from tocsin.collecting.columns import DICTIONARY, integers, pc
from tocsin.collecting.format import Source
from tocsin.collecting.formats import evtx_coding as coding
from tocsin.collecting.formats.evtx_coder import CodedBlock, Coder
from tocsin.collecting.formats.evtx_events import BlockEvents, field_name, number_said, table_of
from tocsin.collecting.formats.evtx_frames import Bytes, u64
from tocsin.collecting.formats.evtx_sameness import recognise
from tocsin.collecting.formats.evtx_shapes import Shapes
from tocsin.collecting.formats.evtx_walk import AT, place, walk
from tocsin.collecting.formats.evtx_writing import write
from tocsin.collecting.times import MOMENT
from tocsin.collecting.windows import PROCESS_CREATED
from tocsin.collecting.words import Numbers, distinct_of

KERNELS = (walk, place, coding.code, coding.add_word, coding.gather, recognise, write, values_of)
"""What must be ready before anything is coded."""

_CLOCK = "UtcTime"


_known: list[tuple[tuple[str, Wanted, int], Coding]] = []
"""What this process has for the file it read last; of two files at once there would not be room."""


def coding_of(path: str, wanted: Wanted, room: int) -> Coding:
    """Return what this process has for a file, when it read another part of it before, and to its end.

    Chunks that wait are of a part whose reader failed or was left: they must not come out among another part's.
    """
    key = path, wanted, room
    if not _known or _known[0][0] != key or _known[0][1].chunks or _known[0][1].reading:
        for _, known in _known:  # before there is another one
            if not known.reading:
                known.release()
        _known.clear()
        _known.append((key, Coding(wanted, room)))
    return _known[0][1]


class Coding:
    """Blocks of one file become batches, each of up to `room` chunks."""

    def __init__(self, wanted: Wanted, room: int) -> None:
        """Take what is wanted of the file."""
        self._wanted, self._room = wanted, room
        self.reading = False  # whether somebody is in the middle of a part: then it is his alone
        self._begin()

    def _begin(self) -> None:
        self._coder = Coder(self._wanted, field_name, self._room)
        self._shapes = Shapes(self._coder.layouts, field_name)

    def release(self) -> None:
        """Give up the tables of chunks; what was handed out stays as it is."""
        self._coder.release()

    @property
    def chunks(self) -> int:
        """How many chunks wait to become a batch."""
        return self._coder.chunks

    def buffer(self, chunks: int) -> Bytes:
        """Return where the next chunks are best read into: for so many, and the zeros behind them."""
        if not self.chunks and self._coder.full:
            self.release()
            self._begin()
        return self._coder.buffer(chunks)

    def take(self, block: Bytes, chunks: int, begin: int) -> list[int]:
        """Take whole chunks that begin at byte `begin` of the file; return those that must go the simple path."""
        return self._coder.take(block, chunks, begin)

    def events(self, source: Source) -> BlockEvents:
        """Return the events that were taken; valid until more is taken."""
        found, wanted = self._coder.taken(), self._wanted
        if not len(found.rows):
            return BlockEvents(None, [])
        places = found.places

        def some(rows: Numbers, asked: Wanted) -> pa.RecordBatch:
            part = found.columnar(rows)
            return table_of(part, np.ones(len(rows), bool), places[rows] - part.records.at, source, asked)

        def fetch(rows: Numbers) -> pa.RecordBatch:
            distinct, again = np.unique(rows, return_inverse=True)
            return some(distinct, ALL_FIELDS).take(pa.array(again))

        rows = found.table
        coded = Coded(
            file=found.coder,
            words=found.coder.words,
            count=found.coder.count,
            kinds=found.coder.kinds,
            marked=found.coder.layouts.marked,
            every=frozenset(found.coder.layouts.every),
            stream=found.stream,
            begins=rows[:, coding.BEGIN],
            ends=rows[:, coding.STOP],
            extra=found.extra,
            more=rows[:, coding.MORE],
            more_ends=rows[:, coding.MORE_STOP],
            kind_of=rows[:, coding.KIND],
            table=lambda chosen: some(chosen, wanted),
        )
        events = _events(found, source, lambda chosen: some(chosen, Wanted(frozenset({_CLOCK}))))
        return BlockEvents(events, [], fetch, coded=coded, written=partial(self._shapes.written, found))


def _events(found: CodedBlock, source: Source, some: Callable[[Numbers], pa.RecordBatch]) -> pa.RecordBatch:
    rows, count = found.table, len(found.rows)
    place = found.records[found.rows, AT]
    said = rows[:, coding.RECORD_NUMBER]
    host = _column(found, rows[:, coding.HEADS + coding.COMPUTER])
    channel = _column(found, rows[:, coding.HEADS + coding.CHANNEL])
    number = _column(found, rows[:, coding.HEADS + coding.EVENT])
    columns: dict[str, pa.Array] = {
        "_record": pa.array(np.where(said < 0, u64(found.block, place + 8).astype(np.int64), said)),
        "_offset": pa.array(found.places),
        "_time": pa.array(np.ascontiguousarray(rows[:, coding.WRITTEN])).cast(MOMENT),
        "_host": host if source.host is None else pc.fill_null(host.cast(pa.string()), source.host),
        "_log": channel,
        "Channel": channel,
        "Provider_Name": _column(found, rows[:, coding.HEADS + coding.PROVIDER]),
        "EventID": integers([number_said(text) for text in number.dictionary.to_pylist()]).take(number.indices),
        "Computer": host,
        "CommandLine": _column(found, np.where(_created(number), rows[:, coding.COMMAND_WORD], -1)),
        _CLOCK: _clock(rows[:, coding.CLOCKED], some),
    }
    return pa.RecordBatch.from_pydict(
        {name: column for name, column in columns.items() if name[0] == "_" or column.null_count < count}
    )


def _created(number: pa.DictionaryArray) -> npt.NDArray[np.bool_]:
    """Mark events whose command line is asked for, whatever rules look at: only of these it is read."""
    marks = np.array([text == PROCESS_CREATED for text in [*number.dictionary.to_pylist(), None]], bool)
    return marks[np.asarray(number.indices.fill_null(-1))]


def _column(found: CodedBlock, words: Numbers) -> pa.Array:
    """Return words of one field as dictionary-encoded text."""
    distinct, codes = distinct_of(words)
    if not len(distinct):
        return pa.nulls(len(words), DICTIONARY)
    groups = list(found.coder.words.groups_of(distinct))
    place = np.argsort(np.concatenate([group.places for group in groups]), kind="stable")
    texts = pa.concat_arrays([group.texts for group in groups]).take(pa.array(place))
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), texts)


def _clock(clocks: npt.NDArray[np.int64], some: Callable[[Numbers], pa.RecordBatch]) -> pa.Array:
    """Return the times that `UtcTime` says; those that are written unusually are read one by one."""
    told = clocks > coding.ODD_CLOCK
    times = np.where(told, clocks, 0)
    odd = np.flatnonzero(clocks == coding.ODD_CLOCK)
    if len(odd):
        table = some(odd)
        if _CLOCK in table.schema.names:
            from tocsin.collecting.signs import with_clock

            read = with_clock(table).column(_CLOCK)
            told[odd] = np.asarray(read.is_valid())
            times[odd] = np.asarray(pc.fill_null(pc.cast(read, pa.int64()), 0))
    return pa.array(times, mask=~told).cast(MOMENT)
