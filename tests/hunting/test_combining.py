"""Events with the same profiles are one combination, as a plain function and compiled."""

from __future__ import annotations

import numpy as np
import pytest

from tocsin.hunting.combining import ALONE, COMBINED, LIST, MOST_ALIKE, ROW, combine

from tests.collecting.formats.coded_files import needs_kernels

STREAM = np.array([-2, -3, 0, 1, -2, -3, 1, 2, -2, -3, 0, -1, -4, -3, 0, 1], np.int32)
BEGINS, ENDS = np.array([0, 4, 8, 12]), np.array([4, 8, 12, 16])


@pytest.mark.parametrize("compiled", [pytest.param(True, marks=needs_kernels), False])
@pytest.mark.parametrize("room", [16, 1])
def test_rows_are_combined_by_kind_and_profiles(compiled: bool, room: int) -> None:
    run = combine if compiled else combine.function
    profiles = np.array([5, 5, 5, 0], np.int32)
    extra, more, more_ends = np.array([3], np.int32), np.array([0, 0, 0, 0]), np.array([0, 0, 1, 1])
    sought_in, sought_by = np.array([0, 0, 0, 2], np.uint64), np.array([2, 0], np.uint64)
    state, found = np.zeros(3, np.int64), np.full(4, 99)
    slots, table, keys = np.zeros(64, np.int32), np.zeros((room, 4), np.int64), np.zeros(64, np.int32)
    with np.errstate(over="ignore"):
        finished = run(
            4, STREAM, BEGINS, ENDS, extra, more, more_ends, np.array([0, 0, 0, 1]), profiles, np.zeros(4, np.int32),
            np.zeros(MOST_ALIKE, np.int32), sought_in, sought_by, np.uint64(3), slots, table, keys, state, found,
        )  # fmt: skip

    if room == 1:
        assert not finished
        assert state[ROW] == 1
        assert found.tolist() == [0, 99, 99, 99]
    else:
        assert finished
        # the third has a word in which something was found that events of its kind are searched for
        assert found.tolist() == [0, 0, ALONE, 1]
        assert state[COMBINED] == 2
        assert table[:2, 3].tolist() == [0, 3]


@pytest.mark.parametrize("compiled", [pytest.param(True, marks=needs_kernels), False])
def test_of_texts_that_are_compared_it_counts_which_are_the_same(compiled: bool) -> None:
    run = combine if compiled else combine.function
    alike = np.array([7, 7, 8, 8, 9, LIST, 0, *range(10, 10 + MOST_ALIKE + 1)], np.int32)
    rows = [[0, 1], [2, 3], [0, 2], [3, 4], [0, 2, 6, 1], [3, 4, 6, 2], [0, 2, 6, 4], [0, 5], [*range(7, len(alike))]]
    ends = np.cumsum([len(row) for row in rows])
    none, state, found = np.zeros(len(rows), np.int64), np.zeros(3, np.int64), np.full(len(rows), 99)
    with np.errstate(over="ignore"):
        assert run(
            len(rows), np.array([word for row in rows for word in row], np.int32), np.array([0, *ends[:-1]]), ends,
            np.zeros(0, np.int32), none, none, none, np.full(len(alike), 5, np.int32), alike,
            np.zeros(MOST_ALIKE, np.int32), np.zeros(len(alike), np.uint64), np.zeros(1, np.uint64), np.uint64(3),
            np.zeros(64, np.int32), np.zeros((16, 4), np.int64), np.zeros(128, np.int32), state, found,
        )  # fmt: skip

    # a list, and more texts than are told apart, are looked at by themselves
    assert found.tolist() == [0, 0, 1, 1, 2, 2, 3, ALONE, ALONE]
