"""Records of EVTX chunks to JSON by PyPI `evtx`, guarded: it sees only chunks that were walked beforehand.

In: chunks with the places of their records. Out: for each record and gap, in order, its JSON or why there is none.
Chunks are parsed together; when they do not come out as expected each is tried alone, and a record at which the parser
gives up is blanked out, so that a bad chunk costs no other chunk and a bad record no other record. Chunks that were
changed since Windows wrote them are parsed within a limit of time.
"""

from __future__ import annotations

import struct
import zlib
from itertools import chain

from tocsin.collecting.formats.evtx_child import results
from tocsin.collecting.formats.evtx_chunks import FILE_HEADER, Chunk, RecordPlace
from tocsin.collecting.formats.evtx_guard import guarded

MOST_TRIES = 32
"""Records of one chunk at which the parser may give up before the rest of the chunk is given up."""

Parsed = list[str | Exception]


def parse(block: list[Chunk]) -> list[Parsed]:
    """Return for each chunk what became of its records and gaps (`Chunk.walk_order`)."""
    expected = [chunk.walk_order() for chunk in block]
    places = list(chain.from_iterable(expected))
    together = _parsed([chunk for chunk in block if chunk.records], places)
    if len(together) == len(places):
        found = iter(together)
        return [[next(found) for _ in own] for own in expected]
    return [_alone(chunk, own) for chunk, own in zip(block, expected, strict=True)]


def _alone(chunk: Chunk, places: list[RecordPlace]) -> Parsed:
    """Parse one chunk, blanking out the records at which the parser stops."""
    expected = list(places)
    spoiled: dict[int, str | Exception] = {}
    found: Parsed = []
    for _ in range(MOST_TRIES):
        found = _parsed([chunk], expected)
        if len(found) == len(expected):
            break
        last = len(found) - 1
        position = last if found and isinstance(found[last], Exception) else last + 1
        if position in spoiled:
            break
        spoiled[position] = found[position] if position == last else ValueError("the parser stops at this record")
        expected[position] = chunk.blank(places[position].at, places[position].size)
    found += [ValueError("the parser does not reach this record")] * (len(expected) - len(found))
    return [spoiled.get(position, result) for position, result in enumerate(found)]


def _parsed(block: list[Chunk], expected: list[RecordPlace]) -> Parsed:
    """Return what the parser makes of the chunks, as far as it returns the expected records in order."""
    if not expected:
        return []
    file, numbers = _file(block), [place.number for place in expected]
    if all(chunk.sealed for chunk in block):
        found = results(file, numbers)
    else:
        try:
            found = guarded(file, numbers)
        except TimeoutError as error:
            return [ValueError(str(error))] * len(expected) if len(block) == 1 else []
    return [data if good else ValueError(data) for good, data in found]


def _file(block: list[Chunk]) -> bytes:
    """Return a file of its own made of the chunks."""
    header = bytearray(FILE_HEADER)
    count = len(block)
    struct.pack_into("<8sQQQIHHHH", header, 0, b"ElfFile\0", 0, count - 1, 0, 128, 1, 3, FILE_HEADER, count)
    struct.pack_into("<I", header, 124, zlib.crc32(header[:120]))
    return b"".join([bytes(header), *(chunk.data for chunk in block)])
