"""EVTX compiled, first step: the records of a block, and in each the template instances, nested ones too.

In: a block of whole chunks. Out: tables with one row a record and one row a frame (a template instance), and the places
of the template definitions that occur. What counts as healthy is what `evtx_frames` and `evtx_columns` take.
Source: libevtx, "Windows XML Event Log (EVTX) format", and [MS-EVEN6] 2.2.12 (BinXml).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tocsin.collecting.compiled import kernel
from tocsin.collecting.compiled_parts import fetch, load64, u16, u32

# columns of the table of records: bytes in the block, the frames from first to end, refused or not, byte in the file
AT, WHOLE, FIRST, END, REFUSED, PLACE = 0, 1, 2, 3, 4, 5
RECORD = 6
# columns of the table of frames; the first two are bytes in the block until the frame is understood
FROM, TO, PARENT, COLUMN, DEFINED, BASE, COUNT, DEPTH = 0, 1, 2, 3, 4, 5, 6, 7
FRAME = 8

_CHUNK = 65536
_HEADER = 512
_MOST_VALUES = 512
_DEEPEST = 3
_AHEAD = 1024  # bytes in which what is looked at of most records lies
_FRAGMENT = 0x21
_SIGNATURE = int.from_bytes(b"ElfChnk\0", "little")


@kernel("uint8[::1]; int64; uint8[::1]; int64[:, ::1]; int64[:, ::1]; int64[::1]; uint8[::1]; int32[::1]; int64[::1]")
def walk(  # noqa: C901 - one loop: a call for each step would cost more than the step
    block: Any,
    chunks: Any,
    known: Any,
    records: Any,
    frames: Any,
    definitions: Any,
    healthy: Any,
    seen: Any,
    counts: Any,
) -> None:
    """Add to the tables; `counts` are how many records and frames there are, and gets how many definitions there are.

    `known` marks kinds of values that can be written, `seen` is a scratch of 65,536 zeros. A chunk with more frames
    than there is room for counts as unhealthy, and goes the simple path.
    """
    records_found = counts[0]
    frames_found = counts[1]
    defined = 0
    for chunk in range(chunks):
        start = chunk * _CHUNK
        free = u32(block, start + 48)
        good = np.int64(load64(block, start)) == _SIGNATURE and _HEADER <= free <= _CHUNK and free % 4 == 0
        first_record, first_frame, first_definition = records_found, frames_found, defined
        at = start + _HEADER
        limit = start + free
        last = -1
        while good and at < limit:
            size = u32(block, at + 4) if at + 8 <= limit else 0
            good = u32(block, at) == 0x2A2A and size >= 42 and size % 4 == 0 and at + size <= limit
            good = good and u32(block, at + size - 4) == size and records_found < len(records)
            if not good:
                break
            for line in range(0, _AHEAD, 64):  # of the next record, whatever is there
                fetch(block, at + size + line)
            records[records_found, AT] = at
            records[records_found, WHOLE] = size
            records[records_found, FIRST] = frames_found
            refused = 0
            if frames_found >= len(frames):
                good = False
                break
            frames[frames_found, FROM] = at + 24
            frames[frames_found, TO] = at + size - 4
            frames[frames_found, PARENT] = -1
            frames[frames_found, COLUMN] = -1
            frames[frames_found, DEPTH] = 0
            frame = frames_found
            frames_found += 1
            while frame < frames_found:
                begin = frames[frame, FROM]
                end = frames[frame, TO]
                sound = begin + 18 <= end and end <= start + _CHUNK
                sound = sound and u32(block, begin) == 0x0001010F and block[begin + 4] == 0x0C
                offset = u32(block, begin + 10) if sound else 0
                sound = sound and offset >= _HEADER and offset + 24 <= _CHUNK
                body = u32(block, start + offset + 20) if sound else 0
                sound = sound and offset + 24 + body <= _CHUNK
                values = begin + 14
                if sound and start + offset == values:
                    values += 24 + body
                sound = sound and values + 4 <= end
                count = u32(block, values) if sound else 0
                sound = sound and count <= _MOST_VALUES and values + 4 + 4 * count <= end
                if not sound:
                    refused = 1
                    frames[frame, COUNT] = -1
                    frame += 1
                    continue
                if seen[offset] == 0:
                    definitions[defined] = start + offset
                    defined += 1
                    seen[offset] = defined
                frames[frame, DEFINED] = seen[offset] - 1
                frames[frame, BASE] = values + 4
                frames[frame, COUNT] = count
                place = values + 4 + 4 * count
                for number in range(count):
                    width = u16(block, values + 4 + 4 * number)
                    kind = block[values + 4 + 4 * number + 2]
                    if kind == _FRAGMENT:
                        if frames_found >= len(frames) or frames[frame, DEPTH] >= _DEEPEST:
                            refused = 1
                        else:
                            frames[frames_found, FROM] = place
                            frames[frames_found, TO] = place + width
                            frames[frames_found, PARENT] = frame
                            frames[frames_found, COLUMN] = number
                            frames[frames_found, DEPTH] = frames[frame, DEPTH] + 1
                            frames_found += 1
                    elif known[kind] == 0:
                        refused = 1
                    place += width
                if place > end:
                    refused = 1
                    frames_found = frame + 1  # what stands beyond the record is no frame
                frame += 1
            records[records_found, END] = frames_found
            records[records_found, REFUSED] = refused
            records_found += 1
            last = at
            at += size
        for number in range(first_definition, defined):
            seen[definitions[number] - start] = 0
        if good and free <= _CHUNK - 24 and u32(block, limit) == 0x2A2A:
            # a record stands where the free space begins: of those only one that goes on with the numbers is new
            good = last >= 0 and load64(block, last + 8) + np.uint64(1) != load64(block, limit + 8)
        healthy[chunk] = good
        if not good:
            records_found, frames_found, defined = first_record, first_frame, first_definition
    counts[0] = records_found
    counts[1] = frames_found
    counts[2] = defined


@kernel("int64; int64; int64[:, ::1]; int64[:, ::1]; int64[::1]; int64[::1]; int64[::1]")
def place(start: Any, begin: Any, records: Any, frames: Any, template_of: Any, counts: Any, state: Any) -> None:
    """Let the tables say where in all blocks, of which this one begins at byte `start`, things lie.

    Records from `state[0]` to `counts[0]`, frames from `state[1]` to `counts[1]`; both move on. The block begins at
    byte `begin` of the file. Frames get the template in place of the definition.
    """
    for record in range(state[0], counts[0]):
        records[record, PLACE] = begin + records[record, AT]
        records[record, AT] += start
        for frame in range(records[record, FIRST], records[record, END]):
            frames[frame, TO] += start
            frames[frame, BASE] += start
            if frames[frame, COUNT] >= 0:
                frames[frame, DEFINED] = template_of[frames[frame, DEFINED]]
    state[0] = counts[0]
    state[1] = counts[1]
