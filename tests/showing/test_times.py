"""Times: hostile clocks are None or text, never an error."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.showing import times


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2021-03-02T07:00:00Z", datetime(2021, 3, 2, 7, tzinfo=UTC)),
        ("2021-03-02T09:00:00+02:00", datetime(2021, 3, 2, 7, tzinfo=UTC)),
        ("2021-03-02T07:00:00.123456789Z", datetime(2021, 3, 2, 7, 0, 0, 123456, tzinfo=UTC)),
        ("1601-01-01T00:00:00Z", datetime(1601, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("2021-02-30", None),
        ("２０２１-03-02", None),
        ("", None),
        (None, None),
    ],
)
def test_what_is_a_time_and_what_is_none(text: str | None, time: datetime | None) -> None:
    assert times.moment(text) == time


@settings(derandomize=True)
@given(st.one_of(st.none(), st.text(max_size=40)))
def test_any_text_can_be_shown_as_a_time(text: str | None) -> None:
    for show in (times.short, times.minute, times.day):
        assert isinstance(show(text), str)


@settings(derandomize=True)
@given(st.datetimes(timezones=st.just(UTC)))
def test_written_times_are_read_back(time: datetime) -> None:
    assert times.moment(times.rfc3339(time)) == time
    assert times.of_hour(times.hour_of(time)) == time.replace(minute=0, second=0, microsecond=0)


def test_hours_outside_the_calendar_are_none() -> None:
    assert times.of_hour(10**12) is None
