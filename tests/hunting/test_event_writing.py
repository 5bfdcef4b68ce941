"""Events are put together from the texts of their fields, as plain functions and compiled; the size is told first."""

from __future__ import annotations

import itertools

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.hunting.event_writing import measured, written
from tocsin.hunting.joining import Pieces

from tests.collecting.formats.coded_files import needs_kernels

fields = st.tuples(
    st.lists(st.text("aé", min_size=1, max_size=5), min_size=1, max_size=3),
    st.lists(st.integers(-1, 2), min_size=4, max_size=4),
)


@pytest.mark.parametrize("compiled", [pytest.param(True, marks=needs_kernels), False])
@settings(derandomize=True, max_examples=60, deadline=None)
@given(columns=st.lists(fields, max_size=4), count=st.integers(0, 4))
def test_events_have_their_fields_in_order(
    compiled: bool, columns: list[tuple[list[str], list[int]]], count: int
) -> None:
    sized, write = (measured, written) if compiled else (measured.function, written.function)
    texts = [text for words, _ in columns for text in words]
    pieces = Pieces.of(pa.array(texts, pa.string()), np.arange(len(texts)))
    firsts = np.cumsum([0, *(len(words) for words, _ in columns)], dtype=np.int64)[:-1].copy()
    own = [[min(code, len(words) - 1) for code in codes[:count]] for words, codes in columns]
    codes = np.array([code for column in own for code in column], np.int32)
    ends = np.zeros(count, np.int32)

    size = sized(codes, count, firsts, pieces.sizes)
    out = np.zeros(size, np.uint8)
    assert write(codes, count, firsts, pieces.addresses, pieces.sizes, out, ends) == size

    begins = [0, *ends.tolist()]
    expected = [
        "{" + ",".join(words[own[at][row]] for at, (words, _) in enumerate(columns) if own[at][row] >= 0) + "}"
        for row in range(count)
    ]
    assert [bytes(out[begin:end]).decode() for begin, end in itertools.pairwise(begins)] == expected


def test_fields_stand_side_by_side() -> None:
    pieces = Pieces.of(pa.array(['"A":1', '"B":2'], pa.string()), np.arange(2))
    out, ends = np.zeros(13, np.uint8), np.zeros(1, np.int32)
    arguments = np.array([0, 0], np.int32), 1, np.array([0, 1], np.int64)

    assert measured.function(*arguments, pieces.sizes) == 13
    written.function(*arguments, pieces.addresses, pieces.sizes, out, ends)
    assert bytes(out) == b'{"A":1,"B":2}'
