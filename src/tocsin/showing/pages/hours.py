"""The time line of a verdict's page, as inline SVG: what was seen, over the hours in which it could have been seen.

Each lane is one log of one host. Hatched is what no record covers, plain is what was recorded, so that emptiness and
blindness look different; marks are hits. When the hits fill only a sliver of the whole time, a second drawing shows
that sliver. What lies outside the drawing is counted below it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tocsin.judging.hosts import host_names
from tocsin.model.evidence import Coverage
from tocsin.model.verdict import Finding, Outcome, Verdict
from tocsin.showing.arrange import host_name, hosts
from tocsin.showing.escape import html as safe
from tocsin.showing.outcomes import LOOKS
from tocsin.showing.pages.axis import Axis, ticks
from tocsin.showing.pages.markup import NAME, count
from tocsin.showing.profiles import place_of
from tocsin.showing.times import hour_of, moment, of_hour, short

LANES = 60
LEFT, RIGHT, TOP, LANE, BAR = 312, 985, 34, 26, 15
SHAPES = {Outcome.SEEN: "seen", Outcome.ATTEMPTED: "attempted"}

HATCH = (
    '<defs><pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="hatch-ground" width="8" height="8"></rect><line class="hatch-line" y2="8"></line></pattern></defs>\n'
)

Anchor = Callable[[Finding], str]
Spoken = Callable[[str | None], str | None]
"""Gives the one name of a host that its logs call by several."""


class Mark(NamedTuple):
    """A hit on the time line."""

    time: datetime
    host: str | None
    path: str | None  # of the file it stands in
    log_id: str | None
    finding: Finding


class Lane(NamedTuple):
    """A log of a host with the hours it recorded; without a log, a host that handed in none."""

    host: str | None
    log: str
    log_ids: frozenset[str | None]
    paths: frozenset[str]
    hours: frozenset[int]


def time_line(verdict: Verdict, anchor: Anchor) -> str:
    """Return the drawing or drawings with their caption; nothing if there is no time to draw."""
    # logs of one machine that call it by its short and its full name stand together, as in the verdict
    names = host_names(source.host for source in verdict.coverage if source.events or source.log)

    def spoken(host: str | None) -> str | None:
        return names.of(host) if host in names.names else host

    marks = _marks(verdict, spoken)
    lanes = _lanes(verdict, spoken)
    whole = _whole(verdict, marks)
    if whole is None or not lanes:
        return ""
    body = _key() + _drawing("The whole time in question", whole, lanes[:LANES], marks, anchor, HATCH)
    close = _close(whole, marks)
    if close is not None:
        concerned = {mark.host for mark in marks}
        near = [lane for lane in lanes if lane.host in concerned][:LANES]
        body += _drawing("Around the hits", close, near, marks, anchor)
    outside = sum(not whole.begin <= mark.time < whole.end for mark in marks)
    if outside:
        body += f'<p class="soft">{count(outside, "hit")} with a time outside this drawing.</p>\n'
    if len(lanes) > LANES:
        body += f'<p class="soft">{count(len(lanes) - LANES, "more log")} not drawn; all are in the table below.</p>\n'
    return body


def _key() -> str:
    shapes = " ".join(f"{LOOKS[outcome].symbol} {outcome.value}" for outcome in SHAPES)
    return (
        '<p><span class="key recorded"></span> the log recorded: what is not marked there was not found '
        '&nbsp; <span class="key blind"></span> nothing recorded: it could not have been seen &nbsp; '
        f"{shapes}. All times are UTC.</p>\n"
    )


def _marks(verdict: Verdict, spoken: Spoken) -> list[Mark]:
    found = (
        Mark(time, spoken(hit.host), place.path if (place := place_of(hit)) else None, hit.log_id, finding)
        for finding in verdict.findings
        if finding.outcome in SHAPES
        for hit in finding.hits
        if (time := moment(hit.time)) is not None
    )
    return sorted(found, key=lambda mark: (mark.time, host_name(mark.host), mark.finding.id))


def _lanes(verdict: Verdict, spoken: Spoken) -> list[Lane]:
    gathered: dict[tuple[str | None, str], list[Coverage]] = {}
    for source in verdict.coverage:
        gathered.setdefault((spoken(source.host), source.log), []).append(source)
    order = {host.name: place for place, host in enumerate(hosts(verdict))}
    lanes = [
        Lane(
            host,
            log,
            frozenset(source.log_id for source in sources),
            frozenset(source.path for source in sources),
            frozenset(entry.hour for source in sources for entry in source.hours if entry.events),
        )
        for (host, log), sources in gathered.items()
    ]
    recorded = {lane.host for lane in lanes}
    lanes += [Lane(host, "no log", frozenset(), frozenset(), frozenset()) for host in order if host not in recorded]
    return sorted(lanes, key=lambda lane: (order.get(lane.host, len(order)), host_name(lane.host), lane.log))


def _whole(verdict: Verdict, marks: list[Mark]) -> Axis | None:
    windows = [finding.window for finding in verdict.findings if finding.window]
    begins = list(filter(None, (moment(window.begin) for window in windows)))
    ends = list(filter(None, (moment(window.end) for window in windows)))
    logged = [
        time for source in verdict.coverage for time in (moment(source.begin), moment(source.end)) if time is not None
    ]
    plausible = [time for time in (*logged, *(mark.time for mark in marks)) if 1990 <= time.year < 2200]
    begin = min(begins) if begins else min(plausible, default=None)
    end = max(ends) if ends else max(plausible, default=None)
    if begin is not None and end is not None and end - begin > timedelta(days=50 * 365):
        begin, end = min(plausible, default=None), max(plausible, default=None)
    if begin is None or end is None or end.year > 9990:
        return None
    near = timedelta(days=90)
    around = [mark.time for mark in marks if begin - near <= mark.time <= end + near]
    begin, end = min(begin, *around, end), max(end, *around, begin)
    return Axis(begin, max(end, begin + timedelta(hours=1)), LEFT, RIGHT)


def _close(whole: Axis, marks: list[Mark]) -> Axis | None:
    inside = [mark.time for mark in marks if whole.begin <= mark.time < whole.end]
    if not inside or (inside[-1] - inside[0]) * 20 > whole.end - whole.begin:
        return None
    margin = max((inside[-1] - inside[0]) / 8, timedelta(minutes=5))
    return Axis(inside[0] - margin, inside[-1] + margin, LEFT, RIGHT)


def _drawing(title: str, axis: Axis, lanes: list[Lane], marks: list[Mark], anchor: Anchor, pattern: str = "") -> str:
    height = TOP + LANE * len(lanes) + 8
    inside = [mark for mark in marks if axis.begin <= mark.time < axis.end]
    begin, end = _stamp(axis.begin), _stamp(axis.end)
    label = f"{title}, {begin} to {end}: {count(len(lanes), 'log')}, {count(len(inside), 'hit')}"
    grid = "".join(
        f'<line class="axis" x1="{x:.1f}" y1="{TOP - 6}" x2="{x:.1f}" y2="{height}"></line>'
        f'<text class="soft" x="{x:.1f}" y="{TOP - 12}" text-anchor="middle">{words}</text>\n'
        for x, words in ticks(axis)
    )
    rows = "".join(
        _lane(number, lane, axis, named=number == 0 or lanes[number - 1].host != lane.host)
        for number, lane in enumerate(lanes)
    )
    shapes = _shapes(lanes, inside, axis, anchor)
    return (
        f'<h3>{title} <span class="soft">{begin} to {end}</span></h3>\n'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{title}">'
        f'<svg class="hours" viewBox="0 0 1000 {height}" role="group" aria-label="{label}">\n{pattern}'
        f"{grid}{rows}{shapes}</svg></div>\n"
    )


def _lane(number: int, lane: Lane, axis: Axis, *, named: bool) -> str:
    y = TOP + LANE * number
    name = safe(host_name(lane.host), 19) if named else ""
    log = safe(lane.log.removeprefix("Microsoft-Windows-"), 21)
    full = f"{safe(host_name(lane.host), NAME)}: {safe(lane.log, NAME)}"
    bars = "".join(
        f'<rect class="recorded" x="{x:.1f}" y="{y}" width="{width:.1f}" height="{BAR}"></rect>'
        for x, width in _bars(lane.hours, axis)
    )
    return (
        f'<g><title>{full}</title><text x="4" y="{y + 12}">{name}</text>'
        f'<text class="soft" x="{LEFT - 8}" y="{y + 12}" text-anchor="end">{log}</text>'
        f'<rect class="unrecorded" x="{LEFT}" y="{y}" width="{RIGHT - LEFT}" height="{BAR}"></rect>{bars}</g>\n'
    )


def _bars(hours: Iterable[int], axis: Axis) -> list[tuple[float, float]]:
    # runs of hours, joined where less than half a pixel lies between them
    first, last = hour_of(axis.begin), hour_of(axis.end)
    bars: list[tuple[float, float]] = []
    for hour in sorted(hour for hour in hours if first <= hour <= last):
        time = of_hour(hour)
        if time is None:
            continue
        begin, end = max(axis.x(time), LEFT), min(axis.x(time + timedelta(hours=1)), RIGHT)
        if bars and begin - sum(bars[-1]) < 0.5:
            bars[-1] = (bars[-1][0], end - bars[-1][0])
        elif end > begin:
            bars.append((begin, end - begin))
    return [(x, max(width, 1.0)) for x, width in bars]


def _shapes(lanes: list[Lane], marks: list[Mark], axis: Axis, anchor: Anchor) -> str:
    # hits that would lie on one another become one mark that says how many they are
    gathered: dict[tuple[int, int, str], list[Mark]] = {}
    for mark in marks:
        row = _row(lanes, mark)
        if row is not None:
            key = (row, round(axis.x(mark.time) / 7), mark.finding.outcome.value)
            gathered.setdefault(key, []).append(mark)
    return "".join(_shape(row, group, axis, anchor) for (row, _, _), group in sorted(gathered.items()))


def _row(lanes: list[Lane], mark: Mark) -> int | None:
    own = [number for number, lane in enumerate(lanes) if lane.host == mark.host]
    there = (number for number in own if mark.path in lanes[number].paths and mark.log_id in lanes[number].log_ids)
    of_kind = (number for number in own if mark.log_id in lanes[number].log_ids)
    return next(there, next(of_kind, own[0] if own else None))


def _shape(row: int, marks: list[Mark], axis: Axis, anchor: Anchor) -> str:
    x, y = axis.x(marks[0].time), TOP + LANE * row + BAR / 2
    finding = marks[0].finding
    if finding.outcome is Outcome.SEEN:
        shape = f'<rect class="seen" x="{x - 5:.1f}" y="{y - 7:.1f}" width="10" height="14"></rect>'
    else:
        shape = f'<path class="attempted" d="M{x:.1f} {y - 8:.1f}l7 14h-14z"></path>'
    names = "; ".join(dict.fromkeys(safe(mark.finding.behaviour.name, 100) for mark in marks[:20]))
    words = f"{_stamp(marks[0].time)}, {finding.outcome.value}, {count(len(marks), 'hit')}: {names}"
    return f'<a href="#{anchor(finding)}" aria-label="{words}"><title>{words}</title>{shape}</a>\n'


def _stamp(time: datetime) -> str:
    return short(time.astimezone(UTC).isoformat())[:16]
