"""Where the objects of a JSON text begin and end, by its braces alone: many at once, by columns of positions.

In: pieces of a text as they are read. Out: for each object its place, and what stood before it; objects that only wrap
a list (`{"Records": [...]}`) are opened, so that the members of the list are the objects.
What surprises: quotes are paired line by line, because no string of JSON has a line feed in it; so a lost quote costs
one line, not the rest of the file. A closing brace that nothing opened counts as text between objects.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.int64]

WRAPPER_BYTES = 4096
"""The list that an object wraps begins within so many bytes of it."""

_STRING = rb'"(?:[^"\\]|\\.)*"'
_PLAIN = rb"(?:" + _STRING + rb"|[-+.\w]+|\{[^{}\[\]]{0,1000}\}|\[\s*\])"
_BEHIND = re.compile(rb"\s*,?\s*\]")


@cache
def opening(lists: tuple[str, ...]) -> re.Pattern[bytes]:
    """Return the pattern of the beginning of an object that wraps one of these lists, up to the list's bracket."""
    names = b"|".join(re.escape(name.encode()) for name in lists)
    member = rb"(?:" + _STRING + rb"\s*:\s*" + _PLAIN + rb"\s*,\s*){0,16}"
    return re.compile(rb"\{\s*" + member + rb'"(?:' + names + rb')"\s*:\s*\[(?=\s*(?:[\]{]|\Z))', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text that is done with: an object, or part of one that wraps others."""

    begin: int
    end: int
    is_object: bool
    stray: bytes  # what stood before it


@dataclass(frozen=True, slots=True)
class Braces:
    """Places of braces: those that open and close outermost objects, and those of objects inside these."""

    opens: Positions
    closes: Positions
    inner_opens: Positions
    inner_closes: Positions


def braces(data: bytes, depth: int) -> Braces:
    """Return the places of braces outside strings; `depth` objects are open where the data begins (0 or 1)."""
    signs = np.frombuffer(data, np.uint8)
    places = np.flatnonzero((signs == 0x7B) | (signs == 0x7D))
    quotes = unescaped(signs)
    feeds = np.flatnonzero(signs == 10)
    before_line = np.concatenate([[0], np.searchsorted(quotes, feeds)])
    inside = np.searchsorted(quotes, places) - before_line[np.searchsorted(feeds, places)]
    places = places[inside % 2 == 0]
    steps = np.where(signs[places] == 0x7B, 1, -1)
    raw = depth + np.cumsum(steps)
    after = raw - np.minimum.accumulate(np.minimum(raw, 0))
    before = np.concatenate([[depth], after[:-1]]) if len(places) else after
    opens, closes = steps == 1, steps == -1
    return Braces(
        places[opens & (before == 0)],
        places[closes & (before == 1)],
        places[opens & (before == 1)],
        places[closes & (before == 2)],
    )


def unescaped(signs: NDArray[np.uint8], wanted: int = 0x22) -> Positions:
    """Return the places of a sign, the double quote unless told, that no backslash escapes."""
    quotes = np.flatnonzero(signs == wanted)
    slashes = np.flatnonzero(signs == 0x5C)
    if not len(slashes) or not len(quotes):
        return quotes
    numbers = np.arange(len(slashes))
    starts = np.concatenate([[True], np.diff(slashes) != 1])
    in_run = numbers - np.maximum.accumulate(np.where(starts, numbers, 0))
    escaped = slashes[in_run % 2 == 0] + 1
    at = np.minimum(np.searchsorted(escaped, quotes), len(escaped) - 1)
    return quotes[escaped[at] != quotes]


class Cutter:
    """Cuts a text that is read piece by piece; remembers whether it stands inside a list that an object wraps."""

    def __init__(self, lists: tuple[str, ...] = ()) -> None:
        """Take the names of lists whose members are the objects."""
        self._opening = opening(lists) if lists else None
        self.inside = False
        self._behind = False  # the list, in the object that wraps it

    def cut(self, data: bytes, *, ended: bool) -> Iterator[Piece]:
        """Yield what is whole in the data, in order; what follows the last piece must be given again, with more.

        The data must begin where a piece ended. `ended` says that no more will come.
        """
        found = braces(data, int(self.inside))
        closes = found.closes.tolist()
        done = closed = 0
        if self.inside:
            done = yield from self._members(data, found, 0, closes[0] if closes else None)
            closed = 1
            if self.inside:
                return
        for number, begin in enumerate(found.opens.tolist()):
            end = closes[closed + number] if closed + number < len(closes) else None
            wrapper = self._wrapper(data, begin, end, ended=ended)
            if wrapper is None:
                return
            if wrapper:
                yield Piece(begin, wrapper, False, data[done:begin])
                self.inside, self._behind = True, False
                done = yield from self._members(data, found, wrapper, end)
            elif end is not None:
                yield Piece(begin, end + 1, True, data[done:begin])
                done = end + 1

    def _wrapper(self, data: bytes, begin: int, end: int | None, *, ended: bool) -> int | None:
        """Return where the list of a wrapping object begins; 0: it wraps none; None: that cannot be told yet."""
        if self._opening is None:
            return 0
        if end is None and not ended and len(data) - begin < WRAPPER_BYTES:
            return None
        found = self._opening.match(data, begin, begin + WRAPPER_BYTES)
        return found.end() if found else 0

    def _members(self, data: bytes, found: Braces, begin: int, end: int | None) -> Generator[Piece, None, int]:
        """Yield the members of a wrapped list from `begin` on; `end` is where the object that wraps it closes.

        Returns where the last piece ended. Objects behind the list are the page's own (`"paging": {...}`), no records.
        """
        last = len(data) if end is None else end
        first_open, first_close = np.searchsorted(found.inner_opens, begin), np.searchsorted(found.inner_closes, begin)
        opens = found.inner_opens[first_open : np.searchsorted(found.inner_opens, last)].tolist()
        closes = found.inner_closes[first_close : np.searchsorted(found.inner_closes, last)].tolist()
        done = begin
        for start, stop in zip(opens, closes, strict=False):  # the last may be open still
            between = data[done:start]
            self._behind = self._behind or _BEHIND.match(between) is not None
            named = self._behind and between.rstrip().endswith(b":")
            yield Piece(start, stop + 1, not named, b"" if self._behind else between)
            done = stop + 1
        if end is None:
            return done
        self.inside = False
        rest = data[done:end]
        behind = self._behind or _BEHIND.match(rest) is not None
        yield Piece(end, end + 1, False, b"" if behind else rest)
        return end + 1
