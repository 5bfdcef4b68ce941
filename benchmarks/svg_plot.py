"""Curves as SVG, without a plotting library: points, lines, axes of powers of ten, a legend; for light and dark."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 640, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 24, 48, 56
_LEGEND = 150
_COLOURS = ("#0b6e99", "#c2410c", "#4d7c0f", "#7e22ce", "#64748b")
_MARKS = ("circle", "square", "diamond", "triangle", "circle")
Points = Sequence[tuple[float, float]]


def plot(title: str, x: str, y: str, curves: Mapping[str, Points], *, zero: bool = False) -> str:
    """Return a drawing of curves on logarithmic axes; with `zero`, the vertical axis is linear and begins at 0.

    A point at x = 0 (no indicators) stands at the left edge, marked 0. Raises `ValueError` where there is no point.
    """
    points = [point for curve in curves.values() for point in curve]
    if not points:
        raise ValueError("nothing to draw")
    xs = _Axis([value for value, _ in points], _LEFT, WIDTH - _RIGHT)
    ys = _Axis([value for _, value in points], HEIGHT - _BOTTOM, _TOP, linear=zero)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(title)}" font-family="sans-serif" font-size="12">',
        "<style>text{fill:#1f2937}.g{stroke:#d1d5db;stroke-width:1}@media (prefers-color-scheme:dark)"
        "{text{fill:#e5e7eb}.g{stroke:#4b5563}}</style>",
        f'<text x="{_LEFT}" y="20" font-size="14" font-weight="bold">{escape(title)}</text>',
    ]
    for value, at in xs.ticks():
        parts.append(f'<line class="g" x1="{at:.1f}" y1="{_TOP}" x2="{at:.1f}" y2="{HEIGHT - _BOTTOM}"/>')
        parts.append(f'<text x="{at:.1f}" y="{HEIGHT - _BOTTOM + 16}" text-anchor="middle">{_short(value)}</text>')
    for value, at in ys.ticks():
        parts.append(f'<line class="g" x1="{_LEFT}" y1="{at:.1f}" x2="{WIDTH - _RIGHT}" y2="{at:.1f}"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{_short(value)}</text>')
    parts.append(f'<text x="{(_LEFT + WIDTH - _RIGHT) / 2}" y="{HEIGHT - 20}" text-anchor="middle">{escape(x)}</text>')
    parts.append(f'<text x="{_LEFT}" y="38">{escape(y)}</text>')
    for number, (name, curve) in enumerate(curves.items()):
        parts += _curve(number, [(xs.at(a), ys.at(b)) for a, b in sorted(curve)])
        across = WIDTH - _RIGHT - _LEGEND * (len(curves) - number)
        parts.append(_mark(_MARKS[number % len(_MARKS)], across, 34, _COLOURS[number % len(_COLOURS)]))
        parts.append(f'<text x="{across + 10}" y="38">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _curve(number: int, places: Points) -> list[str]:
    colour, mark = _COLOURS[number % len(_COLOURS)], _MARKS[number % len(_MARKS)]
    path = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
    parts = [f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'] if len(places) > 1 else []
    parts += [_mark(mark, a, b, colour) for a, b in places]
    return parts


def _mark(mark: str, x: float, y: float, colour: str) -> str:
    if mark == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'
    corners = {
        "square": ((-4, -4), (4, -4), (4, 4), (-4, 4)),
        "diamond": ((0, -5), (5, 0), (0, 5), (-5, 0)),
        "triangle": ((0, -5), (5, 4), (-5, 4)),
    }[mark]
    path = " ".join(f"{x + a:.1f},{y + b:.1f}" for a, b in corners)
    return f'<polygon points="{path}" fill="{colour}"/>'


class _Axis:
    """Values to places: logarithmic, or linear from 0 on."""

    def __init__(self, values: Sequence[float], begin: float, end: float, *, linear: bool = False) -> None:
        self._begin, self._end, self._linear = begin, end, linear
        positive = [value for value in values if value > 0] or [1.0]
        self._zero = not linear and any(value <= 0 for value in values)
        if linear:
            self._low, self._high = 0.0, _round_up(max(positive))
        else:
            self._low = math.floor(math.log10(min(positive))) - self._zero
            self._high = max(math.ceil(math.log10(max(positive))), self._low + 1)

    def at(self, value: float) -> float:
        """Return the place of a value."""
        place = value if self._linear else (math.log10(value) if value > 0 else self._low)
        return self._begin + (place - self._low) / (self._high - self._low) * (self._end - self._begin)

    def ticks(self) -> list[tuple[float, float]]:
        """Return the values that are marked, and their places."""
        if self._linear:
            values = [self._high * step / 5 for step in range(6)]
        else:
            values = [10.0**power for power in range(int(self._low) + self._zero, int(self._high) + 1)]
            values = [0.0, *values] if self._zero else values
        return [(value, self.at(value)) for value in values]


def _round_up(value: float) -> float:
    unit = 10.0 ** math.floor(math.log10(value))
    return next(step * unit for step in (1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10) if step * unit >= value)


def _short(value: float) -> str:
    """Return a number as short as it can be read.

    >>> [_short(number) for number in (0, 0.1, 2.5, 1000, 1e6)]
    ['0', '0.1', '2.5', '1k', '1M']
    """
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"
