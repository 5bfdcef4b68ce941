"""Lists that are decoded member by member: what is in them, however they were filled."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw, msgpack

from tocsin.hunting.decoded import Decoded

numbers = st.lists(st.tuples(st.integers(-9, 9), st.text(max_size=3)), max_size=6)
KIND = tuple[int, str]


@given(numbers, numbers)
def test_members_are_the_same_encoded_or_not(first: list[KIND], more: list[KIND]) -> None:
    encoded = Decoded[KIND](KIND, [Raw(msgpack.encode(member)) for member in first])
    for member in more:
        encoded.append(member)

    assert len(encoded) == len(first) + len(more)
    assert encoded == Decoded(KIND, [*first, *more]) == [*first, *more]
    assert [msgpack.decode(member, type=KIND) for member in encoded.raw()] == [*first, *more]
    assert encoded[1:3] == [*first, *more][1:3]
    assert pickle.loads(pickle.dumps(encoded)) == [*first, *more]  # noqa: S301 - its own, on its way to a worker


def test_a_member_is_decoded_once() -> None:
    encoded = Decoded[KIND](KIND, [Raw(msgpack.encode((1, "a")))])

    assert encoded[0] is encoded[0]
