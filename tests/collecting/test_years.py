"""Years of times that say none: from the name, the file's date, neighbours; and what is said of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from tocsin.collecting.format import Source
from tocsin.collecting.years import calendar


def days(source: Source, *blocks: list[str]) -> tuple[list[str | None], tuple[str, ...]]:
    known = calendar(source)
    found = [one for block in blocks for one in known.moments(pa.array(block)).to_pylist()]
    return [None if one is None else one.date().isoformat() for one in found], known.notes


@pytest.mark.parametrize(
    ("source", "times", "expected"),
    [
        (Source("messages-20210307"), ["Mar  2 07:00:00", "Mar  7 03:00:00"], ["2021-03-02", "2021-03-07"]),
        (Source("messages-20210307"), ["Mar  9 07:00:00"], ["2020-03-09"]),
        (Source("messages-20210103"), ["Dec 31 23:00:00", "Jan  1 00:00:00"], ["2020-12-31", "2021-01-01"]),
        (Source("x", modified=lambda: 1614900000.0), ["Mar  2 07:00:00"], ["2021-03-02"]),
        (Source("case 2021-03-04/x", modified=lambda: 1700000000.0), ["Mar  2 07:00:00"], ["2021-03-02"]),
        (Source("x"), ["Mar  2 07:00:00"], [None]),
        (
            Source("x"),
            ["Dec 31 07:00:00", "2021-01-01T00:00:00Z", "Jan  1 01:00:00"],
            ["2020-12-31", *["2021-01-01"] * 2],
        ),
        (Source("x-20210307"), ["Feb 29 07:00:00", "Foo  2 07:00:00", "soon"], [None, None, None]),
        (Source("x"), ["Mar  2 2021 07:00:00", "Mar  2 07:00:00 2021", "Tue Mar  2 07:00:00 2021"], ["2021-03-02"] * 3),
    ],
)
def test_the_year_is_told(source: Source, times: list[str], expected: list[str | None]) -> None:
    assert days(source, times)[0] == expected


def test_it_is_said_how() -> None:
    assert days(Source("x-20210307"), ["Mar  2 07:00:00"])[1] == (
        "the log writes no years: they are inferred from the date in the file's name, 2021-03-07",
    )
    assert "nothing tells them" in days(Source("x"), ["Mar  2 07:00:00"])[1][0]
    assert days(Source("x"), ["2021-03-02T07:00:00Z"])[1] == ()
    assert days(Source("x"), ["Mar  2 2021 07:00:00"])[1] == ()


def test_the_turn_of_the_year_may_lie_between_blocks() -> None:
    found, _ = days(
        Source("x-20210107"), ["Dec 31 07:00:00"], ["Jan  1 07:00:00"], ["Dec 31 23:59:59", "Jan  1 08:00:00"]
    )
    assert found == ["2020-12-31", "2021-01-01", "2020-12-31", "2021-01-01"]


def test_a_log_of_more_than_a_year_is_told_as_uncertain() -> None:
    times = [f"{month}  2 07:00:00" for month in ("Mar", "Sep", "Jan", "Apr", "Dec", "Feb", "Mar")]
    _, notes = days(Source("x-20210307"), times)
    assert any("more than a year" in note for note in notes)


def test_a_fraction_stays() -> None:
    known = calendar(Source("x-20210307"))
    assert known.moments(pa.array(["Mar  2 07:00:00.25"])).to_pylist() == [
        datetime(2021, 3, 2, 7, 0, 0, 250_000, tzinfo=UTC)
    ]
