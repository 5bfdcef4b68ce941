"""Dates in the language of the machine: their order told from the values, never guessed where it is written."""

from __future__ import annotations

import pyarrow as pa
import pytest

from tocsin.collecting.local_dates import written


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("3/2/2021 12:00:01 AM", "2021-03-02 00:00:01"),
        ("3/2/2021 12:00:01 PM", "2021-03-02 12:00:01"),
        ("3/2/2021 1:00:01 p.m.", "2021-03-02 13:00:01"),
        ("2.3.2021 7:05:09", "2021-03-02 07:05:09"),
        ("2021/03/02 07:05:09.123", "2021-03-02 07:05:09.123"),
        ("03/02/21 07:05", "2021-03-02 07:05:00"),
        ("02-03-2021 07:05:09", "2021-02-03 07:05:09"),
        ("2021-03-02T07:05:09", "2021-03-02 07:05:09"),
        ("", None),
        ("03/02/2021", None),
        ("a/b/c d:e:f", None),
    ],
)
def test_one_text(text: str, date: str | None) -> None:
    assert written(pa.array([text])).to_pylist() == [date]


def test_a_day_above_twelve_decides_for_all() -> None:
    assert written(pa.array(["2/3/2021 7:00:00", None, "13/3/2021 7:00:00"])).to_pylist() == [
        "2021-03-02 07:00:00",
        None,
        "2021-03-13 07:00:00",
    ]


def test_days_that_follow_each_other_decide_where_no_value_does() -> None:
    assert written(pa.array(["02/03/2021 7:00:00", "03/03/2021 7:00:00", "04/03/2021 7:00:00"])).to_pylist()[0][
        :10
    ] == ("2021-03-02")
    assert written(pa.array(["03/02/2021 7:00:00", "03/03/2021 7:00:00"])).to_pylist()[0][:10] == "2021-03-02"


def test_who_knows_the_order_may_say_it() -> None:
    assert written(pa.array(["2/3/2021 7:00:00"]), day_first=True).to_pylist() == ["2021-03-02 07:00:00"]


def test_nothing_at_all() -> None:
    assert written(pa.array([], pa.string())).to_pylist() == []
    assert written(pa.nulls(2, pa.string())).to_pylist() == [None, None]
