"""Lists that are decoded member by member: what is in them, however they were filled."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from tocsin.hunting.decoded import Decoded

numbers = st.lists(st.tuples(st.integers(-9, 9), st.text(max_size=3)), max_size=6)
KIND = tuple[int, str]


def packed(members: list[KIND]) -> Decoded[KIND]:
    return Decoded[KIND].of(KIND, *Decoded(KIND, members).encoded())


@given(numbers, numbers)
def test_members_are_the_same_encoded_or_not(first: list[KIND], more: list[KIND]) -> None:
    encoded = packed(first)
    for member in more:
        encoded.append(member)

    assert len(encoded) == len(first) + len(more)
    assert packed(first).encoded() == Decoded(KIND, first).encoded()
    assert encoded.encoded() == Decoded(KIND, [*first, *more]).encoded()
    assert encoded == Decoded(KIND, [*first, *more]) == [*first, *more]
    assert encoded[1:3] == [*first, *more][1:3]
    assert [encoded[-1 - at] for at in range(len(encoded))] == [*first, *more][::-1]
    assert pickle.loads(pickle.dumps(encoded)) == [*first, *more]  # noqa: S301 - its own, on its way to a worker


@given(numbers)
def test_what_lies_in_something_larger_is_handed_over(members: list[KIND]) -> None:
    data, ends = Decoded(KIND, members).encoded()
    encoded = Decoded[KIND].of(KIND, memoryview(b"x" + data)[1:], ends)

    assert pickle.loads(pickle.dumps(encoded)) == members  # noqa: S301 - its own, on its way to a worker


def test_a_member_is_decoded_once() -> None:
    encoded = packed([(1, "a")])

    assert encoded[0] is encoded[0]
