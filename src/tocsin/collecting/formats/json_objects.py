"""JSON objects of a file, one by one: a line each, or spread over lines, or the members of one array.

In: a stream. Out: for each object its line, byte offset and dictionary, or why there is none.
An object with a list in it (`{"Records": [...]}`, pages of an API) gives the members of the list where it is asked for;
its other members are no record. A file whose first line is a whole object is read line by line, at the speed of
`orjson`; any other is cut into objects (`json_cutting`).
Invariant: every line that is not empty (every object of those) gives an object or a rejection.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import orjson

from tocsin.collecting.batches import EventBatch
from tocsin.collecting.format import HEAD_BYTES, Source, rejected
from tocsin.collecting.formats.json_cutting import Cutter, opening
from tocsin.collecting.formats.json_heads import completed
from tocsin.collecting.lines import BOM, LONGEST_LINE, LineBlock, TooLong, line_blocks
from tocsin.collecting.recoded import encoding_of
from tocsin.model.evidence import Rejected

BLOCK_BYTES = 16 << 20
"""Size of a block of lines that is taken by columns: what it costs is shared by more of them."""


@dataclass(frozen=True, slots=True)
class Found:
    """An object and where it stands."""

    line: int
    offset: int
    value: dict[str, Any]
    size: int


def first_object(head: bytes, opened: int = 0) -> dict[str, Any] | None:
    """Return the first object of a file, or what its beginning shows of it; `opened` bytes are passed over."""
    head = head[opened:]
    body = head.removeprefix(BOM).lstrip()
    if body[:1] == b"[":
        body = body[1:].lstrip()
    if body[:1] != b"{":
        return None
    line, _, _ = body.partition(b"\n")
    found = _loaded(line.strip().rstrip(b",]"))
    if isinstance(found, dict):
        return found
    try:
        value, _ = json.JSONDecoder().raw_decode(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return completed(body)
    return value if isinstance(value, dict) else None


def spread(head: bytes) -> bool:
    """Say whether objects are not one a line: an array, an object that goes on, or several on the first line."""
    body = re.sub(rb"\A(\s*\{\s*\})*\s*", b"", head.removeprefix(BOM))  # objects with nothing in them tell nothing
    line, broken, _ = body.partition(b"\n")
    if body[:1] == b"[":
        return True
    if broken and re.fullmatch(rb'\{\s*|\{\s*"[^"]*"\s*:\s*[\[{]?\s*', line.rstrip()):
        return True
    if b"}" not in line:
        return False
    try:  # services that stream records write them one behind the other, with nothing between
        _, end = _DECODER.raw_decode(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return False
    return line.decode("utf-8", "replace")[end:].lstrip().startswith("{")


_DECODER = json.JSONDecoder()


def wrapping(head: bytes, lists: Sequence[str]) -> int:
    """Return how many bytes open a file that is one object with one of these lists, plain members before it; 0: not.

    >>> wrapping(b'{"kind": "page", "Records": [{"a": 1}]}', ["Records"])
    29
    """
    if not lists:
        return 0
    begin = len(head) - len(head.removeprefix(BOM).lstrip(b" \t\r\n["))  # pages may stand in an array
    found = opening(tuple(lists)).match(head, begin)
    return found.end() if found else 0


def unwrapped(head: bytes, lists: Sequence[str]) -> dict[str, Any] | None:
    """Return the first object that `objects` would give with these lists, or None where the beginning shows none."""
    return first_object(head, wrapping(head, lists))


def objects(stream: BinaryIO, source: Source, lists: Sequence[str] = ()) -> Iterator[list[Found] | Rejected]:
    """Yield the objects of a file in blocks, and rejections between them.

    `lists` names lists whose members are the objects, where an object of the file has one: `{"Records": [`.
    """
    joined, lines = _begun(stream, source, lists)
    return _line_objects(joined, source) if lines else spread_objects(joined, source, lists)


Take = Callable[[LineBlock], tuple[list[EventBatch], LineBlock]]
"""Takes events out of lines by columns; what it returns beside them are the lines that it did not take."""


def taken_or_objects(
    stream: BinaryIO, source: Source, lists: Sequence[str], take: Take
) -> Iterator[list[Found] | Rejected | EventBatch]:
    """Yield what `objects` does, but for lines that `take` takes: of these its batches."""
    joined, lines = _begun(stream, source, lists)
    if not lines:
        yield from spread_objects(joined, source, lists)
        return
    for block in line_blocks(joined, block_bytes=BLOCK_BYTES, begin=source.begin, line=source.line):
        if isinstance(block, TooLong):
            yield _too_long(block, source)
            continue
        batches, left = take(block)
        yield from batches
        if len(left):
            found, lost = _read_lines(left, source)
            yield found
            yield from lost


def _begun(stream: BinaryIO, source: Source, lists: Sequence[str]) -> tuple[Any, bool]:
    """Return the stream, and whether every line of it is read by itself."""
    head = stream.read(HEAD_BYTES)
    return Joined(head, stream), bool(source.begin) or not (wrapping(head, lists) or spread(head))


def by_line(head: bytes, lists: Sequence[str] = ()) -> bool:
    """Say whether every line of a file is read by itself."""
    return encoding_of(head) is None and not wrapping(head, lists) and not spread(head)


class Joined:
    """A stream with its beginning put back."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes (at least one, unless at the end)."""
        if self._head:
            part, self._head = (self._head[:size], self._head[size:]) if size >= 0 else (self._head, b"")
            return part
        return self._stream.read(size)


