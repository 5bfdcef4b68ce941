"""Windows over events in order: where they begin and end, and numbers of all of them at once."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from tocsin.hunting.correlations import Absent, Either, Every, Fired, Threshold
from tocsin.hunting.windows import Numbers, Windows, ranked, summed


def windows(times: list[int], groups: list[int] | None = None, members: list[int] | None = None) -> Windows:
    groups, members = groups or [0] * len(times), members or [0] * len(times)
    return Windows(np.array(times), np.array(groups), np.array(members), 10)


def test_a_window_begins_at_each_moment_and_ends_with_its_group_or_timespan() -> None:
    made = windows([0, 0, 5, 10, 11, 3, 30], [0, 0, 0, 0, 0, 1, 1])

    assert made.starts.tolist() == [0, 2, 3, 4, 5, 6]
    assert made.ends.tolist() == [4, 5, 5, 5, 6, 7]
    assert made.whole.tolist() == [True, True, False, False, True, True]


def test_distinct_values_of_every_window() -> None:
    made = windows([0, 1, 2, 11, 12, 40])

    assert made.distinct(np.array([1, 1, 2, -1, 1, -1])).tolist() == [2, 2, 2, 1, 1, 0]


def test_an_expression_is_true_from_an_event_on() -> None:
    made = windows([0, 1, 2, 30], members=[1, 0, 2, 0])
    first, second, third = (Fired(str(number)) for number in range(3))

    assert made.completed(Every((first, second)), ordered=False).tolist() == [1, 4, 4, 4]
    assert made.completed(Every((first, second)), ordered=True).tolist() == [4, 4, 4, 4]
    assert made.completed(Every((second, Either((third, first)))), ordered=True).tolist() == [1, 4, 4, 4]
    assert made.completed(Every((first, Absent(third))), ordered=False).tolist() == [4, 4, 4, 3]


def test_sums_are_exact_whatever_the_size_of_the_numbers() -> None:
    made = windows([0, 1, 2])
    numbers = Numbers(np.array([0, 1, 2]), (10**30, Fraction(1, 10), -(10**30)))

    assert summed(made, numbers, Threshold("eq", 0.1), mean=False).tolist() == [True, False, False]


def test_a_median_between_two_values() -> None:
    made = windows([0, 1])
    numbers = Numbers(np.array([0, 1]), (1, 2))

    assert ranked(made, numbers, None, Threshold("eq", 1.5)).tolist() == [True, False]


@pytest.mark.parametrize(("percent", "value"), [(0, 1), (50, 2), (51, 3), (100, 4)])
def test_a_percentile_is_the_value_of_its_rank(percent: int, value: int) -> None:
    made = windows([0, 1, 2, 3])
    numbers = Numbers(np.arange(4), (1, 2, 3, 4))

    assert ranked(made, numbers, percent, Threshold("eq", value)).tolist()[0]
