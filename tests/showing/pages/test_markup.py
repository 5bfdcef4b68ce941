"""Small pieces of HTML: text is escaped, numbers have their words, empty parts vanish."""

from __future__ import annotations

from tocsin.model.noun import Window
from tocsin.model.verdict import Outcome
from tocsin.showing.pages import markup


def test_an_outcome_is_shape_and_word() -> None:
    assert markup.mark(Outcome.BLIND) == '<span class="mark blind"><span aria-hidden="true">▒</span> blind</span>'


def test_text_is_isolated_and_escaped() -> None:
    assert markup.isolated("<b>\u202e") == "<bdi>&lt;b&gt;\\u202e</bdi>"


def test_empty_parts_vanish() -> None:
    assert (
        markup.section("x", "Title", "") == markup.facts([("a", "")]) == markup.bullets([]) == markup.more(0, "x") == ""
    )


def test_periods_leave_out_midnight() -> None:
    assert markup.period(Window("2021-01-01T00:00:00Z", "2021-03-10T09:30:00Z")) == "2021-01-01 to 2021-03-10 09:30:00"
    assert markup.period(Window(None, "2021-03-10")) == "… to 2021-03-10"
    assert markup.period(None) == markup.period(Window(None, None)) == ""


def test_columns_of_numbers_are_aligned() -> None:
    shown = markup.table("T", ("a", "b"), [("x", "1")], numbers=frozenset({1}))

    assert '<td>x</td><td class="number">1</td>' in shown
