"""Keywords looked for in raw UTF-16 before any value is decoded.

A keyword that a rule looks for in every field of every Windows event would have every field decoded. Instead the bytes
of the log are searched for it, whatever the case of its letters, and only events from where something was found are
looked at in full. In: keywords. Out: places in bytes. May find too much, never too little: see `core_of`.
Source: Unicode 3.13 (which letters fold to ASCII ones); [MS-EVEN6] 2.2.12 (how values are written).
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from tocsin.hunting.atoms import Atom, Literal, Text, fold
from tocsin.hunting.patterns import hyperscan, load_database
from tocsin.knowledge import kept as disk

Numbers = npt.NDArray[np.int64]

FORM = 1
"""Number of the way in which texts become expressions: another one whenever `_wide` or `_narrow` change."""

_OF_NUMBERS = frozenset("0123456789abcdef:.-xtzsrul")
"""Letters of values that are not kept as text: numbers, identifiers, times, `true` and `false`, bytes as hex digits."""


def core_of(atom: Atom) -> str | None:
    """Return the longest text that stands in every value that the atom holds for; None: none that can be searched.

    Raw bytes can tell that an atom holds for no value of an event if it is a keyword with a literal of ASCII, with a
    letter that no number, identifier or time is written with.
    """
    if not isinstance(atom, Text) or atom.field is not None:
        return None
    texts = [fold(part.text) for part in atom.parts if isinstance(part, Literal)]
    fit = [text for text in texts if text.isascii() and not _OF_NUMBERS.issuperset(text)]
    return max(fit, key=len, default=None)


class RawKeywords:
    """Keywords ready to be searched; `atoms` are their numbers in the plan."""

    def __init__(self, cores: Mapping[int, str]) -> None:
        """Take the text of each atom that is searched for (`core_of`).

        Compiled is when first asked: often only `Places` are.
        """
        self._given = dict(cores)
        self.atoms = frozenset(cores)
        self.cores = sorted(set(cores.values()))

    @cached_property
    def _database(self) -> Any:
        return _database(self.cores, [0] * len(self.cores), hyperscan.HS_FLAG_SINGLEMATCH)

    def joined(self, other: RawKeywords) -> RawKeywords:
        """Return the keywords of both."""
        return RawKeywords({**self._given, **other._given})

    def find(self, raw: memoryview) -> bool:
        """Say whether any of them may stand in some bytes."""
        found: list[int] = []

        def note(_number: int, _begin: int, end: int, _flags: int, _context: object) -> bool:
            found.append(end)
            return True  # one is enough

        with contextlib.suppress(hyperscan.ScanTerminated):
            self._database.scan(raw, match_event_handler=note)
        return bool(found)


class Places:
    """Several `RawKeywords` searched for at once, each with a bit of its own."""

    def __init__(self, sought: Mapping[int, RawKeywords]) -> None:
        """Compile; the numbers are those of the bits."""
        bits: dict[str, int] = {}
        for bit, keywords in sought.items():
            for core in keywords.cores:
                bits[core] = bits.get(core, 0) | 1 << bit
        masks = sorted(set(bits.values()))
        self._masks = np.array(masks, np.uint64)
        self._database = _database(list(bits), [masks.index(mask) for mask in bits.values()], 0) if bits else None

    def find(self, raw: memoryview, begins: Numbers) -> tuple[Numbers, npt.NDArray[np.uint64]]:
        """Return the values of some that lie end to end in which something may stand, and the bits of what it is.

        A value may come several times. What reaches from one value into the next counts as found in the latter.
        """
        numbers: list[int] = []
        ends: list[int] = []

        def note(number: int, _begin: int, end: int, _flags: int, _context: object) -> None:
            numbers.append(number)
            ends.append(end)

        if self._database is not None and len(raw):
            self._database.scan(raw, match_event_handler=note)
        values = np.searchsorted(begins, np.array(ends, np.int64) - 1, "right") - 1
        return values, self._masks[np.array(numbers, np.int64)]


def _database(cores: list[str], ids: list[int], flags: int) -> Any:
    """Compile both forms of each text; kept on disk, since it may take a second."""
    key = hashlib.sha256(repr((FORM, hyperscan.__version__, cores, ids, flags)).encode()).hexdigest()
    stored = disk.load("keywords", key)
    known = None if stored is None else load_database(stored)
    if known is not None:
        return known
    expressions = [form for core in cores for form in (_wide(core), _narrow(core))]
    database = hyperscan.Database()
    database.compile(
        expressions=expressions,
        ids=[number for number in ids for _ in range(2)],
        elements=len(expressions),
        flags=[hyperscan.HS_FLAG_DOTALL | flags] * len(expressions),
    )
    disk.store("keywords", key, hyperscan.dumpb(database))
    return database


def dull() -> bytes:
    """Return letters such that a value of these alone holds no keyword that can be searched for."""
    return "".join(sorted(_OF_NUMBERS | {letter.upper() for letter in _OF_NUMBERS})).encode()


def dull_clocks(cores: Iterable[str]) -> bool:
    """Say whether no time as Sysmon writes it can hold one of these texts."""
    return not any(re.sub("[0-9]", "0", core) in "0000-00-00 00:00:00.000" for core in cores)


def _wide(core: str) -> bytes:
    """Return the expression of a folded text in UTF-16, little end first.

    A letter such as `ﬁ` folds to several, so those behind the first need not stand there.
    """
    items: list[bytes] = []
    for at, letter in enumerate(core):
        forms = {letter, letter.upper()} | {other for other, folded in _folding() if letter in folded}
        item = b"(?:" + b"|".join(_bytes(form.encode("utf-16-le")) for form in sorted(forms)) + b")"
        swallowed = at > 0 and any(core[at - 1 : at + 1] in folded for _, folded in _folding())
        items.append(item + (b"?" if swallowed else b""))
    return b"".join(items)


def _narrow(core: str) -> bytes:
    """Return the expression of a folded text as single bytes, as ANSI strings are kept (code page 1252)."""
    items: list[bytes] = []
    for at, letter in enumerate(core):
        forms = {letter, letter.upper()} | ({"ß"} if letter == "s" else set[str]())
        item = b"(?:" + b"|".join(_bytes(form.encode("cp1252")) for form in sorted(forms)) + b")"
        items.append(item + (b"?" if core[at - 1 : at + 1] == "ss" else b""))
    return b"".join(items)


def _bytes(raw: bytes) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in raw)


@cache
def _folding() -> tuple[tuple[str, str], ...]:
    """Return the letters beyond ASCII whose folded form has a letter of ASCII, with that form."""
    ascii_letters = set(map(chr, range(0x80)))
    letters = (chr(code) for code in range(0x80, 0x10000) if not 0xD800 <= code < 0xE000)
    return tuple((letter, fold(letter)) for letter in letters if not ascii_letters.isdisjoint(fold(letter)))
