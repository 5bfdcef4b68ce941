r"""NTFS' change journal (`$Extend\$UsnJrnl:$J`, copied as `$J` or `$UsnJrnl%3A$J`): what was made, renamed, deleted.

In: a stream, with the zeros of its sparse beginning or without. Out: one event a record of version 2 or 3 with
`FileName` (without its folder), `Reason` (`FILE_CREATE|CLOSE`), `FileReference` and `ParentReference`
(`entry-sequence`, as in the MFT), `FileAttributes`, `SourceInfo`. `_log` is `UsnJrnl`, `_record` the record's USN.
Times are UTC. Records are found by their shape, so that damage costs only what is damaged. Source: Microsoft Learn,
USN_RECORD_V2, V3.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, strings
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.times import MOMENT
from tocsin.model.evidence import Rejected

FAMILY = "windows-usn"
LOG = "UsnJrnl"
BLOCK_BYTES = 4 << 20
LONGEST = 592  # 76 bytes and a name of 255 letters, up to the next eight
REASONS = {
    0x1: "DATA_OVERWRITE", 0x2: "DATA_EXTEND", 0x4: "DATA_TRUNCATION", 0x10: "NAMED_DATA_OVERWRITE",
    0x20: "NAMED_DATA_EXTEND", 0x40: "NAMED_DATA_TRUNCATION", 0x100: "FILE_CREATE", 0x200: "FILE_DELETE",
    0x400: "EA_CHANGE", 0x800: "SECURITY_CHANGE", 0x1000: "RENAME_OLD_NAME", 0x2000: "RENAME_NEW_NAME",
    0x4000: "INDEXABLE_CHANGE", 0x8000: "BASIC_INFO_CHANGE", 0x10000: "HARD_LINK_CHANGE",
    0x20000: "COMPRESSION_CHANGE", 0x40000: "ENCRYPTION_CHANGE", 0x80000: "OBJECT_ID_CHANGE",
    0x100000: "REPARSE_POINT_CHANGE", 0x200000: "STREAM_CHANGE", 0x400000: "TRANSACTED_CHANGE",
    0x800000: "INTEGRITY_CHANGE", 0x80000000: "CLOSE",
}  # fmt: skip
ATTRIBUTES = {
    0x1: "READONLY", 0x2: "HIDDEN", 0x4: "SYSTEM", 0x10: "DIRECTORY", 0x20: "ARCHIVE", 0x80: "NORMAL",
    0x100: "TEMPORARY", 0x200: "SPARSE_FILE", 0x400: "REPARSE_POINT", 0x800: "COMPRESSED", 0x1000: "OFFLINE",
    0x2000: "NOT_CONTENT_INDEXED",
    0x4000: "ENCRYPTED",
}  # fmt: skip
SOURCES = {0x1: "DATA_MANAGEMENT", 0x2: "AUXILIARY_DATA", 0x4: "REPLICATION_MANAGEMENT", 0x8: "CLIENT_REPLICATION"}
_EPOCH = 116_444_736_000_000_000
Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by records in the beginning; where it is all zeros, by the name of the stream."""
    data = np.frombuffer(head, np.uint8)
    begins, _ = records(data[: len(data) // 8 * 8])
    if len(begins):
        return Certainty.SURE
    stream = name.replace("\\", "/").rpartition("/")[2].upper().replace("%3A", ":").replace("_", ":")
    named = stream in ("$J", "$USNJRNL:$J", "$J.BIN")
    return Certainty.LIKELY if named and len(head) >= 4096 and not any(head) else Certainty.NO


def records(data: Bytes) -> tuple[Places, Places]:
    """Return where records begin in some bytes, and how long each is."""
    none = np.zeros(0, np.int64)
    if len(data) < 64:
        return none, none
    words = data.view("<u4").reshape(-1, 2)
    sizes, versions = words[:, 0], words[:, 1]
    likely = ((versions == 2) | (versions == 3)) & (sizes >= 64) & (sizes <= LONGEST) & (sizes % 8 == 0)
    begins = np.flatnonzero(likely).astype(np.int64) * 8
    lengths = sizes[begins // 8].astype(np.int64)
    heads = np.where(versions[begins // 8] == 2, 60, 76)
    fits = begins + lengths <= len(data)
    begins, lengths, heads = begins[fits], lengths[fits], heads[fits]
    named, placed = _u16(data, begins + heads - 4), _u16(data, begins + heads - 2)
    good = (placed == heads) & (named > 0) & (named % 2 == 0) & ((heads + named + 7) // 8 * 8 == lengths)
    begins, lengths = begins[good], lengths[good]
    while len(begins) and (inside := begins[1:] < (begins + lengths)[:-1]).any():  # something like a record in a name
        kept = np.concatenate([[True], ~inside])
        begins, lengths = begins[kept], lengths[kept]
    return begins, lengths


def _u16(data: Bytes, places: Places) -> Places:
    return data[places].astype(np.int64) | data[places + 1].astype(np.int64) << 8


def _number(data: Bytes, places: Places, size: int) -> npt.NDArray[np.uint64]:
    """Return numbers of so many bytes."""
    parts = data[places[:, None] + np.arange(size)]
    wide = np.zeros((len(places), 8), np.uint8)
    wide[:, :size] = parts
    return wide.view("<u8")[:, 0]


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield records in batches, and what between them is neither a record nor zeros."""
    base, held = 0, b""
    while True:
        more = stream.read(BLOCK_BYTES)
        block = held + more
        data = np.frombuffer(block, np.uint8)[: len(block) // 8 * 8]
        if more and not data.any():  # the journal's sparse beginning may be many gigabytes
            base, held = base + len(data), block[len(data) :]
            continue
        begins, lengths = records(data)
        keep = _kept_for_next(data, begins, lengths) if more else len(block)
        inside = begins < keep
        begins, lengths = begins[inside], lengths[inside]
        if len(begins):
            yield EventBatch(source.path, FAMILY, _batch(data, begins, base, source, wanted))
        yield from _between(block[:keep], begins, lengths, base, source)
        base, held = base + keep, block[keep:]
        if not more:
            return


def _kept_for_next(data: Bytes, begins: Places, lengths: Places) -> int:
    """Return where a record may begin that ends in the next block."""
    last = int(begins[-1] + lengths[-1]) if len(begins) else 0
    return max(last, (len(data) - LONGEST) // 8 * 8, 0)


def _between(block: bytes, begins: Places, lengths: Places, base: int, source: Source) -> Iterator[Rejected]:
    ends = [0, *(begins + lengths).tolist()]
    for begin, end in zip(ends, [*begins.tolist(), len(block)], strict=True):
        piece = block[begin:end]
        if end > begin and piece.strip(b"\0"):
            skipped = len(piece) - len(piece.lstrip(b"\0"))
            piece = piece.strip(b"\0")
            yield rejected(source, base + begin + skipped, "no record of a change journal", piece)


def _batch(data: Bytes, begins: Places, base: int, source: Source, wanted: Wanted) -> pa.RecordBatch:
    count = len(begins)
    wide = _u16(data, begins + 4) == 3
    at = begins + np.where(wide, 16, 0)
    sizes, heads = _u16(data, at + 56), np.where(wide, 76, 60)
    times = _number(data, at + 32, 8).astype(np.int64)
    known = (times > _EPOCH) & (times < 2_650_467_744_000_000_000)
    columns: dict[str, pa.Array] = {
        "_record": pa.array(_number(data, at + 24, 8).astype(np.int64)),
        "_offset": pa.array(begins + base),
        "_time": pa.array(np.where(known, (times - _EPOCH) // 10, 0), mask=~known).cast(MOMENT),
        "_host": constant(source.host, count),
        "_log": constant(LOG, count),
    }
    raw = data.tobytes()
    ranges = zip((begins + heads).tolist(), (begins + heads + sizes).tolist(), strict=True)
    made = {
        "FileName": lambda: strings([raw[begin:end].decode("utf-16-le", "replace") for begin, end in ranges]),
        "Reason": lambda: _flags(data, at + 40, REASONS),
        "FileReference": lambda: _references(data, begins + 8),
        "ParentReference": lambda: _references(data, begins + np.where(wide, 24, 16)),
        "FileAttributes": lambda: _flags(data, at + 52, ATTRIBUTES),
        "SourceInfo": lambda: _flags(data, at + 44, SOURCES),
    }
    columns |= {name: make() for name, make in made.items() if wanted.wants(name)}
    return pa.RecordBatch.from_pydict(columns)


def _flags(data: Bytes, places: Places, names: dict[int, str]) -> pa.Array:
    values, which = np.unique(_number(data, places, 4), return_inverse=True)
    said = [named(int(value), names) for value in values]
    return pa.DictionaryArray.from_arrays(pa.array(which.astype(np.int32)), pa.array(said, pa.string()))


def named(value: int, names: dict[int, str]) -> str | None:
    """Return flags by name; None where none is set.

    >>> named(0x80000100, REASONS), named(0, REASONS)
    ('FILE_CREATE|CLOSE', None)
    """
    parts = [name for flag, name in names.items() if value & flag]
    rest = value & ~sum(names)
    return "|".join([*parts, *([f"0x{rest:X}"] if rest else [])]) or None


def _references(data: Bytes, places: Places) -> pa.Array:
    values = _number(data, places, 8)
    entries, sequences = (values & np.uint64((1 << 48) - 1)).tolist(), (values >> np.uint64(48)).tolist()
    return strings([f"{entry}-{sequence}" for entry, sequence in zip(entries, sequences, strict=True)])


FORMAT = Format("windows-usn", FAMILY, "records of NTFS' change journal", recognise, read)