def _line_objects(stream: Any, source: Source) -> Iterator[list[Found] | Rejected]:
    for block in line_blocks(stream, begin=source.begin, line=source.line):
        if isinstance(block, TooLong):
            yield _too_long(block, source)
            continue
        found, lost = _read_lines(block, source)
        yield found
        yield from lost


def _too_long(line: TooLong, source: Source) -> Rejected:
    return rejected(source, line.offset, f"a line of {line.size} bytes", line.begin, line.size)


def _read_lines(block: LineBlock, source: Source) -> tuple[list[Found], list[Rejected]]:
    found: list[Found] = []
    lost: list[Rejected] = []
    loads = orjson.loads
    for line, offset, number in zip(block.lines, block.offsets.tolist(), block.numbers.tolist(), strict=True):
        try:
            value = loads(line)
        except ValueError as error:
            value = _loaded(line, first_error=error)
        if type(value) is dict:
            found.append(Found(number, offset, value, len(line)))
        elif isinstance(value, Unreadable):
            if line.strip():
                lost.append(rejected(source, offset, f"line {number}: {value}", line))
        else:
            lost.append(rejected(source, offset, f"line {number}: a JSON value that is no object", line))
    return found, lost


class Unreadable(str):
    """Why a piece of text is no JSON."""

    __slots__ = ()


def _loaded(data: bytes, first_error: ValueError | None = None) -> Any:
    """Parse what a strict parser refuses but a patient one understands: bytes that are not UTF-8, lone surrogates."""
    try:
        return orjson.loads(data)
    except ValueError as error:
        reason = Unreadable(f"not JSON: {first_error or error}")
    if not data.rstrip().endswith(b"}"):
        return Unreadable(f"{reason}, the line is cut off" if data.lstrip().startswith(b"{") else reason)
    try:
        return json.loads(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return reason


READ_BYTES = 1 << 20


def spread_objects(stream: Any, source: Source, lists: Sequence[str] = ()) -> Iterator[list[Found] | Rejected]:
    """Cut top-level objects, those of an array, or those of wrapping lists out; between them stands `,[]` only."""
    cutter = Cutter(tuple(lists))
    data, base, line = b"", 0, 1
    between_them = b" \t\r\n,[]" + BOM
    while True:
        more = stream.read(
            max(READ_BYTES, len(data))
        )  # grows with the object: no byte is looked at more than a few times
        data += more
        found: list[Found] = []
        lost: list[Rejected] = []
        done = 0
        for piece in cutter.cut(data, ended=not more):
            line += data.count(b"\n", done, piece.begin)
            if piece.stray.strip(between_them):
                lost.append(rejected(source, base + done, "text between objects", piece.stray))
            value = _loaded(data[piece.begin : piece.end]) if piece.is_object else None
            if isinstance(value, dict):
                found.append(Found(line, base + piece.begin, value, piece.end - piece.begin))
            elif piece.is_object:
                lost.append(
                    rejected(source, base + piece.begin, f"line {line}: {value}", data[piece.begin : piece.end])
                )
            line += data.count(b"\n", piece.begin, piece.end)
            done = piece.end
        yield found
        yield from lost
        data, base = data[done:], base + done
        if not more:
            break
        if len(data) > LONGEST_LINE:
            break
    size = len(data)
    if data.strip(between_them) or cutter.inside:
        while more := stream.read(READ_BYTES):
            size += len(more)
        yield rejected(source, base, f"line {line}: the object is cut off, or no object begins here", data, size)
