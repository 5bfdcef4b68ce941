"""Keywords in events that come as numbers: each word is searched once for what rules look for in any field.

In: words of a reader that codes. Out: for each word a bit for each scope of whose rules a keyword may stand in it, and
for the scopes of a kind of event the bits that matter to it. May find too much, never too little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from tocsin.collecting.words import Words
from tocsin.hunting.plan import Plan
from tocsin.hunting.raw_keywords import Places, RawKeywords

_LAST = 63
"""The last bit: scopes beyond it share it."""


class Sought:
    """What is known of the words of one `Words`. `found` are the bits by word."""

    def __init__(self, plan: Plan, raw: Callable[[int], RawKeywords | None], words: Words) -> None:
        """Take a plan and the keywords of its scopes."""
        self._words = words
        self._by_scope: dict[int, RawKeywords | None] = {}  # None: not all of its keywords can be searched for
        for scope in plan.index.keywords:
            keywords = plan.keywords_of(scope)
            known = raw(scope)
            self._by_scope[scope] = known if known is not None and keywords <= known.atoms else None
        self.scopes = frozenset(scope for scope, known in self._by_scope.items() if known is not None)
        """Scopes whose keywords are all searched for."""
        self._bits: dict[int, int] = {}
        self._places = Places({})
        self._known = 0
        self.found: npt.NDArray[np.uint64] = np.zeros(0, np.uint64)

    def of_scopes(self, scopes: Iterable[int]) -> int:
        """Return the bits that matter to events of some scopes.

        Where keywords cannot be searched for, every field is read, and the keywords are in the profiles.
        """
        mask = 0
        for scope in scopes:
            if self._by_scope.get(scope) is not None:
                if scope not in self._bits:
                    self._bits[scope] = min(len(self._bits), _LAST)
                    self._known = 0  # all words are searched again
                mask |= 1 << self._bits[scope]
        return mask

    def learn(self, count: int) -> None:
        """Search the words that are new: there are `count` by now."""
        if count > len(self.found):
            more = max(count - len(self.found), len(self.found))
            self.found = np.concatenate([self.found, np.zeros(more, np.uint64)])
        if self._known == 0:
            self._places = Places(self._sought())
            self.found[:] = 0
        if count == self._known or not self._bits:
            self._known = count
            return
        begins = self._words.table[self._known : count, 2].astype(np.int64)
        end = int(begins[-1] + self._words.table[count - 1, 3])
        raw = memoryview(self._words.store.data)[int(begins[0]) : end]
        values, bits = self._places.find(raw, begins - begins[0])
        np.bitwise_or.at(self.found, values + self._known, bits)
        self._known = count

    def _sought(self) -> dict[int, RawKeywords]:
        by_bit: dict[int, RawKeywords] = {}
        for scope, bit in self._bits.items():
            keywords = self._by_scope[scope]
            if keywords is not None:
                by_bit[bit] = keywords if bit not in by_bit else by_bit[bit].joined(keywords)
        return by_bit
