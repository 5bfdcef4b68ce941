"""What was seen of very many files, held in few bytes each: a survey of 200,000 logs must not take a gigabyte.

In: values, and how one becomes bytes and is made again. Out: a mapping of them. What is small is held as bytes, but for
what came last: the parts of one file come one after the other. What is large (of a file that was read in many parts) is
held as it is. What surprises: a value that was taken out may be a copy, so that it must be put back when it was
changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

SMALL_BYTES = 4096

LAST = 1024
"""How many of those that came last are held as they are."""


class Slim(MutableMapping[Key, Value], Generic[Key, Value]):
    """A mapping of values that take few bytes.

    >>> numbers = Slim(lambda ones: ",".join(ones).encode(), lambda data: data.decode().split(","))
    >>> numbers["a"] = ["1", "2"]
    >>> numbers["a"], len(numbers)
    (['1', '2'], 1)
    """

    def __init__(self, packed: Callable[[Value], bytes], unpacked: Callable[[bytes], Value]) -> None:
        """Begin with none."""
        self._packed, self._unpacked = packed, unpacked
        self._held: dict[Key, bytes | _Large[Value] | None] = {}  # None: among the last
        self._last: dict[Key, Value] = {}

    def __getitem__(self, key: Key) -> Value:
        """Return a value, or a copy of it."""
        held = self._held[key]
        if held is None:
            return self._last[key]
        return self._unpacked(held) if isinstance(held, bytes) else held.value

    def __setitem__(self, key: Key, value: Value) -> None:
        """Take a value in."""
        if isinstance(self._held.get(key), _Large):
            self._held[key] = _Large(value)  # it was large, and does not become less
            return
        self._held[key] = None
        self._last.pop(key, None)
        self._last[key] = value
        if len(self._last) > LAST:
            first = next(iter(self._last))
            self._pack(first, self._last.pop(first))

    def _pack(self, key: Key, value: Value) -> None:
        try:
            data = self._packed(value)
        except (UnicodeError, OverflowError):  # text that is none, or a size beyond 64 bits, stays as it is
            data = None
        self._held[key] = data if data is not None and len(data) <= SMALL_BYTES else _Large(value)

    def __delitem__(self, key: Key) -> None:
        """Forget a value."""
        del self._held[key]
        self._last.pop(key, None)

    def __iter__(self) -> Iterator[Key]:
        """Yield the keys in the order in which they came."""
        return iter(self._held)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._held)


class _Large(Generic[Value]):
    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value
