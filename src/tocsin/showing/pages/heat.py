"""The heat map of a coverage page, as inline SVG: hosts and their logs downwards, days across.

A cell is as full as its hours were recorded. Hatched is what no record covers; a hatched cell with a frame is a gap,
where the log's own rhythm lets expect records; a triangle is a sign of tampering or a loss. So nothing rests on colour
alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tocsin.judging.hosts import host_names
from tocsin.judging.hours import Hours, between, hour_of
from tocsin.judging.sources import Source, survey_hosts
from tocsin.knowledge.logs import logs
from tocsin.model.evidence import Coverage, Inventory
from tocsin.showing.escape import html as safe
from tocsin.showing.pages.axis import Axis, ticks
from tocsin.showing.pages.hours import HATCH
from tocsin.showing.pages.markup import NAME, count
from tocsin.showing.times import of_hour

LANES = 150
COLUMNS = 92
LEFT, RIGHT, TOP, LANE, BAR = 312, 985, 34, 22, 16
_STEPS = (1, 2, 3, 6, 12, 24, 48, 168, 720, 8760, 87_600)
_PLAUSIBLE = (175_320, 2_016_000)  # hours since 1970: 1990 to 2200
_LONGEST = 3 * 8766


class Lane(NamedTuple):
    """One log of one host: what it recorded, and what is odd about it, by the hour."""

    host: str
    log: str
    recorded: Hours
    events: Counter[int]
    gaps: Hours
    odd: Counter[int]  # hours with signs of tampering, or in which records may be lost


class Scale(NamedTuple):
    """Hours `[begin, end)` in cells of `step` hours."""

    begin: int
    end: int
    step: int

    def cells(self) -> Iterator[tuple[int, int]]:
        """Yield the cells' hours."""
        for begin in range(self.begin, self.end, self.step):
            yield begin, min(begin + self.step, self.end)


def lanes_of(coverage: Iterable[Coverage]) -> list[Lane]:
    """Return the logs of all hosts, in the order of their names."""
    coverage = tuple(coverage)
    names = host_names(one.host for one in coverage)
    found: list[Lane] = []
    for host, held in survey_hosts(coverage, names, {log.id: log for log in logs()}).items():
        for source in held.sources:
            if source.log or source.events:
                parts = [one for one in coverage if names.of(one.host) == host and one.log == source.log]
                found.append(_lane(host, source, parts))
    return found


def _lane(host: str, source: Source, parts: list[Coverage]) -> Lane:
    events: Counter[int] = Counter()
    odd: Counter[int] = Counter()
    for part in parts:
        events.update({entry.hour: entry.events for entry in part.hours})
        odd.update({entry.hour: 1 for entry in part.damaged})
        odd.update(hour for sign in part.tampering if (hour := hour_of(sign.time)) is not None)
    return Lane(host, source.log, source.recorded, events, source.gaps, odd)


