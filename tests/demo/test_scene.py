"""Scenes: times in and out, and the order in which things are written."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.demo.scene import Line, Scene, at, written


@settings(derandomize=True, max_examples=50)
@given(st.integers(0, 4_000_000_000_000))
def test_a_time_is_written_so_that_it_can_be_read_back(moment: int) -> None:
    assert at(written(moment)) == moment


def test_what_happened_at_once_keeps_its_order() -> None:
    scene = Scene("EX09", lines=[Line(5, "a", "late"), Line(1, "a", "first"), Line(1, "a", "second")])
    scene.sort()

    assert [line.text for line in scene.lines] == ["first", "second", "late"]
