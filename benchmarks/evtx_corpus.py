"""Make large event logs (EVTX) out of the chunks of small ones: deterministic by seed, written as a stream.

In: EVTX files or folders of them. Out: files of at most `CHUNKS_A_FILE` chunks that hold at least so many events.
Chunks are taken round after round. From the second round on the digits in a share of the text values are replaced by
other digits and times move on by an hour, so that values repeat about as often as in real logs and copies flatter
nobody. Lengths stay, so offsets stay. Records are numbered through all files, in their header and as EventRecordID: a
record is known by its number in every engine's output.
Memory: the chunks of the samples, whatever the size of the corpus. Source: libevtx, "Windows XML Event Log (EVTX)
format".
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

CHUNK = 65536
FILE_HEADER = 4096
FIRST_RECORD = 512
CHUNKS_A_FILE = 32_768
"""2 GiB; a file's header counts at most 65,535 chunks."""
_HOUR = 36_000_000_000  # in 100 ns
_TEXT, _NUMBER, _TIME, _FRAGMENT = 0x01, 0x0A, 0x11, 0x21

Places = np.ndarray[tuple[int], np.dtype[np.int64]]
Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk of a sample, and where in it stands what is changed; places are offsets into the chunk."""

    data: bytes
    records: int
    free: int  # where the records end
    headers: Places  # of the records' own numbers
    numbers: Places  # of the records' EventRecordIDs, and
    of: Places  # which record's
    times: Places  # of FILETIMEs, in headers and values
    digits: Places  # of digits in text values, and
    value: Places  # which value each stands in
    values: int


def chunks_of(samples: Sequence[Path]) -> list[Chunk]:
    """Return the usable chunks of files and folders, in the order of their names."""
    files = [
        file for path in samples for file in (sorted(path.rglob("*.evtx")) if path.is_dir() else [path])
    ]  # fmt: skip
    found: list[Chunk] = []
    for file in files:
        data = file.read_bytes()
        pieces = (data[start : start + CHUNK] for start in range(FILE_HEADER, len(data) - CHUNK + 1, CHUNK))
        found += [chunk for piece in pieces if piece[:8] == b"ElfChnk\0" and (chunk := _surveyed(piece)).records]
    return found


def _surveyed(data: bytes) -> Chunk:
    headers: list[int] = []
    numbers: list[tuple[int, int]] = []
    times: list[int] = []
    texts: list[tuple[int, int]] = []
    free = min(struct.unpack_from("<I", data, 48)[0], CHUNK)
    at = FIRST_RECORD
    while at + 28 <= free:
        magic, size = struct.unpack_from("<II", data, at)
        if magic != 0x2A2A or size < 28 or at + size > free:
            break
        headers.append(at + 8)
        times.append(at + 16)
        numbered = False
        for depth, kind, start, length in _values(data, at + 24, at + size - 4):
            if kind == _TIME and length == 8:
                times.append(start)
            elif kind == _NUMBER and length == 8 and not depth and not numbered:
                numbers.append((start, len(headers) - 1))  # EventRecordID: the first 64-bit number of System
                numbered = True
            elif kind == _TEXT and length > 4:
                texts.append((start, length))
        at += size
    digits, owner = _digits(data, texts)
    return Chunk(
        data, len(headers), min(at, free), _places(headers), _places([place for place, _ in numbers]),
        _places([record for _, record in numbers]), _places(times), digits, owner, len(texts),
    )  # fmt: skip


def _places(places: Sequence[int]) -> Places:
    return np.array(places, dtype=np.int64)


def _digits(data: bytes, texts: Sequence[tuple[int, int]]) -> tuple[Places, Places]:
    found: list[int] = []
    owner: list[int] = []
    for number, (start, length) in enumerate(texts):
        for place in range(start, start + length - 1, 2):
            if 0x30 <= data[place] <= 0x39 and data[place + 1] == 0:
                found.append(place)
                owner.append(number)
    return _places(found), _places(owner)


def _values(data: bytes, at: int, end: int, depth: int = 0) -> Iterator[tuple[int, int, int, int]]:
    """Yield (depth, kind, offset, size) of the values of a template instance and of those nested in it."""
    if data[at] == 0x0F:
        at += 4
    if at + 10 > end or data[at] != 0x0C:
        return
    definition = struct.unpack_from("<I", data, at + 6)[0]
    at += 10
    if definition == at:  # the definition stands here, at its first use
        at += 24 + struct.unpack_from("<I", data, at + 20)[0]
    if at + 4 > end:
        return
    count = struct.unpack_from("<I", data, at)[0]
    at += 4
    if count > 4096 or at + 4 * count > end:
        return
    value = at + 4 * count
    for number in range(count):
        size, kind = struct.unpack_from("<HB", data, at + 4 * number)
        if value + size > end:
            return
        if kind == _FRAGMENT and size:
            yield from _values(data, value, value + size, depth + 1)
        elif size:
            yield depth, kind, value, size
        value += size


def _written(data: Bytes, places: Places, values: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> None:
    data[places[:, None] + np.arange(8)] = values.astype("<u8").view(np.uint8).reshape(-1, 8)


def _read(data: Bytes, places: Places) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    return np.ascontiguousarray(data[places[:, None] + np.arange(8)]).view("<u8").reshape(-1)


def sealed(chunk: Chunk, *, first: int, turn: int, share: float, random: np.random.Generator) -> bytes:
    """Return the chunk as it stands in the corpus: its records from `first` on, changed if `turn` is not 0."""
    data = np.frombuffer(chunk.data, dtype=np.uint8).copy()
    if turn:
        chosen = random.random(chunk.values) < share
        places = chunk.digits[chosen[chunk.value]]
        data[places] = random.integers(0x30, 0x3A, len(places), dtype=np.uint8)
        _written(data, chunk.times, _read(data, chunk.times) + np.uint64(turn * _HOUR))
    numbers = np.arange(first, first + chunk.records, dtype=np.uint64)
    _written(data, chunk.headers, numbers)
    _written(data, chunk.numbers, numbers[chunk.of])
    whole = bytearray(data.tobytes())
    last = first + chunk.records - 1
    struct.pack_into("<QQQQ", whole, 8, first, last, first, last)
    struct.pack_into("<I", whole, 48, chunk.free)
    struct.pack_into("<I", whole, 52, zlib.crc32(whole[FIRST_RECORD : chunk.free]))
    struct.pack_into("<I", whole, 124, zlib.crc32(bytes(whole[:120]) + bytes(whole[128:FIRST_RECORD])))
    return bytes(whole)


def header(chunks: int, next_record: int) -> bytes:
    """Return the header of a file of so many chunks."""
    data = bytearray(FILE_HEADER)
    struct.pack_into(
        "<8sQQQIHHHH", data, 0, b"ElfFile\0", 0, chunks - 1, next_record, 128, 1, 3, FILE_HEADER, chunks
    )  # fmt: skip
    struct.pack_into("<I", data, 124, zlib.crc32(bytes(data[:120])))
    return bytes(data)


def write_corpus(
    folder: Path,
    chunks: Sequence[Chunk],
    *,
    events: int,
    seed: int = 1,
    share: float = 0.25,
    chunks_a_file: int = CHUNKS_A_FILE,
) -> int:
    """Write `events` events or a chunk more into files of the folder; returns how many there are."""
    if not chunks:
        raise ValueError("no chunk of a Windows event log to make a corpus of")
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    record, turn, number, files = 1, 0, 0, 0
    while record <= events:
        with (folder / f"corpus-{files:03}.evtx").open("wb") as out:
            out.write(bytes(FILE_HEADER))
            count = 0
            while record <= events and count < chunks_a_file:
                chunk = chunks[number]
                out.write(sealed(chunk, first=record, turn=turn, share=share, random=random))
                record += chunk.records
                count += 1
                number = (number + 1) % len(chunks)
                turn += number == 0
            out.seek(0)
            out.write(header(count, record))
        files += 1
    return record - 1
