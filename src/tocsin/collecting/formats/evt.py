"""Event logs of Windows NT to 2003 (`SecEvent.Evt`): records that begin with `LfLe`, in a file that goes round.

In: a stream. Out: batches with the plain names of `tocsin.collecting.windows`; the strings of an event have no names in
this format, so they are the list `Data`, and the message stays in the programs that wrote it. `Channel` is told by the
file's name. Records outside the range that the header gives are marked as recovered. The first record may begin at the
end of the file and go on behind its header.
Invariant: what is neither a record, the end mark, filling nor the rest of an overwritten record is a rejection.
Source: [MS-EVEN] and Microsoft Learn, "Event log file format", EVENTLOGRECORD, ELF_LOGFILE_HEADER, ELF_EOF_RECORD.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.times import iso
from tocsin.collecting.windows import FAMILY, Event, Groups, Row
from tocsin.model.evidence import Rejected

SIGNATURE = b"LfLe"
HEADER = struct.Struct("<I4sIIIIIIIIII")
FIXED = struct.Struct("<I4sIIIIHHHHIIIIII")
LONGEST = 1 << 20
BATCH_ROWS = 32_768
_READ = 4 << 20
_END = struct.pack("<IIII", 0x11111111, 0x22222222, 0x33333333, 0x44444444)
_FILLING = b"\x27\0\0\0"
_DIRTY = 1
_LEVELS = {0: 4, 1: 2, 2: 3, 4: 4, 8: 0, 16: 0}
_WORDS = {0: "Success", 1: "Error", 2: "Warning", 4: "Information", 8: "Audit Success", 16: "Audit Failure"}
_KEYWORDS = {8: "0x8020000000000000", 16: "0x8010000000000000"}
_CHANNELS = {"secevent": "Security", "sysevent": "System", "appevent": "Application"}


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the header: its size, signature and version."""
    if len(head) >= 16 and head[:16] == struct.pack("<I4sII", 0x30, SIGNATURE, 1, 1):
        return Certainty.SURE
    return Certainty.MAYBE if name.lower().endswith(".evt") and SIGNATURE in head else Certainty.NO


@dataclass(frozen=True, slots=True)
class _Live:
    """The range of the file in which the log's records are, as its header says."""

    begin: int
    end: int
    known: bool

    def has(self, offset: int) -> bool:
        """Say whether a record that begins there is one of the log's."""
        if not self.known:
            return True
        if self.begin < self.end:
            return self.begin <= offset < self.end
        return offset >= self.begin or offset < self.end


