"""Gaps against a log's own rhythm: what is silence, and what is a night."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.rhythm import gaps, silences

MONDAY = 96  # 1970-01-05T00


def office(days: int, begin: int = 8, end: int = 18) -> list[int]:
    """Hours of a log that records on weekdays in office hours."""
    return [MONDAY + day * 24 + hour for day in range(days) if day % 7 < 5 for hour in range(begin, end)]


def test_a_log_around_the_clock_has_a_gap_of_six_hours() -> None:
    hours = [*range(100, 150), *range(156, 300)]
    assert [(one.begin, one.end) for one in gaps(hours)] == [(150, 156)]
    assert gaps([*range(100, 150), *range(155, 300)]) == []


def test_nights_and_weekends_are_no_gaps() -> None:
    assert gaps(office(35)) == []


def test_a_missing_week_in_office_hours_is_a_gap() -> None:
    hours = [hour for hour in office(42) if not MONDAY + 14 * 24 <= hour < MONDAY + 21 * 24]
    assert len(gaps(hours)) == 1


def test_few_records_have_no_rhythm() -> None:
    assert gaps([1, 2, 500]) == []
    assert gaps([]) == []


@settings(derandomize=True, max_examples=100)
@given(st.lists(st.integers(0, 2000), max_size=200))
def test_gaps_are_silences_inside_the_log(hours: list[int]) -> None:
    for gap in gaps(hours):
        assert (gap.begin, gap.end) in silences(hours)
        assert gap.hours >= 6
