"""Many texts searched at once: literals with or without anchors, in all values of a field in one pass.

In: literals, and folded values. Out: pairs (literal, value). Hyperscan scans the values joined by newlines in one call;
where Hyperscan is not to be had, RE2's sets scan them one by one. Both give the same pairs (tested).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from tocsin.hunting.texts import Joined
from tocsin.knowledge import kept

try:
    import hyperscan as _hyperscan
except ImportError:  # no wheel for this platform
    _hyperscan = None
hyperscan: Any = _hyperscan
"""The module, or None; its own annotations leave out what its functions take and raise."""

CACHED_FROM = 4  # literals; compiling fewer is about as quick as reading a file
_END_BITS = 40  # a match is noted as one number: the literal's, and where it ends
Numbers = npt.NDArray[np.int64]


class Anchor(IntEnum):
    """Where in a value a literal must stand."""

    ANYWHERE = 0
    BEGIN = 1
    END = 2


@dataclass(frozen=True, slots=True)
class Pattern:
    """A literal to look for; `text` is folded already where case does not matter."""

    text: str
    anchor: Anchor


def load_database(stored: bytes) -> Any:
    """Return a Hyperscan database as it was kept; None when this Hyperscan cannot use it."""
    try:
        database = hyperscan.loadb(stored, hyperscan.HS_MODE_BLOCK)
        database.scratch = hyperscan.Scratch(database)
    except hyperscan.error:
        return None
    return database


def kept_database(kind: str, key: str, compiled: Callable[[], Any], *, keep: bool) -> Any:
    """Return a Hyperscan database as it is kept under a key, or compile it, and with `keep` keep it."""
    stored = kept.load(kind, key) if keep else None
    if stored is not None:
        known = load_database(stored)
        if known is not None:
            return known
        kept.forget(kind, key)
    database = compiled()
    if keep:
        kept.store(kind, key, hyperscan.dumpb(database))
    return database


def compiled_database(expressions: list[bytes], flags: int) -> Any:
    """Compile expressions, numbered from 0, with the same flags."""
    database = hyperscan.Database()
    count = len(expressions)
    database.compile(expressions=expressions, ids=list(range(count)), elements=count, flags=[flags] * count)
    return database


def re2_set(expressions: Iterable[str]) -> Any:
    """Return a set of RE2 that searches bytes for expressions, numbered from 0."""
    import re2

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    options.max_mem = 1 << 30
    found = re2.Set.SearchSet(options)
    for expression in expressions:
        found.Add(expression)
    found.Compile()
    return found


class LiteralSet(Struct, frozen=True):
    """Literals in a form that is kept with a plan: their bytes end to end, their sizes and anchors (int64 each)."""

    data: bytes
    sizes: bytes
    anchors: bytes
    key: str  # of the database that Hyperscan makes of them

    @classmethod
    def of(cls, patterns: Sequence[Pattern]) -> LiteralSet:
        """Take literals one by one."""
        texts = [pattern.text.encode("utf-8", "surrogatepass") for pattern in patterns]
        data = b"".join(texts)
        sizes = np.array([len(text) for text in texts], np.int64).tobytes()
        anchors = np.array([int(pattern.anchor) for pattern in patterns], np.int64).tobytes()
        return cls(data, sizes, anchors, hashlib.sha256(b"\0".join([anchors, sizes, data])).hexdigest())


class Scanner:
    """Looks for literals in values. Give both folded, or both as they are."""

    def __init__(self, patterns: Sequence[Pattern] | LiteralSet, *, engine: str = "auto") -> None:
        """Compile; `engine` is "hyperscan", "re2", or "auto" for the first of them that is there."""
        self._literals = patterns if isinstance(patterns, LiteralSet) else LiteralSet.of(patterns)
        self._anchor = np.frombuffer(self._literals.anchors, np.int64)
        self._length = np.frombuffer(self._literals.sizes, np.int64)
        use_hyperscan = hyperscan is not None and engine in ("auto", "hyperscan")
        self._database: Any = self._hyperscan() if use_hyperscan and len(self) else None
        self._set: Any = None if use_hyperscan or not len(self) else self._re2_set()

    def __len__(self) -> int:
        return len(self._length)

    def _texts(self) -> Iterator[bytes]:
        at = 0
        for size in self._length.tolist():
            yield self._literals.data[at : at + size]
            at += size

    def _expressions(self) -> list[bytes]:
        expressions: list[bytes] = []
        for text, anchor in zip(self._texts(), self._anchor, strict=True):
            escaped = b"".join(b"\\x%02x" % byte for byte in text)
            begin = b"^" if anchor == Anchor.BEGIN else b""
            expressions.append(begin + escaped + (b"$" if anchor == Anchor.END else b""))
        return expressions

    def _hyperscan(self) -> Any:
        key = f"{self._literals.key}-{hyperscan.__version__}"
        return kept_database(
            "literals",
            key,
            lambda: compiled_database(self._expressions(), hyperscan.HS_FLAG_MULTILINE),
            keep=len(self) >= CACHED_FROM,
        )

    def _re2_set(self) -> Any:
        anchors = {Anchor.BEGIN: (r"\A", ""), Anchor.END: ("", r"\z"), Anchor.ANYWHERE: ("", "")}
        ends = (anchors[Anchor(anchor)] for anchor in self._anchor)
        return re2_set(
            begin + "".join(f"\\x{byte:02x}" for byte in text) + end
            for text, (begin, end) in zip(self._texts(), ends, strict=True)
        )

    def scan(self, values: Joined) -> tuple[Numbers, Numbers]:
        """Return pairs (number of the literal, number of the value), each once, ordered by literal."""
        if not len(values) or not len(self):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        literals, found = self._scan_joined(values) if self._database is not None else self._scan_each(values)
        pairs = np.sort(literals * len(values) + found)
        pairs = pairs[np.diff(pairs, prepend=-1) > 0]
        return pairs // len(values), pairs % len(values)

    def _scan_joined(self, values: Joined) -> tuple[Numbers, Numbers]:
        notes: list[int] = []
        add = notes.append

        def note(number: int, _begin: int, end: int, _flags: int, _context: object) -> None:
            add(number << _END_BITS | end)

        # with the newlines behind the last value: Hyperscan misses some short literals that end where its data ends
        self._database.scan(values.data, match_event_handler=note)
        found = np.array(notes, np.int64)
        literal, end = found >> _END_BITS, found & ((1 << _END_BITS) - 1)
        value = np.searchsorted(values.begins, end - 1, "right") - 1
        start = end - self._length[literal]
        # a value may hold newlines itself, and a literal may: what counts is where the value begins and ends
        begins, ends = values.begins[value], values.begins[value] + values.sizes[value]
        anchor = self._anchor[literal]
        sound = (start >= begins) & (end <= ends)
        sound &= (anchor != Anchor.BEGIN) | (start == begins)
        sound &= (anchor != Anchor.END) | (end == ends)
        return literal[sound], value[sound]

    def _scan_each(self, values: Joined) -> tuple[Numbers, Numbers]:
        literals: list[int] = []
        found: list[int] = []
        data = bytes(values.data)
        for number, (begin, size) in enumerate(zip(values.begins.tolist(), values.sizes.tolist(), strict=True)):
            matched: list[int] = self._set.Match(data[begin : begin + size]) or []
            literals += matched
            found += [number] * len(matched)
        return np.array(literals, np.int64), np.array(found, np.int64)
