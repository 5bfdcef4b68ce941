"""Pages that were made, kept until what they show changes: a thousand readers of one page cost what one costs.

In: a key, a mark of the state it shows, and how to make it. Out: the page. The least recently asked for go first.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
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
        self._making: dict[Hashable, Future[tuple[Kept, str]]] = {}
        self._lock = threading.Lock()

    def page(self, key: Hashable, mark: Hashable, make: Callable[[], Kept]) -> tuple[Kept, str]:
        """Return the page of a key in this state, and its tag; raises what `make` raises.

        Of those who ask for it while it is made, one makes it and the others wait.
        """
        with self._lock:
            known = self._pages.get(key)
            if known is not None and known[0] == mark:
                self._pages.move_to_end(key)
                return known[1], known[2]
            making = self._making.get((key, mark))
            mine = making is None
            if making is None:
                making = self._making[key, mark] = Future()
        if not mine:
            return making.result()
        try:
            made = make()
        except BaseException as error:
            making.set_exception(error)
            raise
        else:
            tag = made.tag
            self._keep(key, mark, made, tag)
            making.set_result((made, tag))
            return made, tag
        finally:
            with self._lock:
                del self._making[key, mark]

    def _keep(self, key: Hashable, mark: Hashable, made: Kept, tag: str) -> None:
        with self._lock:
            before = self._pages.pop(key, None)
            self._used -= len(before[1].body) if before else 0
            if len(made.body) <= self._room // 4:
                self._pages[key] = (mark, made, tag)
                self._used += len(made.body)
            while self._used > self._room:
                _, (_, oldest, _) = self._pages.popitem(last=False)
                self._used -= len(oldest.body)
