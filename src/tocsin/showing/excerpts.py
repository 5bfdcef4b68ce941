"""One line of a value that somebody else wrote, with the places that matter marked and in sight.

In: a value, spans of it, how many columns there are. Out: one line, escaped. Marks are colour where there is colour,
and `«` and `»` where there is none.
"""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.showing.columns import ELLIPSIS, width
from tocsin.showing.escape import terminal

BEFORE = 24
"""Characters that are shown before the first mark of a value too long for its line."""

MARK = "1;4"  # bold and underlined: seen without telling colours apart


def excerpt(value: str, spans: Sequence[tuple[int, int]], columns: int, *, colour: bool) -> str:
    r"""Return as much of a value as fits, its first marked place in it.

    >>> excerpt("powershell -enc SQBFAFgA", [(11, 15)], 80, colour=False)
    'powershell «-enc» SQBFAFgA'
    >>> excerpt("x" * 100 + "evil" + "y" * 100, [(100, 104)], 40, colour=False)
    '…xxxxxxxxxxxxx«evil»yyyyyyyyyyyyyyyyyyy…'
    """
    text, end, _ = _line(value, spans, 0, columns, colour=colour)
    if end == len(value) or not spans or spans[0][1] <= end:
        return text
    start = _back(value, spans[0][0], min(BEFORE, columns // 3))
    text, end, room = _line(value, spans, start, columns, colour=colour)
    if end == len(value) and room:  # as much as fits is better than blanks behind the end
        text, _, _ = _line(value, spans, _back(value, start, room), columns, colour=colour)
    return text


def _back(value: str, place: int, columns: int) -> int:
    """Return the place so many columns before a place."""
    while place and (columns := columns - width(terminal(value[place - 1]))) >= 0:
        place -= 1
    return place


def _line(
    value: str, spans: Sequence[tuple[int, int]], start: int, columns: int, *, colour: bool
) -> tuple[str, int, int]:
    """Return what fits from `start` on, where it ends, and how many columns are left."""
    opening, closing = (f"\x1b[{MARK}m", "\x1b[0m") if colour else ("«", "»")
    cost = 0 if colour else 1
    shown = [ELLIPSIS] if start else []
    used = len(shown)
    marked = False
    end = start
    for place in range(start, len(value)):
        now = any(begin <= place < stop for begin, stop in spans)
        character = terminal(value[place])
        needed = width(character) + cost * (now != marked)
        after = cost * now + (place + 1 < len(value))  # a closing mark, and the sign that something is left out
        if used + needed + after > columns:
            break
        if now != marked:
            shown.append(opening if now else closing)
        shown.append(character)
        used, marked, end = used + needed, now, place + 1
    if marked:
        shown.append(closing)
        used += cost
    if end < len(value):
        shown.append(ELLIPSIS)
        used += 1
    return "".join(shown), end, columns - used
