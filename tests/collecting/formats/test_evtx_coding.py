"""Clocks as Sysmon writes them are read without making text; whatever is unusual is left to a slower reader."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.columns import strings
from tocsin.collecting.formats.evtx_coding import NO_CLOCK, ODD_CLOCK, WRONG_CLOCK, clock_of, is_dull
from tocsin.collecting.times import moments


def clock(text: str) -> int:
    raw = text.encode("utf-16-le")
    return int(clock_of(np.frombuffer(raw + bytes(8), np.uint8), 0, len(raw)))


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.datetimes(min_value=datetime(1970, 1, 1)))  # noqa: DTZ001 - a bound without a zone, as Hypothesis has it
def test_a_clock_is_the_time_that_it_says(moment: object) -> None:
    text = f"{moment:%Y-%m-%d %H:%M:%S.%f}"[:23]
    if text[5:10] == "02-29":
        assert clock(text) == ODD_CLOCK
    else:
        assert clock(text) == moments(strings([text])).cast("int64")[0].as_py()


@pytest.mark.parametrize(
    "text",
    ["-", "2021-03-02T07:00:00.123", "1969-01-01 07:00:00.123", "2021-04-31 07:00:00.123", "2021-03-02 24:00:00.000"],
)
def test_what_is_no_usual_clock_is_odd(text: str) -> None:
    assert clock(text) == ODD_CLOCK


@pytest.mark.parametrize("wrong", ["13-02 07:00:00", "00-02 07:00:00", "01-32 07:00:00", "01-02 07:60:00"])
def test_digits_that_are_no_time_are_wrong_as_every_reader_says(wrong: str) -> None:
    text = f"2021-{wrong}.123"

    assert clock(text) == WRONG_CLOCK
    assert moments(strings([text]))[0].as_py() is None


def test_nothing_is_no_clock() -> None:
    assert clock("") == NO_CLOCK


def test_a_value_is_dull_when_all_its_bytes_are() -> None:
    dull = np.zeros(256, np.uint8)
    dull[[0, *b"0123"]] = 1

    assert is_dull(np.frombuffer("012".encode("utf-16-le"), np.uint8), 0, 6, dull)
    assert not is_dull(np.frombuffer("01x".encode("utf-16-le"), np.uint8), 0, 6, dull)
