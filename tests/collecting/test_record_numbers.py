"""Holes in record numbers, whatever the order and the parts they come in."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting import record_numbers
from tocsin.collecting.record_numbers import RecordNumbers


def holes_of(numbers: set[int]) -> list[tuple[int, int]]:
    """Missing ranges, the plain way."""
    ordered = sorted(numbers)
    return [(a + 1, b - 1) for a, b in pairwise(ordered) if b > a + 1]


@settings(derandomize=True, max_examples=150)
@given(st.lists(st.lists(st.integers(0, 60), max_size=20), max_size=6), st.integers(1, 6))
def test_holes_are_the_missing_numbers(parts: list[list[int]], split: int) -> None:
    first, second = RecordNumbers(), RecordNumbers()
    for position, part in enumerate(parts):
        numbers = np.array(part, np.int64)
        (first if position % split else second).add(numbers, numbers * 1_000_000)
        first.settle()
    first.merge(second)

    assert [(hole.first, hole.last) for hole in first.holes()] == holes_of({one for part in parts for one in part})


def test_a_time_that_goes_back_by_more_than_a_minute() -> None:
    numbers = RecordNumbers()
    numbers.add(np.array([1, 2, 3, 4]), np.array([0, 100_000_000, 90_000_000, 10_000_000]))
    numbers.settle()
    assert numbers.reversals == [(4, 90_000_000, 10_000_000)]


@settings(derandomize=True, max_examples=200)
@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 9)), max_size=16),
    st.lists(st.integers(0, 3), min_size=16, max_size=16),
    st.randoms(use_true_random=False),
)
def test_what_is_found_does_not_depend_on_parts_and_order(
    records: list[tuple[int, int]], part_of: list[int], shuffle: random.Random
) -> None:
    minute = 60_000_000

    def found(given: list[tuple[int, int]], parts: list[int]) -> tuple[object, ...]:
        passes = [RecordNumbers() for _ in range(4)]
        for (number, time), part in zip(given, parts, strict=False):
            passes[part].add(np.array([number]), np.array([time * minute]))
            if part == 1:
                passes[part].settle()
        whole = RecordNumbers()
        for one in passes:
            whole.merge(one)
        whole.settle()
        return whole.holes(), whole.reversals, whole.repeated

    expected = found(records, [0] * 16)
    shuffled = list(records)
    shuffle.shuffle(shuffled)
    assert found(shuffled, part_of) == expected

    times = dict(records)
    twice = len(times) < len(records)
    back = [
        (number + 1, time * minute, times[number + 1] * minute)
        for number, time in sorted(times.items())
        if number + 1 in times and times[number + 1] < time - 1
    ]
    assert expected[1:] == ([] if twice else back, twice)


def test_scattered_numbers_are_given_up(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(record_numbers, "MOST_RUNS", 10)
    numbers = RecordNumbers()
    numbers.add(np.arange(0, 100, 2), np.zeros(50, np.int64))
    assert numbers.holes() == []
    assert numbers.scattered
