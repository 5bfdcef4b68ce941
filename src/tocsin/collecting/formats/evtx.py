"""Windows event logs (EVTX): many chunks at once by columns, and what that refuses through PyPI `evtx`.

In: a stream of an EVTX file. Out: batches of one kind of event each (`windows.Groups`), `_record` the EventRecordID and
`_offset` the byte of the record; what is damaged as rejections with offsets.
Invariant: every record that `evtx_chunks` finds ends as an event or as a rejection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import orjson

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import EXCERPT_BYTES, Certainty, Format, Source
from tocsin.collecting.formats.evtx_chunks import CHUNK, FILE_HEADER, GAP, Chunk, exactly, walk
from tocsin.collecting.formats.evtx_events import BlockEvents, read_block
from tocsin.collecting.formats.evtx_exemplars import exemplars_of
from tocsin.collecting.formats.evtx_extent import Extent, end_by_header
from tocsin.collecting.formats.evtx_frames import PADDING, Bytes
from tocsin.collecting.formats.evtx_parser import Parsed, parse
from tocsin.collecting.windows import FAMILY, Groups, Row, flatten, number
from tocsin.model.evidence import Rejected

if TYPE_CHECKING:
    from tocsin.collecting.formats.evtx_coded import Coding

BLOCK_CHUNKS = 896
"""Chunks looked at together: 56 MiB. The columnar path costs something for each kind of event in a block."""

BATCH_CHUNKS = 1152
"""Chunks that are coded until they are handed on together: 72 MiB. Each field costs something in each batch."""

COLUMNAR_CHUNKS = 16
"""From how many chunks on a block goes the columnar path; below, the simple path is quicker."""

CODED_CHUNKS = 128
"""How many chunks are coded at once where whoever reads can do with that: from a file of 8 MiB on."""

PARSED_CHUNKS = 32
"""Chunks handed to the parser at once on the simple path: 2 MiB."""

READ_BYTES = 4 << 20

BATCH_ROWS = 32_768


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the file's or a chunk's signature; a name alone is a file whose beginning is damaged, perhaps."""
    if head.startswith(b"ElfFile\0"):
        return Certainty.SURE
    if head.startswith(b"ElfChnk\0"):
        return Certainty.LIKELY
    return Certainty.MAYBE if name.lower().endswith(".evtx") and head[:1] not in (b"{", b"[") else Certainty.NO


def read(
    stream: BinaryIO,
    source: Source,
    wanted: Wanted,
    columnar_from: int = COLUMNAR_CHUNKS,
    *,
    partial: bool = False,
) -> Iterator[EventBatch | Rejected]:
    """Yield the events of each block of chunks, then what of them was lost; `partial`: only the file's beginning."""
    head = exactly(stream, FILE_HEADER)
    headless = head.startswith(b"ElfChnk\0")  # carved or cut out of a file: chunks from the first byte on
    if len(head) < FILE_HEADER and not headless:
        yield _loss(source, 0, "the file ends inside its header", head[:EXCERPT_BYTES], len(head))
        return
    offset, carried = (0, head) if headless else (len(head), b"")
    said = None if partial else end_by_header(head)
    yield from read_chunks(stream, source, wanted, offset, carried, columnar_from, said=said)


