"""A report in a terminal: objections first, claims as a table, what would leave traces; inert, within its columns."""

from __future__ import annotations

import re

import pytest

from tocsin.showing.columns import width
from tocsin.showing.report_text import html, text

from tests.showing.verdicts import EMPTY, REPORT, hostile


def test_objections_come_before_claims_and_claims_before_traces() -> None:
    shown = text(REPORT)
    places = [shown.index(words) for words in ("What does not fit", "Who claims what (4)", "What would leave traces")]

    assert places == sorted(places)


def test_claims_are_a_table() -> None:
    shown = text(REPORT, 100)

    assert re.search(r"who +act +whom +deed +how sure +when", shown)
    assert re.search(r"1 +United States +accuse +China +the Microsoft.*asserted +2021-07-19", shown)
    assert "nobody named" in shown


def test_an_objection_quotes_its_words() -> None:
    assert "“banks in Ruritania”, character" in text(REPORT)


@pytest.mark.parametrize("columns", [40, 80, 120])
@pytest.mark.parametrize("report", [REPORT, EMPTY.report, hostile()[0].report, hostile("日" * 5000)[0].report])
def test_lines_fit_and_steer_nothing(report, columns: int) -> None:
    for verbose in (False, True):
        shown = text(report, columns, verbose=verbose)
        assert [line for line in shown.splitlines() if width(line) > columns] == []
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)


def test_colour_adds_nothing_but_colour() -> None:
    assert re.sub(r"\x1b\[[0-9;]*m", "", text(REPORT, 80, True)) == text(REPORT, 80)


def test_html_is_the_page() -> None:
    assert html(REPORT).startswith("<!doctype html>")
