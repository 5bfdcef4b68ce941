"""The time axis: round times, never too many of them, always inside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.showing.pages.axis import MOST, Axis, ticks

BEGIN = datetime(2021, 3, 2, 22, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(minutes=6), ["22:07", "22:08", "22:09", "22:10", "22:11", "22:12"]),
        (timedelta(hours=6), ["23:00", "03-03", "01:00", "02:00", "03:00", "04:00"]),
        (timedelta(days=4), ["03-03", "03:00"][:1]),
    ],
)
def test_round_times(span: timedelta, words: list[str]) -> None:
    shown = [label for _, label in ticks(Axis(BEGIN, BEGIN + span, 0, 100))]

    assert shown[: len(words)] == words


@settings(derandomize=True)
@given(st.integers(0, 8200 * 365), st.integers(1, 60 * 24 * 365 * 50))
def test_labels_are_few_and_inside(day: int, minutes: int) -> None:
    start = datetime(1601, 1, 1, 7, 31, tzinfo=UTC) + timedelta(days=day)
    axis = Axis(start, start + timedelta(minutes=minutes), 10, 90)
    shown = ticks(axis)

    assert len(shown) <= MOST + 1
    assert all(10 <= x <= 90 for x, _ in shown)
