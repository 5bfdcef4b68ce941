"""The simple path of the sweep: text fields, lists of text, and nothing else."""

from __future__ import annotations

from tocsin.hunting.sweep_reference import stands_in
from tocsin.model.report import Indicator

NAME = Indicator(type="file:name", value="4688.log", start=0, end=0, defanged=False)


def test_text_and_lists_of_text_are_looked_at() -> None:
    assert stands_in(NAME, {"A": None, "B": "C:\\4688.LOG"})
    assert stands_in(NAME, {"A": ["x", None, "4688.log"]})


def test_numbers_are_no_text() -> None:
    number = Indicator(type="mutex", value="4688", start=0, end=0, defanged=False)

    assert not stands_in(number, {"A": 4688, "B": True, "C": 4688.0})
    assert stands_in(number, {"A": "4688"})