def read_chunks(
    stream: BinaryIO,
    source: Source,
    wanted: Wanted,
    offset: int,
    carried: bytes = b"",
    columnar_from: int = COLUMNAR_CHUNKS,
    *,
    zeros: int | None = None,
    said: int | None = None,
) -> Iterator[EventBatch | Rejected]:
    """Yield the events of chunks that begin at byte `offset` of the file; `carried` of them was read already.

    Blocks of at least `columnar_from` chunks go the columnar path, and of them the simple path gets what that refuses.
    `zeros` is where chunks of zeros begin that stand right before `offset`, `said` where the header lets chunks end.
    """
    groups, known = Groups(source, wanted), exemplars_of(source.path)
    extent = Extent(offset, zeros)
    coding: Coding | None = None
    chunks = CODED_CHUNKS if wanted.coded else BLOCK_CHUNKS

    def buffer() -> Bytes | None:
        return None if coding is None else coding.buffer(chunks)

    try:
        for begin, block, size in _blocks(stream, offset, carried, chunks, buffer):
            yield from (
                _loss(source, gone.offset, gone.reason, b"", gone.size) for gone in extent.pass_by(block[:size])
            )
            whole = size // CHUNK
            simple: Iterable[int] = range(-(-size // CHUNK))
            if wanted.coded and coding is None and whole >= CODED_CHUNKS:
                coding = _coding_of(source.path, wanted)
                coding.reading = True
            if coding is not None:
                simple = [*coding.take(block, whole, begin), *range(whole, -(-size // CHUNK))]
                if coding.chunks >= BATCH_CHUNKS:
                    yield from _batch(source, coding.events(source))
            elif whole >= columnar_from:
                taken = read_block(block, whole, begin, source, wanted, known)
                yield from _batch(source, taken)
                simple = [*taken.chunks_left, *range(whole, -(-size // CHUNK))]
                del taken  # or it would be in memory together with the next block
            found = (
                walk(begin + at * CHUNK, block[at * CHUNK : min(size, at * CHUNK + CHUNK)].tobytes()) for at in simple
            )
            yield from _simply((chunk for chunk in found if chunk.records or chunk.damages), groups, source)
        if coding is not None and coding.chunks:
            yield from _batch(source, coding.events(source))
        yield from groups.flush()
        yield from (_loss(source, gone.offset, gone.reason, b"", gone.size) for gone in extent.end(said))
    finally:
        if coding is not None:
            coding.reading = False


def _batch(source: Source, taken: BlockEvents) -> Iterator[EventBatch]:
    """Yield the events of a block, if there are any."""
    if taken.events is not None:
        yield EventBatch(
            source.path,
            FAMILY,
            taken.events,
            fetch=taken.fetch,
            search=taken.search,
            written=taken.written,
            coded=taken.coded,
        )


def _coding_of(path: str, wanted: Wanted) -> Coding:
    from tocsin.collecting.formats.evtx_coded import coding_of

    return coding_of(path, wanted, BATCH_CHUNKS)


def _blocks(
    stream: BinaryIO, offset: int, carried: bytes, chunks: int, buffer: Callable[[], Bytes | None]
) -> Iterator[tuple[int, Bytes, int]]:
    """Yield (offset in the file, buffer, bytes in it); the buffer is used again for the next block.

    `carried` are the bytes from `offset` on that were read already, `buffer` gives one for so many chunks, if another
    than the usual one shall be used.
    """
    size = chunks * CHUNK + PADDING
    spare = _spare.pop() if _spare and len(_spare[0]) == size else np.zeros(size, np.uint8)
    try:
        while True:
            given = buffer()
            block = spare if given is None else given
            view = memoryview(block.data)[: chunks * CHUNK]
            view[: len(carried)] = carried
            size = len(carried)
            carried = b""
            while size < len(view):
                count = _fill(stream, view[size : size + READ_BYTES])
                if not count:
                    break
                size += count
            if not size:
                return
            block[size : size + PADDING] = 0
            yield offset, block, size
            if size < len(view):  # the stream has ended: no buffer is needed for nothing
                return
            offset += size
    finally:
        _spare[:] = [spare]


_spare: list[Bytes] = []
"""A buffer that nobody uses: a new one of this size for each file costs more than reading most files."""


def _fill(stream: BinaryIO, view: memoryview) -> int:
    """Read into a buffer, without a copy where the stream can; returns how many bytes came."""
    into = getattr(stream, "readinto", None)
    if into is not None:
        return into(view) or 0
    part = stream.read(len(view))
    view[: len(part)] = part
    return len(part)


def _simply(found: Iterable[Chunk], groups: Groups, source: Source) -> Iterator[EventBatch | Rejected]:
    """Read chunks the simple path, some at a time."""
    waiting = iter(found)
    while block := list(islice(waiting, PARSED_CHUNKS)):
        losses = [loss for chunk in block for loss in _damages(chunk, source)]
        for chunk, parsed in zip(block, parse(block), strict=True):
            losses += _take(chunk, parsed, groups, source)
        yield from losses
        if groups.count >= BATCH_ROWS:
            yield from groups.flush()


def _take(chunk: Chunk, parsed: Parsed, groups: Groups, source: Source) -> list[Rejected]:
    """Put a chunk's events into the groups; return those that are none."""
    lost: list[Rejected] = []
    for place, data in zip(chunk.walk_order(), parsed, strict=True):
        if place.number >= GAP:
            continue  # its damage has been told
        event: Any = None
        reason = str(data)
        if isinstance(data, str):
            try:
                event = orjson.loads(data)["Event"]
            except (ValueError, KeyError, TypeError) as error:
                reason = f"the record has no event: {error}"
        if not isinstance(event, dict):
            excerpt = bytes(chunk.data[place.at : place.at + min(place.size, EXCERPT_BYTES)])
            lost.append(_loss(source, chunk.offset + place.at, reason, excerpt, place.size))
            continue
        record, time, fields = flatten(event)
        said = number(record)
        row = Row(place.number if said is None else said, chunk.offset + place.at, time, fields)
        groups.add(row, place.recovered)
    return lost


def _damages(chunk: Chunk, source: Source) -> list[Rejected]:
    return [
        _loss(
            source,
            chunk.offset + damage.at,
            damage.reason,
            bytes(chunk.data[damage.at : damage.at + min(damage.size, EXCERPT_BYTES)]),
            damage.size,
            damage.records,
        )
        for damage in chunk.damages
    ]


def _loss(source: Source, offset: int, reason: str, excerpt: bytes, size: int, records: int = 1) -> Rejected:
    return Rejected(path=source.path, offset=offset, reason=reason, excerpt=excerpt, size=size, records=records)


FORMAT = Format("evtx", "windows", "the signature of a Windows event log (ElfFile)", recognise, read)
