"""Times as logs write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.times import _of_any_form, day_times, iso, known_zone, moments


def one(text: str, zone: str | None = None) -> str | None:
    """What a single value says."""
    (value,) = moments(pa.array([text, None]), zone).cast(pa.int64()).to_pylist()[:1]
    return iso(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-03-14T01:39:32.609Z", "2021-03-14T01:39:32.609000Z"),
        ("2021-03-14 01:39:32", "2021-03-14T01:39:32Z"),
        ("2021-03-14 01:39:32,5", "2021-03-14T01:39:32.500000Z"),
        ("2021-03-14T01:39:32.123456789Z", "2021-03-14T01:39:32.123456Z"),
        ("2021-03-14T01:39:32+01:00", "2021-03-14T00:39:32Z"),
        ("2021-03-14T01:39:32 -0530", "2021-03-14T07:09:32Z"),
        ("2021-03-14 01:39:32 UTC", "2021-03-14T01:39:32Z"),
        ("2021-13-14 01:39:32", None),
        ("soon", None),
        ("", None),
    ],
)
def test_one_time(text: str, expected: str | None) -> None:
    assert one(text) == expected


def test_a_time_without_a_zone_is_in_the_zone_given_and_others_are_not() -> None:
    mixed = moments(pa.array(["2021-07-14 02:00:00", "2021-07-14 02:00:00Z"]), "Europe/Berlin")
    assert [iso(value) for value in mixed.cast(pa.int64()).to_pylist()] == [
        "2021-07-14T00:00:00Z",
        "2021-07-14T02:00:00Z",
    ]
    assert one("2021-03-28 02:30:00", "Europe/Berlin") is not None  # an hour that did not exist there


def test_one_bad_value_costs_no_other() -> None:
    assert moments(pa.array(["x", "2021-03-14T01:00:00Z"])).null_count == 1


def test_columns_without_any_time() -> None:
    assert moments(pa.array([None, None], pa.string())).null_count == 2


@settings(derandomize=True, max_examples=100)
@given(
    st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)),  # noqa: DTZ001 - zones are drawn apart
    st.integers(-14 * 60, 14 * 60),
)
def test_any_moment_with_any_offset(naive: datetime, minutes: int) -> None:
    moment = naive.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    expected = int((moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1))

    assert moments(pa.array([moment.isoformat(), "x"])).cast(pa.int64()).to_pylist() == [expected, None]


def test_names_of_zones_and_impossible_times() -> None:
    assert known_zone("Europe/Berlin")
    assert not known_zone("Nowhere/At_all")
    assert not known_zone("../../etc/passwd")
    assert iso(None) is None
    assert iso(2**62) is None


written = st.one_of(
    st.datetimes().map(lambda moment: f"{moment:%Y-%m-%d %H:%M:%S}.{moment.microsecond // 1000:03d}".rjust(23, "0")),
    st.sampled_from(["2021-02-29 00:00:00.000", "2021-04-31 24:00:00.000", "2021-00-10 00:00:00.000", "x" * 23]),
    st.sampled_from(["2021-03-14T01:39:32.609", "2021-03-14 01:39:32", "soon", "", None, "2021-03-14 01:39:60.000"]),
)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.lists(written, max_size=6))
def test_times_of_the_usual_form_are_read_as_those_of_any(texts: list[str | None]) -> None:
    column = pa.array(texts, pa.string())
    each = [_of_any_form(pa.array([text], pa.string()), None)[0] for text in texts]

    assert moments(column).cast(pa.int64()).to_pylist() == [value.cast(pa.int64()).as_py() for value in each]


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["2021-03-14", "2021-03-15", "2021-02-30", "2021-3-14", None]),
            st.sampled_from(["00:00:00", "23:59:59", "24:00:00", "12:60:00", "1:00:00", "12-00-00", None]),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_a_date_and_a_clock_say_what_they_say_together(pairs: list[tuple[str | None, str | None]]) -> None:
    dates, clocks = (pa.array(column, pa.string()) for column in zip(*pairs, strict=True))
    together = moments(pa.array([f"{date} {clock}" for date, clock in pairs]))
    quick = day_times(dates, clocks)

    if together.null_count:
        assert quick is None  # some line is no such time: whoever reads them one by one says which
    if quick is not None:
        assert quick.equals(together)
    elif not together.null_count:
        raise AssertionError("whole dates and clocks are read at once")
