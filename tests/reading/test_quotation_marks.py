"""Quotations in single marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.reading.quotation_marks import doubled


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("‘It’s Russia,’ he said.", "“It’s Russia,” he said."),
        ("'We can't say,' she said.", '"We can\'t say," she said.'),
        ("Iran's 'denial' of the bosses' plan", "Iran's 'denial' of the bosses' plan"),
        ("“A ‘gift’ of theirs”", "“A “gift” of theirs”"),
    ],
)
def test_single_marks_around_what_is_said_are_doubled(text: str, told: str) -> None:
    assert doubled(text) == told


@given(st.text("‘’'\",. aB\n", max_size=60))
def test_every_letter_stays_in_its_place(text: str) -> None:
    told = doubled(text)

    assert len(told) == len(text)
    assert all(one == other or one in "‘’'" for one, other in zip(text, told, strict=True))