def _live(head: bytes) -> _Live:
    if len(head) < HEADER.size:
        return _Live(0, 0, False)
    size, signature, _, _, begin, end, _, _, _, flags, _, _ = HEADER.unpack(head[: HEADER.size])
    return _Live(begin, end, size == 0x30 and signature == SIGNATURE and not flags & _DIRTY)


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield events in batches of one kind each, and rejections between them."""
    groups = Groups(source, wanted)
    channel = _channel(source.path)
    head = stream.read(HEADER.size)
    live = _live(head)
    for part in _pieces(stream, source, len(head)):
        if isinstance(part, Rejected):
            yield part
            continue
        offset, data = part
        groups.add(_row(offset, data, channel), recovered=not live.has(offset))
        if groups.count >= BATCH_ROWS:
            yield from groups.flush()
    yield from groups.flush()


def _channel(path: str) -> str:
    stem = path.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    return _CHANNELS.get(stem.lower(), stem or "unknown")


def _pieces(stream: BinaryIO, source: Source, base: int) -> Iterator[tuple[int, bytes] | Rejected]:
    """Yield the offset and bytes of each record, and what is none."""
    data, first, after_end = b"", b"", False
    opening: tuple[int, bytes] | None = None  # what stands before the first record: the end of the last, it may be
    begun, behind_header = False, 0
    while True:
        more = stream.read(_READ)
        data += more
        first += more[: LONGEST - len(first)]
        done = 0
        for begin, record in _records(data, first, ended=not more):
            if begun:
                yield from _gap(data[done:begin], base + done, source, after_end)
            else:
                opening, begun = (base + done, data[done:begin]), True
            after_end = False
            yield base + begin, record
            behind_header = max(0, begin + len(record) - len(data))
            done = begin + len(record) - behind_header
        if not more:
            yield from _gap(data[done:], base + done, source, after_end)
            if opening is not None:
                yield from _gap(opening[1][behind_header:], opening[0] + behind_header, source, after_end=False)
            return
        if len(data) - done > 2 * LONGEST:  # nothing in it is a record, but one may begin near its end
            cut = len(data) - LONGEST
            yield from _gap(data[done:cut], base + done, source, after_end)
            after_end = after_end or _END in data[done:cut]
            done = cut
        data, base = data[done:], base + done


def _records(data: bytes, first: bytes, *, ended: bool) -> Iterator[tuple[int, bytes]]:
    """Yield the place and bytes of each whole record; the last of a file may go on in its `first` bytes."""
    done = at = 0
    while (found := data.find(SIGNATURE, at)) != -1:
        begin, at = found - 4, found + 4
        if begin < done:
            continue
        size = struct.unpack_from("<I", data, begin)[0]
        if not FIXED.size <= size <= LONGEST or size % 4:
            continue
        record = data[begin : begin + size]
        if len(record) < size:
            if not ended:
                return
            record += first[: size - len(record)]
        if len(record) == size and record[-4:] == record[:4]:
            yield begin, record
            done = at = begin + size


def _gap(data: bytes, offset: int, source: Source, after_end: bool) -> Iterator[Rejected]:
    """Yield the rejection of bytes between records, unless they are no loss."""
    end = data.find(_END)
    if end >= 4:
        data = data[: end - 4]  # behind the end mark stands what is left of a record that was written over
    elif after_end:
        return
    if data.replace(_FILLING, b"").strip(b"\0"):
        yield rejected(source, offset, "bytes that are no whole record", data)


def _row(offset: int, data: bytes, channel: str) -> Row:
    (_, _, record, generated, written, identifier, kind, count, category, _, _, strings, sid_size, sid, size, blob) = (
        FIXED.unpack_from(data)
    )
    provider, after = _text(data, FIXED.size)
    computer, _ = _text(data, after)
    fields: Event = {
        "Provider_Name": provider,
        "EventID": identifier & 0xFFFF,
        "EventID_Qualifiers": str(identifier >> 16),
        "Level": _LEVELS.get(kind, 4),
        "Level_Name": _WORDS.get(kind, str(kind)),
        "Task": category,
        "Keywords": _KEYWORDS.get(kind, "0x80000000000000"),
        "Channel": channel,
        "Computer": computer or None,
        "Data": _strings(data, strings, count),
    }
    if sid_size:
        fields["Security_UserID"] = sid_text(data[sid : sid + sid_size])
    if size:
        fields["Binary"] = data[blob : blob + size].hex().upper()
    if written != generated:
        fields["TimeWritten"] = iso(written * 1_000_000)
    return Row(record, offset, iso(generated * 1_000_000), fields)


def _text(data: bytes, begin: int) -> tuple[str, int]:
    """Return a text that ends with a zero, and where the next one begins."""
    end = begin
    while end + 1 < len(data) and data[end : end + 2] != b"\0\0":
        end += 2
    return data[begin:end].decode("utf-16-le", "replace"), end + 2


def _strings(data: bytes, begin: int, count: int) -> list[str]:
    """Return the strings of an event, as many as there are of those it should have."""
    found: list[str] = []
    for _ in range(count):
        if not FIXED.size <= begin < len(data) - 4:
            break
        said, begin = _text(data, begin)
        found.append(said)
    return found


def sid_text(data: bytes) -> str | None:
    """Return a security identifier as people write it; None where the bytes are none.

    >>> sid_text(bytes.fromhex("010500000000000515000000010000000200000003000000F4010000"))
    'S-1-5-21-1-2-3-500'
    """
    if len(data) < 8 or len(data) < 8 + 4 * data[1]:
        return None
    authority = int.from_bytes(data[2:8], "big")
    parts = struct.unpack_from(f"<{data[1]}I", data, 8)
    return "-".join(["S", str(data[0]), str(authority), *map(str, parts)])


FORMAT = Format("evt", FAMILY, "the header of an event log of Windows NT to 2003", recognise, read)
