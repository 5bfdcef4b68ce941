"""Windows event logs (EVTX), the simple way: PyPI `evtx` turns records to JSON, guarded chunk by chunk.

In: a stream of an EVTX file. Out: batches of one kind of event each (`windows.Groups`), `_record` the EventRecordID and
`_offset` the byte of the record; what is damaged as rejections with offsets.
Invariant: every record that `evtx_chunks` finds ends as an event or as a rejection.
The parser sees only chunks whose records were walked beforehand (`evtx_chunks`); when a block of them does not come out
as expected it is tried again chunk by chunk, so that one bad chunk costs no other.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson
from evtx import PyEvtxParser

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import EXCERPT_BYTES, Certainty, Format, Source
from tocsin.collecting.formats.evtx_chunks import FILE_HEADER, GAP, Chunk, RecordPlace, chunks
from tocsin.collecting.windows import Groups, Row, flatten, number
from tocsin.model.evidence import Rejected

BLOCK_CHUNKS = 32
"""Chunks handed to the parser at once: 2 MiB."""

BATCH_ROWS = 32_768

Parsed = list[str | Exception]
"""For each record and gap of a chunk, in order: its JSON, or why there is none."""


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the file's or a chunk's signature; a name alone is a file whose beginning is damaged, perhaps."""
    if head.startswith(b"ElfFile\0"):
        return Certainty.SURE
    if head.startswith(b"ElfChnk\0"):
        return Certainty.LIKELY
    return Certainty.MAYBE if name.lower().endswith(".evtx") and head[:1] not in (b"{", b"[") else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the events of each block of chunks, then what of them was lost."""
    groups = Groups(source, wanted)
    for block in _blocks(stream):
        losses = [loss for chunk in block for loss in _damages(chunk, source)]
        for chunk, parsed in zip(block, parse(block), strict=True):
            losses += _take(chunk, parsed, groups, source)
        yield from losses
        if groups.count >= BATCH_ROWS:
            yield from groups.flush()
    yield from groups.flush()


def _blocks(stream: BinaryIO) -> Iterator[list[Chunk]]:
    block: list[Chunk] = []
    for chunk in chunks(stream):
        block.append(chunk)
        if len(block) == BLOCK_CHUNKS:
            yield block
            block = []
    if block:
        yield block


def parse(block: list[Chunk]) -> list[Parsed]:
    """Parse chunks together; one by one where together they do not give what was found in them."""
    expected = [chunk.walk_order() for chunk in block]
    together = _parsed([chunk for chunk in block if chunk.records], sum(expected, []))
    if together is not None:
        results = iter(together)
        return [[next(results) for _ in places] for places in expected]
    return [_alone(chunk, places) for chunk, places in zip(block, expected, strict=True)]


def _alone(chunk: Chunk, places: list[RecordPlace]) -> Parsed:
    alone = _parsed([chunk], places) if places else []
    return (
        alone
        if alone is not None
        else [ValueError("the parser did not return this chunk's records in order")] * len(places)
    )


def _parsed(block: list[Chunk], expected: list[RecordPlace]) -> Parsed | None:
    """Return what the parser makes of the chunks, or None when it does not return the expected records in order."""
    if not expected:
        return []
    results: Parsed = []
    try:
        records = PyEvtxParser(io.BytesIO(_file(block)), 1).records_json()
    except Exception as error:  # noqa: BLE001 - third-party parser's edge
        return [ValueError(f"the parser refuses the chunk: {error}")] * len(expected) if len(block) == 1 else None
    for place in expected:
        try:
            record: dict[str, Any] = next(records)
        except StopIteration:
            return None
        except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
            raise
        except BaseException as error:  # noqa: BLE001 - third-party parser's edge: its panics are no `Exception`
            results.append(ValueError(str(error)))
            continue
        if record["event_record_id"] != place.number:
            return None
        results.append(record["data"])
    return results if next(records, None) is None else None


def _file(block: list[Chunk]) -> bytes:
    """Return a file of its own made of the chunks."""
    header = bytearray(FILE_HEADER)
    count = len(block)
    struct.pack_into("<8sQQQIHHHH", header, 0, b"ElfFile\0", 0, count - 1, 0, 128, 1, 3, FILE_HEADER, count)
    struct.pack_into("<I", header, 124, zlib.crc32(header[:120]))
    return b"".join([bytes(header), *(chunk.data for chunk in block)])


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
