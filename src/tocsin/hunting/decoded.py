"""A list whose members are decoded when somebody looks at them: of a plan's many, a hunt needs few.

In: members, or what msgpack made of them, and how they are decoded. Out: a sequence of members.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar, overload

from msgspec import Raw, msgpack

Member = TypeVar("Member")


class Decoded(Sequence[Member], Generic[Member]):
    """Members; `kind` is their type, as msgspec takes it."""

    def __init__(self, kind: Any, members: Iterable[Member | Raw] = ()) -> None:
        """Take members, decoded or not."""
        self._kind, self._members = kind, list(members)

    def append(self, member: Member) -> None:
        """Add a member."""
        self._members.append(member)

    def raw(self) -> list[Raw]:
        """Return all members encoded."""
        return [one if isinstance(one, Raw) else Raw(msgpack.encode(one)) for one in self._members]

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
        if isinstance(member, Raw):
            member = self._members[place] = msgpack.decode(member, type=self._kind)
        return member

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)  # pyright: ignore[reportUnknownArgumentType]

    __hash__ = None  # type: ignore[assignment] - as of any list
