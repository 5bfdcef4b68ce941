"""Dates: one day or none; periods are half-open."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.model.noun import Window
from tocsin.reading.dates import day, period


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("July 19, 2021", "2021-07-19"),
        ("19 July 2021", "2021-07-19"),
        ("Jul. 19, 2021", "2021-07-19"),
        ("1st March 2021", "2021-03-01"),
        ("19. Juli 2021", "2021-07-19"),
        ("19 juillet 2021", "2021-07-19"),
        ("19 de julio de 2021", "2021-07-19"),
        ("2021-07-19", "2021-07-19"),
        ("2021/07/19", "2021-07-19"),
        ("19.07.2021", "2021-07-19"),
        ("07/19/2021", "2021-07-19"),
        ("19/07/2021", "2021-07-19"),
        ("2021-07-19T10:00:00Z", "2021-07-19T10:00:00Z"),
        ("07/08/2021", None),
        ("2021-02-30", None),
        ("July 2021", None),
        ("2021-07", None),
        ("", None),
    ],
)
def test_a_printed_date(printed: str, meant: str | None) -> None:
    assert day(printed) == meant


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("2009-2018", Window("2009-01-01", "2019-01-01")),
        ("between July 2009 and September 2018", Window("2009-07-01", "2018-10-01")),
        ("from March 1, 2021 until March 15, 2021", Window("2021-03-01", "2021-03-16")),
        ("since at least 2019", Window("2019-01-01", None)),
        ("from January 2021 to the present", Window("2021-01-01", None)),
        ("2018 to 2009", None),
        ("nothing here", None),
    ],
)
def test_a_period(text: str, window: Window | None) -> None:
    assert period(text) == window


@settings(derandomize=True, max_examples=200)
@given(st.text(alphabet="0123456789-/. JulyMarch,to", max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    day(text)
    period(text)
