"""A list whose members are decoded when somebody looks at them: of a plan's many, a hunt needs few.

In: members, or what msgpack made of them end to end, and how they are decoded. Out: a sequence of members.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar, overload

from msgspec import msgpack

Member = TypeVar("Member")


class Decoded(Sequence[Member], Generic[Member]):
    """Members, none of them None; `kind` is their type, as msgspec takes it."""

    def __init__(self, kind: Any, members: Iterable[Member] = ()) -> None:
        """Take members."""
        self._decoder = msgpack.Decoder(kind)  # asked by type, a union of types is laid out anew each time
        self._members: list[Member | None] = list(members)  # None: to be decoded
        self._data: bytes | memoryview = b""
        self._ends = array("q")

    @classmethod
    def of(cls, kind: Any, data: bytes | memoryview, ends: bytes) -> Decoded[Member]:
        """Take what `encoded` gave."""
        found = cls(kind)
        found._data = data
        found._ends.frombytes(ends)
        found._members = [None] * len(found._ends)
        return found

    def append(self, member: Member) -> None:
        """Add a member."""
        self._members.append(member)

    def encoded(self) -> tuple[bytes, bytes]:
        """Return all members encoded, end to end, and where each ends (int64)."""
        parts = [self._part(at) if one is None else msgpack.encode(one) for at, one in enumerate(self._members)]
        ends, end = array("q"), 0
        for part in parts:
            end += len(part)
            ends.append(end)
        return b"".join(parts), ends.tobytes()

    def _part(self, place: int) -> bytes | memoryview:
        return self._data[self._ends[place - 1] if place else 0 : self._ends[place]]

    def __len__(self) -> int:
        return len(self._members)

    @overload
    def __getitem__(self, place: int) -> Member: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Member]: ...
    def __getitem__(self, place: int | slice) -> Member | Sequence[Member]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        member = self._members[place]
        if member is None:
            member = self._members[place] = self._decoder.decode(self._part(place % len(self)))
        return member

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)  # pyright: ignore[reportUnknownArgumentType]

    __hash__ = None  # type: ignore[assignment] - as of any list

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickled, (self._decoder.type, self.encoded())


def _unpickled(kind: Any, encoded: tuple[bytes, bytes]) -> Decoded[Any]:
    return Decoded[Any].of(kind, *encoded)
