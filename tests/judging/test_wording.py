"""Pieces of sentences."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.judging.hours import hour_of
from tocsin.judging.wording import days, listed, many, of_window, percent


@settings(derandomize=True)
@given(st.floats(0, 1, exclude_max=True))
def test_what_is_not_whole_never_reads_as_a_hundred(share: float) -> None:
    assert percent(share) != "100 %" or share > 1 - 1e-9


def test_a_whole_reads_as_a_hundred() -> None:
    assert percent(1.0) == "100 %"
    assert of_window(1.0, 24 * 69) == "100 % (69 of 69 days)"


def test_a_period_names_the_year_once_and_is_open_where_it_is_not_known() -> None:
    begin, end = hour_of("2020-12-24"), hour_of("2021-01-02")

    assert days(begin, end) == "24 December 2020 to 1 January 2021"
    assert days(None, end) == "up to 1 January 2021"
    assert days(begin, None) == "from 24 December 2020 on"
    assert days(None, None) == "an unknown period"
    assert days(begin, (begin or 0) + 1) == "24 December 2020"


def test_counts_and_lists() -> None:
    assert many(0, "hit") == "0 hits"
    assert listed([]) == ""
    assert listed(["a", "b", "c"]) == "a, b and c"
