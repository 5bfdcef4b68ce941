"""Lines of JSON objects to Arrow columns in one go, by `pyarrow.json`, as far as lines are objects and types agree.

In: blocks of lines, and which top-level names are looked at. Out: a table with a row for each line that it took, and
the lines that it did not: they must be read one by one, which always works. Null in a table is "no such name", so a
line in which one of these names is said to be null is not taken, nor one with a value that is no text, whole number or
truth. Which names there are, and of which types, is learned from the lines themselves.
Names of values inside objects (`host.name`) can be asked for, too: such a column stands under the whole name.
Invariant: no line is parted or joined. Each begins with a brace and ends with one, no value may hold a line feed, and
there are as many rows as lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import re2
from numpy.typing import NDArray
from pyarrow import json as arrow_json

from tocsin.collecting.columns import pc
from tocsin.collecting.lines import LineBlock

_LEARNED_LINES = 1000
_PART_BYTES = 4 << 20  # of a block that one thread parses
_MOST_NAMES = 1024
_MOST_FAILURES = 3
"""Blocks that are no table, one after the other: the file is not of that kind."""

_TRIES = 3
"""How often a block is parsed: each time something more is known of its types."""

_OTHER = pa.null()
_OBJECT = pa.struct([])
Path = tuple[str, ...]
_TYPES: dict[type, pa.DataType] = {str: pa.string(), int: pa.int64(), bool: pa.bool_()}
"""Types whose values are the same text whoever reads them; lines with a name of any other, or of two, are not taken."""

_ESCAPED_LETTER = rb"\\u00(?:[46][1-9A-Fa-f]|[57][0-9Aa]|3[0-9]|5[Ff])"
_LONGEST_NAME = 128

Marks = NDArray[np.bool_]


class NotInColumnsError(Exception):
    """Lines of a table that must be read one by one after all."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A table, the lines that its rows are, and those that are none of it."""

    table: pa.Table
    lines: LineBlock
    left: LineBlock


