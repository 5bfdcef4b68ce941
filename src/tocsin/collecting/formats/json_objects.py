"""JSON objects of a file, one by one: a line each, or spread over lines, or the members of one array.

In: a stream. Out: for each object its line, byte offset and dictionary, or why there is none.
A file that is one object with a list in it (`{"Records": [...]}`) gives the members of the list where it is asked for.
A file whose first line is a whole object is read line by line, at the speed of `orjson`; any other is cut into objects
by counting brackets. Invariant: every line that is not empty (every top-level value) gives an object or a rejection.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import orjson

from tocsin.collecting.format import Source, rejected
from tocsin.collecting.lines import BOM, LONGEST_LINE, LineBlock, TooLong, line_blocks
from tocsin.model.evidence import Rejected


@dataclass(frozen=True, slots=True)
class Found:
    """An object and where it stands."""

    line: int
    offset: int
    value: dict[str, Any]
    size: int


def first_object(head: bytes) -> dict[str, Any] | None:
    """Return the first object of a file, or None where its beginning shows none (or not enough of it)."""
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
        return None
    return value if isinstance(value, dict) else None


def spread(head: bytes) -> bool:
    """Say whether objects are not one a line: the file begins with an array, or with an object that goes on."""
    body = re.sub(rb"\A(\s*\{\s*\})*\s*", b"", head.removeprefix(BOM))  # objects with nothing in them tell nothing
    line, broken, _ = body.partition(b"\n")
    if body[:1] == b"[":
        return True
    return bool(broken) and re.fullmatch(rb'\{\s*|\{\s*"[^"]*"\s*:\s*[\[{]?\s*', line.rstrip()) is not None


def wrapping(head: bytes, lists: Sequence[str]) -> int:
    """Return how many bytes open a file that is one object whose first member is one of these lists; 0: it is not.

    >>> wrapping(b'{"Records": [{"a": 1}]}', ["Records"])
    13
    """
    if not lists:
        return 0
    names = "|".join(re.escape(name) for name in lists)
    found = re.match(rb'(?:\xef\xbb\xbf)?\s*\{\s*"(?:' + names.encode() + rb')"\s*:\s*\[', head)
    return found.end() if found else 0


def objects(stream: BinaryIO, source: Source, lists: Sequence[str] = ()) -> Iterator[list[Found] | Rejected]:
    """Yield the objects of a file in blocks, and rejections between them.

    `lists` names lists whose members are the objects, where the file begins with one: `{"Records": [`.
    """
    head = stream.read(8192)
    opened = wrapping(head, lists)
    joined = _Joined(head[opened:], stream)
    if opened:
        return _spread_objects(joined, source, opened, 1 + head.count(b"\n", 0, opened))
    return _spread_objects(joined, source) if spread(head) else _line_objects(joined, source)


class _Joined:
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
    for block in line_blocks(stream):
        if isinstance(block, TooLong):
            yield rejected(source, block.offset, f"a line of {block.size} bytes", block.begin, block.size)
            continue
        found, lost = _read_lines(block, source)
        yield found
        yield from lost


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


_MARKS = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}]', re.DOTALL)
_READ = 1 << 20


def _spread_objects(stream: Any, source: Source, base: int = 0, line: int = 1) -> Iterator[list[Found] | Rejected]:
    """Cut top-level objects, or those of an array, out by counting braces; between them stands `,[]` only.

    `base` bytes were read before, the opening of a list inside an object, whose brace is then closed at the end.
    """
    data, between_them = b"", b" \t\r\n,[]" + BOM + (b"}" if base else b"")
    while True:
        more = stream.read(max(_READ, len(data)))  # grows with the object: no byte is looked at more than a few times
        data += more
        found: list[Found] = []
        lost: list[Rejected] = []
        done = 0
        for begin, end, between in _spans(data):
            if between.strip(between_them):
                lost.append(rejected(source, base + done, "text between objects", between))
            line += data.count(b"\n", done, begin)
            value = _loaded(data[begin:end])
            if isinstance(value, dict):
                found.append(Found(line, base + begin, value, end - begin))
            else:
                lost.append(rejected(source, base + begin, f"line {line}: {value}", data[begin:end]))
            line += data.count(b"\n", begin, end)
            done = end
        yield found
        yield from lost
        data, base = data[done:], base + done
        if not more:
            break
        if len(data) > LONGEST_LINE:
            break
    size = len(data)
    if data.strip(between_them):
        while more := stream.read(_READ):
            size += len(more)
        yield rejected(source, base, f"line {line}: the object is cut off, or no object begins here", data, size)


def _spans(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield (begin, end, what stood before) of each whole object in `data`."""
    depth = begin = last = 0
    for mark in _MARKS.finditer(data):
        sign = data[mark.start()]
        if sign == 0x7B:
            if depth == 0:
                begin = mark.start()
            depth += 1
        elif sign == 0x7D and depth:
            depth -= 1
            if depth == 0:
                yield begin, mark.end(), data[last:begin]
                last = mark.end()
