"""Who repeats whom, drawn: origins at the left, those who pass on further right, each once, lines between them.

In: relays. Out: inline SVG, made here, and the same in words for those who do not see it. A box that stands left
repeats nobody: it is an origin.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.library.relays import Relay
from tocsin.showing.columns import clip
from tocsin.showing.escape import html as safe
from tocsin.showing.escape import terminal
from tocsin.showing.pages.markup import bullets, count, isolated, more

DRAWN = 80
"""Relays in the drawing; all are in the list."""

LISTED = 200
WIDTH, ROW, HEIGHT, TOP = 1000, 46, 32, 12
LETTERS = 7.4  # units of a letter's width, on average, at the drawing's size
MOST_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class _Box:
    name: str
    left: float
    top: float
    kind: str  # origin, middle, repeater


def relay_drawing(relays: Sequence[Relay]) -> str:
    """Return the drawing with its key, and the list; nothing if nobody repeats anybody."""
    if not relays:
        return ""
    drawn = sorted(relays, key=lambda one: (-one.reports, one.speaker, one.repeater))[:DRAWN]
    names = {
        key: name for one in drawn for key, name in ((one.repeater_key, one.repeater), (one.speaker_key, one.speaker))
    }
    columns = _columns(drawn)
    width = _width(columns)
    boxes = _boxes(drawn, names, columns, width)
    height = max(box.top for box in boxes.values()) + HEIGHT + TOP
    lines = "".join(
        _line(boxes[one.speaker_key], boxes[one.repeater_key], width, one)
        for one in drawn
        if one.speaker_key != one.repeater_key
    )
    shapes = "".join(_shape(box, width) for box in boxes.values())
    svg = (
        f'<div class="scroll" tabindex="0" role="region" aria-label="Drawing: who repeats whom">'
        f'<svg class="drawing" viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="Who repeats whom; the list '
        f'below says the same in words">{lines}{shapes}</svg></div>\n'
    )
    return _key() + svg + more(len(relays) - len(drawn), "line", "the list below") + _words(relays)


def _columns(relays: Sequence[Relay]) -> dict[str, int]:
    """Return the column of each party: 0 for who repeats nobody, else one right of whom it repeats."""
    repeats: dict[str, set[str]] = defaultdict(set)
    for one in relays:
        repeats.setdefault(one.speaker_key, set())
        if one.speaker_key != one.repeater_key:
            repeats[one.repeater_key].add(one.speaker_key)
    columns = {key: 0 for key in repeats if not repeats[key]}
    # where all repeat each other, one has to begin: the first by name
    while len(columns) < len(repeats):
        ready = [key for key in repeats if key not in columns and repeats[key] <= columns.keys()]
        for key in ready or [min(key for key in repeats if key not in columns)]:
            known = [columns[other] for other in repeats[key] if other in columns]
            columns[key] = min(max(known, default=0) + 1, MOST_COLUMNS - 1)
    return columns


def _width(columns: dict[str, int]) -> float:
    number = max(columns.values()) + 1
    return (WIDTH - 20 - 110 * (number - 1)) / number


def _boxes(relays: Sequence[Relay], names: dict[str, str], columns: dict[str, int], width: float) -> dict[str, _Box]:
    repeated = {one.speaker_key for one in relays}
    rows: dict[int, int] = defaultdict(int)
    boxes: dict[str, _Box] = {}
    for key in names:
        column = columns[key]
        kind = "origin" if column == 0 else "middle" if key in repeated else "repeater"
        boxes[key] = _Box(names[key], 10 + column * (width + 110), TOP + rows[column] * ROW, kind)
        rows[column] += 1
    return boxes


def _line(origin: _Box, repeater: _Box, width: float, one: Relay) -> str:
    begin, end = origin.left + width, repeater.left
    y, to = origin.top + HEIGHT / 2, repeater.top + HEIGHT / 2
    if end <= begin:  # in one column, or back: around the right side
        end, begin = repeater.left + width, origin.left + width
        path = f"M{begin:.0f} {y:.0f} C{begin + 70:.0f} {y:.0f} {end + 70:.0f} {to:.0f} {end:.0f} {to:.0f}"
    else:
        bend = (begin + end) / 2
        path = f"M{begin:.0f} {y:.0f} C{bend:.0f} {y:.0f} {bend:.0f} {to:.0f} {end:.0f} {to:.0f}"
    thick = 1.5 + min(one.reports, 12) / 4
    said = terminal(f"{one.repeater} {one.kind} {one.speaker} in {count(one.reports, 'report')}", 300)
    return f'<path class="{_css(one.kind)}" d="{path}" stroke-width="{thick:.1f}"><title>{safe(said)}</title></path>'


def _css(kind: str) -> str:
    return "endorses" if kind == "endorses" else "relays"


def _shape(box: _Box, width: float) -> str:
    shown = clip(terminal(box.name, 200), int((width - 16) / LETTERS))
    return (
        f"<g><title>{safe(terminal(box.name, 300))}</title>"
        f'<rect class="{box.kind}" x="{box.left:.0f}" y="{box.top:.0f}" '
        f'width="{width:.0f}" height="{HEIGHT}" rx="4"></rect>'
        f'<text x="{box.left + 8:.0f}" y="{box.top + 21:.0f}">{safe(shown)}</text></g>'
    )


def _key() -> str:
    return (
        '<p class="soft"><span class="key origin"></span> an origin: repeats nobody &nbsp; '
        '<span class="key repeater"></span> only repeats &nbsp; <span class="key relays"></span> passes on &nbsp; '
        '<span class="key endorses"></span> acknowledges or supports. A thicker line stands in more reports.</p>\n'
    )


def _words(relays: Sequence[Relay]) -> str:
    verbs = {"endorses": "acknowledges or supports"}
    rows = bullets(
        f"{isolated(one.repeater)} {verbs.get(one.kind, 'passes on')} {isolated(one.speaker)} "
        f'<span class="soft">({count(one.reports, "report")})</span>'
        for one in relays[:LISTED]
    )
    return f"<details><summary>The same in words</summary>\n{rows}</details>\n"
