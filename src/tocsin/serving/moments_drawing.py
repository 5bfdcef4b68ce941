"""How an attribution moved, drawn: each statement at its day, in the lane of what it does; and as a list below.

In: the moments of an incident. Out: inline SVG made here, and the list. Filled marks are the speakers' own words,
hollow ones are known only from others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tocsin.library.attribution import ATTRIBUTING, CONDEMNING, ENDORSING
from tocsin.library.timeline import Moment
from tocsin.showing.escape import html as safe
from tocsin.showing.escape import terminal
from tocsin.showing.pages.axis import Axis, ticks
from tocsin.showing.pages.markup import NAME, isolated, more
from tocsin.showing.times import moment

LISTED = 300
WIDTH, LEFT, LANE, TOP = 1000, 190, 40, 16
LANES = ("say who did it", "acknowledge, support", "condemn, demand, warn", "deny", "decline, other")


def lane_of(one: Moment) -> str:
    """Return the lane of what a moment does."""
    if one.negated:
        return LANES[4]
    if one.act == "deny":
        return LANES[3]
    for acts, lane in ((ATTRIBUTING, LANES[0]), (ENDORSING, LANES[1]), (CONDEMNING, LANES[2])):
        if one.act in acts:
            return lane
    return LANES[4]


def moments_drawing(moments: Sequence[Moment]) -> str:
    """Return the drawing and the list; nothing without a moment."""
    if not moments:
        return ""
    return _drawing(moments) + _listed(moments)


def _drawing(moments: Sequence[Moment]) -> str:
    dated = [(time, one) for one in moments if (time := moment(one.date)) is not None]
    if not dated:
        return ""
    begin, end = min(time for time, _ in dated), max(time for time, _ in dated)
    room = max((end - begin) / 20, timedelta(days=1))
    try:
        axis = Axis(begin - room, end + room, LEFT, WIDTH - 10)
    except OverflowError:  # at the ends of the calendar
        return ""
    lanes = [lane for lane in LANES if any(lane_of(one) == lane for _, one in dated)]
    bottom = TOP + LANE * len(lanes)
    parts = [
        f'<line class="axis" x1="{x:.0f}" x2="{x:.0f}" y1="{TOP}" y2="{bottom}"></line>'
        f'<text class="soft" x="{x:.0f}" y="{bottom + 16}" text-anchor="middle">{words}</text>'
        for x, words in ticks(axis)
        if x > LEFT + 20
    ]
    for place, lane in enumerate(lanes):
        middle = TOP + LANE * place + LANE / 2
        parts.append(f'<line class="axis" x1="{LEFT}" x2="{WIDTH - 10}" y1="{middle:.0f}" y2="{middle:.0f}"></line>')
        parts.append(f'<text x="4" y="{middle + 4:.0f}">{lane}</text>')
    seen: dict[tuple[str, int], int] = {}
    for time, one in dated:
        lane = lane_of(one)
        x = axis.x(time)
        above = seen[lane, round(x)] = seen.get((lane, round(x)), -1) + 1
        middle = TOP + LANE * lanes.index(lane) + LANE / 2 - min(above, 4) * 5
        said = safe(terminal(f"{one.date} {said_in(one)}", 400))
        css = "own" if one.own else "passed"
        parts.append(f'<circle class="{css}" cx="{x:.1f}" cy="{middle:.1f}" r="6"><title>{said}</title></circle>')
    return (
        '<p class="soft">Filled: the speaker’s own words. Hollow: known only from others. Times are days in UTC.</p>\n'
        '<div class="scroll" tabindex="0" role="region" aria-label="Drawing: when what was said">'
        f'<svg class="drawing" viewBox="0 0 {WIDTH} {bottom + 26}" role="img" aria-label="When what was said; the list '
        f'below says the same in words">{"".join(parts)}</svg></div>\n'
    )


def said_in(one: Moment) -> str:
    """Return what was said in one line, unescaped."""
    refusal = "not " if one.negated else ""
    whom = f" {', '.join(one.accused)}" if one.accused else ""
    return f"{one.speaker or 'nobody named'}: {refusal}{one.act}{whom}"


def _listed(moments: Sequence[Moment]) -> str:
    rows = "".join(_row(one, moments) for one in moments[:LISTED])
    return f'<ol class="moments">\n{rows}</ol>\n' + more(len(moments) - LISTED, "statement", "the JSON form")


def _row(one: Moment, moments: Sequence[Moment]) -> str:
    told = [safe(one.level, NAME), "" if one.own else "known only from others"]
    if one.first_to_name:
        told.append(f"<strong>first to name {', '.join(isolated(name) for name in one.first_to_name)}</strong>")
    if one.supersedes is not None and 0 <= one.supersedes < len(moments):
        before = moments[one.supersedes]
        told.append(
            f"replaces this speaker’s word of {safe(before.date or 'no date', NAME)} "
            f"({', '.join(isolated(name) for name in before.accused) or 'nobody named'})"
        )
    notes = "; ".join(part for part in told if part)
    where = f'<a href="/reports/{one.report}">report {one.report}</a>'
    return (
        f'<li><span class="when">{safe(one.date or "no date", NAME)}</span><span>{isolated(said_in(one), 500)} '
        f'<span class="soft">({notes})</span> {where}</span></li>\n'
    )
