"""Validity: the period that the report states for its indicators."""

from __future__ import annotations

import pytest

from tocsin.model.noun import Window
from tocsin.reading.validity import Validity

LIST = "\n\n1.2.3[.]4\n"


@pytest.mark.parametrize(
    ("sentence", "window"),
    [
        ("APT40 used the following domains between 2009 through 2018.", Window("2009-01-01", "2019-01-01")),
        (
            "CISA recommends investigating for signs of a compromise from at least January 1, 2021 through present.",
            Window("2021-01-01", None),
        ),
        ("These indicators were used from March 2020 to June 2021.", Window("2020-03-01", "2021-07-01")),
        ("The domains have been active since 2019.", Window("2019-01-01", None)),
        ("The company was founded between 2009 and 2011.", None),
        ("The domains were registered.", None),
    ],
)
def test_a_sentence_about_indicators_governs_what_follows(sentence: str, window: Window | None) -> None:
    text = sentence + LIST
    assert Validity(text).window(text.index("1.2.3")) == window


def test_the_nearest_sentence_before_governs() -> None:
    text = "The domains were used in 2018-2019.\na.com\nThe hashes were used in 2020-2021.\nb.com\n"
    validity = Validity(text)
    assert [validity.window(text.index(value)) for value in ("a.com", "b.com")] == [
        Window("2018-01-01", "2020-01-01"),
        Window("2020-01-01", "2022-01-01"),
    ]


def test_a_text_full_of_years_takes_no_time() -> None:
    assert Validity("in 2019 domains " * 50_000).window(100) is None
