"""Sets of hours: held to plain Python sets, and times to the calendar."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.judging.hours import NONE, Hours, between, hour_after, hour_of, joined, moment, stamp

runs = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 12)).map(lambda run: (run[0], run[0] + run[1])), max_size=6
)


def plain(hours: Hours) -> set[int]:
    return {hour for begin, end in hours.runs for hour in range(begin, end)}


@settings(derandomize=True, max_examples=300)
@given(runs, runs)
def test_the_sets_behave_as_sets_do(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    a, b = joined(one), joined(other)

    assert plain(a | b) == plain(a) | plain(b)
    assert plain(a & b) == plain(a) & plain(b)
    assert plain(a - b) == plain(a) - plain(b)
    for result in (a, a | b, a & b, a - b):
        assert len(result) == len(plain(result))
        assert all(begin < end for begin, end in result.runs)
        assert list(result.runs) == sorted(result.runs)
        assert all(one[1] < two[0] for one, two in zip(result.runs, result.runs[1:], strict=False))


@settings(derandomize=True, max_examples=200)
@given(runs, st.integers(0, 9))
def test_a_bridge_adds_only_short_silences(given_runs: list[tuple[int, int]], bridge: int) -> None:
    bare, bridged = joined(given_runs), joined(given_runs, bridge=bridge)

    assert plain(bare) <= plain(bridged)
    assert all(end - begin <= bridge for begin, end in (bridged - bare).runs)


def test_nothing_has_no_hours() -> None:
    assert not NONE
    assert between(5, 5) == between(6, 5) == NONE
    assert len(NONE | between(1, 3)) == 2


@pytest.mark.parametrize("text", ["", None, "yesterday", "2021-13-01", "0000-01-01"])
def test_what_is_no_time_has_no_hour(text: str | None) -> None:
    assert hour_of(text) is None
    assert hour_after(text) is None
    assert moment(text) is None


def test_times_are_utc_whatever_they_are_written_in() -> None:
    assert hour_of("1970-01-01T02:30:00+02:00") == hour_of("1970-01-01T00:59:59.999Z") == hour_of("1970") == 0
    assert hour_of("1601-01-01T00:00:00Z") == -3_234_576


@pytest.mark.parametrize(
    ("end", "after"),
    [("1970", 365 * 24), ("1970-01", 31 * 24), ("1970-12", 365 * 24), ("1970-01-01", 24), ("9999-12-31", None)],
)
def test_a_bare_date_at_the_end_counts_whole(end: str, after: int | None) -> None:
    assert hour_after(end) == (after if after is not None else hour_of(end))


@settings(derandomize=True)
@given(st.integers(-17_000_000, 70_000_000))
def test_an_hour_survives_being_written(hour: int) -> None:
    assert hour_of(stamp(hour)) == hour == hour_after(stamp(hour))


def test_hours_beyond_the_calendar_are_its_ends() -> None:
    assert stamp(10**9).startswith("9999")
    assert stamp(-(10**9)).startswith("0001")
