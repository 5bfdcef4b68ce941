"""Pages that were made, kept until what they show changes: a thousand readers of one page cost what one costs.

In: a key, a mark of the state it shows, and how to make it. Out: the page. The least recently asked for go first.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

ROOM = 128 << 20
"""Bytes of all kept pages."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it is sent."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    status: int = 200

    @property
    def tag(self) -> str:
        """Its entity tag."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'


class KeptPages:
    """A few hundred pages, for any number of threads."""

    def __init__(self, room: int = ROOM) -> None:
        """`room`: bytes of all together."""
        self._room = room
        self._used = 0
        self._pages: OrderedDict[Hashable, tuple[Hashable, Kept, str]] = OrderedDict()
        self._lock = threading.Lock()

    def page(self, key: Hashable, mark: Hashable, make: Callable[[], Kept]) -> tuple[Kept, str]:
        """Return the page of a key in this state, and its tag."""
        with self._lock:
            known = self._pages.get(key)
            if known is not None and known[0] == mark:
                self._pages.move_to_end(key)
                return known[1], known[2]
        made = make()
        tag = made.tag
        with self._lock:
            before = self._pages.pop(key, None)
            self._used -= len(before[1].body) if before else 0
            if len(made.body) <= self._room // 4:
                self._pages[key] = (mark, made, tag)
                self._used += len(made.body)
            while self._used > self._room:
                _, (_, oldest, _) = self._pages.popitem(last=False)
                self._used -= len(oldest.body)
        return made, tag