class Tables:
    """Makes tables of blocks; keeps what it learned of names and types."""

    def __init__(self, names: Iterable[str] | None, *, nested: bool = False) -> None:
        """Take the top-level names that are looked at; None: all. `nested`: those with dots may be of values inside."""
        self._asked: set[Path] | None = None
        self._tree = Tree()
        self._mixed: tuple[str, ...] = ()  # names that would be parts of an asked one, glued: `"a.b": {"c":`
        self._types: dict[Path, pa.DataType] = {}  # of names that were met
        self._failures = 0
        if names is not None:
            self._asked = set()
            for name in names:
                self.ask(name)
                parts = tuple(name.split("."))
                if nested and len(parts) > 1:
                    self._asked.update(parts[: end + 1] for end in range(len(parts)))
                    self._tree.add(parts)
                    self._mixed += glued(parts)
            self._asked.discard(())

    def ask(self, name: str) -> None:
        """Look at one more name from the next block on."""
        if self._asked is not None:
            self._asked.add((name,))
            self._tree.add((name,))

    @property
    def partial(self) -> bool:
        """Whether there may be names that no table has."""
        return self._asked is not None

    def take(self, block: LineBlock) -> Taken | None:
        """Return the values of a block's lines; None: it takes none of them."""
        if self._failures >= _MOST_FAILURES or not len(block):
            return None
        found = self._take(block)
        self._failures = 0 if found is not None and len(found.left) < len(block) // 2 else self._failures + 1
        return found

    def _take(self, block: LineBlock) -> Taken | None:
        if not _is_utf8(block.data) or not self._meet(block):
            return None
        signs = np.frombuffer(block.data, np.uint8)
        unlike = (signs[block.begins] != ord("{")) | (signs[block.ends - 1] != ord("}"))
        unlike |= self._with_null(block)
        for _ in range(_TRIES):
            odd = unlike | self._with_others(block)
            lines = block if not odd.any() else block.select(~odd)
            if not len(lines):
                return None
            text = lines.text()
            table = self._parsed(lines, text)
            if table is not None and table.num_rows == len(lines):
                plain = flattened(table.combine_chunks())
                return None if plain is None else Taken(plain, lines, block.select(odd))
            if not self._learn(lines.lines):
                return None
        return None

    def _parsed(self, lines: LineBlock, text: bytes) -> pa.Table | None:
        known = {path: kind for path, kind in self._types.items() if kind != _OTHER}
        if not known:
            return None
        options = arrow_json.ParseOptions(
            explicit_schema=pa.schema(fields_of(known)),
            unexpected_field_behavior="error" if self._asked is None else "ignore",
        )
        longest = int((lines.ends - lines.begins).max()) + 2  # what is longer than a part cannot be read
        parts = arrow_json.ReadOptions(block_size=max(_PART_BYTES, longest))
        try:
            return arrow_json.read_json(pa.BufferReader(text), parts, options)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            return None

    def _meet(self, block: LineBlock) -> bool:
        """Take in names that stand in a block for the first time; False: names are written oddly.

        A column for each name that might be there would cost more than looking whether it is.
        """
        if not self._types:
            self._learn(block.select(slice(None, None, max(1, len(block) // _LEARNED_LINES))).lines)
        if self._asked is None:
            return True
        data, at = block.data, 0
        if b"\\u00" in data and _compiled(_ESCAPED_LETTER).search(data):
            return False
        new = [path for path in self._asked.difference(self._types) if self._inside(path)]
        while new:
            found = _names(tuple(sorted({path[-1] for path in new}))).search(data, at)
            if found is None:
                return True
            name = found[1].decode()
            for path in new:
                if path[-1] == name:
                    self._types[path] = pa.string()  # unless it turns out to be something else
            new = [path for path in new if path[-1] != name]
            at = found.end()
        return True

    def _inside(self, path: Path) -> bool:
        """Whether something can stand there: all above it are objects."""
        return all(self._types.get(path[:end]) == _OBJECT for end in range(1, len(path)))

    def _learn(self, lines: Sequence[bytes]) -> bool:
        """Take names and types out of lines; False: there is nothing new in them."""
        before = dict(self._types)
        for line in lines:
            try:
                value = orjson.loads(line)
            except ValueError:
                continue
            if type(value) is dict:
                self._learn_object(value, self._tree, ())
        if len(self._types) > _MOST_NAMES:
            self._types, self._failures = before, _MOST_FAILURES
        return self._types != before

    def _learn_object(self, value: dict[str, Any], tree: Tree, above: Path) -> None:
        for name, said in value.items():
            inner = tree.inner.get(name)
            if said is None or (inner is None and self._asked is not None):
                continue
            path = (*above, name)
            nested = inner is not None and bool(inner.inner) and type(said) is dict
            if nested and not said:
                continue  # a line with such an object is not taken
            kind = _OBJECT if nested else _TYPES.get(type(said), _OTHER)
            if self._types.setdefault(path, kind) != kind:
                self._types[path] = _OTHER
            elif kind == _OBJECT and inner is not None:
                first = (*path, next(iter(inner.inner)))
                self._types.setdefault(first, pa.string())  # an object without any known value would be no column
                self._learn_object(said, inner, path)

    def _with_null(self, block: LineBlock) -> Marks:
        """Mark lines in which one of the names is said to be null."""
        data, places = block.data, list[int]()
        asked = None if self._asked is None else {part for path in self._asked for part in path}
        at = data.find(b"null")
        while at >= 0:
            name = _name_before(data[max(0, at - _LONGEST_NAME) : at])
            if name is not None and (asked is None or name.decode("utf-8", "replace") in asked):
                places.append(at)
            at = data.find(b"null", at + 4)
        return _lines_of(block, places)

    def _with_others(self, block: LineBlock) -> Marks:
        """Mark lines in which one of the names stands whose values make no column."""
        names = tuple(sorted({path[-1] for path, kind in self._types.items() if kind == _OTHER} | set(self._mixed)))
        marks = np.zeros(len(block), np.bool_)
        if names:
            marks |= _lines_of(block, (found.start() for found in _names(names).finditer(block.data)))
        objects = tuple(sorted({path[-1] for path, kind in self._types.items() if kind == _OBJECT}))
        if objects and b"{}" in block.data:  # an object with nothing in it is a value
            marks |= _lines_of(block, (found.start() for found in _empty(objects).finditer(block.data)))
        return marks


def _name_before(data: bytes) -> bytes | None:
    """Return the name whose value begins behind some bytes; None: no value begins there.

    >>> _name_before(b'{"a" : '), _name_before(b'["b", ')
    (b'a', None)
    """
    begin, colon, end = data.rstrip(b" \t").rpartition(b":")
    begin = begin.rstrip(b" \t")
    return begin[:-1].rpartition(b'"')[2] if colon and not end and begin.endswith(b'"') else None


def _lines_of(block: LineBlock, places: Iterable[int]) -> Marks:
    """Mark the lines in which some bytes stand."""
    marks = np.zeros(len(block), np.bool_)
    which = np.searchsorted(block.begins, np.fromiter(places, np.int64), "right") - 1
    marks[which[which >= 0]] = True
    return marks


@cache
def _names(names: tuple[str, ...]) -> Any:
    """Return what finds the first of some names."""
    return _compiled(rb'"(' + b"|".join(re2.escape(name.encode()) for name in names) + rb')"[ \t]*:')


@cache
def _empty(names: tuple[str, ...]) -> Any:
    """Return what finds the first of some names that is an object with nothing in it."""
    return _compiled(rb'"(' + b"|".join(re2.escape(name.encode()) for name in names) + rb')"[ \t]*:[ \t]*\{[ \t]*\}')


@dataclass(slots=True)
class Tree:
    """Names by the objects that they are in."""

    inner: dict[str, Tree] = field(default_factory=dict[str, "Tree"])

    def add(self, path: Path) -> None:
        """Take a name in."""
        tree = self
        for part in path:
            tree = tree.inner.setdefault(part, Tree())


def glued(parts: Path) -> tuple[str, ...]:
    """Return which names with dots could stand for a piece of a name.

    >>> glued(("a", "b", "c")), glued(("host", "name"))
    (('a.b', 'b.c'), ())
    """
    count = len(parts)
    pieces = [(begin, end) for begin in range(count) for end in range(begin + 2, count + 1) if end - begin < count]
    return tuple(".".join(parts[begin:end]) for begin, end in pieces)


def fields_of(types: dict[Path, pa.DataType], above: Path = ()) -> list[pa.Field]:
    """Return the columns of names with their types, objects with what is in them."""
    found: list[pa.Field] = []
    for path, kind in sorted(types.items(), key=lambda one: one[0]):
        if path[:-1] == above and len(path) == len(above) + 1:
            found.append(pa.field(path[-1], pa.struct(fields_of(types, path)) if kind == _OBJECT else kind))
    return found


def flattened(table: pa.Table) -> pa.Table | None:
    """Return a table in which what is inside of objects is a column of its own; None: a line says something twice."""
    if not any(pa.types.is_struct(kind) for kind in table.schema.types):
        return table
    while any(pa.types.is_struct(kind) for kind in table.schema.types):
        table = table.flatten()
    columns: dict[str, pa.ChunkedArray] = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        before = columns.get(name)
        if before is not None:
            if before.type != column.type or pc.any(pc.and_(before.is_valid(), column.is_valid())).as_py():
                return None
            column = pc.coalesce(before, column)
        columns[name] = column
    return pa.table(columns)


@cache
def _compiled(pattern: bytes) -> Any:
    return re2.compile(pattern)


def patterns(table: pa.Table) -> Iterator[tuple[list[str], NDArray[np.int64]]]:
    """Yield each set of names that rows have, with these rows, in order of their first."""
    names = [name for name, column in zip(table.column_names, table.columns, strict=True) if column.null_count == 0]
    mixed = [
        (name, np.asarray(column.is_valid().combine_chunks()))
        for name, column in zip(table.column_names, table.columns, strict=True)
        if 0 < column.null_count < table.num_rows
    ]
    if not mixed:
        yield names, np.arange(table.num_rows)
        return
    which = np.zeros(table.num_rows, np.int64)
    for _, valid in mixed:
        if which.max() > 1 << 60:
            which = np.unique(which, return_inverse=True)[1]
        which = which * 2 + valid
    _, firsts, which = np.unique(which, return_index=True, return_inverse=True)
    order = np.argsort(which, kind="stable")
    groups = np.split(order, np.cumsum(np.bincount(which))[:-1])
    for code in np.argsort(firsts).tolist():
        rows = groups[code]
        yield [*names, *(name for name, valid in mixed if valid[rows[0]])], rows


def single(column: pa.ChunkedArray) -> pa.Array:
    """Return a column as one array."""
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def as_text(column: pa.Array) -> pa.Array:
    """Return values as a log would write them.

    >>> as_text(pa.array([True, False])).to_pylist(), as_text(pa.array([-7])).to_pylist()
    (['true', 'false'], ['-7'])
    """
    return column if pa.types.is_string(column.type) else column.cast(pa.string())


def mapped(column: pa.Array, made: Callable[[Any], Any], kind: pa.DataType) -> pa.Array:
    """Return what is made of each value; of each distinct one once."""
    known = column.dictionary_encode()
    try:
        distinct = pa.array([made(said) for said in known.dictionary.to_pylist()], kind)
    except (OverflowError, pa.ArrowInvalid):
        raise NotInColumnsError from None
    return distinct.take(known.indices)


def _is_utf8(text: bytes) -> bool:
    if text.isascii():
        return True
    ends = pa.py_buffer(np.array([0, len(text)], np.int32))
    try:
        pa.Array.from_buffers(pa.string(), 1, [None, ends, pa.py_buffer(text)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