def scale_of(lanes: list[Lane], window: tuple[int, int] | None = None) -> Scale | None:
    """Return the hours to draw and how many a cell has; None: there is no time to draw.

    Clocks that stood far off do not stretch the drawing: of more than three years only those with most hours are drawn.
    """
    hours = sorted(hour for lane in lanes for hour in lane.events if _PLAUSIBLE[0] <= hour < _PLAUSIBLE[1])
    if not hours and window is None:
        return None
    begin, end = (hours[0], hours[-1] + 1) if hours else (window or (0, 1))
    if hours and end - begin > _LONGEST:
        begin, end = hours[len(hours) // 200], hours[-1 - len(hours) // 200] + 1
    if window is not None:
        begin, end = min(begin, window[0]), max(end, window[1])
    step = next((step for step in _STEPS if (end - begin) / step <= COLUMNS), _STEPS[-1])
    begin = begin // step * step
    return Scale(begin, max(end, begin + step), step)


def heat_map(inventory: Inventory) -> str:
    """Return the drawing with its key; nothing if there is no time to draw."""
    lanes = lanes_of(inventory.coverage)
    window = None
    if inventory.window is not None:
        begin, end = hour_of(inventory.window.begin), hour_of(inventory.window.end)
        window = (begin, end) if begin is not None and end is not None else None
    scale = scale_of(lanes, window)
    if scale is None or not lanes:
        return ""
    body = _key(scale) + _drawing(lanes[:LANES], scale, window)
    outside = sum(1 for lane in lanes for hour in lane.events if not scale.begin <= hour < scale.end)
    if outside:
        body += f'<p class="soft">{count(outside, "hour")} with records lie outside this drawing.</p>\n'
    if len(lanes) > LANES:
        body += f'<p class="soft">{count(len(lanes) - LANES, "more log")} not drawn; all are in the table below.</p>\n'
    return body


def _key(scale: Scale) -> str:
    hours = f"{scale.step} h" if scale.step < 24 else count(scale.step // 24, "day")
    return (
        f'<p><span class="key recorded"></span> recorded (a cell is {hours}; the fuller, the more of it) '
        '&nbsp; <span class="key blind"></span> no record covers it &nbsp; '
        '<span class="key blind gap"></span> a gap: records were to be expected &nbsp; '
        "▲ tampering or loss. All times are UTC.</p>\n"
    )


def _drawing(lanes: list[Lane], scale: Scale, window: tuple[int, int] | None) -> str:
    axis = Axis(_time(scale.begin), _time(scale.end), LEFT, RIGHT)
    height = TOP + LANE * len(lanes) + 8
    begin, end = f"{axis.begin:%Y-%m-%d %H:%M}", f"{axis.end:%Y-%m-%d %H:%M}"
    grid = "".join(
        f'<line class="axis" x1="{x:.1f}" y1="{TOP - 6}" x2="{x:.1f}" y2="{height}"></line>'
        f'<text class="soft" x="{x:.1f}" y="{TOP - 12}" text-anchor="middle">{words}</text>\n'
        for x, words in ticks(axis)
    )
    rows = "".join(
        _row(number, lane, scale, axis, named=number == 0 or lanes[number - 1].host != lane.host)
        for number, lane in enumerate(lanes)
    )
    frame = _frame(window, axis, height) if window else ""
    label = f"Hours recorded, {begin} to {end}: {count(len(lanes), 'log')}"
    return (
        f'<h3>{begin} to {end}</h3>\n<div class="scroll" tabindex="0" role="region" aria-label="Heat map">'
        f'<svg class="hours" viewBox="0 0 1000 {height}" role="group" aria-label="{label}">\n{HATCH}'
        f"{grid}{rows}{frame}</svg></div>\n"
    )


def _time(hour: int) -> datetime:
    return of_hour(hour) or datetime(1970, 1, 1, tzinfo=UTC) + timedelta(0)


def _frame(window: tuple[int, int], axis: Axis, height: int) -> str:
    left, right = axis.x(_time(window[0])), axis.x(_time(window[1]))
    return (
        f'<rect class="window" x="{left:.1f}" y="{TOP - 5}" width="{right - left:.1f}" height="{height - TOP + 3}">'
        "<title>the period asked for</title></rect>\n"
    )


def _row(number: int, lane: Lane, scale: Scale, axis: Axis, *, named: bool) -> str:
    y = TOP + LANE * number
    cells = "".join(_cell(lane, begin, end, axis, y) for begin, end in scale.cells())
    cells += "".join(_gap(begin, end, axis, y) for begin, end in (lane.gaps & between(scale.begin, scale.end)).runs)
    name = safe(lane.host, 19) if named else ""
    log = safe(lane.log.removeprefix("Microsoft-Windows-"), 21)
    full = f"{safe(lane.host, NAME)}: {safe(lane.log, NAME)}"
    return (
        f'<g><title>{full}</title><text x="4" y="{y + 12}">{name}</text>'
        f'<text class="soft" x="{LEFT - 8}" y="{y + 12}" text-anchor="end">{log}</text>'
        f'<rect class="unrecorded" x="{LEFT}" y="{y}" width="{RIGHT - LEFT}" height="{BAR}"></rect>{cells}</g>\n'
    )


def _gap(begin: int, end: int, axis: Axis, y: float) -> str:
    left, right = axis.x(_time(begin)), axis.x(_time(end))
    words = f"gap from {_time(begin):%Y-%m-%d %H:%M} to {_time(end):%Y-%m-%d %H:%M}, {count(end - begin, 'hour')}"
    width = max(right - left, 2)
    shape = f'<rect class="gap" x="{left:.1f}" y="{y}" width="{width:.1f}" height="{BAR}"></rect>'
    return f"<g><title>{words}</title>{shape}</g>"


def _cell(lane: Lane, begin: int, end: int, axis: Axis, y: float) -> str:
    inside = between(begin, end)
    recorded = len(lane.recorded & inside)
    gap = len(lane.gaps & inside)
    odd = sum(lane.odd[hour] for hour in range(begin, end)) if end - begin <= 8760 else 0
    if not recorded and not odd:
        return ""
    x, width = axis.x(_time(begin)), axis.x(_time(end)) - axis.x(_time(begin))
    shapes = ""
    if recorded:
        tall = max(BAR * recorded / (end - begin), 2)
        top = y + BAR - tall
        shapes += f'<rect class="recorded" x="{x:.1f}" y="{top:.1f}" width="{width:.1f}" height="{tall:.1f}"></rect>'
    if odd:
        middle = x + width / 2
        shapes += f'<path class="attempted" d="M{middle:.1f} {y + 3}l5 10h-10z"></path>'
    events = sum(lane.events[hour] for hour in range(begin, end))
    words = f"{_time(begin):%Y-%m-%d %H:%M}: {recorded} of {end - begin} h recorded, {count(events, 'event')}"
    words += f", {gap} h gap" if gap else ""
    words += f", {count(odd, 'sign')} of tampering or loss" if odd else ""
    return f"<g><title>{words}</title>{shapes}</g>"
