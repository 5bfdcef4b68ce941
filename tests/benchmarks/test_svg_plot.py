"""Curves: well-formed, every point inside the frame, hostile names harmless."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.svg_plot import HEIGHT, WIDTH, plot

SVG = "{http://www.w3.org/2000/svg}"


def places(drawing: str) -> list[tuple[float, float]]:
    lines = ET.fromstring(drawing).iter(f"{SVG}polyline")  # noqa: S314
    return [tuple(map(float, pair.split(","))) for line in lines for pair in line.get("points", "").split()]  # type: ignore[misc]


@settings(derandomize=True, max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 1e9), st.floats(1e-6, 1e6)), min_size=2, max_size=8),
    st.booleans(),
    st.sampled_from(["tocsin", "a < b & c", "'\"</svg>", "größer", "𐍈"]),
)
def test_every_point_is_inside_the_frame(points: list[tuple[float, float]], zero: bool, name: str) -> None:
    drawn = places(plot(name, name, name, {name: points}, zero=zero))

    assert len(drawn) == len(points)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in drawn)


def test_more_is_further_right_and_higher() -> None:
    (x1, y1), (x2, y2), (x3, y3) = places(plot("t", "x", "y", {"a": [(1000, 5), (0, 1), (10, 2)]}))

    assert x1 < x2 < x3
    assert y1 > y2 > y3


def test_nothing_to_draw_is_said() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        plot("t", "x", "y", {"a": []})
