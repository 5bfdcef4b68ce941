"""Many texts searched at once: literals with or without anchors, in all values of a field in one pass.

In: literals, and folded values. Out: pairs (literal, value). Hyperscan scans the values joined by newlines in one call;
where Hyperscan is not to be had, RE2's sets scan them one by one. Both give the same pairs (tested).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from tocsin.hunting import cache

try:
    import hyperscan as _hyperscan
except ImportError:  # no wheel for this platform
    _hyperscan = None
hyperscan: Any = _hyperscan
"""The module, or None; its own annotations leave out what its functions take and raise."""

CACHED_FROM = 4  # literals; compiling fewer is about as quick as reading a file
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


class Scanner:
    """Looks for literals in values. Give both folded, or both as they are."""

    def __init__(self, patterns: list[Pattern], *, engine: str = "auto") -> None:
        """Compile; `engine` is "hyperscan", "re2", or "auto" for the first of them that is there."""
        self._texts = [pattern.text.encode("utf-8", "surrogatepass") for pattern in patterns]
        self._anchor = np.array([int(pattern.anchor) for pattern in patterns], np.int64)
        self._length = np.array([len(text) for text in self._texts], np.int64)
        use_hyperscan = hyperscan is not None and engine in ("auto", "hyperscan")
        self._database: Any = self._hyperscan() if use_hyperscan and patterns else None
        self._set: Any = None if use_hyperscan or not patterns else self._re2_set()

    def _expressions(self) -> list[bytes]:
        expressions: list[bytes] = []
        for text, anchor in zip(self._texts, self._anchor, strict=True):
            escaped = b"".join(b"\\x%02x" % byte for byte in text)
            begin = b"^" if anchor == Anchor.BEGIN else b""
            expressions.append(begin + escaped + (b"$" if anchor == Anchor.END else b""))
        return expressions

    def _hyperscan(self) -> Any:
        content = b"".join([self._anchor.tobytes(), self._length.tobytes(), *self._texts])
        key = hashlib.sha256(f"{hyperscan.__version__} {len(self._texts)} ".encode() + content).hexdigest()
        if len(self._texts) >= CACHED_FROM:
            stored = cache.load("literals", key)
            if stored is not None:
                known = load_database(stored)
                if known is not None:
                    return known
                cache.forget("literals", key)
        expressions = self._expressions()
        database = hyperscan.Database()
        database.compile(
            expressions=expressions,
            ids=list(range(len(expressions))),
            elements=len(expressions),
            flags=[hyperscan.HS_FLAG_MULTILINE] * len(expressions),
        )
        if len(expressions) >= CACHED_FROM:
            cache.store("literals", key, hyperscan.dumpb(database))
        return database

    def _re2_set(self) -> Any:
        import re2

        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        options.log_errors = False
        options.max_mem = 1 << 30
        anchors = {Anchor.BEGIN: (r"\A", ""), Anchor.END: ("", r"\z"), Anchor.ANYWHERE: ("", "")}
        found = re2.Set.SearchSet(options)
        for text, anchor in zip(self._texts, self._anchor, strict=True):
            begin, end = anchors[Anchor(anchor)]
            found.Add(begin + "".join(f"\\x{byte:02x}" for byte in text) + end)
        found.Compile()
        return found

    def scan(self, values: list[bytes]) -> tuple[Numbers, Numbers]:
        """Return pairs (number of the literal, number of the value), each once, ordered by literal."""
        if not values or not self._texts:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        literals, found = self._scan_joined(values) if self._database is not None else self._scan_each(values)
        pairs = np.unique(literals * len(values) + found)
        return pairs // len(values), pairs % len(values)

    def _scan_joined(self, values: list[bytes]) -> tuple[Numbers, Numbers]:
        ids: list[int] = []
        ends: list[int] = []

        def note(number: int, _begin: int, end: int, _flags: int, _context: object) -> None:
            ids.append(number)
            ends.append(end)

        joined = b"\n".join(values)
        self._database.scan(joined, match_event_handler=note)
        literal, end = np.array(ids, np.int64), np.array(ends, np.int64)
        size = np.fromiter(map(len, values), np.int64, len(values))
        begins = np.cumsum(size + 1) - (size + 1)
        value = np.searchsorted(begins, end - 1, "right") - 1
        start = end - self._length[literal]
        # a value may hold newlines itself, and a literal may: what counts is where the value begins and ends
        sound = (start >= begins[value]) & (end <= begins[value] + size[value])
        sound &= (self._anchor[literal] != Anchor.BEGIN) | (start == begins[value])
        sound &= (self._anchor[literal] != Anchor.END) | (end == begins[value] + size[value])
        return literal[sound], value[sound]

    def _scan_each(self, values: list[bytes]) -> tuple[Numbers, Numbers]:
        literals: list[int] = []
        found: list[int] = []
        for number, value in enumerate(values):
            matched: list[int] = self._set.Match(value) or []
            literals += matched
            found += [number] * len(matched)
        return np.array(literals, np.int64), np.array(found, np.int64)
