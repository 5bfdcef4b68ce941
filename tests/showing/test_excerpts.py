"""Excerpts fit their columns, show the marked place, and escape what steers a terminal."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.showing.columns import width
from tocsin.showing.excerpts import excerpt


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    value = draw(st.text(alphabet="ab \x1b日é\u202e", max_size=80))
    cuts = sorted(draw(st.lists(st.integers(0, len(value)), max_size=6, unique=True)))
    return value, list(zip(cuts[::2], cuts[1::2], strict=False))


@settings(derandomize=True, max_examples=200, deadline=None)
@given(marked(), st.integers(20, 60))
def test_it_fits_and_the_mark_is_in_sight(value: tuple[str, list[tuple[int, int]]], columns: int) -> None:
    shown = excerpt(*value, columns, colour=False)

    assert width(shown) <= columns
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert shown.count("«") == shown.count("»")
    if value[1]:
        assert "«" in shown


def test_what_fits_is_shown_whole() -> None:
    assert excerpt("abc", [(0, 3)], 80, colour=True) == "\x1b[1;4mabc\x1b[0m"
    assert excerpt("abc", [], 3, colour=False) == "abc"
    assert excerpt("", [], 10, colour=False) == ""
